package org.tapwarden.enforcer.reset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.lab.MirrorLab;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// A restricted device beside innocent ones on a real switch, with real hosts' TCP.
class ResetLabTest {

    private static final int VICTIM = 1;
    private static final int INNOCENT = 2;
    private static final Duration HOLD = Duration.ofMinutes(3);
    private static final int ROUNDS = 5;

    /// On a machine that does much else; what is wanted is said beside what was measured.
    private static final double LONGEST_MILLIS = 50;

    private static final Subject SUBJECT =
            new Subject(
                    7,
                    Set.of(MirrorLab.mac(VICTIM)),
                    Set.of(
                            Address.parse(MirrorLab.ipv4(VICTIM)),
                            Address.parse(MirrorLab.ipv6(VICTIM))),
                    "");
    private static final Grant GRANT = new Grant("order-1", "case-17", SUBJECT);

    /// Sends a kilobyte each millisecond to whoever connects, and says when it was cut off.
    private static final String SERVER =
            """
            import socket, threading, time
            s = socket.socket(socket.AF_INET6)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind(('::', 8080)); s.listen(200)
            def serve(c):
                try:
                    while True:
                        c.sendall(b'x' * 1000); time.sleep(0.001)
                except OSError:
                    print(time.monotonic_ns())
            print('ready')
            while True:
                c, _ = s.accept()
                threading.Thread(target=serve, args=(c,), daemon=True).start()
            """;

    /// Connects so many times, and says how each connection ended.
    private static final String CONNECT =
            """
            import socket, sys
            to, times = sys.argv[1], int(sys.argv[2])
            refused = reset = alive = 0
            for i in range(times):
                s = socket.socket(socket.AF_INET6 if ':' in to else socket.AF_INET)
                s.settimeout(2)
                try:
                    s.connect((to, 8080))
                    for j in range(20):
                        s.recv(1000)
                    alive += 1
                except ConnectionRefusedError: refused += 1
                except ConnectionResetError: reset += 1
                except TimeoutError: pass
                s.close()
            print('refused', refused, 'reset', reset, 'alive', alive)
            """;

    /// Reads until it is cut off, and says when that was.
    private static final String READ =
            """
            import socket, sys, time
            s = socket.socket(socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET)
            s.settimeout(10)
            s.connect((sys.argv[1], 8080))
            for i in range(20): s.recv(1000)
            print('reading')
            try:
                while s.recv(1000): pass
                print('closed')
            except ConnectionResetError: print(time.monotonic_ns())
            except TimeoutError: print('silent')
            """;

    private static MirrorLab lab;
    private static BufferedReader served;

    private ResetDriver driver;

    @BeforeAll
    static void build() throws IOException {
        lab = new MirrorLab(2);
        served = lab.python(MirrorLab.GATEWAY, SERVER).inputReader(StandardCharsets.UTF_8);
        assertThat(served.readLine()).isEqualTo("ready");
        assertThat(lab.pings(VICTIM, MirrorLab.OUTSIDE_4)).isTrue();
        assertThat(lab.pings(INNOCENT, MirrorLab.OUTSIDE_6)).isTrue();
    }

    @AfterAll
    static void tidy() {
        if (lab != null) {
            lab.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        driver = open(Set.of());
    }

    private static ResetDriver open(Set<String> protectedOnes) throws IOException {
        var caps =
                new ResetSettings.Caps(
                        ResetSettings.USUAL_RESETS, ResetSettings.USUAL_UNREACHABLES);
        var settings =
                new ResetSettings(
                        lab.tap(),
                        lab.injection(),
                        ResetSettings.Unreachable.PORT,
                        caps,
                        new ResetSettings.Caps(4 * caps.resets(), 4 * caps.unreachables()));
        var entries = new java.util.HashMap<String, String>();
        protectedOnes.forEach(one -> entries.put(one, "protected"));
        var driver =
                new ResetDriver(
                        settings,
                        Step.RESET,
                        subject -> true,
                        () -> Optional.of(ProtectedSet.of(entries)));
        driver.prepare();
        return driver;
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
    }

    private static String connects(int host, String to, int times) throws IOException {
        Process process = lab.python(host, CONNECT, to, Integer.toString(times));
        return process.inputReader(StandardCharsets.UTF_8).readLine();
    }

    @Test
    void every_new_connection_is_reset_and_an_innocent_host_loses_nothing() throws Exception {
        Process pings =
                lab.spawn(
                        INNOCENT,
                        "ping",
                        "-n",
                        "-i",
                        "0.01",
                        "-c",
                        "400",
                        "-W",
                        "2",
                        MirrorLab.OUTSIDE_4);
        BufferedReader innocent =
                lab.python(INNOCENT, READ, MirrorLab.OUTSIDE_6).inputReader(StandardCharsets.UTF_8);
        assertThat(innocent.readLine()).isEqualTo("reading");
        Map<String, String> before = lab.forwardingTable();
        Outcome outcome = driver.hold(GRANT, HOLD);
        assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Kind.UNCONFIRMED);
        for (String to : List.of(MirrorLab.OUTSIDE_4, MirrorLab.OUTSIDE_6, MirrorLab.ipv4(254))) {
            String told = connects(VICTIM, to, 100);
            System.out.println("reset: new connections to " + to + ": " + told);
            assertThat(told).endsWith("alive 0");
            assertThat(numbers(told).get(0) + numbers(told).get(1)).isEqualTo(100);
        }
        assertThat(connects(INNOCENT, MirrorLab.OUTSIDE_4, 20)).endsWith("alive 20");
        assertThat(new String(pings.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("400 packets transmitted, 400 received");
        Map<String, String> after = lab.forwardingTable();
        // Our own, which the switch had not seen before.
        after.entrySet()
                .removeIf(e -> e.getValue().equals("pm") && !before.containsKey(e.getKey()));
        assertThat(after).isEqualTo(before);
        assertThat(innocent.ready()).as("its long connection goes on").isFalse();
        assertThat(driver.tally().of(Tally.Of.SEND_FAILED)).isZero();
        assertThat(driver.tally().of(Tally.Of.OWN_FRAMES)).isZero();
        assertThat(driver.tally().of(Tally.Of.RESETS_CAPPED)).isZero();
        driver.release(GRANT);
        assertThat(connects(VICTIM, MirrorLab.OUTSIDE_4, 5)).endsWith("alive 5");
    }

    private static List<Integer> numbers(String told) {
        var numbers = new ArrayList<Integer>();
        for (String word : told.split(" ", -1)) {
            if (word.matches("\\d+")) {
                numbers.add(Integer.valueOf(word));
            }
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(strings = {MirrorLab.OUTSIDE_4, MirrorLab.OUTSIDE_6})
    void a_long_connection_ends_at_both_ends_within_milliseconds(String to) throws Exception {
        var took = new ArrayList<Double>();
        for (int i = 0; i < ROUNDS; i++) {
            BufferedReader reader =
                    lab.python(VICTIM, READ, to).inputReader(StandardCharsets.UTF_8);
            assertThat(reader.readLine()).isEqualTo("reading");
            while (served.ready()) {
                served.readLine();
            }
            long began = System.nanoTime();
            assertThat(driver.hold(GRANT, HOLD).holds()).isTrue();
            String client = reader.readLine();
            String server = served.readLine();
            assertThat(client).as("the device").matches("\\d+");
            assertThat(server).as("the far end").matches("\\d+");
            took.add((Math.max(Long.parseLong(client), Long.parseLong(server)) - began) / 1e6);
            driver.release(GRANT);
        }
        double median = took.stream().sorted().toList().get(ROUNDS / 2);
        System.out.printf(
                "reset: a long connection to %s, both ends after %.1f ms, median of %s"
                        + " (wanted 5 and a round trip)%n",
                to, median, took);
        assertThat(median).isBetween(0.0, LONGEST_MILLIS);
    }

    @Test
    void only_connections_to_a_restricted_destination_are_reset() throws Exception {
        var grant =
                new Grant(
                        "order-2",
                        "case-2",
                        SUBJECT,
                        Set.of(Destination.parse(MirrorLab.OUTSIDE_4)));
        assertThat(driver.hold(grant, HOLD).holds()).isTrue();
        assertThat(connects(VICTIM, MirrorLab.OUTSIDE_4, 5)).endsWith("alive 0");
        assertThat(connects(VICTIM, MirrorLab.ipv4(254), 5)).endsWith("alive 5");
        assertThat(connects(VICTIM, MirrorLab.OUTSIDE_6, 5)).endsWith("alive 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {MirrorLab.OUTSIDE_4, MirrorLab.OUTSIDE_6})
    void a_datagram_is_answered_as_reaching_nobody(String to) throws Exception {
        String send =
                """
                import socket, sys
                s = socket.socket(socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
                s.settimeout(0.5)
                s.connect((sys.argv[1], 443))
                said = 'silent'
                for again in range(6):  # as whoever speaks QUIC: a datagram may get lost
                    try:
                        s.send(b'x' * 1200)
                        s.recv(10)
                    except ConnectionRefusedError:
                        said = 'refused'
                        break
                    except TimeoutError: pass
                print(said)
                """;
        // Somebody listens there and says nothing, so the answer is not the gateway's own.
        String listen =
                """
                import socket, time
                s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                s.bind(('::', 443)); print('ready'); time.sleep(60)
                """;
        Process listening = lab.python(MirrorLab.GATEWAY, listen);
        assertThat(listening.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
        driver.hold(GRANT, HOLD);
        assertThat(lab.python(VICTIM, send, to).inputReader(StandardCharsets.UTF_8).readLine())
                .isEqualTo("refused");
        awaitQuiet();
        assertThat(driver.tally().of(Tally.Of.UNREACHABLES)).isPositive();
        driver.release(GRANT);
        assertThat(lab.python(VICTIM, send, to).inputReader(StandardCharsets.UTF_8).readLine())
                .isEqualTo("silent");
        listening.destroyForcibly().waitFor();
    }

    @Test
    void our_own_frames_that_come_back_are_known_and_not_answered() throws Exception {
        lab.mirror("pm");
        try {
            driver.hold(GRANT, HOLD);
            assertThat(connects(VICTIM, MirrorLab.OUTSIDE_4, 20)).endsWith("alive 0");
            awaitQuiet();
            Tally tally = driver.tally();
            // Those to the far end do not pass the filter: neither end of them is restricted.
            assertThat(tally.of(Tally.Of.OWN_FRAMES))
                    .isPositive()
                    .isLessThanOrEqualTo(tally.of(Tally.Of.RESETS));
            assertThat(tally.of(Tally.Of.RESETS)).isLessThan(20 * 12);
        } finally {
            lab.must(lab.switchNamespace(), "tc", "qdisc", "del", "dev", "pm", "clsact");
        }
    }

    private void awaitQuiet() throws InterruptedException {
        long before = -1;
        while (before != driver.tally().of(Tally.Of.RECEIVED)) {
            before = driver.tally().of(Tally.Of.RECEIVED);
            Thread.sleep(100);
        }
    }

    /// However long nobody was restricted before: whoever waits for a frame asks who is when it
    /// came.
    @Test
    void the_first_frame_after_a_hold_is_answered() throws Exception {
        String sender =
                """
                import socket, struct, sys
                own, peer = bytes.fromhex(sys.argv[1]), bytes.fromhex(sys.argv[2])
                s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
                s.bind(('eth0', 0))
                src, dst = socket.inet_aton('10.50.0.1'), socket.inet_aton('10.50.0.9')
                print('ready')
                for number, line in enumerate(sys.stdin):
                    ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 40, 1, 0, 64, 6, 0, src, dst)
                    tcp = struct.pack('!HHIIBBHHH', 4000 + number, 80, 1000, 0, 0x50, 2, 1000, 0, 0)
                    s.send(peer + own + b'\\x08\\x00' + ip + tcp)
                """;
        String own = MirrorLab.mac(VICTIM).toString().replace(":", "");
        String peer = MirrorLab.mac(MirrorLab.GATEWAY).toString().replace(":", "");
        Process sending = lab.python(VICTIM, sender, own, peer);
        try (var line = sending.outputWriter(StandardCharsets.UTF_8)) {
            assertThat(sending.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
            for (int i = 0; i < 20; i++) {
                Thread.sleep(20); // the loop waits, and knows nobody
                long before = driver.tally().of(Tally.Of.RESETS);
                driver.hold(GRANT, HOLD);
                line.write("\n");
                line.flush();
                long until = System.nanoTime() + 5_000_000_000L;
                while (driver.tally().of(Tally.Of.RESETS) == before && System.nanoTime() < until) {
                    Thread.sleep(1);
                }
                assertThat(driver.tally().of(Tally.Of.RESETS))
                        .as("hold %d", i)
                        .isGreaterThan(before);
                driver.release(GRANT);
            }
        }
    }

    @Test
    void a_tag_is_carried_over_and_the_source_is_our_own_mac() throws Exception {
        String tagged =
                """
                import socket, struct, sys, time
                own, peer = bytes.fromhex(sys.argv[1]), bytes.fromhex(sys.argv[2])
                s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
                s.bind(('eth0', 0)); s.settimeout(3)
                s.setsockopt(263, 8, 1)
                def add(b):
                    t = sum(struct.unpack('!%dH' % (len(b) // 2), b))
                    while t >> 16: t = (t & 0xffff) + (t >> 16)
                    return ~t & 0xffff
                src, dst = socket.inet_aton('10.50.0.1'), socket.inet_aton('10.50.0.9')
                ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 40, 1, 0, 64, 6, 0, src, dst)
                ip = ip[:10] + struct.pack('!H', add(ip)) + ip[12:]
                tcp = struct.pack('!HHIIBBHHH', 4000, 80, 1000, 0, 0x50, 2, 1000, 0, 0)
                frame = peer + own + struct.pack('!HHHHH', 0x88a8, 0x2064, 0x8100, 0x0065, 0x0800) + ip + tcp
                s.send(frame)
                while True:
                    data, extra, _, sender = s.recvmsg(2000, 200)
                    if sender[2] == 4 or data[0:6] != own: continue
                    status, _, _, _, _, tci, tpid = struct.unpack('IIIHHHH', extra[0][2])
                    if not status & 16: continue
                    print(data[6:12].hex(), '%04x %04x' % (tpid, tci), data[12:16].hex(), data[18 + 32 - 4 + 4 : 18 + 32 + 8].hex())
                    break
                """;
        driver.hold(GRANT, HOLD);
        String hex = MirrorLab.mac(VICTIM).toString().replace(":", "");
        String peer = MirrorLab.mac(MirrorLab.GATEWAY).toString().replace(":", "");
        String told =
                lab.python(VICTIM, tagged, hex, peer)
                        .inputReader(StandardCharsets.UTF_8)
                        .readLine();
        String own =
                lab.must("", "cat", "/sys/class/net/" + lab.injection() + "/address")
                        .strip()
                        .replace(":", "");
        assertThat(told).startsWith(own + " 88a8 2064 81000065");
    }

    @Test
    void ends_by_itself_when_it_is_not_renewed() throws Exception {
        driver.hold(GRANT, Duration.ofSeconds(1));
        assertThat(driver.held().orElseThrow()).isEqualTo(Map.of(MirrorLab.mac(VICTIM), "case-17"));
        assertThat(connects(VICTIM, MirrorLab.OUTSIDE_4, 5)).endsWith("alive 0");
        Thread.sleep(1_500);
        assertThat(connects(VICTIM, MirrorLab.OUTSIDE_4, 5)).endsWith("alive 5");
        assertThat(driver.held().orElseThrow()).isEmpty();
    }

    @Test
    void releasing_all_ends_it_at_once() throws Exception {
        driver.hold(GRANT, HOLD);
        assertThat(connects(VICTIM, MirrorLab.OUTSIDE_4, 5)).endsWith("alive 0");
        assertThat(driver.releaseAll().reason()).isEqualTo(Reason.RELEASED);
        assertThat(connects(VICTIM, MirrorLab.OUTSIDE_4, 5)).endsWith("alive 5");
    }

    @Test
    void refuses_where_an_interface_is_down_and_goes_on_when_it_is_up_again() throws Exception {
        assertThat(driver.reach(SUBJECT).words())
                .isEqualTo("seen on " + lab.tap() + ", reset from " + lab.injection());
        lab.must("", "ip", "link", "set", lab.injection(), "down");
        assertThat(driver.hold(GRANT, HOLD))
                .isEqualTo(
                        Outcome.refused(
                                Reason.NOT_IN_PATH,
                                "the interface " + lab.injection() + " is down"));
        lab.must("", "ip", "link", "set", lab.injection(), "up");
        lab.must("", "ip", "link", "set", lab.tap(), "down");
        assertThat(driver.reach(SUBJECT).possible()).isFalse();
        lab.must("", "ip", "link", "set", lab.tap(), "up");
        assertThat(driver.hold(GRANT, HOLD).holds()).isTrue();
        Thread.sleep(200);
        assertThat(connects(VICTIM, MirrorLab.OUTSIDE_4, 5)).endsWith("alive 0");
    }

    @Test
    void who_sends_in_a_servers_name_cannot_have_others_reset() throws Exception {
        driver.close();
        driver = open(Set.of(MirrorLab.OUTSIDE_4));
        driver.hold(GRANT, HOLD);
        String forge =
                """
                import socket, struct, sys
                own, peer = bytes.fromhex(sys.argv[1]), bytes.fromhex(sys.argv[2])
                s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
                s.bind(('eth0', 0))
                src, dst = socket.inet_aton('203.0.113.1'), socket.inet_aton('10.79.0.2')
                ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 40, 1, 0, 64, 6, 0, src, dst)
                tcp = struct.pack('!HHIIBBHHH', 8080, 4000, 1000, 7, 0x50, 16, 1000, 0, 0)
                for i in range(10): s.send(peer + own + b'\\x08\\x00' + ip + tcp)
                print('sent')
                """;
        String own = MirrorLab.mac(VICTIM).toString().replace(":", "");
        String peer = MirrorLab.mac(INNOCENT).toString().replace(":", "");
        assertThat(
                        lab.python(VICTIM, forge, own, peer)
                                .inputReader(StandardCharsets.UTF_8)
                                .readLine())
                .isEqualTo("sent");
        awaitQuiet();
        assertThat(driver.tally().of(Tally.Of.CLAIMED_PROTECTED)).isGreaterThanOrEqualTo(10);
        assertThat(driver.tally().of(Tally.Of.RESETS))
                .as("only to the device itself")
                .isEqualTo(10);
    }

    @Test
    void refuses_this_appliance_itself_and_no_single_device() {
        for (String mac : List.of("ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00")) {
            var subject = new Subject(0, Set.of(Mac.parse(mac)), Set.of(), "");
            assertThat(driver.hold(new Grant("a", "a", subject), HOLD).reason())
                    .isEqualTo(Reason.NO_MAC);
        }
        String own = lab.must("", "cat", "/sys/class/net/" + lab.injection() + "/address").strip();
        var self = new Subject(0, Set.of(Mac.parse(own)), Set.of(), "");
        assertThat(driver.hold(new Grant("a", "a", self), HOLD).reason())
                .isEqualTo(Reason.PROTECTED);
        var nobody = new Subject(9, Set.of(), Set.of(), "");
        assertThat(driver.reach(nobody).reason()).isEqualTo(Reason.NO_MAC);
    }

    @Test
    void at_the_caps_the_next_device_is_refused_and_those_that_are_reset_still_are()
            throws Exception {
        driver.hold(GRANT, HOLD);
        for (int i = 1; i < ResetDriver.MOST_LEASES; i++) {
            assertThat(driver.hold(other(i, Set.of(new Mac(0x0200_0001_0000L + i))), HOLD).holds())
                    .isTrue();
        }
        assertThat(driver.hold(other(999, Set.of(new Mac(0x0200_0002_0000L))), HOLD).reason())
                .isEqualTo(Reason.TOO_MANY_LEASES);
        assertThat(driver.held().orElseThrow()).hasSize(ResetDriver.MOST_LEASES);
        assertThat(connects(VICTIM, MirrorLab.OUTSIDE_4, 5)).endsWith("alive 0");
        driver.releaseAll();
        // Eight devices with as many MACs as a device can have fill the filter.
        for (int i = 0; i < ResetDriver.MOST_MACS / Subject.MOST_MACS; i++) {
            assertThat(driver.hold(other(i, macs(i)), HOLD).holds()).isTrue();
        }
        assertThat(driver.hold(GRANT, HOLD).reason()).isEqualTo(Reason.TOO_MANY_LEASES);
        assertThat(connects(VICTIM, MirrorLab.OUTSIDE_4, 5)).endsWith("alive 5");
    }

    private static Grant other(int number, Set<Mac> macs) {
        return new Grant("order-" + (number + 100), "c", new Subject(number, macs, Set.of(), ""));
    }

    private static Set<Mac> macs(int device) {
        var macs = new java.util.LinkedHashSet<Mac>();
        for (int i = 0; i < Subject.MOST_MACS; i++) {
            macs.add(new Mac(0x0200_0003_0000L + device * 256L + i));
        }
        return macs;
    }
}
