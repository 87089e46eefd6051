package org.tapwarden.classifier.protocol.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_MORE;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.tcp;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;

class HttpDissectorTest {

    private final HttpDissector dissector = new HttpDissector();
    private final Learnt learnt = new Learnt();

    private Dissector.Answer look(String text) {
        learnt.clear();
        return dissector.look(tcp(bytes().ascii(text).done()), learnt);
    }

    @Test
    void reads_host_and_software_and_nothing_else() {
        String request =
                """
                GET /search?q=secret HTTP/1.1
                Cookie: id=secret
                HOST:  Example.org:8080
                User-Agent: curl/8.1

                """;
        assertThat(look(request)).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("example.org");
        assertThat(learnt.software()).isEqualTo("curl/8.1");
        assertThat(learnt.version()).isEqualTo("1.1");
        assertThat(learnt.question()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT www.example.org:443 HTTP/1.1, www.example.org",
        "GET http://a.example:81/x?y HTTP/1.0, a.example",
        "CONNECT [2001:db8::1]:443 HTTP/1.1, 2001:db8::1",
        "CONNECT 192.0.2.1:443 HTTP/1.1, 192.0.2.1",
        "GET / HTTP/1.1,",
        "GET http://user@a.example/ HTTP/1.1,"
    })
    void takes_the_host_from_the_request_line_when_there_is_no_field(String line, String host) {
        assertThat(look(line + "\r\n\r\n")).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo(host);
    }

    @Test
    void waits_for_the_end_of_the_line_and_of_the_head() {
        assertThat(look("GE")).isEqualTo(PERHAPS);
        assertThat(look("GET /index.html HTT")).isEqualTo(PERHAPS);
        assertThat(look("GET / HTTP/1.1\r\nHost: a.exam")).isEqualTo(YES_MORE);
        assertThat(learnt.serverName()).as("a half name could be another's").isNull();
    }

    @Test
    void believes_a_long_line_without_its_end_and_stops_at_the_bound() {
        assertThat(look("GET /" + "a".repeat(3000))).isEqualTo(YES_MORE);
        assertThat(look("GET /" + "a".repeat(HttpHead.MAX_HEAD))).isEqualTo(YES);
        assertThat(look("GET " + "a".repeat(3000))).isEqualTo(NO);
    }

    @Test
    void knows_an_answer() {
        assertThat(look("HTTP/1.1 200 OK\r\n")).isEqualTo(YES_MORE);
        assertThat(look("HTTP/1.1 abc")).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPTIONS sip:x SIP/2.0\r\n",
                "OPTIONS rtsp://x RTSP/1.0\r\n",
                "GETTING\r\n",
                "\u0000"
            })
    void is_not_everything_that_looks_similar(String text) {
        assertThat(look(text)).isEqualTo(NO);
    }

    @Test
    void the_host_after_the_head_is_the_bodys_affair() {
        assertThat(look("POST / HTTP/1.1\r\n\r\nHost: evil.example\r\n\r\n")).isEqualTo(YES);
        assertThat(learnt.serverName()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROPFIND /a HTTP/1.1|Depth: 1|webdav",
                "POST / HTTP/1.1|Content-Type: application/ocsp-request|ocsp",
                "GET /MFEwTzBN HTTP/1.1|Host: ocsp.example.org|ocsp",
                "GET /MFEwTzBN HTTP/1.1|Host: r3.ocsp07.example.org|ocsp",
                "POST /service HTTP/1.1|SOAPAction: urn:x|soap",
                "POST /service HTTP/1.1|Content-Type: application/soap+xml|soap",
                "GET /announce?info_hash=%aa&peer_id=-X1- HTTP/1.1|Host: t.example|bittorrent",
                "GET /live/a.m3u8?token=s HTTP/1.1|Host: v.example|hls",
                "GET /live/a.mpd HTTP/1.1|Host: v.example|mpegdash",
                "GET /a.cab HTTP/1.1|User-Agent: Microsoft-Delivery-Optimization/10.0|windowsupdate",
                "GET /a.cab HTTP/1.1|User-Agent: x Windows-Update-Agent/7|",
                "GET /?a.m3u8 HTTP/1.1|Host: v.example|",
                "GET /?q=info_hash=1 HTTP/1.1|Host: v.example|",
                "GET / HTTP/1.1|Host: blocspot.example|",
                "GET / HTTP/1.1|X-SOAPAction: x|",
                "POST /printers/p1 HTTP/1.1|Content-Type: application/ipp|ipp",
                "SSTP_DUPLEX_POST /sra_{x}/ HTTP/1.1|Host: vpn.example|sstp",
                "GET /chat HTTP/1.1|Upgrade: websocket|websocket",
                "GET /chat HTTP/1.1|Upgrade: WebSocket|websocket",
                "GET /chat HTTP/1.1|Upgrade: h2c|",
            })
    void tells_what_a_request_is_for_only_by_its_head(String line, String field, String use) {
        assertThat(look(line + "\r\n" + field + "\r\n\r\n")).isEqualTo(YES);
        assertThat(learnt.application()).isEqualTo(use);
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT a.example:443 HTTP/1.1, http_connect",
        "GET http://a.example/ HTTP/1.1, http_proxy",
        "GET /http:// HTTP/1.1,"
    })
    void says_when_a_proxy_is_asked(String line, String variant) {
        assertThat(look(line + "\r\n\r\n")).isEqualTo(YES);
        assertThat(Objects.toString(learnt.variant(), null)).isEqualTo(variant);
    }
}
