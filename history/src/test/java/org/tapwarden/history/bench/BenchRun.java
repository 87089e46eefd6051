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
import java.util.Arrays;
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
///
/// @param perDay a school's usual day; fewer flows make one day with a lower rate
record BenchRun(long count, Path folder, Arrival arrival, long perDay) {

    private static final LocalDate FIRST = LocalDate.of(2026, 10, 1);
    private static final long SEED = 1;
    private static final Duration SEAL_AFTER = Duration.ofSeconds(5);
    private static final int DAYS = 100;
    private static final long SHORT_DAY = 20_000;

    BenchRun(long count, Path folder, Arrival arrival) {
        this(count, folder, arrival, Math.min(count, SchoolDay.USUAL_DAY));
    }

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
        return new SchoolDay(SEED, FIRST, perDay, arrival);
    }

    /// A hundred days of few flows each, in a folder of their own.
    BenchRun hundredDays() {
        return new BenchRun(DAYS * SHORT_DAY, folder.resolve("hundred-days"), arrival, SHORT_DAY);
    }

    /// The usual days that follow those of this run.
    SchoolDay flowsAfterwards() {
        LocalDate next = LocalDate.ofInstant(end(), ZoneOffset.UTC);
        return new SchoolDay(SEED, next, SchoolDay.USUAL_DAY, arrival);
    }

    /// The busiest time of a usual day, whatever the clock says when it is played.
    SchoolDay usualDay() {
        return new SchoolDay(SEED, FIRST, SchoolDay.USUAL_DAY, arrival);
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
        return begin().plus(Duration.ofDays(count / perDay - 1));
    }

    Instant end() {
        return lastDay().plus(Duration.ofDays(count % perDay == 0 ? 1 : 2));
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

    static double median(double[] values) {
        return share(values, 0.5);
    }

    /// The least of the values that so many of all do not exceed.
    static double share(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /// What is left after the collector threw away all that it can.
    static double heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
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
