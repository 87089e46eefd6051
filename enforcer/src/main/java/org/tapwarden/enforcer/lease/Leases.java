package org.tapwarden.enforcer.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tapwarden.enforcer.lease.Lease.State;
import org.tapwarden.enforcer.order.Anchors.Anchor;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;

/// The rows of leases, of the cursor and of what the sensor protects. Every method runs inside a
/// transaction of {@link EnforcerStore}.
public final class Leases {

    public static final int MOST_PROTECTIONS = 10_000;

    private static final String CURSOR = "cursor";

    private static final String LATELY =
            "((boot = ? AND begun > ?) OR (boot <> ? AND state <> 'ENDED'))";

    private Leases() {}

    public static long cursor(Connection connection) throws SQLException {
        return Notes.get(connection, CURSOR).map(Long::parseLong).orElse(0L);
    }

    public static void cursor(Connection connection, long number) throws SQLException {
        Notes.put(connection, CURSOR, Long.toString(number));
    }

    /// The intent, before anything happens, for as long as was asked and no longer.
    public static Lease intend(
            Connection connection, Order order, Step step, Duration length, Moment now)
            throws SQLException {
        return intend(connection, order, step, length, Term.fixed(order, length), now);
    }

    /// The intent, before anything happens.
    ///
    /// @param length how long it lasts without being renewed
    public static Lease intend(
            Connection connection, Order order, Step step, Duration length, Term term, Moment now)
            throws SQLException {
        var none = Outcome.unconfirmed(Reason.NOT_SEEN_TRYING, "intended");
        var lease =
                new Lease(
                        order.id(),
                        State.INTENDED,
                        "",
                        order,
                        step,
                        none,
                        now.wall(),
                        now.wall().plus(length),
                        now.bootId(),
                        now.nanos() + length.toNanos(),
                        length.toNanos(),
                        Set.of(),
                        Set.of(),
                        term);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO lease (id, state, driver, subject, segment, automatic,"
                                + " order_text, step, kind, reason, detail, begun_wall, until_wall,"
                                + " boot, begun, deadline, seen_left, claims, room, granted)"
                                + " VALUES (?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                + " ?, ?, ?)")) {
            insert.setString(1, lease.id());
            insert.setString(2, lease.state().name());
            insert.setString(3, order.subject().key());
            insert.setString(4, order.place().segment());
            insert.setInt(5, order.askedBy().isEmpty() ? 1 : 0);
            insert.setString(6, OrderText.write(order));
            insert.setString(7, step.name());
            insert.setString(8, none.kind().name());
            insert.setString(9, none.reason().name());
            insert.setString(10, none.detail());
            insert.setString(11, lease.begunWall().toString());
            insert.setString(12, lease.untilWall().toString());
            insert.setString(13, now.bootId());
            insert.setLong(14, now.nanos());
            insert.setLong(15, lease.deadlineNanos());
            insert.setLong(16, lease.leftNanos());
            insert.setString(17, Claim.write(term.claims()));
            insert.setLong(18, term.room().toNanos());
            insert.setLong(19, term.granted().toNanos());
            insert.executeUpdate();
        }
        return lease;
    }

    public static void become(
            Connection connection, String id, State state, String driver, Outcome outcome)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE lease SET state = ?, driver = ?, kind = ?, reason = ?, detail = ?"
                                + " WHERE id = ?")) {
            update.setString(1, state.name());
            update.setString(2, driver);
            update.setString(3, outcome.kind().name());
            update.setString(4, outcome.reason().name());
            update.setString(5, outcome.detail());
            update.setString(6, id);
            update.executeUpdate();
        }
    }

    /// Drivers that held it and did not work; they are not asked again.
    public static void tried(Connection connection, String id, Set<String> drivers)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE lease SET tried = ? WHERE id = ?")) {
            update.setString(1, String.join(" ", new TreeSet<>(drivers)));
            update.setString(2, id);
            update.executeUpdate();
        }
    }

    /// What holds the device to its place, as of the lease's beginning.
    public static Lease anchored(Connection connection, Lease lease, Set<Anchor> anchors)
            throws SQLException {
        return changed(connection, lease, "anchors", AnchorText.write(anchors));
    }

    /// The same lease about more endpoints of its device.
    public static Lease about(Connection connection, Lease lease, Order order) throws SQLException {
        return changed(connection, lease, "order_text", OrderText.write(order));
    }

    private static Lease changed(Connection connection, Lease lease, String column, String value)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE lease SET " + column + " = ? WHERE id = ?")) {
            update.setString(1, value);
            update.setString(2, lease.id());
            update.executeUpdate();
        }
        return byId(connection, lease.id()).orElse(lease);
    }

    /// Sets the end anew: a longer order for the same subject, another boot, or just what is left.
    public static void until(Connection connection, String id, Duration left, Moment now)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE lease SET boot = ?, deadline = ?, seen_left = ?, until_wall = ?"
                                + " WHERE id = ?")) {
            update.setString(1, now.bootId());
            update.setLong(2, now.nanos() + left.toNanos());
            update.setLong(3, left.toNanos());
            update.setString(4, now.wall().plus(left).toString());
            update.setString(5, id);
            update.executeUpdate();
        }
    }

    /// Another end, and how it may be renewed from there on.
    public static void term(Connection connection, String id, Term.Left next, Moment now)
            throws SQLException {
        until(connection, id, next.left(), now);
        Term term = next.term();
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE lease SET claims = ?, room = ?, granted = ?, renewals = ?"
                                + " WHERE id = ?")) {
            update.setString(1, Claim.write(term.claims()));
            update.setLong(2, term.room().toNanos());
            update.setLong(3, term.granted().toNanos());
            update.setInt(4, term.renewals());
            update.setString(5, id);
            update.executeUpdate();
        }
    }

    public static List<Lease> open(Connection connection) throws SQLException {
        return select(connection, "WHERE state <> 'ENDED' ORDER BY id");
    }

    public static Optional<Lease> byId(Connection connection, String id) throws SQLException {
        List<Lease> found = select(connection, "WHERE id = ?", id);
        return found.stream().findFirst();
    }

    /// The lease of that subject that began last, of those that are over.
    public static Optional<Lease> lastEndedFor(Connection connection, String subjectKey)
            throws SQLException {
        return select(
                        connection,
                        "WHERE state = 'ENDED' AND subject = ? ORDER BY rowid DESC LIMIT 1",
                        subjectKey)
                .stream()
                .findFirst();
    }

    public static Optional<Lease> openFor(Connection connection, String subjectKey)
            throws SQLException {
        return select(connection, "WHERE state <> 'ENDED' AND subject = ?", subjectKey).stream()
                .findFirst();
    }

    /// Automatic leases begun within the window, of this boot. What was begun before a reboot
    /// counts as long as it is open: a crash loop must not refill the budget.
    public static int lately(Connection connection, Duration window, Moment now)
            throws SQLException {
        return count(connection, "automatic = 1 AND " + LATELY, window, now);
    }

    /// The same in one segment.
    public static int lately(Connection connection, String segment, Duration window, Moment now)
            throws SQLException {
        return count(
                connection,
                "automatic = 1 AND " + LATELY + " AND segment = ?",
                window,
                now,
                segment);
    }

    /// Leases of a segment that are open, or were begun automatically within the window.
    public static int touched(Connection connection, String segment, Duration window, Moment now)
            throws SQLException {
        return count(
                connection,
                "((automatic = 1 AND " + LATELY + ") OR state <> 'ENDED') AND segment = ?",
                window,
                now,
                segment);
    }

    private static int count(
            Connection connection, String where, Duration window, Moment now, String... segment)
            throws SQLException {
        try (PreparedStatement count =
                connection.prepareStatement("SELECT COUNT(*) FROM lease WHERE " + where)) {
            count.setString(1, now.bootId());
            count.setLong(2, now.nanos() - window.toNanos());
            count.setString(3, now.bootId());
            for (int i = 0; i < segment.length; i++) {
                count.setString(4 + i, segment[i]);
            }
            try (ResultSet row = count.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    private static List<Lease> select(Connection connection, String where, String... values)
            throws SQLException {
        var leases = new ArrayList<Lease>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT id, state, driver, order_text, step, kind, reason, detail,"
                                + " begun_wall, until_wall, boot, deadline, seen_left, tried,"
                                + " anchors, claims, room, granted, renewals FROM lease "
                                + where)) {
            for (int i = 0; i < values.length; i++) {
                select.setString(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    leases.add(lease(row));
                }
            }
        }
        return leases;
    }

    private static Lease lease(ResultSet row) throws SQLException {
        Order order = OrderText.read(row.getString(4));
        return new Lease(
                row.getString(1),
                State.valueOf(row.getString(2)),
                row.getString(3),
                order,
                Step.valueOf(row.getString(5)),
                new Outcome(
                        Kind.valueOf(row.getString(6)),
                        Reason.valueOf(row.getString(7)),
                        row.getString(8)),
                Instant.parse(row.getString(9)),
                Instant.parse(row.getString(10)),
                row.getString(11),
                row.getLong(12),
                row.getLong(13),
                names(row.getString(14)),
                AnchorText.read(row.getString(15)),
                new Term(
                        Claim.read(row.getString(16), order),
                        Duration.ofNanos(row.getLong(17)),
                        Duration.ofNanos(row.getLong(18)),
                        row.getInt(19)));
    }

    private static Set<String> names(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" ", -1));
    }

    /// Adds, and never removes or changes.
    ///
    /// @return how many were new
    public static int protect(Connection connection, Map<String, String> entries, Instant at)
            throws SQLException {
        int known = protections(connection).size();
        int added = 0;
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO protection (entry, why, since) VALUES (?, ?, ?)"
                                + " ON CONFLICT (entry) DO NOTHING")) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                if (known + added >= MOST_PROTECTIONS) {
                    break;
                }
                insert.setString(1, entry.getKey());
                insert.setString(2, entry.getValue());
                insert.setString(3, at.toString());
                added += insert.executeUpdate();
            }
        }
        return added;
    }

    public static Map<String, String> protections(Connection connection) throws SQLException {
        var entries = new LinkedHashMap<String, String>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT entry, why FROM protection")) {
            while (row.next()) {
                entries.put(row.getString(1), row.getString(2));
            }
        }
        return entries;
    }
}
