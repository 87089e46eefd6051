package org.tapwarden.detector.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.detector.endpoint.Binding;

/// Reads the append-only ledger: what held for whom, and when.
final class Ledger implements Directory {

    private static final String APPROVED = "device.approved";

    private record Since(long endpoint, String value, long fromMillis) {}

    private final CommittedReader reader;

    Ledger(CommittedReader reader) {
        this.reader = reader;
    }

    @Override
    public List<Held> resolve(Field fact, Predicate<String> value, long fromMillis, long toMillis) {
        List<Since> ledger =
                reader.select(
                        r -> new Since(r.getLong(1), r.getString(2), r.getLong(3)),
                        "SELECT endpoint, value, from_ms FROM binding WHERE fact = ?"
                                + " ORDER BY endpoint, number",
                        kept(fact));
        List<Held> held = new ArrayList<>();
        for (int i = 0; i < ledger.size(); i++) {
            Since row = ledger.get(i);
            boolean hasNext =
                    i + 1 < ledger.size() && ledger.get(i + 1).endpoint() == row.endpoint();
            long until = hasNext ? ledger.get(i + 1).fromMillis() : Long.MAX_VALUE;
            boolean overlaps = row.fromMillis() <= toMillis && until > fromMillis;
            if (overlaps && isSaid(fact, value, row.value())) {
                held.add(new Held(row.endpoint(), row.fromMillis(), until));
            }
        }
        return held;
    }

    @Override
    public boolean holds(Field fact, Predicate<String> value, long endpoint, long atMillis) {
        return reader
                .select(
                        r -> r.getString(1),
                        "SELECT value FROM binding WHERE fact = ? AND endpoint = ? AND from_ms <= ?"
                                + " ORDER BY number DESC LIMIT 1",
                        kept(fact),
                        endpoint,
                        atMillis)
                .stream()
                .anyMatch(v -> isSaid(fact, value, v));
    }

    /// A row without a value ends the one before: the endpoint has the fact no more. A device that
    /// several use at once has one name a line.
    private static boolean isSaid(Field fact, Predicate<String> value, String kept) {
        return kept.lines().anyMatch(line -> value.test(told(fact, line)));
    }

    /// `device.approved` is a question about the standing that the ledger keeps.
    private static String kept(Field fact) {
        return fact.name().equals(APPROVED) ? Binding.STANDING : fact.name();
    }

    private static String told(Field fact, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return fact.name().equals(APPROVED) ? Boolean.toString(lower.equals("approved")) : lower;
    }
}
