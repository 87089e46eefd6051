package org.tapwarden.classifier.protocol.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Transport;

class KeptBytesTest {

    /// `\` stands for the end of a line, `*` for what is blanked.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "GET /a?q=s HTTP/1.1\\Host: h.org\\Cookie: s=1\\\\ | GET ****** HTTP/1.1\\Host: h.org\\Cookie:****\\\\",
                "GET /a HTTP/1.1\\USER-AGENT: b\\\\body=Host: s | GET ** HTTP/1.1\\USER-AGENT: b\\\\************",
                "POST http://u:p@h.org/ HTTP/1.0\\Authorization: Basic x\\\\ | POST ***************** HTTP/1.0\\Authorization:********\\\\",
                "GET / HTTP/1.1\\no field s\\Host: h.org\\\\ | GET * HTTP/1.1\\************************",
                "GET / HTTP/1.1\\s3cret: x\\Host: h.org\\\\ | GET * HTTP/1.1\\***********************",
                "HTTP/1.1 200 Your secret\\Set-Cookie: s=1\\\\ | HTTP/1.1 200************\\Set-Cookie:****\\\\",
                "GET / HTTP/1.1\\Host: u:p@h.org\\User-Agent: b\\\\ | GET * HTTP/1.1\\Host:**********\\User-Agent: b\\\\",
                "GET / HTTP/1.1\\X-Hostile: s\\Hosts: s\\\\ | GET * HTTP/1.1\\X-Hostile:**\\Hosts:**\\\\",
                "GET / HTTP/1.1\\Host: h.org\\Cookie: half of i | GET * HTTP/1.1\\Host: h.org\\*****************",
            })
    void of_http_only_what_is_no_secret_is_kept(String sent, String kept) {
        assertThat(keptOf(new HttpDissector(), sent.strip())).isEqualTo(kept.strip());
    }

    @Test
    void more_fields_than_there_are_ranges_are_blanked() {
        String text = "GET / HTTP/1.1\\" + "A: s\\".repeat(200) + "Host: h.org\\\\";
        String kept = keptOf(new HttpDissector(), text);
        assertThat(kept).startsWith("GET * HTTP/1.1\\A:**\\").doesNotContain("s").endsWith("****");
    }

    /// As a look at the whole of it leaves it; one character for each byte but line ends.
    private static String keptOf(Dissector dissector, String sent) {
        byte[] bytes = sent.replace("\\", "\n").getBytes(US_ASCII);
        var payload = new Payload();
        payload.of(Transport.TCP, Direction.FROM_SOURCE, 4000, 80);
        payload.set(bytes, 0, bytes.length);
        assertThat(dissector.look(payload, new Learnt()))
                .isNotIn(Dissector.Answer.NO, Dissector.Answer.PERHAPS);
        var kept = new KeptRanges();
        dissector.keeps(payload, kept);
        var text = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            text.append(kept.allows(i) ? (char) bytes[i] : '*');
        }
        return text.toString().replace("\n", "\\");
    }
}
