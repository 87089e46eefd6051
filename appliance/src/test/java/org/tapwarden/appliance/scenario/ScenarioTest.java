package org.tapwarden.appliance.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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

    private static @Nullable Lab lab;
    private static @Nullable Path frames;
    private static int number;

    @TempDir private Path directory;

    static List<Scenario> all() {
        String wanted = System.getProperty("tapwarden.scenario", "");
        return Scenario.all().stream().filter(s -> s.name().contains(wanted)).toList();
    }

    @BeforeAll
    static void the_lab() throws Exception {
        assumeThat(Lab.unavailable()).as("why no lab").isEmpty();
        Lab started = Lab.start(Lab.Tap.ALONE);
        lab = started;
        frames = unpacked(started.directory());
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
        if (lab != null) {
            lab.close();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void is_judged_rightly(Scenario scenario) throws Exception {
        Path capture = directory.resolve(scenario.name() + ".pcap");
        play(scenario, capture);
        String kept = System.getProperty("tapwarden.record.scenarios");
        if (kept != null) {
            pack(capture, Path.of(kept, scenario.name() + ".pcap.gz"));
        }
        Judge.Verdict verdict = Judge.of(capture, scenario.declared(), directory);
        assertThat(verdict.rules())
                .as(String.join("\n", verdict.cases()))
                .isEqualTo(scenario.expected());
    }

    private static void play(Scenario scenario, Path capture) throws Exception {
        Lab here = Objects.requireNonNull(lab);
        try (Running recording = here.captureTo(capture);
                var stage = new Stage(here, Objects.requireNonNull(frames), "s" + ++number + "-")) {
            Host bystander = stage.client("by", "a4:83:e7:00:00:%02x".formatted(number));
            stage.pause(SETTLES);
            scenario.play().on(stage);
            bystander.fetch4(Stage.PAGE);
            stage.pause(SETTLES);
            recording.stop();
        }
    }

    private static void pack(Path capture, Path to) throws IOException {
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
            Files.copy(capture, out);
        }
    }
}
