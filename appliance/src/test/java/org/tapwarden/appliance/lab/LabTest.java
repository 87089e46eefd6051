package org.tapwarden.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tapwarden.appliance.lab.Lab.Tap;

class LabTest {

    private static final String FIRST = "3c:52:82:00:00:01";
    private static final String SECOND = "a4:83:e7:00:00:02";
    private static final String ROUTER = "50:c7:bf:12:34:56";
    private static final Pattern HOPS = Pattern.compile("(?:ttl|hlim) (\\d+)");
    private static final String PAGE = "The lab's internet";

    @TempDir private Path directory;

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(Lab.unavailable()).as("why no lab").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Tap.class)
    void two_clients_reach_the_internet_and_each_frame_is_on_the_tap_once(Tap tap)
            throws Exception {
        Path file = directory.resolve("tap.pcap");
        try (Lab lab = Lab.start(tap);
                Running recording = lab.captureTo(file)) {
            Host first = lab.client("first", FIRST);
            Host second = lab.client("second", SECOND);
            assertThat(first.ip4()).startsWith("10.20.0.1").isNotEqualTo(second.ip4());
            assertThat(first.ip6()).startsWith("fd20::");
            for (Host host : List.of(first, second)) {
                assertThat(host.fetch4("http://www.example.edu/").said()).contains(PAGE);
                assertThat(host.fetch6("http://www.example.edu/").said()).contains(PAGE);
                assertThat(host.fetch4("https://news.example.org/").succeeded()).isTrue();
                assertThat(host.fetch6("https://news.example.org/").succeeded()).isTrue();
            }
            List<String> targets =
                    List.of(
                            second.ip4(),
                            second.ip6(),
                            Lab.GATEWAY_4,
                            Lab.GATEWAY_6,
                            "203.0.113.10");
            for (String target : targets) {
                first.exec("ping", "-n", "-c", "5", "-i", "0.02", target);
            }
            assertThat(first.ping("10.20.0.77").succeeded()).isFalse();
            recording.stop();

            assertThat(told(lab, file, "icmp or icmp6").filter(line -> line.contains("echo re")))
                    .hasSize(5 * 2 * 5)
                    .doesNotHaveDuplicates();
            assertThat(told(lab, file, "udp port 67").filter(line -> line.contains("Request")))
                    .hasSize(4);
            assertThat(told(lab, file, "tcp[tcpflags] == tcp-syn")).doesNotHaveDuplicates();
            assertThat(told(lab, file, "tcp[tcpflags] & tcp-syn != 0 and host " + first.ip4()))
                    .as("both directions of both connections")
                    .hasSize(4);
        }
    }

    @Test
    void hosts_behind_the_router_show_by_their_time_to_live() throws Exception {
        Path file = directory.resolve("tap.pcap");
        try (Lab lab = Lab.start(Tap.IN_PATH);
                Running recording = lab.captureTo(file)) {
            NatRouter router = lab.plugInRouter("router", ROUTER);
            for (Host inner : router.inner()) {
                assertThat(inner.fetch4("http://www.example.edu/").said()).contains(PAGE);
                assertThat(inner.fetch6("http://www.example.edu/").said()).contains(PAGE);
            }
            assertThat(router.wan().fetch4("http://www.example.edu/").said()).contains(PAGE);
            assertThat(router.fetching())
                    .allSatisfy(loop -> loop.awaits("200\n200\n", Duration.ofSeconds(10)));
            recording.stop();

            String from = " and ether src " + ROUTER;
            assertThat(hops(told(lab, file, "tcp[tcpflags] == tcp-syn" + from)))
                    .containsExactlyInAnyOrder(63, 64, 127);
            assertThat(hops(told(lab, file, "ip6 and tcp" + from)))
                    .containsExactlyInAnyOrder(63, 127);
            assertThat(told(lab, file, "udp port 67" + from))
                    .anyMatch(line -> line.contains("Hostname") && line.contains("TL-WR841N"));
        }
    }

    private static Set<Integer> hops(Stream<String> lines) {
        return lines.map(HOPS::matcher)
                .filter(Matcher::find)
                .map(found -> Integer.valueOf(found.group(1)))
                .collect(Collectors.toSet());
    }

    @Test
    void pings_are_counted_while_the_plug_is_pulled() throws Exception {
        try (Lab lab = Lab.start(Tap.ALONE)) {
            Host innocent = lab.client("innocent", FIRST);
            NatRouter router = lab.plugInRouter("router", ROUTER);
            try (Pings fine = innocent.keepsPinging(Lab.GATEWAY_4, Duration.ofMillis(20));
                    Pings cut = router.wan().keepsPinging(Lab.GATEWAY_4, Duration.ofMillis(20))) {
                assertThat(Lab.await(() -> cut.answeredSoFar() > 5, Duration.ofSeconds(5)))
                        .isTrue();
                router.unplug();
                Thread.sleep(500);
                assertThat(fine.stop().lost()).isEmpty();
                Pings.Count count = cut.stop();
                assertThat(count.lost()).hasSizeBetween(5, count.sent() - 5);
                assertThat(count.longestGap()).isGreaterThan(Duration.ofMillis(100));
            }
            assertThat(router.wan().ping(Lab.GATEWAY_4).succeeded()).isFalse();
            router.plugIn();
            assertThat(router.wan().ping(Lab.GATEWAY_4).succeeded()).isTrue();
        }
    }

    @Test
    void a_host_sends_any_frame() throws Exception {
        Path file = directory.resolve("tap.pcap");
        try (Lab lab = Lab.start(Tap.ALONE);
                Running recording = lab.captureTo(file)) {
            Host host = lab.client("host", FIRST);
            byte[] frame = new byte[60];
            frame[0] = 2;
            frame[6] = 2;
            frame[11] = 9;
            frame[12] = (byte) 0x88;
            frame[13] = (byte) 0xb5;
            host.sends(frame, frame, frame);
            recording.stop();
            assertThat(told(lab, file, "ether proto 0x88b5")).hasSize(3);
        }
    }

    @Test
    void nothing_is_left_when_it_is_closed() throws Exception {
        List<Long> before = children();
        List<Running> started;
        Path files;
        String prefix;
        try (Lab lab = Lab.start(Tap.IN_PATH)) {
            files = lab.directory();
            prefix = lab.switchNamespace().replace("sw", "");
            started = lab.plugInRouter("router", ROUTER).fetching();
            assertThat(namespaces()).anyMatch(name -> name.startsWith(prefix));
        }
        assertThat(namespaces()).noneMatch(name -> name.startsWith(prefix));
        assertThat(started).noneMatch(program -> program.process().isAlive());
        assertThat(children()).isEqualTo(before);
        assertThat(files).doesNotExist();
        if (Files.exists(Path.of("/etc/netns"))) {
            try (Stream<Path> left = Files.list(Path.of("/etc/netns"))) {
                assertThat(left).noneMatch(path -> path.toString().contains(prefix));
            }
        }
    }

    @Test
    void nothing_is_left_of_a_test_that_failed() throws Exception {
        List<Long> before = children();
        assertThatThrownBy(
                        () -> {
                            try (Lab lab = Lab.start(Tap.ALONE)) {
                                lab.client("one", FIRST);
                                lab.must(lab.switchNamespace(), "ip", "link", "show", "nowhere");
                            }
                        })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nowhere");
        assertThat(children()).isEqualTo(before);
        assertThat(namespaces())
                .noneMatch(name -> name.startsWith("tw" + ProcessHandle.current().pid() + "n"));
    }

    private static List<Long> children() {
        return ProcessHandle.current()
                .descendants()
                .map(ProcessHandle::pid)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static List<String> namespaces() throws IOException {
        Path all = Path.of("/run/netns");
        if (!Files.exists(all)) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(all)) {
            return names.map(path -> path.getFileName().toString()).toList();
        }
    }

    /// The frames that match, each in a line, without their time.
    private static Stream<String> told(Lab lab, Path file, String filter) throws Exception {
        String said = lab.must("", "tcpdump", "-nn", "-t", "-v", "-r", file.toString(), filter);
        // With -v tcpdump goes on about a packet on indented lines.
        List<String> packets = new ArrayList<>();
        for (String line : said.lines().toList()) {
            if (Character.isWhitespace(line.charAt(0))) {
                packets.addLast(packets.removeLast() + " " + line.strip());
            } else if (!line.startsWith("reading from")) {
                packets.add(line);
            }
        }
        return packets.stream();
    }
}
