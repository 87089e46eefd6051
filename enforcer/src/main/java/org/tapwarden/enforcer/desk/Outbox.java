package org.tapwarden.enforcer.desk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.tapwarden.enforcer.order.Moment;

/// Mails that wait, each with its next attempt. After a reboot everything is due at once.
public final class Outbox {

    public static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    public static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /// With these pauses the last attempt is more than 24 hours after the first.
    public static final int MOST_ATTEMPTS = 36;

    public static final int LONGEST_ERROR = 200;

    /// One mail to one recipient.
    public record Mail(
            long id,
            String messageId,
            String refersTo,
            String recipient,
            String subject,
            String body,
            Instant queuedWall,
            int attempts) {}

    /// @param dead given up after {@link #MOST_ATTEMPTS}; somebody must look
    public record Depth(int pending, int sent, int dead) {}

    private Outbox() {}

    static List<Mail> due(Connection connection, Moment now, int limit) throws SQLException {
        var mails = new ArrayList<Mail>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT id, message_id, refers_to, recipient, subject, body, queued_wall,"
                                + " attempts FROM outbox WHERE state = 'PENDING'"
                                + " AND (due <= ? OR boot <> ?) ORDER BY id LIMIT ?")) {
            select.setLong(1, now.nanos());
            select.setString(2, now.bootId());
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    mails.add(
                            new Mail(
                                    row.getLong(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5),
                                    row.getString(6),
                                    Instant.parse(row.getString(7)),
                                    row.getInt(8)));
                }
            }
        }
        return mails;
    }

    static void sent(Connection connection, Mail mail) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE outbox SET state = 'SENT', attempts = attempts + 1, last_error = ''"
                                + " WHERE id = ?")) {
            update.setLong(1, mail.id());
            update.executeUpdate();
        }
    }

    static void postponed(Connection connection, Mail mail, String error, Moment now)
            throws SQLException {
        int attempts = mail.attempts() + 1;
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE outbox SET state = ?, attempts = ?, boot = ?, due = ?, last_error = ?"
                                + " WHERE id = ?")) {
            update.setString(1, attempts >= MOST_ATTEMPTS ? "DEAD" : "PENDING");
            update.setInt(2, attempts);
            update.setString(3, now.bootId());
            update.setLong(4, now.nanos() + pause(attempts).toNanos());
            update.setString(5, Plain.line(error, LONGEST_ERROR));
            update.setLong(6, mail.id());
            update.executeUpdate();
        }
    }

    /// Those that nobody tried to send yet, of incidents whose key begins so.
    ///
    /// @return the keys
    static List<String> takeBack(Connection connection, String prefix) throws SQLException {
        var keys = new TreeMap<Long, String>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT DISTINCT incident.incident_key, incident.id FROM outbox"
                                + " JOIN incident ON incident.id = outbox.incident"
                                + " WHERE outbox.state = 'PENDING' AND outbox.attempts = 0"
                                + " AND substr(incident.incident_key, 1, ?) = ?")) {
            select.setInt(1, prefix.length());
            select.setString(2, prefix);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    keys.put(row.getLong(2), row.getString(1));
                }
            }
        }
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE outbox SET state = 'TAKEN_BACK'"
                                + " WHERE state = 'PENDING' AND attempts = 0 AND incident = ?")) {
            for (long incident : keys.keySet()) {
                update.setLong(1, incident);
                update.executeUpdate();
            }
        }
        return keys.values().stream().distinct().toList();
    }

    /// Doubles from {@link #FIRST_PAUSE} to {@link #LONGEST_PAUSE}.
    static Duration pause(int attempts) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 20));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    public static Depth depth(Connection connection) throws SQLException {
        return new Depth(
                count(connection, "PENDING"), count(connection, "SENT"), count(connection, "DEAD"));
    }

    private static int count(Connection connection, String state) throws SQLException {
        try (PreparedStatement count =
                connection.prepareStatement("SELECT COUNT(*) FROM outbox WHERE state = ?")) {
            count.setString(1, state);
            try (ResultSet row = count.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }
}
