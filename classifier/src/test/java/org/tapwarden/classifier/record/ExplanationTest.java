package org.tapwarden.classifier.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.protocol.Protocol;

class ExplanationTest {

    private static FlowRecord record(Label label, String name, Basis basis, long answers) {
        var traffic = new FlowRecord.Traffic(0, 1, 1, 60, answers, 60 * answers, 0, 0);
        return new FlowRecord(
                new FlowRecord.Identity("here", 1, 1, null),
                new FlowRecord.Conversation(
                        0,
                        Address.parse("192.0.2.7"),
                        50_000,
                        Address.parse("2001:db8::9"),
                        443,
                        6,
                        false,
                        0),
                traffic,
                traffic,
                label,
                FlowRecord.Names.NONE.named(name, basis),
                new FlowRecord.Place("unnamed", Population.UNKNOWN, 0, 0, null, 0, 0, 0, 0));
    }

    private static Label label(String application, Basis basis, Grounds... grounds) {
        return new Label(Protocol.TLS, application, Category.STREAMING, basis, List.of(grounds));
    }

    @Test
    void says_between_whom_what_it_is_and_every_reason() {
        Label label =
                label(
                        "youtube",
                        Basis.SEEN,
                        new Grounds(Grounds.Kind.BYTES, "tls-client-hello"),
                        new Grounds(Grounds.Kind.SERVICE_TABLE, "youtube"));
        assertThat(Explanation.line(record(label, "i.ytimg.com", Basis.SEEN, 1)))
                .isEqualTo(
                        "192.0.2.7:50000 to [2001:db8::9]:443 over tcp: youtube over tls (streaming),"
                                + " seen in clear, because its own bytes say so (tls client hello),"
                                + " and the name i.ytimg.com belongs to youtube in our table of"
                                + " services.");
    }

    @Test
    void says_what_is_only_inferred() {
        Label label =
                label(
                        null,
                        Basis.INFERRED,
                        new Grounds(Grounds.Kind.BYTES, "tls-record"),
                        new Grounds(Grounds.Kind.DNS_ANSWER, "this-client"));
        assertThat(Explanation.sentence(record(label, "a.example", Basis.INFERRED, 1)))
                .isEqualTo(
                        "tls (streaming), inferred, because its own bytes say so (tls record), and"
                                + " the same client was given this address for the name a.example"
                                + " just before.");
    }

    @Test
    void does_not_pretend_to_know() {
        assertThat(Explanation.sentence(record(Label.UNKNOWN, null, Basis.NONE, 0)))
                .startsWith("unknown: nobody answered");
        assertThat(Explanation.sentence(record(Label.UNKNOWN, null, Basis.NONE, 1)))
                .startsWith("unknown: what its ends said first");
    }

    @ParameterizedTest
    @EnumSource(Grounds.Kind.class)
    void every_kind_of_reason_can_be_told_with_and_without_a_name(Grounds.Kind kind) {
        var grounds = new Grounds(kind, "entry");
        assertThat(grounds.sentence("")).isNotBlank().doesNotContain("  ");
        assertThat(grounds.sentence("www.example.org")).isNotBlank();
    }
}
