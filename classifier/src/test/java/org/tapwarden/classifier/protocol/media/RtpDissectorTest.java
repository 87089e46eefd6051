package org.tapwarden.classifier.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.media.MediaConversations.compoundReport;
import static org.tapwarden.classifier.protocol.media.MediaConversations.encryptedReport;
import static org.tapwarden.classifier.protocol.media.MediaConversations.framed;
import static org.tapwarden.classifier.protocol.media.MediaConversations.rtp;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Transport;

/// Two bits of version convince nobody, so what it does not say matters more than what it says.
class RtpDissectorTest {

    private static final List<Dissector> ALONE = List.of(new RtpDissector());

    private final RtpDissector rtp = new RtpDissector();
    private final Learnt learnt = new Learnt();

    private static void isUnknown(Conversation conversation) {
        assertThat(conversation.toldBy(ALONE)).isEqualTo(Protocol.UNKNOWN);
    }

    private static byte[] changed(byte[] packet, int at, int value) {
        packet[at] = (byte) value;
        return packet;
    }

    @Test
    void one_packet_says_nothing() {
        isUnknown(udp("", 40_000).client(rtp(7)));
        isUnknown(udp("", 40_000).client(rtp(7)).server(rtp(8)));
        isUnknown(udp("", 40_000).client(encryptedReport(1)));
    }

    @Test
    void the_same_packet_again_says_nothing() {
        isUnknown(udp("", 40_000).client(rtp(7)).client(rtp(7)).client(rtp(7)));
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 24, 500})
    void a_number_that_steps_back_or_far_says_nothing(int next) {
        isUnknown(udp("", 40_000).client(rtp(7)).client(rtp(next)));
    }

    @Test
    void the_number_may_begin_again() {
        assertThat(udp("", 40_000).client(rtp(0xffff)).client(rtp(0)).toldBy(ALONE))
                .hasToString("rtp");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 11})
    void another_kind_or_another_source_says_nothing(int at) {
        isUnknown(udp("", 40_000).client(rtp(7)).client(changed(rtp(8), at, 0x22)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x40, 0xc0})
    void another_version_is_something_else(int first) {
        Payload payload = Samples.udp(changed(rtp(7), 0, first), 40_000);
        assertThat(rtp.look(payload, learnt)).isEqualTo(NO);
    }

    @Test
    void an_extension_that_does_not_fit_is_something_else() {
        byte[] packet = changed(changed(rtp(7), 0, 0x90), 14, 0x7f);
        assertThat(rtp.look(Samples.udp(packet, 40_000), learnt)).isEqualTo(NO);
    }

    @Test
    void sources_may_alternate_once_in_a_while() {
        byte[] other = changed(rtp(90), 11, 0x11);
        assertThat(
                        udp("", 40_000)
                                .client(rtp(7))
                                .client(other)
                                .client(rtp(8))
                                .client(rtp(9))
                                .toldBy(ALONE))
                .hasToString("rtp");
    }

    @Test
    void a_stream_needs_a_second_packet_where_the_first_ends() {
        byte[] two = framed(rtp(1), rtp(2));
        two[1]++;
        isUnknown(tcp("", 40_000).client(two));
        isUnknown(tcp("", 40_000).client(framed(rtp(1))));
        isUnknown(tcp("", 40_000).client(framed(rtp(1), rtp(1))));
    }

    @Test
    void reports_have_the_length_that_their_blocks_need() {
        byte[] report = changed(encryptedReport(1), 3, 2);
        assertThat(rtp.look(Samples.udp(report, 40_001), learnt)).isEqualTo(NO);
        assertThat(rtp.look(Samples.udp(encryptedReport(1), 40_001), learnt)).isEqualTo(PERHAPS);
    }

    @Test
    void a_compound_report_has_no_byte_too_many() {
        byte[] longer = bytes().put(compoundReport()).u8(0).done();
        assertThat(rtp.look(Samples.udp(longer, 40_001), learnt)).isEqualTo(PERHAPS);
    }

    @Test
    void reports_name_the_service_when_its_heartbeat_follows() {
        Payload payload = Samples.udp(compoundReport(), 50_001);
        assertThat(rtp.look(payload, learnt)).isEqualTo(Dissector.Answer.YES_MORE);
        Payload heartbeat = Samples.udp(bytes().hex("1337cafe01000000").done(), 50_001);
        heartbeat.after(2, learnt.memory());
        learnt.clear();
        assertThat(rtp.look(heartbeat, learnt)).isEqualTo(YES);
        assertThat(learnt.application()).isEqualTo("discord");
        assertThat(learnt.variant()).hasToString("rtcp");
    }

    /// Sixteen datagrams of noise each, from one side, all with the right version.
    @Test
    void noise_with_the_right_version_is_unknown() {
        var random = new Random(5);
        var payload = new Payload();
        for (int flow = 0; flow < 20_000; flow++) {
            long memory = 0;
            for (int number = 1; number <= 16; number++) {
                byte[] noise = new byte[12 + random.nextInt(200)];
                random.nextBytes(noise);
                noise[0] = (byte) (0x80 | (noise[0] & 0x3f));
                payload.set(noise, 0, noise.length);
                payload.of(Transport.UDP, Direction.FROM_SOURCE, 50_000, 40_000);
                payload.after(number, memory);
                learnt.clear();
                Dissector.Answer answer = rtp.look(payload, learnt);
                assertThat(answer).isIn(NO, PERHAPS);
                memory = learnt.memory();
                if (answer == NO) {
                    break;
                }
            }
        }
    }
}
