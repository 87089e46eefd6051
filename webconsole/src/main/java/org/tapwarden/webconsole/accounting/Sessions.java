package org.tapwarden.webconsole.accounting;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.identity.Identification.What;

/// The sessions that servers reported, and what a further record changes in them: a record that
/// came before, in whatever packet, changes nothing, so one that is sent again after a crash is not
/// recorded twice. Belongs to the writer's thread; committing is the caller's.
final class Sessions {

    /// A session that goes on is told again after this, so that the sensor knows it does.
    static final long TOLD_EVERY_MILLIS = 3_600_000;

    /// Hears what the journal shall tell.
    @FunctionalInterface
    interface Journal {
        void told(Session session, What what, long atMillis) throws SQLException;
    }

    /// Whether and how a session ended, kept by its place here.
    enum End {
        NOT_YET,
        STOP,
        /// Its server began anew.
        RESTART;

        static End of(int kept) {
            return kept >= 0 && kept < values().length ? values()[kept] : STOP;
        }
    }

    /// One session as it is kept.
    ///
    /// @param client who sent it: what one client says touches no session of another
    /// @param address as text, empty when not known
    /// @param station the MAC as its server spells it, empty when not known
    record Session(
            String client,
            String nas,
            String id,
            long mac,
            String address,
            String person,
            String port,
            int vlan,
            long beganMillis,
            long lastMillis,
            long toldMillis,
            End end,
            String station) {

        boolean ended() {
            return end != End.NOT_YET;
        }

        /// What a record adds; what it does not say stays as it was.
        Session and(AccountingRequest request) {
            Address said = request.address();
            return new Session(
                    client,
                    nas,
                    id,
                    request.mac() == 0 ? mac : request.mac(),
                    said == null ? address : said.toString(),
                    request.user().isEmpty() ? person : request.user(),
                    request.port().isEmpty() ? port : request.port(),
                    request.vlan() == 0 ? vlan : request.vlan(),
                    beganMillis,
                    Math.max(lastMillis, request.atMillis()),
                    toldMillis,
                    end,
                    request.station().isEmpty() ? station : request.station());
        }

        Session told(long atMillis) {
            return with(lastMillis, atMillis, end);
        }

        Session ended(End how, long atMillis) {
            return with(Math.max(lastMillis, atMillis), toldMillis, how);
        }

        private Session with(long last, long told, End how) {
            return new Session(
                    client,
                    nas,
                    id,
                    mac,
                    address,
                    person,
                    port,
                    vlan,
                    beganMillis,
                    last,
                    told,
                    how,
                    station);
        }

        boolean saysWhoseItIs() {
            return mac != 0 || !address.isEmpty();
        }

        boolean saysTheSameAs(Session other) {
            return mac == other.mac
                    && address.equals(other.address)
                    && person.equals(other.person)
                    && port.equals(other.port)
                    && vlan == other.vlan;
        }
    }

    private static final long UNCOUNTED = -1;

    private final Connection connection;
    private final Count.All counts;
    private final long most;
    private final Journal journal;
    private long count = UNCOUNTED;

    /// @param most that are kept
    Sessions(Connection connection, Count.All counts, long most, Journal journal) {
        this.connection = connection;
        this.most = most;
        this.counts = counts;
        this.journal = journal;
    }

    /// Something else changed how many there are.
    void forgetCount() {
        count = UNCOUNTED;
    }

    void take(AccountingRequest request, Address sender) throws SQLException {
        String client = sender.toString();
        switch (request.status()) {
            case ON, OFF -> endAll(client, request);
            case START, INTERIM -> goesOn(client, request);
            case STOP -> ends(client, request);
            case OTHER -> {
                // says nothing of a session
            }
        }
    }

    private void goesOn(String client, AccountingRequest request) throws SQLException {
        Session known = find(client, request);
        boolean begins = request.status() == AccountingRequest.Status.START;
        if (known == null || (known.ended() && begins && request.atMillis() > known.lastMillis())) {
            Session made = fresh(client, request).told(request.atMillis());
            keep(made, known == null);
            tell(made, begins ? What.BEGAN : What.GOES_ON, request.atMillis());
            return;
        }
        if (known.ended()) {
            return; // it came late
        }
        Session now = known.and(request);
        boolean same = now.saysTheSameAs(known);
        if (!same && !known.person().equals(now.person()) && !isHeldElsewhere(known)) {
            tell(known, What.ENDED, request.atMillis());
        }
        if (!same || request.atMillis() - known.toldMillis() >= TOLD_EVERY_MILLIS) {
            now = now.told(request.atMillis());
            tell(now, What.GOES_ON, request.atMillis());
        }
        if (!now.equals(known)) {
            keep(now, false);
        }
    }

    private void ends(String client, AccountingRequest request) throws SQLException {
        Session known = find(client, request);
        if (known != null && known.ended()) {
            return;
        }
        Session before = known == null ? fresh(client, request) : known.and(request);
        Session ended = before.ended(End.STOP, request.atMillis());
        keep(ended, known == null);
        if (!isHeldElsewhere(ended)) {
            tell(ended, What.ENDED, request.atMillis());
        }
    }

    /// The server begins anew, so nobody is in.
    private void endAll(String client, AccountingRequest request) throws SQLException {
        for (Session session :
                select(
                        "SELECT * FROM session WHERE ended = 0 AND client = ? AND nas = ?"
                                + " AND last_ms <= ?",
                        client,
                        request.nas(),
                        request.atMillis())) {
            Session ended = session.ended(End.RESTART, request.atMillis());
            keep(ended, false);
            if (!isHeldElsewhere(ended)) {
                tell(ended, What.ENDED, request.atMillis());
            }
        }
    }

    private static Session fresh(String client, AccountingRequest request) {
        Address address = request.address();
        return new Session(
                client,
                request.nas(),
                request.session(),
                request.mac(),
                address == null ? "" : address.toString(),
                request.user(),
                request.port(),
                request.vlan(),
                request.atMillis(),
                request.atMillis(),
                0,
                End.NOT_YET,
                request.station());
    }

    private void tell(Session session, What what, long atMillis) throws SQLException {
        if (session.saysWhoseItIs()) {
            journal.told(session, what, atMillis);
        }
    }

    /// Whether the same person is in by another session on the same device: a roaming phone begins
    /// at one access point before it ends at the other.
    private boolean isHeldElsewhere(Session session) throws SQLException {
        return session.mac() != 0
                && !select(
                                "SELECT * FROM session WHERE mac = ? AND person = ? AND ended = 0"
                                        + " AND NOT (client = ? AND nas = ? AND id = ?) LIMIT 1",
                                session.mac(),
                                session.person(),
                                session.client(),
                                session.nas(),
                                session.id())
                        .isEmpty();
    }

    private @Nullable Session find(String client, AccountingRequest request) throws SQLException {
        List<Session> found =
                select(
                        "SELECT * FROM session WHERE client = ? AND nas = ? AND id = ?",
                        client,
                        request.nas(),
                        request.session());
        return found.isEmpty() ? null : found.getFirst();
    }

    private List<Session> select(String sql, Object... values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            List<Session> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(session(row));
                }
            }
            return found;
        }
    }

    static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getString("client"),
                row.getString("nas"),
                row.getString("id"),
                row.getLong("mac"),
                row.getString("address"),
                row.getString("person"),
                row.getString("port"),
                row.getInt("vlan"),
                row.getLong("began_ms"),
                row.getLong("last_ms"),
                row.getLong("told_ms"),
                End.of(row.getInt("ended")),
                row.getString("station"));
    }

    private void keep(Session session, boolean isNew) throws SQLException {
        if (isNew) {
            makeRoom();
            count++;
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT OR REPLACE INTO session (client, nas, id, mac, address, person,"
                                + " port, vlan, began_ms, last_ms, told_ms, ended, station)"
                                + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            insert.setString(1, session.client());
            insert.setString(2, session.nas());
            insert.setString(3, session.id());
            insert.setLong(4, session.mac());
            insert.setString(5, session.address());
            insert.setString(6, session.person());
            insert.setString(7, session.port());
            insert.setInt(8, session.vlan());
            insert.setLong(9, session.beganMillis());
            insert.setLong(10, session.lastMillis());
            insert.setLong(11, session.toldMillis());
            insert.setInt(12, session.end().ordinal());
            insert.setString(13, session.station());
            insert.executeUpdate();
        }
    }

    private void makeRoom() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (count == UNCOUNTED) {
                try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM session")) {
                    count = row.next() ? row.getLong(1) : 0;
                }
            }
            if (count >= most) {
                long gone =
                        statement.executeUpdate(
                                "DELETE FROM session WHERE rowid IN (SELECT rowid FROM session"
                                        + " ORDER BY ended DESC, last_ms LIMIT "
                                        + Math.max(1, most / 100)
                                        + ")");
                counts.add(Count.SESSIONS_DISPLACED, gone);
                count -= gone;
            }
        }
    }
}
