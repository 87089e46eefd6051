package org.tapwarden.detector.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.tapwarden.detector.approved.Approval;

/// The tables, and how a file gets them.
final class Schema {

    private static final List<String> FIRST =
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

    /// Whoever counts alerts or asks for those about a device reads no documents; a device is found
    /// by its MAC, and who asked for an address stays known over a restart.
    private static final List<String> WITHOUT_READING_DOCUMENTS =
            List.of(
                    "ALTER TABLE alert ADD COLUMN severity TEXT NOT NULL DEFAULT ''",
                    "ALTER TABLE alert ADD COLUMN endpoint INTEGER NOT NULL DEFAULT 0",
                    "CREATE INDEX alert_severity ON alert (severity)",
                    "CREATE INDEX alert_endpoint ON alert (endpoint, id)",
                    "CREATE INDEX evidence_endpoint ON evidence (endpoint, number)",
                    "CREATE INDEX endpoint_mac ON endpoint (mac)",
                    "CREATE INDEX endpoint_infrastructure ON endpoint (infrastructure, id)",
                    "ALTER TABLE endpoint ADD COLUMN client INTEGER NOT NULL DEFAULT 0");

    /// Evidence is about a kind of case; before there were other kinds, all was about routers.
    private static final List<String> KINDS_OF_CASES =
            List.of(
                    "ALTER TABLE evidence ADD COLUMN kind TEXT NOT NULL DEFAULT 'ROGUE_ROUTER'",
                    "ALTER TABLE evidence ADD COLUMN segment TEXT NOT NULL DEFAULT ''",
                    "CREATE TABLE disposition (number INTEGER PRIMARY KEY, alert INTEGER NOT NULL,"
                            + " rule TEXT NOT NULL, disposition TEXT NOT NULL, person TEXT NOT NULL,"
                            + " why TEXT NOT NULL, at_ms INTEGER NOT NULL)",
                    "CREATE INDEX disposition_alert ON disposition (alert, number)");

    /// Whose machine is whose, by the office's list.
    private static final List<String> LISTED_PERSONS =
            List.of(
                    "CREATE TABLE listed_person (number INTEGER PRIMARY KEY, mac INTEGER NOT NULL,"
                            + " address TEXT NOT NULL, person TEXT NOT NULL,"
                            + " from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL)");

    /// Who had an address, or was called something, is found by the value and the time; what an
    /// endpoint was, by the endpoint and the time. A device of the inventory has several MACs, an
    /// owner, and an end.
    private static final List<String> DEVICES_OVER_TIME =
            List.of(
                    "ALTER TABLE binding ADD COLUMN space INTEGER NOT NULL DEFAULT 0",
                    "UPDATE binding SET space = (SELECT space FROM endpoint"
                            + " WHERE endpoint.id = binding.endpoint) WHERE endpoint IN"
                            + " (SELECT id FROM endpoint WHERE space <> 0)",
                    "DROP INDEX binding_fact",
                    "CREATE INDEX binding_of ON binding (fact, endpoint, from_ms)",
                    "CREATE INDEX binding_value ON binding (fact, lower(value), space, from_ms)",
                    "CREATE INDEX binding_from ON binding (from_ms)",
                    "ALTER TABLE endpoint ADD COLUMN confirmed TEXT NOT NULL DEFAULT ''",
                    "ALTER TABLE endpoint ADD COLUMN facts TEXT NOT NULL DEFAULT ''",
                    "ALTER TABLE endpoint ADD COLUMN grounds TEXT NOT NULL DEFAULT ''",
                    "CREATE INDEX endpoint_first ON endpoint (first_ns)",
                    "ALTER TABLE approved ADD COLUMN asset_tag TEXT NOT NULL DEFAULT ''",
                    "ALTER TABLE approved ADD COLUMN serial TEXT NOT NULL DEFAULT ''",
                    "ALTER TABLE approved ADD COLUMN ownership TEXT NOT NULL DEFAULT ''",
                    "ALTER TABLE approved ADD COLUMN assignees TEXT NOT NULL DEFAULT ''",
                    "ALTER TABLE approved ADD COLUMN site TEXT NOT NULL DEFAULT ''",
                    "ALTER TABLE approved ADD COLUMN expires_ms INTEGER NOT NULL DEFAULT "
                            + Approval.NEVER,
                    "ALTER TABLE approved ADD COLUMN origin TEXT NOT NULL DEFAULT 'OFFICE'",
                    "CREATE INDEX approved_asset ON approved (lower(asset_tag))",
                    "CREATE INDEX approved_serial ON approved (lower(serial))",
                    "CREATE INDEX approved_name ON approved (lower(name))");

    /// Evidence says which frame completed it, and which of a segment's several subjects it means.
    private static final List<String> FRAMES_AND_SUBJECTS =
            List.of(
                    "ALTER TABLE evidence ADD COLUMN frame INTEGER NOT NULL DEFAULT 0",
                    "ALTER TABLE evidence ADD COLUMN about TEXT NOT NULL DEFAULT ''");

    /// Who imported, approved and judged: {@link org.tapwarden.detector.audit.AuditTrail}.
    private static final List<String> AUDIT =
            List.of(
                    "CREATE TABLE audit (number INTEGER PRIMARY KEY, record TEXT NOT NULL,"
                            + " hash TEXT NOT NULL)");

    /// Documents that are read at a time, since a file may hold years of them.
    private static final int AT_A_TIME = 1_000;

    /// One number further.
    @FunctionalInterface
    private interface Step {
        void take(Statement statement) throws SQLException, IOException;
    }

    /// What each number adds to the one before; a file says in `meta` how far it is. A step that
    /// was ever installed is never changed again.
    private static final List<Step> STEPS =
            List.of(
                    statement -> all(statement, FIRST),
                    statement -> {
                        all(statement, WITHOUT_READING_DOCUMENTS);
                        fillFromDocuments(statement.getConnection());
                    },
                    statement -> all(statement, KINDS_OF_CASES),
                    statement -> all(statement, LISTED_PERSONS),
                    statement -> all(statement, DEVICES_OVER_TIME),
                    statement -> all(statement, FRAMES_AND_SUBJECTS),
                    statement -> all(statement, AUDIT));

    private static final String VERSION = "schema";

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

    /// Opens the file and brings it to the newest number, all of it or nothing. The connection
    /// commits by hand.
    ///
    /// @throws IOException in one line, when a newer program made the file
    static Connection prepared(Path file) throws SQLException, IOException {
        Connection connection = open(file);
        try {
            prepare(connection);
            return connection;
        } catch (SQLException | IOException e) {
            // Also rolls back, so whoever opens the file next does not find it locked.
            connection.close();
            throw e;
        }
    }

    private static void prepare(Connection connection) throws SQLException, IOException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            int version = version(statement);
            if (version > STEPS.size()) {
                throw new IOException(
                        "the file is of version "
                                + version
                                + ", and this program knows "
                                + STEPS.size()
                                + " at most");
            }
            for (Step step : STEPS.subList(version, STEPS.size())) {
                step.take(statement);
            }
            if (version < STEPS.size()) {
                statement.execute(
                        "INSERT OR REPLACE INTO meta (name, value) VALUES ('%s', %d)"
                                .formatted(VERSION, STEPS.size()));
            }
            connection.commit();
        }
    }

    /// 0 for an empty file. The first files did not say their number.
    private static int version(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT COUNT(*) FROM sqlite_master WHERE name = 'meta'")) {
            if (row.next() && row.getInt(1) == 0) {
                return 0;
            }
        }
        try (ResultSet row =
                statement.executeQuery("SELECT value FROM meta WHERE name = '" + VERSION + "'")) {
            return row.next() ? row.getInt(1) : 1;
        }
    }

    private static void all(Statement statement, List<String> changes) throws SQLException {
        for (String change : changes) {
            statement.execute(change);
        }
    }

    private record Document(long id, String text) {}

    private static void fillFromDocuments(Connection connection) throws SQLException, IOException {
        try (PreparedStatement read =
                        connection.prepareStatement(
                                "SELECT id, doc FROM alert WHERE id > ? ORDER BY id LIMIT "
                                        + AT_A_TIME);
                PreparedStatement write =
                        connection.prepareStatement(
                                "UPDATE alert SET severity = ?, endpoint = ? WHERE id = ?")) {
            List<Document> documents = documentsAfter(Long.MIN_VALUE, read);
            while (!documents.isEmpty()) {
                for (Document document : documents) {
                    JsonNode alert = parsed(document);
                    write.setString(1, alert.path("severity").asText());
                    write.setLong(2, alert.path("endpoint").asLong());
                    write.setLong(3, document.id());
                    write.addBatch();
                }
                int[] _ = write.executeBatch();
                documents = documentsAfter(documents.getLast().id(), read);
            }
        }
    }

    private static JsonNode parsed(Document document) throws IOException {
        try {
            return Documents.JSON.readTree(document.text());
        } catch (JsonProcessingException e) {
            throw new IOException("alert " + document.id() + ": " + e.getOriginalMessage(), e);
        }
    }

    private static List<Document> documentsAfter(long id, PreparedStatement read)
            throws SQLException {
        read.setLong(1, id);
        List<Document> found = new ArrayList<>();
        try (ResultSet row = read.executeQuery()) {
            while (row.next()) {
                found.add(new Document(row.getLong(1), row.getString(2)));
            }
        }
        return found;
    }
}
