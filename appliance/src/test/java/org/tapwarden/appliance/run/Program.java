package org.tapwarden.appliance.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tapwarden.appliance.control.Control;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Ran;
import org.tapwarden.appliance.lab.Running;

/// `tapwarden run` as a process in a lab's namespace, with settings of its own and a mail server
/// beside it.
public final class Program implements AutoCloseable {

    static final int SMTP_PORT = 2525;

    private static final String NEVER = "# nobody in this lab\n";

    private final Lab lab;
    private final Path directory;
    private final Running mailServer;
    private Running appliance;

    private Program(Lab lab, Path directory, Running mailServer, Running appliance) {
        this.lab = lab;
        this.directory = directory;
        this.mailServer = mailServer;
        this.appliance = appliance;
    }

    /// Starts mail server and appliance, and waits until it watches.
    ///
    /// @param lease how long a quarantine lasts
    static Program start(Lab lab, String tapKind, String lease) throws IOException {
        return start(lab, tapKind, lease, "");
    }

    /// @param more settings, whole lines
    static Program start(Lab lab, String tapKind, String lease, String more) throws IOException {
        return start(lab, tapKind, lease, more, "");
    }

    /// @param enforcer more of its settings, each after a comma
    static Program start(Lab lab, String tapKind, String lease, String more, String enforcer)
            throws IOException {
        return start(lab, tapKind, lease, more, "nftables: true", enforcer);
    }

    /// @param driver the first of the enforcer's settings
    static Program start(
            Lab lab, String tapKind, String lease, String more, String driver, String enforcer)
            throws IOException {
        Path directory = Files.createDirectories(lab.directory().resolve("appliance"));
        Files.writeString(directory.resolve("never.txt"), NEVER);
        Files.writeString(directory.resolve("segments.yaml"), segments(tapKind));
        Files.writeString(directory.resolve("policy.yaml"), policy(lease));
        Files.writeString(
                directory.resolve("tapwarden.yaml"),
                """
                observer: lab
                office: The lab
                time-zone: America/Los_Angeles
                state: state
                capture: {interface: %s}
                segments: segments.yaml
                policy: policy.yaml
                enforcer: {%s, uplinks: [up0], patience: 3s, learning: 0s%s}
                mail: {host: 127.0.0.1, port: %d, from: tapwarden@lab.example, to: helpdesk@lab.example}
                console: {host: 127.0.0.1, port: 8443}
                """
                                .formatted(Lab.TAP, driver, enforcer, SMTP_PORT)
                        + more);
        Running mailServer =
                lab.spawn(
                        lab.tapNamespace(),
                        Lab.PYTHON,
                        "-u",
                        "-W",
                        "ignore",
                        "-m",
                        "smtpd",
                        "-n",
                        "-c",
                        "DebuggingServer",
                        "127.0.0.1:" + SMTP_PORT);
        var program = new Program(lab, directory, mailServer, run(lab, directory));
        program.appliance.awaits("watching " + Lab.TAP, Duration.ofSeconds(60));
        program.reviewNeverList();
        return program;
    }

    /// Nothing is automatic before a person went through the list.
    private void reviewNeverList() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("review", "students"));
        for (String point :
                List.of("fire", "door", "medical", "phones", "testing", "point-of-sale")) {
            arguments.addAll(List.of("--" + point, "none in this lab"));
        }
        Ran ran = command("quarantine", arguments);
        if (ran.exit() != 0) {
            throw new IOException(ran.said());
        }
    }

    private static String segments(String tapKind) {
        return """
        segments:
          - name: students
            site: LAB
            building: Room 12
            prefixes: [10.20.0.0/24, "fd20::/64"]
            population: student
            tap: %s
        """
                .formatted(tapKind);
    }

    private static String policy(String lease) {
        return """
        rules:
          - id: rogue-router
            title: "A router or wireless access point that nobody approved is plugged in"
            clause: K.17
            on: rogue-router
            severity: high
            step: quarantine
            for: %s
          - id: vpn-tunnel
            clause: K.5
            when: "tapwarden.category:vpn"
            severity: medium
            step: notify
          - id: unknown-device
            clause: K.17
            on: unknown-device
            severity: low
            step: notify
        automatic:
          - rule: rogue-router
            segment: students
            owner: the lab
            reviewed: 2026-11-01
            never-list: never.txt
        """
                .formatted(lease);
    }

    private static Running run(Lab lab, Path directory) throws IOException {
        return lab.spawn(
                lab.tapNamespace(),
                command("run", "--config", directory.resolve("tapwarden.yaml").toString())
                        .toArray(String[]::new));
    }

    public static List<String> command(String... arguments) {
        return java("org.tapwarden.appliance.Main", arguments);
    }

    /// Starts a program of the tests' class path.
    static List<String> java(String program, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program));
        command.addAll(List.of(arguments));
        return command;
    }

    /// What a command on the command line says, and what it ends with: asked on the appliance's
    /// socket as the program does, and not by one more program, since a lab asks again and again
    /// and to start takes a second of the processor.
    static Ran answer(String... arguments) {
        long began = System.nanoTime();
        var said = new StringWriter();
        var out = new PrintWriter(said, true);
        int code = Control.execute(arguments, out, out);
        return new Ran(code, said.toString(), Duration.ofNanos(System.nanoTime() - began));
    }

    /// A command beside the running appliance, as {@link #answer}.
    Ran command(String name, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(arguments);
        all.addAll(List.of("--config", directory.resolve("tapwarden.yaml").toString()));
        return answer(all.toArray(String[]::new));
    }

    /// Everything the mail server took, one line after the other.
    String mails() {
        return mailServer.said().replaceAll("(?m)^b['\"](.*)['\"]$", "$1");
    }

    String said() {
        return appliance.said();
    }

    /// When the enforcer did that, by its audit, first to last.
    List<Instant> acts(String act) throws IOException, SQLException {
        var json = new ObjectMapper();
        List<Instant> times = new ArrayList<>();
        String like = "'%\"act\":\"" + act + "\"%'";
        for (String record :
                column(
                        "enforcer.db",
                        "SELECT record FROM audit WHERE record LIKE "
                                + like
                                + " ORDER BY number")) {
            times.add(Instant.parse(json.readTree(record).path("at").asText()));
        }
        return times;
    }

    /// The first column of an answer of one of its stores.
    List<String> column(String file, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection store =
                        DriverManager.getConnection("jdbc:sqlite:" + state().resolve(file));
                Statement statement = store.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }

    Running appliance() {
        return appliance;
    }

    Path state() {
        return directory.resolve("state");
    }

    /// Ends it with `kill -9` and starts it again.
    void kill9AndStart() throws IOException {
        appliance.process().destroyForcibly();
        appliance.process().onExit().join();
        appliance = run(lab, directory);
        appliance.awaits("watching " + Lab.TAP, Duration.ofSeconds(60));
    }

    @Override
    public void close() {
        appliance.stop();
        mailServer.stop();
    }
}
