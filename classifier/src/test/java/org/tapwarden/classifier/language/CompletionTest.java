package org.tapwarden.classifier.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {

    /// Left a text with the cursor at its end, right the first suggestions.
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\u0001',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "sourc => source.ip, source.port, source.mac",
                "sn => sni",
                "SNI => sni, :, ==, !=",
                "ip => ip",
                "server_na => server_name, tls.client.server_name",
                "a and not (cat => category",
                "sni  => :, ==, !=",
                "bytes  => :, ==, !=, <, <=, >, >=",
                "category: => unknown, network, web",
                "category:ga => gambling, games",
                "category:gamse => games",
                "category == (vpn or to => tor",
                "category:(vpn, => unknown, network",
                "category:[vpn, web-pr => web-proxy",
                "final: => true, false, *",
                "service:you => -",
                "basis != s => seen",
                "category:vpn  => and, or, |",
                "(category:vpn  => and, or, )",
                "category:(vpn  => or, )",
                "category:[vpn, tor  => or, ]",
                "(category:vpn) => and, or, |",
                "category:vpn an => and",
                "category:vpn and  => source.ip, destination.ip",
                "| => top, count, timeline, distinct, evidence, sort, fields, head",
                "category:vpn | t => top, timeline",
                "category:vpn | ti => timeline, distinct",
                "| tpo => top",
                "| top  => 10",
                "| top 10  => source.ip, destination.ip",
                "| top 10 sni  => by",
                "| top 10 sni by  => bytes, packets, flows, slices, sum(source.bytes)",
                "| top 10 sni by su => sum(source.bytes)",
                "| top 10 sni by sum( => source.bytes, destination.bytes, network.bytes",
                "| top 10 sni by bytes  => |",
                "| top 10 sni by bytes | => sort, fields, head",
                "| top 10 sni by bytes | sort  => tls.client.server_name, bytes",
                "| top 10 sni by bytes | sort b => bytes",
                "| top 10 sni by bytes | sort bytes  => asc, desc, |",
                "| top 10 sni by bytes | sort bytes d => desc",
                "| head 5 | => fields",
                "| count  => by",
                "| count by sni, cat => category",
                "| timeline  => 1m, 5m, 15m, 1h, 1d",
                "| timeline 5m  => by, |",
                "| timeline 5m by cat => category",
                "| fields event.end, source.i => source.ip",
                "sni:\"a => -",
                "sni:a:b => -"
            })
    void offers_what_can_follow(String text, String first) {
        List<String> offered =
                FlowLanguage.complete(text, text.length()).stream().map(Suggestion::text).toList();
        if (first.equals("-")) {
            assertThat(offered).isEmpty();
        } else {
            assertThat(offered).startsWith(first.split(", ", -1));
        }
    }

    @Test
    void a_suggestion_takes_the_place_of_the_word_at_the_cursor() {
        String text = "category:gam and port:443";
        List<Suggestion> found = FlowLanguage.complete(text, "category:ga".length());
        assertThat(found.getFirst())
                .isEqualTo(new Suggestion("gambling", Suggestion.Kind.VALUE, 9, 12, ""));
        assertThat(FlowLanguage.complete("  sourc", 7).getFirst())
                .isEqualTo(
                        new Suggestion(
                                "source.ip",
                                Suggestion.Kind.FIELD,
                                2,
                                7,
                                "Who sent the first packet."));
    }

    @Test
    void says_what_a_name_is_another_name_of() {
        assertThat(FlowLanguage.complete("ip.sr", 5).getFirst().meaning())
                .isEqualTo("another name of source.ip");
        assertThat(FlowLanguage.complete("ip", 2).getFirst().meaning())
                .isEqualTo("source.ip or destination.ip");
    }

    @Test
    void other_names_are_offered_only_to_who_begins_them() {
        List<Suggestion> empty = FlowLanguage.complete("", 0);
        assertThat(empty).extracting(Suggestion::text).contains("source.ip", "not", "|");
        assertThat(empty).extracting(Suggestion::text).doesNotContain("ip.src", "sni");
    }

    @Test
    void offers_nothing_beyond_its_limits() {
        assertThat(FlowLanguage.complete("a".repeat(FlowLanguage.MAX_TEXT + 1), 3)).isEmpty();
        assertThat(FlowLanguage.complete("so", 99).getFirst().text()).isEqualTo("source.ip");
        assertThat(FlowLanguage.complete("so", -1).getFirst().from()).isZero();
        String deep = "(".repeat(10_000);
        assertThat(FlowLanguage.complete(deep, deep.length()))
                .hasSizeLessThanOrEqualTo(FlowLanguage.MOST_SUGGESTIONS);
    }

    /// Whatever was begun, what is offered for a stage or a field can be put in and read on.
    @Test
    void what_is_offered_is_understood_in_its_place() {
        var random = new Random(12);
        int tried = 0;
        for (int i = 0; i < 3_000; i++) {
            String text = Canonical.text(Questions.random(random));
            int cursor = random.nextInt(text.length() + 1);
            for (Suggestion suggestion : FlowLanguage.complete(text, cursor)) {
                String replaced = text.substring(0, suggestion.from()) + suggestion.text();
                assertThat(suggestion.from()).isBetween(0, cursor);
                assertThat(suggestion.to()).isBetween(cursor, text.length());
                try {
                    FlowLanguage.question(replaced, FlowLanguage.Options.UTC);
                } catch (WrongQuery e) {
                    // Unfinished, or wrong before; but never for the word that was offered.
                    if (suggestion.kind() == Suggestion.Kind.FIELD
                            || suggestion.kind() == Suggestion.Kind.STAGE
                            || suggestion.kind() == Suggestion.Kind.COLUMN
                            || suggestion.kind() == Suggestion.Kind.METRIC) {
                        assertThat(e)
                                .as(replaced)
                                .hasMessageNotContaining("unknown")
                                .hasMessageNotContaining("no column")
                                .hasMessageNotContaining("stands for several");
                    }
                }
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(10_000);
    }
}
