package org.tapwarden.classifier.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.protocol.Protocol;

class FlowJsonTest {

    @Test
    void writes_ecs_names_and_leaves_out_what_is_not_known() {
        assertThat(line("docs.google.com", Basis.SEEN, Protocol.TLS))
                .startsWith("{\"event\":{\"start\":\"2023-11-14T22:13:20.000000001Z\"")
                .contains(
                        "\"source\":{\"ip\":\"10.0.0.1\",\"port\":4000,\"bytes\":100,\"packets\":2}")
                .contains("\"tls\":{\"client\":{\"server_name\":\"docs.google.com\"}}")
                .contains("\"grounds\":[\"bytes:tls-client-hello\"]")
                .doesNotContain("mac")
                .doesNotContain("null");
    }

    @Test
    void an_inferred_name_is_a_domain_and_never_a_server_name() {
        assertThat(line("zoom.us", Basis.INFERRED, Protocol.UNKNOWN))
                .contains("\"domain\":\"zoom.us\"")
                .doesNotContain("server_name");
    }

    @Test
    void text_from_the_network_cannot_leave_its_string() {
        String nasty = "a\"b\\c\n\u001b[2J\u2028\u202e\ud800<script>";
        String line = line(nasty, Basis.SEEN, Protocol.TLS);
        assertThat(line)
                .contains("a\\\"b\\\\c\\u000a\\u001b[2J\\u2028\\u202e\\ud800<script>")
                .doesNotContain("\n")
                .doesNotContain("\u001b");
    }

    /// The baseline of the specification.
    @ParameterizedTest
    @CsvSource({
        "6, 128.232.110.120, 34855, 66.35.250.204, 80, 1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
        "6, 66.35.250.204, 80, 128.232.110.120, 34855, 1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
        "17, 192.168.1.52, 54585, 8.8.8.8, 53, 1:d/FP5EW3wiY1vCndhwleRRKHowQ="
    })
    void names_a_conversation_as_other_tools_do(
            int protocol, String source, int from, String destination, int to, String id) {
        assertThat(new CommunityId().of(between(protocol, source, from, destination, to)))
                .isEqualTo(id);
    }

    private static FlowRecord.Conversation between(
            int protocol, String source, int from, String destination, int to) {
        return new FlowRecord.Conversation(
                0, Address.parse(source), from, Address.parse(destination), to, protocol, false, 0);
    }

    @Test
    void writes_what_a_handshake_told_beside_its_name() {
        var told =
                new FlowRecord.Tls(
                        EncryptedHello.LIKELY,
                        "t13d0103h2_a_b",
                        "TLS_RSA_WITH_NULL_MD5",
                        "CN=*.example.org",
                        "CN=R1, O=Example",
                        "example.org");
        String tail =
                "\"ja4\":\"t13d0103h2_a_b\",\"ech\":\"likely\"},\"server\":{\"subject\":"
                        + "\"CN=*.example.org\",\"issuer\":\"CN=R1, O=Example\","
                        + "\"x509\":{\"alternative_names\":[\"example.org\"]}}}";
        String head = ",\"tls\":{\"cipher\":\"TLS_RSA_WITH_NULL_MD5\",\"client\":{";
        assertThat(line("a.example", Basis.SEEN, Protocol.TLS, told))
                .contains(head + "\"server_name\":\"a.example\"," + tail)
                .contains("\"encrypted_hello\":true");
        assertThat(line("a.example", Basis.SEEN, Protocol.SSH, told))
                .as("TLS inside of something else")
                .contains(head + tail + ",\"url\":{\"domain\":\"a.example\"}");
        var alternative =
                new FlowRecord.Tls(EncryptedHello.NONE, null, null, null, null, "b.example");
        assertThat(line("a.example", Basis.INFERRED, Protocol.DTLS, alternative))
                .contains(
                        ",\"tls\":{\"server\":{\"x509\":{\"alternative_names\":[\"b.example\"]}}}");
    }

    private static String line(String name, Basis basis, Protocol protocol) {
        return line(name, basis, protocol, FlowRecord.Tls.NONE);
    }

    private static String line(String name, Basis basis, Protocol protocol, FlowRecord.Tls tls) {
        long start = 1_700_000_000_000_000_001L;
        var traffic = new FlowRecord.Traffic(start, start + 5, 2, 100, 1, 60, 2, 18);
        List<Grounds> grounds =
                protocol == Protocol.UNKNOWN
                        ? List.of()
                        : List.of(new Grounds(Grounds.Kind.BYTES, "tls-client-hello"));
        var record =
                new FlowRecord(
                        new FlowRecord.Identity("test", 7, 1, EndReason.IDLE),
                        between(6, "10.0.0.1", 4000, "10.0.0.2", 443),
                        traffic,
                        traffic,
                        new Label(protocol, null, Category.WEB, basis, grounds),
                        new FlowRecord.Names(name, basis, null, null, null, null, tls),
                        new FlowRecord.Place(
                                "unnamed",
                                org.tapwarden.classifier.Population.UNKNOWN,
                                -1,
                                0,
                                null,
                                0,
                                0,
                                0,
                                0));
        return new String(new FlowJson().whole(record), StandardCharsets.UTF_8);
    }
}
