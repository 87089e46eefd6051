package org.tapwarden.webconsole.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.identity.Identification;
import org.tapwarden.detector.identity.Identification.What;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.enforcer.radius.RadiusPacket;
import org.tapwarden.webconsole.accounting.AccountingSettings.Client;

/// FreeRADIUS's client, and packets made by hand, against the listener.
class AccountingServerTest {

    private static final String SECRET = "correct horse";
    private static final String START =
            """
            Acct-Status-Type = Start
            Acct-Session-Id = "5F3A"
            User-Name = "kim@school.example"
            User-Password = "hunter2"
            Calling-Station-Id = "00-21-70-AA-BB-01"
            Framed-IP-Address = 10.20.1.7
            NAS-Identifier = "sw-library"
            NAS-Port-Id = "Gi1/0/14"
            Tunnel-Private-Group-Id:0 = "120"
            """;

    @TempDir Path folder;

    private AccountingStore store;
    private AccountingServer server;
    private Radclient radclient;

    @BeforeEach
    void listen() throws IOException {
        listen(false, AccountingSettings.USUAL_PER_SECOND);
    }

    private void listen(boolean requires, int perSecond) throws IOException {
        store = new AccountingStore(folder.resolve("accounting.db"), this::now);
        var settings =
                new AccountingSettings(
                        "127.0.0.1",
                        0,
                        List.of(new Client(Prefix.parse("127.0.0.0/8"), SECRET, requires)),
                        perSecond);
        server = new AccountingServer(settings, store, this::now);
        server.start();
        radclient = new Radclient(folder, server.address().getPort());
    }

    private long now() {
        return Instant.now().toEpochMilli();
    }

    @AfterEach
    void close() {
        server.close();
        store.close();
    }

    private List<Identification> told() {
        return store.after(0, 100).stream().map(n -> n.what()).toList();
    }

    private long count(Count what) {
        return store.counts().of(what);
    }

    @Test
    void start_interim_and_stop_are_one_session_with_its_place() throws Exception {
        assertThat(radclient.send(SECRET, START)).contains("Received Accounting-Response");
        String interim = START.replace("= Start", "= Interim-Update");
        assertThat(radclient.send(SECRET, interim)).contains("Received Accounting-Response");
        assertThat(radclient.send(SECRET, interim.replace("1.7", "1.8")))
                .contains("Received Accounting-Response");
        assertThat(radclient.send(SECRET, START.replace("= Start", "= Stop")))
                .contains("Received Accounting-Response");
        List<Identification> told = told();
        assertThat(told)
                .extracting(Identification::what)
                .containsExactly(What.BEGAN, What.GOES_ON, What.ENDED);
        Identification began = told.getFirst();
        assertThat(began.person()).isEqualTo("kim@school.example");
        assertThat(new Mac(began.mac())).hasToString("00:21:70:aa:bb:01");
        assertThat(began.address()).hasToString("10.20.1.7");
        assertThat(told.get(1).address()).hasToString("10.20.1.8");
        assertThat(began.place())
                .hasToString(
                        "Place[device=sw-library, port=Gi1/0/14, label=, vlan=120, source=RADIUS,"
                                + " atMillis="
                                + began.atMillis()
                                + "]");
        assertThat(began.source()).isEqualTo(Identification.Source.RADIUS_ACCOUNTING);
    }

    @Test
    void nothing_but_the_account_and_the_place_is_on_the_disk() throws Exception {
        radclient.send(SECRET, START + "Filter-Id = \"canary-in-a-filter\"\n");
        close();
        var all = new StringBuilder();
        for (String suffix : List.of("", "-wal")) {
            Path file = folder.resolve("accounting.db" + suffix);
            all.append(Files.exists(file) ? text(file) : "");
        }
        assertThat(all.toString())
                .contains("kim@school.example")
                .doesNotContain("hunter2", "canary", SECRET);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void who_does_not_know_the_secret_gets_silence_and_is_counted() throws Exception {
        assertThat(radclient.send("wrong", START)).contains("No reply");
        assertThat(count(Count.WRONG_SECRET)).isPositive();
        assertThat(told()).isEmpty();
    }

    @Test
    void a_message_authenticator_is_verified_where_it_is_and_demanded_where_the_settings_say_so()
            throws Exception {
        String with = START + "Message-Authenticator = 0x00\n";
        assertThat(radclient.send(SECRET, with)).contains("Received Accounting-Response");
        close();
        listen(true, AccountingSettings.USUAL_PER_SECOND);
        String other = with.replace("5F3A", "6000");
        assertThat(radclient.send(SECRET, other)).contains("Received Accounting-Response");
        assertThat(radclient.send(SECRET, START.replace("5F3A", "6001"))).contains("No reply");
        assertThat(count(Count.NO_MESSAGE_AUTHENTICATOR)).isPositive();
        assertThat(told()).hasSize(2);
    }

    @Test
    void a_forged_message_authenticator_is_counted() throws Exception {
        byte[] forged =
                Requests.request()
                        .number(40, 1)
                        .text(44, "a")
                        .bytes(80, new byte[16])
                        .signed(1, SECRET);
        assertThat(answered(forged)).isFalse();
        assertThat(count(Count.WRONG_MESSAGE_AUTHENTICATOR)).isOne();
    }

    @Test
    void status_server_is_answered() throws Exception {
        assertThat(radclient.send("status", SECRET, "Message-Authenticator = 0x00"))
                .contains("Received Accounting-Response");
        assertThat(count(Count.STATUS)).isOne();
        assertThat(told()).isEmpty();
    }

    @Test
    void the_same_request_is_answered_again_and_recorded_once() throws Exception {
        byte[] request = start("7001", "lee");
        try (var socket = new DatagramSocket()) {
            assertThat(answered(socket, request)).isTrue();
            assertThat(answered(socket, request)).isTrue();
        }
        assertThat(count(Count.DUPLICATE)).isOne();
        assertThat(told()).hasSize(1);
        // From another port and under another number it is a new packet, and the same session.
        assertThat(answered(start("7001", "lee"))).isTrue();
        assertThat(told()).hasSize(1);
    }

    private static byte[] start(String session, String user) {
        return Requests.request()
                .number(40, 1)
                .text(44, session)
                .text(1, user)
                .text(31, "0021.70aa.bb02")
                .signed(9, SECRET);
    }

    private boolean answered(byte[] request) throws IOException {
        try (var socket = new DatagramSocket()) {
            return answered(socket, request);
        }
    }

    private boolean answered(DatagramSocket socket, byte[] request) throws IOException {
        socket.setSoTimeout(700);
        socket.send(
                new DatagramPacket(
                        request,
                        request.length,
                        InetAddress.getLoopbackAddress(),
                        server.address().getPort()));
        try {
            var answer = new DatagramPacket(new byte[64], 64);
            socket.receive(answer);
            return answer.getData()[0] == RadiusPacket.ACCOUNTING_RESPONSE
                    && answer.getData()[1] == request[1];
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void a_server_that_begins_anew_ends_its_sessions_and_nobody_elses() throws Exception {
        radclient.send(SECRET, START);
        radclient.send(
                SECRET,
                START.replace("sw-library", "sw-gym")
                        .replace("01\"", "02\"")
                        .replace("kim", "lee"));
        String on = "Acct-Status-Type = Accounting-On\nNAS-Identifier = \"sw-library\"\n";
        assertThat(radclient.send(SECRET, on)).contains("Received Accounting-Response");
        assertThat(told())
                .filteredOn(i -> i.what() == What.ENDED)
                .extracting(Identification::person)
                .containsExactly("kim@school.example");
    }

    @Test
    void bytes_that_lie_and_kinds_that_are_not_ours_have_counters() throws Exception {
        byte[] good = start("1", "kim");
        byte[] cut = java.util.Arrays.copyOf(good, good.length - 1);
        assertThat(answered(cut)).isFalse();
        assertThat(answered(new byte[] {4, 1})).isFalse();
        assertThat(count(Count.MALFORMED)).isEqualTo(2);
        assertThat(answered(Requests.request().text(44, "no status").signed(1, SECRET))).isFalse();
        assertThat(answered(Requests.request().number(40, 1).signed(2, SECRET))).isFalse();
        assertThat(answered(Requests.request().bytes(40, new byte[3]).signed(3, SECRET))).isFalse();
        assertThat(count(Count.MALFORMED_ATTRIBUTE)).isEqualTo(3);
        assertThat(answered(Requests.request().number(40, 15).text(44, "x").signed(4, SECRET)))
                .isTrue();
        assertThat(count(Count.OTHER_STATUS)).isOne();
        good[0] = 1;
        assertThat(answered(good)).isFalse();
        assertThat(count(Count.OTHER_CODE)).isOne();
    }

    @Test
    void what_one_client_sends_too_fast_is_counted() throws Exception {
        close();
        listen(false, 2);
        int answered = 0;
        for (int i = 0; i < 4; i++) {
            byte[] request = Requests.request().number(40, 1).text(44, "s" + i).signed(i, SECRET);
            answered += answered(request) ? 1 : 0;
        }
        assertThat(answered).isLessThan(4);
        assertThat(count(Count.RATE_LIMITED)).isEqualTo(4 - answered);
    }

    @Test
    void a_stranger_gets_silence() throws Exception {
        close();
        store = new AccountingStore(folder.resolve("accounting.db"), this::now);
        var settings =
                new AccountingSettings(
                        "127.0.0.1",
                        0,
                        List.of(new Client(Prefix.parse("10.0.0.0/8"), SECRET, false)),
                        10);
        server = new AccountingServer(settings, store, this::now);
        server.start();
        assertThat(answered(start("1", "kim"))).isFalse();
        assertThat(count(Count.UNKNOWN_CLIENT)).isOne();
    }

    @Test
    void a_port_that_is_taken_is_one_line() {
        var settings =
                new AccountingSettings("127.0.0.1", server.address().getPort(), List.of(), 10);
        assertThatThrownBy(() -> new AccountingServer(settings, store, this::now))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("accounting: cannot listen on 127.0.0.1:")
                .message()
                .doesNotContain("\n");
    }
}
