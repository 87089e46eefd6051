package org.tapwarden.detector.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The connection that everybody but the writer thread reads through: what it shows is committed.
/// Safe to call from any thread; one statement runs at a time.
final class CommittedReader {

    /// No answer has more rows than this.
    static final int MOST_ANSWERED = 100_000;

    private static final int MOST_STATEMENTS = 64;

    @FunctionalInterface
    interface Read<T> {
        T of(ResultSet row) throws SQLException, IOException;
    }

    /// Something that reads through the connection itself.
    @FunctionalInterface
    interface Whole<T> {
        T of(Connection connection) throws SQLException;
    }

    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();

    /// Guarded by lock; in the order of their last use.
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>();

    CommittedReader(Connection connection) {
        this.connection = connection;
    }

    <T> List<T> select(Read<T> read, String sql, Object... values) {
        lock.lock();
        try {
            PreparedStatement statement = taken(sql);
            List<T> found = found(statement, read, values);
            giveBack(sql, statement);
            return found;
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(
                    "the sensor's store cannot be read: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    <T> T whole(Whole<T> read) {
        lock.lock();
        try {
            return read.of(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the sensor's store cannot be read: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /// Statements that are asked again and again are parsed once. One that is in use is not here.
    private PreparedStatement taken(String sql) throws SQLException {
        PreparedStatement known = statements.remove(sql);
        return known == null ? connection.prepareStatement(sql) : known;
    }

    private void giveBack(String sql, PreparedStatement statement) throws SQLException {
        PreparedStatement before = statements.put(sql, statement);
        if (before != null) {
            before.close();
        }
        if (statements.size() > MOST_STATEMENTS) {
            PreparedStatement oldest = statements.remove(statements.keySet().iterator().next());
            if (oldest != null) {
                oldest.close();
            }
        }
    }

    private static <T> List<T> found(PreparedStatement statement, Read<T> read, Object... values)
            throws SQLException, IOException {
        try {
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
        } catch (SQLException | IOException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /// The number that a statement answers with; 0 when it has none.
    long number(String sql, Object... values) {
        return select(row -> row.getLong(1), sql, values).stream().findFirst().orElse(0L);
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
