package org.tapwarden.detector.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimsTest {

    private static final long MAC = 0x3c5282000001L;
    private static final Duration STALE = Duration.ofMinutes(15);
    private static final long MINUTE = 60_000;

    private final Claims claims = new Claims(10, STALE);

    private static Reading reading(Map<Long, Reading.At> at) {
        return new Reading("", 1, at.size(), 0, false, 0, 0, at);
    }

    private List<Located> take(String device, String port, int sharers, long atMinute) {
        Reading.At at = new Reading.At(port, "", 0, sharers);
        return claims.take(device, reading(Map.of(MAC, at)), atMinute * MINUTE);
    }

    private List<Located> takeNothing(String device, long atMinute) {
        return claims.take(device, reading(Map.of()), atMinute * MINUTE);
    }

    private static Place place(String device, String port, long atMinute) {
        return new Place(device, port, "", 0, Place.Source.SNMP, atMinute * MINUTE);
    }

    @Test
    void only_what_changed_is_told() {
        assertThat(take("a", "1", 1, 0)).containsExactly(new Located(MAC, place("a", "1", 0)));
        assertThat(take("a", "1", 1, 5)).isEmpty();
        assertThat(claims.where(MAC)).as("newer all the same").contains(place("a", "1", 5));
        assertThat(take("a", "2", 1, 10)).containsExactly(new Located(MAC, place("a", "2", 10)));
    }

    @Test
    void a_move_wins_over_the_old_entry_that_has_not_aged_yet() {
        take("a", "1", 1, 0);
        assertThat(take("b", "7", 1, 5))
                .extracting(Located::place)
                .containsExactly(place("b", "7", 5));
        assertThat(take("a", "1", 1, 6)).as("a's old entry").isEmpty();
        assertThat(takeNothing("a", 11)).isEmpty();
        assertThat(claims.where(MAC)).contains(place("b", "7", 5));
    }

    @Test
    void the_closer_port_wins_and_when_it_forgets_the_device_the_farther_one_does() {
        take("core", "1", 5, 0);
        assertThat(take("closet", "3", 1, 1)).hasSize(1);
        assertThat(take("core", "1", 5, 5)).isEmpty();
        assertThat(claims.where(MAC)).contains(place("closet", "3", 1));
        assertThat(takeNothing("closet", 4))
                .extracting(Located::place)
                .containsExactly(place("core", "1", 5));
    }

    @Test
    void a_device_that_is_in_no_table_stays_where_it_was_seen_last() {
        take("a", "1", 1, 0);
        assertThat(takeNothing("a", 5)).isEmpty();
        assertThat(claims.where(MAC)).contains(place("a", "1", 0));
        assertThat(claims.where(MAC + 1)).isEmpty();
    }

    @Test
    void a_switch_that_answers_no_more_is_not_believed_against_others() {
        take("closet", "3", 1, 0);
        assertThat(take("b", "7", 4, 15)).as("just not stale").isEmpty();
        assertThat(take("b", "7", 4, 16))
                .extracting(Located::place)
                .containsExactly(place("b", "7", 16));
    }

    @Test
    void places_beyond_the_cap_displace_those_told_of_longest_ago() {
        for (long mac = 1; mac <= 11; mac++) {
            claims.take("sw" + mac, reading(Map.of(mac, new Reading.At("1", "", 0, 1))), mac);
        }
        assertThat(claims.known()).isEqualTo(10);
        assertThat(claims.displaced()).isEqualTo(1);
        assertThat(claims.where(1)).isEmpty();
        assertThat(claims.where(2)).isPresent();
    }
}
