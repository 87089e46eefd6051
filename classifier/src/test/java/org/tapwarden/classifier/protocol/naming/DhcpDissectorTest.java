package org.tapwarden.classifier.protocol.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_EACH;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.dhcp;
import static org.tapwarden.classifier.protocol.Samples.udp;

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
                .containsExactly(new Telling.NameAnnounced("pc1", Protocol.DHCPV6));
        assertThat(v6.look(udp(solicit, 547), learnt)).isEqualTo(YES_EACH);
        assertThat(v6.look(udp(right, 548), learnt)).isEqualTo(NO);
        assertThat(v6.look(udp(bytes().noise(60).done(), 547), learnt)).isEqualTo(NO);
    }
}
