package org.tapwarden.enforcer.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// How long each segment was watched: the time that this program ran since it heard of the segment
/// first. A clock that jumps and a machine that was off for a month teach nobody anything.
public final class Learning {

    /// Beyond these a segment never has learnt enough.
    public static final int MOST_SEGMENTS = 4_096;

    private static final String WATCHED = "watched-seconds";

    private Learning() {}

    /// Adds time that passed while this program ran.
    public static void passed(Connection connection, long seconds) throws SQLException {
        Notes.put(connection, WATCHED, Long.toString(watched(connection) + seconds));
    }

    private static long watched(Connection connection) throws SQLException {
        return Notes.get(connection, WATCHED).map(Long::parseLong).orElse(0L);
    }

    /// From now on it is watched, unless it was before.
    public static void heardOf(Connection connection, String segment) throws SQLException {
        if (since(connection, segment).isPresent() || known(connection) >= MOST_SEGMENTS) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO segment (name, since) VALUES (?, ?)")) {
            insert.setString(1, segment);
            insert.setLong(2, watched(connection));
            insert.executeUpdate();
        }
    }

    /// What is left of the learning period; all of it for a segment that nobody told of.
    public static Duration left(Connection connection, String segment, Duration period)
            throws SQLException {
        OptionalLong since = since(connection, segment);
        if (since.isEmpty()) {
            return period;
        }
        Duration so = Duration.ofSeconds(watched(connection) - since.getAsLong());
        return so.compareTo(period) >= 0 ? Duration.ZERO : period.minus(so);
    }

    /// The same of every segment there is.
    public static Map<String, Duration> all(Connection connection, Duration period)
            throws SQLException {
        var all = new TreeMap<String, Duration>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT name FROM segment")) {
            while (row.next()) {
                all.put(row.getString(1), Duration.ZERO);
            }
        }
        for (Map.Entry<String, Duration> one : all.entrySet()) {
            one.setValue(left(connection, one.getKey(), period));
        }
        return all;
    }

    private static int known(Connection connection) throws SQLException {
        try (Statement count = connection.createStatement();
                ResultSet row = count.executeQuery("SELECT COUNT(*) FROM segment")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static OptionalLong since(Connection connection, String segment) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT since FROM segment WHERE name = ?")) {
            select.setString(1, segment);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }
}
