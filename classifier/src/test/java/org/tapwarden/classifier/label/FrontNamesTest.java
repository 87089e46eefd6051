package org.tapwarden.classifier.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;

class FrontNamesTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Address CLIENT = Address.parse("10.0.0.7");
    private static final Address OTHER = Address.parse("10.0.0.8");

    private final FrontNames fronts = new FrontNames();

    private void answer(Address client, @Nullable String front, long ttl, long atNanos) {
        fronts.answered(
                new Sighting.Frame(atNanos, 0, 0, -1, 1, 2, OTHER, client),
                new Telling.NameAnswered("hidden.example", List.of(), ttl, front));
    }

    @Test
    void only_the_client_that_was_told_hides_behind_a_name_and_only_while_it_holds() {
        answer(CLIENT, "front.example", 30, 100 * SECOND);
        answer(OTHER, null, 30, 100 * SECOND);
        assertThat(fronts.isFront(0, CLIENT, "front.example", 101 * SECOND)).isTrue();
        assertThat(fronts.isFront(0, CLIENT, "hidden.example", 101 * SECOND)).isFalse();
        assertThat(fronts.isFront(0, OTHER, "front.example", 101 * SECOND)).isFalse();
        assertThat(fronts.isFront(1, CLIENT, "front.example", 101 * SECOND)).isFalse();
        long over = 130 * SECOND + AnsweredNames.GRACE_NANOS + 1;
        assertThat(fronts.isFront(0, CLIENT, "front.example", over)).isFalse();
        answer(CLIENT, "front.example", Long.MAX_VALUE, 100 * SECOND);
        assertThat(fronts.isFront(0, CLIENT, "front.example", over)).isTrue();
        assertThat(fronts.isFront(0, CLIENT, "front.example", 90_000 * SECOND)).isFalse();
    }

    @Test
    void some_names_are_known_to_stand_for_others() {
        assertThat(fronts.isFront(0, CLIENT, "cloudflare-ech.com", 0)).isTrue();
        assertThat(fronts.isFront(0, CLIENT, "www.cloudflare-ech.com", 0)).isFalse();
    }

    @Test
    void at_the_cap_the_one_told_longest_ago_is_forgotten_and_counted() {
        answer(CLIENT, "first.example", 300, SECOND);
        for (int i = 1; i < FrontNames.CAPACITY; i++) {
            answer(Address.ipv4(0x0b000000 + i), "front.example", 300, SECOND);
        }
        answer(CLIENT, "first.example", 300, SECOND);
        assertThat(fronts.evicted()).isZero();
        answer(OTHER, "front.example", 300, SECOND);
        assertThat(fronts.evicted()).isEqualTo(1);
        assertThat(fronts.isFront(0, CLIENT, "first.example", SECOND)).isTrue();
        assertThat(fronts.isFront(0, Address.ipv4(0x0b000001), "front.example", SECOND)).isFalse();
    }
}
