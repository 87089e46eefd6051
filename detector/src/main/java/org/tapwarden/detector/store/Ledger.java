package org.tapwarden.detector.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.detector.endpoint.Binding;

/// Reads the append-only ledger: what held for whom, and when.
final class Ledger implements Directory {

    private static final String APPROVED = "device.approved";

    private static final int MOST_LOOKED_AT = 100;

    private record Since(long endpoint, String source, String value, long fromMillis) {

        boolean goesOnWith(Since next, boolean alone) {
            return endpoint == next.endpoint() && (!alone || source.equals(next.source()));
        }
    }

    private record Told(String source, String value) {}

    private final CommittedReader reader;

    Ledger(CommittedReader reader) {
        this.reader = reader;
    }

    @Override
    public List<Held> resolve(Field fact, Predicate<String> value, long fromMillis, long toMillis) {
        boolean alone = isOfItsSource(fact);
        List<Since> ledger =
                reader.select(
                        r -> new Since(r.getLong(1), r.getString(2), r.getString(3), r.getLong(4)),
                        "SELECT endpoint, source, value, from_ms FROM binding WHERE fact = ?"
                                + " ORDER BY endpoint, "
                                + (alone ? "source, " : "")
                                + "number",
                        kept(fact));
        List<Held> held = new ArrayList<>();
        for (int i = 0; i < ledger.size(); i++) {
            Since row = ledger.get(i);
            boolean hasNext = i + 1 < ledger.size() && row.goesOnWith(ledger.get(i + 1), alone);
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
        boolean alone = isOfItsSource(fact);
        Set<String> sources = new HashSet<>();
        return reader
                .select(
                        r -> new Told(r.getString(1), r.getString(2)),
                        "SELECT source, value FROM binding WHERE fact = ? AND endpoint = ?"
                                + " AND from_ms <= ? ORDER BY number DESC LIMIT "
                                + (alone ? MOST_LOOKED_AT : 1),
                        kept(fact),
                        endpoint,
                        atMillis)
                .stream()
                .filter(told -> !alone || sources.add(told.source()))
                .anyMatch(told -> isSaid(fact, value, told.value()));
    }

    /// What a device says of itself in one protocol does not end what it says in another; who uses
    /// it is put together of all sources before it is written.
    private static boolean isOfItsSource(Field fact) {
        return Binding.FACTS.contains(kept(fact));
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
