package org.tapwarden.classifier.protocol.media;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class MediaDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new StunDissector(),
                    new SipDissector(),
                    new RtspDissector(),
                    new DiscordDissector(),
                    new ZoomDissector(),
                    new SpotifyDissector(),
                    new SdRtnDissector(),
                    new TeamSpeakDissector(),
                    new H323Dissector(),
                    new MgcpDissector(),
                    new MegacoDissector(),
                    new RtmpDissector(),
                    new SrtDissector(),
                    new IcecastDissector(),
                    new RtpMidiDissector(),
                    new SapDissector(),
                    new MsrpDissector(),
                    new ZrtpDissector(),
                    new AirPlayDissector(),
                    new MpdDissector(),
                    new MumbleDissector(),
                    new IaxDissector(),
                    new SkinnyDissector(),
                    new BfcpDissector(),
                    new KcpDissector(),
                    new IqiyiDissector(),
                    new MpegTsDissector(),
                    new OscDissector(),
                    new ViscaDissector(),
                    new RtpDissector());

    private MediaDissectors() {}
}
