package org.tapwarden.classifier.language;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.language.FieldTable.Entry;

/// Turns a written value into a condition on one field, by the form of the field's values.
///
/// @param zone of times that name none
record Conditions(ZoneId zone) {

    private static final int SUGGESTIONS = 3;
    private static final Pattern MAC =
            Pattern.compile("(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\\.){2}[0-9a-f]{4}");
    private static final Pattern MAC_DIGITS = Pattern.compile("[0-9a-f]{12}");

    /// How a value is compared.
    enum Comparison {
        EQUAL,
        LESS,
        AT_MOST,
        MORE,
        AT_LEAST
    }

    /// Whether a text has the shape of a MAC address with its separators.
    static boolean isMac(String text) {
        return MAC.matcher(Texts.lower(text)).matches();
    }

    /// The fields that a value without one is compared with.
    static List<Field> meant(Written value) throws WrongQuery {
        String word = value.text();
        if (!value.wildcard() && Network.parse(word).isPresent()) {
            return Catalogue.named("ip");
        }
        if (!value.wildcard() && isMac(word)) {
            return Catalogue.named("mac");
        }
        if (word.chars().allMatch(c -> "0123456789./*?".indexOf(c) >= 0)) {
            throw new WrongQuery(
                    WrongQuery.shown(word)
                            + " alone is neither an address nor a name; write a field before it,"
                            + " such as port:443",
                    value.start() + 1);
        }
        return List.of(
                Catalogue.field("tls.client.server_name").orElseThrow(),
                Catalogue.field("dns.question.name").orElseThrow());
    }

    /// The field compared with a value.
    Query of(Field field, Comparison comparison, Written value) throws WrongQuery {
        Entry entry = Catalogue.entry(field);
        if (comparison != Comparison.EQUAL) {
            return ordered(entry, comparison, value);
        }
        if (value.all()) {
            return new Query.Exists(field);
        }
        return switch (entry.form()) {
            case WORD -> word(entry, value, Texts.lower(value.text()));
            case MAC -> mac(entry, value, Texts.lower(value.text()));
            case ADDRESS -> within(entry, value);
            case COUNT, MILLIS, TIME, TRUTH -> {
                Span span = span(entry, value);
                yield new Query.Between(field, span.from(), span.to());
            }
        };
    }

    /// The field between two values, both included; a lone `*` leaves its side open.
    Query between(Field field, Written from, Written to) throws WrongQuery {
        Entry entry = Catalogue.entry(field);
        requireOrder(entry, from);
        long first = from.all() ? Long.MIN_VALUE : span(entry, from).from();
        long last = to.all() ? Long.MAX_VALUE : span(entry, to).to();
        if (first > last) {
            throw new WrongQuery("the range ends before it begins", from.start() + 1);
        }
        return new Query.Between(field, first, last);
    }

    private Query ordered(Entry entry, Comparison comparison, Written value) throws WrongQuery {
        requireOrder(entry, value);
        Span span = span(entry, value);
        boolean above = comparison == Comparison.MORE || comparison == Comparison.AT_LEAST;
        if ((comparison == Comparison.MORE && span.to() == Long.MAX_VALUE)
                || (comparison == Comparison.LESS && span.from() == Long.MIN_VALUE)) {
            throw wrong(entry, "has no value beyond that", value);
        }
        long bound =
                switch (comparison) {
                    case MORE -> span.to() + 1;
                    case AT_LEAST, EQUAL -> span.from();
                    case LESS -> span.from() - 1;
                    case AT_MOST -> span.to();
                };
        return above
                ? new Query.Between(entry.field(), bound, Long.MAX_VALUE)
                : new Query.Between(entry.field(), Long.MIN_VALUE, bound);
    }

    private static Query word(Entry entry, Written value, String text) throws WrongQuery {
        if (value.wildcard()) {
            if (value.escapedWildcard()) {
                throw wrong(entry, "cannot be asked for \\* or \\? beside a wildcard", value);
            }
            return new Query.Like(entry.field(), text);
        }
        if (!entry.values().isEmpty() && !entry.values().contains(text)) {
            String nearest = String.join(", ", Catalogue.nearestValues(entry, text, SUGGESTIONS));
            throw wrong(
                    entry,
                    "is never " + WrongQuery.shown(value.text()) + "; nearest: " + nearest,
                    value);
        }
        return new Query.Is(entry.field(), text);
    }

    private static Query mac(Entry entry, Written value, String text) throws WrongQuery {
        if (value.wildcard()) {
            return word(entry, value, text.replace('-', ':'));
        }
        if (!isMac(text) && !MAC_DIGITS.matcher(text).matches()) {
            throw wrong(entry, "takes a MAC address or a part of one, such as 02:00:*", value);
        }
        return new Query.Is(entry.field(), Mac.parse(text).toString());
    }

    private static Query within(Entry entry, Written value) throws WrongQuery {
        Optional<Network> network =
                value.wildcard() ? Optional.empty() : Network.parse(value.text());
        if (network.isEmpty()) {
            throw wrong(
                    entry, "takes an address or a network, such as 10.1.2.3 or 10.1.0.0/16", value);
        }
        return new Query.Within(entry.field(), network.get().address(), network.get().bits());
    }

    private Span span(Entry entry, Written value) throws WrongQuery {
        Optional<Span> span =
                switch (entry.form()) {
                    case COUNT -> Span.count(value.text());
                    case MILLIS -> Span.duration(value.text());
                    case TIME -> Span.time(value.text(), zone);
                    case TRUTH -> Span.truth(value.text());
                    case WORD, MAC, ADDRESS -> Optional.empty();
                };
        if (span.isPresent()) {
            return span.get();
        }
        String takes =
                switch (entry.form()) {
                    case MILLIS -> "a duration, such as 5s, 3m or 250ms";
                    case TIME -> "a date or a time, such as 2026-09-01 or 2026-09-01T08:15";
                    case TRUTH -> "true or false";
                    case COUNT, WORD, MAC, ADDRESS -> "a whole number, such as 443 or 10k";
                };
        throw wrong(entry, "takes " + takes + ", not " + WrongQuery.shown(value.text()), value);
    }

    private static void requireOrder(Entry entry, Written value) throws WrongQuery {
        switch (entry.form()) {
            case ADDRESS ->
                    throw wrong(
                            entry, "has no order; ask for a network, such as 10.1.0.0/16", value);
            case WORD, MAC ->
                    throw wrong(entry, "is a word and has no order; ask with : or ==", value);
            case TRUTH -> throw wrong(entry, "is true or false and has no order", value);
            case COUNT, MILLIS, TIME -> {
                // Numbers, all of them.
            }
        }
    }

    private static WrongQuery wrong(Entry entry, String what, Written value) {
        return new WrongQuery(entry.field().name() + " " + what, value.start() + 1);
    }
}
