package org.tapwarden.classifier.protocol.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_MORE;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.clientHello;
import static org.tapwarden.classifier.protocol.Samples.extension;
import static org.tapwarden.classifier.protocol.Samples.record;
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
        assertThat(look(record(22, usualHello("WWW.Example.org.")))).isEqualTo(YES);
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
        assertThat(look(stream.done())).isEqualTo(YES);
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
        assertThat(look(endless)).isEqualTo(YES);
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
        assertThat(look(record(22, clientHello(serverName(name))))).isEqualTo(YES);
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void an_extension_that_claims_more_than_there_is_ends_the_reading() {
        byte[] lie = bytes().u16(0).u16(5000).u16(4999).u8(0).u16(4996).ascii("x").done();
        assertThat(look(record(22, clientHello(lie)))).isEqualTo(YES);
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void reads_the_version_a_server_chose_and_waits_for_the_clients_hello() {
        byte[] chosen = extension(43, bytes().u16(0x0304).done());
        byte[] body =
                bytes().u16(0x0303).noise(32).u8(0).u16(0x1301).u8(0).u16(6).put(chosen).done();
        byte[] hello = bytes().u8(2).u24(body.length).put(body).done();
        assertThat(look(record(22, hello))).isEqualTo(YES_MORE);
        assertThat(learnt.version()).isEqualTo("1.3");
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
        assertThat(look(hello.done())).isEqualTo(YES);
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
