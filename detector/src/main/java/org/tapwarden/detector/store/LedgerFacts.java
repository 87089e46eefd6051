package org.tapwarden.detector.store;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Past.Fact;
import org.tapwarden.detector.endpoint.Binding;

/// What was told of one endpoint by a time, from the ledger.
final class LedgerFacts {

    /// Rows of one fact that are looked at, newest first.
    private static final int MOST_LOOKED_AT = 200;

    private final CommittedReader reader;

    LedgerFacts(CommittedReader reader) {
        this.reader = reader;
    }

    /// What each source said last; of what there are several, everything.
    List<Fact> of(long endpoint, String fact, long atMillis) {
        boolean several = Binding.SEVERAL.contains(fact);
        Set<String> told = new HashSet<>();
        return rows(endpoint, fact, atMillis).stream()
                .filter(f -> told.add(several ? f.source() + '\n' + f.value() : f.source()))
                .toList();
    }

    /// Newest first.
    List<Fact> rows(long endpoint, String fact, long atMillis) {
        return reader.select(
                r ->
                        new Fact(
                                fact,
                                r.getString(1),
                                r.getString(2),
                                r.getInt(3),
                                Instant.ofEpochMilli(r.getLong(4)),
                                Optional.empty()),
                "SELECT value, source, confidence, from_ms FROM binding WHERE fact = ? AND"
                        + " endpoint = ? AND from_ms <= ? ORDER BY from_ms DESC, number DESC LIMIT "
                        + MOST_LOOKED_AT,
                fact,
                endpoint,
                atMillis);
    }

    /// What was told last, whoever said it; empty when nobody did.
    String last(long endpoint, String fact, long atMillis) {
        return reader
                .select(
                        r -> r.getString(1),
                        "SELECT value FROM binding WHERE fact = ? AND endpoint = ? AND from_ms <= ?"
                                + " ORDER BY from_ms DESC, number DESC LIMIT 1",
                        fact,
                        endpoint,
                        atMillis)
                .stream()
                .findFirst()
                .orElse("");
    }

    /// Its own, or the one that was told of it behind a router; empty when neither is known.
    String mac(long endpoint, long atMillis) {
        long mac = KeptEndpoint.read(reader, endpoint).map(KeptEndpoint::mac).orElse(0L);
        return mac != 0 ? new Mac(mac).toString() : last(endpoint, Binding.MAC, atMillis);
    }

    /// Where it was by then; in files of earlier versions, where it is.
    String segment(long endpoint, long atMillis) {
        String then = last(endpoint, Binding.SEGMENT, atMillis);
        return then.isEmpty()
                ? KeptEndpoint.read(reader, endpoint).map(KeptEndpoint::segment).orElse("")
                : then;
    }
}
