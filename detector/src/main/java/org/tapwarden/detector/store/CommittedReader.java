package org.tapwarden.detector.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The connection that everybody but the writer thread reads through: what it shows is committed.
/// Safe to call from any thread; one statement runs at a time.
final class CommittedReader {

    /// No answer has more rows than this.
    static final int MOST_ANSWERED = 100_000;

    @FunctionalInterface
    interface Read<T> {
        T of(ResultSet row) throws SQLException, IOException;
    }

    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();

    CommittedReader(Connection connection) {
        this.connection = connection;
    }

    <T> List<T> select(Read<T> read, String sql, Object... values) {
        lock.lock();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<T> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(read.of(row));
                }
            }
            return found;
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(
                    "the sensor's store cannot be read: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /// The number that a statement without parameters answers with; 0 when it has none.
    long number(String sql) {
        return select(row -> row.getLong(1), sql).stream().findFirst().orElse(0L);
    }

    /// Waits for the statement that runs.
    void close() throws SQLException {
        lock.lock();
        try {
            connection.close();
        } finally {
            lock.unlock();
        }
    }
}
