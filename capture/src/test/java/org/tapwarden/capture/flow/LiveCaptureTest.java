package org.tapwarden.capture.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Capture threads on a real cable between two network namespaces of our own. How many frames were
/// sent is what the sender's interface counted.
class LiveCaptureTest {

    private static final String SENDER =
            """
            import socket, sys
            out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            out.bind((sys.argv[1], 0))
            frames = [bytes.fromhex(line.strip()) for line in sys.stdin]
            for i in range(int(sys.argv[2])):
                out.send(frames[i % len(frames)])
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SERVER = "10.0.0.1";

    private final String near = "tw-live-a" + ProcessHandle.current().pid();
    private final String far = "tw-live-b" + ProcessHandle.current().pid();

    @AfterEach
    void take_the_lab_away() throws Exception {
        for (String namespace : List.of(near, far)) {
            var _ = run("", "ip", "netns", "del", namespace);
        }
    }

    private void namespaces() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("network namespaces and raw sockets need root")
                .isEqualTo("root");
        assumeThat(Path.of("/proc/self/ns/net")).as("Linux network namespaces").exists();
        for (String namespace : List.of(near, far)) {
            must("ip", "netns", "add", namespace);
            // The kernel's own IPv6 chatter would be counted as frames of ours.
            must(
                    "ip",
                    "netns",
                    "exec",
                    namespace,
                    "sysctl",
                    "-qw",
                    "net.ipv6.conf.all.disable_ipv6=1",
                    "net.ipv6.conf.default.disable_ipv6=1");
        }
        cable();
    }

    private void cable() throws Exception {
        must(
                "ip", "-n", near, "link", "add", "tap0", "type", "veth", "peer", "name", "out0",
                "netns", far);
        must("ip", "-n", near, "link", "set", "tap0", "up");
        must("ip", "-n", far, "link", "set", "out0", "up");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_flow_is_one_flow_on_any_number_of_threads_and_no_frame_is_forgotten(int threads)
            throws Exception {
        namespaces();
        List<byte[]> frames = new ArrayList<>();
        for (int port = 1; port <= 200; port++) {
            String client = "10.0.1." + port;
            frames.add(Frames.udp(client, port, SERVER, 53, "?"));
            frames.add(Frames.udp(SERVER, 53, client, port, "!"));
        }
        // Both directions of what the kernel would deal to different threads.
        frames.addAll(security("10.0.2.1", SERVER, 0x1111));
        frames.addAll(security(SERVER, "10.0.2.1", 0x2222));
        frames.addAll(tunnelled("10.0.3.1", SERVER, 40));
        frames.addAll(tunnelled(SERVER, "10.0.3.1", 40));
        frames.addAll(inFragments("10.0.4.1", SERVER, 7));
        try (var probe = new Probe(threads, 64, 0, "none")) {
            send(frames, frames.size() * 3);
            // What the appliance sends itself is no frame of the tap.
            send(near, "tap0", List.of(Frames.udp("10.0.5.1", 5, SERVER, 5, "ours")), 50);
            List<String> said = probe.end();
            List<String> flows = said.stream().filter(l -> l.startsWith("flow ")).toList();
            assertThat(flows).hasSize(203);
            assertThat(flows.stream().filter(l -> l.contains(":53 3+3 capture-"))).hasSize(200);
            String split = threads == 1 ? "capture-0" : "capture-split";
            assertThat(flows)
                    .contains("flow 10.0.2.1:0 > 10.0.0.1:0 3+3 " + split)
                    .contains("flow 192.168.9.1:9 > 192.168.9.2:9 6+0 " + split)
                    .contains("flow 10.0.4.1:7 > 10.0.0.1:7 9+0 " + split);
            long workers =
                    flows.stream().map(l -> l.substring(l.lastIndexOf(' '))).distinct().count();
            assertThat(workers).as("threads with flows").isEqualTo(threads == 1 ? 1 : threads + 1);
            assertThat(number(said, "processed")).isEqualTo(sent());
            assertThat(said).contains("bugs 0");
            allIsAccountedFor(said);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_small_ring_and_a_slow_reader_lose_frames_and_every_one_is_counted(int threads)
            throws Exception {
        namespaces();
        List<byte[]> frames =
                IntStream.rangeClosed(1, 100)
                        .mapToObj(i -> Frames.udp("10.0.1." + i, i, SERVER, 53, "x".repeat(1_000)))
                        .toList();
        try (var probe = new Probe(threads, 2, 200, "capture")) {
            send(frames, 60_000);
            List<String> said = probe.end();
            assertThat(number(said, "kernel")).isPositive();
            allIsAccountedFor(said);
        }
    }

    @Test
    void a_full_ring_to_the_thread_for_split_flows_is_a_drop_with_a_name() throws Exception {
        namespaces();
        try (var probe = new Probe(2, 64, 300, "capture-split")) {
            List<byte[]> frames = new ArrayList<>();
            for (int i = 1; i <= 8; i++) {
                frames.addAll(tunnelled("10.0.3." + i, SERVER, 1_000));
                frames.add(Frames.udp("10.0.1." + i, i, SERVER, 53, "not split"));
            }
            frames.addAll(inFragments("10.0.4.1", SERVER, 7));
            send(frames, 30_000);
            List<String> said = probe.end();
            assertThat(number(said, "split_ring_full")).isPositive();
            assertThat(number(said, "kernel")).isZero();
            allIsAccountedFor(said);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_link_that_goes_and_an_interface_that_is_made_anew_resume(int threads) throws Exception {
        namespaces();
        try (var probe = new Probe(threads, 8, 0, "none")) {
            int port = 1_000;
            for (int i = 0; i < 10; i++) {
                must("ip", "-n", near, "link", "set", "tap0", "down");
                must("ip", "-n", near, "link", "set", "tap0", "up");
                assertThat(untilSeen(probe, port += 100)).isLessThan(Duration.ofSeconds(10));
            }
            for (int i = 0; i < 3; i++) {
                must("ip", "-n", near, "link", "del", "tap0");
                TimeUnit.MILLISECONDS.sleep(700L * i);
                cable();
                assertThat(untilSeen(probe, port += 100)).isLessThan(Duration.ofSeconds(10));
            }
            everyFrameIsSeenOnce(probe);
            List<String> said = probe.end();
            assertThat(said).contains("tap LINKED 3");
            assertThat(blind(said)).isGreaterThan(Duration.ofMillis(700));
            assertThat(number(said, "unaccounted")).isZero();
            assertThat(number(said, "waiting")).isZero();
        }
    }

    /// How long it takes until a new flow is told. With several threads the members come back one
    /// after the other, so flows of several hashes are sent until the last two in a row were seen.
    private Duration untilSeen(Probe probe, int firstPort) throws Exception {
        long began = System.nanoTime();
        for (int port = firstPort; port < firstPort + 40; port++) {
            send(List.of(Frames.udp("10.0.9.1", port, SERVER, 53, "x")), 1);
            String expected = "began 10.0.9.1:" + port + " > 10.0.0.1:53";
            if (probe.says(expected::equals, Duration.ofMillis(250))) {
                return Duration.ofNanos(System.nanoTime() - began);
            }
        }
        throw new AssertionError("nothing was seen any more: " + probe.all);
    }

    /// All members are back, and in one group: else a frame would come twice, or not at all.
    private void everyFrameIsSeenOnce(Probe probe) throws Exception {
        TimeUnit.SECONDS.sleep(3);
        long before = probe.offered();
        List<byte[]> frames =
                IntStream.rangeClosed(1, 200)
                        .mapToObj(i -> Frames.udp("10.0.1." + i, i, SERVER, 53, "x"))
                        .toList();
        send(frames, 600);
        TimeUnit.SECONDS.sleep(3);
        assertThat(probe.offered() - before).isEqualTo(600);
    }

    private void allIsAccountedFor(List<String> said) throws Exception {
        assertThat(number(said, "offered")).isEqualTo(sent());
        assertThat(number(said, "unaccounted")).isZero();
        assertThat(number(said, "waiting")).isZero();
    }

    private static long number(List<String> said, String name) {
        String line = said.stream().filter(l -> l.startsWith("account ")).toList().getLast();
        Matcher matcher = Pattern.compile(" " + name + " (-?[0-9]+)").matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static Duration blind(List<String> said) {
        String line = said.stream().filter(l -> l.startsWith("blind ")).findFirst().orElseThrow();
        return Duration.ofMillis(Long.parseLong(line.substring(6)));
    }

    private static List<byte[]> security(String from, String to, int index) {
        byte[] esp = Frames.join(Frames.u32(index), Frames.u32(1), new byte[40]);
        return List.of(Frames.ethernet(Frames.ip(from, to, 50, esp)));
    }

    private static List<byte[]> tunnelled(String from, String to, int bytes) {
        byte[] datagram = Frames.udpDatagram(9, 9, new byte[bytes]);
        byte[] inside = Frames.ip("192.168.9.1", "192.168.9.2", 17, datagram);
        return List.of(
                Frames.ethernet(Frames.ip(from, to, 47, Frames.join(Frames.u32(0x0800), inside))));
    }

    private static List<byte[]> inFragments(String from, String to, int port) {
        byte[] whole = datagram(port);
        byte[] first = Arrays.copyOf(whole, 16);
        byte[] middle = Arrays.copyOfRange(whole, 16, 32);
        byte[] last = Arrays.copyOfRange(whole, 32, whole.length);
        return List.of(
                Frames.ethernet(Frames.ip(from, to, 17, port, 0x2000, first)),
                Frames.ethernet(Frames.ip(from, to, 17, port, 0x2002, middle)),
                Frames.ethernet(Frames.ip(from, to, 17, port, 4, last)));
    }

    private static byte[] datagram(int port) {
        return Frames.udpDatagram(port, port, new byte[40]);
    }

    private void send(List<byte[]> frames, int count) throws Exception {
        send(far, "out0", frames, count);
    }

    private static void send(String namespace, String from, List<byte[]> frames, int count)
            throws Exception {
        var hex = new StringBuilder();
        frames.forEach(frame -> hex.append(HexFormat.of().formatHex(frame)).append('\n'));
        Ran ran =
                run(
                        hex.toString(),
                        "ip",
                        "netns",
                        "exec",
                        namespace,
                        "/usr/bin/python3",
                        "-c",
                        SENDER,
                        from,
                        Integer.toString(count));
        assertThat(ran.exit).as(ran.said).isZero();
    }

    private long sent() throws Exception {
        Ran ran = run("", "ip", "-n", far, "-s", "-o", "link", "show", "out0");
        Matcher matcher = Pattern.compile("TX: [^\\\\]*\\\\\\s+\\d+\\s+(\\d+)").matcher(ran.said);
        assertThat(matcher.find()).as(ran.said).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private record Ran(int exit, String said) {}

    private static void must(String... command) throws Exception {
        Ran ran = run("", command);
        assertThat(ran.exit).as("%s: %s", Arrays.toString(command), ran.said).isZero();
    }

    private static Ran run(String input, String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without reading; what it said tells why.
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), said);
    }

    /// The capture in a process of its own inside the near namespace.
    private final class Probe implements AutoCloseable {
        private final Process process;
        private final List<String> all = new ArrayList<>();
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final Thread reader;

        Probe(int threads, int megabytes, int slowMicros, String slowThreads) throws Exception {
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
                                    LiveProbe.class.getName(),
                                    "tap0",
                                    Integer.toString(threads),
                                    Integer.toString(megabytes),
                                    Integer.toString(slowMicros),
                                    slowThreads)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            reader = Thread.ofPlatform().start(this::read);
            assertThat(says("ready"::equals, PATIENCE)).isTrue();
        }

        private void read() {
            try (var out =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8))) {
                out.lines().forEach(lines::add);
            } catch (IOException e) {
                lines.add("error: " + e.getMessage());
            }
        }

        /// Whether it says such a line in time.
        boolean says(Predicate<String> wanted, Duration atMost) throws Exception {
            long until = System.nanoTime() + atMost.toNanos();
            String line;
            while ((line = lines.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS)) != null) {
                all.add(line);
                if (wanted.test(line)) {
                    return true;
                }
            }
            return false;
        }

        /// Frames so far, as of the last ticks.
        long offered() throws Exception {
            process.getOutputStream().write("account\n".getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            assertThat(says(line -> line.startsWith("account "), PATIENCE)).isTrue();
            return number(List.of(all.getLast()), "offered");
        }

        /// Lets what is under way arrive, asks the probe to end, and answers all it said.
        List<String> end() throws Exception {
            TimeUnit.MILLISECONDS.sleep(300);
            process.getOutputStream().close();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            reader.join();
            lines.drainTo(all);
            return all;
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
