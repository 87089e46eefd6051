package org.tapwarden.enforcer.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;

/// The rows of requests that wait for a second person. Every method runs inside a transaction of
/// {@link EnforcerStore}.
public final class Requests {

    /// Open ones; more are refused.
    public static final int MOST = 100;

    private Requests() {}

    /// @param together what else is confirmed with it has the same; the order's id where nothing
    ///   has
    public static Request ask(
            Connection connection, Order order, String together, Duration wait, Moment now)
            throws SQLException {
        var request =
                new Request(
                        order.id(),
                        order,
                        now.wall(),
                        now.wall().plus(wait),
                        now.bootId(),
                        now.nanos() + wait.toNanos(),
                        Request.State.OPEN,
                        "",
                        together);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO request (id, order_text, asked_wall, until_wall, boot,"
                                + " deadline, state, decided_by, together)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, '', ?)")) {
            insert.setString(1, request.id());
            insert.setString(2, OrderText.write(order));
            insert.setString(3, request.askedWall().toString());
            insert.setString(4, request.untilWall().toString());
            insert.setString(5, request.bootId());
            insert.setLong(6, request.deadlineNanos());
            insert.setString(7, request.state().name());
            insert.setString(8, together);
            insert.executeUpdate();
        }
        return request;
    }

    public static Optional<Request> byId(Connection connection, String id) throws SQLException {
        return select(connection, "WHERE id = ?", id).stream().findFirst();
    }

    /// All that are confirmed at once under this id, the oldest first; the one request of that id
    /// where it stands alone.
    public static List<Request> together(Connection connection, String id) throws SQLException {
        List<Request> several =
                select(connection, "WHERE together = ? ORDER BY asked_wall, id", id);
        return several.isEmpty() ? select(connection, "WHERE id = ?", id) : several;
    }

    /// Those that may still be confirmed, the oldest first.
    public static List<Request> open(Connection connection, Moment now) throws SQLException {
        return select(connection, "WHERE state = ? ORDER BY asked_wall", "OPEN").stream()
                .filter(request -> !request.over(now))
                .toList();
    }

    public static void decide(Connection connection, String id, Request.State state, String who)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE request SET state = ?, decided_by = ? WHERE id = ?")) {
            update.setString(1, state.name());
            update.setString(2, who);
            update.setString(3, id);
            update.executeUpdate();
        }
    }

    private static List<Request> select(Connection connection, String where, String value)
            throws SQLException {
        var requests = new ArrayList<Request>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT id, order_text, asked_wall, until_wall, boot, deadline, state,"
                                + " decided_by, CASE together WHEN '' THEN id ELSE together END"
                                + " FROM request "
                                + where)) {
            select.setString(1, value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    requests.add(
                            new Request(
                                    row.getString(1),
                                    OrderText.read(row.getString(2)),
                                    Instant.parse(row.getString(3)),
                                    Instant.parse(row.getString(4)),
                                    row.getString(5),
                                    row.getLong(6),
                                    Request.State.valueOf(row.getString(7)),
                                    row.getString(8),
                                    row.getString(9)));
                }
            }
        }
        return requests;
    }
}
