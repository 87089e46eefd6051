package org.tapwarden.classifier.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.service.Services;

/// What is said of a hello that had an encrypted one in it.
class EncryptedHelloTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Address CLIENT = Address.parse("10.0.0.7");
    private static final Address RESOLVER = Address.parse("10.0.0.1");
    private static final Address SERVER = Address.parse("203.0.113.5");

    private final Labeller labeller = new Labeller(Services.load());

    private void answer(String name, @Nullable String front) {
        labeller.see(
                new Sighting.Told(
                        new Sighting.Frame(SECOND, 0, 0, -1, 1, 2, RESOLVER, CLIENT),
                        new Telling.NameAnswered(name, List.of(SERVER), 300, front)));
    }

    private FlowRecord.Names flow(@Nullable String serverName, EncryptedHello offered) {
        var traffic = new FlowRecord.Traffic(2 * SECOND, 3 * SECOND, 9, 900, 9, 900, 2, 18);
        var event =
                new FlowEvent(
                        FlowEvent.Phase.ENDED,
                        new FlowRecord.Identity("test", 1, 1, EndReason.IDLE),
                        new FlowRecord.Conversation(0, CLIENT, 40_000, SERVER, 443, 6, false, 0),
                        traffic,
                        traffic,
                        new FlowEvent.Content(
                                Protocol.TLS, null, Category.UNKNOWN, "tls-client-hello"),
                        new FlowRecord.Names(
                                serverName,
                                serverName == null ? Basis.NONE : Basis.SEEN,
                                "h2",
                                "1.3",
                                null,
                                null,
                                FlowRecord.Tls.NONE.with(offered)),
                        new FlowRecord.Place(
                                "unnamed", Population.UNKNOWN, -1, 0, null, 0, 0, 0, 0));
        return labeller.label(event).names();
    }

    private EncryptedHello hello(String serverName) {
        return flow(serverName, EncryptedHello.OFFERED).tls().encryptedHello();
    }

    @Test
    void nobody_can_say_where_no_answer_was_seen() {
        assertThat(hello("a.example")).isEqualTo(EncryptedHello.OFFERED);
    }

    @Test
    void it_is_likely_under_a_public_name_that_the_client_was_given_or_that_is_known() {
        answer("hidden.example", "front.example");
        assertThat(hello("front.example")).isEqualTo(EncryptedHello.LIKELY);
        assertThat(hello("cloudflare-ech.com")).isEqualTo(EncryptedHello.LIKELY);
        FlowRecord.Names names = flow("front.example", EncryptedHello.OFFERED);
        assertThat(names.serverName()).as("the hello's stays").isEqualTo("front.example");
        assertThat(names.serverNameBasis()).isEqualTo(Basis.SEEN);
    }

    @Test
    void it_is_a_decoy_where_the_client_looked_up_the_very_name_that_it_shows() {
        answer("a.example", null);
        assertThat(hello("a.example")).isEqualTo(EncryptedHello.GREASE);
        assertThat(hello("b.example")).isEqualTo(EncryptedHello.OFFERED);
        answer("c.example", null);
        assertThat(hello("c.example"))
                .as("also of a shared address")
                .isEqualTo(EncryptedHello.GREASE);
    }

    @Test
    void it_is_a_decoy_where_the_client_could_have_hidden_the_name_and_did_not() {
        answer("hidden.example", "front.example");
        assertThat(hello("hidden.example")).isEqualTo(EncryptedHello.GREASE);
    }

    @Test
    void a_hello_without_it_stays_without() {
        answer("hidden.example", "front.example");
        assertThat(flow("front.example", EncryptedHello.NONE).tls()).isEqualTo(FlowRecord.Tls.NONE);
        FlowRecord.Names inferred = flow(null, EncryptedHello.OFFERED);
        assertThat(inferred.serverNameBasis()).isEqualTo(Basis.INFERRED);
        assertThat(inferred.tls().encryptedHello()).isEqualTo(EncryptedHello.OFFERED);
    }
}
