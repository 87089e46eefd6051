package org.tapwarden.detector.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTextTest {

    @Test
    void reads_like_a_line_for_people() {
        assertThat(
                        PlaceText.write(
                                new Place(
                                        "sw-2",
                                        "Gi1/0/14",
                                        "Room \"12\" \\ a",
                                        20,
                                        Place.Source.SNMP,
                                        0)))
                .isEqualTo(
                        "switch=\"sw-2\" port=\"Gi1/0/14\" label=\"Room \\\"12\\\" \\\\ a\" vlan=\"20\"");
        assertThat(PlaceText.write(new Place("sw-2", "", "", 0, Place.Source.SNMP, 0)))
                .isEqualTo("switch=\"sw-2\"");
    }

    @Test
    void in_words_what_is_not_known_is_left_out() {
        assertThat(PlaceText.words(new Place("sw-2", "7", "Room 12", 20, Place.Source.SNMP, 0)))
                .isEqualTo("sw-2, port 7 (Room 12), VLAN 20");
        assertThat(PlaceText.words(new Place("sw-2", "", "", 0, Place.Source.SNMP, 0)))
                .isEqualTo("sw-2");
    }

    @Test
    void whatever_was_written_is_read_again() {
        var lots = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            var place =
                    new Place(
                            "x" + text(lots),
                            text(lots),
                            text(lots),
                            lots.nextInt(4_095),
                            Place.Source.RADIUS,
                            i);
            assertThat(PlaceText.read(PlaceText.write(place), Place.Source.RADIUS, i))
                    .contains(place);
        }
    }

    private static String text(Random lots) {
        var text = new StringBuilder();
        for (int i = lots.nextInt(12); i > 0; i--) {
            text.append("\"\\ =abé".charAt(lots.nextInt(7)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "port=\"1\"",
                "switch=\"\"",
                "switch=\"a",
                "switch=\"a\"b",
                "switch=\"a\" vlan=\"x\"",
                "switch=\"a\\\"",
                "switch=a"
            })
    void what_is_no_place_is_none(String text) {
        assertThat(PlaceText.read(text, Place.Source.SNMP, 0)).isEmpty();
    }

    @Test
    void a_long_text_is_no_place_and_costs_no_stack() {
        assertThat(PlaceText.read("switch=\"" + "\\a".repeat(2_000) + "\"", Place.Source.SNMP, 0))
                .isPresent();
        assertThat(PlaceText.read("switch=\"" + "a".repeat(5_000) + "\"", Place.Source.SNMP, 0))
                .isEmpty();
    }
}
