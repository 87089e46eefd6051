package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.Sighting.NO_BYTES;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;

class WatchesTest {

    private static final int FIRST = 1;
    private static final Sighting.Frame FRAME =
            new Sighting.Frame(1, 0, 0, -1, 1, 2, Address.ipv4(1), Address.ipv4(2), false, 1);

    private final Watches watches = new Watches();

    @BeforeEach
    void watch() {
        watches.watch("lease", List.of(new Mac(1)), List.of());
    }

    private void tried(long conversation, long from) {
        watches.see(new Sighting.Tried(FRAME, FIRST, conversation, from));
    }

    private void answered(long conversation, long upTo) {
        watches.see(new Sighting.Answered(FRAME, FIRST, conversation, upTo));
    }

    private Watches.Counts counts() {
        return watches.counts("lease").orElseThrow();
    }

    @Test
    void an_acknowledgement_is_an_answer_only_to_bytes_that_were_sent_since() {
        answered(5, 1_000);
        tried(5, 1_000);
        // The server sends again what it said before the act, and acknowledges what it had then.
        answered(5, 1_000);
        assertThat(counts()).isEqualTo(new Watches.Counts(1, 0, 0));
        answered(5, 1_001);
        assertThat(counts()).isEqualTo(new Watches.Counts(1, 1, 1));
    }

    @Test
    void sequence_numbers_wrap_around() {
        tried(5, 0xffff_fff0L);
        answered(5, 0xffff_fff0L);
        answered(5, 0xffff_ff00L);
        assertThat(counts().answered()).isZero();
        answered(5, 4);
        assertThat(counts().answered()).isEqualTo(1);
    }

    @Test
    void what_answers_whatever_came_before_counts_at_once() {
        answered(0, NO_BYTES);
        assertThat(counts()).isEqualTo(new Watches.Counts(0, 1, 0));
    }

    @Test
    void of_more_connections_than_are_remembered_no_acknowledgement_is_an_answer() {
        for (int i = 0; i <= Watches.MOST_CONVERSATIONS; i++) {
            tried(i, 10);
        }
        answered(Watches.MOST_CONVERSATIONS, 20);
        assertThat(counts().answered()).isZero();
        answered(Watches.MOST_CONVERSATIONS - 1, 20);
        assertThat(counts().answered()).isEqualTo(1);
    }

    @Test
    void a_new_watch_forgets_what_was_sent() {
        tried(5, 10);
        watches.watch("lease", List.of(new Mac(1)), List.of());
        watches.see(new Sighting.Answered(FRAME, FIRST + 1, 5, 20));
        assertThat(counts()).isEqualTo(new Watches.Counts(0, 0, 0));
    }
}
