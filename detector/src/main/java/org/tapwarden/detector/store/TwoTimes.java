package org.tapwarden.detector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.Past.Changed;
import org.tapwarden.detector.Past.Line;
import org.tapwarden.detector.endpoint.Binding;

/// What differs between two times, by the ledger.
final class TwoTimes {

    /// Who was not seen for so long before the first time is not gone, but was gone before.
    private static final Duration KNOWN_FOR = Duration.ofDays(30);

    /// A device that sleeps over the second time is not gone.
    private static final Duration MAY_SLEEP = Duration.ofDays(1);

    /// What is told of devices: whoever used one stands in the same ledger, and is not told here.
    private static final String FACTS =
            String.join(",", Binding.FACTS.stream().map(f -> "'" + f + "'").toList());

    private static final String LINES =
            "SELECT id, mac, host_name, maker, segment, first_ns, last_ns FROM endpoint WHERE ";

    private final CommittedReader reader;
    private final Instant from;
    private final Instant to;
    private final String segment;
    private boolean complete = true;

    TwoTimes(CommittedReader reader, Instant from, Instant to, String segment) {
        this.reader = reader;
        this.from = from;
        this.to = to;
        this.segment = segment;
    }

    Past.Difference difference() {
        List<Line> added = lines("first_ns > ? AND first_ns <= ?", nanos(from), nanos(to));
        Instant still = to.minus(MAY_SLEEP);
        List<Line> gone =
                lines(
                        "first_ns <= ? AND last_ns >= ? AND last_ns < ?",
                        nanos(from),
                        nanos(from.minus(KNOWN_FOR)),
                        nanos(still.isBefore(from) ? from : still));
        return new Past.Difference(from, to, added, gone, changed(), complete);
    }

    private static long nanos(Instant at) {
        return Math.max(0, at.toEpochMilli()) * 1_000_000L;
    }

    private List<Line> lines(String which, Object... values) {
        List<Object> all = new ArrayList<>(List.of(values));
        String where = which;
        if (!segment.isEmpty()) {
            where += " AND segment = ?";
            all.add(segment);
        }
        List<Line> found =
                reader.select(
                        TwoTimes::line,
                        LINES + where + " ORDER BY segment, id LIMIT " + (Past.MOST + 1),
                        all.toArray());
        complete &= found.size() <= Past.MOST;
        return found.size() <= Past.MOST ? found : found.subList(0, Past.MOST);
    }

    private static Line line(ResultSet row) throws SQLException {
        long mac = row.getLong("mac");
        return new Line(
                row.getLong("id"),
                mac == 0 ? "" : new Mac(mac).toString(),
                row.getString("host_name"),
                row.getString("maker"),
                row.getString("segment"),
                Instant.ofEpochSecond(0, row.getLong("first_ns")),
                Instant.ofEpochSecond(0, row.getLong("last_ns")));
    }

    private record Told(long endpoint, String fact, String value, String source, long fromMillis) {

        String key() {
            String which = Binding.SEVERAL.contains(fact) ? value : source;
            return endpoint + "\n" + fact + "\n" + which;
        }
    }

    /// The range of time is what the index is to be asked for, so the fact is no plain column here.
    private List<Changed> changed() {
        List<Told> rows =
                reader.select(
                        r ->
                                new Told(
                                        r.getLong(1),
                                        r.getString(2),
                                        r.getString(3),
                                        r.getString(4),
                                        r.getLong(5)),
                        "SELECT endpoint, fact, value, source, from_ms FROM binding WHERE"
                                + " from_ms > ? AND from_ms <= ? AND fact || '' IN ("
                                + FACTS
                                + ")"
                                + " ORDER BY from_ms, number LIMIT "
                                + (Past.MOST + 1),
                        from.toEpochMilli(),
                        to.toEpochMilli());
        complete &= rows.size() <= Past.MOST;
        Map<String, Told> last = new LinkedHashMap<>();
        rows.forEach(row -> last.put(row.key(), row));
        Map<Long, Optional<Line>> lines = new HashMap<>();
        List<Changed> changed = new ArrayList<>();
        for (Told row : last.values()) {
            lines.computeIfAbsent(row.endpoint(), this::knownBefore)
                    .ifPresent(line -> add(changed, line, row));
        }
        return changed;
    }

    /// The endpoint, when it was there at the first time and is of the segment.
    private Optional<Line> knownBefore(long endpoint) {
        return reader.select(TwoTimes::line, LINES + "id = ?", endpoint).stream()
                .filter(l -> !l.firstSeen().isAfter(from))
                .filter(l -> segment.isEmpty() || l.segment().equals(segment))
                .findFirst();
    }

    private void add(List<Changed> changed, Line line, Told row) {
        boolean several = Binding.SEVERAL.contains(row.fact());
        String before = several ? had(row) : said(row);
        if (!before.equals(row.value())) {
            changed.add(
                    new Changed(
                            line,
                            row.fact(),
                            several ? "" : before,
                            row.value(),
                            row.source(),
                            Instant.ofEpochMilli(row.fromMillis())));
        }
    }

    /// What the same source said by the first time.
    private String said(Told row) {
        return first(
                "SELECT value FROM binding WHERE fact = ? AND endpoint = ? AND from_ms <= ? AND"
                        + " source = ? ORDER BY from_ms DESC, number DESC LIMIT 1",
                row,
                row.source());
    }

    /// The value itself, when the endpoint had it by the first time.
    private String had(Told row) {
        return first(
                "SELECT value FROM binding WHERE fact = ? AND endpoint = ? AND from_ms <= ? AND"
                        + " value = ? LIMIT 1",
                row,
                row.value());
    }

    private String first(String sql, Told row, String last) {
        return reader
                .select(
                        r -> r.getString(1),
                        sql,
                        row.fact(),
                        row.endpoint(),
                        from.toEpochMilli(),
                        last)
                .stream()
                .findFirst()
                .orElse("");
    }
}
