package org.tapwarden.detector.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The tables, and how a file gets them.
final class Schema {

    private static final List<String> TABLES =
            List.of(
                    "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
                    "CREATE TABLE endpoint (id INTEGER PRIMARY KEY, space INTEGER NOT NULL,"
                            + " mac INTEGER NOT NULL, maker TEXT NOT NULL, segment TEXT NOT NULL,"
                            + " host_name TEXT NOT NULL, vendor_class TEXT NOT NULL,"
                            + " parameters TEXT NOT NULL, services TEXT NOT NULL,"
                            + " addresses TEXT NOT NULL, infrastructure INTEGER NOT NULL,"
                            + " kind TEXT NOT NULL, first_ns INTEGER NOT NULL,"
                            + " last_ns INTEGER NOT NULL)",
                    "CREATE INDEX endpoint_last ON endpoint (last_ns)",
                    "CREATE TABLE binding (number INTEGER PRIMARY KEY, endpoint INTEGER NOT NULL,"
                            + " fact TEXT NOT NULL, value TEXT NOT NULL, from_ms INTEGER NOT NULL,"
                            + " source TEXT NOT NULL, confidence INTEGER NOT NULL)",
                    "CREATE INDEX binding_fact ON binding (fact, endpoint, number)",
                    "CREATE TABLE evidence (number INTEGER PRIMARY KEY, endpoint INTEGER NOT NULL,"
                            + " family TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,"
                            + " at_ns INTEGER NOT NULL)",
                    "CREATE TABLE alert (id INTEGER PRIMARY KEY, revision INTEGER NOT NULL,"
                            + " doc TEXT NOT NULL)",
                    "CREATE INDEX alert_revision ON alert (revision)",
                    "CREATE TABLE asked (number INTEGER PRIMARY KEY, doc TEXT NOT NULL)",
                    "CREATE TABLE approved (mac INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                            + " owner TEXT NOT NULL, segment TEXT NOT NULL, kind TEXT NOT NULL,"
                            + " standing TEXT NOT NULL, since_ms INTEGER NOT NULL,"
                            + " source TEXT NOT NULL)");

    private Schema() {}

    /// SQLite in WAL mode with `synchronous=FULL`: what is committed survives a power cut.
    static Connection open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA busy_timeout=10000");
        }
        return connection;
    }

    /// Makes the tables where they are missing. The connection commits by hand from now on.
    static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean fresh;
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT COUNT(*) FROM sqlite_master WHERE name = 'meta'")) {
                fresh = row.next() && row.getInt(1) == 0;
            }
            connection.setAutoCommit(false);
            if (fresh) {
                for (String table : TABLES) {
                    statement.execute(table);
                }
            }
            connection.commit();
        }
    }
}
