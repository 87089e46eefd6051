package org.tapwarden.appliance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The unit, checked by systemd's own tools without a running systemd.
class SystemdUnitTest {

    private static final Path FOLDER = Path.of("..", "systemd").toAbsolutePath().normalize();
    private static final Path UNIT = FOLDER.resolve("tapwarden.service");
    private static final Path RELEASE_ALL = FOLDER.resolve("tapwarden-release-all.service");
    private static final String PROGRAM = "/usr/lib/tapwarden/tapwarden";

    /// Tenths of systemd's exposure, of 100. What is left is the network, which is our work.
    private static final int EXPOSURE = 20;

    @TempDir private Path directory;

    private List<String> unit = List.of();

    @BeforeEach
    void read_the_unit() throws IOException {
        unit = Files.readAllLines(UNIT);
    }

    @Test
    void systemd_understands_every_line() throws Exception {
        assumeInstalled("systemd-analyze");
        // The program is not installed here, and systemd looks whether it is there.
        Path copy = directory.resolve("tapwarden.service");
        Files.writeString(copy, Files.readString(UNIT).replace(PROGRAM, "/bin/true"));
        // It also looks at the units of other packages, of which Debian's FreeRADIUS has an old
        // word.
        assertThat(run("systemd-analyze", "verify", "--man=no", copy.toString()).lines())
                .filteredOn(line -> !line.contains("/lib/systemd/system/"))
                .isEmpty();
    }

    @Test
    void it_is_exposed_no_more_than_its_work_asks_for() throws Exception {
        assumeInstalled("systemd-analyze");
        assertThat(
                        run(
                                "systemd-analyze",
                                "security",
                                "--offline=true",
                                "--no-pager",
                                "--threshold=" + EXPOSURE,
                                UNIT.toString()))
                .contains("Overall exposure level");
    }

    @Test
    void it_holds_two_capabilities_and_cannot_get_another() {
        assertThat(values("AmbientCapabilities")).containsExactly("CAP_NET_RAW CAP_NET_ADMIN");
        assertThat(values("CapabilityBoundingSet")).containsExactly("CAP_NET_RAW CAP_NET_ADMIN");
        assertThat(values("NoNewPrivileges")).containsExactly("yes");
        assertThat(values("User")).containsExactly("tapwarden");
    }

    @Test
    void a_jvm_can_run_in_it() {
        assertThat(values("MemoryDenyWriteExecute")).isEmpty();
        assertThat(values("SystemCallErrorNumber")).containsExactly("EPERM");
    }

    @Test
    void it_runs_the_appliance_and_watches_it() {
        assertThat(values("ExecStart"))
                .containsExactly(PROGRAM + " run --config /etc/tapwarden/tapwarden.yaml");
        assertThat(values("Type")).containsExactly("notify");
        assertThat(values("NotifyAccess")).containsExactly("main");
        assertThat(values("WatchdogSec")).containsExactly("30");
        assertThat(values("Restart")).containsExactly("on-failure");
        assertThat(values("StateDirectory")).containsExactly("tapwarden");
    }

    @Test
    void letting_everybody_go_is_a_unit_that_only_asks_on_the_control_socket() throws Exception {
        unit = Files.readAllLines(RELEASE_ALL);
        assertThat(values("ExecStart"))
                .singleElement()
                .asString()
                .startsWith(PROGRAM + " quarantine release-all --config /etc/tapwarden/");
        assertThat(values("RestrictAddressFamilies")).containsExactly("AF_UNIX");
        assertThat(values("CapabilityBoundingSet")).containsExactly("");
        assumeInstalled("systemd-analyze");
        Path copy = directory.resolve("tapwarden-release-all.service");
        Files.writeString(copy, Files.readString(RELEASE_ALL).replace(PROGRAM, "/bin/true"));
        assertThat(run("systemd-analyze", "verify", "--man=no", copy.toString()).lines())
                .filteredOn(line -> !line.contains("/lib/systemd/system/"))
                .isEmpty();
        assertThat(
                        run(
                                "systemd-analyze",
                                "security",
                                "--offline=true",
                                "--no-pager",
                                "--threshold=" + EXPOSURE,
                                RELEASE_ALL.toString()))
                .contains("Overall exposure level");
    }

    @Test
    void its_account_has_no_shell() throws Exception {
        assumeInstalled("systemd-sysusers");
        String accounts = FOLDER.resolve("tapwarden.sysusers").toString();
        assertThat(run("systemd-sysusers", "--dry-run", "--root=" + directory, accounts))
                .contains("Creating user 'tapwarden'");
        assertThat(Files.readString(Path.of(accounts))).contains("/usr/sbin/nologin");
    }

    private List<String> values(String key) {
        return unit.stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    private static void assumeInstalled(String program) {
        boolean found =
                Stream.of("/usr/bin", "/bin")
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeThat(found).as("%s is not installed", program).isTrue();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
