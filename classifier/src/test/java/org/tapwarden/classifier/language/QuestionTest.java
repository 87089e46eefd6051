package org.tapwarden.classifier.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionTest {

    private static final int QUESTIONS = Boolean.getBoolean("tapwarden.whole") ? 20_000 : 6_000;

    private static final Field SNI = Catalogue.field("tls.client.server_name").orElseThrow();
    private static final Field CATEGORY = Catalogue.field("tapwarden.category").orElseThrow();

    /// Left what somebody writes, right the canonical text of the same.
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\u0001',
            value = {
                "| top 10 sni by bytes => * | top 10 tls.client.server_name by bytes",
                "|TOP 1k ip.src BY Packets => * | top 1000 source.ip by packets",
                "slice:1|top 3 app by sum( orig_bytes ) => tapwarden.slice:1 | top 3"
                        + " network.application by sum(source.bytes)",
                "* | top 3 app by sum(duration) => * | top 3 network.application by"
                        + " sum(event.duration)",
                "a b | count by category => (tls.client.server_name:a or dns.question.name:a) and"
                        + " (tls.client.server_name:b or dns.question.name:b) | count by"
                        + " tapwarden.category",
                "| count by src.ip , vlan,port.dst, app => * | count by source.ip, network.vlan.id,"
                        + " destination.port, network.application",
                "| timeline 300s => * | timeline 5m",
                "| timeline 24h by category => * | timeline 1d by tapwarden.category",
                "| timeline 1.5s => * | timeline 1500ms",
                "| timeline 1000 => * | timeline 1s",
                "| distinct ja4 => * | distinct tls.client.ja4",
                "| distinct ja4 | head 5 => * | distinct tls.client.ja4 | head 5",
                "| sort bytes => * | sort network.bytes asc",
                "| sort bytes descending | head 20 | fields end,bytes => * | sort network.bytes desc"
                        + " | head 20 | fields event.end, network.bytes",
                "| fields end, ip.src | sort ip.src => * | fields event.end, source.ip | sort"
                        + " source.ip asc",
                "| top 5 sni by bytes | sort host => * | top 5 tls.client.server_name by bytes |"
                        + " sort tls.client.server_name asc",
                "| top 5 sni by sum(bytes) | sort sum(network.bytes) => * | top 5"
                        + " tls.client.server_name by sum(network.bytes) | sort sum(network.bytes)"
                        + " asc",
                "| top 5 src.ip by flows | sort ip => * | top 5 source.ip by flows | sort source.ip"
                        + " asc",
                "| timeline 1h by bytes | fields time, bytes, network.bytes => * | timeline 1h by"
                        + " network.bytes | fields time, bytes, network.bytes",
                "| count by category | sort flows desc | fields flows, category => * | count by"
                        + " tapwarden.category | sort flows desc | fields flows, tapwarden.category",
                "slice:1 => tapwarden.slice:1"
            })
    void understands_what_people_write(String text, String canonical) throws WrongQuery {
        Question question = ask(text);
        assertThat(Canonical.text(question)).isEqualTo(canonical);
        assertThat(ask(canonical)).isEqualTo(question);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\u0001',
            value = {
                "a | => a stage is missing: one of top, count, timeline, distinct, evidence,"
                        + " sort, fields, head => 4",
                "a | | head 5 => a stage is missing => 5",
                "| head 5 | => a stage is missing => 11",
                "| head 5 || head 6 => one '|' stands between stages => 10",
                "| tpo 10 sni by bytes => unknown stage 'tpo'; nearest: top, => 3",
                "| timelin 5m => unknown stage 'timelin'; nearest: timeline, => 3",
                "| evidences => unknown stage 'evidences'; nearest: evidence, => 3",
                "| evidence 5 => 'evidence' ends here; expected '|' before '5' => 12",
                "| head 5 | evidence => 'evidence' counts what the filter finds, so it must be the first stage => 12",
                "| evidence | sort rules => there is no column 'rules' here; there are item, alert, rule => 19",
                "| top => 'top' takes a number from 1 to 10000, such as: top 10 source.ip by bytes"
                        + " => 6",
                "| top sni by bytes => 'top' takes a number from 1 to 10000, not 'sni' => 7",
                "| top 0 sni by bytes => 'top' takes a number from 1 to 10000, not '0' => 7",
                "| top 10001 sni by bytes => 'top' takes a number from 1 to 10000, not '10001' => 7",
                "| head 10001 => 'head' takes a number from 1 to 10000, not '10001' => 8",
                "| head -1 => 'head' takes a number from 1 to 10000, not '-1' => 8",
                "| head 1.5 => 'head' takes a number from 1 to 10000, not '1.5' => 8",
                "| top 10 => a field is missing, such as: top 10 source.ip by bytes => 9",
                "| top 10 snj by bytes => unknown field 'snj'; nearest: sni, => 10",
                "| top 10 ip by bytes => 'ip' stands for several fields; name one: source.ip,"
                        + " destination.ip => 10",
                "| top 10 host.name by bytes => host.name is a fact of a device and no column; take"
                        + " source.endpoint => 10",
                "| top 10 sni => 'by' is missing, such as: top 10 => 13",
                "| top 10 sni bytes => 'by' is missing before 'bytes' => 14",
                "| top 10 sni by => a metric is missing: bytes, packets, flows, slices or sum(field)"
                        + " => 16",
                "| top 10 sni by byets => unknown metric 'byets'; nearest: bytes, => 17",
                "| top 10 sni by sum => 'sum' takes a field in parentheses => 20",
                "| top 10 sni by sum() => 'sum' takes a field in parentheses => 21",
                "| top 10 sni by sum(port.dst) => destination.port is no amount that could be"
                        + " summed; these are: source.bytes, => 21",
                "| top 10 sni by sum(bytes => the parenthesis of 'sum' is not closed => 26",
                "| top 10 sni by bytes desc => 'top' ends here; expected '|' before 'desc' => 23",
                "| top 10 sni by bytes) => 'top' ends here; expected '|' before ')' => 22",
                "| count sni => 'by' is missing before 'sni', such as: count by => 9",
                "| count by => a field is missing => 11",
                "| count by a,sni => unknown field 'a' => 12",
                "| count by sni, host => tls.client.server_name stands twice => 17",
                "| count by sni app => 'count' ends here; expected '|' before 'app' => 16",
                "| count by vlan, app, sni, ja4, slice => 'count by' takes at most 4 fields => 33",
                "| timeline => 'timeline' takes an interval of 1s to 1d => 11",
                "| timeline 0s => 'timeline' takes an interval of 1s to 1d, such as 1m, 5m, 15m, 1h"
                        + " or 1d, not '0s' => 12",
                "| timeline 999ms => not '999ms' => 12",
                "| timeline 2d => not '2d' => 12",
                "| timeline 25h => not '25h' => 12",
                "| timeline hourly => not 'hourly' => 12",
                "| timeline 7m => a day is no whole number of '7m' => 12",
                "| timeline 5m by => a field is missing => 17",
                "| timeline 5m category => 'timeline' ends here; expected '|' before 'category'"
                        + " => 15",
                "| distinct => a field is missing => 11",
                "| distinct \"sni\" => a field is missing, such as: distinct tls.client.server_name;"
                        + " found '\"' => 12",
                "| sort => a column is missing => 7",
                "| sort byts => unknown field 'byts'; nearest: bytes, => 8",
                "| sort bytes down => 'sort' takes one column, then asc or desc; expected '|' before"
                        + " 'down' => 14",
                "| top 5 sni by bytes | sort packets => there is no column 'packets' here; there are"
                        + " tls.client.server_name, bytes => 29",
                "| top 5 sni by bytes | sort network.bytes => there is no column 'network.bytes'"
                        + " here => 29",
                "| top 5 sni by bytes | sort sum(bytes) => there is no column 'sum(network.bytes)'"
                        + " here => 29",
                "| fields ip.src | sort bytes => there is no column 'bytes' here; there are"
                        + " source.ip => 24",
                "| fields bytes, network.bytes => network.bytes stands twice => 17",
                "| fields => a column is missing => 9",
                "| count by sni | fields app => there is no column 'app' here; there are"
                        + " tls.client.server_name, flows, slices => 25",
                "| top 5 sni by bytes | top 3 app by bytes => 'top' after 'top': flows are counted"
                        + " once in a query => 24",
                "| top 5 sni by bytes | head 3 | distinct app => 'distinct' after 'top' => 33",
                "| head 100 | count by sni => 'count' counts what the filter finds, so it must be"
                        + " the first stage => 14",
                "| sort bytes | timeline 5m => 'timeline' counts what the filter finds => 16",
                "| head 5 | sort bytes => 'sort' must stand before 'head' => 12",
                "| head 5 | head 4 => 'head' stands twice => 12",
                "| sort bytes | sort packets => 'sort' stands twice => 16",
                "| fields app | fields app => 'fields' stands twice => 16",
                "category:gamse | head 5 => tapwarden.category is never 'gamse'; nearest: games, =>"
                        + " 10"
            })
    void says_what_is_wrong_and_where(String text, String reason, int position) {
        WrongQuery wrong = catchThrowableOfType(WrongQuery.class, () -> ask(text));
        assertThat(wrong)
                .isNotNull()
                .hasMessageContaining(reason)
                .hasMessageEndingWith(" (at character " + position + ")");
        assertThat(wrong.position()).isEqualTo(position);
    }

    @Test
    void a_wildcard_may_be_like_no_value_that_is_known() throws WrongQuery {
        assertThat(ask("category:gamse*").filter()).isEqualTo(new Query.Like(CATEGORY, "gamse*"));
    }

    @Test
    void the_canonical_text_of_any_question_is_that_question() throws WrongQuery {
        var random = new Random(20_260_902);
        var options = new FlowLanguage.Options(ZoneId.of("Asia/Kolkata"));
        for (int i = 0; i < QUESTIONS; i++) {
            Question question = Questions.random(random);
            String text = Canonical.text(question);
            assertThat(FlowLanguage.question(text, options)).as(text).isEqualTo(question);
        }
    }

    @Test
    void takes_as_long_a_text_as_the_limit_and_no_longer() throws WrongQuery {
        String stage = " | head 5";
        int room = FlowLanguage.MAX_TEXT - "tls.client.server_name:".length() - stage.length();
        ask("host:" + "a".repeat(room) + stage);
        assertThatThrownBy(() -> ask("host:" + "a".repeat(room + 1) + stage))
                .hasMessageContaining("aliases written out");
    }

    @Test
    void no_column_of_a_sum_is_called_like_a_field() {
        for (Metric metric : Metric.Total.values()) {
            assertThat(Catalogue.field(metric.word())).isEmpty();
        }
        assertThat(Catalogue.named(new Column.Begin().name())).isEmpty();
    }

    @Test
    void refuses_what_the_parser_would_not_make() {
        var top = new Stage.Top(3, SNI, Metric.Total.BYTES);
        assertRefused(List.of(top, top), "counted once");
        assertRefused(List.of(new Stage.Head(3), top), "first stage");
        assertRefused(
                List.of(
                        top,
                        new Stage.Sort(
                                new Column.Total(Metric.Total.FLOWS), Stage.Direction.ASCENDING)),
                "no column flows");
        Field name = Catalogue.field("host.name").orElseThrow();
        assertThatThrownBy(() -> new Stage.Distinct(name)).hasMessageContaining("host.name");
        assertThatThrownBy(() -> new Stage.Head(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> new Stage.Timeline(Duration.ofMinutes(7), Optional.empty()))
                .hasMessageContaining("PT7M");
        assertThatThrownBy(() -> new Stage.CountBy(List.of(SNI, SNI)))
                .hasMessageContaining("different fields");
        assertThatThrownBy(() -> new Metric.Sum(SNI)).hasMessageContaining("no amount");
    }

    private static void assertRefused(List<Stage> stages, String reason) {
        assertThatThrownBy(() -> new Question(new Query.Everything(), stages))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void random_tokens_are_a_question_or_wrong_and_nothing_else() {
        List<String> tokens =
                List.of(
                        "| ",
                        "| ",
                        "| ",
                        "|",
                        "||",
                        " ",
                        ",",
                        "(",
                        ")",
                        "*",
                        "\"",
                        "\\",
                        "\u0000",
                        "top 3 sni by ",
                        "count by ",
                        "by ",
                        "timeline 5m ",
                        "distinct app ",
                        "sort ",
                        "fields ",
                        "head 5 ",
                        "top ",
                        "timeline ",
                        "head ",
                        "bytes ",
                        "flows ",
                        "sum(",
                        "10 ",
                        "5m ",
                        "sni ",
                        "source.ip ",
                        "ip ",
                        "host.name ",
                        "asc ",
                        "desc ",
                        "time ",
                        "slices ",
                        "slice:1 ");
        var random = new Random(11);
        int accepted = 0;
        for (int i = 0; i < 2 * QUESTIONS; i++) {
            var text = new StringBuilder("| ");
            for (int count = 1 + random.nextInt(7); count > 0; count--) {
                text.append(tokens.get(random.nextInt(tokens.size())));
            }
            accepted += isQuestion(text.toString()) ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(QUESTIONS / 40);
    }

    private static boolean isQuestion(String text) {
        Question question;
        try {
            question = ask(text);
        } catch (WrongQuery e) {
            assertThat(e.getMessage()).doesNotContain("\n", "\r", "\u0000");
            assertThat(e.position()).isBetween(1, text.length() + 1);
            return false;
        }
        String canonical = Canonical.text(question);
        try {
            assertThat(ask(canonical)).as("%s => %s", text, canonical).isEqualTo(question);
        } catch (WrongQuery e) {
            throw new AssertionError(text + " => " + canonical, e);
        }
        return true;
    }

    @Test
    void the_language_of_the_machine_changes_nothing() throws WrongQuery {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Canonical.text(ask("| TIMELINE 5M BY IP.SRC | FIELDS TIME, BYTES")))
                    .isEqualTo("* | timeline 5m by source.ip | fields time, bytes");
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Question ask(String text) throws WrongQuery {
        return FlowLanguage.question(text, FlowLanguage.Options.UTC);
    }
}
