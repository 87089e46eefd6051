package org.tapwarden.enforcer.desk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;

/// Turns what was done into at most one mail: the first of an incident, an update when something
/// changed, or one for a whole storm; pages and petitions are one each. Runs inside the transaction
/// of the act it tells of.
public final class Desk {

    public static final Duration REOPENS_WITHIN = Duration.ofHours(24);
    public static final Duration STORM_WINDOW = Duration.ofMinutes(5);
    public static final int STORM = 20;

    /// An incident that flaps must not fill a mailbox; what is held back is counted in its row.
    public static final int MOST_UPDATES_AN_HOUR = 12;

    private static final String PAGE = "page|";
    private static final String PETITION = "petition|";
    private static final String TOKEN_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int TOKEN_LENGTH = 5;
    private static final int TOKEN_TRIES = 100;

    private final DeskSettings settings;

    public Desk(DeskSettings settings) {
        this.settings = settings;
    }

    /// What came of a report.
    public enum Told {
        QUEUED,
        UNCHANGED,
        TOO_OFTEN,
        PART_OF_A_STORM,
        STORM_BEGAN
    }

    private record Incident(long id, String token, String told, int mails) {}

    public Told report(Connection connection, Order order, Done done, Moment now)
            throws SQLException {
        String key = order.incidentKey();
        Incident known = lately(connection, key, now.wall());
        if (known != null) {
            return update(connection, known, order, done, now);
        }
        String ruleSite = order.ruleId() + '|' + order.place().site();
        int opened = opened(connection, ruleSite, now);
        if (opened >= STORM) {
            return storm(connection, order, done, key, ruleSite, opened + 1, now);
        }
        Incident fresh = open(connection, key, ruleSite, signature(order, done), 0, now);
        Letter letter = Letter.about(order, done, fresh.token(), now.wall(), settings.zone());
        queue(connection, fresh, letter, now);
        return Told.QUEUED;
    }

    /// One mail to everybody.
    ///
    /// @param about what stopped, as a key
    /// @param wait how long it stays in the outbox, where a graver page may take its place
    public void page(Connection connection, Page page, String about, Duration wait, Moment now)
            throws SQLException {
        String key = PAGE + about;
        Incident incident = open(connection, key, key, "page", 0, now);
        queue(
                connection,
                incident,
                page.letter(incident.token(), now.wall(), settings.zone()),
                now,
                wait);
    }

    /// One mail to everybody, as soon as can be.
    public void ask(Connection connection, Petition petition, Moment now) throws SQLException {
        String key = PETITION + petition.id();
        Incident incident = open(connection, key, key, "petition", 0, now);
        queue(
                connection,
                incident,
                petition.letter(incident.token(), now.wall(), settings.zone()),
                now);
    }

    /// Takes pages back that still wait, since a graver one says more. One that is on its way goes.
    ///
    /// @param about how their keys begin
    /// @return what they were about
    public List<String> takeBack(Connection connection, String about) throws SQLException {
        String prefix = PAGE + about;
        List<String> taken = Outbox.takeBack(connection, prefix);
        return taken.stream().map(key -> key.substring(prefix.length())).toList();
    }

    /// An update is sent when the state, the confidence or the severity changes.
    private static String signature(Order order, Done done) {
        return done.signature() + ' ' + order.families().size() + ' ' + order.severity();
    }

    private Told update(Connection connection, Incident known, Order order, Done done, Moment now)
            throws SQLException {
        if (known.told().equals(signature(order, done))) {
            suppress(connection, known.id(), now.wall());
            return Told.UNCHANGED;
        }
        if (parent(connection, known.id()) != 0) {
            suppress(connection, known.id(), now.wall());
            return Told.PART_OF_A_STORM;
        }
        if (mailsLately(connection, known.id(), now)
                >= MOST_UPDATES_AN_HOUR * Math.max(1, settings.recipients().size())) {
            suppress(connection, known.id(), now.wall());
            return Told.TOO_OFTEN;
        }
        try (PreparedStatement told =
                connection.prepareStatement(
                        "UPDATE incident SET told = ?, last_wall = ? WHERE id = ?")) {
            told.setString(1, signature(order, done));
            told.setString(2, now.wall().toString());
            told.setLong(3, known.id());
            told.executeUpdate();
        }
        Letter letter = Letter.about(order, done, known.token(), now.wall(), settings.zone());
        queue(connection, known, letter, now);
        return Told.QUEUED;
    }

    private Told storm(
            Connection connection,
            Order order,
            Done done,
            String key,
            String ruleSite,
            int incidents,
            Moment now)
            throws SQLException {
        String stormKey = "storm|" + ruleSite;
        Incident storm = lately(connection, stormKey, now.wall());
        boolean begins = storm == null;
        if (storm == null) {
            // Not counted as an incident of the rule, or a storm would feed itself.
            storm = open(connection, stormKey, stormKey, "storm", 0, now);
            Letter letter =
                    Letter.storm(order, incidents, storm.token(), now.wall(), settings.zone());
            queue(connection, storm, letter, now);
        }
        open(connection, key, ruleSite, signature(order, done), storm.id(), now);
        return begins ? Told.STORM_BEGAN : Told.PART_OF_A_STORM;
    }

    private static @org.jspecify.annotations.Nullable Incident lately(
            Connection connection, String key, Instant wall) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT id, token, told, mails, last_wall FROM incident"
                                + " WHERE incident_key = ? ORDER BY id DESC LIMIT 1")) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                Instant last = Instant.parse(row.getString(5));
                boolean old = Duration.between(last, wall).compareTo(REOPENS_WITHIN) > 0;
                return old
                        ? null
                        : new Incident(
                                row.getLong(1), row.getString(2), row.getString(3), row.getInt(4));
            }
        }
    }

    private static int opened(Connection connection, String ruleSite, Moment now)
            throws SQLException {
        try (PreparedStatement count =
                connection.prepareStatement(
                        "SELECT COUNT(*) FROM incident"
                                + " WHERE rule_site = ? AND boot = ? AND opened > ?")) {
            count.setString(1, ruleSite);
            count.setString(2, now.bootId());
            count.setLong(3, now.nanos() - STORM_WINDOW.toNanos());
            try (ResultSet row = count.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    private static int mailsLately(Connection connection, long incident, Moment now)
            throws SQLException {
        try (PreparedStatement count =
                connection.prepareStatement(
                        "SELECT COUNT(*) FROM outbox WHERE incident = ? AND boot = ? AND queued > ?")) {
            count.setLong(1, incident);
            count.setString(2, now.bootId());
            count.setLong(3, now.nanos() - Duration.ofHours(1).toNanos());
            try (ResultSet row = count.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    private static long parent(Connection connection, long incident) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT parent FROM incident WHERE id = ?")) {
            select.setLong(1, incident);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private static void suppress(Connection connection, long incident, Instant wall)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE incident SET suppressed = suppressed + 1, last_wall = ? WHERE id = ?")) {
            update.setString(1, wall.toString());
            update.setLong(2, incident);
            update.executeUpdate();
        }
    }

    private static Incident open(
            Connection connection,
            String key,
            String ruleSite,
            String told,
            long parent,
            Moment now)
            throws SQLException {
        String token = token(connection, key + now.wall());
        try (PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO incident (incident_key, token, rule_site, boot, opened,"
                                        + " last_wall, told, mails, suppressed, parent)"
                                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?)");
                Statement number = connection.createStatement()) {
            insert.setString(1, key);
            insert.setString(2, token);
            insert.setString(3, ruleSite);
            insert.setString(4, now.bootId());
            insert.setLong(5, now.nanos());
            insert.setString(6, now.wall().toString());
            insert.setString(7, told);
            insert.setLong(8, parent);
            insert.executeUpdate();
            try (ResultSet row = number.executeQuery("SELECT MAX(id) FROM incident")) {
                row.next();
                return new Incident(row.getLong(1), token, told, 0);
            }
        }
    }

    private static String token(Connection connection, String seed) throws SQLException {
        for (int tries = 0; tries < TOKEN_TRIES; tries++) {
            String token = "TW-" + letters(seed + tries);
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT 1 FROM incident WHERE token = ?")) {
                select.setString(1, token);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return token;
                    }
                }
            }
        }
        throw new SQLException("no free incident token");
    }

    private static String letters(String seed) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(seed.getBytes(StandardCharsets.UTF_8));
            var letters = new StringBuilder();
            for (int i = 0; i < TOKEN_LENGTH; i++) {
                letters.append(TOKEN_LETTERS.charAt(hash[i] & 31));
            }
            return letters.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void queue(Connection connection, Incident incident, Letter letter, Moment now)
            throws SQLException {
        queue(connection, incident, letter, now, Duration.ZERO);
    }

    private void queue(
            Connection connection, Incident incident, Letter letter, Moment now, Duration wait)
            throws SQLException {
        String first = messageId(incident.token(), 0);
        int number = incident.mails();
        for (String recipient : settings.recipients()) {
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT INTO outbox (incident, message_id, refers_to, recipient, subject,"
                                    + " body, queued_wall, boot, queued, due, attempts, state,"
                                    + " last_error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 'PENDING',"
                                    + " '')")) {
                insert.setLong(1, incident.id());
                insert.setString(2, messageId(incident.token(), number));
                insert.setString(3, number == 0 ? "" : first);
                insert.setString(4, recipient);
                insert.setString(5, number == 0 ? letter.subject() : "Re: " + letter.subject());
                insert.setString(6, letter.body());
                insert.setString(7, now.wall().toString());
                insert.setString(8, now.bootId());
                insert.setLong(9, now.nanos());
                insert.setLong(10, now.nanos() + wait.toNanos());
                insert.executeUpdate();
            }
        }
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE incident SET mails = mails + 1 WHERE id = ?")) {
            update.setLong(1, incident.id());
            update.executeUpdate();
        }
    }

    /// The same after a crash: it is made when the mail is queued and kept with it.
    private String messageId(String token, int number) {
        return "<" + token + "." + number + "@" + settings.domain() + ">";
    }
}
