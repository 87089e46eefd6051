package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.FlowRecord;

class ConnStateTest {

    /// Flags as letters of Zeek's own kind: who sent a SYN, an ACK, a FIN, a reset.
    @ParameterizedTest
    @CsvSource({
        "S, '', S0",
        "SF, '', SH",
        "SA, SA, S1",
        "SAF, SA, S2",
        "SA, SAF, S3",
        "SAF, SAF, SF",
        "S, RA, REJ",
        "SR, '', RSTOS0",
        "SAR, SAF, RSTO",
        "SA, SAR, RSTR",
        "'', SAR, RSTRH",
        "A, SAR, RSTRH",
        "'', SAF, SHR",
        "SAR, SAR, OTH",
        "A, A, OTH",
        "AF, AF, OTH",
        "A, AR, OTH",
        "S, SA, OTH",
        "S, A, OTH",
        "'', SA, OTH"
    })
    void tells_what_the_flags_of_both_sides_show_and_no_more(
            String source, String destination, String state) {
        assertThat(ConnState.of(flow(6, flags(source), flags(destination), 1, 1))).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"17, 1, 1, SF", "17, 1, 0, S0", "17, 0, 1, SHR", "1, 1, 1, OTH", "132, 1, 1, OTH"})
    void without_flags_it_is_who_sent(int protocol, long sent, long answered, String state) {
        assertThat(ConnState.of(flow(protocol, 0, 0, sent, answered))).isEqualTo(state);
    }

    private static int flags(String letters) {
        int flags = 0;
        for (int i = 0; i < letters.length(); i++) {
            flags |=
                    switch (letters.charAt(i)) {
                        case 'F' -> 1;
                        case 'S' -> 2;
                        case 'R' -> 4;
                        default -> 16;
                    };
        }
        return flags;
    }

    private static FlowRecord flow(
            int protocol, int sourceFlags, int destinationFlags, long sent, long answered) {
        FlowRecord any = Flows.flow(1, Flows.DAY);
        FlowRecord.Conversation between = any.conversation();
        var whole =
                new FlowRecord.Traffic(0, 1, sent, 60, answered, 60, sourceFlags, destinationFlags);
        return new FlowRecord(
                any.identity(),
                new FlowRecord.Conversation(
                        0,
                        between.source(),
                        between.sourcePort(),
                        between.destination(),
                        between.destinationPort(),
                        protocol,
                        false,
                        0),
                whole,
                whole,
                any.label(),
                any.names(),
                any.place());
    }
}
