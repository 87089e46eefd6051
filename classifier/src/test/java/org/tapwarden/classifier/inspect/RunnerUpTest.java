package org.tapwarden.classifier.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.record.Explanation;
import org.tapwarden.classifier.register.AskingOrder;

/// What came second, from the frames to the label.
class RunnerUpTest {

    private static final int CLIENT = 0x0a14_0001;
    private static final int SERVER = 0xc633_6407;

    private static FlowRecord labelled(byte[]... frames) throws IOException {
        return LabelledFlow.of(new ActiveLists(), frames);
    }

    private static String second(FlowRecord flow) {
        RunnerUp second = flow.label().runnerUp();
        return second == null
                ? "nothing"
                : second.protocol()
                        + " "
                        + second.category().word()
                        + " "
                        + second.grounds().code()
                        + " "
                        + second.lost().word();
    }

    private static int asked(String protocol) {
        AskingOrder order = AskingOrder.TCP;
        return IntStream.range(0, order.size())
                .filter(i -> order.get(i).about().protocol().word().equals(protocol))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] client(int port, long sequence, byte[] payload) {
        return Flood.tcp(CLIENT, 50_000, SERVER, port, sequence, 1, Flood.PUSH, payload);
    }

    private static byte[] server(int port, long sequence, byte[] payload) {
        return Flood.tcp(SERVER, port, CLIENT, 50_000, sequence, 1, Flood.PUSH, payload);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /// A request with so many bytes of attributes that it could begin another protocol.
    private static byte[] accessRequest(int attributes) {
        var request = Samples.bytes().u8(1).u8(7).u16(20 + 50 * attributes).noise(16);
        for (int i = 0; i < attributes; i++) {
            request.u8(1).u8(50).noise(48);
        }
        return request.done();
    }

    @Test
    void who_could_not_say_yet_when_another_was_sure_came_second() throws IOException {
        FlowRecord flow = labelled(Flood.udp(CLIENT, 50_000, SERVER, 1_812, accessRequest(3)));
        assertThat(flow.label().protocol().word()).isEqualTo("radius");
        assertThat(second(flow)).isEqualTo("cloudflarewarp vpn left-open:cloudflarewarp undecided");
        assertThat(Explanation.sentence(flow))
                .endsWith(
                        ". Second was cloudflarewarp (vpn), since the first bytes left that open;"
                                + " but that was only possible, and what is sure counts.");
    }

    @Test
    void who_said_no_did_not_come_second() throws IOException {
        FlowRecord flow = labelled(Flood.udp(CLIENT, 50_000, SERVER, 1_812, accessRequest(1)));
        assertThat(flow.label().protocol().word()).isEqualTo("radius");
        assertThat(second(flow)).isEqualTo("nothing");
    }

    /// Of the first segment nobody is sure; those who are asked after the one that is sure of the
    /// second are heard as well.
    @Test
    void who_is_asked_after_the_sure_one_had_said_perhaps_before() throws IOException {
        byte[] banner = ascii("SSH-2.0-x\r\n");
        FlowRecord flow =
                labelled(
                        client(2_222, 1, Arrays.copyOf(banner, 2)),
                        client(2_222, 3, Arrays.copyOfRange(banner, 2, banner.length)));
        assertThat(flow.label().protocol().word()).isEqualTo("ssh");
        assertThat(second(flow)).isEqualTo("mysql database left-open:mysql undecided");
        assertThat(asked("mysql")).isGreaterThan(asked("ssh"));
        FlowRecord whole = labelled(client(2_222, 1, banner));
        assertThat(second(whole)).isEqualTo("nothing");
    }

    @Test
    void a_flow_is_called_after_what_carries_tls() throws IOException {
        byte[] ask = ascii("EHLO a.example\r\nSTARTTLS\r\n");
        byte[] hello = Samples.record(22, Samples.usualHello("mx.example.org"));
        FlowRecord flow =
                labelled(
                        server(25, 1, ascii("220 mx.example.org ESMTP\r\n")),
                        client(25, 1, ask),
                        client(25, 1L + ask.length, hello));
        assertThat(flow.label().protocol().word()).isEqualTo("smtp");
        assertThat(second(flow)).isEqualTo("tls web bytes:inner-tls carrier");
        assertThat(Explanation.sentence(flow))
                .endsWith(
                        " Second was tls (web), since its own bytes say so (inner tls); but a flow"
                                + " is called after what carries the rest.");
        FlowRecord plain =
                labelled(server(25, 1, ascii("220 mx.example.org ESMTP\r\n")), client(25, 1, ask));
        assertThat(second(plain)).isEqualTo("nothing");
    }

    @Test
    void a_port_comes_last() throws IOException {
        FlowRecord ssh = labelled(client(443, 1, ascii("SSH-2.0-OpenSSH_9.6\r\n")));
        assertThat(ssh.label().protocol().word()).isEqualTo("ssh");
        assertThat(second(ssh)).isEqualTo("tls web port:443 port-alone");
        assertThat(Explanation.sentence(ssh))
                .endsWith(
                        " Second was tls (web), since port 443 is where that is at home; but a"
                                + " port alone makes no label.");
        FlowRecord unknown = labelled(client(443, 1, new byte[] {0, 0, 0, 0}));
        assertThat(unknown.label().protocol().word()).isEqualTo("unknown");
        assertThat(second(unknown)).isEqualTo("tls web port:443 port-alone");
    }

    @ParameterizedTest
    @ValueSource(ints = {443, 80, 2_222})
    void a_flow_without_payload_and_one_at_home_have_no_second(int port) throws IOException {
        byte[] nothing = {};
        FlowRecord scan =
                labelled(Flood.tcp(CLIENT, 50_000, SERVER, port, 1, 0, Flood.SYN, nothing));
        assertThat(second(scan)).isEqualTo("nothing");
        byte[] hello = Samples.record(22, Samples.usualHello("www.example.org"));
        assertThat(second(labelled(client(port, 1, hello))))
                .isEqualTo(port == 80 ? "http web port:80 port-alone" : "nothing");
    }
}
