package org.tapwarden.detector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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

    /// Rows of one address, or of one fact, that are looked at: two that claim one address in turn
    /// write one a second, and the last ones tell who they are.
    private static final int MOST_LOOKED_AT = 200;

    private static final int MOST_SPACES = 4_096;
    private static final int MOST_MEANT = 100;
    private static final int MOST_ADDRESSES = 64;

    /// Two endpoints that were seen with one address within this time both count.
    private static final Duration TOGETHER = Duration.ofMinutes(5);

    /// A name that more endpoints than these share tells no device.
    private static final int MOST_OF_A_NAME = 5;

    private final CommittedReader reader;
    private final KeptApprovals approvals;

    KeptPast(CommittedReader reader, KeptApprovals approvals) {
        this.reader = reader;
        this.approvals = approvals;
    }

    // ---- who had an address ----

    private record Claim(long endpoint, long fromMillis, String source, int confidence) {
        static Claim of(ResultSet row) throws SQLException {
            return new Claim(row.getLong(1), row.getLong(2), row.getString(3), row.getInt(4));
        }
    }

    @Override
    public List<Holding> holders(Address address, Instant at) {
        List<Holding> holdings = new ArrayList<>();
        String text = address.toString();
        for (int space : spaces(text)) {
            List<Claim> claims = claims(text, space, at.toEpochMilli());
            if (!claims.isEmpty()) {
                holdings.addAll(holdings(text, space, claims, at.toEpochMilli()));
            }
        }
        return holdings;
    }

    /// Spaces in which somebody ever had the address: from one to the next by the index, however
    /// many rows each has.
    private List<Integer> spaces(String text) {
        return reader.select(
                r -> r.getInt(1),
                "WITH RECURSIVE had(space) AS (SELECT MIN(space) FROM binding WHERE fact = ? AND"
                        + " lower(value) = ? UNION ALL SELECT (SELECT MIN(space) FROM binding"
                        + " WHERE fact = ? AND lower(value) = ? AND space > had.space) FROM had"
                        + " WHERE had.space IS NOT NULL) SELECT space FROM had WHERE space IS NOT"
                        + " NULL LIMIT "
                        + MOST_SPACES,
                Binding.ADDRESS,
                text,
                Binding.ADDRESS,
                text);
    }

    private List<Claim> claims(String text, int space, long atMillis) {
        return reader.select(
                Claim::of,
                "SELECT endpoint, from_ms, source, confidence FROM binding WHERE fact = ? AND"
                        + " lower(value) = ? AND space = ? AND from_ms <= ?"
                        + " ORDER BY from_ms DESC, number DESC LIMIT "
                        + MOST_LOOKED_AT,
                Binding.ADDRESS,
                text,
                space,
                atMillis);
    }

    /// The one that claimed it last, and who else was seen with it.
    ///
    /// @param claims newest first
    private List<Holding> holdings(String text, int space, List<Claim> claims, long atMillis) {
        Map<Long, Claim> newest = new LinkedHashMap<>();
        claims.forEach(c -> newest.putIfAbsent(c.endpoint(), c));
        Claim last = claims.getFirst();
        List<Holding> others = new ArrayList<>();
        for (Claim claim : newest.values()) {
            if (claim.endpoint() != last.endpoint()
                    && together(text, space, claim, last, atMillis)) {
                others.add(holding(text, space, claim, atMillis, true));
            }
        }
        List<Holding> all = new ArrayList<>();
        all.add(holding(text, space, last, atMillis, !others.isEmpty()));
        all.addAll(others);
        return all;
    }

    /// Whether an endpoint that had the address before another took it was seen with it after that,
    /// or shortly before or after the time that is asked for.
    private boolean together(String text, int space, Claim before, Claim last, long atMillis) {
        long near = TOGETHER.toMillis();
        long again = nextClaim(text, space, before.endpoint(), last.fromMillis());
        if (again != 0) {
            boolean soon = again - atMillis <= near;
            boolean lately = atMillis - last(text, space, before) <= near;
            return soon && lately;
        }
        return confirmedNow(before.endpoint(), text) > last.fromMillis();
    }

    /// When the endpoint claimed the address next, 0 when it never did.
    private long nextClaim(String text, int space, long endpoint, long afterMillis) {
        return number(
                "SELECT from_ms FROM binding WHERE fact = ? AND lower(value) = ? AND space = ? AND"
                        + " from_ms > ? AND endpoint = ? ORDER BY from_ms LIMIT 1",
                Binding.ADDRESS,
                text,
                space,
                afterMillis,
                endpoint);
    }

    private Holding holding(String text, int space, Claim claim, long atMillis, boolean disputed) {
        long until =
                number(
                        "SELECT from_ms FROM binding WHERE fact = ? AND lower(value) = ? AND"
                                + " space = ? AND from_ms > ? AND endpoint <> ?"
                                + " ORDER BY from_ms LIMIT 1",
                        Binding.ADDRESS,
                        text,
                        space,
                        claim.fromMillis(),
                        claim.endpoint());
        long confirmed = last(text, space, claim);
        return new Holding(
                claim.endpoint(),
                macOf(claim.endpoint(), atMillis),
                single(claim.endpoint(), Binding.HOST_NAME, atMillis),
                text,
                segmentOf(claim.endpoint(), atMillis),
                space,
                Instant.ofEpochMilli(claim.fromMillis()),
                Instant.ofEpochMilli(confirmed),
                until == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(until)),
                claim.source(),
                claim.confidence(),
                disputed);
    }

    /// When the endpoint was last seen with the address that it claimed then.
    private long last(String text, int space, Claim claim) {
        long left =
                number(
                        "SELECT from_ms FROM binding WHERE fact = ? AND lower(value) = ? AND"
                                + " space = ? AND from_ms >= ? AND endpoint = ?"
                                + " ORDER BY from_ms LIMIT 1",
                        Binding.ADDRESS_LAST,
                        text,
                        space,
                        claim.fromMillis(),
                        claim.endpoint());
        long again = nextClaim(text, space, claim.endpoint(), claim.fromMillis());
        boolean leftBeforeAgain = left != 0 && (again == 0 || left <= again);
        if (leftBeforeAgain && again != 0) {
            return left;
        }
        long now = confirmedNow(claim.endpoint(), text);
        if (again == 0) {
            return Math.max(claim.fromMillis(), Math.max(left, now));
        }
        return claim.fromMillis();
    }

    private record Row(
            long mac,
            String segment,
            String hostName,
            List<String> addresses,
            List<String> confirmed,
            long firstNanos,
            long lastNanos) {

        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong("mac"),
                    row.getString("segment"),
                    row.getString("host_name"),
                    row.getString("addresses").lines().toList(),
                    row.getString("confirmed").lines().toList(),
                    row.getLong("first_ns"),
                    row.getLong("last_ns"));
        }
    }

    private Optional<Row> row(long endpoint) {
        return reader
                .select(
                        Row::of,
                        "SELECT mac, segment, host_name, addresses, confirmed, first_ns, last_ns"
                                + " FROM endpoint WHERE id = ?",
                        endpoint)
                .stream()
                .findFirst();
    }

    /// As its row says, 0 when it has not got the address any more.
    private long confirmedNow(long endpoint, String address) {
        Row row = row(endpoint).orElse(null);
        int at = row == null ? -1 : row.addresses().indexOf(address);
        if (row == null || at < 0) {
            return 0;
        }
        long nanos =
                at < row.confirmed().size()
                        ? Long.parseLong(row.confirmed().get(at))
                        : row.lastNanos();
        return nanos / 1_000_000L;
    }

    private long number(String sql, Object... values) {
        return reader.select(r -> r.getLong(1), sql, values).stream().findFirst().orElse(0L);
    }

    private String macOf(long endpoint, long atMillis) {
        long mac = row(endpoint).map(Row::mac).orElse(0L);
        return mac != 0 ? new Mac(mac).toString() : single(endpoint, Binding.MAC, atMillis);
    }

    private String segmentOf(long endpoint, long atMillis) {
        String then = single(endpoint, Binding.SEGMENT, atMillis);
        return then.isEmpty() ? row(endpoint).map(Row::segment).orElse("") : then;
    }

    /// What was told last by then of something that there is one of.
    private String single(long endpoint, String fact, long atMillis) {
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

    // ---- what an endpoint was ----

    @Override
    public Optional<Then> asOf(long endpoint, Instant at) {
        Row row = row(endpoint).orElse(null);
        if (row == null || nanos(at) < row.firstNanos()) {
            return Optional.empty();
        }
        List<Fact> facts = new ArrayList<>();
        for (String fact : Binding.FACTS) {
            facts.addAll(
                    fact.equals(Binding.ADDRESS)
                            ? addresses(endpoint, at)
                            : facts(endpoint, fact, at.toEpochMilli()));
        }
        return Optional.of(
                new Then(
                        endpoint,
                        macOf(endpoint, at.toEpochMilli()),
                        Instant.ofEpochSecond(0, row.firstNanos()),
                        Instant.ofEpochSecond(0, row.lastNanos()),
                        facts));
    }

    private static long nanos(Instant at) {
        long seconds = Math.clamp(at.getEpochSecond(), 0, Long.MAX_VALUE / 1_000_000_000L - 1);
        return seconds * 1_000_000_000L + at.getNano();
    }

    private List<Fact> facts(long endpoint, String fact, long atMillis) {
        boolean several = Binding.SEVERAL.contains(fact);
        Set<String> told = new HashSet<>();
        return rows(endpoint, fact, atMillis).stream()
                .filter(f -> told.add(several ? f.source() + '\n' + f.value() : f.source()))
                .toList();
    }

    /// Newest first.
    private List<Fact> rows(long endpoint, String fact, long atMillis) {
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

    /// Those that nobody else had by then.
    private List<Fact> addresses(long endpoint, Instant at) {
        List<Fact> held = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Fact row : rows(endpoint, Binding.ADDRESS, at.toEpochMilli())) {
            if (seen.size() < MOST_ADDRESSES && seen.add(row.value())) {
                holders(Address.parse(row.value()), at).stream()
                        .filter(h -> h.endpoint() == endpoint)
                        .findFirst()
                        .ifPresent(h ->
                                held.add(
                                        new Fact(
                                                row.fact(),
                                                row.value(),
                                                row.source(),
                                                row.confidence(),
                                                row.since(),
                                                Optional.of(h.confirmed()))));
            }
        }
        return held;
    }

    // ---- whom a text means ----

    @Override
    public List<Long> meant(String text, Instant at) {
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
        Row row = row(endpoint).orElse(null);
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
        String value = single(endpoint, fact, now.toEpochMilli());
        List<Long> same = value.isEmpty() ? List.of() : told(fact, value, now);
        if (same.size() > MOST_OF_A_NAME) {
            return;
        }
        for (long other : same) {
            Row row = other == endpoint ? null : row(other).orElse(null);
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
