package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Raft as the C library of dqlite speaks it, by the handshake of whoever connects (canonical/raft,
/// "TCP connect": version, number and address of the node, in words of eight bytes).
final class RaftDissector implements Dissector {

    static final Protocol RAFT = Protocol.named("raft", Category.DATABASE);

    private static final int WORD = 8;
    private static final int ADDRESS = 3 * WORD;
    private static final int MAX_ADDRESS = 256;

    private static final About ABOUT =
            About.of(RAFT, "Raft (dqlite)")
                    .over(Transport.TCP)
                    .in("canonical/raft: handshake of the libuv backend")
                    .reads("version, node, and its address", ADDRESS + MAX_ADDRESS)
                    .opens(1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < WORD) {
            boolean possible =
                    (payload.length() < 1 || payload.u8(0) == 1)
                            && (payload.length() < 4 || payload.u24(1) == 0);
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.i32le(0) != 1 || payload.i32(4) != 0) {
            return Answer.NO;
        }
        if (payload.length() < ADDRESS) {
            return Answer.PERHAPS;
        }
        int length = payload.i32le(2 * WORD);
        boolean fits =
                payload.i64(WORD) != 0
                        && payload.i32(2 * WORD + 4) == 0
                        && length >= WORD
                        && length <= MAX_ADDRESS
                        && length % WORD == 0;
        return fits ? address(payload, length, learnt) : Answer.NO;
    }

    /// An address with its port, and zeros up to the end of a word.
    private static Answer address(Payload payload, int length, Learnt learnt) {
        boolean colon = false;
        boolean ended = false;
        int end = Math.min(payload.length(), ADDRESS + length);
        for (int i = ADDRESS; i < end; i++) {
            int c = payload.u8(i);
            boolean text = c > ' ' && c <= '~';
            if ((ended && c != 0) || (!ended && c != 0 && !text)) {
                return Answer.NO;
            }
            ended |= c == 0;
            colon |= c == ':';
        }
        if (end < ADDRESS + length) {
            return Answer.PERHAPS;
        }
        if (!ended || !colon) {
            return Answer.NO;
        }
        learnt.grounds("raft-handshake");
        return Answer.YES;
    }
}
