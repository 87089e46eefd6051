package org.tapwarden.detector.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NextHopsTest {

    private final NextHops hops = new NextHops();

    @Test
    void two_different_senders_make_a_gateway_and_one_never_does() {
        assertThat(hops.handedOn(0, 1, 100)).isFalse();
        assertThat(hops.handedOn(0, 1, 100)).isFalse();
        assertThat(hops.handedOn(0, 1, 1)).isFalse();
        assertThat(hops.handedOn(0, 1, 101)).isTrue();
    }

    @Test
    void one_mac_at_two_sites_is_two_that_might_be_a_gateway() {
        assertThat(hops.handedOn(1, 1, 100)).isFalse();
        assertThat(hops.handedOn(2, 1, 101)).isFalse();
        assertThat(hops.handedOn(1, 1, 101)).isTrue();
    }

    @Test
    void at_the_cap_a_gateway_that_is_used_outlasts_a_flood_of_made_up_ones() {
        hops.handedOn(0, 1, 100);
        for (int made = 0; made < NextHops.CAPACITY; made++) {
            hops.handedOn(0, 1_000_000L + made, 7);
            hops.handedOn(0, 1, 100);
        }
        assertThat(hops.displaced()).isEqualTo(1);
        assertThat(hops.handedOn(0, 1, 101)).isTrue();
    }
}
