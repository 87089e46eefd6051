package org.tapwarden.webconsole.accounting;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.identity.Identification;
import org.tapwarden.detector.identity.Identifications;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.store.Transactions;
import org.tapwarden.enforcer.radius.Session;

/// What accounting said: the sessions there are, and the journal that the sensor reads. A file of
/// its own beside the accounts: records come in bursts when a building wakes up, and nobody who
/// logs in shall wait behind them.
///
/// One thread writes, many records in one forced transaction. Anybody may read what is committed.
public final class AccountingStore
        implements Identifications, org.tapwarden.enforcer.radius.Sessions, AutoCloseable {

    /// How much is kept.
    ///
    /// @param waiting records that wait for the disk; more are dropped, and sent again by whoever
    ///   sent them
    /// @param rows of the journal; older ones are forgotten, read or not
    /// @param sessions more are forgotten, ended ones first
    record Limits(int waiting, long rows, long sessions) {
        static final Limits USUAL =
                new Limits(Caps.of(4_096, 16), Caps.of(1_000_000L, 64), Caps.of(200_000L, 16));
    }

    /// Journal rows and ended sessions are of no use for longer.
    static final long KEPT_MILLIS = TimeUnit.DAYS.toMillis(30);

    private static final Logger LOG = LoggerFactory.getLogger(AccountingStore.class);
    private static final int GROUP = 512;
    private static final long PURGE_EVERY_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long LOOK_MILLIS = 100;

    private static final List<String> SCHEMA =
            List.of(
                    "CREATE TABLE IF NOT EXISTS identification (number INTEGER PRIMARY KEY"
                            + " AUTOINCREMENT, mac INTEGER NOT NULL, address TEXT NOT NULL,"
                            + " person TEXT NOT NULL, what TEXT NOT NULL, source TEXT NOT NULL,"
                            + " confidence INTEGER NOT NULL, at_ms INTEGER NOT NULL,"
                            + " nas TEXT NOT NULL, port TEXT NOT NULL, vlan INTEGER NOT NULL,"
                            + " written_ms INTEGER NOT NULL)",
                    "CREATE INDEX IF NOT EXISTS identification_written ON identification"
                            + " (written_ms)",
                    "CREATE TABLE IF NOT EXISTS session (client TEXT NOT NULL, nas TEXT NOT NULL,"
                            + " id TEXT NOT NULL, mac INTEGER NOT NULL, address TEXT NOT NULL,"
                            + " person TEXT NOT NULL, port TEXT NOT NULL, vlan INTEGER NOT NULL,"
                            + " began_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,"
                            + " told_ms INTEGER NOT NULL, ended INTEGER NOT NULL,"
                            + " station TEXT NOT NULL DEFAULT '',"
                            + " PRIMARY KEY (client, nas, id))",
                    "CREATE INDEX IF NOT EXISTS session_age ON session (ended, last_ms)",
                    "CREATE INDEX IF NOT EXISTS session_mac ON session (mac, person)",
                    "CREATE INDEX IF NOT EXISTS session_person ON session (person, ended)",
                    "CREATE INDEX IF NOT EXISTS session_place ON session (nas || ' ' || port,"
                            + " ended, began_ms)",
                    "CREATE INDEX IF NOT EXISTS session_account ON session (lower(person), ended,"
                            + " began_ms)");

    /// One that waits.
    ///
    /// @param done hears, on the writer's thread, whether it is on the disk
    private record Waiting(AccountingRequest request, Address client, Consumer<Boolean> done) {}

    private final Connection writing;
    private final Connection reading;
    private final ReentrantLock readLock = new ReentrantLock();
    private final BlockingQueue<Waiting> waiting;
    private final Limits limits;
    private final LongSupplier wallMillis;
    private final Count.All counts = new Count.All();
    private final Sessions sessions;
    private final Thread thread;
    private volatile boolean closing;
    private long purgedMillis = Long.MIN_VALUE;

    /// Opens the file or makes it.
    ///
    /// @param wallMillis drives how long things are kept
    /// @throws IOException in one line, when it cannot be opened
    public AccountingStore(Path file, LongSupplier wallMillis) throws IOException {
        this(file, wallMillis, Limits.USUAL);
    }

    AccountingStore(Path file, LongSupplier wallMillis, Limits limits) throws IOException {
        this.wallMillis = wallMillis;
        this.limits = limits;
        this.waiting = new ArrayBlockingQueue<>(limits.waiting());
        try {
            writing = open(file);
            reading = open(file);
            try (Statement statement = writing.createStatement()) {
                for (String change : SCHEMA) {
                    statement.execute(change);
                }
                KnownSessions.addStation(statement);
            }
            writing.setAutoCommit(false);
            sessions = new Sessions(writing, counts, limits.sessions(), this::told);
        } catch (SQLException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        thread = Thread.ofPlatform().name("accounting-store").start(this::write);
    }

    private static Connection open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA busy_timeout=10000");
        }
        return connection;
    }

    Count.All counts() {
        return counts;
    }

    /// Puts a record in; false, and nothing is done, when too many wait.
    boolean submit(AccountingRequest request, Address client, Consumer<Boolean> done) {
        boolean room = !closing && waiting.offer(new Waiting(request, client, done));
        if (!room) {
            counts.add(Count.QUEUE_FULL);
        }
        return room;
    }

    // ---- the writer's thread ----

    private void write() {
        List<Waiting> group = new ArrayList<>();
        while (!closing || !waiting.isEmpty()) {
            try {
                Waiting first = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                group.add(first);
                waiting.drainTo(group, GROUP - 1);
            } catch (InterruptedException e) {
                return;
            }
            boolean committed = commit(group);
            for (Waiting one : group) {
                one.done().accept(committed);
            }
            group.clear();
        }
    }

    /// What the disk does not take is not answered, so it comes again.
    private boolean commit(List<Waiting> group) {
        try {
            for (Waiting one : group) {
                sessions.take(one.request(), one.client());
            }
            purge();
            writing.commit();
            return true;
        } catch (SQLException e) {
            if (counts.of(Count.STORE_FAILED) % 100 == 0) {
                LOG.error("accounting records could not be written", e);
            }
            counts.add(Count.STORE_FAILED, group.size());
            try {
                Transactions.takeBack(writing);
            } catch (SQLException again) {
                LOG.warn("rolling back failed", again);
            }
            sessions.forgetCount();
            return false;
        }
    }

    private void told(Sessions.Session session, Identification.What what, long atMillis)
            throws SQLException {
        try (PreparedStatement insert =
                writing.prepareStatement(
                        "INSERT INTO identification (mac, address, person, what, source,"
                                + " confidence, at_ms, nas, port, vlan, written_ms)"
                                + " VALUES (?,?,?,?,?,?,?,?,?,?,?)")) {
            var source = Identification.Source.RADIUS_ACCOUNTING;
            insert.setLong(1, session.mac());
            insert.setString(2, session.address());
            insert.setString(3, session.person());
            insert.setString(4, what.name());
            insert.setString(5, source.name());
            insert.setInt(6, source.confidence());
            insert.setLong(7, atMillis);
            insert.setString(8, session.nas());
            insert.setString(9, session.port());
            insert.setInt(10, session.vlan());
            insert.setLong(11, wallMillis.getAsLong());
            insert.executeUpdate();
        }
    }

    private void purge() throws SQLException {
        long now = wallMillis.getAsLong();
        try (Statement statement = writing.createStatement()) {
            long forgotten =
                    statement.executeUpdate(
                            "DELETE FROM identification WHERE number <= (SELECT MAX(number) FROM"
                                    + " identification) - "
                                    + limits.rows());
            counts.add(Count.JOURNAL_FORGOTTEN, forgotten);
            if (purgedMillis == Long.MIN_VALUE || now - purgedMillis >= PURGE_EVERY_MILLIS) {
                purgedMillis = now;
                int _ =
                        statement.executeUpdate(
                                "DELETE FROM identification WHERE written_ms < "
                                        + (now - KEPT_MILLIS));
                int _ =
                        statement.executeUpdate(
                                "DELETE FROM session WHERE last_ms < " + (now - KEPT_MILLIS));
                sessions.forgetCount();
            }
        }
    }

    // ---- what others read ----

    @Override
    public List<Numbered> after(long number, int limit) {
        readLock.lock();
        try (PreparedStatement select =
                reading.prepareStatement(
                        "SELECT * FROM identification WHERE number > ? ORDER BY number LIMIT ?")) {
            select.setLong(1, number);
            select.setInt(2, limit);
            List<Numbered> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Numbered(row.getLong("number"), identification(row)));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("accounting cannot be read: " + e.getMessage(), e);
        } finally {
            readLock.unlock();
        }
    }

    @Override
    public long newest() {
        readLock.lock();
        try (Statement statement = reading.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT seq FROM sqlite_sequence WHERE name = 'identification'")) {
            return row.next() ? row.getLong(1) : 0;
        } catch (SQLException e) {
            throw new IllegalStateException("accounting cannot be read: " + e.getMessage(), e);
        } finally {
            readLock.unlock();
        }
    }

    @Override
    public List<Session> of(Mac mac) {
        return read(List.of(), connection -> KnownSessions.of(connection, mac));
    }

    @Override
    public Set<Mac> under(String account) {
        return read(Set.of(), connection -> KnownSessions.under(connection, account));
    }

    @Override
    public Set<Mac> under(String account, Instant since) {
        return read(Set.of(), connection -> KnownSessions.under(connection, account, since));
    }

    @Override
    public Set<Mac> at(String place, Instant since) {
        return read(Set.of(), connection -> KnownSessions.at(connection, place, since));
    }

    private interface Read<T> {
        T from(Connection connection) throws SQLException;
    }

    private <T> T read(T otherwise, Read<T> read) {
        readLock.lock();
        try {
            return read.from(reading);
        } catch (SQLException e) {
            LOG.warn("sessions cannot be read: {}", e.getMessage());
            return otherwise;
        } finally {
            readLock.unlock();
        }
    }

    private static Identification identification(ResultSet row) throws SQLException {
        String address = row.getString("address");
        @Nullable Address at = address.isEmpty() ? null : Address.parse(address);
        return new Identification(
                row.getLong("mac"),
                at,
                row.getString("person"),
                Identification.What.valueOf(row.getString("what")),
                Identification.Source.valueOf(row.getString("source")),
                row.getInt("confidence"),
                row.getLong("at_ms"),
                new Place(
                        row.getString("nas"),
                        row.getString("port"),
                        "",
                        row.getInt("vlan"),
                        Place.Source.RADIUS,
                        row.getLong("at_ms")));
    }

    @Override
    public Map<String, Long> counters() {
        return counts.named();
    }

    /// Writes what waits, and ends.
    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
            readLock.lock();
            try {
                reading.close();
            } finally {
                readLock.unlock();
            }
            writing.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.warn("closing the accounting store failed", e);
        }
    }
}
