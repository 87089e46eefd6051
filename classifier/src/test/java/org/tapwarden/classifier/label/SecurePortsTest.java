package org.tapwarden.classifier.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.protocol.Protocol;

class SecurePortsTest {

    private static final Address CLIENT = Address.parse("10.0.0.1");
    private static final Address SERVER = Address.parse("192.0.2.1");
    private static final Grounds HELLO = new Grounds(Grounds.Kind.BYTES, "hello");

    private static Label label(Protocol protocol, String application, Category category) {
        return new Label(protocol, application, category, Basis.SEEN, List.of(HELLO));
    }

    private static Label hinted(Label label, int from, int to, String alpn) {
        var names =
                new FlowRecord.Names(null, Basis.NONE, alpn, null, null, null, FlowRecord.Tls.NONE);
        var between = new FlowRecord.Conversation(0, CLIENT, from, SERVER, to, 6, false, 0);
        return SecurePorts.hinted(label, between, names);
    }

    @ParameterizedTest
    @CsvSource({
        "tls, 853, doh_dot, ENCRYPTED_DNS",
        "dtls, 853, doh_dot, ENCRYPTED_DNS",
        "quic, 853, doh_dot, ENCRYPTED_DNS",
        "tls, 993, imaps, MAIL",
        "tls, 995, pops, MAIL",
        "tls, 465, smtps, MAIL",
        "tls, 636, ldaps, NETWORK",
        "tls, 8883, mqtt, NETWORK",
        "dtls, 5684, coap, NETWORK"
    })
    void tls_at_a_port_of_one_protocol_is_inferred_to_carry_it(
            String carrier, int port, String application, Category category) {
        Protocol protocol = protocol(carrier);
        Label label = hinted(label(protocol, null, protocol.category()), 50_000, port, null);
        assertThat(label.protocol()).isSameAs(protocol);
        assertThat(label.application()).isEqualTo(application);
        assertThat(label.category()).isEqualTo(category);
        assertThat(label.basis()).isEqualTo(Basis.INFERRED);
        assertThat(label.grounds())
                .containsExactly(HELLO, new Grounds(Grounds.Kind.PORT, Integer.toString(port)));
    }

    private static Protocol protocol(String word) {
        return switch (word) {
            case "tls" -> Protocol.TLS;
            case "dtls" -> Protocol.DTLS;
            default -> Protocol.QUIC;
        };
    }

    @Test
    void the_port_adds_nothing_to_what_the_flow_says_itself() {
        Label plain = label(Protocol.TLS, null, Category.WEB);
        assertThat(hinted(plain, 50_000, 853, "h2")).isSameAs(plain);
        assertThat(hinted(plain, 50_000, 443, null)).isSameAs(plain);
        assertThat(hinted(plain, 853, 50_000, null)).as("the client's").isSameAs(plain);
        Label named = label(Protocol.TLS, "godaddy", Category.WEB);
        assertThat(hinted(named, 50_000, 995, null)).isSameAs(named);
        Label listed = label(Protocol.TLS, null, Category.MALWARE);
        assertThat(hinted(listed, 50_000, 995, null)).isSameAs(listed);
        Label tor = label(Protocol.TLS, null, Category.TOR);
        assertThat(hinted(tor, 50_000, 993, null)).isSameAs(tor);
        Label mail = label(Protocol.named("imap", Category.MAIL), null, Category.MAIL);
        assertThat(hinted(mail, 50_000, 993, null)).as("no TLS at all").isSameAs(mail);
        Label quic = label(Protocol.QUIC, null, Category.WEB);
        assertThat(hinted(quic, 50_000, 5349, null)).isSameAs(quic);
    }
}
