package org.tapwarden.classifier.language;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.tapwarden.classifier.language.FieldTable.Form;

/// Writes a query or a question with canonical names, every alias and time zone resolved: what is
/// shown to people as understood and kept in the audit trail.
///
/// Promise: {@link FlowLanguage#parse} of the text is an equal query, {@link FlowLanguage#question}
/// an equal question, in any time zone.
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

    /// The canonical text of a question.
    public static String text(Question question) {
        var canonical = new Canonical();
        canonical.write(question.filter());
        for (Stage stage : question.stages()) {
            canonical.line.append(" | ");
            canonical.write(stage);
        }
        return canonical.line.toString();
    }

    /// The canonical text of one stage, without the `|` before it.
    public static String text(Stage stage) {
        var canonical = new Canonical();
        canonical.write(stage);
        return canonical.line.toString();
    }

    private void write(Stage stage) {
        line.append(stage.word());
        switch (stage) {
            case Stage.Top top ->
                    line.append(' ')
                            .append(top.most())
                            .append(' ')
                            .append(top.field().name())
                            .append(" by ")
                            .append(top.metric().word());
            case Stage.CountBy count -> line.append(" by ").append(names(count.fields()));
            case Stage.Timeline timeline -> {
                line.append(' ').append(interval(timeline.interval()));
                timeline.field().ifPresent(field -> line.append(" by ").append(field.name()));
            }
            case Stage.Distinct distinct -> line.append(' ').append(distinct.field().name());
            case Stage.Evidence _ -> {
                // the word is all of it
            }
            case Stage.Sort sort ->
                    line.append(' ')
                            .append(sort.column().name())
                            .append(' ')
                            .append(sort.direction().word());
            case Stage.Fields fields ->
                    line.append(' ')
                            .append(
                                    fields.columns().stream()
                                            .map(Column::name)
                                            .collect(Collectors.joining(", ")));
            case Stage.Head head -> line.append(' ').append(head.most());
        }
    }

    private static String names(List<Field> fields) {
        return fields.stream().map(Field::name).collect(Collectors.joining(", "));
    }

    /// In the largest unit of which it is a whole number.
    static String interval(Duration interval) {
        long millis = interval.toMillis();
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
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
