package org.tapwarden.appliance.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.run.Histories;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.Enforcer;
import org.tapwarden.enforcer.EnforcerSettings;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.DeskSettings;
import org.tapwarden.enforcer.driver.RecordingDriver;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.order.Clocks;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Witness;
import org.tapwarden.enforcer.protect.ProtectedSet;

class SearchTest {

    private static final String TOP = "| top 2 source.ip by bytes";

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

    private static Said run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Control.execute(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Said(exit, out.toString(), err.toString());
    }

    private Said search(String query, String... more) {
        var arguments = new java.util.ArrayList<>(List.of("search", query, "--purpose", "a test"));
        arguments.addAll(List.of("--history", kept.toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void stages_make_a_table_in_each_format() {
        Said table = search(TOP);
        assertThat(table.exit()).as(table.err()).isZero();
        assertThat(table.out())
                .isEqualTo(
                        """
                        source.ip  bytes
                        10.0.0.2     900
                        10.0.0.3     400
                        2 of 3 rows, of 3 flow slices
                        """);
        assertThat(table.err()).startsWith("2 of 3 rows shown, of 3 slices, ");
        assertThat(search(TOP, "--format", "csv").out())
                .isEqualTo("source.ip,bytes\r\n10.0.0.2,900\r\n10.0.0.3,400\r\n");
        assertThat(search(TOP, "--format", "ndjson").out())
                .isEqualTo(
                        """
                        {"source.ip":"10.0.0.2","bytes":900}
                        {"source.ip":"10.0.0.3","bytes":400}
                        """);
    }

    @Test
    void who_names_stages_gets_all_rows_they_ask_for_unless_a_limit_is_named() {
        String columns = "| fields source.ip | head 3";
        assertThat(search(columns).out()).startsWith("source.ip\n10.0.0.3\n10.0.0.2\n10.0.0.1\n");
        assertThat(search(columns, "--limit", "1").out()).startsWith("source.ip\n10.0.0.3\n1 of 3");
    }

    @Test
    void a_slip_is_one_line_that_says_what_was_meant() {
        Said said = search("| top 3 sorce.ip by bytes");
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err()).contains("sorce.ip").contains("source.ip").contains("character");
    }

    @Test
    void help_shows_stages() {
        assertThat(run("search", "--help").out())
                .contains("| top 10 source.ip by bytes", "| timeline 5m by category");
    }

    @Test
    void a_running_appliance_answers_the_same_bytes_whatever_a_name_holds() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        Path config = folder.resolve("tapwarden.yaml");
        Files.writeString(config, "state: state\ncapture: {interface: tap0}\n");
        Said alone = search("", "--format", "csv", "--limit", "9");
        Said table = search(TOP);
        try (var history = Histories.openToSearch(kept, Directory.NOBODY, ZoneOffset.UTC);
                var store = new SensorStore(state.resolve("sensor.db"), Segments.UNDECLARED);
                var orders = EnforcerStore.open(state.resolve("enforcer.db"));
                var enforcer = enforcer(orders);
                var _ =
                        new ControlServer(
                                state.resolve("control.sock"),
                                kept,
                                ZoneId.systemDefault(),
                                history,
                                store,
                                enforcer)) {
            String[] from = {"--from", "2026-03-10", "--config", config.toString()};
            Said asked =
                    run(
                            "search",
                            "",
                            "--purpose",
                            "a test",
                            "--format",
                            "csv",
                            "--limit",
                            "9",
                            from[0],
                            from[1],
                            from[2],
                            from[3]);
            assertThat(asked.exit()).as(asked.err()).isZero();
            assertThat(asked.out()).isEqualTo(alone.out()).contains("\"'\rx0\r\n=c\"");
            Said counted =
                    run("search", TOP, "--purpose", "a test", from[0], from[1], from[2], from[3]);
            assertThat(counted.out()).isEqualTo(table.out());
        }
    }

    static Enforcer enforcer(EnforcerStore orders) {
        return new Enforcer(
                EnforcerSettings.USUAL,
                orders,
                (number, limit) -> List.of(),
                Witness.silent(),
                List.of(new RecordingDriver(Step.QUARANTINE)),
                () -> Optional.of(ProtectedSet.NOBODY),
                new Desk(new DeskSettings(List.of(), "t@o.example", "o.example", ZoneOffset.UTC)),
                () -> {},
                Clocks.ofThisMachine());
    }
}
