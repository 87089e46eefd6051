package org.tapwarden.detector.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.detector.Alerts;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.rogue.Evidence;
import org.tapwarden.detector.rogue.Family;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.sensor.Asked;
import org.tapwarden.detector.sensor.Outlet;
import org.tapwarden.detector.sensor.Sensor;

/// What the sensor keeps: endpoints, ledger, evidence, alerts, the approved list, and the journal
/// that the enforcer reads.
///
/// The deciding thread puts changes in; one thread writes them in groups, each group in one
/// transaction that is forced to disk. Whatever others read here comes from the file, so it is
/// committed. SQLite in WAL mode with `synchronous=FULL`.
public final class SensorStore implements Outlet, Devices, Alerts, Directory, AutoCloseable {

    /// Ids are reserved in blocks of so many, durably, before one is used.
    public static final int ID_BLOCK = 4_096;

    /// Changes that wait for the disk; beyond it ledger rows are dropped and counted, nothing else.
    static final int MOST_WAITING = 500_000;

    private static final Logger LOG = LoggerFactory.getLogger(SensorStore.class);
    private static final String APPROVED = "device.approved";
    private static final int MOST_ANSWERED = 100_000;
    private static final ObjectMapper JSON = Documents.JSON;

    private static final List<String> SCHEMA =
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

    private final Connection writer;
    private final Connection reader;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition done = lock.newCondition();
    private final Segments segments;
    private final Thread thread;

    // Guarded by lock.
    private Map<Long, Change.Row> rows = new LinkedHashMap<>();
    private List<Change> changes = new ArrayList<>();
    private long submitted;
    private boolean closing;

    private volatile long committed;
    private volatile Map<Long, Standing> standings = Map.of();
    private volatile long reservedThrough;
    private long lastId;
    private long asksThrough;
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /// Opens the file or makes it.
    ///
    /// @param segments to find the segment of an endpoint by its name
    /// @throws IOException in one line, when it cannot be opened
    public SensorStore(Path file, Segments segments) throws IOException {
        this.segments = segments;
        try {
            this.writer = open(file);
            prepare();
            this.reader = open(file);
            this.lastId = meta("ids");
            this.standings = readStandings();
        } catch (SQLException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        this.reservedThrough = lastId;
        this.asksThrough = lastId;
        this.thread = Thread.ofPlatform().name("sensor-store").start(this::write);
        reserve();
        awaitCommitted(submitted());
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

    private void prepare() throws SQLException {
        try (Statement statement = writer.createStatement()) {
            boolean fresh;
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT COUNT(*) FROM sqlite_master WHERE name = 'meta'")) {
                fresh = row.next() && row.getInt(1) == 0;
            }
            writer.setAutoCommit(false);
            if (fresh) {
                for (String table : SCHEMA) {
                    statement.execute(table);
                }
            }
            writer.commit();
        }
    }

    // ---- the deciding thread's side ----

    @Override
    public void endpoint(Endpoint endpoint) {
        Change.Row row = Change.Row.of(endpoint);
        lock.lock();
        try {
            rows.put(row.id(), row);
            signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void bound(Binding binding) {
        lock.lock();
        try {
            if (changes.size() >= MOST_WAITING) {
                dropped.increment();
                return;
            }
            changes.add(new Change.Bound(binding));
            signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void evidence(Evidence evidence) {
        submit(new Change.Found(evidence));
    }

    @Override
    public void alert(Alert alert, Optional<Asked> asked) {
        var told = new Change.Told(alert);
        submit(
                asked.<Change>map(a -> new Change.All(List.of(told, new Change.Ordered(a))))
                        .orElse(told));
    }

    private long submit(Change change) {
        lock.lock();
        try {
            changes.add(change);
            signal();
            return submitted;
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        submitted++;
        work.signal();
    }

    /// Number of the change put in last.
    public long submitted() {
        lock.lock();
        try {
            return submitted;
        } finally {
            lock.unlock();
        }
    }

    /// Changes up to this number are on the disk.
    public long committed() {
        return committed;
    }

    /// Waits until the change is on the disk.
    public void awaitCommitted(long number) {
        lock.lock();
        try {
            while (committed < number && thread.isAlive()) {
                boolean _ = done.await(100, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// The next endpoint id; {@link Endpoints#UNRESOLVED} when the reserved ones are used up and
    /// the disk has not acknowledged the next block. Called by the deciding thread only.
    public long nextId() {
        if (asksThrough - lastId < ID_BLOCK / 2) {
            reserve();
        }
        if (lastId >= reservedThrough) {
            return Endpoints.UNRESOLVED;
        }
        return ++lastId;
    }

    private void reserve() {
        asksThrough += ID_BLOCK;
        submit(new Change.Reserved(asksThrough));
    }

    /// Gives the sensor back what an earlier run kept.
    public void recall(Sensor sensor) throws IOException {
        try {
            for (Endpoint endpoint : endpoints()) {
                sensor.recall(endpoint);
            }
            List<Alert> kept = newest(1_000);
            sensor.recall(kept.reversed(), max("alert", "id"), max("alert", "revision"));
            sensor.approved(standings);
        } catch (SQLException e) {
            throw new IOException("the sensor's store: " + e.getMessage(), e);
        }
    }

    private List<Endpoint> endpoints() throws SQLException {
        List<Endpoint> kept = new ArrayList<>();
        try (Statement statement = reader.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT * FROM endpoint ORDER BY last_ns DESC LIMIT "
                                        + Endpoints.CAPACITY / 2)) {
            while (row.next()) {
                Segment segment = segments.byName(row.getString("segment"));
                if (segment == null) {
                    continue;
                }
                long mac = row.getLong("mac");
                List<Address> addresses =
                        lines(row.getString("addresses")).stream().map(Address::parse).toList();
                kept.add(
                        Endpoint.kept(
                                row.getLong("id"),
                                mac,
                                row.getString("maker"),
                                segment,
                                standings.getOrDefault(mac, Standing.UNKNOWN),
                                row.getLong("first_ns"),
                                row.getLong("last_ns"),
                                row.getString("host_name"),
                                row.getString("vendor_class"),
                                row.getString("parameters"),
                                lines(row.getString("services")),
                                addresses,
                                row.getInt("infrastructure") == 1));
            }
        }
        return kept;
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : text.lines().toList();
    }

    // ---- the writer thread ----

    private void write() {
        while (true) {
            Map<Long, Change.Row> theseRows;
            List<Change> these;
            long through;
            lock.lock();
            try {
                while (rows.isEmpty() && changes.isEmpty() && !closing) {
                    work.await();
                }
                if (rows.isEmpty() && changes.isEmpty()) {
                    return;
                }
                theseRows = rows;
                these = changes;
                rows = new LinkedHashMap<>();
                changes = new ArrayList<>();
                through = submitted;
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
            commit(theseRows, these);
            lock.lock();
            try {
                committed = through;
                done.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Tries until the disk takes it: what was decided must not be lost because a disk was full for
    /// a while.
    private void commit(Map<Long, Change.Row> theseRows, List<Change> these) {
        for (int attempt = 0; ; attempt++) {
            try {
                for (Change.Row row : theseRows.values()) {
                    apply(row);
                }
                for (Change change : these) {
                    apply(change);
                }
                writer.commit();
                effects(these);
                return;
            } catch (SQLException | JsonProcessingException e) {
                failures.increment();
                rollBack();
                if (attempt % 60 == 0) {
                    LOG.error("the sensor's store could not be written, trying again", e);
                }
                pause();
            }
        }
    }

    private void rollBack() {
        try {
            writer.rollback();
        } catch (SQLException e) {
            LOG.warn("rolling back failed", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What only counts once it is on the disk.
    private void effects(List<Change> these) throws SQLException {
        for (Change change : these) {
            switch (change) {
                case Change.Reserved(long through) -> reservedThrough = through;
                case Change.Imported _ -> standings = readStandings();
                default -> {
                    // nothing follows from the others
                }
            }
        }
    }

    private void apply(Change change) throws SQLException, JsonProcessingException {
        switch (change) {
            case Change.Row row ->
                    update(
                            "INSERT OR REPLACE INTO endpoint VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                            row.id(),
                            row.space(),
                            row.mac(),
                            row.maker(),
                            row.segment(),
                            row.hostName(),
                            row.vendorClass(),
                            row.parameters(),
                            row.services(),
                            row.addresses(),
                            row.infrastructure() ? 1 : 0,
                            row.kind(),
                            row.firstNanos(),
                            row.lastNanos());
            case Change.Bound(Binding b) ->
                    update(
                            "INSERT INTO binding (endpoint, fact, value, from_ms, source,"
                                    + " confidence) VALUES (?,?,?,?,?,?)",
                            b.endpoint(),
                            b.fact(),
                            b.value(),
                            b.fromMillis(),
                            b.source(),
                            b.confidence());
            case Change.Found(Evidence e) ->
                    update(
                            "INSERT INTO evidence (endpoint, family, reason, detail, at_ns)"
                                    + " VALUES (?,?,?,?,?)",
                            e.endpoint(),
                            e.family().word(),
                            e.reason().name(),
                            e.detail(),
                            e.atNanos());
            case Change.Told(Alert alert) ->
                    update(
                            "INSERT OR REPLACE INTO alert VALUES (?,?,?)",
                            alert.id(),
                            alert.revision(),
                            JSON.writeValueAsString(alert));
            case Change.Ordered(Asked asked) ->
                    update("INSERT INTO asked (doc) VALUES (?)", JSON.writeValueAsString(asked));
            case Change.Reserved(long through) ->
                    update("INSERT OR REPLACE INTO meta VALUES ('ids', ?)", through);
            case Change.Imported imported -> apply(imported);
            case Change.All(List<Change> parts) -> {
                for (Change part : parts) {
                    apply(part);
                }
            }
        }
    }

    private void apply(Change.Imported imported) throws SQLException {
        ApprovedList.Difference difference = imported.difference();
        List<ApprovedList.Entry> kept = new ArrayList<>(difference.added());
        kept.addAll(difference.changed());
        for (ApprovedList.Entry entry : kept) {
            approve(entry, Standing.APPROVED, imported);
        }
        for (ApprovedList.Entry entry : difference.retired()) {
            approve(entry, Standing.RETIRED, imported);
        }
    }

    private void approve(ApprovedList.Entry entry, Standing standing, Change.Imported imported)
            throws SQLException {
        update(
                "INSERT OR REPLACE INTO approved VALUES (?,?,?,?,?,?,?,?)",
                entry.mac().bits(),
                entry.name(),
                entry.owner(),
                entry.segment(),
                entry.kind(),
                standing.name(),
                imported.atMillis(),
                imported.source());
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = writer.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    // ---- what others read ----

    @FunctionalInterface
    private interface Read<T> {
        T of(ResultSet row) throws SQLException, IOException;
    }

    private <T> List<T> select(Read<T> read, String sql, Object... values) {
        reading.lock();
        try (PreparedStatement statement = reader.prepareStatement(sql)) {
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
            throw new IllegalStateException("the sensor's store cannot be read", e);
        } finally {
            reading.unlock();
        }
    }

    private long meta(String name) throws SQLException {
        try (PreparedStatement statement =
                writer.prepareStatement("SELECT value FROM meta WHERE name = ?")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private long max(String table, String column) throws SQLException {
        try (Statement statement = reader.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT MAX(" + column + ") FROM " + table)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private Map<Long, Standing> readStandings() throws SQLException {
        Map<Long, Standing> found = new HashMap<>();
        try (Statement statement = writer.createStatement();
                ResultSet row = statement.executeQuery("SELECT mac, standing FROM approved")) {
            while (row.next()) {
                found.put(row.getLong(1), Standing.valueOf(row.getString(2)));
            }
        }
        return Map.copyOf(found);
    }

    /// The approved list by MAC, as committed; another object when it changed.
    public Map<Long, Standing> standings() {
        return standings;
    }

    /// What an import of this list would change.
    public ApprovedList.Difference difference(List<ApprovedList.Entry> list) {
        Map<Mac, ApprovedList.Entry> known = new LinkedHashMap<>();
        List<ApprovedList.Entry> entries =
                select(
                        SensorStore::entry,
                        "SELECT * FROM approved WHERE standing = 'APPROVED' ORDER BY mac");
        entries.forEach(e -> known.put(e.mac(), e));
        return ApprovedList.difference(known, list);
    }

    private static ApprovedList.Entry entry(ResultSet row) throws SQLException {
        return new ApprovedList.Entry(
                new Mac(row.getLong("mac")),
                row.getString("name"),
                row.getString("owner"),
                row.getString("segment"),
                row.getString("kind"));
    }

    /// Makes the change; on the disk when this returns.
    ///
    /// @param source who imported which file
    public void apply(ApprovedList.Difference difference, String source, Instant at) {
        awaitCommitted(submit(new Change.Imported(difference, source, at.toEpochMilli())));
    }

    @Override
    public boolean learning() {
        return standings.isEmpty();
    }

    @Override
    public List<Device> all(int limit) {
        return select(
                this::device,
                "SELECT * FROM endpoint ORDER BY last_ns DESC, id LIMIT ?",
                Math.min(limit, MOST_ANSWERED));
    }

    @Override
    public Optional<Device> byEndpoint(long endpoint) {
        return select(this::device, "SELECT * FROM endpoint WHERE id = ?", endpoint).stream()
                .findFirst();
    }

    private Device device(ResultSet row) throws SQLException {
        long mac = row.getLong("mac");
        @Nullable Segment segment = segments.byName(row.getString("segment"));
        return new Device(
                row.getLong("id"),
                mac == 0 ? Optional.empty() : Optional.of(new Mac(mac)),
                mac != 0 && new Mac(mac).isLocallyAdministered(),
                row.getString("maker"),
                row.getString("host_name"),
                row.getString("parameters"),
                row.getString("kind"),
                standings.getOrDefault(mac, Standing.UNKNOWN),
                row.getString("segment"),
                segment == null ? "" : segment.site(),
                segment == null ? "" : segment.building(),
                Instant.ofEpochSecond(0, row.getLong("first_ns")),
                Instant.ofEpochSecond(0, row.getLong("last_ns")),
                lines(row.getString("addresses")).reversed());
    }

    @Override
    public List<Alert> newest(int limit) {
        return select(
                r -> JSON.readValue(r.getString(1), Alert.class),
                "SELECT doc FROM alert ORDER BY id DESC LIMIT ?",
                Math.min(limit, MOST_ANSWERED));
    }

    @Override
    public Optional<Alert> byId(long id) {
        return select(
                        r -> JSON.readValue(r.getString(1), Alert.class),
                        "SELECT doc FROM alert WHERE id = ?",
                        id)
                .stream()
                .findFirst();
    }

    @Override
    public List<Alert> changedAfter(long revision, int limit) {
        return select(
                r -> JSON.readValue(r.getString(1), Alert.class),
                "SELECT doc FROM alert WHERE revision > ? ORDER BY revision LIMIT ?",
                revision,
                Math.min(limit, MOST_ANSWERED));
    }

    /// All evidence about an endpoint, oldest first.
    public List<Evidence> evidenceOf(long endpoint) {
        return select(
                r ->
                        new Evidence(
                                endpoint,
                                Family.valueOf(r.getString(1).toUpperCase(Locale.ROOT)),
                                Evidence.Reason.valueOf(r.getString(2)),
                                r.getString(3),
                                r.getLong(4)),
                "SELECT family, reason, detail, at_ns FROM evidence WHERE endpoint = ?"
                        + " ORDER BY number LIMIT 100",
                endpoint);
    }

    /// A row of the journal.
    public record Numbered(long number, Asked asked) {}

    /// What policy asked for after this number, lowest first.
    public List<Numbered> askedAfter(long number, int limit) {
        return select(
                r -> new Numbered(r.getLong(1), JSON.readValue(r.getString(2), Asked.class)),
                "SELECT number, doc FROM asked WHERE number > ? ORDER BY number LIMIT ?",
                number,
                limit);
    }

    /// Addresses and MACs of whoever serves others, with the reason.
    public Map<String, String> infrastructure() {
        Map<String, String> found = new LinkedHashMap<>();
        List<String> macs =
                select(
                        r -> new Mac(r.getLong(1)).toString(),
                        "SELECT mac FROM endpoint WHERE infrastructure = 1 AND mac <> 0"
                                + " ORDER BY id LIMIT 10000");
        macs.forEach(m -> found.put(m, "the sensor saw it serve others"));
        return found;
    }

    private record Since(long endpoint, String value, long fromMillis) {}

    @Override
    public List<Held> resolve(Field fact, Predicate<String> value, long fromMillis, long toMillis) {
        List<Since> ledger =
                select(
                        r -> new Since(r.getLong(1), r.getString(2), r.getLong(3)),
                        "SELECT endpoint, value, from_ms FROM binding WHERE fact = ?"
                                + " ORDER BY endpoint, number",
                        kept(fact));
        List<Held> held = new ArrayList<>();
        for (int i = 0; i < ledger.size(); i++) {
            Since row = ledger.get(i);
            boolean hasNext =
                    i + 1 < ledger.size() && ledger.get(i + 1).endpoint() == row.endpoint();
            long until = hasNext ? ledger.get(i + 1).fromMillis() : Long.MAX_VALUE;
            boolean overlaps = row.fromMillis() <= toMillis && until > fromMillis;
            if (overlaps && value.test(told(fact, row.value()))) {
                held.add(new Held(row.endpoint(), row.fromMillis(), until));
            }
        }
        return held;
    }

    @Override
    public boolean holds(Field fact, Predicate<String> value, long endpoint, long atMillis) {
        return select(
                        r -> r.getString(1),
                        "SELECT value FROM binding WHERE fact = ? AND endpoint = ? AND from_ms <= ?"
                                + " ORDER BY number DESC LIMIT 1",
                        kept(fact),
                        endpoint,
                        atMillis)
                .stream()
                .anyMatch(v -> value.test(told(fact, v)));
    }

    /// `device.approved` is a question about the standing that the ledger keeps.
    private static String kept(Field fact) {
        return fact.name().equals(APPROVED) ? Binding.STANDING : fact.name();
    }

    private static String told(Field fact, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return fact.name().equals(APPROVED) ? Boolean.toString(lower.equals("approved")) : lower;
    }

    /// Ledger rows that found the queue full.
    public long dropped() {
        return dropped.sum();
    }

    /// Times the disk did not take a group.
    public long failures() {
        return failures.sum();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
            reading.lock();
            try {
                reader.close();
                writer.close();
            } finally {
                reading.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.warn("closing the sensor's store failed", e);
        }
    }
}
