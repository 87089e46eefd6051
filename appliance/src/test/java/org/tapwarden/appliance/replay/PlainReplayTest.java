package org.tapwarden.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PlainReplayTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.pcap",
                "a.pcap b.pcap",
                "--flows - a.pcap",
                "a.pcap --repeat 10 --flows out",
                "a.pcap --flows out b.pcap --repeat 2 c.pcap",
                "--each --flows out a.pcap x/b.pcap",
                "--threads 16 --repeat 007 a.pcap",
                "--filter udp --findings - --segments s.yaml a.pcap",
                "--policy p.yaml --devices d.csv --history h a.pcap",
                "--explain a.pcap",
                "--flows replay version"
            })
    void is_understood_as_picocli_understands_it(String line) {
        List<String> words = words(line);
        var picocli = new ReplayCommand();
        new CommandLine(picocli).parseArgs(words.toArray(String[]::new));
        assertThat(PlainReplay.options(words)).isEqualTo(picocli.options());
        assertThat(PlainReplay.of(words)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--help",
                "a.pcap -h",
                "--each",
                "--flows",
                "--flows out",
                "--flows=out a.pcap",
                "--flows --each a.pcap",
                "--flows out --flows out a.pcap",
                "--each --each --flows out a.pcap",
                "--each a.pcap",
                "--each --flows out a.pcap x/a.pcap",
                "--flows - --findings - a.pcap",
                "--flow out a.pcap",
                "--explain --flows - a.pcap",
                "--explain --each --flows out a.pcap",
                "--explain --explain a.pcap",
                "--threads 17 a.pcap",
                "--threads 0 a.pcap",
                "--threads -1 a.pcap",
                "--threads +1 a.pcap",
                "--repeat many a.pcap",
                "--repeat 4294967297 a.pcap",
                "-- a.pcap",
                "- a.pcap",
                "@words a.pcap",
                "--flows @words a.pcap",
                "a.pcap ''",
                "--flows '' a.pcap"
            })
    void whatever_is_wrong_or_not_plain_is_left_to_picocli(String line) {
        assertThat(PlainReplay.of(words(line))).isNull();
    }

    private static List<String> words(String line) {
        return line.isEmpty()
                ? List.of()
                : Arrays.stream(line.split(" "))
                        .map(word -> word.equals("''") ? "" : word)
                        .toList();
    }

    @Test
    void every_option_of_picocli_can_be_said_plainly() {
        var all = new HashSet<>(PlainReplay.FLAGS);
        all.addAll(PlainReplay.VALUED);
        assertThat(new CommandLine(new ReplayCommand()).getCommandSpec().optionsMap().keySet())
                .filteredOn(name -> !Set.of("--help", "-h", "--version", "-V").contains(name))
                .containsExactlyInAnyOrderElementsOf(all);
    }
}
