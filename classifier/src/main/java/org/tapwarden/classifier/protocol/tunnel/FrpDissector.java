package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// frp, a tunnel for servers behind address translation, by a client's log-in in its own clear
/// form: a letter, a length in eight bytes, and an object that begins with the version.
final class FrpDissector implements Dissector {

    private static final Protocol FRP = Protocol.named("frp", Category.VPN);

    private static final int LOGIN = 'o';
    private static final int HEADER = 9;
    private static final String START = "{\"version\":\"";
    private static final int MAX_LENGTH = 10_240;
    private static final int MAX_VERSION = 16;
    private static final int BOUND = HEADER + START.length() + MAX_VERSION;

    private static final About ABOUT =
            About.of(FRP, "frp")
                    .over(Transport.TCP)
                    .in("frp's source, package msg")
                    .reads("the type, length and first field of a log-in", BOUND)
                    .opens(LOGIN);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() == 0) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) != LOGIN) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        long size = payload.i64(1);
        if (size < START.length() || size > MAX_LENGTH) {
            return Answer.NO;
        }
        if (payload.length() < BOUND) {
            return Answer.PERHAPS;
        }
        if (!payload.hasAt(HEADER, START)) {
            return Answer.NO;
        }
        int from = HEADER + START.length();
        var version = new StringBuilder();
        for (int at = from; at < BOUND && payload.u8(at) != '"'; at++) {
            int c = payload.u8(at);
            if (c != '.' && (c < '0' || c > '9')) {
                return Answer.NO;
            }
            version.append((char) c);
        }
        learnt.grounds("frp-login");
        learnt.version(version.toString());
        return Answer.YES;
    }
}
