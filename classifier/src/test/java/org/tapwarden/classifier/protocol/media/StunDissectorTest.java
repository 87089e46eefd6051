package org.tapwarden.classifier.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_MORE;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.reply;
import static org.tapwarden.classifier.protocol.Samples.tcp;
import static org.tapwarden.classifier.protocol.Samples.udp;
import static org.tapwarden.classifier.protocol.media.MediaConversations.attribute;
import static org.tapwarden.classifier.protocol.media.MediaConversations.classicStun;
import static org.tapwarden.classifier.protocol.media.MediaConversations.stun;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;

class StunDissectorTest {

    private final StunDissector stun = new StunDissector();
    private final Learnt learnt = new Learnt();

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void keeps_the_software_and_the_realm_but_no_user() {
        byte[] message =
                stun(
                        0x0113,
                        attribute(0x0006, text("anna@example.org")),
                        attribute(0x0014, text("Turn.Example.org")),
                        attribute(0x8022, text("Relay 4.5")));
        assertThat(stun.look(reply(message, 3478), learnt)).isEqualTo(YES_MORE);
        assertThat(learnt.software()).isEqualTo("Relay 4.5");
        assertThat(learnt.serverName()).isEqualTo("turn.example.org");
        assertThat(learnt.application()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "turn.l.google.com, googlecall",
        "google.com, googlecall",
        "notgoogle.com,",
        "signal.org, signalvoip",
        "telegram.org, telegram",
        "www.facebook.com, facebookvoip",
        "example.org,"
    })
    void names_the_caller_by_the_realm(String realm, String application) {
        stun.look(reply(stun(0x0113, attribute(0x0014, text(realm))), 3478), learnt);
        assertThat(learnt.application()).isEqualTo(application);
        assertThat(learnt.serverName()).isEqualTo(realm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"realm", "with space.org", "a/b.org"})
    void a_realm_that_is_no_host_is_not_kept(String realm) {
        stun.look(reply(stun(0x0113, attribute(0x0014, text(realm))), 3478), learnt);
        assertThat(learnt.serverName()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "4000, whatsappcall",
        "4002, whatsappcall",
        "8070, skype_teamscall",
        "8055, skype_teamscall",
        "0101,",
        "c057,",
        "8028,"
    })
    void names_the_caller_by_attributes_of_its_own(String type, String application) {
        byte[] value = bytes().noise(8).done();
        byte[] message = stun(0x0003, attribute(Integer.parseInt(type, 16), value));
        stun.look(udp(message, 3478), learnt);
        assertThat(learnt.grounds()).isEqualTo("stun-cookie");
        assertThat(learnt.application()).isEqualTo(application);
    }

    @Test
    void names_googles_calls_only_at_its_media_servers() {
        byte[] check =
                stun(
                        1,
                        attribute(0x0006, text("aBcD:eFgH")),
                        attribute(0xc057, bytes().u32(3).done()));
        assertThat(stun.look(udp(check, 3478), learnt)).isEqualTo(YES_MORE);
        assertThat(learnt.application()).isNull();
        learnt.clear();
        assertThat(stun.look(udp(check, 19_305), learnt)).isEqualTo(YES_MORE);
        assertThat(learnt.application()).isEqualTo("googlecall");
    }

    @Test
    void names_zoom_by_the_text_that_it_always_sends() {
        byte[] value = bytes().ascii("1234567890123456789").u8(0).done();
        byte[] message = bytes().u16(1).u16(24).noise(16).put(attribute(0x0101, value)).done();
        assertThat(stun.look(udp(message, 3478), learnt)).isEqualTo(YES_MORE);
        assertThat(learnt.application()).isEqualTo("zoom");
    }

    @Test
    void a_length_that_is_not_the_datagrams_is_something_else() {
        byte[] message = stun(1);
        assertThat(stun.look(udp(Arrays.copyOf(message, message.length + 4), 3478), learnt))
                .isEqualTo(NO);
        assertThat(stun.look(udp(Arrays.copyOf(message, message.length - 1), 3478), learnt))
                .isEqualTo(NO);
        message[0] = 0x40;
        assertThat(stun.look(udp(message, 3478), learnt)).isEqualTo(NO);
    }

    @Test
    void without_the_cookie_attributes_have_to_fill_the_message() {
        assertThat(stun.look(udp(classicStun(), 3478), learnt)).isEqualTo(YES_MORE);
        learnt.clear();
        byte[] unknown = classicStun();
        unknown[20] = 0x30;
        assertThat(stun.look(udp(unknown, 3478), learnt)).isEqualTo(NO);
        byte[] longer = classicStun();
        longer[23] = 8;
        assertThat(stun.look(udp(longer, 3478), learnt)).isEqualTo(NO);
        byte[] empty = bytes().u16(1).u16(0).noise(16).done();
        assertThat(stun.look(udp(empty, 3478), learnt)).isEqualTo(NO);
    }

    @Test
    void waits_for_more_in_a_flow_that_it_knows_and_not_for_ever() {
        Payload media = udp(bytes().u8(0x80).noise(40).done(), 3478);
        assertThat(stun.look(media, learnt)).isEqualTo(NO);
        media.after(2, 1);
        assertThat(stun.look(media, learnt)).isEqualTo(PERHAPS);
        assertThat(learnt.memory()).isNotZero();
        media.after(16, 1);
        assertThat(stun.look(media, learnt)).isEqualTo(NO);
    }

    @Test
    void keys_that_follow_on_the_way_it_opened_are_dtls() {
        byte[] record = bytes().hex("16feff 0000 000000000000 0008").noise(8).done();
        Payload keys = udp(record, 3478);
        assertThat(stun.look(keys, learnt)).isEqualTo(NO);
        keys.after(3, 1);
        assertThat(stun.look(keys, learnt)).isEqualTo(YES);
        assertThat(learnt.variant()).isEqualTo(Protocol.DTLS);
        learnt.clear();
        record[12] = 9;
        assertThat(stun.look(keys, learnt)).isEqualTo(PERHAPS);
        assertThat(learnt.variant()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void finds_the_message_in_a_stream_behind_any_frame(int frame) {
        byte[] stream = bytes().noise(frame).put(stun(1)).done();
        if (frame > 0) {
            stream[0] = 0;
        }
        assertThat(stun.look(tcp(stream), learnt)).isEqualTo(YES_MORE);
        assertThat(stun.look(tcp(Arrays.copyOf(stream, 6)), learnt)).isEqualTo(PERHAPS);
        stream[frame + 4] ^= 1;
        assertThat(stun.look(tcp(stream), learnt)).isEqualTo(NO);
    }
}
