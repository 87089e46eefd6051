package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.LinkEnded;
import org.tapwarden.classifier.Sighting.NetworkOffered;
import org.tapwarden.classifier.Sighting.NetworkOffered.Security;
import org.tapwarden.classifier.Sighting.StationHeard;
import org.tapwarden.classifier.protocol.Samples;

/// What is heard on the radio of networks and stations.
class WifiReaderTest {

    private static final Path PACK = Path.of("../../shared/captures/packs/wifi");
    private static final int WIFI = LinkType.IEEE802_11.code();
    private static final int RADIOTAP = LinkType.IEEE802_11_RADIOTAP.code();
    private static final long MILLISECOND = 1_000_000L;

    private static final String RADIO = "02aabbcc0001";
    private static final long RADIO_BITS = 0x02aa_bbcc_0001L;
    private static final String STATION = "0021700000aa";
    private static final long STATION_BITS = 0x0021_7000_00aaL;
    private static final String PRIVATE = "1100";
    private static final String CHANNEL_6 = "0301 06";
    private static final String PSK = "000fac02";
    private static final String SAE = "000fac08";

    private static Samples header(String kind, String to, String from, String radio) {
        return bytes().hex(kind).hex("0000").hex(to).hex(from).hex(radio).hex("0000");
    }

    private static Samples beacon(String name, String capabilities) {
        return offer("8000", name, capabilities);
    }

    private static Samples offer(String kind, String name, String capabilities) {
        return header(kind, "ffffffffffff", RADIO, RADIO)
                .zeros(8)
                .hex("6400")
                .hex(capabilities)
                .u8(0)
                .u8(name.length())
                .ascii(name);
    }

    /// The robust element with these ways to prove oneself.
    private static String robust(String mustProtect, String... ways) {
        String rest =
                "0100 000fac04 0100 000fac04 %02x00 %s %s"
                        .formatted(ways.length, String.join("", ways), mustProtect);
        return "30%02x %s".formatted(rest.replace(" ", "").length() / 2, rest);
    }

    private static Heard.Played played(int linkType, long apartNanos, List<byte[]> frames) {
        return Heard.played(new Flood(frames.size(), frames::get, linkType, apartNanos), 1);
    }

    private static List<Sighting> heard(byte[]... frames) {
        return played(WIFI, MILLISECOND, List.of(frames)).sightings();
    }

    private static NetworkOffered offered(byte[] frame) {
        List<Sighting> heard = heard(frame);
        assertThat(heard).hasSize(1);
        return (NetworkOffered) heard.getFirst();
    }

    @Test
    void a_beacon_tells_radio_name_channel_and_protection() {
        byte[] frame = beacon("COE", PRIVATE).hex(CHANNEL_6).hex(robust("0000", PSK)).done();
        var told = offered(frame);
        assertThat(told)
                .isEqualTo(
                        new NetworkOffered(
                                told.frame(), RADIO_BITS, "COE", 6, Security.WPA2, false));
        assertThat(told.frame().senderMac()).isEqualTo(RADIO_BITS);
        assertThat(told.frame().air()).isTrue();
        byte[] tapped = bytes().hex("0000 0800 00000000").put(frame).done();
        assertThat(played(RADIOTAP, MILLISECOND, List.of(tapped)).sightings())
                .extracting(s -> ((NetworkOffered) s).ssid())
                .containsExactly("COE");
        byte[] answer = offer("5000", "COE", "0100").done();
        assertThat(offered(answer).answer()).isTrue();
        assertThat(offered(beacon("COE", "0100").hex("3d02 2400").done()).channel())
                .as("said by the newer element alone")
                .isEqualTo(36);
    }

    @ParameterizedTest
    @CsvSource({
        "0100, '', OPEN",
        "1100, '', WEP",
        "1100, dd06 0050f201 0100, WPA",
        "1100, 3014 0100 000fac04 0100 000fac04 0100 000fac02 0000, WPA2",
        "1100, 3014 0100 000fac04 0100 000fac04 0100 000fac06 0000, WPA2",
        "1100, 3014 0100 000fac04 0100 000fac04 0100 000fac01 0000, WPA2_ENTERPRISE",
        "1100, 3014 0100 000fac04 0100 000fac04 0100 000fac05 0000, WPA2_ENTERPRISE",
        "1100, 3014 0100 000fac04 0100 000fac04 0100 000fac05 c000, WPA3_ENTERPRISE",
        "1100, 3014 0100 000fac09 0100 000fac09 0100 000fac0c c000, WPA3_ENTERPRISE",
        "1100, 3014 0100 000fac04 0100 000fac04 0100 000fac08 c000, WPA3",
        "1100, 3014 0100 000fac04 0100 000fac04 0100 000fac12 c000, OWE",
        "1100, 3002 0100, WPA2_ENTERPRISE",
        "1100, 3014 0100 000fac04 0100 000fac04 0100 000fac02 0000 dd06 0050f201 0100, WPA",
        "0100, dd04 506f9a1c, OPEN",
        "1100, dd04 0050f204, WEP"
    })
    void protection_is_the_weakest_way_in(String capabilities, String elements, Security wanted) {
        byte[] frame = beacon("COE", capabilities).hex(elements).done();
        assertThat(offered(frame).security()).isEqualTo(wanted);
    }

    @Test
    void who_offers_two_ways_is_as_safe_as_the_weaker() {
        byte[] transition = beacon("COE", PRIVATE).hex(robust("8000", SAE, PSK)).done();
        assertThat(offered(transition).security()).isEqualTo(Security.WPA2);
    }

    @Test
    void what_is_read_in_the_clear_on_the_radio_was_on_no_wire() {
        byte[] arp =
                bytes().hex("0801 0000")
                        .hex(RADIO)
                        .hex(STATION)
                        .hex("ffffffffffff 0000")
                        .hex("aaaa03 000000 0806 0001 0800 06 04 0001")
                        .hex(STATION)
                        .hex("0a000007 000000000000 0a000001")
                        .done();
        List<Sighting> heard = heard(arp);
        assertThat(heard).hasSize(1).hasOnlyElementsOfType(Sighting.AddressClaimed.class);
        assertThat(heard.getFirst().frame().air()).isTrue();
        byte[] wired =
                bytes().hex("ffffffffffff")
                        .hex(STATION)
                        .hex("0806")
                        .put(Arrays.copyOfRange(arp, 32, arp.length))
                        .done();
        assertThat(Heard.of(wired).getFirst().frame().air()).isFalse();
    }

    @Test
    void a_hidden_network_has_no_name() {
        assertThat(offered(beacon("", "0100").done()).ssid()).isEmpty();
        assertThat(offered(beacon("\0\0\0", "0100").done()).ssid()).isEmpty();
        assertThat(offered(beacon(" a ", "0100").done()).ssid()).isEqualTo(" a ");
    }

    @Test
    void a_frame_that_lies_or_was_cut_before_it_told_says_nothing() {
        assertThat(heard(beacon("x".repeat(33), "0100").done())).isEmpty();
        assertThat(
                        heard(
                                header("8000", RADIO, RADIO, "01005e000001")
                                        .zeros(8)
                                        .hex("6400 0100 0000")
                                        .done()))
                .as("a group is no radio")
                .isEmpty();
        byte[] whole = beacon("COE", PRIVATE).hex(CHANNEL_6).hex(robust("0000", PSK)).done();
        int robustAt = whole.length - 22;
        for (int length = 0; length < whole.length; length++) {
            for (Sighting one : heard(Arrays.copyOf(whole, length))) {
                // Four bytes may be a check sequence, so what ends before them counts as whole.
                assertThat(length).isBetween(robustAt - 8, robustAt + 4);
                assertThat(((NetworkOffered) one).ssid()).isEqualTo("COE");
            }
        }
    }

    @Test
    void what_does_not_change_is_told_once_a_second() {
        byte[] frame = beacon("COE", "0100").done();
        List<byte[]> beacons = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            beacons.add(frame);
        }
        Heard.Played played = played(WIFI, 100 * MILLISECOND, beacons);
        assertThat(played.sightings()).hasSize(3);
        assertThat(played.counters().radioRepeated()).isEqualTo(27);
        byte[] weaker = beacon("COE", PRIVATE).done();
        assertThat(played(WIFI, MILLISECOND, List.of(frame, weaker, frame)).sightings()).hasSize(3);
    }

    @Test
    void a_station_is_told_when_it_asks_to_join_or_sends() {
        for (String kind : List.of("0000", "2000")) {
            byte[] joins = header(kind, RADIO, STATION, RADIO).hex("1104 0a00").done();
            assertStation(heard(joins));
        }
        byte[] sends = header("0841", RADIO, STATION, "ffffffffffff").noise(40).done();
        byte[] sleeps = header("4811", RADIO, STATION, RADIO).done();
        assertStation(heard(sends));
        assertStation(heard(sleeps));
        assertStation(heard(sends, sends, sleeps));
    }

    private static void assertStation(List<Sighting> heard) {
        assertThat(heard).hasSize(1);
        var told = (StationHeard) heard.getFirst();
        assertThat(told.bssid()).isEqualTo(RADIO_BITS);
        assertThat(told.station()).isEqualTo(STATION_BITS);
    }

    @Test
    void what_a_network_sends_to_a_station_does_not_show_the_station() {
        byte[] data = header("0842", STATION, RADIO, "00005e000001").noise(40).done();
        byte[] between = header("0843", RADIO, STATION, RADIO).hex("020000000001").noise(40).done();
        assertThat(heard(data, between)).isEmpty();
    }

    /// Names that change with each beacon are the cheapest way to make up new ones.
    @Test
    void the_air_has_a_rate_and_what_is_above_it_is_counted() {
        List<byte[]> flood = new ArrayList<>();
        for (int i = 0; i < WifiReader.MOST_A_SECOND + 88; i++) {
            flood.add(beacon("n" + i, "0100").done());
        }
        Heard.Played played = played(WIFI, MILLISECOND / 2, flood);
        assertThat(played.sightings()).hasSize(WifiReader.MOST_A_SECOND);
        assertThat(played.counters().radioSkipped()).isEqualTo(88);
        assertThat(Heard.of(new Flood(flood.size(), flood::get, WIFI, MILLISECOND / 2), 3))
                .isEqualTo(played.sightings());
    }

    @Test
    void made_up_radios_displace_one_another_alike_on_any_number_of_threads() {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String radio = "02aabb%06x".formatted(i % 9_000);
            frames.add(
                    header("8000", "ffffffffffff", radio, radio)
                            .zeros(8)
                            .hex("6400 0100 0001 41")
                            .done());
        }
        var one = Heard.played(new Flood(frames.size(), frames::get, WIFI, 20_000), 1);
        var four = Heard.played(new Flood(frames.size(), frames::get, WIFI, 20_000), 4);
        assertThat(four.sightings()).isEqualTo(one.sightings());
        assertThat(four.counters().radioRepeated()).isEqualTo(one.counters().radioRepeated());
        assertThat(one.counters().radioRepeated() + one.counters().radioSkipped())
                .isEqualTo(frames.size() - one.sightings().size());
    }

    private static List<Sighting> ofCapture(String name) throws IOException {
        assumeThat(PACK).as("test captures beside the project").isDirectory();
        try (CaptureFile source = CaptureFile.open(PACK.resolve(name))) {
            return Heard.of(source, 1);
        }
    }

    @Test
    void real_frames_that_end_connections_are_told_one_by_one() throws IOException {
        List<LinkEnded> ends =
                ofCapture("aircrack-ng--pmkid-not-recognized.cap").stream()
                        .filter(LinkEnded.class::isInstance)
                        .map(LinkEnded.class::cast)
                        .toList();
        // Tshark counts 6,153 and 29. One and two of them are encrypted; three and 24 are sent
        // again under the number of the one before.
        assertThat(ends).filteredOn(e -> !e.disassociation()).hasSize(6_149);
        assertThat(ends).filteredOn(LinkEnded::disassociation).hasSize(3);
        assertThat(ends).filteredOn(e -> e.reason() == 7).hasSizeGreaterThan(6_000);
        List<Sighting> benign = ofCapture("aircrack-ng--wpa-psk-linksys.cap");
        assertThat(benign).filteredOn(LinkEnded.class::isInstance).hasSize(3);
    }

    @Test
    void a_real_network_of_the_third_kind_says_so() throws IOException {
        List<Sighting> heard = ofCapture("aircrack-ng--wpa3-psk.pcap");
        assertThat(heard)
                .filteredOn(NetworkOffered.class::isInstance)
                .allSatisfy(s -> {
                    var offered = (NetworkOffered) s;
                    assertThat(offered.ssid()).isEqualTo("WPA3-Network");
                    assertThat(offered.security()).isEqualTo(Security.WPA3);
                })
                .isNotEmpty();
    }

    @Test
    void a_reader_alone_stops_at_the_end_of_its_bytes() {
        byte[] frame = beacon("COE", PRIVATE).hex(robust("0000", PSK)).done();
        var told = new ArrayList<RecordWriter>();
        var reader = new WifiReader(new RecordWriter(), told::add);
        byte[] around = bytes().put(frame).noise(64).done();
        reader.management(new FrameFacts(), MemorySegment.ofArray(around), 0, frame.length);
        assertThat(told).hasSize(1);
    }
}
