package org.tapwarden.detector.finding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RememberedTest {

    private final Remembered<Integer, String> kept = new Remembered<>(4, 100);

    private String get(int key, boolean approved, long at) {
        String found = kept.get(key, approved, at, () -> "of " + key);
        return found == null ? "refused" : found;
    }

    @Test
    void a_newcomer_does_not_displace_who_was_just_there() {
        assertThat(get(1, false, 0)).isEqualTo("of 1");
        assertThat(get(2, false, 0)).isEqualTo("of 2");
        assertThat(get(3, false, 99)).isEqualTo("refused");
        assertThat(get(1, false, 99)).isEqualTo("of 1");
        assertThat(kept.refused()).isEqualTo(1);
        assertThat(get(4, false, 100)).isEqualTo("of 4");
        assertThat(kept.displaced()).isEqualTo(1);
        assertThat(kept.get(2, 100)).isNull();
        assertThat(kept.get(1, 100)).isEqualTo("of 1");
    }

    @Test
    void strangers_cannot_take_the_room_of_the_approved() {
        for (int i = 0; i < 100; i++) {
            get(i, false, 0);
        }
        assertThat(get(1_000, true, 0)).isEqualTo("of 1000");
        assertThat(get(1_001, true, 0)).isEqualTo("of 1001");
        assertThat(kept.size()).isEqualTo(4);
    }

    @Test
    void of_the_approved_the_one_that_was_not_used_for_longest_leaves() {
        for (int i = 0; i < 3; i++) {
            get(i, true, i);
        }
        assertThat(kept.get(0, 3)).isNull();
        assertThat(kept.get(2, 3)).isEqualTo("of 2");
    }

    @Test
    void what_is_forgotten_makes_room() {
        get(1, false, 0);
        get(2, false, 0);
        kept.forget(1);
        assertThat(get(3, false, 0)).isEqualTo("of 3");
        assertThat(kept.displaced()).isZero();
    }
}
