package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.record.Explanation;

/// What tells a ping from a tunnel, from the frames to the label.
class EchoesTest {

    private static final int CLIENT = 0x0a14_0001;
    private static final int SERVER = 0xc633_6407;
    private static final int ASK = 8;
    private static final int ANSWER = 0;

    private final List<byte[]> frames = new ArrayList<>();

    private void ask(int sequence, byte[] data) {
        frames.add(Flood.echo(CLIENT, SERVER, ASK, 77, sequence, data));
    }

    private void answer(int sequence, byte[] data) {
        frames.add(Flood.echo(SERVER, CLIENT, ANSWER, 77, sequence, data));
    }

    private FlowRecord labelled() throws IOException {
        return LabelledFlow.of(new ActiveLists(), frames.toArray(byte[][]::new));
    }

    private String said() throws IOException {
        return LabelledFlow.said(labelled());
    }

    private static final String PLAIN = "icmp null network seen [bytes:icmp]";
    private static final String TUNNEL =
            "icmp icmp-tunnel vpn seen [bytes:echo-answers-other-data]";

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8, 32, 56, 1_400})
    void a_ping_gets_back_what_it_sent(int length) throws IOException {
        for (int i = 0; i < 100; i++) {
            ask(i, Samples.chance(i, length));
            answer(i, Samples.chance(i, length));
        }
        assertThat(said()).isEqualTo(PLAIN);
    }

    @ParameterizedTest
    @CsvSource({"2, false", "3, true", "20, true"})
    void three_answers_with_other_data_are_a_tunnel(int others, boolean tunnel) throws IOException {
        for (int i = 0; i < 20; i++) {
            ask(i, Samples.chance(i, 200));
            answer(i, Samples.chance(i < others ? 1_000 + i : i, 300));
        }
        assertThat(said()).isEqualTo(tunnel ? TUNNEL : PLAIN);
    }

    @Test
    void it_is_explained() throws IOException {
        for (int i = 0; i < 3; i++) {
            ask(i, Samples.chance(i, 64));
            answer(i, Samples.chance(50 + i, 64));
        }
        FlowRecord flow = labelled();
        assertThat(flow.label().category()).isEqualTo(Category.VPN);
        assertThat(Explanation.label(flow))
                .isEqualTo(
                        "icmp-tunnel over icmp (vpn), seen in clear, because its own bytes say so"
                                + " (echo answers other data).");
    }

    /// It is told while it goes on, before its slice is over.
    @Test
    void policy_hears_of_it_at_once() throws IOException {
        for (int i = 0; i < 5; i++) {
            ask(i, Samples.chance(i, 64));
            answer(i, Samples.chance(50 + i, 64));
        }
        List<FlowRecord> told =
                LabelledFlow.all(
                        Listeners.LABELS_AND_DECISIONS,
                        new ActiveLists(),
                        frames.toArray(byte[][]::new));
        assertThat(told).hasSize(2);
        assertThat(told.getFirst().identity().end()).isNull();
        assertThat(told.getFirst().label().application()).isEqualTo("icmp-tunnel");
    }

    /// Tunnels ask ahead of the answers.
    @Test
    void sixteen_may_be_under_way() throws IOException {
        for (int i = 0; i < Echoes.CAPACITY; i++) {
            ask(i, Samples.chance(i, 64));
        }
        for (int i = 0; i < 3; i++) {
            answer(i, Samples.chance(50 + i, 64));
        }
        assertThat(said()).isEqualTo(TUNNEL);
    }

    /// A device with little memory gives back less, a frame may be cut, and an answer may come to a
    /// question that was asked before we looked.
    @Test
    void what_cannot_be_compared_accuses_nobody() throws IOException {
        for (int i = 0; i < 8; i++) {
            ask(i, Samples.chance(i, 64));
            answer(i, Samples.chance(90 + i, 20));
            answer(100 + i, Samples.chance(60 + i, 64));
        }
        assertThat(said()).isEqualTo(PLAIN);
    }

    @Test
    void what_comes_later_than_the_last_echo_that_is_looked_at_changes_nothing()
            throws IOException {
        for (int i = 0; i < FlowInspector.MAX_ECHOES / 2; i++) {
            ask(i, Samples.chance(i, 64));
            answer(i, Samples.chance(i, 64));
        }
        for (int i = 0; i < 9; i++) {
            ask(i, Samples.chance(i, 64));
            answer(i, Samples.chance(70 + i, 64));
        }
        assertThat(said()).isEqualTo(PLAIN);
    }

    @Test
    void ptunnel_has_a_number_of_its_own() throws IOException {
        for (int i = 0; i < 3; i++) {
            ask(i, Samples.bytes().hex("d5200880").put(Samples.chance(i, 24)).done());
        }
        assertThat(said()).isEqualTo("icmp ptunnel vpn seen [bytes:ptunnel-number]");
    }

    @Test
    void in_ipv6_it_is_the_same() throws IOException {
        for (int i = 0; i < 3; i++) {
            frames.add(Flood.echo6(1, 2, 128, 5, i, Samples.chance(i, 64)));
            frames.add(Flood.echo6(2, 1, 129, 5, i, Samples.chance(40 + i, 64)));
        }
        assertThat(said()).startsWith("icmpv6 icmp-tunnel vpn");
        frames.clear();
        for (int i = 0; i < 3; i++) {
            frames.add(Flood.echo6(1, 2, 128, 5, i, Samples.chance(i, 64)));
            frames.add(Flood.echo6(2, 1, 129, 5, i, Samples.chance(i, 64)));
        }
        assertThat(said()).startsWith("icmpv6 null network");
    }

    /// Whoever answers first in what we see is not taken for the one who asks.
    @Test
    void an_answer_may_come_before_its_question_was_seen() throws IOException {
        answer(0, Samples.chance(1, 64));
        for (int i = 1; i < 9; i++) {
            ask(i, Samples.chance(i, 64));
            answer(i, Samples.chance(i, 64));
        }
        assertThat(said()).isEqualTo(PLAIN);
    }
}
