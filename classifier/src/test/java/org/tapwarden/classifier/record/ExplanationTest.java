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
import org.tapwarden.classifier.RunnerUp;
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

    @Test
    void says_in_one_sentence_what_came_second() {
        Label label =
                label("netflix", Basis.SEEN, new Grounds(Grounds.Kind.BYTES, "tls-client-hello"));
        var second =
                new RunnerUp(
                        Protocol.TLS,
                        null,
                        Category.ADULT,
                        new Grounds(Grounds.Kind.LIST, "feed/netflix.com"),
                        RunnerUp.Lost.LESS_SPECIFIC);
        FlowRecord record = record(label.with(second), "www.netflix.com", Basis.SEEN, 1);
        String tail =
                " Second was tls (adult), since the name www.netflix.com stands on the list feed,"
                        + " entry netflix.com; but another entry says more exactly what the name"
                        + " is.";
        assertThat(Explanation.sentence(record)).endsWith("(tls client hello)." + tail);
        assertThat(Explanation.line(record)).endsWith(tail).startsWith("192.0.2.7:50000 to ");
    }

    @Test
    void of_a_protected_destination_no_second_is_told() {
        var second =
                new RunnerUp(
                        Protocol.TLS,
                        "youtube",
                        Category.STREAMING,
                        new Grounds(Grounds.Kind.SERVICE_TABLE, "youtube"),
                        RunnerUp.Lost.OUTWEIGHED);
        Label label =
                new Label(
                        Protocol.UNKNOWN, null, Category.PROTECTED, Basis.NONE, List.of(), second);
        FlowRecord record = record(label, "a.example", Basis.SEEN, 1);
        assertThat(Explanation.line(record))
                .startsWith("a protected destination")
                .doesNotContain("youtube");
        assertThat(Explanation.sentence(record)).doesNotContain("youtube");
    }

    @ParameterizedTest
    @EnumSource(RunnerUp.Lost.class)
    void every_reason_to_lose_is_the_end_of_a_sentence(RunnerUp.Lost lost) {
        assertThat(lost.sentence()).matches("[a-z].*[a-z]");
        assertThat(lost.word()).matches("[a-z]+(-[a-z]+)*");
    }

    @ParameterizedTest
    @EnumSource(Grounds.Kind.class)
    void every_kind_of_reason_can_be_told_with_and_without_a_name(Grounds.Kind kind) {
        var grounds = new Grounds(kind, "entry");
        assertThat(grounds.sentence("")).isNotBlank().doesNotContain("  ");
        assertThat(grounds.sentence("www.example.org")).isNotBlank();
    }
}
