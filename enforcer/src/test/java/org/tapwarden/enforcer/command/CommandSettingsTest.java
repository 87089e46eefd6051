package org.tapwarden.enforcer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.order.Step;

class CommandSettingsTest {

    private static final String GOOD =
            "name: a, hold: [/x, '{mac}'], release: [/x, '{mac}'], held: [/x]";

    private static List<CommandSettings> read(String yaml) throws IOException {
        return CommandSettings.of(
                Yaml.read(
                                new ByteArrayInputStream(
                                        ("commands: " + yaml).getBytes(StandardCharsets.UTF_8)),
                                "x")
                        .get("commands"));
    }

    @Test
    void reads_what_is_usual() throws IOException {
        CommandSettings read = read("[{" + GOOD + "}]").getFirst();
        assertThat(read.step()).isEqualTo(Step.QUARANTINE);
        assertThat(read.hold().filled(new Mac(1), "case-1", 60))
                .containsExactly("/x", "00:00:00:00:00:01");
        assertThat(CommandSettings.of(null)).isEmpty();
    }

    @Test
    void a_case_is_an_id_and_never_an_option() throws IOException {
        CommandSettings read = read("[{" + GOOD + "}]").getFirst();
        for (String wrong : List.of("--force", "", "a b", "a;b", "a\nb", "x".repeat(65))) {
            assertThatThrownBy(() -> read.hold().filled(new Mac(1), wrong, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: a} | enforcer.commands: must be a list",
                "[{name: A b}] | [0].name: 'A b' must be up to 32",
                "[{name: a, shell: sh}] | [0].shell: no such key",
                "[{name: a}] | [0].hold: is missing",
                "[{name: a, hold: /x}] | [0].hold: is missing",
                "[{name: a, hold: [x, '{mac}']}] | [0].hold: 'x' must be a whole path",
                "[{name: a, hold: [/a/../x, '{mac}']}] | must be a whole path",
                "[{name: a, hold: [/x]}] | [0].hold: must have the argument [{mac}]",
                "[{name: a, hold: ['{mac}', '{mac}']}] | [0].hold: '{mac}' must be one of []",
                "[{name: a, hold: [/x, 'mac={mac}']}] | 'mac={mac}' must be one of [{case}",
                "[{name: a, hold: [/x, '{host}', '{mac}']}] | '{host}' must be one of",
                "[{name: a, hold: [/x, '{mac}', '']}] | each must be a text of 1 to 256",
                "[{name: a, hold: [/x, '{mac}', \"a\\nb\"]}] | without control characters",
                "[{name: a, hold: [/x, '{mac}'], release: [/x, '{mac}', '{seconds}']}] | .release:",
                "[{name: a, hold: [/x, '{mac}'], release: [/x, '{mac}']}] | [0].held: is missing",
                "[{name: a, timeout: 5s}] | [0].timeout: '5000ms' must be from 1ms to 4s",
                "[{name: a, step: reset}] | [0].step: 'reset' must be one of [quarantine, shut-port]",
            })
    void a_wrong_entry_is_one_clear_line(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_status_and_a_name_mean_one_thing() {
        assertThatThrownBy(() -> read("[{" + GOOD + ", exits: {not-in-path: 3, protected: 3}}]"))
                .hasMessageContaining("3 cannot mean two things");
        assertThatThrownBy(() -> read("[{" + GOOD + ", exits: {not-in-path: 0}}]"))
                .hasMessageContaining("must be a number from 1 to 125");
        assertThatThrownBy(() -> read("[{" + GOOD + "}, {" + GOOD + "}]"))
                .hasMessageContaining("'a' stands there twice");
    }

    @Test
    void there_are_as_many_as_may_be_and_no_more() throws IOException {
        assertThat(read(many(CommandSettings.MOST))).hasSize(CommandSettings.MOST);
        assertThatThrownBy(() -> read(many(CommandSettings.MOST + 1)))
                .hasMessageContaining("at most 16");
        String line = ", 'x'".repeat(Template.MOST_ARGUMENTS);
        assertThatThrownBy(() -> read("[{name: a, hold: [/x, '{mac}'" + line + "]}]"))
                .hasMessageContaining("are more than 32");
    }

    private static String many(int number) {
        var text = new StringBuilder("[");
        for (int i = 0; i < number; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append('{')
                    .append(GOOD.replace("name: a", "name: a" + i))
                    .append('}');
        }
        return text.append(']').toString();
    }
}
