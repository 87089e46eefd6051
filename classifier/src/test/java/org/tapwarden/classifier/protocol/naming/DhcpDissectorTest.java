package org.tapwarden.classifier.protocol.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_EACH;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.dhcp;
import static org.tapwarden.classifier.protocol.Samples.udp;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;

class DhcpDissectorTest {

    private final DhcpDissector dissector = new DhcpDissector();
    private final Learnt learnt = new Learnt();

    private Telling told(byte[] message) {
        learnt.clear();
        assertThat(dissector.look(udp(message, 67), learnt)).isEqualTo(YES_EACH);
        assertThat(learnt.tellings()).hasSize(1);
        return learnt.tellings().getFirst();
    }

    @Test
    void reads_what_a_station_says_of_itself() {
        byte[] options =
                bytes().hex("350103 3204c0a80509 3d0701 02aabbccddee 0c05")
                        .ascii("PC-17")
                        .hex("3c08")
                        .ascii("MSFT 5.0")
                        .hex("3703 010f 06 ff")
                        .done();
        assertThat(told(dhcp(1, options)))
                .isEqualTo(
                        new Telling.DhcpRequest(
                                0x02aabbccddeeL,
                                3,
                                "PC-17",
                                "MSFT 5.0",
                                "1,15,6",
                                "0102aabbccddee",
                                Address.parse("192.168.5.9"),
                                Address.parse("192.168.1.1")));
    }

    @Test
    void reads_what_a_server_gives() {
        assertThat(told(dhcp(2, bytes().hex("350105 3604c0a80101 ff").done())))
                .isEqualTo(
                        new Telling.DhcpReply(
                                0x02aabbccddeeL,
                                5,
                                Address.parse("192.168.1.1"),
                                Address.parse("192.168.5.5"),
                                Address.parse("192.168.1.1")));
    }

    @Test
    void reads_which_way_out_a_server_gives() {
        byte[] options =
                bytes().hex("350105 3604c0a80101 0304c0a80102 0608c0a80103 c0a80104 330400015180")
                        .hex("ff")
                        .done();
        assertThat(told(dhcp(2, options)))
                .isEqualTo(
                        new Telling.DhcpReply(
                                0x02aabbccddeeL,
                                5,
                                Address.parse("192.168.1.1"),
                                Address.parse("192.168.5.5"),
                                Address.parse("192.168.1.1"),
                                Address.parse("192.168.1.2"),
                                Address.parse("192.168.1.3"),
                                86_400));
        var odd =
                (Telling.DhcpReply)
                        told(dhcp(2, bytes().hex("350105 0303c0a801 3303000151 ff").done()));
        assertThat(odd.router()).isNull();
        assertThat(odd.leaseSeconds()).isZero();
        var forever =
                (Telling.DhcpReply) told(dhcp(2, bytes().hex("350105 3304ffffffff ff").done()));
        assertThat(forever.leaseSeconds()).isEqualTo(0xffff_ffffL);
    }

    @Test
    void reads_at_which_port_a_relay_says_that_a_station_is() {
        byte[] text =
                bytes().hex("350101 5213 0107")
                        .ascii("Gi1/0/7")
                        .hex("0208")
                        .ascii("sw-lib-1")
                        .hex("ff")
                        .done();
        assertThat(port(text)).isEqualTo(new Telling.RelayPort("Gi1/0/7", "sw-lib-1"));
        byte[] binary = bytes().hex("350101 520e 0104 00010017 0206 001122334455 ff").done();
        assertThat(port(binary)).isEqualTo(new Telling.RelayPort("00010017", "001122334455"));
        byte[] circuit = bytes().hex("350101 5206 0104 00010017 ff").done();
        assertThat(port(circuit)).isEqualTo(new Telling.RelayPort("00010017", ""));
        byte[] reply = bytes().hex("350105 5206 0104 00010017 ff").done();
        assertThat(told(dhcp(2, reply))).isInstanceOf(Telling.DhcpReply.class);
    }

    @Test
    void a_relay_that_says_nothing_or_lies_about_lengths_names_no_port() {
        assertThat(port(bytes().hex("350101 ff").done())).isNull();
        assertThat(port(bytes().hex("350101 5202 0504 ff").done())).isNull();
        assertThat(port(bytes().hex("350101 5204 0105 6162 ff").done())).isNull();
        assertThat(port(bytes().hex("350101 5201 01 ff").done())).isNull();
    }

    private Telling.@Nullable RelayPort port(byte[] options) {
        return ((Telling.DhcpRequest) told(dhcp(1, options))).port();
    }

    @Test
    void reads_on_in_the_fields_for_file_and_server_name() {
        byte[] message = dhcp(1, bytes().hex("350101 340103 ff").done());
        System.arraycopy(bytes().hex("0c03").ascii("pc1").hex("ff").done(), 0, message, 108, 6);
        System.arraycopy(bytes().hex("3c02").ascii("vc").hex("ff").done(), 0, message, 44, 5);
        var request = (Telling.DhcpRequest) told(message);
        assertThat(request.hostName()).isEqualTo("pc1");
        assertThat(request.vendorClass()).isEqualTo("vc");
    }

    @Test
    void joins_the_pieces_of_an_option() {
        var request =
                (Telling.DhcpRequest)
                        told(dhcp(1, bytes().hex("350101 370201 03 370106 ff").done()));
        assertThat(request.parameters()).isEqualTo("1,3,6");
    }

    @Test
    void takes_the_first_label_of_a_full_name_in_either_form() {
        byte[] labels = bytes().hex("350101 5110 040000").name("pc9.school").hex("00 ff").done();
        assertThat(((Telling.DhcpRequest) told(dhcp(1, labels))).hostName()).isEqualTo("pc9");
        byte[] text = bytes().hex("350101 510d 000000").ascii("pc9.school").hex("ff").done();
        assertThat(((Telling.DhcpRequest) told(dhcp(1, text))).hostName()).isEqualTo("pc9");
    }

    @Test
    void wants_the_magic_cookie() {
        byte[] message = dhcp(1, bytes().hex("350101 ff").done());
        message[236] = 0;
        assertThat(dissector.look(udp(message, 67), learnt)).isEqualTo(NO);
    }

    @Test
    void many_options_are_a_bounded_amount_of_work() {
        var options = bytes().hex("350101");
        for (int i = 0; i < 600; i++) {
            options.hex("370141");
        }
        var request = (Telling.DhcpRequest) told(dhcp(1, options.done()));
        assertThat(request.parameters()).hasSizeLessThan(4 * Learnt.MAX_TEXT);
    }

    @Test
    void the_sixth_version_has_options_that_add_up() {
        byte[] solicit =
                bytes().hex("01 123456 0001000a 00030001 02aabbccddee 0027 0008 00")
                        .hex("03 706331 00 00 00")
                        .done();
        byte[] right =
                bytes().hex("01 123456 0001000a 00030001 02aabbccddee 0027 0006 00 03 706331 00")
                        .done();
        var v6 = new Dhcpv6Dissector();
        assertThat(v6.look(udp(right, 547), learnt)).isEqualTo(YES_EACH);
        assertThat(learnt.tellings())
                .containsExactly(
                        new Telling.NameAnnounced("pc1", Protocol.DHCPV6),
                        new Telling.Dhcpv6Message(1, "0003000102aabbccddee", null, List.of()));
        assertThat(v6.look(udp(solicit, 547), learnt)).isEqualTo(YES_EACH);
        assertThat(v6.look(udp(right, 548), learnt)).isEqualTo(NO);
        assertThat(v6.look(udp(bytes().noise(60).done(), 547), learnt)).isEqualTo(NO);
    }

    private static final String IDS =
            "0001000a 00030001 02aabbccddee 0002000a 00030001 020000000001";

    private static byte[] reply() {
        return bytes().hex("07 123456")
                .hex(IDS)
                .hex("0003 0028 00000001 00000e10 00001518")
                .hex("0005 0018 20010db8000000000000000000000077 00000e10 00001c20")
                .hex("0017 0010 20010db8000000000000000000000053")
                .done();
    }

    private static final Telling REPLY =
            new Telling.Dhcpv6Message(
                    7,
                    "0003000102aabbccddee",
                    "00030001020000000001",
                    List.of(Address.parse("2001:db8::77")));

    private static byte[] relayed(int type, byte[] message) {
        return bytes().u8(type)
                .hex("00 20010db8000000000000000000000001 fe800000000000000000000000000007")
                .hex("0012 0004 65746830 0009")
                .u16(message.length)
                .put(message)
                .done();
    }

    private List<Telling> six(byte[] message) {
        learnt.clear();
        assertThat(new Dhcpv6Dissector().look(udp(message, 547), learnt)).isEqualTo(YES_EACH);
        return List.copyOf(learnt.tellings());
    }

    @Test
    void the_sixth_version_tells_who_gives_what() {
        assertThat(six(reply())).containsExactly(REPLY);
        byte[] temporary =
                bytes().hex("03 123456")
                        .hex("0004 0020 00000001")
                        .hex("0005 0018 20010db8000000000000000000000078 00000000 00000000")
                        .done();
        assertThat(six(temporary))
                .containsExactly(
                        new Telling.Dhcpv6Message(
                                3, null, null, List.of(Address.parse("2001:db8::78"))));
    }

    @Test
    void what_relays_pass_on_is_unwrapped_twice_and_not_thrice() {
        byte[] once = relayed(13, reply());
        byte[] twice = relayed(13, once);
        assertThat(six(once)).containsExactly(REPLY);
        assertThat(six(twice)).containsExactly(REPLY);
        assertThat(six(relayed(13, twice))).isEmpty();
        assertThat(six(relayed(12, bytes().noise(3).done()))).as("no message in it").isEmpty();
    }

    @Test
    void the_sixth_version_lists_a_bounded_number_of_addresses() {
        var many = bytes().hex("07 123456").hex("0003").u16(12 + 28 * 30).zeros(12);
        for (int i = 0; i < 30; i++) {
            many.hex("0005 0018 20010db8 0000000000000000000000").u8(i).zeros(8);
        }
        byte[] message = many.done();
        assertThat(((Telling.Dhcpv6Message) six(message).getFirst()).addresses()).hasSize(8);
    }

    @Test
    void the_sixth_version_cut_anywhere_breaks_nothing() {
        byte[] whole = relayed(13, reply());
        for (int length = 0; length < whole.length; length++) {
            learnt.clear();
            var answer = new Dhcpv6Dissector().look(udp(Arrays.copyOf(whole, length), 547), learnt);
            assertThat(answer).isNotNull();
            assertThat(learnt.tellings().size()).as("cut at %s", length).isLessThanOrEqualTo(1);
        }
    }
}
