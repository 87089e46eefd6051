package org.tapwarden.classifier.language;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tapwarden.classifier.language.Field.Scope;
import org.tapwarden.classifier.language.FieldTable.Entry;

/// Writes the reference of the flow record and its language, `docs/flow-record.md`, from the
/// catalogue: what the page says is what the program does.
public final class CatalogueReference {

    /// A longer list of values tells a reader nothing.
    private static final int MAX_VALUES = 40;

    /// A query and what it finds.
    record Example(String query, String finds) {}

    static final List<Example> EXAMPLES =
            List.of(
                    new Example("", "every slice"),
                    new Example("10.1.2.3", "either end is this address"),
                    new Example("10.1.0.0/16", "either end is in this network"),
                    new Example("*.tiktok.com", "the server's name, or the name asked for in DNS"),
                    new Example(
                            "source.ip:10.1.2.3 and sni:*.tiktok.com",
                            "both conditions; sni is another name of tls.client.server_name"),
                    new Example(
                            "ip.src == 10.1.2.3 && host == *.tiktok.com",
                            "the same, as Arkime writes it"),
                    new Example(
                            "source.ip:10.1.2.3 sni:*.tiktok.com",
                            "the same: and need not be written"),
                    new Example("not ip:10.0.0.0/8", "neither end is inside"),
                    new Example("category:(vpn or tor) !basis:seen", "one of several values"),
                    new Example(
                            "port:(80,443,[8000 TO 8999])",
                            "values and a range, both ends included"),
                    new Example("bytes > 10M or packets >= 1k", "k, M, G and T are thousands"),
                    new Example(
                            "event.duration >= 5m",
                            "ms, s, m, h and d; a bare number is milliseconds"),
                    new Example("event.start:2026-09-01", "the whole day in the site's time zone"),
                    new Example(
                            "event.end:[2026-09-01T08:00 TO 2026-09-01T09:29]",
                            "up to the end of that minute"),
                    new Example(
                            "event.end >= 2026-09-01T08:00:00-07:00",
                            "a time that names its offset"),
                    new Example("not sni:*", "the slice has no server's name"),
                    new Example("vlan == EXISTS!", "the slice has a VLAN, as Arkime writes it"),
                    new Example(
                            "user_agent:\"*windows nt*\"",
                            "quotes keep spaces; * and ? in them still match, \\* does not"),
                    new Example(
                            "host.name:lab-* and not device.approved:true",
                            "facts of the device at either end"));

    static final List<Example> STAGES =
            List.of(
                    new Example(
                            "| top 10 source.ip by bytes",
                            "who sent and received the most; no filter, so of all slices"),
                    new Example(
                            "category:streaming | top 20 sni by sum(destination.bytes)",
                            "from which names the most came"),
                    new Example(
                            "source.ip:10.1.2.3 | distinct destination.ip",
                            "whom it called, each once"),
                    new Example(
                            "source.ip:10.1.2.3 | evidence",
                            "the packets that were kept because of alerts and show its flows"),
                    new Example(
                            "category:vpn | count by segment, app",
                            "flows of each service in each segment"),
                    new Example(
                            "| count by category | sort category",
                            "the same table in another order"),
                    new Example(
                            "protocol:dns | timeline 5m by source.ip",
                            "flows, bytes and packets every five minutes"),
                    new Example(
                            "port.dst:22 | sort duration desc | head 20",
                            "the twenty slices that lasted longest"),
                    new Example(
                            "basis:none | fields end, ip.src, ip.dst, port.dst | head 100",
                            "the newest hundred, four columns"));

    private static final String HEAD =
            """
            # The flow record and the flow language

            <!-- Written by CatalogueReference from the catalogue. Do not edit: change the catalogue,
            then run the test CatalogueReferenceTest with -Dtapwarden.write.docs=true. -->

            A flow is kept as *slices*: one record every five minutes and one at its end. These are the fields that a
            search or a policy may name. The names are those of the Elastic Common Schema (ECS) where it has one, and our
            own under `tapwarden.`. Names of other tools are understood as well. Counters, durations and times are the
            slice's.

            What is not in these tables is not kept, and a condition on it is an error that names the nearest fields.

            """;

    private static final String GRAMMAR =
            """
            ## The language

            ```
            question  := query ( "|" stage )*
            query     := nothing | or
            or        := and ( ("or" | "||") and )*
            and       := not ( ["and" | "&&"] not )*
            not       := ("not" | "!")* condition
            condition := "(" or ")" | field ":" values | field compare values | value | "*"
            compare   := "==" | "=" | "!=" | "<" | "<=" | ">" | ">="
            values    := value | "*" | "EXISTS!" | range
                       | "(" one ( ("or" | ",") one )* ")" | "[" one ( ("or" | ",") one )* "]"
            one       := value | "*" | range
            range     := "[" ( value | "*" ) "TO" ( value | "*" ) "]"
            value     := word | '"' characters '"'
            ```

            - Fields, words and values are compared without case.
            - A condition on a field that the slice does not have is not met; `not` of it is. So `not sni:*.example.org`
              also finds slices without a name.
            - `!=` is `not` of `==`. `ip != 10.1.2.3` finds slices of which neither end is that address.
            - `*` stands for any characters, also none, `?` for one. `field:*` asks whether the field is there.
            - `<`, `<=`, `>`, `>=` and ranges are for numbers, durations and times.
            - A date is all of its day and a time without seconds all of its minute; without an offset both are in the
              site's time zone.
            - A backslash makes the next character stand for itself; `\\u` takes four hexadecimal digits.
            - A value without a field is an address or a network at either end, a MAC at either end, or else the name of the
              server or the name asked for in DNS.
            - IPv4 and IPv6 are apart: `::/0` is every IPv6 address and no IPv4 one.
            """;

    private static final String STAGE_GRAMMAR =
            """

            ## Stages

            A search may go on behind its filter with stages, each behind a `|`. A policy may not: it judges slices one by
            one.

            ```
            stage     := "top" number field "by" metric
                       | "count" "by" field ( "," field )*
                       | "timeline" interval [ "by" field ]
                       | "distinct" field
                       | "evidence"
                       | "sort" column [ "asc" | "desc" ]
                       | "fields" column ( "," column )*
                       | "head" number
            metric    := "bytes" | "packets" | "flows" | "slices" | "sum(" field ")"
            column    := field | metric | "time" | one of those of "evidence"
            ```

            """;

    private CatalogueReference() {}

    /// The page.
    public static String markdown() {
        var page = new StringBuilder(HEAD);
        page.append("## Fields of the slice\n\n");
        table(page, Scope.FLOW);
        page.append("\n## Facts of the device\n\n");
        page.append("Of the device at either end, as of the last packet of the slice.\n\n");
        table(page, Scope.DEVICE);
        page.append("\n## Names for several fields\n\n");
        page.append("Met when one of the fields meets the condition.\n\n");
        page.append("| Name | Stands for |\n| --- | --- |\n");
        Catalogue.combined()
                .forEach((name, fields) ->
                        page.append("| ")
                                .append(code(name))
                                .append(" | ")
                                .append(codes(fields.stream().map(Field::name).toList()))
                                .append(" |\n"));
        page.append('\n').append(GRAMMAR);
        limits(page);
        page.append("\n## Examples\n");
        examples(page, EXAMPLES, 50);
        page.append(STAGE_GRAMMAR);
        stages(page);
        page.append("\n### Examples of stages\n");
        examples(page, STAGES, 62);
        return page.toString();
    }

    private static void table(StringBuilder page, Scope scope) {
        page.append("| Field | Values | Other names | Meaning |\n| --- | --- | --- | --- |\n");
        for (Field field : Catalogue.fields()) {
            if (field.scope() != scope) {
                continue;
            }
            Entry entry = Catalogue.entry(field);
            page.append("| ").append(code(field.name()));
            page.append(" | ").append(form(entry));
            page.append(" | ").append(codes(Catalogue.aliases(field)));
            page.append(" | ").append(field.meaning());
            List<String> values = entry.values();
            if (!values.isEmpty() && values.size() <= MAX_VALUES) {
                page.append(" One of ").append(codes(values)).append('.');
            }
            page.append(" |\n");
        }
    }

    private static String form(Entry entry) {
        return switch (entry.form()) {
            case WORD -> "word";
            case MAC -> "MAC address";
            case ADDRESS -> "IP address";
            case COUNT -> "number";
            case MILLIS -> "duration";
            case TIME -> "time";
            case TRUTH -> "true or false";
        };
    }

    private static void limits(StringBuilder page) {
        page.append(
                String.format(
                        Locale.ROOT,
                        """
                        - A query has at most %,d characters and %,d conditions, and is nested at most %d deep, all
                          counted after its aliases are written out.
                        - Lists such as `$name` are not available yet.
                        """,
                        FlowLanguage.MAX_TEXT,
                        FlowLanguage.MAX_CONDITIONS,
                        FlowLanguage.MAX_DEPTH));
    }

    private static void stages(StringBuilder page) {
        page.append("| Stage | Makes | Columns |\n| --- | --- | --- |\n");
        for (Shape shape : Shape.values()) {
            page.append("| ").append(code(shape.example()));
            page.append(" | ").append(shape.meaning());
            page.append(" | ").append(shape.columns()).append(" |\n");
        }
        page.append(
                String.format(
                        Locale.ROOT,
                        """

                        - `top`, `count`, `timeline`, `distinct` and `evidence` make something else of what the filter finds: one of
                          them at most, as the first stage. Behind it, or behind the filter, `sort`, `head` and `fields` may stand once each, `sort` before
                          `head`.
                        - `flows` counts flows that began: slices with the number 1. A flow that began before the range of a search
                          has slices in it, but is none of its `flows`. Bytes and packets are those of the slices.
                        - A slice without the field that is grouped by counts in a group without a value; `distinct` tells values
                          only. Words are grouped in lower case, as they are compared.
                        - A slice counts in the interval of a timeline in which it ended. Intervals are %s to %s long, and a day is a
                          whole number of them; they begin at midnight in the site's time zone, and longer ones than an hour keep
                          to the clock on the wall where it is changed. Intervals in which no slice ended have no row.
                        - `bytes` and `packets` are those of both sides. What else can be summed:
                          %s.
                        - Of equal sums the lesser value stands first, so the same question has the same answer. Rows without a
                          value in the sorted column stand last either way.
                        - Facts of a device are no columns: group by `source.endpoint` instead.
                        - `top` and `head` take 1 to %,d. An answer has at most %,d rows; it says so when there were more. One
                          that would need too many groups or intervals is refused, never cut.
                        """,
                        Canonical.interval(Stage.SHORTEST),
                        Canonical.interval(Stage.LONGEST),
                        codes(Metric.summable().stream().map(Field::name).toList()),
                        FlowLanguage.MOST_ROWS,
                        FlowLanguage.MOST_ROWS));
    }

    private static void examples(StringBuilder page, List<Example> examples, int width) {
        page.append("\n```\n");
        for (Example example : examples) {
            page.append(example.query());
            page.append(" ".repeat(Math.max(0, width - example.query().length())));
            page.append("  ").append(example.finds()).append('\n');
        }
        page.append("```\n");
    }

    private static String codes(List<String> words) {
        return words.stream().map(CatalogueReference::code).collect(Collectors.joining(", "));
    }

    private static String code(String word) {
        return '`' + word + '`';
    }
}
