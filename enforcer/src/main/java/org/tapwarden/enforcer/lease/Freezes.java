package org.tapwarden.enforcer.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tapwarden.enforcer.order.Moment;

/// Where nothing automatic happens until a person looked: everywhere (the breaker), or in one
/// segment. Every method runs inside a transaction of {@link EnforcerStore}.
public final class Freezes {

    private static final String BREAKER = "breaker";
    private static final String HITS = "protected-hits";

    private Freezes() {}

    public static boolean breakerOpen(Connection connection) throws SQLException {
        return Notes.get(connection, BREAKER).orElse("closed").equals("open");
    }

    public static void breaker(Connection connection, boolean open) throws SQLException {
        Notes.put(connection, BREAKER, open ? "open" : "closed");
    }

    public static Optional<String> frozen(Connection connection, String segment)
            throws SQLException {
        return Optional.ofNullable(all(connection).get(segment));
    }

    /// Segments and why they are frozen; there are no more than segments.
    public static Map<String, String> all(Connection connection) throws SQLException {
        var frozen = new TreeMap<String, String>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT segment, why FROM frozen")) {
            while (row.next()) {
                frozen.put(row.getString(1), row.getString(2));
            }
        }
        return frozen;
    }

    /// @return false when it was frozen before
    public static boolean freeze(Connection connection, String segment, String why, Moment now)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO frozen (segment, why, since) VALUES (?, ?, ?)"
                                + " ON CONFLICT (segment) DO NOTHING")) {
            insert.setString(1, segment);
            insert.setString(2, why);
            insert.setString(3, now.wall().toString());
            return insert.executeUpdate() > 0;
        }
    }

    /// @return false when it was not frozen
    public static boolean thaw(Connection connection, String segment) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM frozen WHERE segment = ?")) {
            delete.setString(1, segment);
            return delete.executeUpdate() > 0;
        }
    }

    /// Counts one more step against a protected device.
    ///
    /// @return how many there were since the window began, which begins anew when it is over
    public static int protectedHit(Connection connection, Duration window, Moment now)
            throws SQLException {
        String[] said = Notes.get(connection, HITS).orElse("- 0 0").split(" ", -1);
        long began = Long.parseLong(said[1]);
        boolean same = said[0].equals(now.bootId()) && now.nanos() - began < window.toNanos();
        int hits = same ? Integer.parseInt(said[2]) + 1 : 1;
        Notes.put(connection, HITS, now.bootId() + ' ' + (same ? began : now.nanos()) + ' ' + hits);
        return hits;
    }
}
