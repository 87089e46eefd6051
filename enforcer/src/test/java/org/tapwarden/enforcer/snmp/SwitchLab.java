package org.tapwarden.enforcer.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tapwarden.enforcer.driver.Commands;

/// A switch in a network namespace: a real bridge, net-snmp's agent that shuts its ports, the
/// bridge's own forwarding table through `bridge-mib`, and lldpd for who speaks LLDP there. Around
/// it hosts, and a machine from which the driver works.
final class SwitchLab implements AutoCloseable {

    static final String ADDRESS = "10.9.0.250";
    static final String AUTHENTICATION = "the right password";
    static final String PRIVACY = "the private password";

    private static final String RUN = "tp" + ProcessHandle.current().pid();
    private static final String SWITCH = RUN + "sw";
    private static final String APPLIANCE = RUN + "app";
    private static final Path BRIDGE_MIB =
            Path.of("../appliance/src/test/resources/lab/bridge-mib").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final String BRIDGE_MAC = "02:00:00:00:09:fa";

    private final Path folder;
    private final List<String> namespaces = new ArrayList<>();
    private final List<Process> programs = new ArrayList<>();

    static Optional<String> unavailable() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("network namespaces need root");
        }
        return Stream.of("sbin/snmpd", "sbin/lldpd", "bin/snmpset")
                .filter(program -> !Files.isExecutable(Path.of("/usr/" + program)))
                .findFirst()
                .map(program -> "not installed: " + program);
    }

    SwitchLab(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        // lldpcli gives up its rights before it looks for the socket.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        namespace(SWITCH);
        inSwitch("ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0");
        inSwitch("ip", "link", "set", "br0", "address", BRIDGE_MAC, "up");
        inSwitch("ip", "addr", "add", ADDRESS + "/24", "dev", "br0");
        namespace(APPLIANCE);
        plug(APPLIANCE, "pm", "02:00:00:00:09:01", "10.9.0.1");
    }

    private void namespace(String name) {
        must("ip", "netns", "add", name);
        namespaces.add(name);
        must("ip", "-n", name, "link", "set", "lo", "up");
    }

    private void plug(String namespace, String port, String mac, String address) {
        must(
                "ip", "-n", SWITCH, "link", "add", port, "type", "veth", "peer", "eth0", "netns",
                namespace);
        must("ip", "-n", SWITCH, "link", "set", port, "master", "br0", "up");
        must("ip", "-n", namespace, "link", "set", "eth0", "address", mac, "up");
        must("ip", "-n", namespace, "addr", "add", address + "/24", "dev", "eth0");
    }

    static String mac(int host) {
        return String.format(java.util.Locale.ROOT, "02:00:00:00:09:%02x", 0x10 + host);
    }

    static String address(int host) {
        return "10.9.0." + (0x10 + host);
    }

    static String space(int host) {
        return RUN + "h" + host;
    }

    /// A host at port `p` with its number.
    void host(int number) {
        namespace(space(number));
        plug(space(number), "p" + number, mac(number), address(number));
    }

    void behind(int host, String... command) {
        Commands.Ran ran = in(space(host), command);
        if (!ran.succeeded()) {
            throw new IllegalStateException(String.join(" ", command) + ": " + ran.err());
        }
    }

    void signal(Process process, String signal) {
        must("kill", "-" + signal, Long.toString(process.pid()));
    }

    /// Whether it is answered within five seconds: a link takes a while to come up.
    boolean reaches(int host) {
        for (int i = 0; i < 5; i++) {
            if (ping(host)) {
                return true;
            }
        }
        return false;
    }

    boolean ping(int host) {
        return in(space(host), "ping", "-c", "1", "-W", "1", ADDRESS).succeeded();
    }

    Commands.Ran in(String namespace, String... command) {
        var line = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        line.addAll(List.of(command));
        return Commands.here().run(line, "");
    }

    String inSwitch(String... command) {
        Commands.Ran ran = in(SWITCH, command);
        if (!ran.succeeded()) {
            throw new IllegalStateException(String.join(" ", command) + ": " + ran.err());
        }
        return ran.out();
    }

    private static void must(String... command) {
        Commands.Ran ran = Commands.here().run(List.of(command), "");
        if (!ran.succeeded()) {
            throw new IllegalStateException(String.join(" ", command) + ": " + ran.err());
        }
    }

    boolean isUp(String port) {
        return inSwitch("ip", "link", "show", port).contains(",UP");
    }

    Process start(String namespace, Path log, String... command) throws IOException {
        var line = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        line.addAll(List.of(command));
        Process process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        programs.add(process);
        return process;
    }

    /// It keeps what it read of an interface for three seconds, as installed; here it reads anew.
    Process agent() throws IOException, InterruptedException {
        Process agent = agentAsInstalled("");
        must(
                "ip",
                "netns",
                "exec",
                SWITCH,
                "env",
                "MIBS=",
                "snmpset",
                "-v3",
                "-l",
                "authPriv",
                "-u",
                "twtest",
                "-a",
                "SHA-256",
                "-A",
                AUTHENTICATION,
                "-x",
                "AES",
                "-X",
                PRIVACY,
                ADDRESS,
                "1.3.6.1.4.1.8072.1.5.3.1.2.1.3.6.1.2.1.2.2",
                "i",
                "0");
        return agent;
    }

    /// @param more lines of its settings
    Process agentAsInstalled(String more) throws IOException, InterruptedException {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Path settings = folder.resolve("snmpd.conf");
        var text = new StringBuilder();
        for (String user : List.of("twrw", "twro", "twblind", "twtest")) {
            text.append(
                    "createUser %s SHA-256 \"%s\" AES \"%s\"\n"
                            .formatted(user, AUTHENTICATION, PRIVACY));
        }
        text.append("createUser twplain\n");
        text.append(
                "createUser twlong SHA-512 \"%s\" AES-256 \"%s\"\n"
                        .formatted(AUTHENTICATION, PRIVACY));
        text.append(
                """
                agentAddress udp:%s:161
                sysName lab-switch
                master agentx
                agentXSocket %s
                view all included .1.3.6.1.2.1
                view all included .1.0.8802
                view admin included .1.3.6.1.2.1.2.2.1.7
                rouser twro priv -V all
                group shutters usm twrw
                access shutters "" usm priv exact all admin none
                rouser twlong priv -V all
                rwuser twtest priv
                pass_persist .1.3.6.1.2.1.17 /usr/bin/python3 %s br0
                pass_persist .1.3.6.1.2.1.31.1.1.1.18 /usr/bin/python3 %s br0
                """
                        .formatted(ADDRESS, folder.resolve("agentx"), BRIDGE_MIB, BRIDGE_MIB));
        text.append(more);
        Files.writeString(settings, text);
        Path log = folder.resolve("snmpd.log");
        Process agent =
                start(
                        SWITCH,
                        log,
                        "env",
                        "SNMP_PERSISTENT_DIR=" + kept,
                        "MIBS=",
                        "snmpd",
                        "-f",
                        "-Lo",
                        "-C",
                        "-c",
                        settings.toString());
        awaits(log, "NET-SNMP version");
        return agent;
    }

    /// The switch listens to LLDP and shows what it heard to its agent.
    void listensToLldp() throws IOException, InterruptedException {
        Path log = folder.resolve("lldpd.log");
        start(
                SWITCH,
                log,
                "lldpd",
                "-d",
                "-I",
                "p*",
                "-x",
                "-X",
                folder.resolve("agentx").toString(),
                "-u",
                folder.resolve("lldpd.sock").toString());
        awaits(log, "AgentX subagent connected");
        awaits(log, "resume operations");
    }

    /// @param how more arguments of lldpd, such as `-M 3` for a telephone
    void speaksLldp(int host, String... how) throws IOException, InterruptedException {
        var line =
                new ArrayList<>(
                        List.of(
                                "lldpd",
                                "-d",
                                "-I",
                                "eth0",
                                "-u",
                                folder.resolve("lldpd" + host + ".sock").toString()));
        line.addAll(List.of(how));
        Path log = folder.resolve("lldpd" + host + ".log");
        start(space(host), log, line.toArray(String[]::new));
        awaits(log, "resume operations");
    }

    /// What lldpd of the host is told.
    boolean tellsLldp(int host, String... what) {
        String socket = folder.resolve("lldpd" + host + ".sock").toString();
        var line = new ArrayList<>(List.of("lldpcli", "-u", socket, "configure"));
        line.addAll(List.of(what));
        return in(space(host), line.toArray(String[]::new)).succeeded();
    }

    /// What the switch has heard, for the message of a test that fails.
    String heard() {
        String socket = folder.resolve("lldpd.sock").toString();
        return in(SWITCH, "lldpcli", "-u", socket, "show", "neighbors", "summary").out();
    }

    static void awaits(Path log, String text) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < until) {
            if (Files.exists(log) && Files.readString(log).contains(text)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new IllegalStateException("not said: " + text + " in " + Files.readString(log));
    }

    /// The settings of a driver whose switch is this one.
    String closet(String user) throws IOException {
        return closet(user, AUTHENTICATION, PRIVACY, "");
    }

    String closet(String user, String authentication, String privacy, String more)
            throws IOException {
        return named("closet", ADDRESS, user, authentication, privacy, more);
    }

    String named(
            String name,
            String address,
            String user,
            String authentication,
            String privacy,
            String more)
            throws IOException {
        Path secrets = folder.resolve(name + "-" + user + ".secret");
        Files.writeString(
                secrets, "authentication=" + authentication + "\nprivacy=" + privacy + "\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
        return "{name: %s, address: %s, user: %s, secrets: %s%s}"
                .formatted(name, address, user, secrets, more);
    }

    Driving drive(String... switches) throws IOException {
        return driveKnowing("", switches);
    }

    /// @param known the switch that the locator names for every device; empty when none
    Driving driveKnowing(String known, String... switches) throws IOException {
        Path settings = folder.resolve("driver.yaml");
        Files.writeString(settings, "snmp: {switches: [" + String.join(", ", switches) + "]}\n");
        var line =
                new ArrayList<>(
                        List.of(
                                "ip",
                                "netns",
                                "exec",
                                APPLIANCE,
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PortChild.class.getName(),
                                settings.toString()));
        if (!known.isEmpty()) {
            line.add(known);
        }
        Process process =
                new ProcessBuilder(line)
                        .redirectError(folder.resolve("driver.err").toFile())
                        .start();
        programs.add(process);
        return new Driving(process);
    }

    Path record() {
        return folder.resolve("shut-ports");
    }

    String recorded() throws IOException {
        return Files.readString(record(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        for (Process program : programs.reversed()) {
            program.descendants().forEach(ProcessHandle::destroyForcibly);
            program.destroyForcibly();
        }
        for (Process program : programs) {
            try {
                var _ = program.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        namespaces
                .reversed()
                .forEach(name -> Commands.here().run(List.of("ip", "netns", "del", name), ""));
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    static void awaits(Condition condition) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("it took too long").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
