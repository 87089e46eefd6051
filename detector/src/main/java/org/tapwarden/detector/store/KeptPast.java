package org.tapwarden.detector.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.endpoint.Binding;

/// Devices as they were, read from the ledger by its indexes: by value and time, or by endpoint and
/// time. Nothing here reads more rows than it has a limit for.
final class KeptPast implements Past {

    private static final int MOST_MEANT = 100;
    private static final int MOST_ADDRESSES = 64;

    /// A name that more endpoints than these share tells no device.
    private static final int MOST_OF_A_NAME = 5;

    private final CommittedReader reader;
    private final KeptApprovals approvals;
    private final LedgerFacts facts;
    private final AddressHolders holders;

    KeptPast(CommittedReader reader, KeptApprovals approvals) {
        this.reader = reader;
        this.approvals = approvals;
        this.facts = new LedgerFacts(reader);
        this.holders = new AddressHolders(reader, facts);
    }

    @Override
    public List<Holding> holders(Address address, Instant at) {
        return holders.at(address.toString(), at);
    }

    // ---- what an endpoint was ----

    @Override
    public Optional<Then> asOf(long endpoint, Instant at) {
        KeptEndpoint row = KeptEndpoint.read(reader, endpoint).orElse(null);
        if (row == null || nanos(at) < row.firstNanos()) {
            return Optional.empty();
        }
        List<Fact> told = new ArrayList<>();
        for (String fact : Binding.FACTS) {
            told.addAll(
                    fact.equals(Binding.ADDRESS)
                            ? addresses(endpoint, at)
                            : facts.of(endpoint, fact, at.toEpochMilli()));
        }
        return Optional.of(
                new Then(
                        endpoint,
                        facts.mac(endpoint, at.toEpochMilli()),
                        Instant.ofEpochSecond(0, row.firstNanos()),
                        Instant.ofEpochSecond(0, row.lastNanos()),
                        told));
    }

    private static long nanos(Instant at) {
        long seconds = Math.clamp(at.getEpochSecond(), 0, Long.MAX_VALUE / 1_000_000_000L - 1);
        return seconds * 1_000_000_000L + at.getNano();
    }

    /// Those that nobody else had by then.
    private List<Fact> addresses(long endpoint, Instant at) {
        int space = (int) reader.number("SELECT space FROM endpoint WHERE id = ?", endpoint);
        List<Fact> held = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Fact row : facts.rows(endpoint, Binding.ADDRESS, at.toEpochMilli())) {
            if (seen.size() < MOST_ADDRESSES && seen.add(row.value())) {
                holders.confirmed(endpoint, row.value(), space, at)
                        .ifPresent(millis ->
                                held.add(
                                        new Fact(
                                                row.fact(),
                                                row.value(),
                                                row.source(),
                                                row.confidence(),
                                                row.since(),
                                                Optional.of(Instant.ofEpochMilli(millis)))));
            }
        }
        return held;
    }

    // ---- whom a text means ----

    @Override
    public List<Long> meant(String text, Instant at) {
        if (text.isBlank()) {
            return List.of();
        }
        Set<Long> found = new LinkedHashSet<>();
        long mac = macOf(text);
        if (mac != 0) {
            found.addAll(withMac(mac));
            found.addAll(told(Binding.MAC, new Mac(mac).toString(), at));
            return List.copyOf(found);
        }
        for (long one : approvals.macsOf(text)) {
            found.addAll(withMac(one));
            found.addAll(told(Binding.MAC, new Mac(one).toString(), at));
        }
        found.addAll(told(Binding.HOST_NAME, text, at));
        return found.stream().limit(MOST_MEANT).toList();
    }

    private static long macOf(String text) {
        try {
            return Mac.parse(text).bits();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    private List<Long> withMac(long mac) {
        return reader.select(
                r -> r.getLong(1),
                "SELECT id FROM endpoint WHERE mac = ? ORDER BY last_ns DESC, id LIMIT "
                        + MOST_MEANT,
                mac);
    }

    private List<Long> told(String fact, String value, Instant at) {
        return reader.select(
                r -> r.getLong(1),
                "SELECT DISTINCT endpoint FROM binding WHERE fact = ? AND lower(value) = ? AND"
                        + " from_ms <= ? LIMIT "
                        + MOST_MEANT,
                fact,
                value.toLowerCase(Locale.ROOT),
                at.toEpochMilli());
    }

    // ---- two times ----

    @Override
    public Difference between(Instant from, Instant to, String segment) {
        return new TwoTimes(reader, from, to, segment).difference();
    }

    // ---- perhaps the same ----

    @Override
    public List<Suggestion> perhapsSame(long endpoint) {
        KeptEndpoint row = KeptEndpoint.read(reader, endpoint).orElse(null);
        boolean changes =
                row != null && row.mac() != 0 && new Mac(row.mac()).isLocallyAdministered();
        if (!changes) {
            return List.of();
        }
        Map<Long, Suggestion> found = new LinkedHashMap<>();
        suggest(found, endpoint, Binding.CLIENT_ID, 70, "both told the DHCP client id '%s'");
        suggest(found, endpoint, Binding.HOST_NAME, 40, "both called themselves '%s'");
        return List.copyOf(found.values());
    }

    private void suggest(
            Map<Long, Suggestion> found, long endpoint, String fact, int confidence, String why) {
        Instant now = Instant.ofEpochMilli(Long.MAX_VALUE);
        String value = facts.last(endpoint, fact, now.toEpochMilli());
        List<Long> same = value.isEmpty() ? List.of() : told(fact, value, now);
        if (same.size() > MOST_OF_A_NAME) {
            return;
        }
        for (long other : same) {
            KeptEndpoint row =
                    other == endpoint ? null : KeptEndpoint.read(reader, other).orElse(null);
            if (row != null) {
                found.putIfAbsent(
                        other,
                        new Suggestion(
                                other,
                                row.mac() == 0 ? "" : new Mac(row.mac()).toString(),
                                row.hostName(),
                                why.formatted(value),
                                confidence));
            }
        }
    }
}
