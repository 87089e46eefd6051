package org.tapwarden.detector.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private static Place place(String port, Place.Source source, long atMillis) {
        return new Place("sw", port, "", 0, source, atMillis);
    }

    @Test
    void two_sources_that_differ_are_both_kept_the_most_reliable_first() {
        var places = new Places(10);
        assertThat(places.tell(1, place("b", Place.Source.LLDP, 2))).isTrue();
        assertThat(places.tell(1, place("a", Place.Source.SNMP, 1))).isTrue();
        assertThat(places.of(1)).extracting(Place::port).containsExactly("a", "b");
        assertThat(places.of(2)).isEmpty();
    }

    @Test
    void the_newest_of_a_source_counts_and_only_another_place_is_news() {
        var places = new Places(10);
        assertThat(places.tell(1, place("a", Place.Source.SNMP, 5))).isTrue();
        assertThat(places.tell(1, place("a", Place.Source.SNMP, 6))).isFalse();
        assertThat(places.tell(1, place("b", Place.Source.SNMP, 4))).as("older").isFalse();
        assertThat(places.of(1)).containsExactly(place("a", Place.Source.SNMP, 6));
        assertThat(places.tell(1, place("b", Place.Source.SNMP, 7))).isTrue();
    }

    @Test
    void of_devices_beyond_the_cap_the_one_told_of_longest_ago_is_forgotten() {
        var places = new Places(3);
        LongStream.rangeClosed(1, 3).forEach(m -> places.tell(m, place("a", Place.Source.SNMP, 0)));
        places.tell(1, place("a", Place.Source.SNMP, 1));
        places.tell(4, place("a", Place.Source.SNMP, 0));
        assertThat(places.size()).isEqualTo(3);
        assertThat(places.displaced()).isEqualTo(1);
        assertThat(places.of(2)).isEmpty();
        assertThat(places.of(1)).isNotEmpty();
    }

    @Test
    void of_waiting_places_the_newest_of_a_device_is_handed_on() {
        var waiting = new WaitingPlaces(2);
        waiting.offer(List.of(new Located(1, place("a", Place.Source.SNMP, 0))));
        waiting.offer(List.of(new Located(2, place("a", Place.Source.SNMP, 0))));
        waiting.offer(List.of(new Located(1, place("b", Place.Source.SNMP, 1))));
        assertThat(waiting.lost()).isZero();
        waiting.offer(List.of(new Located(3, place("a", Place.Source.SNMP, 0))));
        assertThat(waiting.lost()).as("beyond the cap").isEqualTo(1);
        assertThat(waiting.take(1)).extracting(Located::mac).containsExactly(1L);
        assertThat(waiting.take(5)).extracting(Located::mac).containsExactly(3L);
        assertThat(waiting.take(5)).isEmpty();
    }
}
