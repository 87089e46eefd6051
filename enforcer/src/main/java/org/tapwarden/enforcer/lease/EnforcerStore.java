package org.tapwarden.enforcer.lease;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// `enforcer.db`: one connection, one writer thread, many changes in one commit.
///
/// A change runs inside a savepoint, so a change that fails takes only itself back. Its future
/// completes after the commit is on the disk and never before: what may be shown, sent or acted on
/// waits for it. Questions run on the same thread, and so never see what could still be lost.
public final class EnforcerStore implements AutoCloseable {

    public static final int LONGEST_QUEUE = 4_096;
    public static final int LARGEST_GROUP = 64;

    /// A change, or a question, inside the running transaction.
    @FunctionalInterface
    public interface Change<T> {
        T in(Connection connection) throws SQLException;
    }

    private record Waiting<T>(Change<T> change, CompletableFuture<T> answer) {}

    private final Connection connection;
    private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final Thread writer;
    private volatile boolean closing;

    private EnforcerStore(Connection connection) {
        this.connection = connection;
        this.writer = Thread.ofPlatform().name("enforcer-store").unstarted(this::write);
    }

    /// @throws SQLException when the file is damaged, or written by a newer version of this program
    public static EnforcerStore open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=5000");
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA foreign_keys=ON");
            try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
                if (!check.next() || !check.getString(1).equals("ok")) {
                    throw new SQLException(file + " is damaged");
                }
            }
            Schema.migrate(statement, file);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        var store = new EnforcerStore(connection);
        store.writer.start();
        return store;
    }

    /// Waits in a bounded queue; the future fails with the change's own exception.
    public <T> CompletableFuture<T> commit(Change<T> change) {
        var answer = new CompletableFuture<T>();
        if (closing) {
            answer.completeExceptionally(new IllegalStateException("the store is closed"));
            return answer;
        }
        try {
            queue.put(new Waiting<>(change, answer));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /// Waits until it is on the disk.
    public <T> T committed(Change<T> change) {
        try {
            return commit(change).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the enforcer's store refused a change", e.getCause());
        }
    }

    private void write() {
        var group = new ArrayList<Waiting<?>>();
        while (!closing || !queue.isEmpty()) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                continue; // close() wakes us so; what is queued is still written
            }
            queue.drainTo(group, LARGEST_GROUP - 1);
            writeGroup(group);
            group.clear();
        }
    }

    private void writeGroup(List<Waiting<?>> group) {
        var afterwards = new ArrayList<Runnable>();
        try {
            say("BEGIN IMMEDIATE");
            for (Waiting<?> waiting : group) {
                afterwards.add(run(waiting));
            }
            say("COMMIT");
        } catch (SQLException e) {
            rollBack();
            group.forEach(waiting -> waiting.answer().completeExceptionally(e));
            return;
        }
        afterwards.forEach(Runnable::run);
    }

    private <T> Runnable run(Waiting<T> waiting) throws SQLException {
        say("SAVEPOINT one");
        try {
            T value = waiting.change().in(connection);
            say("RELEASE one");
            return () -> waiting.answer().complete(value);
        } catch (SQLException | RuntimeException e) {
            say("ROLLBACK TO one");
            say("RELEASE one");
            return () -> waiting.answer().completeExceptionally(e);
        }
    }

    private void rollBack() {
        try {
            say("ROLLBACK");
        } catch (SQLException e) {
            // The commit failed before; its exception is the one that is told.
        }
    }

    private void say(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        closing = true;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Waiting<?> late = queue.poll(); late != null; late = queue.poll()) {
            late.answer().completeExceptionally(new IllegalStateException("the store is closed"));
        }
        connection.close();
    }
}
