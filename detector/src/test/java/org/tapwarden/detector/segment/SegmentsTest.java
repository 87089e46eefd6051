package org.tapwarden.detector.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
        assertThat(THREE.home(space, 0, vlan, Address.parse("192.0.2.1"), address))
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
        assertThat(THREE.spaceOf(0, 10)).isZero();
        assertThat(THREE.spaceOf(0, 11)).isEqualTo(1);
        assertThat(THREE.spaceOf(0, -1)).isZero();
        assertThat(THREE.spaceOf(0, 4_095)).isZero();
        assertThat(new Segments(List.of(segment("only", 5))).spaceOf(0, -1)).isEqualTo(5);
    }

    private static Segment on(String name, int space, String prefix, String... interfaces) {
        return new Segment(
                name,
                "",
                "",
                Set.of(),
                List.of(Prefix.parse(prefix)),
                Population.UNKNOWN,
                TapKind.ACCESS,
                space,
                Map.of(),
                Set.of(interfaces));
    }

    /// Interface 2 is nobody's, 9 is none that is known.
    private static final Segments ON_INTERFACES =
            new Segments(
                            List.of(
                                    on("a", 1, "10.20.0.0/16", "tap0"),
                                    on("b", 2, "10.20.0.0/16", "tap1"),
                                    on("c", 2, "10.21.0.0/16", "tap1")))
                    .on(List.of("tap0", "tap1", "tap2"));

    @ParameterizedTest
    @CsvSource({
        "0, 1, 10.20.0.9, a, a",
        "1, 2, 10.20.0.9, b, ",
        "1, 2, 10.21.0.9, c, ",
        "0, 1, 10.21.0.9, , a",
        "2, 0, 10.20.0.9, , ",
        "9, 0, 10.20.0.9, a, "
    })
    void an_interface_tells_space_segment_and_wire(
            int iface, int space, String address, String segment, String wire) {
        Address sender = Address.parse(address);
        assertThat(ON_INTERFACES.spaceOf(iface, -1)).isEqualTo(space);
        var frame = new Sighting.Frame(0, space, iface, -1, 1, 2, sender, null);
        assertThat(name(ON_INTERFACES.of(frame, sender))).isEqualTo(segment);
        assertThat(name(ON_INTERFACES.ofWire(frame))).isEqualTo(wire);
    }

    private static @Nullable String name(@Nullable Segment segment) {
        return segment == null ? null : segment.name();
    }

    /// One site: what was routed from the one to the other is still known by its address.
    @Test
    void in_one_space_an_address_is_known_on_the_others_interface_too() {
        var both =
                new Segments(
                                List.of(
                                        on("staff", 0, "10.20.0.0/16", "tap0"),
                                        on("students", 0, "10.21.0.0/16", "tap1")))
                        .on(List.of("tap0", "tap1"));
        Address student = Address.parse("10.21.0.9");
        var frame = new Sighting.Frame(0, 0, 0, -1, 1, 2, student, null);
        assertThat(name(both.of(frame, student))).isEqualTo("students");
        assertThat(name(both.ofWire(frame))).isEqualTo("staff");
    }

    @Test
    void interfaces_have_a_cap() {
        List<Segment> many = new ArrayList<>();
        for (int i = 0; i <= Segments.MOST_INTERFACES; i++) {
            many.add(on("s" + i, 0, "10.%d.%d.0/24".formatted(i / 256, i % 256), "tap" + i));
        }
        assertThat(new Segments(many.subList(1, many.size())).interfaces())
                .hasSize(Segments.MOST_INTERFACES);
        assertThatThrownBy(() -> new Segments(many)).hasMessageContaining("more than 256");
    }

    @Test
    void a_vlan_is_in_one_segment_of_its_space() {
        assertThatThrownBy(() -> new Segments(List.of(segment("a", 1, 10), segment("b", 1, 10))))
                .hasMessageContaining("VLAN 10 is in both 'a' and 'b'");
    }
}
