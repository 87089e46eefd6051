package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Soulseek, by how a client logs in: a message whose length is right, with a name, a password, a
/// version, and a digest of both in 32 letters; or by how one client greets another ("Soulseek
/// protocol", server code 1 and peer initialisation).
final class SoulseekDissector implements Dissector {

    private static final Protocol SOULSEEK = Protocol.named("soulseek", Category.P2P);

    private static final int LOG_IN = 1;
    private static final int MAX_TEXT = 64;
    private static final int DIGEST = 32;
    private static final int MAX_PEER = 14 + MAX_TEXT;
    private static final int MAX_LENGTH = 4 + 4 * MAX_TEXT;

    private static final About ABOUT =
            About.of(SOULSEEK, "Soulseek")
                    .over(Transport.TCP)
                    .in("Soulseek protocol (Museek, Nicotine+), server code 1")
                    .reads("a log-in: lengths, version and digest", MAX_LENGTH);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 9) {
            return length < 5 || payload.u8(4) == LOG_IN ? Answer.PERHAPS : Answer.NO;
        }
        if (isPeer(payload)) {
            learnt.grounds("soulseek-peer");
            return Answer.YES;
        }
        if (length < 12) {
            return payload.i32le(4) == LOG_IN || payload.u8(4) == LOG_IN
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        int size = payload.i32le(0);
        int name = payload.i32le(8);
        if (payload.i32le(4) != LOG_IN || size < 50 || size > MAX_LENGTH - 4) {
            boolean cut = payload.u8(4) == LOG_IN && length < 4 + Math.min(size, MAX_PEER);
            return cut ? Answer.PERHAPS : Answer.NO;
        }
        if (name < 1 || name > MAX_TEXT) {
            return Answer.NO;
        }
        if (length < 4 + size) {
            return Answer.PERHAPS;
        }
        int password = 12 + name;
        int version = password + 4 + payload.i32le(Math.min(password, length - 4));
        boolean agrees =
                version > password + 4
                        && version <= password + 4 + MAX_TEXT
                        && version + 8 + DIGEST <= 4 + size
                        && payload.i32le(version) > 0
                        && payload.i32le(version) < 1_000
                        && payload.i32le(version + 4) == DIGEST
                        && isDigest(payload, version + 8);
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("soulseek-login");
        learnt.version(Integer.toString(payload.i32le(version)));
        return Answer.YES;
    }

    /// One byte for the kind of message, the name, what the connection is for, a number.
    private static boolean isPeer(Payload payload) {
        int size = payload.i32le(0);
        int name = payload.i32le(5);
        int type = 9 + name;
        return payload.u8(4) == LOG_IN
                && name >= 1
                && name <= MAX_TEXT
                && size == 5 + name + 4 + 1 + 4
                && payload.length() >= 4 + size
                && payload.i32le(type) == 1
                && "PFD".indexOf(payload.u8(type + 4)) >= 0;
    }

    private static boolean isDigest(Payload payload, int from) {
        for (int at = from; at < from + DIGEST; at++) {
            int c = payload.u8(at);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
