package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private static final List<String> OVERLOADS =
            List.of(
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
                    "packets_kept_skipped");

    private static final int MOST_RUNS = 3;

    private static final Pattern COUNTER = Pattern.compile("counter (\\S+) (\\d+)");

    @TempDir private Path directory;

    /// Who is behind whom is a race, so that a branch may be missed once; what must hold must hold
    /// each time.
    @Test
    void every_overload_is_taken_and_counted_by_its_name() throws Exception {
        Set<String> missed = new TreeSet<>(OVERLOADS);
        for (int run = 1; run <= MOST_RUNS && !missed.isEmpty(); run++) {
            Map<String, Long> counters =
                    flooded(Files.createDirectory(directory.resolve("" + run)));
            System.out.println("small caps: " + counters);
            missed.removeIf(overload -> counters.getOrDefault(overload, 0L) > 0);
            assertThat(counters.get("offered")).isEqualTo(counters.get("sent"));
            long dropped =
                    counters.entrySet().stream()
                            .filter(one -> one.getKey().startsWith("dropped."))
                            .mapToLong(Map.Entry::getValue)
                            .sum();
            assertThat(counters.get("processed") + dropped).isEqualTo(counters.get("offered"));
            assertThat(counters.get("events_failed")).isZero();
        }
        assertThat(missed).as("never too much for %s", missed).isEmpty();
    }

    /// What a process of its own counted.
    private static Map<String, Long> flooded(Path state) throws Exception {
        Path out = state.resolve("out");
        Path log = state.resolve("log");
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-D" + Caps.PROPERTY + "=32768",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SmallCaps.class.getName(),
                                state.toString())
                        .redirectOutput(out.toFile())
                        .redirectError(log.toFile())
                        .start();
        try {
            assertThat(child.waitFor(3, TimeUnit.MINUTES)).as("patience").isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as(Files.readString(log)).isZero();
        Map<String, Long> counters = new TreeMap<>();
        for (String line : Files.readAllLines(out)) {
            Matcher counter = COUNTER.matcher(line);
            if (counter.matches()) {
                counters.put(counter.group(1), Long.parseLong(counter.group(2), 10));
            }
        }
        return counters;
    }
}
