package org.tapwarden.detector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tapwarden.detector.Dispositions.Disposed;
import org.tapwarden.detector.Dispositions.Disposition;
import org.tapwarden.detector.Dispositions.Precision;

/// Judgements as they are on the disk; the last one about an alert counts.
final class KeptDispositions {

    private final CommittedReader reader;

    KeptDispositions(CommittedReader reader) {
        this.reader = reader;
    }

    Optional<Disposed> of(long alert) {
        return reader
                .select(
                        KeptDispositions::disposed,
                        "SELECT * FROM disposition WHERE alert = ? ORDER BY number DESC LIMIT 1",
                        alert)
                .stream()
                .findFirst();
    }

    private static Disposed disposed(ResultSet row) throws SQLException {
        return new Disposed(
                row.getLong("alert"),
                row.getString("rule"),
                Disposition.valueOf(row.getString("disposition")),
                row.getString("person"),
                row.getString("why"),
                Instant.ofEpochMilli(row.getLong("at_ms")));
    }

    private record Counted(String rule, Disposition disposition, long alerts) {}

    Map<String, Precision> precision() {
        Map<String, Precision> found = new TreeMap<>();
        reader.select(
                        r ->
                                new Counted(
                                        r.getString(1),
                                        Disposition.valueOf(r.getString(2)),
                                        r.getLong(3)),
                        "SELECT rule, disposition, COUNT(*) FROM disposition WHERE number IN"
                                + " (SELECT MAX(number) FROM disposition GROUP BY alert)"
                                + " GROUP BY rule, disposition")
                .forEach(c ->
                        found.merge(
                                c.rule(),
                                precision(c),
                                (a, b) ->
                                        new Precision(
                                                a.confirmed() + b.confirmed(),
                                                a.falseAlarms() + b.falseAlarms(),
                                                a.approved() + b.approved())));
        return found;
    }

    private static Precision precision(Counted counted) {
        return switch (counted.disposition()) {
            case CONFIRMED -> new Precision(counted.alerts(), 0, 0);
            case FALSE_ALARM -> new Precision(0, counted.alerts(), 0);
            case APPROVED -> new Precision(0, 0, counted.alerts());
        };
    }
}
