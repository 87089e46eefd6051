package org.tapwarden.detector.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.identity.Identification.Source;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.place.PlaceText;

/// What the ledger says of one endpoint's users and place, and when a row more is needed.
final class Told {

    private static final long UNVERIFIED_EVERY_MILLIS = 1_000;

    private final Usage usage = new Usage();
    private long rowMillis = Long.MIN_VALUE;
    private String value = "";
    private int confidence;
    private Use use = Use.ONE_PERSON;
    private String place = "";
    private int placeConfidence;
    private long placeMillis = Long.MIN_VALUE;

    Usage usage() {
        return usage;
    }

    Use use() {
        return use;
    }

    /// Event time of the newest row.
    long rowMillis() {
        return rowMillis;
    }

    /// Whose names count, where they are from and how far they are believed.
    private record Names(List<String> all, String sources, int believed) {}

    /// @param owner by the office's list, for when nobody is known to use it
    private Names names(PersonsList.@Nullable Entry owner) {
        if (!usage.held().isEmpty()) {
            List<String> all = new ArrayList<>();
            int believed = 0;
            for (Usage.Held one : usage.held()) {
                all.add(one.name());
                believed = Math.max(believed, one.source().confidence());
            }
            return new Names(all, usage.sources(), believed);
        }
        if (owner != null) {
            return names(owner.person(), Source.LIST);
        }
        return usage.named().isEmpty()
                ? new Names(List.of(), "nobody", 0)
                : names(usage.named(), Source.DHCP_NAME);
    }

    private static Names names(String person, Source source) {
        return new Names(List.of(person), source.word(), source.confidence());
    }

    /// Whether a row may be written now: of what nobody verified at most one a second, since
    /// whoever forges packets must not fill the disk. The next look writes what was left.
    boolean mayWrite(Source source, long atMillis) {
        return mayWrite(source, atMillis, rowMillis);
    }

    private static boolean mayWrite(Source source, long atMillis, long lastMillis) {
        return source == Source.RADIUS_ACCOUNTING
                || lastMillis == Long.MIN_VALUE
                || atMillis - lastMillis >= UNVERIFIED_EVERY_MILLIS;
    }

    /// Writes what has changed. The ledger goes forward: what comes late counts from the row
    /// before.
    void write(
            long endpoint,
            PersonsList.@Nullable Entry owner,
            long atMillis,
            long nowMillis,
            Consumer<Binding> ledger) {
        Use now = usage.use(Math.max(nowMillis, atMillis));
        Names names = names(owner);
        int believed = now.confidence(names.believed(), names.all().size());
        String joined = String.join("\n", names.all());
        long at = Math.max(rowMillis, atMillis);
        if (!joined.equals(value) || believed != confidence) {
            value = joined;
            confidence = believed;
            rowMillis = at;
            ledger.accept(
                    new Binding(endpoint, Persons.USER, joined, at, names.sources(), believed));
        }
        if (now != use) {
            use = now;
            rowMillis = at;
            ledger.accept(
                    new Binding(endpoint, Persons.USE, now.word(), at, names.sources(), believed));
        }
    }

    /// Where the server says the device is plugged in. What was only seen does not replace what was
    /// verified.
    void write(long endpoint, Place where, Identification what, Consumer<Binding> ledger) {
        String text = PlaceText.write(where);
        if (where.device().isEmpty()
                || text.equals(place)
                || what.confidence() < placeConfidence
                || !mayWrite(what.source(), what.atMillis(), placeMillis)) {
            return;
        }
        place = text;
        placeConfidence = what.confidence();
        placeMillis = Math.max(placeMillis, what.atMillis());
        ledger.accept(
                new Binding(
                        endpoint,
                        Persons.PLACE,
                        text,
                        placeMillis,
                        what.source().word(),
                        what.confidence()));
    }

    /// A row that an earlier run wrote; in their order.
    void recall(Binding row) {
        switch (row.fact()) {
            case Persons.USE -> use = Use.of(row.value());
            case Persons.PLACE -> {
                place = row.value();
                placeConfidence = row.confidence();
                placeMillis = row.fromMillis();
                return;
            }
            default -> names(row);
        }
        rowMillis = Math.max(rowMillis, row.fromMillis());
    }

    private void names(Binding row) {
        value = row.value();
        confidence = row.confidence();
        usage.held().clear();
        List<String> names = row.value().lines().toList();
        List<String> sources = List.of(row.source().split(", "));
        for (int i = 0; i < names.size(); i++) {
            Source source = Source.of(sources.get(Math.min(i, sources.size() - 1)));
            if (source == Source.DHCP_NAME) {
                usage.named(names.get(i));
            } else if (source != null && source != Source.LIST) {
                usage.recall(names.get(i), source, row.fromMillis());
            }
        }
    }
}
