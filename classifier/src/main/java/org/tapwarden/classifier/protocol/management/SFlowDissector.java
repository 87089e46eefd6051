package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// sFlow, versions 2, 4 and 5, in XDR (sFlow Version 5, section 5; RFC 3176, section 5).
final class SFlowDissector implements Dissector {

    static final Protocol SFLOW = Protocol.named("sflow", Category.NETWORK);

    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int MAX_SAMPLES = 512;
    private static final int LEAST = 28;

    /// Flow and counter samples, each also with a longer way to say where.
    private static final int LAST_FORMAT = 5;

    private static final About ABOUT =
            About.of(SFLOW, "sFlow")
                    .over(Transport.UDP)
                    .in("sFlow Version 5, section 5; RFC 3176, section 5")
                    .reads("version, the agent's address, the number and length of samples", 48)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < LEAST || payload.u24(0) != 0) {
            return Answer.NO;
        }
        int version = payload.u8(3);
        int kind = payload.i32(4);
        boolean known = version == 2 || version == 4 || version == 5;
        if (!known || (kind != IPV4 && kind != IPV6)) {
            return Answer.NO;
        }
        // Version 5 has the agent's part as well.
        int counts = 8 + (kind == IPV4 ? 4 : 16) + (version == 5 ? 4 : 0) + 8;
        if (counts + 4 > payload.length()) {
            return Answer.NO;
        }
        int samples = payload.i32(counts);
        if (samples < 0
                || samples > MAX_SAMPLES
                || !isSample(payload, counts + 4, version, samples)) {
            return Answer.NO;
        }
        learnt.grounds("sflow-datagram");
        learnt.version(Integer.toString(version));
        return Answer.YES;
    }

    private static boolean isSample(Payload payload, int at, int version, int samples) {
        if (samples == 0) {
            return at == payload.length();
        }
        if (at + 8 > payload.length()) {
            return false;
        }
        int format = payload.i32(at);
        int size = payload.i32(at + 4);
        boolean vendor = format >>> 12 != 0;
        boolean known = vendor ? version == 5 : format >= 1 && format <= LAST_FORMAT;
        // Before version 5 no length stands here.
        boolean fits = size >= 0 && size % 4 == 0 && size <= payload.length() - at - 8;
        return known && (version < 5 || fits);
    }
}
