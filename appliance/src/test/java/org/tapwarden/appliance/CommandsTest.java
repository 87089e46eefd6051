package org.tapwarden.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {

    private record Said(int code, String out, String err) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--help",
                "--version",
                "--no-such-option",
                "replya",
                "version",
                "version --help",
                "version too much",
                "replay",
                "replay --help",
                "replay --version",
                "replay --flow x",
                "replay --flows",
                "replay --flows --each x",
                "replay --threads many x",
                "replay --threads 17 x",
                "replay --repeat 0 x",
                "replay no-such-file",
                "demo --help",
                "demo --speed 0",
                "demo --onse",
                "demo replay",
                "run",
                "run --help",
                "run --config",
                "run --config no-such-file",
                "policy",
                "policy --help",
                "policy chek",
                "policy check --help",
                "policy check no-such-file",
                "policy check",
                "policy replay"
            })
    void one_command_alone_says_what_it_says_among_all(String line) {
        String[] args = line.isEmpty() ? new String[0] : line.split(" ");
        assertThat(run(Commands.of(args.length == 0 ? "" : args[0]), args))
                .isEqualTo(run(Commands.all(), args));
    }

    @Test
    void every_command_that_the_help_lists_can_be_had_alone() {
        for (String name : Commands.all().getSubcommands().keySet()) {
            assertThat(Commands.of(name).getSubcommands()).containsKey(name);
        }
    }

    private static Said run(CommandLine line, String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return new Said(line.execute(args), out.toString(), err.toString());
    }
}
