package org.tapwarden.appliance.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.run.Histories;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.lease.EnforcerStore;

class HistoryCommandTest {

    @TempDir Path folder;
    private Path kept;

    record Said(int exit, String out, String err) {}

    @BeforeEach
    void flows() throws IOException {
        kept = Files.createDirectory(folder.resolve("kept"));
        KeptFlows.write(
                kept,
                KeptFlows.flow(1, "10.0.0.1", "a.example", 100),
                KeptFlows.flow(2, "10.0.0.2", "b.example", 900),
                KeptFlows.flow(3, "10.0.0.3", "\rx0\r\n=c", 400));
    }

    private static Said run(List<String> arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Control.execute(
                        arguments.toArray(String[]::new),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true));
        return new Said(exit, out.toString(), err.toString());
    }

    private Said history(String... arguments) {
        List<String> all = new ArrayList<>(List.of("history"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--history", kept.toString()));
        return run(all);
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        }
    }

    @Test
    void stats_tell_of_each_index_and_of_all() {
        Said said = history("stats");
        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out().lines().toList())
                .satisfiesExactly(
                        title -> assertThat(title).startsWith("INDEX").endsWith("BYTES"),
                        index ->
                                assertThat(index)
                                        .startsWith("2026-03-10-staff ")
                                        .matches(".* open +3 +3 +2026-03-10 .*"),
                        sum -> assertThat(sum).startsWith("1 indexes, 3 slices of 3 flows, "),
                        age ->
                                assertThat(age)
                                        .startsWith("the newest indexed flow ended at 2026-03-10 ")
                                        .endsWith(" s ago"));
    }

    @Test
    void a_replays_history_is_sealed_verified_and_found_changed() throws IOException {
        assertThat(history("seal").out()).startsWith("sealed 2026-03-10-staff: 3 slices, ");
        assertThat(history("seal", "--all").out()).isEqualTo("nothing to seal\n");
        Said intact = history("verify");
        assertThat(intact.exit()).isZero();
        assertThat(intact.out())
                .isEqualTo("1 sealed indexes hashed, 0 differences; 0 not sealed yet\n");
        Files.writeString(kept.resolve("flows/2026-03-10-staff/segments_9"), "x");
        Said changed = history("verify");
        assertThat(changed.exit()).isEqualTo(1);
        assertThat(changed.out())
                .isEqualTo(
                        """
                        2026-03-10-staff: segments_9 was added
                        1 sealed indexes hashed, 1 differences; 0 not sealed yet
                        """);
    }

    @Test
    void an_export_is_a_file_of_whoever_asked_with_its_hash_told() throws Exception {
        Path file = folder.resolve("flows.csv");
        Said said = history("export", "", file.toString(), "--purpose", "ticket 4711");
        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).startsWith("3 slices; SHA-256 " + sha256(file) + "; audit row ");
        assertThat(Files.readString(file))
                .startsWith("end,source,")
                .contains("\"'\rx0\r\n=c\"\r\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Said cut =
                history("export", "", "-", "--purpose", "ticket", "--format", "ecs", "--most", "2");
        assertThat(cut.out().lines()).hasSize(2);
        assertThat(cut.err()).contains("not complete: there are more than the 2 rows of --most");
        assertThat(Files.readString(kept.resolve("audit.ndjson")))
                .contains("export-begun", "\"purpose\":\"ticket 4711\"", sha256(file));
    }

    @Test
    void what_is_refused_or_fails_leaves_no_file() throws IOException {
        String file = folder.resolve("flows.csv").toString();
        assertThat(history("export", "", file).exit()).as("no purpose").isEqualTo(2);
        Said slip = history("export", "sorce.ip:10.0.0.1", file, "--purpose", "ticket");
        assertThat(slip.exit()).isEqualTo(2);
        assertThat(slip.err()).contains("source.ip");
        Said stages = history("export", "| head 3", file, "--purpose", "ticket");
        assertThat(stages.err()).contains("stages behind '|'");
        Said format = history("export", "", file, "--purpose", "ticket", "--format", "xml");
        assertThat(format.err()).contains("csv, ecs and zeek, not xml");
        Said nowhere =
                history("export", "", folder.resolve("no/x").toString(), "--purpose", "ticket");
        assertThat(nowhere.exit()).isEqualTo(1);
        assertThat(nowhere.err()).contains("there is no folder for").hasLineCount(1);
        Said full = history("export", "", "/dev/full", "--purpose", "ticket");
        assertThat(full.exit()).isEqualTo(1);
        assertThat(full.err())
                .contains("/dev/full could not be written: No space left on device")
                .hasLineCount(1);
        assertThat(names()).containsExactly("kept");
    }

    @Test
    void a_running_appliance_exports_the_same_bytes_to_a_file_here() throws Exception {
        Path alone = folder.resolve("alone.csv");
        history("export", "", alone.toString(), "--purpose", "ticket 4711");
        Path state = Files.createDirectory(folder.resolve("state"));
        Path config = folder.resolve("tapwarden.yaml");
        Files.writeString(config, "state: state\ncapture: {interface: tap0}\n");
        try (var flows = Histories.openToSearch(kept, Directory.NOBODY, ZoneOffset.UTC);
                var store = new SensorStore(state.resolve("sensor.db"), Segments.UNDECLARED);
                var orders = EnforcerStore.open(state.resolve("enforcer.db"));
                var enforcer = SearchTest.enforcer(orders);
                var _ =
                        new ControlServer(
                                state.resolve("control.sock"),
                                kept,
                                ZoneId.systemDefault(),
                                flows,
                                store,
                                enforcer)) {
            List<String> from = List.of("--config", config.toString());
            Path file = folder.resolve("remote.csv");
            List<String> export = new ArrayList<>(List.of("history", "export", ""));
            export.addAll(List.of(file.toString(), "--purpose", "ticket", "--from", "2026-03-10"));
            export.addAll(from);
            Said said = run(export);
            assertThat(said.exit()).as(said.err()).isZero();
            assertThat(said.out()).isEmpty();
            assertThat(said.err()).contains(sha256(file));
            assertThat(Files.mismatch(alone, file)).isEqualTo(-1);
            List<String> stats = new ArrayList<>(List.of("history", "stats"));
            stats.addAll(from);
            assertThat(run(stats).out()).contains("1 indexes, 3 slices of 3 flows");
        }
    }
}
