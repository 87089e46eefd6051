package org.tapwarden.enforcer.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;

/// What would have happened: the newest of each subject and rule. Every method runs inside a
/// transaction of {@link EnforcerStore}.
public final class Undones {

    /// More displace the oldest, and the audit still has them.
    public static final int MOST = 2_000;

    private static final String DISPLACED = "undone-displaced";

    private Undones() {}

    public static void keep(Connection connection, Order order, Outcome why, Moment now)
            throws SQLException {
        long number = number(connection, "SELECT COALESCE(MAX(number), 0) FROM undone") + 1;
        try (PreparedStatement upsert =
                connection.prepareStatement(
                        "INSERT INTO undone (number, subject, rule, endpoint, order_text, kind,"
                                + " reason, detail, at_wall, times)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
                                + " ON CONFLICT (subject, rule) DO UPDATE SET"
                                + " number = excluded.number, endpoint = excluded.endpoint,"
                                + " order_text = excluded.order_text, kind = excluded.kind,"
                                + " reason = excluded.reason, detail = excluded.detail,"
                                + " at_wall = excluded.at_wall, times = undone.times + 1")) {
            upsert.setLong(1, number);
            upsert.setString(2, order.subject().key());
            upsert.setString(3, order.ruleId());
            upsert.setLong(4, order.subject().endpoint());
            upsert.setString(5, OrderText.write(order));
            upsert.setString(6, why.kind().name());
            upsert.setString(7, why.reason().name());
            upsert.setString(8, why.detail());
            upsert.setString(9, now.wall().toString());
            upsert.executeUpdate();
        }
        long over = number(connection, "SELECT COUNT(*) FROM undone") - MOST;
        if (over > 0) {
            try (PreparedStatement delete =
                    connection.prepareStatement(
                            "DELETE FROM undone WHERE number IN"
                                    + " (SELECT number FROM undone ORDER BY number LIMIT ?)")) {
                delete.setLong(1, over);
                delete.executeUpdate();
            }
            Notes.put(connection, DISPLACED, Long.toString(displaced(connection) + over));
        }
    }

    /// A step was taken against it after all.
    public static void forget(Connection connection, Order order) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM undone WHERE subject = ? AND rule = ?")) {
            delete.setString(1, order.subject().key());
            delete.setString(2, order.ruleId());
            delete.executeUpdate();
        }
    }

    public static long displaced(Connection connection) throws SQLException {
        return Notes.get(connection, DISPLACED).map(Long::parseLong).orElse(0L);
    }

    /// The newest first.
    public static List<Undone> newest(Connection connection, int limit) throws SQLException {
        return select(connection, "", limit);
    }

    /// The same of one endpoint.
    public static List<Undone> of(Connection connection, long endpoint) throws SQLException {
        return select(connection, "WHERE endpoint = " + endpoint, 10);
    }

    private static List<Undone> select(Connection connection, String where, int limit)
            throws SQLException {
        var undone = new ArrayList<Undone>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT order_text, kind, reason, detail, at_wall, times FROM undone "
                                + where
                                + " ORDER BY number DESC LIMIT ?")) {
            select.setInt(1, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    undone.add(
                            new Undone(
                                    OrderText.read(row.getString(1)),
                                    new Outcome(
                                            Outcome.Kind.valueOf(row.getString(2)),
                                            Outcome.Reason.valueOf(row.getString(3)),
                                            row.getString(4)),
                                    Instant.parse(row.getString(5)),
                                    row.getLong(6)));
                }
            }
        }
        return undone;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
