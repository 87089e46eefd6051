package org.tapwarden.classifier.language;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tapwarden.classifier.language.FieldTable.Form;

/// Writes a query with canonical names, every alias and time zone resolved: what is shown to people
/// as understood and kept in the audit trail.
///
/// Promise: {@link FlowLanguage#parse} of the text is an equal query, in any time zone.
public final class Canonical {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// Words that mean something, so a value like them stands in quotes.
    private static final Set<String> WORDS = Set.of("and", "or", "not", "to", "exists");

    private final StringBuilder line = new StringBuilder();

    private Canonical() {}

    /// The canonical text of a query that the parser made, or could have made.
    public static String text(Query query) {
        var canonical = new Canonical();
        canonical.write(query);
        return canonical.line.toString();
    }

    private void write(Query query) {
        switch (query) {
            case Query.Everything _ -> line.append('*');
            case Query.And and -> join(and.parts(), " and ");
            case Query.Or or -> join(or.parts(), " or ");
            case Query.Not not -> {
                line.append("not ");
                part(not.what());
            }
            case Query.Exists exists -> field(exists.field()).append(":*");
            case Query.Is is -> {
                field(is.field()).append(':');
                word(is.text(), false);
            }
            case Query.Like like -> {
                field(like.field()).append(':');
                word(like.pattern(), true);
            }
            case Query.Within within -> {
                var network = new Network(within.network(), within.bits());
                field(within.field()).append(':').append(network.address());
                if (!network.isSingle()) {
                    line.append('/').append(network.bits());
                }
            }
            case Query.Between between -> between(between);
        }
    }

    private void join(List<Query> parts, String word) {
        for (int i = 0; i < parts.size(); i++) {
            line.append(i == 0 ? "" : word);
            part(parts.get(i));
        }
    }

    /// Parentheses around everything that is joined: nobody should need to know what binds tighter.
    private void part(Query query) {
        boolean joined = query instanceof Query.And || query instanceof Query.Or;
        line.append(joined ? "(" : "");
        write(query);
        line.append(joined ? ")" : "");
    }

    private void between(Query.Between between) {
        Form form = Catalogue.entry(between.field()).form();
        boolean fromStart = between.from() == Long.MIN_VALUE;
        boolean toEnd = between.to() == Long.MAX_VALUE;
        field(between.field());
        if (between.from() == between.to()) {
            line.append(':');
            number(form, between.from());
        } else if (fromStart && toEnd) {
            line.append(":[* TO *]");
        } else if (toEnd) {
            line.append(" >= ");
            number(form, between.from());
        } else if (fromStart) {
            line.append(" <= ");
            number(form, between.to());
        } else {
            line.append(":[");
            number(form, between.from());
            line.append(" TO ");
            number(form, between.to());
            line.append(']');
        }
    }

    private void number(Form form, long value) {
        switch (form) {
            case TIME -> line.append(time(Instant.ofEpochMilli(value)));
            case MILLIS -> line.append(value).append("ms");
            case TRUTH -> line.append(value == 0 ? "false" : "true");
            case COUNT, WORD, MAC, ADDRESS -> line.append(value);
        }
    }

    /// Always with milliseconds: a time without them means the whole second.
    private static String time(Instant instant) {
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        return year >= 0 && year <= 9999 ? TIME.format(instant) : instant.toString();
    }

    private StringBuilder field(Field field) {
        return line.append(field.name());
    }

    private void word(String text, boolean pattern) {
        boolean quoted = text.isEmpty() || WORDS.contains(text) || text.equals("*");
        for (int i = 0; i < text.length() && !quoted; i++) {
            quoted = !isBare(text.charAt(i));
        }
        line.append(quoted ? "\"" : "");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Texts.isPlain(c)) {
                Texts.appendCode(line, c);
                continue;
            }
            boolean wildcard = c == '*' || c == '?';
            if (c == '\\' || c == '"' || (wildcard && !pattern)) {
                line.append('\\');
            }
            line.append(c);
        }
        line.append(quoted ? "\"" : "");
    }

    private static boolean isBare(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "._-/:*?".indexOf(c) >= 0;
    }
}
