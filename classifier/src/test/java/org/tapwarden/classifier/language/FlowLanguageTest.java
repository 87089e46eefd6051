package org.tapwarden.classifier.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.FlowRecord;

class FlowLanguageTest {

    private static final int TEXTS = Boolean.getBoolean("tapwarden.whole") ? 100_000 : 8_000;

    private static final FlowLanguage.Options PACIFIC =
            new FlowLanguage.Options(ZoneId.of("America/Los_Angeles"));

    /// Left what somebody writes, right the canonical text of the same.
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\u0001',
            value = {
                "* => *",
                "ip.src == 10.1.2.3 && host == *.tiktok.com => source.ip:10.1.2.3 and"
                        + " tls.client.server_name:*.tiktok.com",
                "source.ip:10.1.2.3 and sni:*.tiktok.com => source.ip:10.1.2.3 and"
                        + " tls.client.server_name:*.tiktok.com",
                "SOURCE.IP:10.1.2.3 SNI:*.TikTok.com => source.ip:10.1.2.3 and"
                        + " tls.client.server_name:*.tiktok.com",
                "id.orig_h=10.0.0.7 => source.ip:10.0.0.7",
                "dst.ip : fe80::1 => destination.ip:fe80::1",
                "src_ip:10.1.2.3/8 => source.ip:10.0.0.0/8",
                "src_ip:::ffff:10.1.2.3/104 => source.ip:10.0.0.0/8",
                "src_ip:FE80::/10 => source.ip:fe80::/10",
                "ip:10.1.2.3 => source.ip:10.1.2.3 or destination.ip:10.1.2.3",
                "not ip:10.1.2.3 => not (source.ip:10.1.2.3 or destination.ip:10.1.2.3)",
                "ip != 10.1.2.3 => not (source.ip:10.1.2.3 or destination.ip:10.1.2.3)",
                "10.1.2.3 => source.ip:10.1.2.3 or destination.ip:10.1.2.3",
                "fe80::1 => source.ip:fe80::1 or destination.ip:fe80::1",
                "02-00-00-00-00-0A => source.mac:02:00:00:00:00:0a or"
                        + " destination.mac:02:00:00:00:00:0a",
                "mac.src:0200.0000.000a => source.mac:02:00:00:00:00:0a",
                "mac.src:02-00-* => source.mac:02:00:*",
                "YouTube.com => tls.client.server_name:youtube.com or"
                        + " dns.question.name:youtube.com",
                "port:(80 or 443) => source.port:80 or destination.port:80 or source.port:443 or"
                        + " destination.port:443",
                "port.dst:(80,443) => destination.port:80 or destination.port:443",
                "port.dst == [80,443] => destination.port:80 or destination.port:443",
                "port.dst:(80 || [1k TO 2k]) => destination.port:80 or"
                        + " destination.port:[1000 TO 2000]",
                "port.dst:[80 TO *] => destination.port >= 80",
                "port.dst:[* to 80] => destination.port <= 80",
                "port.dst:[* to *] => destination.port:[* TO *]",
                "bytes>1.5M => network.bytes >= 1500001",
                "bytes:>=1k => network.bytes >= 1000",
                "orig_bytes < 10 => source.bytes <= 9",
                "source.packets<=10 => source.packets <= 10",
                "duration > 5s => event.duration >= 5001ms",
                "duration:3m => event.duration:180000ms",
                "duration:3 => event.duration:3ms",
                "sni:* => tls.client.server_name:*",
                "sni:\"*\" => tls.client.server_name:\"*\"",
                "vlan == EXISTS! => network.vlan.id:*",
                "sni:\"A B\" => tls.client.server_name:\"a b\"",
                "sni:a\\ b => tls.client.server_name:\"a b\"",
                "sni:\"a\\*b\" => tls.client.server_name:a\\*b",
                "sni:a\\u0041 => tls.client.server_name:aa",
                "user_agent:\"*Windows NT*\" => user_agent.original:\"*windows nt*\"",
                "final:true swapped:no => tapwarden.final:true and tapwarden.swapped:false",
                "approved == true => device.approved:true",
                "a or b c => (tls.client.server_name:a or dns.question.name:a) or"
                        + " ((tls.client.server_name:b or dns.question.name:b) and"
                        + " (tls.client.server_name:c or dns.question.name:c))",
                "slice:1 or (slice:2 or slice:3) => tapwarden.slice:1 or (tapwarden.slice:2 or"
                        + " tapwarden.slice:3)",
                "!!final:true => not not tapwarden.final:true",
                "NOT final:true OR slice:1 => not tapwarden.final:true or tapwarden.slice:1",
                "protocols:udp => network.transport:udp",
                "service:youtube => network.application:youtube",
                "service:TLS => network.protocol:tls or network.application:tls",
                "category:Office-App => tapwarden.category:office-app"
            })
    void understands_what_people_write(String text, String canonical) throws WrongQuery {
        assertThat(Canonical.text(parse(text))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "event.end:2026-09-01, 2026-09-01T07:00:00.000Z, 2026-09-02T06:59:59.999Z",
        "event.end:2026-03-08, 2026-03-08T08:00:00.000Z, 2026-03-09T06:59:59.999Z",
        "event.end:2026-09-01T08:15, 2026-09-01T15:15:00.000Z, 2026-09-01T15:15:59.999Z",
        "event.end:2026-09-01t08:15:30z, 2026-09-01T08:15:30.000Z, 2026-09-01T08:15:30.999Z",
        "event.end:2026-09-01T08:15:30.5+02, 2026-09-01T06:15:30.500Z, 2026-09-01T06:15:30.599Z",
        "event.end:[2026-09-01 TO 2026-09-02], 2026-09-01T07:00:00.000Z, 2026-09-03T06:59:59.999Z"
    })
    void a_time_is_all_of_what_it_leaves_out(String text, String from, String to)
            throws WrongQuery {
        assertThat(Canonical.text(FlowLanguage.parse(text, PACIFIC)))
                .isEqualTo("event.end:[" + from + " TO " + to + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "event.end > 2026-09-01, event.end >= 2026-09-02T07:00:00.000Z",
        "event.end >= 2026-09-01, event.end >= 2026-09-01T07:00:00.000Z",
        "event.end < 2026-09-01, event.end <= 2026-09-01T06:59:59.999Z",
        "event.end <= 2026-09-01, event.end <= 2026-09-02T06:59:59.999Z"
    })
    void after_a_day_begins_with_the_next(String text, String canonical) throws WrongQuery {
        assertThat(Canonical.text(FlowLanguage.parse(text, PACIFIC))).isEqualTo(canonical);
    }

    @Test
    void nothing_asks_for_everything() throws WrongQuery {
        assertThat(parse("")).isEqualTo(new Query.Everything());
        assertThat(parse(" \t\u00a0\n")).isEqualTo(new Query.Everything());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\u0001',
            value = {
                "sorce.ip:1.2.3.4 => unknown field 'sorce.ip'; nearest: source.ip, => 1",
                "a or id.orig:1.2.3.4 => nearest: id.orig_h, id.orig_p, => 6",
                "user.names:x => unknown field 'user.names'; nearest: user.name, => 1",
                "http.request.body == x => unknown field => 1",
                "category:vnp => tapwarden.category is never 'vnp'; nearest: vpn, => 10",
                "basis:sen => nearest: seen, none, inferred => 7",
                "protocol:ssl => network.protocol is never 'ssl'; nearest: => 10",
                "a | top 10 sni by bytes => only a filter is wanted here; stages after '|' are for"
                        + " searches => 3",
                "| head 5 => only a filter is wanted here => 1",
                "(a | head 5) => the parenthesis is not closed before '|' => 4",
                "port:(80 | 443) => expected 'or', ',' or ')' in the list of values => 10",
                "a & b => a single '&' means nothing => 3",
                "sni:$blocked => lists, such as '$blocked', are not available yet => 5",
                "(a => the parenthesis is not closed => 3",
                "a) => nothing is open that ')' could close => 2",
                "a] => a condition cannot begin with ']' => 2",
                "() => a condition cannot begin with ')' => 2",
                "a or => a condition is missing => 5",
                "a and or b => a condition is missing before 'or' => 7",
                "not => a condition is missing => 4",
                "sni: => a value is missing => 5",
                "sni:and a => a value is missing before 'and', or its quotes => 5",
                "sni:\"abc => the quotes are not closed => 5",
                "sni:\"abc\\\" => the quotes are not closed => 5",
                "sni:abc\\ => nothing stands behind the backslash => 9",
                "sni:\\u00g0 => \\u takes four hexadecimal digits => 9",
                ":80 => a field is missing before ':' => 1",
                "== 80 => a condition cannot begin with '=' => 1",
                "port:http => source.port takes a whole number, such as 443 or 10k, not 'http' => 6",
                "port:1.5 => source.port takes a whole number => 6",
                "port:8* => source.port takes a whole number => 6",
                "bytes:99999999999999999999 => network.bytes takes a whole number => 7",
                "bytes:9999999999999T => network.bytes takes a whole number => 7",
                "bytes > 9223372036854775807 => network.bytes has no value beyond that => 9",
                "port:[443 TO 80] => the range ends before it begins => 7",
                "port:[80 TO 443 => the range is not closed => 16",
                "port:(80 443) => expected 'or', ',' or ')' in the list of values => 10",
                "port:(80 => expected 'or', ',' or ')' => 9",
                "ip:10.1.2 => source.ip takes an address or a network => 4",
                "ip:10.0.0.0/33 => source.ip takes an address or a network => 4",
                "ip:10.1.* => source.ip takes an address or a network => 4",
                "ip > 10.0.0.1 => source.ip has no order => 6",
                "ip:[10.0.0.1 TO 10.0.0.9] => source.ip has no order => 5",
                "sni > a => tls.client.server_name is a word and has no order => 7",
                "mac:router => source.mac takes a MAC address => 5",
                "duration > 5weeks => event.duration takes a duration => 12",
                "event.end > yesterday => event.end takes a date or a time => 13",
                "event.end:2026-02-30 => event.end takes a date or a time => 11",
                "event.end:2026-02-03T08:15.5 => event.end takes a date or a time => 11",
                "final > false => tapwarden.final is true or false and has no order => 9",
                "final:perhaps => tapwarden.final takes true or false, not 'perhaps' => 7",
                "sni:a\\*b* => cannot be asked for \\* or \\? beside a wildcard => 5",
                "443 => '443' alone is neither an address nor a name => 1",
                "10.1.* => '10.1.*' alone is neither an address nor a name => 1",
                "host.name:x site.code:7 => unknown field 'site.code' => 13"
            })
    void says_what_is_wrong_and_where(String text, String reason, int position) {
        WrongQuery wrong = catchThrowableOfType(WrongQuery.class, () -> parse(text));
        assertThat(wrong)
                .isNotNull()
                .hasMessageContaining(reason)
                .hasMessageEndingWith(" (at character " + position + ")");
        assertThat(wrong.position()).isEqualTo(position);
    }

    @Test
    void an_error_is_one_line_whatever_was_written() {
        assertThatThrownBy(() -> parse("\u001b2J\u202e" + "y".repeat(200) + ":x"))
                .hasMessage(
                        "unknown field '\\u001b2J\\u202e"
                                + "y".repeat(36)
                                + "...'; nearest: "
                                + String.join(", ", Catalogue.nearest("y".repeat(64), 3))
                                + " (at character 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "not ", "!", "a or (", "a and (b or "})
    void nesting_ends_at_its_limit_and_not_in_the_stack(String opening) {
        assertThatThrownBy(() -> parse(opening.repeat(1_000) + "a")).isInstanceOf(WrongQuery.class);
    }

    @Test
    void takes_as_many_levels_as_the_limit_and_no_more() throws WrongQuery {
        int most = FlowLanguage.MAX_DEPTH;
        parse("(".repeat(most) + "slice:1" + ")".repeat(most));
        parse("!".repeat(most) + "slice:1");
        assertThatThrownBy(() -> parse("(".repeat(most + 1) + "slice:1" + ")".repeat(most + 1)))
                .hasMessageContaining("nested deeper than 64");
        // `ip` is one level more, once it is written out.
        parse("!".repeat(most - 1) + "ip:10.0.0.1");
        assertThatThrownBy(() -> parse("!".repeat(most) + "ip:10.0.0.1"))
                .hasMessageContaining("nested deeper than 64");
    }

    @Test
    void takes_as_many_conditions_as_the_limit_and_no_more() throws WrongQuery {
        String most = "slice:1 ".repeat(FlowLanguage.MAX_CONDITIONS);
        parse(most);
        assertThatThrownBy(() -> parse(most + "slice:1"))
                .hasMessageContaining("at most 512 conditions");
        String oneLess = "slice:1 ".repeat(FlowLanguage.MAX_CONDITIONS - 1);
        assertThatThrownBy(() -> parse(oneLess + "ip:10.0.0.1"))
                .hasMessageContaining("at most 512 conditions");
    }

    @Test
    void takes_as_long_a_text_as_the_limit_and_no_longer() throws WrongQuery {
        int name = "tls.client.server_name:".length();
        String most = "host:" + "a".repeat(FlowLanguage.MAX_TEXT - name);
        parse(most);
        assertThatThrownBy(() -> parse(most + "a")).hasMessageContaining("aliases written out");
        assertThatThrownBy(() -> parse(" ".repeat(FlowLanguage.MAX_TEXT + 1)))
                .hasMessageContaining("at most 32768 characters");
    }

    @Test
    void the_canonical_text_of_any_query_is_that_query() throws WrongQuery {
        var random = new Random(20_260_901);
        for (int i = 0; i < 20_000; i++) {
            Query query = Queries.random(random, 4);
            String text = Canonical.text(query);
            assertThat(FlowLanguage.parse(text, PACIFIC)).as(text).isEqualTo(query);
        }
    }

    @Test
    void times_far_away_survive_too() throws WrongQuery {
        Field end = Catalogue.field("event.end").orElseThrow();
        for (long at :
                new long[] {Long.MIN_VALUE + 1, -62_167_219_200_001L, -1, 253_402_300_800_000L}) {
            var query = new Query.Between(end, at, at);
            assertThat(parse(Canonical.text(query))).isEqualTo(query);
        }
    }

    /// What is accepted also has a canonical text that is accepted, and compiles.
    @Test
    void random_tokens_are_a_query_or_wrong_and_nothing_else() {
        List<String> tokens =
                List.of(
                        "(",
                        ")",
                        "[",
                        "]",
                        " ",
                        " and ",
                        " or ",
                        "not ",
                        "!",
                        "!=",
                        "=",
                        "==",
                        "<",
                        "<=",
                        ">",
                        ">=",
                        ":",
                        ",",
                        "\"",
                        "\\",
                        "*",
                        "?",
                        "|",
                        "||",
                        "&&",
                        "&",
                        "$",
                        " TO ",
                        "EXISTS!",
                        "ip",
                        "port",
                        "sni",
                        "source.ip",
                        "event.end",
                        "duration",
                        "final",
                        "category",
                        "vpn",
                        "mac",
                        "10.0.0.1",
                        "10.0.0.0/8",
                        "fe80::1",
                        "::",
                        "02:00:00:00:00:01",
                        "443",
                        "10k",
                        "-1",
                        "5s",
                        "2026-09-01",
                        "T08:15",
                        "Z",
                        "true",
                        "a",
                        "*.b",
                        "é",
                        "\u0000",
                        "\ud800",
                        "host.name",
                        "approved");
        var random = new Random(7);
        int accepted = 0;
        for (int i = 0; i < TEXTS; i++) {
            var text = new StringBuilder();
            for (int count = 1 + random.nextInt(12); count > 0; count--) {
                text.append(tokens.get(random.nextInt(tokens.size())));
            }
            accepted += isQuery(text.toString()) ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(TEXTS / 100);
    }

    @Test
    void random_characters_are_a_query_or_wrong_and_nothing_else() {
        var random = new Random(8);
        for (int i = 0; i < TEXTS / 2; i++) {
            var text = new StringBuilder();
            int range = random.nextBoolean() ? 0x80 : 0x10000;
            for (int count = random.nextInt(40); count > 0; count--) {
                text.append((char) random.nextInt(range));
            }
            isQuery(text.toString());
        }
    }

    /// A person's query with a few characters changed.
    @Test
    void changed_queries_are_a_query_or_wrong_and_nothing_else() {
        var random = new Random(9);
        for (int i = 0; i < TEXTS / 2; i++) {
            List<CatalogueReference.Example> examples = CatalogueReference.EXAMPLES;
            var text = new StringBuilder(examples.get(random.nextInt(examples.size())).query());
            for (int changes = random.nextInt(4); changes > 0 && !text.isEmpty(); changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, (char) (' ' + random.nextInt(95)));
                    default -> text.setCharAt(at, (char) (' ' + random.nextInt(95)));
                }
            }
            isQuery(text.toString());
        }
    }

    private static boolean isQuery(String text) {
        Query query;
        try {
            query = parse(text);
        } catch (WrongQuery e) {
            assertThat(e.getMessage()).doesNotContain("\n", "\r", "\u001b");
            assertThat(e.position()).isBetween(1, text.length() + 1);
            return false;
        }
        String canonical = Canonical.text(query);
        try {
            assertThat(parse(canonical)).as("%s => %s", text, canonical).isEqualTo(query);
        } catch (WrongQuery e) {
            throw new AssertionError(text + " => " + canonical, e);
        }
        Predicate<FlowRecord> predicate = FlowPredicate.of(query, Directory.NOBODY);
        assertThat(predicate.test(Slices.FULL)).isNotEqualTo(predicate.negate().test(Slices.FULL));
        return true;
    }

    @Test
    void the_language_of_the_machine_changes_nothing() throws WrongQuery {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Canonical.text(parse("IP.SRC:10.0.0.1 CATEGORY:OFFICE-APP BYTES:10")))
                    .isEqualTo(
                            "source.ip:10.0.0.1 and tapwarden.category:office-app and"
                                    + " network.bytes:10");
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Query parse(String text) throws WrongQuery {
        return FlowLanguage.parse(text, FlowLanguage.Options.UTC);
    }
}
