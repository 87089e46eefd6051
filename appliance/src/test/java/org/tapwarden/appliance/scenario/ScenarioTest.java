package org.tapwarden.appliance.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.appliance.lab.Host;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Running;

/// Every scenario, played now with real parts: each attack finds its case, each look-alike stays
/// silent. With `-Dtapwarden.record.scenarios=DIRECTORY` the recordings are kept.
class ScenarioTest {

    private static final Duration SETTLES = Duration.ofMillis(300);
    private static final Duration SETTLES_AT_MOST = Duration.ofSeconds(20);

    /// Scenarios mostly wait, so that some are played at once, each with a lab to itself.
    private static final int LABS = 3;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir private static @Nullable Path directory;

    private static final List<Lab> LABS_OF_ALL = new ArrayList<>();
    private static final BlockingQueue<Lab> FREE = new LinkedBlockingQueue<>();
    private static final Map<String, Future<Judge.Verdict>> VERDICTS = new HashMap<>();
    private static final ExecutorService PLAYING = Executors.newFixedThreadPool(LABS);

    static List<Scenario> all() {
        String wanted = System.getProperty("tapwarden.scenario", "");
        return Scenario.all().stream().filter(s -> s.name().contains(wanted)).toList();
    }

    @BeforeAll
    static void the_labs() throws Exception {
        assumeThat(Lab.unavailable()).as("why no lab").isEmpty();
        for (int i = 0; i < LABS; i++) {
            Lab started = Lab.start(Lab.Tap.ALONE);
            LABS_OF_ALL.add(started);
            FREE.add(started);
        }
        Path frames = unpacked(Objects.requireNonNull(directory));
        for (Scenario scenario : all()) {
            VERDICTS.put(scenario.name(), PLAYING.submit(() -> judged(scenario, frames)));
        }
    }

    static Path unpacked(Path directory) throws IOException {
        Path file = directory.resolve("frames.py");
        try (InputStream in =
                Objects.requireNonNull(ScenarioTest.class.getResourceAsStream("frames.py"))) {
            Files.copy(in, file);
        }
        return file;
    }

    @AfterAll
    static void no_lab() {
        PLAYING.shutdownNow();
        LABS_OF_ALL.forEach(Lab::close);
    }

    @ParameterizedTest
    @MethodSource("all")
    void is_judged_rightly(Scenario scenario) throws Exception {
        Judge.Verdict verdict = Objects.requireNonNull(VERDICTS.get(scenario.name())).get();
        assertThat(verdict.rules())
                .as(String.join("\n", verdict.cases()))
                .isEqualTo(scenario.expected());
    }

    private static Judge.Verdict judged(Scenario scenario, Path frames) throws Exception {
        Path own = Files.createDirectory(frames.resolveSibling(scenario.name()));
        Path capture = own.resolve(scenario.name() + ".pcap");
        Lab lab = FREE.take();
        try {
            play(scenario, capture, lab, frames);
        } finally {
            FREE.add(lab);
        }
        String kept = System.getProperty("tapwarden.record.scenarios");
        if (kept != null) {
            pack(capture, Path.of(kept, scenario.name() + ".pcap.gz"));
        }
        return Judge.of(capture, scenario.declared(), own);
    }

    private static void play(Scenario scenario, Path capture, Lab here, Path frames)
            throws Exception {
        int number = NUMBER.incrementAndGet();
        try (Running recording = here.captureTo(capture);
                var stage = new Stage(here, frames, "s" + number + "-")) {
            Host bystander = stage.client("by", "a4:83:e7:00:00:%02x".formatted(number));
            stage.pause(SETTLES);
            scenario.play().on(stage);
            bystander.fetch4(Stage.PAGE);
            settle(stage, capture);
            recording.stop();
        }
    }

    /// Until nothing more is recorded for a while: a recorder that is ended forgets what it has not
    /// read yet.
    private static void settle(Stage stage, Path capture) throws Exception {
        long before;
        long now = Files.size(capture);
        long until = System.nanoTime() + SETTLES_AT_MOST.toNanos();
        do {
            before = now;
            stage.pause(SETTLES);
            now = Files.size(capture);
        } while (now != before && System.nanoTime() < until);
    }

    private static void pack(Path capture, Path to) throws IOException {
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
            Files.copy(capture, out);
        }
    }
}
