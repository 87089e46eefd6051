package org.tapwarden.classifier.label;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;

class NameServersTest {

    private final NameServers servers = new NameServers();

    private static Address address(int number) {
        return Address.parse("10.1." + (number >> 8) + "." + (number & 255));
    }

    @Test
    void who_has_not_answered_for_longest_is_forgotten() {
        servers.answered(0, null);
        for (int i = 0; i < NameServers.CAPACITY; i++) {
            servers.answered(0, address(i));
        }
        servers.answered(0, address(0));
        assertThat(servers.evicted()).isZero();
        assertThat(servers.holds(1, address(0))).as("another network").isFalse();
        servers.answered(0, address(NameServers.CAPACITY));
        assertThat(servers.evicted()).isEqualTo(1);
        assertThat(servers.holds(0, address(0))).isTrue();
        assertThat(servers.holds(0, address(1))).isFalse();
        assertThat(servers.holds(0, address(NameServers.CAPACITY))).isTrue();
    }
}
