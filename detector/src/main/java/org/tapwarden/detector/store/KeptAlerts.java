package org.tapwarden.detector.store;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tapwarden.detector.Alerts;

/// Alerts as they are on the disk.
final class KeptAlerts implements Alerts {

    private final CommittedReader reader;

    KeptAlerts(CommittedReader reader) {
        this.reader = reader;
    }

    private static Alert alert(ResultSet row) throws SQLException, IOException {
        return Documents.JSON.readValue(row.getString(1), Alert.class);
    }

    @Override
    public List<Alert> newest(int limit) {
        return reader.select(
                KeptAlerts::alert,
                "SELECT doc FROM alert ORDER BY id DESC LIMIT ?",
                Math.min(limit, CommittedReader.MOST_ANSWERED));
    }

    @Override
    public Optional<Alert> byId(long id) {
        return reader.select(KeptAlerts::alert, "SELECT doc FROM alert WHERE id = ?", id).stream()
                .findFirst();
    }

    @Override
    public List<Alert> changedAfter(long revision, int limit) {
        return reader.select(
                KeptAlerts::alert,
                "SELECT doc FROM alert WHERE revision > ? ORDER BY revision LIMIT ?",
                revision,
                Math.min(limit, CommittedReader.MOST_ANSWERED));
    }

    @Override
    public List<Alert> about(long endpoint, int limit) {
        return reader.select(
                KeptAlerts::alert,
                "SELECT doc FROM alert WHERE endpoint = ? ORDER BY id DESC LIMIT ?",
                endpoint,
                Math.min(limit, CommittedReader.MOST_ANSWERED));
    }

    private record Counted(String severity, long alerts) {}

    @Override
    public Map<String, Long> countBySeverity() {
        Map<String, Long> counts = new TreeMap<>();
        reader.select(
                        r -> new Counted(r.getString(1), r.getLong(2)),
                        "SELECT severity, COUNT(*) FROM alert GROUP BY severity")
                .forEach(c -> counts.put(c.severity(), c.alerts()));
        return counts;
    }

    long highestId() {
        return reader.number("SELECT MAX(id) FROM alert");
    }

    long highestRevision() {
        return reader.number("SELECT MAX(revision) FROM alert");
    }
}
