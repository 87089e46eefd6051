package org.tapwarden.detector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tapwarden.detector.Past.Holding;
import org.tapwarden.detector.endpoint.Binding;

/// Who had an address at a time. A row of the ledger says since when; that another row follows, or
/// when the endpoint was last seen with the address, says how long.
final class AddressHolders {

    /// Rows of one address that are looked at: two that claim it in turn write one a second, and
    /// the last ones tell who they are.
    private static final int MOST_LOOKED_AT = 200;

    private static final int MOST_LOOKED_ON = 1_000;
    private static final int MOST_SPACES = 4_096;

    /// Endpoints that had the address last and are asked whether they still had it.
    private static final int MOST_BEFORE = 8;

    /// Two endpoints that were seen with one address within this time both count.
    private static final Duration TOGETHER = Duration.ofMinutes(5);

    private record Claim(long endpoint, long fromMillis, String source, int confidence) {
        static Claim of(ResultSet row) throws SQLException {
            return new Claim(row.getLong(1), row.getLong(2), row.getString(3), row.getInt(4));
        }
    }

    private final CommittedReader reader;
    private final LedgerFacts facts;

    AddressHolders(CommittedReader reader, LedgerFacts facts) {
        this.reader = reader;
        this.facts = facts;
    }

    /// For each space whoever claimed it last, and besides who else was seen with it.
    List<Holding> at(String text, Instant at) {
        List<Holding> holdings = new ArrayList<>();
        for (int space : spaces(text)) {
            List<Claim> claims = claims(text, space, at.toEpochMilli());
            if (!claims.isEmpty()) {
                holdings.addAll(holdings(text, space, claims, at.toEpochMilli()));
            }
        }
        return holdings;
    }

    /// When an endpoint was last seen with an address that it held at a time; nothing when somebody
    /// else did.
    OptionalLong confirmed(long endpoint, String text, int space, Instant at) {
        List<Claim> claims = claims(text, space, at.toEpochMilli());
        Optional<Claim> own = claims.stream().filter(c -> c.endpoint() == endpoint).findFirst();
        if (own.isEmpty()) {
            return OptionalLong.empty();
        }
        Claim claim = own.orElseThrow();
        Claim last = claims.getFirst();
        boolean held = claim.equals(last) || together(text, space, claim, last, at.toEpochMilli());
        return held ? OptionalLong.of(last(text, space, claim)) : OptionalLong.empty();
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

    /// @param claims newest first
    private List<Holding> holdings(String text, int space, List<Claim> claims, long atMillis) {
        Map<Long, Claim> newest = new LinkedHashMap<>();
        for (Claim claim : claims) {
            if (newest.size() <= MOST_BEFORE) {
                newest.putIfAbsent(claim.endpoint(), claim);
            }
        }
        Claim last = claims.getFirst();
        List<Holding> others = new ArrayList<>();
        for (Claim claim : newest.values()) {
            if (!claim.equals(last) && together(text, space, claim, last, atMillis)) {
                others.add(holding(text, space, claim, atMillis, true));
            }
        }
        List<Holding> all = new ArrayList<>();
        all.add(holding(text, space, last, atMillis, !others.isEmpty()));
        all.addAll(others);
        return all;
    }

    /// Whether an endpoint that had the address before another took it was seen with it after that,
    /// or shortly before and after the time that is asked for.
    private boolean together(String text, int space, Claim before, Claim last, long atMillis) {
        KeptEndpoint endpoint = KeptEndpoint.read(reader, before.endpoint()).orElse(null);
        if (endpoint == null) {
            return false;
        }
        long now = endpoint.confirmedMillis(text);
        if (endpoint.has(text) && now <= last.fromMillis()) {
            return false; // what most did: it went away, and is not seen with it any more
        }
        long again = nextClaim(text, space, before.endpoint(), last.fromMillis());
        if (again == 0) {
            return now > last.fromMillis();
        }
        long near = TOGETHER.toMillis();
        return again - atMillis <= near && atMillis - last(text, space, before) <= near;
    }

    /// When the endpoint claimed the address next, 0 when it did not.
    private long nextClaim(String text, int space, long endpoint, long afterMillis) {
        return next(Binding.ADDRESS, text, space, afterMillis + 1, "endpoint = ?", endpoint);
    }

    /// The first row about an address from a time on, by one endpoint or by another; of the next
    /// thousand, since a quarrel may have written many more.
    private long next(
            String fact, String text, int space, long fromMillis, String whose, long endpoint) {
        return reader.number(
                "SELECT from_ms FROM (SELECT from_ms, endpoint FROM binding WHERE fact = ? AND"
                        + " lower(value) = ? AND space = ? AND from_ms >= ? ORDER BY from_ms LIMIT "
                        + MOST_LOOKED_ON
                        + ") AS following WHERE "
                        + whose
                        + " ORDER BY from_ms LIMIT 1",
                fact,
                text,
                space,
                fromMillis,
                endpoint);
    }

    private Holding holding(String text, int space, Claim claim, long atMillis, boolean disputed) {
        long until =
                next(
                        Binding.ADDRESS,
                        text,
                        space,
                        claim.fromMillis() + 1,
                        "endpoint <> ?",
                        claim.endpoint());
        return new Holding(
                claim.endpoint(),
                facts.mac(claim.endpoint(), atMillis),
                facts.last(claim.endpoint(), Binding.HOST_NAME, atMillis),
                text,
                facts.segment(claim.endpoint(), atMillis),
                space,
                Instant.ofEpochMilli(claim.fromMillis()),
                Instant.ofEpochMilli(last(text, space, claim)),
                until == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(until)),
                claim.source(),
                claim.confidence(),
                disputed);
    }

    /// When the endpoint was last seen with the address that it claimed then, before it claimed it
    /// another time.
    private long last(String text, int space, Claim claim) {
        long from = claim.fromMillis();
        long left = next(Binding.ADDRESS_LAST, text, space, from, "endpoint = ?", claim.endpoint());
        long again = nextClaim(text, space, claim.endpoint(), from);
        if (again != 0) {
            return left != 0 && left <= again ? left : from;
        }
        long now =
                KeptEndpoint.read(reader, claim.endpoint())
                        .map(e -> e.confirmedMillis(text))
                        .orElse(0L);
        return Math.max(from, Math.max(left, now));
    }
}
