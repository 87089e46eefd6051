package org.tapwarden.appliance.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Ran;

/// Two accounts of this machine who order whole payload of a case from a running appliance, each as
/// a user of the operating system, as the kernel tells the control socket.
///
/// They are in the group of the socket. The programs may read every file, since the class path of a
/// test may lie in somebody's home.
final class TwoPersons {

    static final String ASKER = "daemon";
    static final String CONFIRMER = "games";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Lab lab;
    private final Path config;
    private final Path payload;

    /// @param directory of the settings; the state lies below it
    TwoPersons(Lab lab, Path directory) throws IOException {
        for (Path folder : List.of(lab.directory(), directory)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        }
        this.lab = lab;
        this.config = directory.resolve("tapwarden.yaml");
        this.payload = directory.resolve("state/payload");
    }

    private Ran as(String user, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        if (!user.equals("root")) {
            all.addAll(
                    List.of(
                            "setpriv",
                            "--reuid=" + user,
                            "--regid=root",
                            "--clear-groups",
                            "--inh-caps=+dac_override",
                            "--ambient-caps=+dac_override"));
        }
        List<String> command = new ArrayList<>(List.of("packets", "payload"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", config.toString()));
        all.addAll(Program.command(command.toArray(String[]::new)));
        return lab.exec(lab.tapNamespace(), all.toArray(String[]::new));
    }

    /// One asks, and cannot confirm it, nor can root; the other can.
    void order(int alert) throws IOException, InterruptedException {
        String number = Integer.toString(alert);
        Ran asked = as(ASKER, "ask", number, "--reason", "ticket 4711", "--for", "10m");
        assertThat(asked.exit()).as(asked.said()).isZero();
        assertThat(asked.said()).contains("order 1 waits until");
        Ran own = as(ASKER, "confirm", "1");
        assertThat(own.exit()).isEqualTo(1);
        assertThat(own.said()).contains("another person must confirm it");
        assertThat(Files.exists(payload.resolve("order-1.key"))).isFalse();
        Ran confirmed = as(CONFIRMER, "confirm", "1");
        assertThat(confirmed.exit()).as(confirmed.said()).isZero();
        assertThat(confirmed.said()).contains("order 1 stands: whole frames of 02:00:00:00:00:07");
    }

    /// Waits until the order has so many frames.
    void awaitFrames(int frames) throws InterruptedException {
        assertThat(Lab.await(() -> kept() >= frames, PATIENCE))
                .as("frames kept: " + kept())
                .isTrue();
    }

    private long kept() {
        return LiveTapTest.number(LiveTapTest.story(lab), "sensor_payload_frames_kept");
    }

    /// The other takes what was kept with him, opens it with Wireshark's reader, and ends the
    /// order.
    ///
    /// @param secret in the frames, and in no file of the appliance
    void readAndEnd(String secret) throws IOException, InterruptedException {
        assertThat(holding(secret)).isEmpty();
        Path out =
                Files.createTempDirectory(
                                "tapwarden-payload",
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rwxrwx---")))
                        .resolve("case.pcapng");
        try {
            Ran root = as("root", "export", "1", out.toString(), "--reason", "curious");
            assertThat(root.exit()).isEqualTo(1);
            assertThat(root.said()).contains("'root' may not order whole payload");
            Ran export = as(CONFIRMER, "export", "1", out.toString(), "--reason", "ticket 4711");
            assertThat(export.exit()).as(export.said()).isZero();
            assertThat(Files.readString(out, ISO_8859_1)).contains(secret);
            String lines =
                    lab.must(
                            lab.tapNamespace(),
                            "tshark",
                            "-r",
                            out.toString(),
                            "-T",
                            "fields",
                            "-e",
                            "eth.src",
                            "-e",
                            "http.request.uri");
            assertThat(lines)
                    .contains("02:00:00:00:00:07\t/secret/path?q=secret")
                    .doesNotContain("02:00:00:00:00:08", "02:00:00:00:00:09");
        } finally {
            Files.deleteIfExists(out);
            Files.delete(out.getParent());
        }
        Ran ended = as(ASKER, "end", "1", "--reason", "the case is closed");
        assertThat(ended.said()).contains("order 1 is over, and what was kept is destroyed");
        try (Stream<Path> left = Files.list(payload)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("appliance.key", "certificates", "orders.ndjson");
        }
        assertThat(Files.readString(payload.resolve("certificates/order-1.txt")))
                .contains("asked by daemon\nconfirmed by games\nreason ticket 4711")
                .contains("why ended by daemon: the case is closed")
                .containsPattern("file [0-9a-f]{64} \\d+ order-1.part-2");
        assertThat(holding(secret)).isEmpty();
    }

    private List<Path> holding(String secret) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(payload)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, ISO_8859_1).contains(secret)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
