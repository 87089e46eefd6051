package org.tapwarden.detector.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.Dispositions.Disposed;
import org.tapwarden.detector.approved.Approval;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.identity.PersonsList;
import org.tapwarden.detector.sensor.Asked;

/// What each change is in SQL. Belongs to the writer thread; committing is the caller's.
final class ChangeWriting {

    private final Connection connection;

    ChangeWriting(Connection connection) {
        this.connection = connection;
    }

    void apply(Change change) throws SQLException, JsonProcessingException {
        switch (change) {
            case Change.Row row -> apply(row);
            case Change.Bound(Binding b) ->
                    update(
                            "INSERT INTO binding (endpoint, space, fact, value, from_ms,"
                                    + " source, confidence) VALUES (?, COALESCE((SELECT space"
                                    + " FROM endpoint WHERE id = ?), 0), ?,?,?,?,?)",
                            b.endpoint(),
                            b.endpoint(),
                            b.fact(),
                            b.value(),
                            b.fromMillis(),
                            b.source(),
                            b.confidence());
            case Change.Found(CaseKind kind, String segment, Evidence e) ->
                    update(
                            "INSERT INTO evidence (kind, segment, endpoint, family, reason, detail,"
                                    + " at_ns, frame, about) VALUES (?,?,?,?,?,?,?,?,?)",
                            kind.name(),
                            segment,
                            e.endpoint(),
                            e.family().word(),
                            e.reason().name(),
                            e.detail(),
                            e.atNanos(),
                            e.frame(),
                            e.about());
            case Change.Judged(Disposed d) ->
                    update(
                            "INSERT INTO disposition (alert, rule, disposition, person, why, at_ms)"
                                    + " VALUES (?,?,?,?,?,?)",
                            d.alert(),
                            d.rule(),
                            d.disposition().name(),
                            d.by(),
                            d.why(),
                            d.at().toEpochMilli());
            case Change.Told(Alert alert) ->
                    update(
                            "INSERT OR REPLACE INTO alert (id, revision, severity, endpoint, doc)"
                                    + " VALUES (?,?,?,?,?)",
                            alert.id(),
                            alert.revision(),
                            alert.severity(),
                            alert.endpoint(),
                            Documents.JSON.writeValueAsString(alert));
            case Change.Ordered(Asked asked) ->
                    update(
                            "INSERT INTO asked (doc) VALUES (?)",
                            Documents.JSON.writeValueAsString(asked));
            case Change.Reserved(long through) -> number(SensorStore.IDS, through);
            case Change.Imported imported -> apply(imported);
            case Change.Identified(long done, long through) -> {
                number(KeptPersons.DONE, done);
                number(KeptPersons.THROUGH, through);
            }
            case Change.Listed(List<PersonsList.Entry> list) -> apply(list);
            case Change.Noted note ->
                    AuditTrail.append(
                            connection, note.at(), note.who(), note.act(), note.particulars());
            case Change.All(List<Change> parts) -> {
                for (Change part : parts) {
                    apply(part);
                }
            }
        }
    }

    private void number(String name, long value) throws SQLException {
        update("INSERT OR REPLACE INTO meta (name, value) VALUES (?,?)", name, value);
    }

    private void apply(List<PersonsList.Entry> list) throws SQLException {
        update("DELETE FROM listed_person");
        for (PersonsList.Entry entry : list) {
            Address address = entry.address();
            update(
                    "INSERT INTO listed_person (mac, address, person, from_ms, to_ms)"
                            + " VALUES (?,?,?,?,?)",
                    entry.mac(),
                    address == null ? "" : address.toString(),
                    entry.person(),
                    entry.fromMillis(),
                    entry.toMillis());
        }
    }

    private void apply(Change.Row row) throws SQLException {
        update(
                "INSERT OR REPLACE INTO endpoint (id, space, mac, maker, segment, host_name,"
                        + " vendor_class, parameters, services, addresses, confirmed, facts,"
                        + " infrastructure, client, kind, grounds, first_ns, last_ns)"
                        + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
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
                row.confirmed(),
                row.facts(),
                row.infrastructure() ? 1 : 0,
                row.client() ? 1 : 0,
                row.kind(),
                row.grounds(),
                row.firstNanos(),
                row.lastNanos());
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
                "INSERT OR REPLACE INTO approved (mac, name, owner, segment, kind, standing,"
                        + " since_ms, source, asset_tag, serial, ownership, assignees, site,"
                        + " expires_ms, origin) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                entry.mac().bits(),
                entry.name(),
                entry.owner(),
                entry.segment(),
                entry.kind(),
                standing.name(),
                imported.atMillis(),
                imported.source(),
                entry.assetTag(),
                entry.serial(),
                entry.ownership(),
                entry.group(),
                entry.site(),
                Approval.of(entry, standing, imported.origin()).expiresMillis(),
                imported.origin().name());
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
