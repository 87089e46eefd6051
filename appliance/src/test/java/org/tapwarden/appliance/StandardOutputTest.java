package org.tapwarden.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {

    private final StringWriter said = new StringWriter();
    private final PrintWriter err = new PrintWriter(said, true);

    private static StandardOutput written(OutputStream to) {
        var output = new StandardOutput(to);
        new PrintWriter(output, true, StandardCharsets.UTF_8).println("a line");
        return output;
    }

    @Test
    void what_was_written_ends_as_the_work_did() {
        var whole = new ByteArrayOutputStream();
        StandardOutput output = written(whole);
        assertThat(whole.toString(StandardCharsets.UTF_8)).isEqualTo("a line\n");
        assertThat(output.exit(0, err)).isZero();
        assertThat(output.exit(2, err)).isEqualTo(2);
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void on_a_full_disk_the_work_failed_and_one_line_says_why() throws IOException {
        try (var full = new FileOutputStream("/dev/full")) {
            StandardOutput output = written(full);
            assertThat(output.exit(0, err)).isEqualTo(1);
            assertThat(said.toString())
                    .startsWith("tapwarden: not all of the output could be written: ")
                    .hasLineCount(1);
            assertThat(output.exit(2, err)).as("what was wrong before").isEqualTo(2);
        }
    }

    @Test
    void whoever_stops_reading_is_told_nothing() {
        var closed =
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        assertThat(written(closed).exit(0, err)).isEqualTo(1);
        assertThat(said.toString()).isEmpty();
    }
}
