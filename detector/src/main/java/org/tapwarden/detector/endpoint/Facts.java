package org.tapwarden.detector.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an endpoint told of itself, each with who said it and since when. Owned by the deciding
/// thread, as the endpoint is.
///
/// Somebody who says something else in every frame gets one row a minute, and no more than {@link
/// #MOST} facts: what comes between is not kept, what is repeated after the minute is.
final class Facts {

    /// Facts of one endpoint, those that there may be several of counted singly.
    static final int MOST = 48;

    private static final long CHANGES_EVERY_NANOS = 60_000_000_000L;
    private static final int LONGEST_TEXT = 255;
    private static final int COLUMNS = 5;
    private static final Pattern TURNS_LINE =
            Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]");

    /// A fact as it is now.
    record Known(String fact, String source, String value, int confidence, long sinceNanos) {}

    /// A list, since most endpoints have a handful and there are many endpoints.
    private final List<Known> known = new ArrayList<>(4);

    /// Takes what was said. Text is cut to 255 characters, and what would turn a line becomes a
    /// space.
    ///
    /// @param always the office said it: it counts at once
    /// @return what is news, to be written; null when it is none, or comes too soon, or there is no
    ///   room
    @Nullable Known learn(
            String fact, String source, String told, int confidence, long atNanos, boolean always) {
        String value = plain(told);
        if (value.isEmpty()) {
            return null;
        }
        int at = indexOf(fact, source, value);
        Known before = at < 0 ? null : known.get(at);
        if (before != null && before.value().equals(value)) {
            return null;
        }
        boolean soon = before != null && atNanos - before.sinceNanos() < CHANGES_EVERY_NANOS;
        boolean full = before == null && known.size() >= MOST;
        if ((soon || full) && !always) {
            return null;
        }
        var news = new Known(fact, source, value, confidence, atNanos);
        put(at, news);
        return news;
    }

    private void put(int at, Known news) {
        if (at < 0) {
            known.add(news);
        } else {
            known.set(at, news);
        }
    }

    private int indexOf(String fact, String source, String value) {
        boolean several = Binding.SEVERAL.contains(fact);
        for (int i = 0; i < known.size(); i++) {
            Known one = known.get(i);
            if (one.fact().equals(fact)
                    && one.source().equals(source)
                    && (!several || one.value().equals(value))) {
                return i;
            }
        }
        return -1;
    }

    /// The value of a fact of which there is one, whoever said it last; empty when nobody did.
    String value(String fact) {
        String value = "";
        long sinceNanos = Long.MIN_VALUE;
        for (Known one : known) {
            if (one.fact().equals(fact) && one.sinceNanos() >= sinceNanos) {
                value = one.value();
                sinceNanos = one.sinceNanos();
            }
        }
        return value;
    }

    /// A line for each, for the endpoint's row.
    String lines() {
        List<String> lines = new ArrayList<>(known.size());
        for (Known one : known) {
            lines.add(
                    String.join(
                            "\t",
                            one.fact(),
                            one.source(),
                            Integer.toString(one.confidence()),
                            Long.toString(one.sinceNanos()),
                            one.value()));
        }
        return String.join("\n", lines);
    }

    /// What {@link #lines} wrote; a line that is none is left out.
    void recall(String lines) {
        for (String line : lines.lines().toList()) {
            String[] columns = line.split("\t", COLUMNS);
            if (columns.length == COLUMNS && known.size() < MOST) {
                var one =
                        new Known(
                                columns[0],
                                columns[1],
                                columns[4],
                                Integer.parseInt(columns[2]),
                                Long.parseLong(columns[3]));
                put(indexOf(one.fact(), one.source(), one.value()), one);
            }
        }
    }

    private static String plain(String told) {
        String cut = told.length() <= LONGEST_TEXT ? told : told.substring(0, LONGEST_TEXT);
        boolean plain = cut.chars().noneMatch(Facts::turnsLine);
        return plain ? cut : TURNS_LINE.matcher(cut).replaceAll(" ");
    }

    private static boolean turnsLine(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }
}
