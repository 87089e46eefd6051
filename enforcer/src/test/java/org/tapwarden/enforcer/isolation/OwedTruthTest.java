package org.tapwarden.enforcer.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

class OwedTruthTest {

    @TempDir Path folder;

    private static Tie tie(int number) {
        return new Tie(
                "lan0",
                new Mac(0x0200_0000_0000L + number),
                Address.ipv4(0x0a000000 + number),
                new Mac(0x0200_0000_00feL),
                Address.parse("10.0.0.1"));
    }

    @Test
    void what_it_took_is_there_after_a_start() throws IOException {
        Path file = folder.resolve("isolated");
        var owed = new OwedTruth(file);
        owed.become(List.of(tie(1), tie(2)));
        owed.become(List.of(tie(2), tie(3)));
        assertThat(new OwedTruth(file).ties()).containsExactlyInAnyOrder(tie(2), tie(3));
        owed.become(Set.of());
        assertThat(new OwedTruth(file).ties()).isEmpty();
    }

    @Test
    void a_line_that_is_none_of_ours_is_left_out_and_the_others_count() throws IOException {
        Path file = folder.resolve("isolated");
        String six = "02:00:00:00:00:01 fe80::7 02:00:00:00:00:fe fe80::1 lan0.30";
        Files.write(
                file,
                List.of(
                        OwedTruth.HEADER,
                        "rubbish",
                        tie(1).line(),
                        tie(1).line() + " x",
                        six,
                        six.replace("fe80::1", "10.0.0.1")));
        assertThat(new OwedTruth(file).ties())
                .extracting(Tie::line)
                .containsExactlyInAnyOrder(tie(1).line(), six);
    }

    @Test
    void no_more_is_read_than_can_be_told() throws IOException {
        var lines = new LinkedHashSet<String>(Set.of(OwedTruth.HEADER));
        for (int i = 0; i < IsolationDriver.MOST_TIES + 10; i++) {
            lines.add(tie(i).line());
        }
        Path file = Files.write(folder.resolve("isolated"), lines);
        assertThat(new OwedTruth(file).ties()).hasSize(IsolationDriver.MOST_TIES);
    }

    @Test
    void somebody_elses_file_is_not_overwritten() throws IOException {
        Path file = Files.writeString(folder.resolve("isolated"), "a letter\n");
        assertThatThrownBy(() -> new OwedTruth(file))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("is no list of ours, and is not overwritten");
        assertThatThrownBy(() ->
                        new OwedTruth(folder.resolve("none/isolated")).become(List.of(tie(1))))
                .isInstanceOf(IOException.class);
    }
}
