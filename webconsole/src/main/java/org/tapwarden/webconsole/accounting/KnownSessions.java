package org.tapwarden.webconsole.accounting;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.radius.Session;

/// What the enforcer may know of the sessions: of one MAC those heard of last.
final class KnownSessions {

    private KnownSessions() {}

    static List<Session> of(Connection connection, Mac mac) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT * FROM session WHERE mac = ? ORDER BY last_ms DESC LIMIT ?")) {
            select.setLong(1, mac.bits());
            select.setInt(2, org.tapwarden.enforcer.radius.Sessions.MOST);
            List<Session> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(session(Sessions.session(row)));
                }
            }
            return found;
        }
    }

    /// MACs with a session of this account that is not over.
    static Set<Mac> under(Connection connection, String account) throws SQLException {
        return macs(
                connection,
                "SELECT DISTINCT mac FROM session WHERE person = ? AND ended = 0"
                        + " AND mac <> 0 LIMIT ?",
                account,
                org.tapwarden.enforcer.radius.Sessions.MOST_UNDER);
    }

    /// MACs with a session of this account that began since and is not over, and none from before.
    static Set<Mac> under(Connection connection, String account, Instant since)
            throws SQLException {
        return since(connection, "lower(person) = lower(?1)", account, since);
    }

    /// MACs with a session at this port that began since and is not over, and none from before.
    static Set<Mac> at(Connection connection, String place, Instant since) throws SQLException {
        return since(connection, "nas || ' ' || port = ?1", place, since);
    }

    private static Set<Mac> since(Connection connection, String where, String value, Instant since)
            throws SQLException {
        return macs(
                connection,
                "SELECT mac FROM session AS s WHERE "
                        + where
                        + " AND ended = 0 AND mac <> 0 AND began_ms >= ?2 AND NOT EXISTS (SELECT 1"
                        + " FROM session AS o WHERE o.mac = s.mac AND o.began_ms < ?2) GROUP BY mac"
                        + " ORDER BY MAX(began_ms) DESC LIMIT ?3",
                value,
                since.toEpochMilli(),
                org.tapwarden.enforcer.radius.Sessions.MOST_UNDER);
    }

    private static Set<Mac> macs(Connection connection, String sql, Object... values)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            Set<Mac> found = new LinkedHashSet<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Mac(row.getLong(1)));
                }
            }
            return found;
        }
    }

    private static Session session(Sessions.Session kept) {
        return new Session(
                Address.parse(kept.client()),
                kept.nas(),
                kept.id(),
                new Mac(kept.mac()),
                kept.station(),
                kept.person(),
                switch (kept.end()) {
                    case NOT_YET -> Session.State.OPEN;
                    case STOP -> Session.State.ENDED;
                    case RESTART -> Session.State.LOST_BY_RESTART;
                },
                Instant.ofEpochMilli(kept.lastMillis()));
    }

    /// Files of before have no such column.
    static void addStation(Statement statement) throws SQLException {
        try (ResultSet column =
                statement.executeQuery(
                        "SELECT COUNT(*) FROM pragma_table_info('session')"
                                + " WHERE name = 'station'")) {
            if (column.next() && column.getInt(1) > 0) {
                return;
            }
        }
        statement.execute("ALTER TABLE session ADD COLUMN station TEXT NOT NULL DEFAULT ''");
    }
}
