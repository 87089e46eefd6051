package org.tapwarden.classifier.protocol.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.reply;
import static org.tapwarden.classifier.protocol.Samples.serverName;
import static org.tapwarden.classifier.protocol.Samples.udp;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Samples;

class DtlsDissectorTest {

    private final DtlsDissector dissector = new DtlsDissector();
    private final Learnt learnt = new Learnt();

    private Dissector.Answer look(byte[] bytes) {
        learnt.clear();
        return dissector.look(udp(bytes, 4433), learnt);
    }

    static byte[] record(int type, int version, int epoch, byte[] body) {
        return bytes().u8(type)
                .u16(version)
                .u16(epoch)
                .zeros(4)
                .u16(7)
                .u16(body.length)
                .put(body)
                .done();
    }

    /// @param from where the fragment begins in its message
    private static byte[] fragment(int type, byte[] message, int from, int to) {
        return bytes().u8(type)
                .u24(message.length)
                .u16(0)
                .u24(from)
                .u24(to - from)
                .put(Arrays.copyOfRange(message, from, to))
                .done();
    }

    static byte[] hello(byte[] body) {
        return record(22, 0xfeff, 0, fragment(1, body, 0, body.length));
    }

    private static byte[] usual(int version) {
        return Hellos.body(
                Carrier.DTLS,
                version,
                Hellos.CIPHERS,
                serverName("DTLS.example.org"),
                Hellos.alpn("776562727463"));
    }

    @ParameterizedTest
    @CsvSource({"fefd, 1.2", "feff, 1.0"})
    void reads_what_a_hello_says(String version, String spoken) {
        assertThat(look(hello(usual(Integer.parseInt(version, 16))))).isEqualTo(YES);
        assertThat(learnt.grounds()).isEqualTo("dtls-client-hello");
        assertThat(learnt.serverName()).isEqualTo("dtls.example.org");
        assertThat(learnt.applicationProtocol()).isEqualTo("webrtc");
        assertThat(learnt.version()).isEqualTo(spoken);
        assertThat(learnt.fingerprint()).startsWith("dd").contains("d1502wc_8daaf6152771_");
    }

    @Test
    void the_highest_version_has_the_lowest_number() {
        byte[] body = Hellos.body(Carrier.DTLS, 0xfefd, "1301", Hellos.versions("fefd,fefc"));
        assertThat(look(hello(body))).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("1.3");
        assertThat(learnt.fingerprint()).startsWith("dd3i0101");
    }

    @Test
    void joins_the_fragments_of_one_datagram_in_records_of_their_own_or_in_one() {
        byte[] body = usual(0xfefd);
        byte[] first = fragment(1, body, 0, 40);
        byte[] again = fragment(1, body, 20, 90);
        byte[] last = fragment(1, body, 90, body.length);
        byte[] apart =
                bytes().put(record(22, 0xfeff, 0, first))
                        .put(record(22, 0xfeff, 0, again))
                        .put(record(22, 0xfeff, 0, last))
                        .done();
        byte[] together = record(22, 0xfefd, 0, bytes().put(first).put(again).put(last).done());
        for (byte[] datagram : new byte[][] {apart, together}) {
            assertThat(look(datagram)).isEqualTo(YES);
            assertThat(learnt.serverName()).isEqualTo("dtls.example.org");
            assertThat(learnt.fingerprint()).startsWith("dd2d1502");
        }
        byte[] gap =
                bytes().put(record(22, 0xfeff, 0, first)).put(record(22, 0xfeff, 0, last)).done();
        assertThat(look(gap)).isEqualTo(YES);
        assertThat(learnt.fingerprint()).as("a part is missing").isNull();
    }

    @Test
    void a_part_of_a_hello_tells_what_is_wholly_there() {
        byte[] body =
                Hellos.body(
                        Carrier.DTLS,
                        0xfefd,
                        "1301",
                        serverName("a.example"),
                        Samples.extension(51, new byte[1700]));
        assertThat(look(record(22, 0xfefd, 0, fragment(1, body, 0, 1200)))).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("a.example");
        assertThat(learnt.version()).as("the newer list may come").isNull();
        assertThat(look(record(22, 0xfefd, 0, fragment(1, body, 1200, body.length))))
                .isEqualTo(YES);
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void reads_what_a_server_chose_also_where_sealed_records_of_1_3_follow() {
        byte[] body = bytes().u16(0xfefd).noise(32).hex("00 1301 00 0006 002b 0002 fefc").done();
        byte[] hello = record(22, 0xfefd, 0, fragment(2, body, 0, body.length));
        byte[] sealed = bytes().hex("2e 0001 0014").noise(20).done();
        assertThat(dissector.look(reply(bytes().put(hello).put(sealed).done(), 4433), learnt))
                .isEqualTo(YES);
        assertThat(learnt.grounds()).isEqualTo("dtls-server-hello");
        assertThat(learnt.chosenVersion()).isEqualTo("1.3");
        assertThat(learnt.cipher()).isEqualTo("TLS_AES_128_GCM_SHA256");
        assertThat(look(bytes().put(hello).noise(20).done())).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // ChangeCipherSpec and what follows it, sealed
                "14 fefd 0000 000000000001 0001 01 16 fefd 0001 000000000000 000a 00112233445566778899",
                // an alert in clear, and one before the standard
                "15 feff 0000 000000000002 0002 02 28",
                "14 0100 0000 000000000002 0003 01 0001",
                // a request to come again with a cookie
                "16 feff 0000 000000000000 0010 03 000004 0000 000000 000004 feff 01 aa",
                // data
                "17 fefd 0001 000000000009 0009 aabbccddeeff001122"
            })
    void knows_records_without_a_hello(String hex) {
        assertThat(look(bytes().hex(hex).done())).isEqualTo(YES);
        assertThat(learnt.grounds()).isEqualTo("dtls-record");
        assertThat(learnt.serverName()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "16 fefd 0000 000000000000 0000", // no body
                "13 fefd 0001 000000000009 0009 aabbccddeeff001122", // type
                "19 fefd 0001 000000000009 0009 aabbccddeeff001122",
                "17 0303 0001 000000000009 0009 aabbccddeeff001122", // version of TLS
                "17 fefc 0001 000000000009 0009 aabbccddeeff001122",
                "17 fefd 0000 000000000009 0009 aabbccddeeff001122", // data in clear
                "17 fefd 0100 000000000009 0009 aabbccddeeff001122", // epoch
                "17 fefd 0001 000100000009 0009 aabbccddeeff001122", // number
                "17 fefd 0001 000000000009 0008 aabbccddeeff001122", // lengths
                "17 fefd 0001 000000000009 000a aabbccddeeff001122",
                "17 fefd 0001 000000000009 0008 aabbccddeeff0011", // sealed, but too short
                "14 fefd 0000 000000000002 0003 01 0001", // not before the standard
                "14 fefd 0000 000000000001 0001 02",
                "14 fefd 0001 000000000001 0009 010101010101010101",
                "15 fefd 0000 000000000002 0002 03 28",
                "16 fefd 0000 000000000000 0010 1a 000004 0000 000000 000004 feff01aa", // message
                "16 fefd 0000 000000000000 0010 03 000004 0100 000000 000004 feff01aa", // its
                // number
                "16 fefd 0000 000000000000 0010 03 000004 0000 000001 000004 feff01aa", // fragment
                "16 fefd 0000 000000000000 0010 03 000004 0000 000000 000005 feff01aa",
                "16 fefd 0000 000000000000 0010 03 000004 0000 000000 000003 feff01aa",
                "16 fefd 0000 000000000000 0010 03 100004 0000 000000 000000 feff01aa",
                // a second record of another version
                "15 feff 0000 000000000002 0002 0228 15 fefd 0000 000000000002 0002 0228"
            })
    void is_not_everything(String hex) {
        assertThat(look(bytes().hex(hex).done())).isEqualTo(NO);
    }

    @Test
    void a_hello_that_is_cut_anywhere_is_none() {
        byte[] whole = hello(usual(0xfefd));
        for (int length = 0; length < whole.length; length++) {
            assertThat(look(Arrays.copyOf(whole, length))).as("%d bytes", length).isEqualTo(NO);
        }
    }

    @Test
    void noise_is_none_even_where_it_begins_like_a_record() {
        var random = new Random(5);
        for (int i = 0; i < 300_000; i++) {
            byte[] noise = new byte[14 + random.nextInt(100)];
            random.nextBytes(noise);
            if (i % 2 == 0) {
                noise[0] = (byte) (20 + random.nextInt(5));
                noise[1] = (byte) 0xfe;
                noise[2] = (byte) 0xfd;
            }
            assertThat(look(noise)).isEqualTo(NO);
        }
    }

    @Test
    void a_message_longer_than_a_hello_may_be_is_not_put_together() {
        byte[] message = new byte[17_000];
        assertThat(look(record(22, 0xfefd, 0, fragment(1, message, 0, 1000)))).isEqualTo(YES);
        assertThat(learnt.serverName()).isNull();
    }
}
