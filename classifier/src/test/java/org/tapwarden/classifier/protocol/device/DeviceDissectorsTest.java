package org.tapwarden.classifier.protocol.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Samples;

/// Near misses, and what is learnt of home equipment.
class DeviceDissectorsTest {

    private final Learnt learnt = new Learnt();

    private static byte[] changed(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        return bytes;
    }

    private static byte[] longer(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 13, 15, 21, 23})
    void weaves_header_names_two_nodes_of_nests(int at) {
        byte[] other = changed(DeviceConversations.weave(0x1300), at, 0x44);
        assertThat(new NestDissector().look(Samples.tcp(other), learnt)).isEqualTo(NO);
    }

    @Test
    void a_stream_may_still_grow_into_weave() {
        byte[] start = Arrays.copyOf(DeviceConversations.weave(0x1300), 20);
        assertThat(new NestDissector().look(Samples.tcp(start), learnt)).isEqualTo(PERHAPS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 20, 29})
    void xiaomis_hello_names_the_domain(int at) {
        byte[] other = changed(DeviceConversations.xiaomiHello(), at, 0x44);
        assertThat(new XiaomiDissector().look(Samples.tcp(other), learnt)).isEqualTo(NO);
    }

    @Test
    void xiaomis_home_equipment_needs_its_port_and_its_length() {
        var xiaomi = new XiaomiDissector();
        byte[] greeting = DeviceConversations.xiaomiGreeting();
        assertThat(xiaomi.look(Samples.udp(greeting, 40_000), learnt)).isEqualTo(NO);
        assertThat(xiaomi.look(Samples.udp(longer(greeting), 54_321), learnt)).isEqualTo(NO);
        assertThat(xiaomi.look(Samples.udp(changed(greeting, 5, 0), 54_321), learnt)).isEqualTo(NO);
    }

    @Test
    void tplinks_json_is_hidden_and_on_its_port() {
        var tplink = new TplinkDissector();
        byte[] hidden = DeviceConversations.hidden(DeviceConversations.QUESTION);
        assertThat(tplink.look(Samples.udp(hidden, 9999), learnt)).isEqualTo(YES);
        learnt.clear();
        assertThat(tplink.look(Samples.udp(hidden, 40_000), learnt)).isEqualTo(NO);
        byte[] open = bytes().ascii(DeviceConversations.QUESTION).done();
        assertThat(tplink.look(Samples.udp(open, 9999), learnt)).isEqualTo(NO);
        assertThat(tplink.look(Samples.udp(changed(hidden, 9, hidden[9] ^ 0x80), 9999), learnt))
                .isEqualTo(NO);
        assertThat(learnt.grounds()).isNull();
    }

    @Test
    void ubiquitis_fields_fill_the_answer_and_tell_the_firmware() {
        var ubiquiti = new UbiquitiDissector();
        byte[] answer = DeviceConversations.ubiquitiAnswer();
        assertThat(ubiquiti.look(Samples.udp(answer, 10_001), learnt)).isEqualTo(YES);
        assertThat(learnt.software()).isEqualTo("GW.v4.4.1");
        assertThat(learnt.version()).isEqualTo("2");
        learnt.clear();
        assertThat(ubiquiti.look(Samples.udp(answer, 40_000), learnt)).isEqualTo(NO);
        assertThat(ubiquiti.look(Samples.udp(longer(answer), 10_001), learnt)).isEqualTo(NO);
        assertThat(ubiquiti.look(Samples.udp(changed(answer, 6, 0x0b), 10_001), learnt))
                .isEqualTo(NO);
    }

    @Test
    void tuyas_message_ends_where_it_says() {
        var tuya = new TuyaDissector();
        for (int at : new int[] {0, 2, 15, 54}) {
            byte[] other = changed(DeviceConversations.tuya(), at, 0x31);
            assertThat(tuya.look(Samples.udp(other, 6667), learnt)).as("byte " + at).isEqualTo(NO);
        }
        byte[] start = Arrays.copyOf(DeviceConversations.tuya(), 30);
        assertThat(tuya.look(Samples.tcp(start), learnt)).isEqualTo(PERHAPS);
        assertThat(tuya.look(Samples.udp(start, 6667), learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 14, 35})
    void lifx_has_its_length_its_number_and_its_zeros(int at) {
        byte[] other = changed(DeviceConversations.lifx(), at, 0x7f);
        assertThat(new LifxDissector().look(Samples.udp(other, 56_700), learnt)).isEqualTo(NO);
    }

    @Test
    void photons_commands_fill_the_datagram() {
        var photon = new TocaBocaDissector();
        byte[] connect = DeviceConversations.photonConnect();
        assertThat(photon.look(Samples.udp(connect, 40_000), learnt)).isEqualTo(NO);
        assertThat(photon.look(Samples.udp(longer(connect), 5055), learnt)).isEqualTo(NO);
        for (int at : new int[] {3, 12, 16, 19}) {
            byte[] other = changed(DeviceConversations.photonConnect(), at, 0x21);
            assertThat(photon.look(Samples.udp(other, 5055), learnt)).isEqualTo(NO);
        }
        byte[] probe = bytes().hex("7d7d7d7d7d7d7d7d7d7d7d7e12").done();
        assertThat(photon.look(Samples.udp(probe, 5055), learnt)).isEqualTo(NO);
    }
}
