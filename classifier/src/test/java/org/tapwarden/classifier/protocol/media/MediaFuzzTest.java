package org.tapwarden.classifier.protocol.media;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class MediaFuzzTest extends FuzzTarget {

    @FuzzTest
    void stun(byte[] bytes) {
        look(new StunDissector(), bytes);
    }

    @FuzzTest
    void sip(byte[] bytes) {
        look(new SipDissector(), bytes);
    }

    @FuzzTest
    void rtsp(byte[] bytes) {
        look(new RtspDissector(), bytes);
    }

    @FuzzTest
    void discord(byte[] bytes) {
        look(new DiscordDissector(), bytes);
    }

    @FuzzTest
    void zoom(byte[] bytes) {
        look(new ZoomDissector(), bytes);
    }

    @FuzzTest
    void spotify(byte[] bytes) {
        look(new SpotifyDissector(), bytes);
    }

    @FuzzTest
    void sdRtn(byte[] bytes) {
        look(new SdRtnDissector(), bytes);
    }

    @FuzzTest
    void teamSpeak(byte[] bytes) {
        look(new TeamSpeakDissector(), bytes);
    }

    @FuzzTest
    void h323(byte[] bytes) {
        look(new H323Dissector(), bytes);
    }

    @FuzzTest
    void mgcp(byte[] bytes) {
        look(new MgcpDissector(), bytes);
    }

    @FuzzTest
    void megaco(byte[] bytes) {
        look(new MegacoDissector(), bytes);
    }

    @FuzzTest
    void rtmp(byte[] bytes) {
        look(new RtmpDissector(), bytes);
    }

    @FuzzTest
    void srt(byte[] bytes) {
        look(new SrtDissector(), bytes);
    }

    @FuzzTest
    void icecast(byte[] bytes) {
        look(new IcecastDissector(), bytes);
    }

    @FuzzTest
    void rtpMidi(byte[] bytes) {
        look(new RtpMidiDissector(), bytes);
    }

    @FuzzTest
    void sap(byte[] bytes) {
        look(new SapDissector(), bytes);
    }

    @FuzzTest
    void msrp(byte[] bytes) {
        look(new MsrpDissector(), bytes);
    }

    @FuzzTest
    void mumble(byte[] bytes) {
        look(new MumbleDissector(), bytes);
    }

    @FuzzTest
    void iax(byte[] bytes) {
        look(new IaxDissector(), bytes);
    }

    @FuzzTest
    void skinny(byte[] bytes) {
        look(new SkinnyDissector(), bytes);
    }

    @FuzzTest
    void bfcp(byte[] bytes) {
        look(new BfcpDissector(), bytes);
    }

    @FuzzTest
    void kcp(byte[] bytes) {
        look(new KcpDissector(), bytes);
    }

    @FuzzTest
    void iqiyi(byte[] bytes) {
        look(new IqiyiDissector(), bytes);
    }

    @FuzzTest
    void mpegTs(byte[] bytes) {
        look(new MpegTsDissector(), bytes);
    }

    @FuzzTest
    void rtp(byte[] bytes) {
        look(new RtpDissector(), bytes);
    }

    @FuzzTest
    void zrtp(byte[] bytes) {
        look(new ZrtpDissector(), bytes);
    }

    @FuzzTest
    void airPlay(byte[] bytes) {
        look(new AirPlayDissector(), bytes);
    }

    @FuzzTest
    void mpd(byte[] bytes) {
        look(new MpdDissector(), bytes);
    }

    @FuzzTest
    void osc(byte[] bytes) {
        look(new OscDissector(), bytes);
    }

    @FuzzTest
    void visca(byte[] bytes) {
        look(new ViscaDissector(), bytes);
    }
}
