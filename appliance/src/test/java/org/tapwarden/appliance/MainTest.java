package org.tapwarden.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tells_its_version() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).matches("tapwarden \\d+\\.\\d+\\.\\d+.*\\R");
    }

    @Test
    void help_is_an_answer_and_goes_to_stdout() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Usage: tapwarden");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void a_wrong_command_line_ends_with_2_and_says_why() {
        assertThat(run("no-such-command")).isEqualTo(2);
        assertThat(err.toString()).contains("no-such-command");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void no_command_is_a_wrong_command_line() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("a command is missing");
    }

    private int run(String... args) {
        CommandLine line = Commands.all();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
