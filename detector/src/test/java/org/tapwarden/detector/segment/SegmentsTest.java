package org.tapwarden.detector.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting;

class SegmentsTest {

    private static Segment segment(String name, int space, Integer... vlans) {
        return new Segment(
                name,
                "",
                "",
                Set.of(vlans),
                List.of(Prefix.parse("10.20.0.0/16")),
                Population.UNKNOWN,
                TapKind.ACCESS,
                space);
    }

    private static final Segments THREE =
            new Segments(List.of(segment("a", 0, 10), segment("b", 1, 10, 11), segment("c", 2)));

    /// Space 0 tells nothing, and 7 is nobody's: there the tag speaks, and then the first segment.
    @ParameterizedTest
    @CsvSource({
        "0, -1, a",
        "0, 10, a",
        "0, 11, b",
        "1, -1, b",
        "1, 10, b",
        "2, -1, c",
        "2, 10, c",
        "7, -1, a",
        "7, 11, b"
    })
    void the_same_address_is_of_the_segment_in_the_frames_address_space(
            int space, int vlan, String expected) {
        Address address = Address.parse("10.20.0.9");
        var frame = new Sighting.Frame(0, space, 0, vlan, 1, 2, address, address);
        assertThat(THREE.of(frame, address)).extracting(Segment::name).isEqualTo(expected);
        assertThat(THREE.home(space, vlan, Address.parse("192.0.2.1"), address))
                .extracting(Segment::name)
                .isEqualTo(expected);
    }

    @Test
    void a_wire_is_told_by_its_tag_or_because_it_is_the_only_one_of_its_space() {
        Address address = Address.parse("10.20.0.9");
        assertThat(THREE.ofWire(new Sighting.Frame(0, 2, 0, -1, 1, 2, address, null)))
                .extracting(Segment::name)
                .isEqualTo("c");
        assertThat(THREE.ofWire(new Sighting.Frame(0, 0, 0, -1, 1, 2, address, null))).isNull();
        assertThat(THREE.ofWire(new Sighting.Frame(0, 1, 0, 10, 1, 2, address, null)))
                .extracting(Segment::name)
                .isEqualTo("b");
    }

    @Test
    void a_frames_space_is_that_of_its_tag_and_of_all_where_there_is_one() {
        // VLAN 10 is in two spaces, so it tells none.
        assertThat(THREE.spaceOf(10)).isZero();
        assertThat(THREE.spaceOf(11)).isEqualTo(1);
        assertThat(THREE.spaceOf(-1)).isZero();
        assertThat(THREE.spaceOf(4_095)).isZero();
        assertThat(new Segments(List.of(segment("only", 5))).spaceOf(-1)).isEqualTo(5);
    }

    @Test
    void a_vlan_is_in_one_segment_of_its_space() {
        assertThatThrownBy(() -> new Segments(List.of(segment("a", 1, 10), segment("b", 1, 10))))
                .hasMessageContaining("VLAN 10 is in both 'a' and 'b'");
    }
}
