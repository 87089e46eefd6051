package org.tapwarden.classifier.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.flow.Direction;

/// What holds for every dissector, whatever the bytes.
class DissectorsTest {

    private static final int[] PORTS = {53, 67, 137, 138, 443, 546, 1194, 1900, 5353, 5355, 40_000};

    private static final List<byte[]> SAMPLES =
            List.of(
                    Samples.record(22, Samples.usualHello("www.example.org")),
                    bytes().hex("802b 01 0301 0012 0000 0010").noise(34).done(),
                    bytes().ascii("GET / HTTP/1.1\r\nHost: [::1]:80\r\nUser-Agent: x\r\n\r\n")
                            .done(),
                    bytes().ascii("HTTP/1.1 200 OK\r\nST: a\r\nUSN: b\r\n\r\n").done(),
                    bytes().ascii("NOTIFY * HTTP/1.1\r\nNT: a\r\nSERVER: b\r\n\r\n").done(),
                    bytes().ascii("SSH-2.0-OpenSSH_9.6\r\n").done(),
                    Samples.dnsQuery("www.example.org"),
                    Samples.dnsAnswer(),
                    Samples.dhcp(1, bytes().hex("350103 340103 5106 04000002 7063 ff").done()),
                    bytes().hex("01 123456 0001000a 00030001 02aabbccddee 0027 0003 00 0161")
                            .done(),
                    Samples.openVpnServerReset(),
                    Samples.wireGuardResponse(),
                    bytes().hex("0001 8400 0000 0001 0000 0000 20")
                            .ascii("CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
                            .hex("00 0021 0001 00000000 0015 01")
                            .noise(18)
                            .done(),
                    bytes().hex("c0 00000001 08 8394c8f03e515708 00 00 4040").noise(64).done(),
                    bytes().hex("80 00000000 00 08 8394c8f03e515708 00000001").done());

    private final Learnt learnt = new Learnt();
    private final Payload payload = new Payload();
    private final QuicProtection protection = new QuicProtection();

    /// In a segment of exactly its size, so that reading beyond either end throws.
    private void lookEverywhere(byte[] bytes, int port) {
        for (Transport transport : Transport.values()) {
            for (Direction direction : Direction.values()) {
                payload.set(bytes, 0, bytes.length);
                payload.of(transport, direction, 40_001, port);
                for (Dissector dissector : Dissectors.ALL) {
                    learnt.clear();
                    assertThat(dissector.look(payload, learnt)).isNotNull();
                }
            }
        }
    }

    @Test
    void none_reads_outside_a_message_cut_anywhere() {
        for (byte[] sample : SAMPLES) {
            for (int length = 0; length <= sample.length; length++) {
                byte[] cut = Arrays.copyOf(sample, length);
                for (int port : PORTS) {
                    assertThatCode(() -> lookEverywhere(cut, port)).doesNotThrowAnyException();
                }
            }
        }
    }

    @Test
    void none_throws_whatever_becomes_of_a_message() {
        var random = new Random(7);
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = SAMPLES.get(random.nextInt(SAMPLES.size())).clone();
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                int at = random.nextInt(bytes.length);
                bytes[at] =
                        switch (random.nextInt(4)) {
                            case 0 -> (byte) 0xff;
                            case 1 -> 0;
                            case 2 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
                            default -> (byte) random.nextInt();
                        };
            }
            lookEverywhere(bytes, PORTS[random.nextInt(PORTS.length)]);
            new QuicHello(protection).add(payload, learnt);
        }
    }

    @Test
    void noise_on_a_port_of_no_protocol_is_unknown() {
        var random = new Random(11);
        for (int i = 0; i < 50_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            payload.set(noise, 0, noise.length);
            payload.of(Transport.UDP, Direction.FROM_DESTINATION, 40_001, 40_000);
            for (Dissector dissector : Dissectors.ALL) {
                if (dissector.speaks(Transport.UDP)) {
                    assertThat(dissector.look(payload, learnt))
                            .as(dissector.protocol().word())
                            .isIn(Dissector.Answer.NO, Dissector.Answer.PERHAPS);
                }
            }
        }
    }

    @Test
    void texts_are_cut_and_nothing_is_learnt_with_a_no() {
        byte[] request =
                bytes().ascii("GET / HTTP/1.1\r\nUser-Agent: " + "x".repeat(2000) + "\r\n\r\n")
                        .done();
        learnt.clear();
        new HttpDissector().look(Samples.tcp(request), learnt);
        assertThat(learnt.software()).hasSize(Learnt.MAX_TEXT);
        for (byte[] sample : SAMPLES) {
            for (Dissector dissector : Dissectors.ALL) {
                learnt.clear();
                if (dissector.look(Samples.udp(sample, 40_000), learnt) == Dissector.Answer.NO) {
                    assertThat(learnt.grounds()).isNull();
                    assertThat(learnt.tellings()).isEmpty();
                }
            }
        }
    }

    @Test
    void every_protocol_has_one_dissector() {
        assertThat(Dissectors.ALL).extracting(Dissector::protocol).doesNotHaveDuplicates();
        assertThat(Dissectors.ALL)
                .extracting(Dissector::protocol)
                .doesNotContain(Protocol.UNKNOWN, Protocol.ICMP, Protocol.ICMPV6)
                .hasSize(Protocol.values().length - 3);
    }
}
