package org.tapwarden.enforcer.radius;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// What becomes of a question where no real server would do it at will; the real ones are in {@link
/// FreeRadiusTest} and in the console's lab.
class RadiusDriverTest {

    private static final Duration HOLD = Duration.ofMinutes(3);
    @TempDir Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private HandMadeNas server(UnaryOperator<byte[]> answer) throws IOException {
        var server = new HandMadeNas(answer);
        open.add(server);
        return server;
    }

    private RadiusDriver driver(Sessions sessions, Nas... servers) {
        var driver =
                new RadiusDriver(
                        Sample.network(folder.resolve("denied"), servers),
                        sessions,
                        InstantSource.system());
        driver.prepare();
        open.add(driver);
        return driver;
    }

    private String denied() throws IOException {
        Path list = folder.resolve("denied");
        return Files.exists(list) ? Files.readString(list) : "";
    }

    private static byte[] isSilent(byte[] request) {
        return new byte[0];
    }

    private static byte[] acknowledges(byte[] request) {
        return Packets.answer()
                .at(Instant.now())
                .proven()
                .signed(request[0] + 1, request, Sample.SECRET);
    }

    private static UnaryOperator<byte[]> refuses(int cause) {
        return request ->
                Packets.answer()
                        .number(101, cause)
                        .proven()
                        .signed(request[0] + 2, request, Sample.SECRET);
    }

    private static Sessions known(String nas) {
        return Sample.known(Sample.session(Sample.ROGUE, nas, "5A1"));
    }

    private void assertFails(Outcome outcome, Reason reason, String words) throws IOException {
        assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Kind.FAILED);
        assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(reason);
        assertThat(outcome.detail()).contains(words);
        assertThat(denied()).as("nothing is left behind").doesNotContain("020000000101");
    }

    @Test
    void the_denial_is_on_the_disk_before_the_question_leaves() throws IOException {
        var seen = new CopyOnWriteArrayList<String>();
        HandMadeNas server =
                server(request -> {
                    try {
                        seen.add(denied());
                    } catch (IOException e) {
                        seen.add(e.toString());
                    }
                    return acknowledges(request);
                });
        RadiusDriver driver = driver(known("sw1"), Sample.nas("sw1", server.port()));
        Outcome outcome = driver.hold(Sample.GRANT, HOLD);
        assertThat(outcome)
                .isEqualTo(Outcome.unconfirmed(Reason.NAS_ACKNOWLEDGED, "sw1: Disconnect-ACK"));
        assertThat(seen)
                .isNotEmpty()
                .allSatisfy(
                        list -> assertThat(list).contains("020000000101 ", " - order-1 case-1"));
        assertThat(driver.held()).hasValue(Map.of(Sample.ROGUE, "case-1"));
        assertThat(driver.release(Sample.GRANT).reason()).isEqualTo(Reason.RELEASED);
        assertThat(denied()).isEqualTo(DenyList.HEADER + "\n");
        assertThat(server.requests)
                .as("nobody is asked for a release")
                .allSatisfy(r -> assertThat(r).isEqualTo(server.requests.getFirst()));
    }

    @Test
    void silence_has_failed_after_four_questions_of_the_same_bytes() throws IOException {
        HandMadeNas server = server(RadiusDriverTest::isSilent);
        RadiusDriver driver = driver(known("sw1"), Sample.nas("sw1", server.port()));
        long began = System.nanoTime();
        assertFails(driver.hold(Sample.GRANT, HOLD), Reason.NAS_SILENT, "sw1: it did not answer");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(2_900), Duration.ofMillis(4_900));
        assertThat(server.requests).hasSize(RadiusClient.SENT_AFTER_MILLIS.size());
        assertThat(server.requests)
                .allSatisfy(r -> assertThat(r).isEqualTo(server.requests.getFirst()));
    }

    @Test
    void answers_that_cannot_be_believed_are_told_apart_and_none_is_success() throws IOException {
        var wrong = server(r -> Packets.answer().proven().signed(41, r, "another1"));
        var stale =
                server(r ->
                        Packets.answer()
                                .at(Instant.now().minusSeconds(4_000))
                                .proven()
                                .signed(41, r, Sample.SECRET));
        var garbage = server(r -> new byte[] {41, r[1], 0, 99, 1, 2, 3});
        var other = server(r -> Packets.answer().signed(5, r, Sample.SECRET));
        int closed;
        try (var socket = new DatagramSocket()) {
            closed = socket.getLocalPort();
        }
        record Case(int port, Reason reason, String words) {}
        var cases =
                List.of(
                        new Case(wrong.port(), Reason.NAS_WRONG_SECRET, "another secret"),
                        new Case(stale.port(), Reason.NAS_STALE_TIME, "its answer is of 20"),
                        new Case(garbage.port(), Reason.NAS_MALFORMED_ANSWER, "no RADIUS packet"),
                        new Case(
                                other.port(), Reason.NAS_MALFORMED_ANSWER, "not to what was asked"),
                        new Case(closed, Reason.NAS_UNREACHABLE, "cannot be reached"));
        // Each waits for something better until the end, so all at once.
        var outcomes = new ArrayList<CompletableFuture<Outcome>>();
        for (Case one : cases) {
            Path list = Files.createDirectories(folder.resolve("p" + one.port())).resolve("denied");
            var driver =
                    new RadiusDriver(
                            Sample.network(list, Sample.nas("sw1", one.port())),
                            known("sw1"),
                            InstantSource.system());
            open.add(driver);
            outcomes.add(CompletableFuture.supplyAsync(() -> driver.hold(Sample.GRANT, HOLD)));
        }
        for (int i = 0; i < cases.size(); i++) {
            assertFails(outcomes.get(i).join(), cases.get(i).reason(), cases.get(i).words());
        }
    }

    @Test
    void a_forged_answer_does_not_keep_the_true_one_out() throws IOException {
        var count = new java.util.concurrent.atomic.AtomicInteger();
        HandMadeNas server =
                server(r ->
                        count.incrementAndGet() == 1
                                ? Packets.answer().signed(42, r, "guessed99")
                                : acknowledges(r));
        RadiusDriver driver = driver(known("sw1"), Sample.nas("sw1", server.port()));
        assertThat(driver.hold(Sample.GRANT, HOLD).reason()).isEqualTo(Reason.NAS_ACKNOWLEDGED);
    }

    @Test
    void refusals_without_and_with_an_unknown_cause_have_names() throws IOException {
        HandMadeNas bare = server(r -> Packets.answer().signed(42, r, Sample.SECRET));
        RadiusDriver driver = driver(known("sw1"), Sample.nas("sw1", bare.port()));
        assertFails(
                driver.hold(Sample.GRANT, HOLD),
                Reason.NAK_WITHOUT_CAUSE,
                "Disconnect-NAK, no cause");
        HandMadeNas odd = server(refuses(599));
        RadiusDriver second = driver(known("sw1"), Sample.nas("sw1", odd.port()));
        assertFails(
                second.hold(Sample.GRANT, HOLD),
                Reason.NAK_OF_UNKNOWN_CAUSE,
                "Disconnect-NAK, cause 599");
    }

    @Test
    void refuses_where_no_server_let_the_device_in() throws IOException {
        HandMadeNas server = server(RadiusDriverTest::acknowledges);
        RadiusDriver driver =
                driver(
                        Sample.known(
                                Sample.session(Sample.ROGUE, "somebody-else", "1"),
                                Sample.session(Sample.OTHER, "sw1", "2", Session.State.ENDED)),
                        Sample.nas("sw1", server.port()));
        for (Mac mac : List.of(Sample.ROGUE, Sample.OTHER)) {
            Outcome outcome = driver.hold(Sample.grant(1, mac), HOLD);
            assertThat(outcome.kind()).isEqualTo(Kind.REFUSED);
            assertThat(outcome.reason()).isEqualTo(Reason.NOT_IN_PATH);
            assertThat(driver.reach(Sample.grant(1, mac).subject()))
                    .isEqualTo(
                            Reach.no(
                                    Reason.NOT_IN_PATH,
                                    "not in the path of "
                                            + mac
                                            + ": no RADIUS server of the settings has let it in"));
        }
        assertThat(server.requests).isEmpty();
        assertThat(driver.hold(Sample.grant(1), HOLD).reason()).isEqualTo(Reason.NO_MAC);
        assertThat(driver.hold(Sample.grant(1, Mac.parse("01:00:5e:00:00:01")), HOLD).reason())
                .isEqualTo(Reason.NO_MAC);
    }

    @Test
    void one_mac_that_cannot_be_reached_keeps_the_whole_device_in() throws IOException {
        HandMadeNas server = server(RadiusDriverTest::acknowledges);
        RadiusDriver driver = driver(known("sw1"), Sample.nas("sw1", server.port()));
        Outcome outcome = driver.hold(Sample.grant(1, Sample.ROGUE, Sample.OTHER), HOLD);
        assertThat(outcome.reason()).isEqualTo(Reason.NOT_IN_PATH);
        assertThat(server.requests).isEmpty();
        assertThat(denied()).doesNotContain("0200");
    }

    @Test
    void all_macs_of_a_device_go_at_once_and_one_failure_takes_all_back() throws IOException {
        HandMadeNas good = server(RadiusDriverTest::acknowledges);
        HandMadeNas bad = server(refuses(501));
        Sessions both =
                Sample.known(
                        Sample.session(Sample.ROGUE, "sw1", "1"),
                        Sample.session(Sample.OTHER, "sw2", "2"));
        RadiusDriver driver =
                driver(both, Sample.nas("sw1", good.port()), Sample.nas("sw2", bad.port()));
        Outcome outcome = driver.hold(Sample.grant(1, Sample.ROGUE, Sample.OTHER), HOLD);
        assertFails(outcome, Reason.NAK_ADMINISTRATIVELY_PROHIBITED, "administratively prohibited");
        assertThat(outcome.detail()).contains("sw1: Disconnect-ACK");
        assertThat(good.requests).hasSize(1);
    }

    @Test
    void a_server_that_sends_no_accounting_is_asked_and_has_to_know_the_device()
            throws IOException {
        HandMadeNas knows = server(RadiusDriverTest::acknowledges);
        HandMadeNas knowsNot = server(refuses(503));
        Nas one = Sample.nas("a", knowsNot.port(), Sample.SECRET, OptionalInt.empty(), false);
        Nas two = Sample.nas("b", knows.port(), Sample.SECRET, OptionalInt.empty(), false);
        RadiusDriver driver = driver(Sessions.NONE, one, two);
        assertThat(driver.hold(Sample.GRANT, HOLD))
                .isEqualTo(
                        Outcome.unconfirmed(
                                Reason.NAS_ACKNOWLEDGED,
                                "a: Disconnect-NAK, session context not found;"
                                        + " b: Disconnect-ACK"));
        RadiusDriver alone = driver(Sessions.NONE, one);
        alone.release(Sample.GRANT);
        Outcome outcome = alone.hold(Sample.GRANT, HOLD);
        assertThat(outcome.reason()).isEqualTo(Reason.NOT_IN_PATH);
        assertThat(outcome.kind()).isEqualTo(Kind.REFUSED);
        assertThat(denied()).doesNotContain("020000000101");
    }

    @Test
    void holding_again_moves_the_end_and_asks_only_whoever_told_of_it_since() throws IOException {
        HandMadeNas server = server(RadiusDriverTest::acknowledges);
        var sessions = new CopyOnWriteArrayList<Session>();
        sessions.add(Sample.session(Sample.ROGUE, "sw1", "1"));
        RadiusDriver driver =
                driver(mac -> List.copyOf(sessions), Sample.nas("sw1", server.port()));
        driver.hold(Sample.GRANT, Duration.ofSeconds(5));
        String before = denied();
        Outcome again = driver.hold(Sample.GRANT, HOLD);
        assertThat(again.reason()).isEqualTo(Reason.DENIED);
        assertThat(denied()).isNotEqualTo(before).contains("020000000101");
        assertThat(server.requests).hasSize(1);
        // Its session ended: the switch is no longer in its path, and the denial still counts.
        sessions.set(0, Sample.session(Sample.ROGUE, "sw1", "1", Session.State.ENDED));
        assertThat(driver.hold(Sample.GRANT, HOLD).reason()).isEqualTo(Reason.DENIED);
        // It came back, so its RADIUS server does not read the list.
        Session back = Sample.session(Sample.ROGUE, "sw1", "2");
        sessions.addFirst(
                new Session(
                        back.client(),
                        back.nas(),
                        back.id(),
                        back.mac(),
                        back.station(),
                        back.user(),
                        back.state(),
                        Instant.now().plusSeconds(1)));
        assertThat(driver.hold(Sample.GRANT, HOLD).reason()).isEqualTo(Reason.NAS_ACKNOWLEDGED);
        assertThat(server.requests).hasSize(2);
    }

    /// Out by its first MAC, in by a second one: the switch told of the one's end.
    @Test
    void to_another_mac_of_its_device_a_denial_goes_on_although_the_first_one_is_out()
            throws IOException {
        HandMadeNas server = server(RadiusDriverTest::acknowledges);
        var sessions = new CopyOnWriteArrayList<Session>();
        sessions.add(Sample.session(Sample.ROGUE, "sw1", "1"));
        RadiusDriver driver =
                driver(
                        mac -> sessions.stream().filter(s -> s.mac().equals(mac)).toList(),
                        Sample.nas("sw1", server.port()));
        driver.hold(Sample.GRANT, HOLD);
        sessions.set(0, Sample.session(Sample.ROGUE, "sw1", "1", Session.State.ENDED));
        sessions.add(Sample.session(Sample.OTHER, "sw1", "2"));
        Outcome both = driver.hold(Sample.grant(1, Sample.ROGUE, Sample.OTHER), HOLD);
        assertThat(both.holds()).as(both.detail()).isTrue();
        assertThat(driver.held()).hasValue(Map.of(Sample.ROGUE, "case-1", Sample.OTHER, "case-1"));
        assertThat(server.requests).as("only about whoever is in").hasSize(2);
        Mac third = new Mac(0x0200_0000_0103L);
        Outcome all = driver.hold(Sample.grant(1, Sample.ROGUE, Sample.OTHER, third), HOLD);
        assertThat(all.reason()).as("nobody let the third one in").isEqualTo(Reason.DENIED);
        assertThat(driver.held().orElseThrow()).containsKeys(Sample.ROGUE, Sample.OTHER, third);
    }

    /// Else whoever could make one switch fall silent would be let in everywhere.
    @Test
    void a_switch_that_does_not_do_it_for_another_mac_leaves_all_of_them_denied()
            throws IOException {
        HandMadeNas good = server(RadiusDriverTest::acknowledges);
        HandMadeNas bad = server(refuses(506));
        Sessions both =
                Sample.known(
                        Sample.session(Sample.ROGUE, "sw1", "1"),
                        Sample.session(Sample.OTHER, "sw2", "2"));
        RadiusDriver driver =
                driver(both, Sample.nas("sw1", good.port()), Sample.nas("sw2", bad.port()));
        driver.hold(Sample.GRANT, HOLD);
        Outcome wider = driver.hold(Sample.grant(1, Sample.ROGUE, Sample.OTHER), HOLD);
        assertThat(wider.reason()).isEqualTo(Reason.NAK_RESOURCES_UNAVAILABLE);
        assertThat(driver.held().orElseThrow()).containsOnlyKeys(Sample.ROGUE, Sample.OTHER);
    }

    @Test
    void a_machines_account_is_denied_with_it_unless_others_are_in_by_it() throws IOException {
        HandMadeNas server = server(RadiusDriverTest::acknowledges);
        var under = new java.util.HashMap<String, java.util.Set<Mac>>();
        var user = new java.util.concurrent.atomic.AtomicReference<>("host/Room-12.school.example");
        Sessions sessions =
                new Sessions() {
                    @Override
                    public List<Session> of(Mac mac) {
                        return List.of(Sample.session(mac, "sw1", "1", user.get()));
                    }

                    @Override
                    public java.util.Set<Mac> under(String account) {
                        return under.getOrDefault(account, java.util.Set.of());
                    }
                };
        RadiusDriver driver = driver(sessions, Sample.nas("sw1", server.port()));
        under.put(user.get(), java.util.Set.of(Sample.ROGUE));
        driver.hold(Sample.GRANT, HOLD);
        assertThat(denied()).contains(" order-1 case-1 host/room-12.school.example\n");
        under.clear();
        driver.hold(Sample.GRANT, HOLD);
        assertThat(denied()).as("renewed").contains(" case-1 host/room-12.school.example\n");
        driver.release(Sample.GRANT);
        assertThat(denied()).doesNotContain("room-12");

        under.put(user.get(), java.util.Set.of(Sample.ROGUE, Sample.OTHER));
        driver.hold(Sample.GRANT, HOLD);
        assertThat(denied()).as("of many machines").contains(" order-1 case-1\n");
        driver.release(Sample.GRANT);

        user.set("kim@school.example");
        under.put(user.get(), java.util.Set.of(Sample.ROGUE));
        driver.hold(Sample.GRANT, HOLD);
        assertThat(denied()).as("a person's").contains(" order-1 case-1\n");
    }

    @Test
    void a_renewal_that_fails_keeps_the_denial() throws IOException {
        HandMadeNas server = server(refuses(506));
        Path list = folder.resolve("denied");
        Files.writeString(list, DenyList.HEADER + "\n020000000101 1000 - order-1 case-1\n");
        RadiusDriver driver = driver(known("sw1"), Sample.nas("sw1", server.port()));
        Outcome outcome = driver.hold(Sample.GRANT, HOLD);
        assertThat(outcome.reason()).isEqualTo(Reason.NAK_RESOURCES_UNAVAILABLE);
        assertThat(driver.held()).hasValue(Map.of(Sample.ROGUE, "case-1"));
    }

    @Test
    void a_server_that_knows_no_such_session_any_more_leaves_the_device_denied()
            throws IOException {
        HandMadeNas server = server(refuses(503));
        RadiusDriver driver = driver(known("sw1"), Sample.nas("sw1", server.port()));
        Outcome outcome = driver.hold(Sample.GRANT, HOLD);
        assertThat(outcome.kind()).isEqualTo(Kind.UNCONFIRMED);
        assertThat(outcome.reason()).isEqualTo(Reason.NAK_SESSION_CONTEXT_NOT_FOUND);
        assertThat(driver.held()).hasValue(Map.of(Sample.ROGUE, "case-1"));
    }

    @Test
    void a_server_that_began_anew_has_nobody_in_and_is_not_asked() throws IOException {
        HandMadeNas server = server(RadiusDriverTest::acknowledges);
        RadiusDriver driver =
                driver(
                        Sample.known(
                                Sample.session(
                                        Sample.ROGUE, "sw1", "1", Session.State.LOST_BY_RESTART)),
                        Sample.nas("sw1", server.port()));
        Outcome outcome = driver.hold(Sample.GRANT, HOLD);
        assertThat(outcome.kind()).isEqualTo(Kind.UNCONFIRMED);
        assertThat(outcome.reason()).isEqualTo(Reason.NAS_RESTARTED);
        assertThat(driver.held()).hasValue(Map.of(Sample.ROGUE, "case-1"));
        assertThat(server.requests).isEmpty();
    }

    @Test
    void what_was_heard_of_long_ago_does_not_make_a_path() throws IOException {
        HandMadeNas server = server(refuses(503));
        var open = Session.State.OPEN;
        var lost = Session.State.LOST_BY_RESTART;
        RadiusDriver driver =
                driver(
                        Sample.known(
                                Sample.session(Sample.ROGUE, "sw1", "1", open, Duration.ofDays(2)),
                                Sample.session(
                                        Sample.OTHER, "sw1", "2", lost, Duration.ofHours(2))),
                        Sample.nas("sw1", server.port()));
        for (Mac mac : List.of(Sample.ROGUE, Sample.OTHER)) {
            Outcome outcome = driver.hold(Sample.grant(1, mac), HOLD);
            assertThat(outcome.kind()).isEqualTo(Kind.REFUSED);
            assertThat(outcome.reason()).isEqualTo(Reason.NOT_IN_PATH);
        }
        assertThat(server.requests).as("an open session is asked for, a lost one not").hasSize(1);
        assertThat(denied()).doesNotContain("0200");
    }

    @Test
    void where_one_mac_could_not_be_moved_the_other_is_sent_back() throws Exception {
        HandMadeNas good = server(RadiusDriverTest::acknowledges);
        HandMadeNas bad = server(refuses(401));
        var sessions =
                Sample.known(
                        Sample.session(Sample.ROGUE, "sw1", "1"),
                        Sample.session(Sample.OTHER, "sw2", "2"));
        var vlan = OptionalInt.of(666);
        RadiusDriver driver =
                driver(
                        sessions,
                        Sample.nas("sw1", good.port(), Sample.SECRET, vlan, true),
                        Sample.nas("sw2", bad.port(), Sample.SECRET, vlan, true));
        Outcome outcome = driver.hold(Sample.grant(1, Sample.ROGUE, Sample.OTHER), HOLD);
        assertFails(outcome, Reason.NAK_UNSUPPORTED_ATTRIBUTE, "unsupported attribute");
        for (int i = 0; i < 200 && good.requests.getLast()[0] == 43; i++) {
            Thread.sleep(10);
        }
        assertThat(good.requests.getLast()[0]).as("a Disconnect").isEqualTo((byte) 40);
        assertThat(bad.requests).allSatisfy(r -> assertThat(r[0]).isEqualTo((byte) 43));
    }

    @Test
    void whoever_was_moved_is_sent_back_and_until_then_is_not_forgotten() throws IOException {
        var cause = new java.util.concurrent.atomic.AtomicInteger();
        HandMadeNas server =
                server(r -> cause.get() == 0 ? acknowledges(r) : refuses(cause.get()).apply(r));
        Nas nas = Sample.nas("sw1", server.port(), Sample.SECRET, OptionalInt.of(666), true);
        RadiusDriver driver = driver(known("sw1"), nas);
        assertThat(driver.hold(Sample.GRANT, HOLD).detail()).isEqualTo("sw1: CoA-ACK");
        assertThat(denied()).contains(" 666 order-1 case-1");
        cause.set(506);
        Outcome failed = driver.release(Sample.GRANT);
        assertThat(failed.kind()).isEqualTo(Kind.FAILED);
        assertThat(failed.detail()).contains("still where it was moved to");
        assertThat(driver.held()).hasValue(Map.of());
        RadiusDriver next = driver(known("sw1"), nas);
        cause.set(0);
        assertThat(next.release(Sample.GRANT).reason()).isEqualTo(Reason.RELEASED);
        assertThat(denied()).isEqualTo(DenyList.HEADER + "\n");
        var codes = new ArrayList<Integer>();
        server.requests.forEach(r -> codes.add((int) r[0]));
        assertThat(codes).containsExactly(43, 40, 40);
    }

    @Test
    void letting_everybody_go_does_not_wait_for_a_silent_server() throws Exception {
        HandMadeNas server = server(RadiusDriverTest::isSilent);
        RadiusDriver driver = driver(known("sw1"), Sample.nas("sw1", server.port()));
        var outcome = CompletableFuture.supplyAsync(() -> driver.hold(Sample.GRANT, HOLD));
        while (server.requests.isEmpty()) {
            Thread.sleep(5);
        }
        driver.giveWay();
        assertFails(
                outcome.get(1, java.util.concurrent.TimeUnit.SECONDS),
                Reason.NAS_GIVEN_UP,
                "cut short");
    }

    @Test
    void a_full_list_is_said_and_nobody_is_asked() throws IOException {
        var lines = new StringBuilder(DenyList.HEADER + "\n");
        long until = Instant.now().plusSeconds(600).getEpochSecond();
        for (int i = 0; i < DenyList.MOST; i++) {
            lines.append(String.format("06%010x %d - order-9 case-9%n", i, until));
        }
        Files.writeString(folder.resolve("denied"), lines.toString());
        HandMadeNas server = server(RadiusDriverTest::acknowledges);
        RadiusDriver driver = driver(known("sw1"), Sample.nas("sw1", server.port()));
        Outcome outcome = driver.hold(Sample.GRANT, HOLD);
        assertFails(outcome, Reason.DENY_LIST_FAILED, "full");
        assertThat(server.requests).isEmpty();
        assertThat(driver.releaseAll().reason()).isEqualTo(Reason.RELEASED);
        assertThat(driver.held()).hasValue(Map.of());
    }

    @Test
    void a_list_that_cannot_be_written_is_said_and_nobody_is_asked() throws IOException {
        HandMadeNas server = server(RadiusDriverTest::acknowledges);
        RadiusDriver driver = driver(known("sw1"), Sample.nas("sw1", server.port()));
        Files.createDirectories(folder.resolve(".denied.new/in-the-way"));
        assertFails(driver.hold(Sample.GRANT, HOLD), Reason.DENY_LIST_FAILED, "cannot be written");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void at_most_so_many_sessions_are_asked_at_once() throws IOException {
        HandMadeNas server = server(RadiusDriverTest::acknowledges);
        var macs = new HashSet<Mac>();
        for (int i = 0; i < 5; i++) {
            macs.add(new Mac(0x0200_0000_0200L + i));
        }
        Sessions many =
                mac -> {
                    var all = new ArrayList<Session>();
                    for (int i = 0; i < Sessions.MOST; i++) {
                        all.add(Sample.session(mac, "sw1", "s" + i));
                    }
                    return all;
                };
        RadiusDriver driver = driver(many, Sample.nas("sw1", server.port()));
        Outcome outcome = driver.hold(Sample.grant(1, macs.toArray(Mac[]::new)), HOLD);
        assertThat(server.requests).hasSize(RadiusDriver.MOST_ASKED);
        assertThat(server.requests)
                .filteredOn(r -> new String(r, StandardCharsets.ISO_8859_1).contains(",\u0004s0"))
                .as("the newest session of each")
                .hasSize(macs.size());
        assertThat(outcome.holds()).isTrue();
    }
}
