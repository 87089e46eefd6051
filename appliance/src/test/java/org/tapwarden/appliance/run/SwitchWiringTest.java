package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Place;
import org.tapwarden.enforcer.order.Severity;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// The whole appliance as its settings name it: a switch that does not answer is told, and the
/// program of the operator is asked next.
class SwitchWiringTest {

    private static final Mac ROGUE = Mac.parse("00:21:70:aa:bb:01");

    @TempDir Path folder;

    private Path programs;

    @BeforeEach
    void a_program_of_roots() throws IOException {
        assumeThat(System.getProperty("user.name")).as("a program of root's").isEqualTo("root");
        programs = Files.createTempDirectory(Path.of("/run"), "tapwarden-test");
        Path program =
                Files.writeString(
                        programs.resolve("annex"),
                        "#!/bin/sh\necho \"$*\" >> " + programs.resolve("calls") + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void nothing_is_left() throws IOException {
        if (programs == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(programs)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    private Settings settings() throws IOException {
        Path secrets =
                Files.writeString(
                        folder.resolve("closet.snmp"),
                        "authentication=some password\nprivacy=other password\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
        return Settings.read(
                Files.writeString(
                        folder.resolve("tapwarden.yaml"),
                        """
                        state: state
                        capture: {interface: tap0}
                        console: {on: false}
                        enforcer:
                          snmp:
                            switches:
                              - {name: closet, address: '127.0.0.1:1', user: tw, secrets: closet.snmp}
                          commands:
                            - name: annex
                              step: shut-port
                              hold: [%1$s, hold, '{mac}', '{case}']
                              release: [%1$s, release, '{mac}']
                              held: [%1$s, held]
                        """
                                .formatted(programs.resolve("annex"))));
    }

    private static Appliance appliance(Settings settings) throws IOException {
        return new Appliance(
                settings,
                new Appliance.Surroundings(
                        List.of(new RadiusWiringTest.IdleTap()),
                        () -> Instant.now().toEpochMilli() * 1_000_000L,
                        FrameFilter.ALL,
                        List.of(),
                        () -> Optional.of(ProtectedSet.NOBODY),
                        Optional.empty()));
    }

    private static Order order() {
        return new Order(
                0,
                "one",
                "asked",
                "K.17",
                "Nobody may connect a router.",
                "A router",
                Severity.HIGH,
                Step.SHUT_PORT,
                Mode.ACT,
                Duration.ofHours(1),
                new Subject(0, Set.of(ROGUE), Set.of(), ""),
                new Place("s", "s", "b", OptionalInt.empty(), Optional.empty(), 0),
                Set.of(),
                List.of(),
                List.of(),
                Instant.now(),
                Instant.now(),
                Optional.of("smith"));
    }

    @Test
    void a_switch_is_asked_by_snmp_and_then_a_program() throws IOException {
        try (Appliance appliance = appliance(settings())) {
            appliance.start();
            Outcome outcome = appliance.enforcement().quarantine(order());
            assertThat(outcome.reason()).isEqualTo(Reason.COMMAND_DONE);
            assertThat(outcome.detail()).contains("(before: snmp: closet: no answer)");
            assertThat(appliance.enforcement().leases())
                    .singleElement()
                    .satisfies(lease -> assertThat(lease.driver()).isEqualTo("command-annex"));
            assertThat(appliance.enforcement().releaseAll("root", "fire drill").released())
                    .isEqualTo(1);
            assertThat(appliance.enforcement().leases()).isEmpty();
        }
        assertThat(Files.readAllLines(programs.resolve("calls")))
                .containsSubsequence("hold " + ROGUE + " one", "release " + ROGUE);
        assertThat(folder.resolve("state/shut-ports")).exists();
    }

    @Test
    void a_program_that_others_can_change_stops_the_start_in_one_line() throws IOException {
        Settings settings = settings();
        Files.setPosixFilePermissions(
                programs.resolve("annex"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> appliance(settings))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "enforcer.commands (annex): "
                                + programs.resolve("annex")
                                + " can be written to by others than root");
    }
}
