package org.tapwarden.appliance.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tapwarden.appliance.lab.Host;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Ran;
import org.tapwarden.appliance.lab.Running;

/// The lab, for one scenario: what it plugs in and starts is taken away behind it.
final class Stage implements AutoCloseable {

    /// A laptop of a maker of computers.
    static final String LAPTOP = "3c:52:82:00:00:01";

    static final String PAGE = "http://www.example.edu/";

    private final Lab lab;
    private final Path frames;
    private final String prefix;
    private final int machines;
    private final int programs;

    /// @param frames the file `frames.py`
    Stage(Lab lab, Path frames, String prefix) {
        this.lab = lab;
        this.frames = frames;
        this.prefix = prefix;
        this.machines = lab.machines();
        this.programs = lab.programs();
    }

    Lab lab() {
        return lab;
    }

    String name(String of) {
        return prefix + of;
    }

    /// A client with a lease that has fetched a page.
    Host client(String name, String mac) throws Exception {
        Host host = lab.client(name(name), mac);
        host.fetch4(PAGE);
        host.fetch6(PAGE);
        return host;
    }

    /// A machine that does nothing by itself.
    String machine(String name, String mac) throws IOException, InterruptedException {
        return lab.plugIn(name(name), mac);
    }

    /// A machine with a fixed address and a route.
    String machine(String name, String mac, String ip4) throws IOException, InterruptedException {
        String space = machine(name, mac);
        lab.must(space, "ip", "addr", "add", ip4 + "/24", "dev", "eth0");
        lab.must(space, "ip", "route", "add", "default", "via", Lab.GATEWAY_4);
        return space;
    }

    Running start(String space, String... command) throws IOException {
        return lab.spawn(space, command);
    }

    Ran run(String space, String... command) throws IOException, InterruptedException {
        return lab.exec(space, command);
    }

    String must(String space, String... command) throws IOException, InterruptedException {
        return lab.must(space, command);
    }

    /// Runs a few lines of Python in a machine, with the frames at hand and `port` opened on its
    /// `eth0`.
    String python(String space, String script) throws IOException, InterruptedException {
        return python(space, "eth0", script);
    }

    String python(String space, String port, String script)
            throws IOException, InterruptedException {
        return lab.must(
                space,
                Lab.PYTHON,
                "-c",
                "import sys; sys.path.insert(0, %s)\nfrom frames import *\nport = Port(%s)\n%s"
                        .formatted(quoted(frames.getParent().toString()), quoted(port), script));
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }

    /// Fetches the lab's page, with a client's name.
    void fetch(String space, String agent) throws IOException, InterruptedException {
        lab.exec(space, "curl", "-4", "-sSk", "--max-time", "2", "-A", agent, PAGE);
    }

    /// Asks for a lease as a small device does, under a name and a vendor class.
    void lease(String space, String name, String vendor) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("busybox", "udhcpc", "-i", "eth0", "-f", "-q", "-n"));
        command.addAll(List.of("-t", "20", "-T", "1", "-x", "hostname:" + name, "-V", vendor));
        command.addAll(List.of("-s", lab.directory().resolve("lease").toString()));
        lab.must(space, command.toArray(String[]::new));
    }

    /// Lets a machine speak of itself in LLDP, until the scenario ends.
    void speaksLldp(String space) throws IOException, InterruptedException {
        // The daemon gives up its rights before it looks for its socket there.
        Files.setPosixFilePermissions(
                lab.directory(), PosixFilePermissions.fromString("rwx--x--x"));
        start(space, "lldpd", "-d", "-I", "eth0", "-u", file("lldpd.sock").toString())
                .awaits("resume operations", Duration.ofSeconds(10));
        pause(Duration.ofMillis(1_500));
    }

    void pause(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }

    Path file(String name) {
        return lab.directory().resolve(prefix + name);
    }

    @Override
    public void close() throws IOException {
        lab.stopBeyond(programs);
        try {
            for (String machine : lab.machinesBeyond(machines)) {
                lab.remove(machine);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while machines were taken away", e);
        }
    }
}
