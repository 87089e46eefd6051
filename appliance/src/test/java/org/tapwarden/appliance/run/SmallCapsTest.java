package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Caps;

/// With caps that little traffic reaches, every branch that deals with too much is taken, and every
/// frame is still accounted for.
class SmallCapsTest {

    /// What the whole appliance counts when something is full. What a full kernel ring costs is the
    /// live tests' business.
    private static final String[] OVERLOADS = {
        "dropped.split_ring_full",
        "behind.sighting_ring",
        "behind.flow_ring",
        "behind.fragments",
        "behind.gate",
        "behind.spool",
        "behind.store",
        "flows_evicted",
        "each_skipped",
        "inspections_refused",
        "endpoints_unresolved",
        "addresses_refused",
        "next_hops_displaced",
        "alerts_forgotten",
        "unknown_quiet_told_together",
        "name_answers_forgotten",
        "packets_kept_skipped",
    };

    private static final Pattern COUNTER = Pattern.compile("counter (\\S+) (\\d+)");

    @TempDir private Path directory;

    @Test
    void every_overload_is_taken_and_counted_by_its_name() throws Exception {
        Path out = directory.resolve("out");
        Path log = directory.resolve("log");
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-D" + Caps.PROPERTY + "=4096",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SmallCaps.class.getName(),
                                directory.toString())
                        .redirectOutput(out.toFile())
                        .redirectError(log.toFile())
                        .start();
        try {
            assertThat(child.waitFor(3, TimeUnit.MINUTES)).as("patience").isTrue();
        } finally {
            child.destroyForcibly();
        }
        Map<String, Long> counters = new TreeMap<>();
        for (String line : Files.readAllLines(out)) {
            Matcher counter = COUNTER.matcher(line);
            if (counter.matches()) {
                counters.put(counter.group(1), Long.parseLong(counter.group(2), 10));
            }
        }
        System.out.println("small caps: " + counters);
        assertThat(child.exitValue()).as(Files.readString(log)).isZero();
        assertThat(OVERLOADS).allMatch(overload -> counters.getOrDefault(overload, 0L) > 0);
        assertThat(counters.get("offered")).isEqualTo(counters.get("sent"));
        long dropped =
                counters.entrySet().stream()
                        .filter(one -> one.getKey().startsWith("dropped."))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
        assertThat(counters.get("processed") + dropped).isEqualTo(counters.get("offered"));
        assertThat(counters.get("events_failed")).isZero();
    }
}
