package org.tapwarden.appliance.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.spool.DirectoryLock;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Alerts.Trace;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.store.SensorStore;
import picocli.CommandLine;

class ControlTest {

    @TempDir Path folder;
    private Path config;

    record Said(int exit, String out, String err) {}

    @BeforeEach
    void settings() throws IOException {
        config = folder.resolve("tapwarden.yaml");
        Files.writeString(config, "state: state\ncapture: {interface: tap0}\n");
        Files.createDirectory(folder.resolve("state"));
    }

    private Said run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Control.execute(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Said(exit, out.toString(), err.toString());
    }

    private Said withConfig(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = config.toString();
        return run(all);
    }

    @Test
    void an_import_prints_its_difference_is_idempotent_and_asks_before_it_retires_many()
            throws IOException {
        Path list = folder.resolve("list.csv");
        Files.writeString(list, "mac,name\n00:11:22:33:44:01,a\n00:11:22:33:44:02,b\n");
        Said first = withConfig("devices", "import", list.toString());
        assertThat(first.out()).contains("+ 00:11:22:33:44:01 a").contains("2 added, 0 changed");
        assertThat(withConfig("devices", "import", list.toString()).out())
                .contains("0 added, 0 changed, 0 retired, 2 unchanged");
        Files.writeString(list, "mac,name\n00:11:22:33:44:01,a\n");
        Said refused = withConfig("devices", "import", list.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("more than 2 %").contains("--confirm");
        assertThat(withConfig("devices", "import", list.toString(), "--dry-run").exit()).isZero();
        assertThat(withConfig("devices", "import", list.toString(), "--confirm").exit()).isZero();
        assertThat(withConfig("devices", "list").exit()).isZero();
    }

    @Test
    void a_list_of_persons_is_previewed_replaced_and_not_emptied_by_accident() throws IOException {
        Path list = folder.resolve("loans.csv");
        Files.writeString(
                list, "person,mac\nkim,00:11:22:33:44:01\n\"lee\u001b[2J\",00:11:22:33:44:02\n");
        assertThat(withConfig("identities", "import", list.toString()).err())
                .contains("loans.csv:3: the person has control characters");
        Files.writeString(list, "person,mac\nkim,00:11:22:33:44:01\nlee,00:11:22:33:44:02\n");
        Said preview = withConfig("identities", "import", list.toString(), "--dry-run");
        assertThat(preview.out())
                .contains("+ 00:11:22:33:44:01 kim")
                .contains("2 added, 0 gone, 0 unchanged");
        assertThat(withConfig("identities", "import", list.toString()).out())
                .contains("2 added, 0 gone, 0 unchanged");
        assertThat(withConfig("identities", "import", list.toString()).out())
                .contains("0 added, 0 gone, 2 unchanged");
        Files.writeString(list, "person,mac\nkim,00:11:22:33:44:01\n");
        Said refused = withConfig("identities", "import", list.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("would take away 1 of 2 lines").contains("--confirm");
        assertThat(withConfig("identities", "import", list.toString(), "--confirm").exit())
                .isZero();
        assertThat(withConfig("identities", "import", list.toString()).out())
                .contains("0 added, 0 gone, 1 unchanged");
        assertThat(withConfig("audit", "verify").out())
                .as("two of the imports changed something")
                .contains("what people decided: 2 rows, intact");
    }

    @Test
    void what_is_wrong_is_one_line_with_the_right_exit_code() throws IOException {
        assertThat(run("search", "x").exit()).as("no purpose").isEqualTo(2);
        assertThat(withConfig("devices", "import", folder.resolve("none.csv").toString()).err())
                .contains("does not exist");
        Said none = run("search", "x", "--purpose", "a test", "--history", folder.toString());
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err().lines()).hasSize(1);
        assertThat(run("devices", "list", "--config", folder.resolve("no.yaml").toString()).err())
                .contains("no.yaml does not exist");
        Files.writeString(config, "stat: x\n");
        Said typo = withConfig("devices", "list");
        assertThat(typo.exit()).isEqualTo(1);
        assertThat(typo.err()).contains("stat: no such key").contains("tapwarden.yaml");
    }

    @Test
    void what_became_of_a_case_is_kept_and_counted() throws IOException {
        aCase("50:c7:bf:00:00:01", "bad\u001b[2Jname");
        assertThat(withConfig("cases", "list").out()).contains("50:c7:bf:00:00:01", "A router");
        assertThat(withConfig("cases", "show", "x").err()).contains("'x' is no case");
        Said shown = withConfig("cases", "show", "alert-1");
        assertThat(shown.out())
                .contains(
                        "K.17",
                        "speaks for it",
                        "why [identity, frame 4711, 1970-01-01",
                        "bad?[2Jname")
                .doesNotContain("\u001b");
        assertThat(withConfig("cases", "precision").err()).contains("nobody judged");
        assertThat(withConfig("cases", "false-alarm", "1").exit()).as("no reason").isEqualTo(2);
        assertThat(withConfig("cases", "false-alarm", "1", "--why", "a dock").exit()).isZero();
        assertThat(withConfig("cases", "list", "--open").out()).doesNotContain("50:c7:bf");
        assertThat(withConfig("cases", "show", "1").out()).contains("false-alarm", "a dock");
        assertThat(withConfig("cases", "precision").out()).contains("rogue-router", "0 %");
        Said none = withConfig("cases", "confirm", "9", "--why", "x");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err()).contains("there is no case 9").hasLineCount(1);
        assertThat(
                        withConfig("cases", "approve", "1", "--owner", "Science", "--why", "ticket")
                                .exit())
                .isZero();
        assertThat(withConfig("cases", "precision").out()).contains("100 %");
    }

    private void aCase(String mac, String hostName) throws IOException {
        Path file = folder.resolve("state").resolve("sensor.db");
        try (var store = new SensorStore(file, Segments.UNDECLARED)) {
            store.alert(
                    new Alert(
                            1,
                            1,
                            "rogue-router",
                            "K.17",
                            "No.",
                            "high",
                            "A router",
                            7,
                            mac,
                            "10.0.0.5",
                            "TP-LINK",
                            hostName,
                            "unnamed",
                            "",
                            "",
                            "",
                            List.of("identity"),
                            List.of("why"),
                            List.of(new Trace("identity", Instant.EPOCH, 4_711)),
                            List.of(),
                            List.of(),
                            "notify",
                            false,
                            Instant.EPOCH,
                            Instant.EPOCH),
                    Optional.empty());
            store.awaitCommitted(store.submitted());
        }
    }

    @Test
    void stores_that_another_process_holds_are_not_opened() throws IOException {
        try (var _ = DirectoryLock.take(folder.resolve("state"))) {
            Said said = withConfig("devices", "list");
            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.err()).contains("in use by another Tapwarden process");
        }
    }

    @Test
    void without_a_running_appliance_nothing_is_asked_of_the_enforcer() {
        Said said = withConfig("quarantine", "list");
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.err()).contains("not running");
    }

    private static void paths(CommandLine line, String before, List<String> paths) {
        line.getSubcommands()
                .forEach((name, below) -> {
                    paths.add((before + " " + name).strip());
                    paths(below, before + " " + name, paths);
                });
    }

    private static List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (String name : Control.names()) {
            paths.add(name);
        }
        var quiet = new PrintWriter(Writer.nullWriter());
        var nobody =
                new Tools(
                        "",
                        ZoneId.of("UTC"),
                        InstantSource.system(),
                        null,
                        null,
                        null,
                        null,
                        Map.of());
        paths(Operations.over(nobody, new String[0], quiet, quiet), "", paths);
        return paths.stream().distinct().toList();
    }

    @Test
    void every_command_says_how_it_is_used_before_anything_is_set_up() {
        for (String path : paths()) {
            Said said = run((path + " --help").split(" ", -1));
            assertThat(said.exit()).as(path + ": " + said.err()).isZero();
            assertThat(said.err()).as(path).isEmpty();
            assertThat(said.out())
                    .as(path)
                    .startsWith("Usage: tapwarden " + path)
                    .contains("-h, --help");
        }
        assertThat(run("devices", "-V").out()).startsWith("tapwarden ");
    }

    @Test
    void a_group_alone_is_no_command_whatever_the_settings_are() {
        for (String group :
                List.of("devices", "history", "cases", "identities", "quarantine", "audit")) {
            Said said = run(group);
            assertThat(said.exit()).as(group).isEqualTo(2);
            assertThat(said.err()).as(group).contains("say what to do");
        }
    }

    @Test
    void help_has_examples() {
        Said said = run("search", "--help");
        assertThat(said.exit()).isZero();
        assertThat(said.out()).contains("Examples").contains("--purpose");
    }
}
