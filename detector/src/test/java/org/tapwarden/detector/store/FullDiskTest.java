package org.tapwarden.detector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.detector.endpoint.Binding;

/// A disk without room, as SQLite meets it: the file may have no more pages.
class FullDiskTest {

    private static final int ROWS = 50;

    @TempDir Path folder;
    private Connection connection;

    @BeforeEach
    void no_room() throws SQLException, IOException {
        connection = Schema.prepared(folder.resolve("sensor.db"));
        room(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void room(boolean some) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // No file may be smaller than it is, so this is as many pages as there are.
            statement.execute("PRAGMA max_page_count = " + (some ? 100_000 : 1));
        }
    }

    private static Binding binding(int number) {
        return new Binding(number, "host.name", "x".repeat(4_000), number, "dhcp", 60);
    }

    /// As others see it, so only what is committed.
    private long rows() throws SQLException {
        try (Connection other = Schema.open(folder.resolve("sensor.db"));
                Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM binding")) {
            return row.getLong(1);
        }
    }

    @Test
    void what_waited_for_room_is_written_once_when_there_is_some() throws Exception {
        var commit = new GroupCommit(connection, change -> {}, true);
        for (int i = 1; i <= ROWS; i++) {
            commit.bound(binding(i));
        }
        commit.start();
        while (commit.failures() < 2) {
            Thread.sleep(20);
        }
        assertThat(rows()).isZero();
        room(true);
        commit.awaitCommitted(commit.submitted());
        assertThat(rows()).isEqualTo(ROWS);
        commit.bound(binding(ROWS + 1));
        commit.close();
        assertThat(rows()).isEqualTo(ROWS + 1);
    }

    @Test
    void a_command_does_not_wait_for_room_but_says_what_is_wrong() throws Exception {
        var commit = new GroupCommit(connection, change -> {}, false);
        for (int i = 1; i <= ROWS; i++) {
            commit.bound(binding(i));
        }
        commit.start();
        assertThatThrownBy(() -> commit.awaitCommitted(commit.submitted()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("nothing was changed: ")
                .hasMessageContaining("full");
        commit.close();
        assertThat(rows()).isZero();
    }

    @Test
    void after_a_refusal_the_next_transaction_is_one_again() throws SQLException {
        var writing = new ChangeWriting(connection);
        assertThatThrownBy(
                        () -> {
                            for (int i = 1; i <= ROWS; i++) {
                                writing.apply(new Change.Bound(binding(i)));
                            }
                            connection.commit();
                        })
                .isInstanceOf(SQLException.class);
        Transactions.takeBack(connection);
        room(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO meta (name, value) VALUES ('x', 1)");
        }
        Transactions.takeBack(connection);
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT COUNT(*) FROM meta WHERE name = 'x'")) {
            assertThat(row.getLong(1)).as("a row that was taken back").isZero();
        }
    }
}
