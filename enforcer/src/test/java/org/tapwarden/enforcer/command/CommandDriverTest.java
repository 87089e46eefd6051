package org.tapwarden.enforcer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.Reboot;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Subject;

/// A real program that keeps who is held in a folder, as a switch would.
class CommandDriverTest {

    private static final Mac ROGUE = Mac.parse("02:00:00:00:01:01");
    private static final Mac OTHER = Mac.parse("02:00:00:00:01:02");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// `hold MAC CASE SECONDS`, `release MAC`, `held`, `test MAC`; the file `fault` says how it
    /// misbehaves.
    private static final String SWITCH =
            """
            #!/bin/bash
            here=HERE
            fault=$(<$here/fault)
            echo "$# $*" >> $here/calls
            env >> $here/environment
            [[ $fault == slow-$1 ]] && sleep 30
            [[ $fault == fail-$1 ]] && { echo "no such $2" >&2; exit 9; }
            [[ $fault == away-$1 ]] && exit 3
            [[ $fault == fails-second && $2 == *:02 ]] && exit 9
            [[ $fault == talk-$1 ]] && head -c 200000 /dev/zero
            case $1 in
              hold) echo "$2 $3" > "$here/held/$2" ;;
              release) rm -f "$here/held/$2" ;;
              held) cat $here/held/* 2> /dev/null; [[ $fault == nonsense ]] && echo 'who knows'; exit 0 ;;
            esac
            """;

    private Path folder;

    @BeforeEach
    void a_program_that_only_root_can_change() throws IOException {
        assumeThat(System.getProperty("user.name")).as("programs of root's").isEqualTo("root");
        folder = Files.createTempDirectory(Path.of("/run"), "tapwarden-test");
        Files.createDirectories(folder.resolve("held"));
        fault("");
        write("switch", SWITCH.replace("HERE", folder.toString()), "rwxr-xr-x");
    }

    @AfterEach
    void nothing_is_left() throws IOException {
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    private Path write(String name, String text, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private void fault(String how) throws IOException {
        Files.writeString(folder.resolve("fault"), how + "\n");
    }

    private String settings() {
        return """
        commands:
          - name: closet
            step: shut-port
            hold: [%1$s/switch, hold, '{mac}', '{case}', '{seconds}']
            release: [%1$s/switch, release, '{mac}']
            held: [%1$s/switch, held]
            test: [%1$s/switch, test, '{mac}']
            timeout: 1s
            exits: {not-in-path: 3}
        """
                .formatted(folder);
    }

    private static List<CommandSettings> read(String yaml) throws IOException {
        return CommandSettings.of(
                Yaml.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "x")
                        .get("commands"));
    }

    private CommandDriver driver() throws IOException {
        return new CommandDriver(read(settings()).getFirst());
    }

    private static Grant grant(Mac... macs) {
        return new Grant("order-1", "case-17", new Subject(1, Set.of(macs), Set.of(), ""));
    }

    private Set<String> held() throws IOException {
        var names = new HashSet<String>();
        try (Stream<Path> all = Files.list(folder.resolve("held"))) {
            all.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    private void awaitsHeld(Set<String> wanted) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(12);
        while (!held().equals(wanted)) {
            assertThat(System.nanoTime()).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void after_a_reboot_the_program_holds_again_what_its_switch_forgot() throws Exception {
        Reboot.isOutlivedBy(
                new Reboot.World() {
                    @Override
                    public Driver boot(InstantSource wall) throws IOException {
                        return driver();
                    }

                    @Override
                    public void shutDown(Driver driver) throws IOException {
                        ((CommandDriver) driver).close();
                        Files.deleteIfExists(folder.resolve("held").resolve(ROGUE.toString()));
                    }

                    @Override
                    public boolean isHeld() throws IOException {
                        return held().contains(ROGUE.toString());
                    }
                },
                grant(ROGUE).subject(),
                folder);
    }

    @Test
    void holds_and_releases_by_the_programs_of_the_settings() throws Exception {
        try (CommandDriver driver = driver()) {
            assertThat(driver.name()).isEqualTo("command-closet");
            assertThat(driver.reach(grant(ROGUE).subject()).possible()).isTrue();
            Outcome outcome = driver.hold(grant(ROGUE, OTHER), Duration.ofMillis(59_001));
            assertThat(outcome.kind()).isEqualTo(Kind.UNCONFIRMED);
            assertThat(outcome.reason()).isEqualTo(Reason.COMMAND_DONE);
            assertThat(held()).containsExactlyInAnyOrder(ROGUE.toString(), OTHER.toString());
            assertThat(driver.held()).contains(Map.of(ROGUE, "case-17", OTHER, "case-17"));
            assertThat(driver.release(grant(ROGUE)).reason()).isEqualTo(Reason.RELEASED);
            assertThat(held()).containsExactly(OTHER.toString());
            assertThat(Files.readAllLines(folder.resolve("calls")))
                    .contains("4 hold " + ROGUE + " case-17 60", "2 release " + ROGUE);
        }
        // What an earlier run left is known to the next.
        try (CommandDriver next = driver()) {
            assertThat(next.held()).contains(Map.of(OTHER, "case-17"));
            assertThat(next.releaseAll().reason()).isEqualTo(Reason.RELEASED);
            assertThat(held()).isEmpty();
        }
    }

    @Test
    void nothing_of_our_environment_reaches_the_program() throws Exception {
        try (CommandDriver driver = driver()) {
            driver.hold(grant(ROGUE), MINUTE);
        }
        // What bash sets by itself.
        assertThat(Files.readAllLines(folder.resolve("environment")))
                .allMatch(line -> line.matches("(PWD=/|SHLVL=\\d|_=.*)"))
                .contains("PWD=/");
    }

    @Test
    void an_exit_status_is_a_refusal_where_the_settings_say_so_and_else_a_failure()
            throws Exception {
        try (CommandDriver driver = driver()) {
            fault("away-hold");
            Outcome away = driver.hold(grant(ROGUE), MINUTE);
            assertThat(away.kind()).isEqualTo(Kind.REFUSED);
            assertThat(away.reason()).isEqualTo(Reason.NOT_IN_PATH);
            fault("fail-hold");
            Outcome failed = driver.hold(grant(ROGUE), MINUTE);
            assertThat(failed.kind()).isEqualTo(Kind.FAILED);
            assertThat(failed.reason()).isEqualTo(Reason.COMMAND_FAILED);
            assertThat(failed.detail()).endsWith("ended with 9, and says: no such " + ROGUE);
            fault("away-test");
            assertThat(driver.reach(grant(ROGUE).subject()).reason()).isEqualTo(Reason.NOT_IN_PATH);
        }
    }

    @Test
    void a_program_that_does_not_end_is_killed_and_what_it_may_have_done_undone() throws Exception {
        try (CommandDriver driver = driver()) {
            Files.writeString(folder.resolve("held").resolve(ROGUE.toString()), ROGUE + " half\n");
            fault("slow-hold");
            long began = System.nanoTime();
            Outcome outcome = driver.hold(grant(ROGUE), MINUTE);
            assertThat(outcome.reason()).isEqualTo(Reason.COMMAND_TIMED_OUT);
            assertThat(outcome.kind()).isEqualTo(Kind.FAILED);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(4));
            awaitsHeld(Set.of());
            assertThat(ProcessHandle.current().descendants())
                    .as("what it started is killed with it")
                    .noneMatch(
                            p -> p.info().command().filter(c -> c.endsWith("sleep")).isPresent());
        }
    }

    @Test
    void all_macs_are_held_or_none() throws Exception {
        try (CommandDriver driver = driver()) {
            fault("fails-second");
            assertThat(driver.hold(grant(ROGUE, OTHER), MINUTE).kind()).isEqualTo(Kind.FAILED);
            fault("");
            awaitsHeld(Set.of());
        }
    }

    @Test
    void a_failed_renewal_leaves_what_was_held() throws Exception {
        try (CommandDriver driver = driver()) {
            driver.hold(grant(ROGUE), MINUTE);
            fault("fail-hold");
            assertThat(driver.hold(grant(ROGUE), MINUTE).kind()).isEqualTo(Kind.FAILED);
            TimeUnit.MILLISECONDS.sleep(300);
            assertThat(held()).containsExactly(ROGUE.toString());
        }
    }

    @Test
    void what_it_says_has_an_end() throws Exception {
        try (CommandDriver driver = driver()) {
            fault("talk-hold");
            assertThat(driver.hold(grant(ROGUE), MINUTE).reason())
                    .isEqualTo(Reason.COMMAND_TOO_TALKATIVE);
            fault("nonsense");
            assertThat(driver.held()).as("cannot be said").isEmpty();
            fault("fail-held");
            assertThat(driver.held()).isEmpty();
            assertThat(driver.releaseAll().kind()).isEqualTo(Kind.FAILED);
        }
    }

    @Test
    void gives_way_at_once() throws Exception {
        String patient = settings().replace("timeout: 1s", "timeout: 4s");
        try (var driver = new CommandDriver(read(patient).getFirst())) {
            fault("slow-hold");
            var holding = CompletableFuture.supplyAsync(() -> driver.hold(grant(ROGUE), MINUTE));
            Path calls = folder.resolve("calls");
            while (!Files.exists(calls) || !Files.readString(calls).contains("hold ")) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            long began = System.nanoTime();
            driver.giveWay();
            assertThat(holding.get().reason()).isEqualTo(Reason.COMMAND_GIVEN_UP);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void a_program_that_others_could_change_is_never_run() throws Exception {
        try (CommandDriver driver = driver()) {
            Files.setPosixFilePermissions(
                    folder.resolve("switch"), PosixFilePermissions.fromString("rwxrwxr-x"));
            Outcome outcome = driver.hold(grant(ROGUE), MINUTE);
            assertThat(outcome.reason()).isEqualTo(Reason.COMMAND_UNSAFE);
            assertThat(outcome.detail()).endsWith("can be written to by others than root");
            assertThat(folder.resolve("calls")).doesNotExist();
        }
        assertThatThrownBy(this::driver).hasMessageContaining("can be written to by others");
        Files.setPosixFilePermissions(
                folder.resolve("switch"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(folder.resolve("switch"), "unix:uid", 65_534);
        assertThatThrownBy(this::driver).hasMessageContaining("does not belong to root");
        Files.setAttribute(folder.resolve("switch"), "unix:uid", 0);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(this::driver).hasMessageContaining(folder + " can be written to");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(folder.resolve("switch"), folder.resolve("moved"));
        assertThatThrownBy(this::driver).hasMessageContaining("does not exist");
        Files.createSymbolicLink(folder.resolve("switch"), folder.resolve("moved"));
        assertThatThrownBy(this::driver).hasMessageContaining("is behind a link; name");
    }
}
