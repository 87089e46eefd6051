package org.tapwarden.webconsole;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Canonical;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.history.FlowSearch;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// A look at one flow. It is a search like every other: it wants a purpose, and its row in the
/// audit is on the disk before anything of the flow is shown.
///
/// Which flow: the path has its id; `observer` and `slice` say more where they are given, and `end`
/// the moment, in nanoseconds since 1970, at which the slice ended. Without `end` the time is asked
/// for as in a search; what ended last is shown.
final class FlowLook {

    private static final Field ID = field("tapwarden.flow.id");
    private static final Field SLICE = field("tapwarden.slice");
    private static final Field OBSERVER = field("observer.name");
    private static final BigInteger HIGHEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int LONGEST_OBSERVER = 200;

    private final FlowSearch search;
    private final ZoneId zone;

    FlowLook(FlowSearch search, ZoneId zone) {
        this.search = search;
        this.zone = zone;
    }

    private static Field field(String name) {
        return Catalogue.field(name).orElseThrow();
    }

    /// The path and fields under which a slice is looked at.
    static String link(FlowRecord record) {
        FlowRecord.Identity identity = record.identity();
        return "/flows/"
                + identity.flow()
                + "?slice="
                + identity.slice()
                + "&end="
                + record.slice().endNanos()
                + "&observer="
                + URLEncoder.encode(identity.observer(), StandardCharsets.UTF_8);
    }

    /// The path and fields of a request, once more.
    static String again(Asked asked) {
        var link = new StringBuilder(asked.path());
        char before = '?';
        for (String name : List.of("slice", "end", "observer")) {
            if (!asked.field(name).isEmpty()) {
                link.append(before)
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(asked.field(name), StandardCharsets.UTF_8));
                before = '&';
            }
        }
        return link.toString();
    }

    /// @param via for the audit row
    /// @return at most one row, and how many slices match
    /// @throws SearchRefused in one line; nothing was looked at
    Answer at(Asked asked, String via, Instant now) throws SearchRefused {
        Range range = range(asked, now);
        return search.search(
                new FlowSearch.Request(
                        asked.account().name(),
                        via,
                        asked.field("purpose"),
                        Canonical.text(query(asked)),
                        range.from(),
                        range.to(),
                        1));
    }

    private Range range(Asked asked, Instant now) throws SearchRefused {
        String end = asked.field("end");
        if (!end.isEmpty()) {
            Instant ended = Instant.ofEpochSecond(0, number(end, "end"));
            return new Range(ended, ended.plusNanos(1));
        }
        try {
            return Range.of(asked, zone, now);
        } catch (DateTimeParseException e) {
            throw new SearchRefused("That is no time: write 2026-09-01 or 2026-09-01T08:30.");
        }
    }

    private static Query query(Asked asked) throws SearchRefused {
        List<Query> parts = new ArrayList<>();
        parts.add(is(ID, number(asked.id(), "flow id")));
        String slice = asked.field("slice");
        if (!slice.isEmpty()) {
            parts.add(is(SLICE, number(slice, "slice")));
        }
        String observer = asked.field("observer");
        if (observer.length() > LONGEST_OBSERVER) {
            throw new SearchRefused("there is no such observer");
        }
        if (!observer.isEmpty()) {
            parts.add(new Query.Is(OBSERVER, observer.toLowerCase(Locale.ROOT)));
        }
        return parts.size() == 1 ? parts.getFirst() : new Query.And(parts);
    }

    private static Query is(Field field, long value) {
        return new Query.Between(field, value, value);
    }

    private static long number(String text, String what) throws SearchRefused {
        if (!text.matches("[0-9]{1,19}") || new BigInteger(text).compareTo(HIGHEST) > 0) {
            throw new SearchRefused("the " + what + " is no number of a flow");
        }
        return Long.parseLong(text);
    }
}
