package org.tapwarden.classifier.protocol.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_MORE;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_SIDE;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.clientHello;
import static org.tapwarden.classifier.protocol.Samples.extension;
import static org.tapwarden.classifier.protocol.Samples.record;
import static org.tapwarden.classifier.protocol.Samples.serverHello;
import static org.tapwarden.classifier.protocol.Samples.serverName;
import static org.tapwarden.classifier.protocol.Samples.tcp;
import static org.tapwarden.classifier.protocol.Samples.usualHello;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;

class TlsDissectorTest {

    private final TlsDissector dissector = new TlsDissector();
    private final Learnt learnt = new Learnt();

    private Dissector.Answer look(byte[] bytes) {
        learnt.clear();
        return dissector.look(tcp(bytes), learnt);
    }

    @Test
    void reads_name_first_protocol_and_highest_version_of_a_hello() {
        assertThat(look(record(22, usualHello("WWW.Example.org.")))).isEqualTo(YES_SIDE);
        assertThat(learnt.serverName()).isEqualTo("www.example.org");
        assertThat(learnt.applicationProtocol()).isEqualTo("h2");
        assertThat(learnt.version()).isEqualTo("1.3");
        assertThat(learnt.grounds()).isEqualTo("tls-client-hello");
        assertThat(learnt.hasEncryptedHello()).isFalse();
    }

    @Test
    void every_beginning_of_a_hello_says_wait() {
        byte[] whole = record(22, usualHello("www.example.org"));
        for (int length = 0; length < whole.length; length++) {
            assertThat(look(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isEqualTo(length < 6 ? PERHAPS : YES_MORE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 60})
    void joins_a_hello_from_records_of_any_size(int size) {
        byte[] hello = usualHello("www.example.org");
        var stream = bytes();
        for (int at = 0; at < hello.length; at += size) {
            stream.put(
                    record(22, Arrays.copyOfRange(hello, at, Math.min(at + size, hello.length))));
        }
        assertThat(look(stream.done())).isEqualTo(YES_SIDE);
        assertThat(learnt.serverName()).isEqualTo("www.example.org");
    }

    @Test
    void learns_the_name_though_the_rest_of_a_long_hello_is_missing() {
        byte[] keyShare = extension(51, new byte[1700]);
        byte[] whole = record(22, clientHello(serverName("a.example"), keyShare));
        assertThat(look(Arrays.copyOf(whole, 1400))).isEqualTo(YES_MORE);
        assertThat(learnt.serverName()).isEqualTo("a.example");
    }

    @Test
    void gives_up_on_a_hello_beyond_the_bound() {
        byte[] endless = bytes().hex("16 0301 4000 01 ffffff 0303").zeros(20_000).done();
        assertThat(look(endless)).isEqualTo(YES_SIDE);
    }

    @Test
    void notices_that_the_hello_is_encrypted() {
        byte[] ech = extension(0xfe0d, bytes().u8(0).noise(40).done());
        look(record(22, clientHello(serverName("cloudflare-ech.com"), ech)));
        assertThat(learnt.hasEncryptedHello()).isTrue();
        assertThat(learnt.serverName()).isEqualTo("cloudflare-ech.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\u0000b", "..."})
    void does_not_keep_a_name_that_is_none(String name) {
        assertThat(look(record(22, clientHello(serverName(name))))).isEqualTo(YES_SIDE);
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void an_extension_that_claims_more_than_there_is_ends_the_reading() {
        byte[] lie = bytes().u16(0).u16(5000).u16(4999).u8(0).u16(4996).ascii("x").done();
        assertThat(look(record(22, clientHello(lie)))).isEqualTo(YES_SIDE);
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void an_unfinished_hello_says_no_old_version_where_a_newer_list_may_come() {
        byte[] keyShare = extension(51, new byte[1700]);
        byte[] versions = extension(43, bytes().u8(2).u16(0x0304).done());
        byte[] whole = record(22, clientHello(serverName("a.example"), keyShare, versions));
        assertThat(look(Arrays.copyOf(whole, 1400))).isEqualTo(YES_MORE);
        assertThat(learnt.version()).isNull();
        assertThat(learnt.fingerprint()).isNull();
        assertThat(look(whole)).isEqualTo(YES_SIDE);
        assertThat(learnt.version()).isEqualTo("1.3");
        assertThat(learnt.fingerprint()).startsWith("t13d0103");
    }

    private static byte[] certificates() {
        byte[] own = Certificates.of("*.example.org", "R1", "Example", "www.example.org");
        byte[] above = Certificates.of("R1", "Root", "Example", "ca.example.org");
        return Certificates.message(own, above);
    }

    @Test
    void stops_at_the_hello_of_a_server_of_1_3() {
        byte[] chosen = extension(43, bytes().u16(0x0304).done());
        byte[] hello = record(22, serverHello(0x0303, 0x1301, chosen));
        assertThat(look(hello)).isEqualTo(YES_SIDE);
        assertThat(learnt.grounds()).isEqualTo("tls-server-hello");
        assertThat(learnt.version()).as("offered").isNull();
        assertThat(learnt.chosenVersion()).isEqualTo("1.3");
        assertThat(learnt.cipher()).isEqualTo("TLS_AES_128_GCM_SHA256");
        assertThat(look(bytes().put(hello).put(record(22, certificates())).done()))
                .isEqualTo(YES_SIDE);
        assertThat(learnt.subject()).isNull();
    }

    @Test
    void reads_whose_certificate_a_server_shows_in_records_of_their_own_or_in_one() {
        byte[] hello = serverHello(0x0303, 0xc02f);
        byte[] apart = bytes().put(record(22, hello)).put(record(22, certificates())).done();
        byte[] together = record(22, bytes().put(hello).put(certificates()).done());
        byte[] warned = bytes().put(record(21, bytes().hex("0170").done())).put(apart).done();
        for (byte[] stream : new byte[][] {apart, together, warned}) {
            assertThat(look(stream)).isEqualTo(YES_SIDE);
            assertThat(learnt.chosenVersion()).isEqualTo("1.2");
            assertThat(learnt.cipher()).isEqualTo("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
            assertThat(learnt.subject()).isEqualTo("CN=*.example.org");
            assertThat(learnt.issuer()).isEqualTo("CN=R1, O=Example");
            assertThat(learnt.alternativeName()).isEqualTo("www.example.org");
            assertThat(learnt.serverName()).as("that is the client's to say").isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 100, 300})
    void joins_a_certificate_from_records_of_any_size(int size) {
        var stream = bytes().put(record(22, serverHello(0x0301, 0x002f)));
        byte[] message = certificates();
        for (int at = 0; at < message.length; at += size) {
            int to = Math.min(at + size, message.length);
            stream.put(record(22, Arrays.copyOfRange(message, at, to)));
        }
        byte[] whole = stream.done();
        assertThat(look(whole)).isEqualTo(YES_SIDE);
        assertThat(learnt.chosenVersion()).isEqualTo("1.0");
        assertThat(learnt.subject()).isEqualTo("CN=*.example.org");
    }

    @Test
    void every_beginning_of_what_a_server_shows_says_wait_until_its_own_certificate_is_there() {
        byte[] hello = record(22, serverHello(0x0303, 0xc02f));
        byte[] own = Certificates.of("*.example.org", "R1", "Example", "www.example.org");
        byte[] whole = bytes().put(hello).put(record(22, certificates())).done();
        int enough = hello.length + 5 + Certificate.BEFORE_FIRST + own.length;
        for (int length = 6; length <= whole.length; length++) {
            assertThat(look(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isEqualTo(length < enough ? YES_MORE : YES_SIDE);
            assertThat(learnt.subject() != null).isEqualTo(length >= enough);
        }
    }

    @Test
    void a_resumed_session_and_a_lie_about_lengths_end_the_waiting() {
        byte[] hello = record(22, serverHello(0x0303, 0x1234));
        byte[] resumed = bytes().put(hello).hex("14 0303 0001 01").done();
        assertThat(look(resumed)).isEqualTo(YES_SIDE);
        assertThat(learnt.cipher()).isEqualTo("0x1234");
        byte[] ticket = record(22, bytes().hex("04 000006 00000000 0000").done());
        byte[] huge = record(22, bytes().hex("0b 00ffff 00fffc 00fff0").noise(20).done());
        byte[] none = record(22, bytes().hex("0b 000003 000000").noise(20).done());
        for (byte[] next : new byte[][] {ticket, huge, none}) {
            assertThat(look(bytes().put(hello).put(next).done())).isEqualTo(YES_SIDE);
            assertThat(learnt.subject()).isNull();
        }
    }

    @Test
    void an_alert_that_is_no_warning_before_a_hello_is_the_middle_of_something() {
        byte[] fatal = record(21, bytes().hex("0228").done());
        assertThat(look(bytes().put(fatal).put(record(22, serverHello(0x0303, 1))).done()))
                .isEqualTo(YES);
        assertThat(learnt.grounds()).isEqualTo("tls-record");
    }

    @Test
    void knows_the_middle_of_a_connection_by_two_records() {
        byte[] data = record(23, new byte[100]);
        assertThat(look(bytes().put(data).put(data).done())).isEqualTo(YES);
        assertThat(look(bytes().put(data).ascii("something else").done())).isEqualTo(NO);
        assertThat(look(record(21, bytes().u16(0x0228).done()))).isEqualTo(YES);
    }

    @Test
    void knows_the_hello_of_ssl_2_by_lengths_that_add_up() {
        var hello = bytes().hex("802b 01 0301 0012 0000 0010").noise(18).noise(16);
        assertThat(look(hello.done())).as("the server's is read as well").isEqualTo(YES_SIDE);
        assertThat(learnt.version()).isEqualTo("1.0");
        assertThat(look(bytes().hex("802c 01 0301 0012 0000 0010").noise(34).done())).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "SSH-2.0-x\r\n",
                "\u0016\u0002\u0001\u0000\u0005xxxxxx"
            })
    void is_not_everything(String text) {
        assertThat(look(bytes().ascii(text).done())).isEqualTo(NO);
    }
}
