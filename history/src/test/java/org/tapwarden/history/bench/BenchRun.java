package org.tapwarden.history.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.history.HistorySettings;
import org.tapwarden.history.Retention;
import org.tapwarden.history.bench.SchoolDay.Arrival;

/// One measurement of the flow history beside nfdump: so many flows, in a folder. Its parts are
/// processes of their own, which hand on what they measured in the file `figures`.
record BenchRun(long count, Path folder, Arrival arrival) {

    private static final LocalDate FIRST = LocalDate.of(2026, 10, 1);
    private static final long SEED = 1;
    private static final Duration SEAL_AFTER = Duration.ofSeconds(5);

    /// Arguments: how many flows, the folder, and perhaps a name of {@link Arrival}.
    static BenchRun of(String[] arguments) {
        return new BenchRun(
                Long.parseLong(arguments[0]),
                Path.of(arguments[1]),
                arguments.length > 2
                        ? Arrival.valueOf(arguments[2].toUpperCase(Locale.ROOT).replace('-', '_'))
                        : Arrival.AS_TIMED_OUT);
    }

    SchoolDay flows() {
        return new SchoolDay(SEED, FIRST, perDay(), arrival);
    }

    /// A school's usual day; fewer flows make one day with a lower rate.
    long perDay() {
        return Math.min(count, SchoolDay.USUAL_DAY);
    }

    Instant begin() {
        return FIRST.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /// Before it no flow ends.
    Instant firstHour() {
        return begin().minus(Duration.ofHours(1));
    }

    /// The last whole day.
    Instant lastDay() {
        return begin().plus(Duration.ofDays(count / perDay() - 1));
    }

    Instant end() {
        return lastDay().plus(Duration.ofDays(count % perDay() == 0 ? 1 : 2));
    }

    Path history() {
        return folder.resolve("history");
    }

    Path spool() {
        return folder.resolve("spool");
    }

    Nfdump nfdump() {
        return new Nfdump(folder.resolve("nfdump"));
    }

    /// An hour after the last day.
    Instant afterwards() {
        return end().plus(Duration.ofHours(1));
    }

    HistorySettings settings() {
        return settings(InstantSource.fixed(afterwards()));
    }

    /// A day that is over is sealed when nobody has written to it for a few seconds.
    HistorySettings settings(InstantSource wall) {
        return HistorySettings.of(ZoneOffset.UTC, Directory.NOBODY)
                .with(Retention.FOR_EVER)
                .with(wall)
                .withBudget(Duration.ofMinutes(5))
                .sealingAfter(SEAL_AFTER);
    }

    /// Of all threads of this process since its start, its own start included.
    static double cpuSeconds() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    void tell(String figure, Number value) throws IOException {
        Files.writeString(
                folder.resolve("figures"),
                figure + " " + value + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /// All that was told, the latest of each name.
    Map<String, Double> figures() throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve("figures"))) {
            String[] words = line.split(" ", -1);
            figures.put(words[0], Double.parseDouble(words[1]));
        }
        return figures;
    }

    static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    static void say(String text) {
        System.out.println("bench: " + text);
    }
}
