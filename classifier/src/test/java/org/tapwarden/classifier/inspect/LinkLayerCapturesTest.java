package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.BridgeSpoke;
import org.tapwarden.classifier.Sighting.Capability;
import org.tapwarden.classifier.Sighting.Equipment;
import org.tapwarden.classifier.Sighting.EquipmentSpoke;

/// What real switches, access points and bridges say, and captures made to break readers.
class LinkLayerCapturesTest {

    private static final Path PACK = Path.of("../../shared/captures/packs/l2");

    private static List<Sighting> heard(Path capture, int threads) throws IOException {
        try (CaptureFile source = CaptureFile.open(capture)) {
            return Heard.of(source, threads);
        }
    }

    private static Stream<Sighting> heard(String name) throws IOException {
        assumeThat(PACK).as("test captures beside the project").isDirectory();
        return heard(PACK.resolve(name), 1).stream();
    }

    private static List<Equipment> equipment(String name) throws IOException {
        return heard(name)
                .filter(EquipmentSpoke.class::isInstance)
                .map(s -> ((EquipmentSpoke) s).equipment())
                .distinct()
                .toList();
    }

    private static List<BridgeSpoke> bridges(String name) throws IOException {
        return heard(name)
                .filter(BridgeSpoke.class::isInstance)
                .map(BridgeSpoke.class::cast)
                .toList();
    }

    @Test
    void switches_are_told_alike_in_both_tongues() throws IOException {
        List<Equipment> said = equipment("the-tcpdump-group--LLDP_and_CDP.pcap");
        assertThat(said).extracting(Equipment::name).contains("S1", "S2");
        assertThat(said).extracting(Equipment::port).contains("FastEthernet0/13", "Fa0/13");
        assertThat(said).filteredOn(e -> e.is(Capability.BRIDGE)).hasSameSizeAs(said);
    }

    @Test
    void an_access_point_says_so() throws IOException {
        List<Equipment> said = equipment("the-tcpdump-group--lldp_mudurl.pcap");
        assertThat(said)
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.name()).isEqualTo("upstairs.ofcourseimright.com");
                    assertThat(e.chassis()).isEqualTo("00:23:54:c2:57:02");
                    assertThat(e.capabilities()).isEqualTo(1 << Capability.ACCESS_POINT.ordinal());
                    assertThat(e.management()).isEqualTo(Address.parse("62.12.173.114"));
                });
    }

    @Test
    void bridges_tell_their_root_in_multiple_and_per_vlan_trees() throws IOException {
        List<BridgeSpoke> multiple = bridges("the-tcpdump-group--MSTP_Intra-Region_BPDUs.pcap");
        assertThat(multiple).isNotEmpty();
        assertThat(multiple).extracting(BridgeSpoke::root).containsOnly(0x0000_001f_27b4_7d80L);
        assertThat(multiple)
                .extracting(BridgeSpoke::bridge)
                .contains(0x8000_001e_f705_a880L, 0x8000_0016_46b5_8c80L);
        assertThat(multiple).extracting(BridgeSpoke::version).containsOnly(3);
        List<BridgeSpoke> trunk = bridges("the-tcpdump-group--rpvstp-trunk-native-vid5.pcap");
        assertThat(trunk)
                .extracting(BridgeSpoke::bridge)
                .contains(0x8001_001f_6d96_ec00L, 0x8005_001f_6d96_ec00L);
    }

    @Test
    void all_are_read_alike_on_any_number_of_threads() throws IOException {
        assumeThat(PACK).as("test captures beside the project").isDirectory();
        try (Stream<Path> captures = Files.list(PACK)) {
            for (Path capture : captures.sorted().toList()) {
                assertThat(heard(capture, 4)).as("%s", capture).isEqualTo(heard(capture, 1));
            }
        }
    }
}
