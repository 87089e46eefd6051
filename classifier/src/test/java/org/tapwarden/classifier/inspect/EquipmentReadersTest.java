package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.Capability;
import org.tapwarden.classifier.Sighting.Equipment;
import org.tapwarden.classifier.Sighting.EquipmentSpoke;
import org.tapwarden.classifier.protocol.Samples;

/// What equipment says of itself in LLDP and CDP.
class EquipmentReadersTest {

    private static final byte[] SWITCH =
            lldp(1, "04 001122334455")
                    .put(lldp(2, "05").ascii("Gi1/0/7").done())
                    .hex("0602 0078")
                    .hex("0a08")
                    .ascii("sw-lib-1")
                    .hex("0c05")
                    .ascii("Linux")
                    .hex("0e04 0014 0004")
                    .hex("100c 05 01 c0a8020a 02 00000001 00")
                    .hex("0000")
                    .done();

    /// A field with its length: the next text belongs to it where `hex` is one byte.
    private static Samples lldp(int type, String hex) {
        int length = hex.replace(" ", "").length() / 2;
        int all = length == 1 ? length + 7 : length;
        return bytes().u16(type << 9 | all).hex(hex);
    }

    private static byte[] frame(String to, String type, byte[] message) {
        return bytes().hex(to).hex("020000000002").hex(type).put(message).done();
    }

    private static Equipment lldp(byte[] message) {
        var spoke = Heard.one(EquipmentSpoke.class, frame("0180c200000e", "88cc", message));
        assertThat(spoke.kind()).isEqualTo(EquipmentSpoke.Kind.LLDP);
        assertThat(spoke.frame().senderMac()).isEqualTo(0x020000000002L);
        return spoke.equipment();
    }

    private static Equipment cdp(byte[] message) {
        var in = bytes().u16(8 + message.length).hex("aaaa03 00000c 2000").put(message).done();
        var spoke = Heard.one(EquipmentSpoke.class, frame("01000ccccccc", "", in));
        assertThat(spoke.kind()).isEqualTo(EquipmentSpoke.Kind.CDP);
        return spoke.equipment();
    }

    @Test
    void lldp_tells_who_a_switch_is() {
        assertThat(lldp(SWITCH))
                .isEqualTo(
                        new Equipment(
                                "sw-lib-1",
                                "Linux",
                                "00:11:22:33:44:55",
                                "Gi1/0/7",
                                1 << Capability.BRIDGE.ordinal(),
                                Address.parse("192.168.2.10")));
    }

    @Test
    void lldp_takes_enabled_capabilities_in_the_order_of_the_standard() {
        byte[] all = bytes().hex("0207 04 001122334455 0e04 ffff 00ff 0000").done();
        Equipment everything = lldp(all);
        for (Capability capability : Capability.values()) {
            assertThat(everything.is(capability)).as("%s", capability).isTrue();
        }
        byte[] accessPoint = bytes().hex("0207 04 001122334455 0e04 009c 0008 0000").done();
        assertThat(lldp(accessPoint).capabilities())
                .isEqualTo(1 << Capability.ACCESS_POINT.ordinal());
    }

    @Test
    void lldp_ids_are_macs_addresses_or_words() {
        byte[] networks = bytes().hex("0206 05 01 0a000001 0406 04 01 0a000002 0000").done();
        assertThat(lldp(networks).chassis()).isEqualTo("10.0.0.1");
        assertThat(lldp(networks).port()).isEqualTo("10.0.0.2");
        byte[] six =
                bytes().hex("0212 05 02 20010db8000000000000000000000001 0407 03 0000aa00bb01")
                        .done();
        assertThat(lldp(six).chassis()).isEqualTo("2001:db8::1");
        assertThat(lldp(six).port()).isEqualTo("00:00:aa:00:bb:01");
        byte[] odd = bytes().hex("0204 05 10 0102 0403 07 0000").done();
        assertThat(lldp(odd).chassis()).as("an address of another family").isEqualTo("100102");
        assertThat(lldp(odd).port()).as("a word of zeros").isEqualTo("0000");
    }

    @Test
    void lldp_manages_by_either_address_and_takes_the_first() {
        byte[] six =
                bytes().hex("0207 04 001122334455")
                        .hex("1018 11 02 20010db8000000000000000000000001 02 00000002 00")
                        .hex("100c 05 01 c0a8020a 02 00000001 00 0000")
                        .done();
        assertThat(lldp(six).management()).isEqualTo(Address.parse("2001:db8::1"));
        byte[] none = bytes().hex("0207 04 001122334455 100c 05 01 00000000 02 00000001 00").done();
        assertThat(lldp(none).management()).isNull();
    }

    @Test
    void a_telephone_is_one_by_its_med_class_alone() {
        String class3 = "fe07 0012bb 01 0033 03";
        byte[] phone = bytes().hex("0207 04 001122334455").hex(class3).hex("0000").done();
        assertThat(lldp(phone).is(Capability.TELEPHONE)).isTrue();
        byte[] endpoint = bytes().hex("0207 04 001122334455 fe07 0012bb 01 0033 01 0000").done();
        assertThat(lldp(endpoint).is(Capability.TELEPHONE)).isFalse();
        byte[] another = bytes().hex("0207 04 001122334455 fe07 0012bb 02 0033 03 0000").done();
        assertThat(lldp(another).is(Capability.TELEPHONE)).isFalse();
    }

    @Test
    void lldp_without_a_chassis_says_nothing() {
        byte[] portFirst = bytes().hex("0407 03 0000aa00bb01 0207 04 001122334455 0000").done();
        assertThat(Heard.of(frame("0180c200000e", "88cc", portFirst))).isEmpty();
    }

    @Test
    void cdp_tells_who_a_switch_is() {
        byte[] message =
                cdp().hex("0001 000a")
                        .ascii("sw-edf")
                        .hex("0003 0009")
                        .ascii("Fa0/1")
                        .hex("0004 0008 00000029")
                        .hex("0005 000a")
                        .ascii("IOS 12")
                        .hex("0006 000a")
                        .ascii("WS-C35")
                        .hex("0002 0011 00000001 01 01 cc 0004 0a000001")
                        .done();
        assertThat(cdp(message))
                .isEqualTo(
                        new Equipment(
                                "sw-edf",
                                "WS-C35, IOS 12",
                                null,
                                "Fa0/1",
                                1 << Capability.ROUTER.ordinal() | 1 << Capability.BRIDGE.ordinal(),
                                Address.parse("10.0.0.1")));
    }

    @Test
    void cdp_prefers_the_address_to_manage_by_and_reads_version_six() {
        byte[] message =
                cdp().hex("0002 0011 00000001 01 01 cc 0004 0a000001")
                        .hex("0016 0024 00000001 02 08 aaaa0300000086dd 0010")
                        .hex("20010db8000000000000000000000005")
                        .done();
        assertThat(cdp(message).management()).isEqualTo(Address.parse("2001:db8::5"));
    }

    @Test
    void cdp_maps_phones_hosts_and_repeaters() {
        assertThat(capabilities("00000080")).isEqualTo(1 << Capability.TELEPHONE.ordinal());
        assertThat(capabilities("00000010")).isEqualTo(1 << Capability.STATION.ordinal());
        assertThat(capabilities("00000040")).isEqualTo(1 << Capability.REPEATER.ordinal());
        assertThat(capabilities("00000002")).isEqualTo(1 << Capability.BRIDGE.ordinal());
        assertThat(capabilities("00000020")).as("filters multicast").isZero();
    }

    private static int capabilities(String bits) {
        return cdp(cdp().hex("0004 0008").hex(bits).done()).capabilities();
    }

    private static Samples cdp() {
        return bytes().hex("02 b4 0000");
    }

    @Test
    void cdp_of_another_version_says_nothing() {
        byte[] in =
                bytes().u16(8 + 12).hex("aaaa03 00000c 2000 03b40000 0001 0008 61626364").done();
        assertThat(Heard.of(frame("01000ccccccc", "", in))).isEmpty();
    }

    @Test
    void what_is_cut_tells_what_came_before() {
        byte[] name = Arrays.copyOf(SWITCH, 9 + 10 + 4 + 10);
        assertThat(lldp(name).name()).isEqualTo("sw-lib-1");
        assertThat(lldp(Arrays.copyOf(SWITCH, 9 + 10 + 4 + 9)).name()).isNull();
        everyCut(
                SWITCH,
                bytes -> LldpReader.equipment(MemorySegment.ofArray(bytes), 0, bytes.length));
        byte[] device =
                cdp().hex("0001 000a")
                        .ascii("sw-edf")
                        .hex("0002 0011 00000001 01 01 cc 0004 0a000001")
                        .done();
        everyCut(
                device,
                bytes -> CdpReader.equipment(MemorySegment.ofArray(bytes), 0, bytes.length));
    }

    /// Of each prefix of a message a prefix of what it says is told.
    private static void everyCut(byte[] whole, Function<byte[], Equipment> reader) {
        int told = 0;
        for (int length = 0; length <= whole.length; length++) {
            Equipment equipment = reader.apply(Arrays.copyOf(whole, length));
            int now = equipment == null ? 0 : said(equipment);
            assertThat(now).as("cut at %s", length).isGreaterThanOrEqualTo(told);
            told = now;
        }
        assertThat(told).isEqualTo(said(Objects.requireNonNull(reader.apply(whole))));
    }

    private static int said(Equipment equipment) {
        int count = 1;
        for (Object one :
                new Object[] {
                    equipment.name(),
                    equipment.description(),
                    equipment.chassis(),
                    equipment.port(),
                    equipment.management()
                }) {
            count += one == null ? 0 : 1;
        }
        return count + Integer.bitCount(equipment.capabilities());
    }

    @Test
    void texts_are_cut_and_their_padding_taken_off() {
        byte[] padded =
                bytes().hex("0207 04 001122334455 0a06")
                        .ascii("sw1")
                        .zeros(3)
                        .hex("0c")
                        .u8(0xff)
                        .ascii("x".repeat(255))
                        .hex("0000")
                        .done();
        assertThat(lldp(padded).name()).isEqualTo("sw1");
        byte[] longest =
                bytes().hex("0207 04 001122334455 0dff").ascii("x".repeat(511)).hex("0000").done();
        assertThat(lldp(longest).description()).hasSize(Message.MOST_TEXT);
    }

    @Test
    void many_fields_are_a_bounded_amount_of_work() {
        var many = bytes().hex("0207 04 001122334455");
        for (int i = 0; i < 600; i++) {
            many.hex("0801 61");
        }
        assertThat(lldp(many.hex("0a02 7a7a 0000").done()).name()).as("behind the cap").isNull();
    }

    @Test
    void sighting_is_the_same_for_all_numbers_of_threads() {
        byte[][] frames = new byte[300][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] =
                    bytes().hex("0180c200000e 0200000000")
                            .u8(i % 50)
                            .hex("88cc 0207 04 0011223344")
                            .u8(i % 50)
                            .hex("0a04")
                            .ascii(String.format(java.util.Locale.ROOT, "s%03d", i))
                            .hex("0000")
                            .done();
        }
        var one = Heard.of(frames);
        assertThat(one).hasSize(frames.length).allMatch(EquipmentSpoke.class::isInstance);
        assertThat(Heard.of(Flood.of(Arrays.asList(frames)), 4)).isEqualTo(one);
    }

    @Test
    void a_name_comes_out_as_it_was_sent() {
        byte[] odd = bytes().hex("0207 04 001122334455 0a05 3c623e0a41 0000").done();
        Sighting.Equipment equipment = lldp(odd);
        assertThat(equipment.name()).isEqualTo("<b>\nA");
    }
}
