package org.tapwarden.capture.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two network namespaces of our own with a cable between them: one sends, the ring watches in the
/// other. All frames stay inside.
class AfPacketRingTest {

    private static final String SENDER =
            """
            import socket, sys
            name, kind, vlan, count = sys.argv[1], int(sys.argv[2], 16), int(sys.argv[3]), int(sys.argv[4])
            out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            out.bind((name, 0))
            tag = b'' if vlan < 0 else b'\\x81\\x00' + vlan.to_bytes(2, 'big')
            frame = b'\\x02' * 6 + b'\\x02\\0\\0\\0\\0\\1' + tag + kind.to_bytes(2, 'big') + b'x' * 60
            for _ in range(count):
                out.send(frame)
            """;

    /// An interface of our own that the kernel takes for a radio in monitor mode, and beacons on
    /// it.
    private static final String RADIO =
            """
            import fcntl, os, struct, subprocess, sys
            TUNSETIFF, TUNSETLINK, TAP, NO_PI, RADIOTAP = 0x400454ca, 0x400454cd, 2, 0x1000, 803
            air = os.open('/dev/net/tun', os.O_RDWR)
            fcntl.ioctl(air, TUNSETIFF, struct.pack('16sH22x', b'mon0', TAP | NO_PI))
            fcntl.ioctl(air, TUNSETLINK, RADIOTAP)
            subprocess.run(['ip', 'link', 'set', 'mon0', 'up'], check=True)
            print('ready', flush=True)
            count = int(sys.stdin.readline())
            radio = b'\\x02' * 6
            body = bytes(8) + b'\\x64\\0\\1\\0' + b'\\0\\3lab'
            beacon = b'\\x80' + bytes(3) + b'\\xff' * 6 + radio * 2 + bytes(2) + body
            for _ in range(count):
                os.write(air, bytes(2) + b'\\x08' + bytes(5) + beacon)
            print('sent', flush=True)
            sys.stdin.readline()
            """;

    private final String near = "tw-ring-a" + ProcessHandle.current().pid();
    private final String far = "tw-ring-b" + ProcessHandle.current().pid();

    @AfterEach
    void take_the_lab_away() throws Exception {
        for (String namespace : List.of(near, far)) {
            new ProcessBuilder("ip", "netns", "del", namespace)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    private void cable() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("network namespaces and raw sockets need root")
                .isEqualTo("root");
        assumeThat(Path.of("/proc/self/ns/net")).as("Linux network namespaces").exists();
        must("ip", "netns", "add", near);
        must("ip", "netns", "add", far);
        must("ip", "-n", near, "link", "add", "tap0", "type", "veth", "peer", "name", "out0");
        must("ip", "-n", near, "link", "set", "out0", "netns", far);
        must("ip", "-n", near, "link", "set", "tap0", "up");
        must("ip", "-n", far, "link", "set", "out0", "up");
    }

    @Test
    void every_frame_is_read_once_with_its_tag_and_none_of_our_own() throws Exception {
        cable();
        try (var probe = new Probe("tap0", "ring")) {
            send(far, "out0", "88b5", -1, 5_000);
            send(far, "out0", "88b5", 42, 300);
            send(near, "tap0", "88b6", -1, 100);
            List<String> said = probe.end();
            assertThat(said).contains("88b5/-1 5000", "88b5/42 300", "drops 0");
            assertThat(said).noneMatch(line -> line.startsWith("88b6"));
        }
    }

    @Test
    void the_second_driver_sees_the_same_frames() throws Exception {
        cable();
        try (var probe = new Probe("tap0", "pcap4j")) {
            send(far, "out0", "88b5", -1, 500);
            // libpcap puts the tag back into the frame.
            send(far, "out0", "88b5", 42, 30);
            assertThat(probe.end()).contains("88b5/-1 500", "8100/-1 30");
        }
    }

    @Test
    void a_link_that_goes_down_and_up_resumes() throws Exception {
        cable();
        try (var probe = new Probe("tap0", "ring")) {
            send(far, "out0", "88b5", -1, 10);
            must("ip", "-n", near, "link", "set", "tap0", "down");
            must("ip", "-n", near, "link", "set", "tap0", "up");
            send(far, "out0", "88b5", -1, 10);
            assertThat(probe.end()).contains("88b5/-1 20");
        }
    }

    @Test
    void an_interface_that_vanishes_is_one_clear_line() throws Exception {
        cable();
        try (var probe = new Probe("tap0", "ring")) {
            must("ip", "-n", near, "link", "del", "tap0");
            assertThat(probe.rest()).contains("error: interface tap0 is gone");
        }
    }

    @Test
    void frames_of_a_radio_in_monitor_mode_are_known_as_such() throws Exception {
        cable();
        assumeThat(Path.of("/dev/net/tun")).as("interfaces of our own making").exists();
        Process radio =
                new ProcessBuilder("ip", "netns", "exec", near, "/usr/bin/python3", "-c", RADIO)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var out = radio.inputReader(StandardCharsets.UTF_8);
                var in = radio.outputWriter(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            try (var probe = new Probe("mon0", "ring")) {
                in.write("40\n");
                in.flush();
                assertThat(out.readLine()).isEqualTo("sent");
                assertThat(probe.end()).contains("link 127 40", "drops 0");
            }
        } finally {
            radio.destroyForcibly();
        }
    }

    @Test
    void a_wrong_name_is_answered_with_those_that_exist() {
        assertThatThrownBy(() -> AfPacketRing.open("no-such-if"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no interface no-such-if")
                .hasMessageContaining("lo");
    }

    private static void send(String namespace, String name, String kind, int vlan, int count)
            throws Exception {
        must(
                "ip",
                "netns",
                "exec",
                namespace,
                "/usr/bin/python3",
                "-c",
                SENDER,
                name,
                kind,
                Integer.toString(vlan),
                Integer.toString(count));
    }

    private static void must(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", Arrays.toString(command), said).isZero();
    }

    /// The ring in a process of its own inside the near namespace.
    private final class Probe implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;

        Probe(String name, String driver) throws IOException {
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            process =
                    new ProcessBuilder(
                                    "ip",
                                    "netns",
                                    "exec",
                                    near,
                                    java,
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    RingProbe.class.getName(),
                                    name,
                                    driver)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            out =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            assertThat(out.readLine()).isEqualTo("ready");
        }

        /// Lets what is under way arrive, asks the probe to end, and answers what it said.
        List<String> end() throws Exception {
            TimeUnit.MILLISECONDS.sleep(300);
            process.getOutputStream().close();
            return rest();
        }

        List<String> rest() throws Exception {
            List<String> lines = new ArrayList<>(out.lines().toList());
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return lines;
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
