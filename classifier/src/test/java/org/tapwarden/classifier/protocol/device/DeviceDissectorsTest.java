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
    void tivos_beacon_tells_the_software_and_not_the_machine() {
        var tivo = new TivoDissector();
        byte[] beacon = bytes().ascii(DeviceConversations.TIVO).done();
        assertThat(tivo.look(Samples.udp(beacon, 2190), learnt)).isEqualTo(YES);
        assertThat(learnt.software()).isEqualTo("20.7");
        assertThat(tivo.look(Samples.udp(changed(beacon, 12, '2'), 2190), learnt)).isEqualTo(NO);
        assertThat(tivo.look(Samples.tcp(beacon), learnt)).isEqualTo(NO);
    }

    @Test
    void stage_lights_have_their_word() {
        byte[] artNet = bytes().ascii("Art-Nex\0").zeros(10).done();
        byte[] sacn = bytes().hex("00100000").ascii("ASC-E1.18\0\0\0").noise(40).done();
        assertThat(new StageLightDissector().look(Samples.udp(artNet, 6454), learnt)).isEqualTo(NO);
        assertThat(new StageLightDissector().look(Samples.udp(sacn, 5568), learnt)).isEqualTo(NO);
    }

    @Test
    void a_request_for_pictures_has_its_length_and_its_version() {
        var pictures = new PictureTransferDissector();
        byte[] request = DeviceConversations.pictureRequest();
        assertThat(pictures.look(Samples.tcp(Arrays.copyOf(request, 20)), learnt))
                .isEqualTo(PERHAPS);
        assertThat(pictures.look(Samples.tcp(longer(request)), learnt)).isEqualTo(NO);
        for (int at : new int[] {0, 4, 33, 36}) {
            byte[] other = changed(DeviceConversations.pictureRequest(), at, 0x44);
            assertThat(pictures.look(Samples.tcp(other), learnt))
                    .as("byte " + at)
                    .isNotEqualTo(YES);
        }
    }

    @Test
    void cameras_plugs_and_lamps_have_their_words() {
        byte[] camera = changed(DeviceConversations.dahua(), 7, 'Q');
        assertThat(new DahuaDissector().look(Samples.tcp(camera), learnt)).isEqualTo(NO);
        byte[] plug = bytes().hex("5aa5aa555aa5aa54").zeros(48).done();
        assertThat(new BroadlinkDissector().look(Samples.udp(plug, 80), learnt)).isEqualTo(NO);
        byte[] lamp = bytes().ascii("{\"method\":\"getPilot\"}").done();
        assertThat(new WizDissector().look(Samples.udp(lamp, 40_000), learnt)).isEqualTo(NO);
        byte[] other = bytes().ascii("{\"method\":\"getWork\"}").done();
        assertThat(new WizDissector().look(Samples.udp(other, 38_899), learnt)).isEqualTo(NO);
    }

    @Test
    void phones_that_belong_together_need_port_and_words_and_name_nobody() {
        var kde = new KdeConnectDissector();
        var send = new LocalSendDissector();
        byte[] identity = bytes().ascii(DeviceConversations.IDENTITY).done();
        byte[] announcement = bytes().ascii(DeviceConversations.ANNOUNCEMENT).done();
        assertThat(kde.look(Samples.udp(identity, 40_000), learnt)).isEqualTo(NO);
        assertThat(kde.look(Samples.udp(announcement, 1716), learnt)).isEqualTo(NO);
        assertThat(send.look(Samples.udp(announcement, 40_000), learnt)).isEqualTo(NO);
        assertThat(send.look(Samples.udp(identity, 53_317), learnt)).isEqualTo(NO);
        assertThat(kde.look(Samples.udp(identity, 1716), learnt)).isEqualTo(YES);
        assertThat(learnt.software()).isNull();
        assertThat(learnt.serverName()).isNull();
    }
}
