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

    private static final int SCHEMA = 1;

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
            migrate(statement, file);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        var store = new EnforcerStore(connection);
        store.writer.start();
        return store;
    }

    private static void migrate(Statement statement, Path file) throws SQLException {
        int version;
        try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            version = row.next() ? row.getInt(1) : 0;
        }
        if (version > SCHEMA) {
            throw new SQLException(
                    file + " has schema " + version + ", this program knows " + SCHEMA);
        }
        if (version == SCHEMA) {
            return;
        }
        statement.execute("BEGIN");
        for (String table : SCHEMA_1.split(";", -1)) {
            if (!table.isBlank()) {
                statement.execute(table);
            }
        }
        statement.execute("PRAGMA user_version=" + SCHEMA);
        statement.execute("COMMIT");
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

    private static final String SCHEMA_1 =
            """
            CREATE TABLE note (
              name TEXT PRIMARY KEY, value TEXT NOT NULL);
            CREATE TABLE audit (
              number INTEGER PRIMARY KEY, record TEXT NOT NULL, hash TEXT NOT NULL);
            CREATE TABLE lease (
              id TEXT PRIMARY KEY, state TEXT NOT NULL, driver TEXT NOT NULL, subject TEXT NOT NULL,
              segment TEXT NOT NULL, automatic INTEGER NOT NULL, order_text TEXT NOT NULL,
              step TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
              begun_wall TEXT NOT NULL, until_wall TEXT NOT NULL,
              boot TEXT NOT NULL, begun INTEGER NOT NULL, deadline INTEGER NOT NULL,
              seen_left INTEGER NOT NULL);
            CREATE INDEX lease_state ON lease (state);
            CREATE INDEX lease_begun ON lease (boot, begun);
            CREATE TABLE protection (
              entry TEXT PRIMARY KEY, why TEXT NOT NULL, since TEXT NOT NULL);
            CREATE TABLE incident (
              id INTEGER PRIMARY KEY, incident_key TEXT NOT NULL, token TEXT NOT NULL UNIQUE,
              rule_site TEXT NOT NULL, boot TEXT NOT NULL, opened INTEGER NOT NULL,
              last_wall TEXT NOT NULL, told TEXT NOT NULL, mails INTEGER NOT NULL,
              suppressed INTEGER NOT NULL, parent INTEGER NOT NULL);
            CREATE INDEX incident_key ON incident (incident_key);
            CREATE INDEX incident_storm ON incident (rule_site, boot, opened);
            CREATE TABLE outbox (
              id INTEGER PRIMARY KEY, incident INTEGER NOT NULL, message_id TEXT NOT NULL,
              refers_to TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL,
              body TEXT NOT NULL, queued_wall TEXT NOT NULL, boot TEXT NOT NULL,
              queued INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL,
              state TEXT NOT NULL, last_error TEXT NOT NULL);
            CREATE INDEX outbox_state ON outbox (state, due)
            """;
}
