package org.tapwarden.classifier.protocol.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_MORE;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Samples;

/// What opens calls: near misses, and what is learnt of them.
class SignallingDissectorsTest {

    private final Learnt learnt = new Learnt();

    private Dissector.Answer udpText(Dissector dissector, String text, int port) {
        return dissector.look(Samples.udp(bytes().ascii(text).done(), port), learnt);
    }

    private Dissector.Answer tcpText(Dissector dissector, String text) {
        return dissector.look(Samples.tcp(bytes().ascii(text).done()), learnt);
    }

    private static void isUnknown(Dissector dissector, Conversation conversation) {
        assertThat(conversation.toldBy(List.of(dissector))).isEqualTo(Protocol.UNKNOWN);
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "REGISTER sip:sip.Example.org SIP/2.0, sip.example.org",
        "INVITE sip:anna:secret@example.org:5070;transport=udp SIP/2.0, example.org",
        "OPTIONS sips:192.0.2.7 SIP/2.0, 192.0.2.7",
        "INVITE sip:anna@[2001:db8::7]:5060 SIP/2.0, 2001:db8::7",
        "INVITE tel:+15550100 SIP/2.0,",
        "INVITE sip:anna SIP/2.0,",
        "MESSAGE sip:15550100@example.org SIP/2.0, example.org"
    })
    void sip_keeps_the_host_and_never_the_user(String line, String host) {
        assertThat(udpText(new SipDissector(), line + "\r\n\r\n", 40_000)).isEqualTo(YES_MORE);
        assertThat(learnt.serverName()).isEqualTo(host);
        assertThat(learnt.software()).isNull();
    }

    @Test
    void sip_reads_the_software_of_both_sides() {
        var sip = new SipDissector();
        var request = Samples.udp(MediaConversations.sipRequest(), 5060);
        assertThat(sip.look(request, learnt)).isEqualTo(YES);
        assertThat(learnt.software()).isEqualTo("Phone 1.2");
        learnt.clear();
        assertThat(sip.look(Samples.reply(MediaConversations.sipAnswer(), 5060), learnt))
                .isEqualTo(YES);
        assertThat(learnt.software()).isEqualTo("Exchange 7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPTIONS / HTTP/1.1\r\n",
                "OPTIONS sip:example.org HTTP/1.1\r\n",
                "OPTIONS rtsp://example.org/ RTSP/1.0\r\n",
                "INVITE anna SIP/2.0\r\n",
                "REGISTER sip:example.org\r\n",
                "SIP/2.0 2x0 OK\r\n",
                "SIP/1.0 200 OK\r\n",
                "NOTIFY * HTTP/1.1\r\n",
                "hello there"
            })
    void sip_is_not_what_only_looks_like_it(String text) {
        assertThat(udpText(new SipDissector(), text, 5060)).isEqualTo(NO);
    }

    @Test
    void sip_waits_behind_a_keep_alive_on_its_port_only() {
        assertThat(udpText(new SipDissector(), "\r\n\r\n", 5060)).isEqualTo(PERHAPS);
        assertThat(udpText(new SipDissector(), "\r\n\r\n", 40_000)).isEqualTo(NO);
        assertThat(udpText(new SipDissector(), "hello", 5060)).isEqualTo(PERHAPS);
        assertThat(udpText(new SipDissector(), "hello", 40_000)).isEqualTo(NO);
    }

    @Test
    void sip_over_tcp_waits_for_the_whole_line() {
        var sip = new SipDissector();
        assertThat(tcpText(sip, "INV")).isEqualTo(PERHAPS);
        assertThat(tcpText(sip, "INVITE sip:example.or")).isEqualTo(PERHAPS);
        assertThat(tcpText(sip, "INVITE xip:example.or")).isEqualTo(NO);
        assertThat(tcpText(sip, "INX")).isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp://Cam.example.org:8554/1, cam.example.org",
        "rtsp://anna:secret@192.0.2.9/live, 192.0.2.9",
        "*,"
    })
    void rtsp_keeps_the_host_and_neither_path_nor_user(String target, String host) {
        String text = "OPTIONS " + target + " RTSP/1.0\r\nUser-Agent: Player/3\r\n\r\n";
        assertThat(tcpText(new RtspDissector(), text)).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo(host);
        assertThat(learnt.software()).isEqualTo("Player/3");
        assertThat(learnt.version()).isEqualTo("1.0");
    }

    @Test
    void rtsp_names_airplay() {
        var rtsp = new RtspDissector();
        assertThat(rtsp.look(Samples.tcp(MediaConversations.airPlay()), learnt)).isEqualTo(YES);
        assertThat(learnt.application()).isEqualTo("airplay");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "EHLO example.org\r\n",
                "OPTIONS sip:example.org SIP/2.0\r\n",
                "RTSP/3.0 200 OK\r\n",
                "PLAY rtsp://example.org/\r\n",
                "play rtsp://example.org/ RTSP/1.0\r\n"
            })
    void rtsp_is_not_what_only_looks_like_it(String text) {
        assertThat(tcpText(new RtspDissector(), text)).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CRCX 12 gw@example.org\r\nMGCP 1.0",
                "CRCX x gw@example.org MGCP 1.0\r\n",
                "ABCD 12 gw@example.org MGCP 1.0\r\n",
                "CRCX 1234567890 gw@example.org MGCP 1.0\r\n"
            })
    void mgcp_has_a_verb_a_number_and_a_version(String text) {
        assertThat(udpText(new MgcpDissector(), text, 2427)).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MEGACO/9 [192.0.2.7]",
                "MEGACO/1[192.0.2.7]",
                "!/1 192.0.2.7:29",
                "!/1 [192.0.2.7"
            })
    void megaco_has_a_version_and_an_address(String text) {
        assertThat(udpText(new MegacoDissector(), text, 2944)).isEqualTo(NO);
    }

    @Test
    void h323_needs_the_element_that_carries_it() {
        var h323 = new H323Dissector();
        byte[] setup = MediaConversations.setup();
        assertThat(h323.look(Samples.tcp(setup), learnt)).isEqualTo(YES);
        assertThat(h323.look(Samples.tcp(Arrays.copyOf(setup, 14)), learnt)).isEqualTo(PERHAPS);
        for (int at : new int[] {0, 1, 4, 5, 24}) {
            byte[] other = changed(MediaConversations.setup(), at, 0x33);
            assertThat(h323.look(Samples.tcp(other), learnt)).as("byte " + at).isEqualTo(NO);
        }
    }

    @Test
    void h323_is_not_a_remote_desktop_in_the_same_frames() {
        byte[] desktop =
                MediaConversations.tpkt(bytes().hex("0ee000000000000100080003000000").done());
        assertThat(new H323Dissector().look(Samples.tcp(desktop), learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 9, 10})
    void a_gatekeeper_is_asked_with_the_identifier(int at) {
        byte[] other = changed(MediaConversations.gatekeeperRequest(), at, 0x77);
        assertThat(new H323Dissector().look(Samples.udp(other, 1719), learnt)).isEqualTo(NO);
    }

    @Test
    void a_gatekeepers_version_is_learnt() {
        byte[] request = MediaConversations.gatekeeperRequest();
        assertThat(new H323Dissector().look(Samples.udp(request, 1719), learnt)).isEqualTo(YES);
        assertThat(learnt.version()).isEqualTo("4");
    }

    @Test
    void skinny_needs_its_port_and_frames_that_meet() {
        var skinny = new SkinnyDissector();
        byte[] one = MediaConversations.skinny(0x14, 0x26, 8);
        byte[] two = bytes().put(one).put(one).done();
        isUnknown(skinny, tcp("", 2000).client(one));
        isUnknown(skinny, tcp("", 40_000).client(two));
        isUnknown(skinny, tcp("", 2000).client(bytes().put(one).noise(20).done()));
        assertThat(tcp("", 2000).client(two).toldBy(List.of(skinny))).hasToString("ciscoskinny");
    }

    @Test
    void bfcp_needs_an_answer_to_the_same_question() {
        var bfcp = new BfcpDissector();
        byte[] request = MediaConversations.bfcp(3);
        isUnknown(bfcp, udp("", 40_000).client(request));
        isUnknown(bfcp, udp("", 40_000).client(request).server(request));
        byte[] other = changed(MediaConversations.bfcp(4), 9, 7);
        isUnknown(bfcp, udp("", 40_000).client(request).server(other));
        byte[] longer = bytes().put(MediaConversations.bfcp(4)).u8(0).done();
        isUnknown(bfcp, udp("", 40_000).client(request).server(longer));
    }

    @Test
    void iax_needs_an_answer_or_its_version() {
        var iax = new IaxDissector();
        byte[] poke = MediaConversations.iax(0x8012, 0, 0x1e);
        isUnknown(iax, udp("", 4569).client(poke));
        isUnknown(iax, udp("", 4569).client(poke).server(MediaConversations.iax(0x8044, 0x13, 3)));
        isUnknown(iax, udp("", 4569).client(poke).client(MediaConversations.iax(0x8044, 0x12, 3)));
        byte[] cut = MediaConversations.iaxNew();
        isUnknown(iax, udp("", 4569).client(Arrays.copyOf(cut, cut.length - 1)));
    }

    @Test
    void msrp_needs_the_path_on_its_second_line() {
        var msrp = new MsrpDissector();
        assertThat(tcpText(msrp, "MSRP abc SEND")).isEqualTo(PERHAPS);
        assertThat(tcpText(msrp, "MSRP abc SEND\r\nTo-Path: http://example.org\r\n")).isEqualTo(NO);
    }
}
