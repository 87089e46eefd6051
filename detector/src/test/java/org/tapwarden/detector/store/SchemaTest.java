package org.tapwarden.detector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.segment.Segments;

class SchemaTest {

    /// A file as the first installed version made it.
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
                            + " source TEXT NOT NULL)",
                    "INSERT INTO meta VALUES ('ids', 8192)",
                    "INSERT INTO endpoint VALUES (7, 0, 4386, '', 'unnamed', 'pc', '', '1,3', '',"
                            + " '10.0.0.5', 1, '', 1, 2)",
                    "INSERT INTO binding VALUES (1, 7, 'address', '10.0.0.5', 5, 'arp', 90)",
                    "INSERT INTO approved VALUES (4386, 'pc', 'it', '', '', 'APPROVED', 1, 'list')");

    /// More than are read at a time, twice.
    private static final int ALERTS = 2_500;

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("sensor.db");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private void change(List<String> changes) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String change : changes) {
                statement.execute(change);
            }
        }
    }

    private void firstVersion(String document) throws SQLException {
        change(FIRST);
        try (Connection connection = connect();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO alert VALUES (?,?,?)")) {
            connection.setAutoCommit(false);
            for (int id = 1; id <= ALERTS; id++) {
                insert.setInt(1, id);
                insert.setInt(2, id);
                insert.setString(3, document);
                insert.executeUpdate();
            }
            connection.commit();
        }
    }

    @Test
    void a_file_of_the_first_version_is_brought_to_the_newest_one_and_loses_nothing()
            throws Exception {
        firstVersion(Documents.line(SensorStoreTest.alert(1, 1)));
        for (int run = 0; run < 2; run++) {
            try (var store = new SensorStore(file, Segments.UNDECLARED)) {
                assertThat(store.countBySeverity()).isEqualTo(Map.of("high", (long) ALERTS));
                assertThat(store.about(7, 10_000)).hasSize(ALERTS);
                assertThat(store.byMac(new Mac(4386)).orElseThrow().hostName()).isEqualTo("pc");
                assertThat(store.byMac(new Mac(4386)).orElseThrow().standing())
                        .isEqualTo(Standing.APPROVED);
                assertThat(
                                store.past()
                                        .holders(
                                                Address.parse("10.0.0.5"),
                                                Instant.EPOCH.plusMillis(9)))
                        .extracting(Past.Holding::endpoint)
                        .containsExactly(7L);
                assertThat(store.infrastructure()).containsOnlyKeys(new Mac(4386).toString());
                assertThat(store.nextId()).isGreaterThan(8192);
            }
        }
    }

    /// All of a step or nothing: the old program can still open the file.
    @Test
    void a_step_that_fails_leaves_the_file_as_it_was() throws Exception {
        firstVersion("no document");
        assertThatThrownBy(() -> new SensorStore(file, Segments.UNDECLARED))
                .isInstanceOf(IOException.class)
                .message()
                .contains(file.toString(), "alert 1:")
                .doesNotContain("\n");
        change(List.of("INSERT INTO alert VALUES (9999, 9999, 'three columns, as before')"));
    }

    @Test
    void a_file_of_a_newer_program_is_refused_in_one_line() throws Exception {
        new SensorStore(file, Segments.UNDECLARED).close();
        change(List.of("UPDATE meta SET value = 99 WHERE name = 'schema'"));
        assertThatThrownBy(() -> new SensorStore(file, Segments.UNDECLARED))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 99")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void a_file_that_is_no_store_is_refused_in_one_line() throws Exception {
        Files.writeString(
                file, "This is no database, and long enough to be sure of it.".repeat(20));
        assertThatThrownBy(() -> new SensorStore(file, Segments.UNDECLARED))
                .isInstanceOf(IOException.class)
                .message()
                .doesNotContain("\n");
    }
}
