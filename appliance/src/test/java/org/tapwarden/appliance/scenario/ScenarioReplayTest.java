package org.tapwarden.appliance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every scenario as it was recorded once in the lab; needs neither root nor namespaces.
class ScenarioReplayTest {

    @TempDir private Path directory;

    static List<Scenario> all() {
        return Scenario.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void is_judged_rightly_again(Scenario scenario) throws IOException {
        String name = "recorded/" + scenario.name() + ".pcap.gz";
        Path capture = directory.resolve(scenario.name() + ".pcap");
        try (InputStream packed = ScenarioReplayTest.class.getResourceAsStream(name)) {
            assertThat(packed).as(name + " was recorded").isNotNull();
            Files.copy(new GZIPInputStream(packed), capture);
        }
        Judge.Verdict verdict = Judge.of(capture, scenario.declared(), directory);
        assertThat(verdict.rules())
                .as(String.join("\n", verdict.cases()))
                .isEqualTo(scenario.expected());
    }
}
