package org.tapwarden.classifier.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Samples;

/// Services with protocols of their own and streams: near misses, and what is learnt of them.
class StreamingDissectorsTest {

    private final Learnt learnt = new Learnt();

    private static void isUnknown(Dissector dissector, Conversation conversation) {
        assertThat(conversation.toldBy(List.of(dissector))).isEqualTo(Protocol.UNKNOWN);
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        return bytes;
    }

    private static byte[] longer(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 19, 26, 30, 35})
    void zooms_opening_is_fixed_where_it_is_fixed(int at) {
        isUnknown(
                new ZoomDissector(),
                udp("", 8801).client(changed(MediaConversations.zoomOpening(), at, 0x55)));
    }

    @Test
    void zooms_probes_need_its_port_and_one_participant() {
        byte[] probe = MediaConversations.zoomProbe(3, 1);
        isUnknown(new ZoomDissector(), udp("", 8801).client(probe));
        isUnknown(new ZoomDissector(), udp("", 40_000).client(probe).server(probe));
        byte[] other = changed(MediaConversations.zoomProbe(4, 1), 12, 0x55);
        isUnknown(new ZoomDissector(), udp("", 8801).client(probe).server(other));
    }

    @Test
    void zooms_media_needs_its_port_a_way_a_kind_and_one_participant() {
        var zoom = new ZoomDissector();
        byte[] media = MediaConversations.zoomMedia(0, 0x0f);
        isUnknown(zoom, udp("", 8801).client(media));
        isUnknown(zoom, udp("", 40_000).client(media).client(media));
        byte[] wrongWay = MediaConversations.zoomMedia(1, 0x0f);
        isUnknown(zoom, udp("", 8801).client(media).client(wrongWay));
        byte[] wrongKind = MediaConversations.zoomMedia(0, 0x40);
        isUnknown(zoom, udp("", 8801).client(media).client(wrongKind));
        byte[] other = changed(MediaConversations.zoomMedia(0, 0x0f), 6, 1);
        isUnknown(zoom, udp("", 8801).client(media).client(other));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5, 8, 15, 27, 41})
    void zooms_peers_are_fixed_where_they_are_fixed(int at) {
        isUnknown(
                new ZoomDissector(),
                udp("", 40_000).client(changed(MediaConversations.zoomPeer(), at, 0x77)));
    }

    @Test
    void discords_question_is_empty_and_as_long_as_it_says() {
        var discord = new DiscordDissector();
        byte[] question = MediaConversations.discordQuestion();
        isUnknown(discord, udp("", 50_001).client(longer(question)));
        isUnknown(discord, udp("", 50_001).client(changed(question, 40, 1)));
        isUnknown(discord, udp("", 50_001).client(bytes().hex("1337cafe").done()));
        isUnknown(discord, udp("", 50_001).client(bytes().hex("1337cafe0000000000").done()));
    }

    @Test
    void mumbles_answer_repeats_the_question() {
        var mumble = new MumbleDissector();
        byte[] ping = MediaConversations.mumblePing();
        byte[] answer = MediaConversations.mumbleAnswer();
        isUnknown(mumble, udp("", 64_738).client(ping));
        isUnknown(mumble, udp("", 64_738).server(answer));
        isUnknown(mumble, udp("", 64_738).client(ping).server(ping));
        isUnknown(mumble, udp("", 64_738).client(ping).server(changed(answer, 9, 1)));
        isUnknown(
                mumble,
                udp("", 64_738).client(ping).server(longer(MediaConversations.mumbleAnswer())));
        var reply = Samples.reply(MediaConversations.mumbleAnswer(), 64_738);
        reply.after(2, 0xfa76287eL);
        assertThat(mumble.look(reply, learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("1.4.5");
    }

    @Test
    void teamspeak_says_which_version() {
        var speak = new TeamSpeakDissector();
        byte[] third = bytes().ascii("TS3INIT1").noise(20).done();
        byte[] second = bytes().hex("f4be0300").noise(60).done();
        assertThat(speak.look(Samples.udp(third, 9987), learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("3");
        assertThat(speak.look(Samples.udp(second, 8767), learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("2");
        assertThat(speak.look(Samples.udp(changed(third, 3, 'X'), 9987), learnt)).isEqualTo(NO);
        assertThat(speak.look(Samples.udp(changed(second, 2, 9), 8767), learnt)).isEqualTo(NO);
    }

    @Test
    void agoras_hello_names_the_server() {
        var agora = new SdRtnDissector();
        assertThat(agora.look(Samples.udp(MediaConversations.sdRtnHello(), 8130), learnt))
                .isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("edge.example.org");
        learnt.clear();
        for (int at : new int[] {4, 6, 13}) {
            byte[] other = changed(MediaConversations.sdRtnHello(), at, 0x44);
            assertThat(agora.look(Samples.udp(other, 8130), learnt)).isEqualTo(NO);
        }
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void iqiyi_needs_an_answer_that_belongs_to_the_question() {
        var iqiyi = new IqiyiDissector();
        byte[] question = MediaConversations.iqiyi(0x1c);
        byte[] answer = MediaConversations.iqiyi(0x9c);
        isUnknown(iqiyi, udp("", 16_600).client(question));
        isUnknown(iqiyi, udp("", 16_600).server(answer));
        isUnknown(iqiyi, udp("", 16_600).client(question).server(question));
        isUnknown(iqiyi, udp("", 16_600).client(question).server(changed(answer, 8, 1)));
        isUnknown(iqiyi, udp("", 16_600).client(question).server(longer(answer)));
    }

    @Test
    void spotifys_hello_has_its_length_and_its_build() {
        var spotify = new SpotifyDissector();
        for (int at : new int[] {0, 1, 2, 6, 8}) {
            byte[] other = changed(MediaConversations.spotifyHello(), at, 0x33);
            assertThat(spotify.look(Samples.tcp(other), learnt)).as("byte " + at).isEqualTo(NO);
        }
        byte[] other = changed(MediaConversations.spotifyDiscovery(), 7, '1');
        assertThat(spotify.look(Samples.udp(other, 57_621), learnt)).isEqualTo(NO);
    }

    @Test
    void kcps_segments_fill_the_datagram() {
        var kcp = new KcpDissector();
        isUnknown(kcp, udp("", 40_000).client(longer(MediaConversations.kcp(81, 100))));
        isUnknown(kcp, udp("", 40_000).client(MediaConversations.kcp(80, 100)));
        isUnknown(kcp, udp("", 40_000).client(MediaConversations.kcp(82, 0)));
        isUnknown(
                kcp,
                udp("", 40_000)
                        .client(MediaConversations.kcp(82, 0))
                        .server(changed(MediaConversations.kcp(82, 0), 0, 9)));
    }

    @Test
    void srts_first_question_may_be_another_protocols() {
        var srt = new SrtDissector();
        isUnknown(srt, udp("", 9000).client(MediaConversations.srt(4, 2, 1)));
        isUnknown(srt, udp("", 9000).client(MediaConversations.srt(5, 2, 1)));
        isUnknown(srt, udp("", 9000).client(changed(MediaConversations.srt(5, 5, -1), 3, 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 188, 564})
    void each_packet_of_a_transport_stream_has_its_mark(int at) {
        var mpeg = new MpegTsDissector();
        isUnknown(
                mpeg,
                udp("", 1234).client(changed(MediaConversations.transportStream(4), at, 0x46)));
        isUnknown(mpeg, udp("", 1234).client(longer(MediaConversations.transportStream(4))));
        isUnknown(mpeg, udp("", 1234).client(MediaConversations.transportStream(3)));
    }

    @Test
    void rtmp_waits_for_the_whole_hello() {
        var rtmp = new RtmpDissector();
        byte[] hello = MediaConversations.rtmp(0);
        assertThat(rtmp.look(Samples.tcp(Arrays.copyOf(hello, 1000)), learnt)).isEqualTo(PERHAPS);
        assertThat(rtmp.look(Samples.tcp(longer(hello)), learnt)).isEqualTo(PERHAPS);
        assertThat(rtmp.look(Samples.tcp(changed(hello, 0, 4)), learnt)).isEqualTo(NO);
        isUnknown(rtmp, tcp("", 1935).client(MediaConversations.rtmp(0x0900_7c02)));
        isUnknown(rtmp, tcp("", 1935).client(MediaConversations.rtmp(0x7900_7c02)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SOURCE /live HTTP/1.0\r\n", "ICY 404 Not Found\r\n", "SOUR CREAM"})
    void icecast_has_its_version_and_shoutcast_its_status(String text) {
        assertThat(new IcecastDissector().look(Samples.tcp(bytes().ascii(text).done()), learnt))
                .isEqualTo(NO);
    }

    @Test
    void midi_has_a_command_and_a_version() {
        var midi = new RtpMidiDissector();
        assertThat(midi.look(Samples.udp(MediaConversations.midi("XX"), 5004), learnt))
                .isEqualTo(NO);
        byte[] version = changed(MediaConversations.midi("IN"), 7, 3);
        assertThat(midi.look(Samples.udp(version, 5004), learnt)).isEqualTo(NO);
        assertThat(midi.look(Samples.udp(longer(MediaConversations.midiClock()), 5004), learnt))
                .isEqualTo(NO);
    }

    @Test
    void an_announcement_is_followed_by_its_origin() {
        var sap = new SapDissector();
        byte[] announcement = MediaConversations.announcement();
        assertThat(sap.look(Samples.udp(changed(announcement, 29, 'x'), 9875), learnt))
                .isEqualTo(NO);
        byte[] encrypted = changed(MediaConversations.announcement(), 0, 0x22);
        assertThat(sap.look(Samples.udp(encrypted, 9875), learnt)).isEqualTo(NO);
    }

    @Test
    void zrtp_is_as_long_as_it_says() {
        var zrtp = new ZrtpDissector();
        assertThat(zrtp.look(Samples.udp(longer(MediaConversations.zrtp()), 40_000), learnt))
                .isEqualTo(NO);
        for (int at : new int[] {0, 7, 13, 15}) {
            byte[] other = changed(MediaConversations.zrtp(), at, 0x44);
            assertThat(zrtp.look(Samples.udp(other, 40_000), learnt)).isEqualTo(NO);
        }
    }

    @Test
    void airplays_timing_has_one_length_and_zeros() {
        var airPlay = new AirPlayDissector();
        byte[] timing = MediaConversations.airPlayTiming();
        assertThat(airPlay.look(Samples.udp(longer(timing), 6002), learnt)).isEqualTo(NO);
        assertThat(airPlay.look(Samples.udp(changed(timing, 5, 1), 6002), learnt)).isEqualTo(NO);
    }

    @Test
    void open_sound_controls_texts_are_padded_and_its_arguments_are_there() {
        var osc = new OscDissector();
        for (int at : new int[] {0, 2, 7, 8, 9, 10}) {
            byte[] other = changed(MediaConversations.osc(), at, 1);
            assertThat(osc.look(Samples.udp(other, 8000), learnt)).as("byte " + at).isEqualTo(NO);
        }
        byte[] cut = Arrays.copyOf(MediaConversations.osc(), 12);
        assertThat(osc.look(Samples.udp(cut, 8000), learnt)).isEqualTo(NO);
        byte[] path = bytes().ascii("/etc/passwd\0").done();
        assertThat(osc.look(Samples.udp(path, 8000), learnt)).isEqualTo(NO);
    }

    @Test
    void the_music_daemon_tells_its_version() {
        var mpd = new MpdDissector();
        byte[] banner = bytes().ascii("OK MPD 0.23.5\n").done();
        assertThat(mpd.look(Samples.tcp(banner), learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("0.23.5");
        assertThat(mpd.look(Samples.tcp(Arrays.copyOf(banner, 11)), learnt)).isEqualTo(PERHAPS);
        assertThat(mpd.look(Samples.tcp(changed(banner, 10, 'x')), learnt)).isEqualTo(NO);
    }

    @Test
    void visca_has_its_port_its_length_and_both_marks() {
        var visca = new ViscaDissector();
        byte[] command = MediaConversations.visca(0x0100, "8101040702ff");
        assertThat(visca.look(Samples.udp(command, 40_000), learnt)).isEqualTo(NO);
        assertThat(visca.look(Samples.udp(longer(command), 52_381), learnt)).isEqualTo(NO);
        for (int at : new int[] {0, 1, 3, 8, 13}) {
            byte[] other = changed(MediaConversations.visca(0x0100, "8101040702ff"), at, 0x33);
            assertThat(visca.look(Samples.udp(other, 52_381), learnt))
                    .as("byte " + at)
                    .isEqualTo(NO);
        }
    }
}
