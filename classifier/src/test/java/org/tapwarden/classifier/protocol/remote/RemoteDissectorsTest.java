package org.tapwarden.classifier.protocol.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_MORE;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.tcp;
import static org.tapwarden.classifier.protocol.Samples.udp;
import static org.tapwarden.classifier.protocol.remote.RemoteConversations.rdpRequest;
import static org.tapwarden.classifier.protocol.remote.RemoteConversations.rdpSettings;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Transport;

class RemoteDissectorsTest {

    private final Learnt learnt = new Learnt();

    private static Payload toPort(int port, byte[] bytes) {
        return Samples.payload(bytes, Transport.TCP, Direction.FROM_SOURCE, 50_000, port);
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    @Test
    void remote_desktop_tells_the_name_in_the_hello_and_not_the_one_in_the_cookie() {
        byte[] hello = Samples.record(22, Samples.usualHello("desk.example.org"));
        byte[] stream = bytes().put(rdpRequest("Cookie: mstshash=anna\r\n", 3)).put(hello).done();
        assertThat(new RdpDissector().look(tcp(stream), learnt)).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("desk.example.org");
        assertThat(learnt.grounds()).isEqualTo("rdp-cookie");
        assertThat(learnt.software()).isNull();
    }

    @Test
    void remote_desktop_waits_for_the_hello_behind_its_request() {
        byte[] request = rdpRequest("", 3);
        assertThat(new RdpDissector().look(tcp(request), learnt)).isEqualTo(YES_MORE);
        byte[] partly = Arrays.copyOf(request, request.length - 1);
        assertThat(new RdpDissector().look(tcp(partly), learnt)).isEqualTo(PERHAPS);
    }

    /// Length, class, kind of negotiation, its length, a security layer that does not exist.
    @ParameterizedTest
    @CsvSource({"3, 18", "4, 13", "5, 128", "6, 1", "10, 32", "11, 9", "13, 7", "18, 1", "1, 1"})
    void a_request_that_is_not_quite_one_is_not_remote_desktop(int at, int value) {
        byte[] changed = with(rdpRequest("", 3), at, value);
        assertThat(new RdpDissector().look(tcp(changed), learnt)).isEqualTo(NO);
    }

    /// What a controller of machines says first has the same header (RFC 1006).
    @Test
    void a_request_with_parameters_of_transport_is_not_remote_desktop() {
        byte[] cotp = bytes().hex("03000016 11e0 0000 0001 00 c1020100 c2020102 c0010a").done();
        assertThat(new RdpDissector().look(tcp(cotp), learnt)).isEqualTo(NO);
    }

    @Test
    void settings_count_only_behind_a_request_and_with_the_key_of_microsoft() {
        byte[] plain = bytes().hex("0300000b 06e0 0000 0000 00").done();
        assertThat(new RdpDissector().look(tcp(plain), learnt)).isEqualTo(PERHAPS);
        assertThat(new RdpDissector().look(tcp(rdpSettings("Duca")), learnt)).isEqualTo(NO);
        byte[] other = bytes().put(plain).put(rdpSettings("Ducb")).done();
        assertThat(new RdpDissector().look(tcp(other), learnt)).isEqualTo(NO);
        byte[] right = bytes().put(plain).put(rdpSettings("Duca")).done();
        assertThat(new RdpDissector().look(tcp(right), learnt)).isEqualTo(YES);
    }

    @ParameterizedTest
    @CsvSource({"0, 254", "6, 128", "7, 2", "12, 8", "14, 5"})
    void a_datagram_that_does_not_synchronize_is_not_remote_desktop(int at, int value) {
        byte[] right = RemoteConversations.rdpSynchronize();
        assertThat(new RdpDissector().look(udp(right, 3389), learnt)).isEqualTo(YES);
        byte[] changed = with(right, at, value);
        assertThat(new RdpDissector().look(udp(changed, 3389), learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource({
        "RFB 003.008|, YES, 3.8,",
        "RFB 003.889|, YES, 3.889, Apple Remote Desktop",
        "RFB 003.00, PERHAPS,,",
        "RFB 003x008|, NO,,",
        "RFB 0o3.008|, NO,,",
        "RFB 003.0080, NO,,",
        "RFC 003.008|, NO,,"
    })
    void vnc_tells_its_version(
            String text, Dissector.Answer expected, String version, String software) {
        byte[] bytes = bytes().ascii(text.replace('|', '\n')).done();
        assertThat(new RfbDissector().look(tcp(bytes), learnt)).isEqualTo(expected);
        assertThat(learnt.version()).isEqualTo(version);
        assertThat(learnt.software()).isEqualTo(software);
    }

    @ParameterizedTest
    @CsvSource({
        "fffd18fffd20, YES",
        "fffb18fffa1800787465726dfff0, YES",
        "fffd18, PERHAPS",
        "fffd180d0a, PERHAPS",
        "ff, PERHAPS",
        "fffd18fffd60, NO",
        "fffd60, NO",
        "fff918, NO",
        "fffa18, NO",
        "fefd18fffd20, NO"
    })
    void telnet_negotiates_twice(String hex, Dissector.Answer expected) {
        assertThat(new TelnetDissector().look(tcp(bytes().hex(hex).done()), learnt))
                .isEqualTo(expected);
    }

    @Test
    void one_negotiation_of_each_side_is_telnet_and_two_looks_at_one_side_are_not() {
        byte[] once = bytes().hex("fffd18").done();
        var dissector = new TelnetDissector();
        Payload first = tcp(once);
        assertThat(dissector.look(first, learnt)).isEqualTo(PERHAPS);
        long met = learnt.memory();
        first.after(2, met);
        learnt.clear();
        assertThat(dissector.look(first, learnt)).isEqualTo(PERHAPS);
        Payload other =
                Samples.payload(once, Transport.TCP, Direction.FROM_DESTINATION, 50_000, 23);
        other.after(2, met);
        assertThat(dissector.look(other, learnt)).isEqualTo(YES);
    }

    @Test
    void a_record_of_teamviewer_alone_is_only_perhaps() {
        byte[] one = RemoteConversations.teamViewer(0x0a, 32);
        assertThat(new TeamViewerDissector().look(tcp(one), learnt)).isEqualTo(PERHAPS);
        byte[] two = bytes().put(one).put(one).done();
        assertThat(new TeamViewerDissector().look(tcp(two), learnt)).isEqualTo(YES);
        byte[] shifted = bytes().put(one).u8(0).put(one).done();
        assertThat(new TeamViewerDissector().look(tcp(shifted), learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 12, 14, 15})
    void a_datagram_of_teamviewer_adds_up(int at) {
        byte[] right = RemoteConversations.teamViewerDatagram(80);
        assertThat(new TeamViewerDissector().look(udp(right, 40_000), learnt)).isEqualTo(YES);
        byte[] changed = with(right, at, right[at] + 1);
        assertThat(new TeamViewerDissector().look(udp(changed, 40_000), learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 6, 7, 8, 9, 10, 15})
    void radmin_is_known_by_a_sum_that_is_right(int at) {
        byte[] right = RemoteConversations.radmin("08 02000005 000000");
        assertThat(new RadminDissector().look(tcp(right), learnt)).isEqualTo(YES);
        learnt.clear();
        byte[] changed = with(right, at, right[at] + 1);
        assertThat(new RadminDissector().look(tcp(changed), learnt)).isEqualTo(NO);
        assertThat(learnt.grounds()).isNull();
    }

    @Test
    void zeros_are_no_proof_of_radmin() {
        byte[] zeros = bytes().u8(1).u32(5).u32(0).zeros(5).done();
        assertThat(new RadminDissector().look(tcp(zeros), learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource({"0, 66", "1, 1", "2, 10", "4, 1", "7, 1", "9, 2", "12, 1"})
    void x11_has_a_version_and_names_what_opens_the_screen(int at, int value) {
        byte[] right = RemoteConversations.x11();
        assertThat(new X11Dissector().look(tcp(right), learnt)).isEqualTo(YES);
        assertThat(new X11Dissector().look(tcp(with(right, at, value)), learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 20, 23})
    void the_debug_bridge_repeats_its_command_turned_over(int at) {
        byte[] right = RemoteConversations.adb();
        assertThat(new AdbDissector().look(tcp(right), learnt)).isEqualTo(YES);
        byte[] changed = with(right, at, right[at] ^ 1);
        assertThat(new AdbDissector().look(tcp(changed), learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource({
        "NXSH-8.2.3|, YES, 8.2.3",
        "NXD-7.1.1|, YES, 7.1.1",
        "NXSH-8.2, PERHAPS,",
        "NXSH-x, NO,",
        "NXSH-8|, NO,",
        "NXSH-8.2.3x, NO,"
    })
    void nomachine_tells_its_version(String text, Dissector.Answer expected, String version) {
        byte[] bytes = bytes().ascii(text.replace('|', '\n')).done();
        assertThat(new NoMachineDissector().look(tcp(bytes), learnt)).isEqualTo(expected);
        assertThat(learnt.version()).isEqualTo(version);
    }

    @Test
    void vmware_tells_its_version() {
        assertThat(new VmwareDissector().look(tcp(RemoteConversations.vmware()), learnt))
                .isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("1.10");
    }

    @ParameterizedTest
    @CsvSource({
        "177, 0001000200010000, NO",
        "177, 00010002000100, YES",
        "177, 00020002000100, NO",
        "177, 00010000000100, NO",
        "177, 0001000e000100, NO",
        "178, 00010002000100, NO"
    })
    void a_screen_is_asked_for_on_its_port(int port, String hex, Dissector.Answer expected) {
        assertThat(new XdmcpDissector().look(udp(bytes().hex(hex).done(), port), learnt))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "514, 1022~anna~bert~uname -a~, YES",
        "514, ~anna~bert~ls~, YES",
        "514, 1022~anna~bert~una, PERHAPS",
        "514, 1022~anna~, PERHAPS",
        "514, 10, PERHAPS",
        "514, 2022~anna~bert~ls~, NO",
        "514, 1022~anna~bert~~, NO",
        "514, 1022~a a~bert~ls~, NO",
        "514, <34>Oct 11 22:14:15 host su: x, NO",
        "515, 1022~anna~bert~ls~, NO",
        "513, ~anna~bert~xterm/38400~, YES",
        "513, ~anna~bert~xterm/, PERHAPS",
        "513, ~anna~bert~xterm~, NO",
        "513, ~anna~bert~xterm/x~, NO",
        "513, anna~bert~xterm/38400~, NO"
    })
    void the_old_shells_say_names_first(int port, String text, Dissector.Answer expected) {
        byte[] bytes = bytes().ascii(text.replace('~', '\0')).done();
        assertThat(new RemoteShellDissector().look(toPort(port, bytes), learnt))
                .isEqualTo(expected);
        assertThat(learnt.software()).isNull();
        assertThat(learnt.question()).isNull();
    }

    @Test
    void a_peer_of_rustdesk_is_known_by_the_answer_it_gets() {
        var dissector = new RustDeskDissector();
        Payload register = udp(RemoteConversations.rustDesk("123456789"), 21_116);
        assertThat(dissector.look(register, learnt)).isEqualTo(PERHAPS);
        long met = learnt.memory();
        Payload answer = Samples.reply(bytes().hex("3a00").done(), 21_116);
        assertThat(dissector.look(answer, learnt)).isEqualTo(NO);
        answer.after(2, met);
        assertThat(dissector.look(answer, learnt)).isEqualTo(YES);
        learnt.clear();
        Payload elsewhere = udp(RemoteConversations.rustDesk("123456789"), 21_200);
        assertThat(dissector.look(elsewhere, learnt)).isEqualTo(NO);
    }

    @Test
    void noise_on_their_own_ports_convinces_none() {
        var random = new Random(5);
        int[] ports = {23, 177, 513, 514, 902, 1494, 3389, 4899, 5900, 5938, 6000, 21_116};
        var payload = new Payload();
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            payload.set(noise, 0, noise.length);
            for (Dissector dissector : RemoteDissectors.ALL) {
                for (Transport transport : dissector.about().transports()) {
                    payload.of(transport, Direction.FROM_SOURCE, 50_000, ports[i % ports.length]);
                    learnt.clear();
                    assertThat(dissector.look(payload, learnt))
                            .as(dissector.about().title())
                            .isIn(NO, PERHAPS);
                }
            }
        }
    }
}
