package org.tapwarden.history;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.Query;

/// Writes a query as it was understood, for the answer and the audit row.
final class Canonical {

    private Canonical() {}

    static String text(Query query) {
        return switch (query) {
            case Query.Everything _ -> "*";
            case Query.And and -> joined(and.parts(), " and ");
            case Query.Or or -> joined(or.parts(), " or ");
            case Query.Not not -> "not " + text(not.what());
            case Query.Exists exists -> exists.field().name() + ":*";
            case Query.Is is -> is.field().name() + ":" + quoted(is.text());
            case Query.Like like -> like.field().name() + ":" + like.pattern();
            case Query.Within within -> within.field().name() + ":" + network(within);
            case Query.Between between -> between(between);
        };
    }

    private static String joined(List<Query> parts, String word) {
        return parts.stream().map(Canonical::text).collect(Collectors.joining(word, "(", ")"));
    }

    private static String network(Query.Within within) {
        int all = within.network().isIpv4() ? 32 : 128;
        String address = within.network().toString();
        return within.bits() == all ? address : address + "/" + within.bits();
    }

    private static String between(Query.Between between) {
        String name = between.field().name();
        if (between.from() == between.to()) {
            return name + ":" + value(between.field(), between.from());
        }
        if (between.to() == Long.MAX_VALUE) {
            return name + ">=" + value(between.field(), between.from());
        }
        if (between.from() == Long.MIN_VALUE) {
            return name + "<=" + value(between.field(), between.to());
        }
        return name
                + ":["
                + value(between.field(), between.from())
                + " TO "
                + value(between.field(), between.to())
                + "]";
    }

    private static String value(Field field, long value) {
        return switch (field.kind()) {
            case TIME -> Instant.ofEpochMilli(value).toString();
            case TRUTH -> value == 0 ? "false" : "true";
            case WORD, ADDRESS, NUMBER -> Long.toString(value);
        };
    }

    private static String quoted(String text) {
        boolean plain = text.matches("[\\w.:/-]+");
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
