package org.tapwarden.classifier.protocol.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_MORE;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.clientHello;
import static org.tapwarden.classifier.protocol.Samples.extension;
import static org.tapwarden.classifier.protocol.Samples.reply;
import static org.tapwarden.classifier.protocol.Samples.serverName;
import static org.tapwarden.classifier.protocol.Samples.udp;
import static org.tapwarden.classifier.protocol.Samples.usualHello;
import static org.tapwarden.classifier.protocol.web.QuicInitials.crypto;
import static org.tapwarden.classifier.protocol.web.QuicInitials.initial;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;

class QuicHelloTest {

    private static final int V1 = 1;
    private static final int V2 = 0x6b3343cf;
    private static final int DRAFT_29 = 0xff00001d;
    private static final byte[] ID = HexFormat.of().parseHex("8394c8f03e515708");

    private final QuicProtection protection = new QuicProtection();
    private final QuicHello hello = new QuicHello(protection);
    private final QuicDissector dissector = new QuicDissector();
    private final Learnt learnt = new Learnt();

    private Dissector.Answer add(byte[] datagram) {
        learnt.clear();
        return hello.add(udp(datagram, 443), learnt);
    }

    @ParameterizedTest
    @CsvSource({
        "V1, 1f369613dd76d5467730efcbe3b1a22d, fa044b2f42a3fd3b46fb255c, 9f50449e04a0e810283a1e9933adedd2",
        "V2, 8b1a0bc121284290a29e0971b5cd045d, 91f73e2351d8fa91660e909f, 45b95e15235d6f45a6b19cbcb0294ba9"
    })
    void derives_the_keys_of_the_appendices(QuicVersion version, String key, String iv, String hp) {
        var keys = protection.clientKeys(version, ID);
        assertThat(keys.key().getEncoded()).asHexString().isEqualToIgnoringCase(key);
        assertThat(keys.iv()).asHexString().isEqualToIgnoringCase(iv);
        assertThat(keys.header().getEncoded()).asHexString().isEqualToIgnoringCase(hp);
    }

    @ParameterizedTest
    @ValueSource(ints = {V1, V2, DRAFT_29})
    void reads_the_name_from_one_packet(int version) throws Exception {
        byte[] datagram =
                initial(version, ID, 0, crypto(0, usualHello("quic.example")), new byte[900]);
        assertThat(dissector.look(udp(datagram, 443), learnt)).isEqualTo(YES_MORE);
        assertThat(add(datagram)).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("quic.example");
        assertThat(learnt.applicationProtocol()).isEqualTo("h2");
        assertThat(learnt.version()).isEqualTo(QuicVersion.text(version));
    }

    @Test
    void joins_pieces_of_many_packets_in_any_order_with_overlaps() throws Exception {
        byte[] whole = clientHello(extension(51, new byte[3000]), serverName("shuffled.example"));
        for (int first = 0; first < 5; first++) {
            hello.reset();
            Dissector.Answer last = NO;
            for (int i = 0; i < 5; i++) {
                int piece = (first + 3 * i) % 5;
                int from = Math.max(0, 700 * piece - 20);
                int to = Math.min(whole.length, 700 * piece + 700);
                byte[] data = Arrays.copyOfRange(whole, from, to);
                last = add(initial(V1, ID, i, bytes().u8(1).done(), crypto(from, data)));
                assertThat(last).isEqualTo(i < 4 ? YES_MORE : YES);
            }
            assertThat(learnt.serverName()).isEqualTo("shuffled.example");
        }
    }

    @Test
    void reads_coalesced_packets() throws Exception {
        byte[] whole = usualHello("two.example");
        byte[] front = initial(V1, ID, 0, crypto(0, Arrays.copyOf(whole, 50)));
        byte[] back = initial(V1, ID, 1, crypto(50, Arrays.copyOfRange(whole, 50, whole.length)));
        assertThat(add(bytes().put(front).put(back).done())).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("two.example");
    }

    /// Else one datagram could make us derive keys and try them eight times.
    @Test
    void looks_at_nothing_behind_a_coalesced_packet_that_does_not_open() throws Exception {
        byte[] broken = initial(V1, ID, 0, new byte[50]);
        broken[broken.length - 26] ^= 0x40;
        byte[] other = HexFormat.of().parseHex("00112233445566778899");
        byte[] good = initial(V1, other, 0, crypto(0, usualHello("behind.example")));
        assertThat(add(bytes().put(broken).put(good).done())).isEqualTo(YES_MORE);
        assertThat(learnt.serverName()).isNull();
        assertThat(add(good)).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("behind.example");
    }

    @Test
    void takes_new_keys_after_a_retry_and_keeps_the_old_ones_otherwise() throws Exception {
        byte[] whole = usualHello("again.example");
        byte[] other = HexFormat.of().parseHex("00112233445566778899");
        assertThat(add(initial(V1, ID, 0, crypto(0, Arrays.copyOf(whole, 50)))))
                .isEqualTo(YES_MORE);
        byte[] rest = crypto(50, Arrays.copyOfRange(whole, 50, whole.length));
        assertThat(add(initial(V1, other, 1, rest, new byte[20]))).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("again.example");
    }

    @Test
    void skips_acknowledgements_and_stops_at_what_does_not_belong_there() throws Exception {
        byte[] ack = bytes().hex("02 05 00 01 00 00 01").done();
        byte[] data = crypto(0, usualHello("ack.example"));
        assertThat(add(initial(V1, ID, 0, ack, data))).isEqualTo(YES);
        hello.reset();
        byte[] stream = bytes().hex("08").noise(30).done();
        assertThat(add(initial(V1, ID, 0, stream, data))).isEqualTo(YES_MORE);
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void is_bounded_in_bytes_and_datagrams() throws Exception {
        byte[] far = crypto(0x3fff_fff0, bytes().noise(40).done());
        byte[] late = crypto(QuicHello.MAX_HELLO - 10, bytes().noise(40).done());
        for (int i = 1; i < QuicHello.MAX_DATAGRAMS; i++) {
            assertThat(add(initial(V1, ID, i, far, late))).isEqualTo(YES_MORE);
        }
        assertThat(add(initial(V1, ID, 60, far, late))).isEqualTo(YES);
    }

    /// Wherever it was damaged but inside what the hello says: there nobody can tell.
    @Test
    void a_packet_whose_frames_were_damaged_teaches_nothing() throws Exception {
        byte[] data = crypto(0, usualHello("quic.example"));
        int body = initial(V1, ID, 0, data).length - data.length - 16;
        for (int at : new int[] {0, body - 1, body, body + 2}) {
            hello.reset();
            byte[] datagram = initial(V1, ID, 0, data);
            datagram[at] ^= 0x45;
            learnt.clear();
            add(datagram);
            assertThat(learnt.serverName()).as("byte %d", at).isNull();
        }
    }

    @Test
    void other_keys_open_nothing() throws Exception {
        var random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            byte[] id = new byte[8];
            random.nextBytes(id);
            byte[] noise = new byte[400];
            random.nextBytes(noise);
            byte[] datagram = initial(V1, id, 0, noise);
            assertThat(add(datagram)).isNotEqualTo(NO);
            assertThat(QuicFrames.fill(noise)).isFalse();
            hello.reset();
        }
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void knows_the_other_faces_of_quic() {
        byte[] negotiation = bytes().hex("80 00000000 00 08").put(ID).u32(1).u32(V2).done();
        byte[] google43 = bytes().u8(0x0d).put(ID).ascii("Q043").u8(1).noise(40).done();
        byte[] google46 = bytes().u8(0xc3).ascii("Q046").u8(0x50).put(ID).noise(60).done();
        byte[] unknown =
                bytes().hex("c0 00abcdef 08").put(ID).hex("00 00 44a0").noise(0x4a0).done();
        byte[] retry = bytes().hex("f0 00000001 00 08").put(ID).noise(40).done();
        for (byte[] datagram : List.of(negotiation, retry)) {
            assertThat(dissector.look(reply(datagram, 443), learnt)).isEqualTo(YES_MORE);
        }
        for (byte[] datagram : List.of(google43, google46, unknown)) {
            assertThat(dissector.look(udp(datagram, 443), learnt)).isEqualTo(YES);
        }
        assertThat(dissector.look(udp(Arrays.copyOf(unknown, 900), 443), learnt)).isEqualTo(NO);
        assertThat(dissector.look(udp(bytes().noise(1200).done(), 443), learnt)).isEqualTo(NO);
    }
}
