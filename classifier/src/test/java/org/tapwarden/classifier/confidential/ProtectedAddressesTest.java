package org.tapwarden.classifier.confidential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.protocol.Telling;

class ProtectedAddressesTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Address SERVER = Address.parse("198.51.100.77");

    private final ProtectedAddresses addresses = new ProtectedAddresses();

    private void answer(Address address, long ttl, long atNanos) {
        addresses.add(
                new Telling.NameAnswered("www.988lifeline.org", List.of(address), ttl), atNanos);
    }

    @Test
    void an_address_is_one_until_its_time_and_a_grace_are_over() {
        answer(SERVER, 30, 100 * SECOND);
        long last = 100 * SECOND + 30 * SECOND + ProtectedAddresses.GRACE_NANOS;
        assertThat(addresses.holds(SERVER, last)).isTrue();
        assertThat(addresses.holds(SERVER, last + 1)).isFalse();
        assertThat(addresses.holds(Address.parse("198.51.100.78"), last)).isFalse();
    }

    @Test
    void a_shorter_answer_shortens_nothing_and_a_long_one_is_believed_for_a_day() {
        answer(SERVER, Long.MAX_VALUE, SECOND);
        answer(SERVER, 1, 2 * SECOND);
        assertThat(addresses.holds(SERVER, 80_000 * SECOND)).isTrue();
        assertThat(addresses.holds(SERVER, 90_000 * SECOND)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0", "0.1.2.3", "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255",
                "192.168.0.1", "100.64.0.1", "100.127.255.255", "169.254.1.1", "224.0.0.251", "::",
                "::1", "fe80::1", "fc00::1", "fdff::1", "ff02::1"
            })
    void an_inner_address_is_none_whoever_answers_with_it(String inner) {
        answer(Address.parse(inner), 300, SECOND);
        assertThat(addresses.holds(Address.parse(inner), SECOND)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.255.255.255",
                "11.0.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.0.1",
                "192.169.0.1",
                "100.63.0.1",
                "100.128.0.1",
                "2001:db8::1",
                "fe00::1",
                "::2"
            })
    void every_other_is(String outer) {
        answer(Address.parse(outer), 300, SECOND);
        assertThat(addresses.holds(Address.parse(outer), SECOND)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "true, 1"})
    void at_the_cap_the_one_answered_longest_ago_goes_and_is_counted(
            boolean answeredAgain, int gone) {
        for (int i = 0; i < ProtectedAddresses.CAPACITY; i++) {
            answer(Address.ipv4(0x0b000000 + i), 300, SECOND);
        }
        assertThat(addresses.displaced()).isZero();
        if (answeredAgain) {
            answer(Address.ipv4(0x0b000000), 300, SECOND);
        }
        answer(SERVER, 300, SECOND);
        assertThat(addresses.displaced()).isEqualTo(1);
        assertThat(addresses.holds(Address.ipv4(0x0b000000 + gone), SECOND)).isFalse();
        assertThat(addresses.holds(Address.ipv4(0x0b000001 - gone), SECOND)).isTrue();
        assertThat(addresses.holds(SERVER, SECOND)).isTrue();
    }
}
