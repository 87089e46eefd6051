package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// TeamViewer, by records whose lengths add up (observed: over TCP a mark, a command, a length;
/// over UDP a counter, a version, mark, command and length; no public specification).
final class TeamViewerDissector implements Dissector {
    static final Protocol TEAMVIEWER = Protocol.named("teamviewer", Category.REMOTE_ACCESS);

    private static final int MARK = 0x1724;
    private static final int SECOND_MARK = 0x1130;
    private static final int HEADER = 5;

    /// Of either kind of record, what its length needs.
    private static final int BOTH_MARKS = 8;

    private static final int SECOND_HEADER = 24;
    private static final int DATAGRAM_MARK = 11;
    private static final int DATAGRAM_HEADER = 16;
    private static final int DATAGRAM_VERSION = 3;
    private static final int MAX_RECORD = 1 << 16;

    private static final About ABOUT =
            About.of(TEAMVIEWER, "TeamViewer")
                    .over(Transport.TCP, Transport.UDP)
                    .in("observed: marks, commands and lengths of records; no public specification")
                    .reads("records of either side and their lengths", Payload.MAX_LOOKED_AT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.UDP) {
            return datagram(payload, learnt);
        }
        int length = payload.length();
        if (length < HEADER) {
            boolean possible = length < 1 || payload.u8(0) == 0x17 || payload.u8(0) == 0x11;
            return possible ? again(payload, learnt) : Answer.NO;
        }
        int end = recordEnd(payload, 0);
        if (end < 0) {
            return Answer.NO;
        }
        if (end > length) {
            return again(payload, learnt);
        }
        boolean chain = end + BOTH_MARKS <= length;
        if (chain && recordEnd(payload, end) < 0) {
            return Answer.NO;
        }
        int side = 1 + payload.direction().ordinal();
        boolean otherToo = payload.remembered() != 0 && payload.remembered() != side;
        if (chain || otherToo) {
            learnt.grounds("teamviewer-records");
            return Answer.YES;
        }
        learnt.remember(side);
        return Answer.PERHAPS;
    }

    private static Answer again(Payload payload, Learnt learnt) {
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }

    /// Where the record at `at` ends; -1 when there is none.
    private static int recordEnd(Payload payload, int at) {
        if (payload.u16(at) == MARK) {
            return at + HEADER + payload.u16le(at + 3);
        }
        if (payload.u16(at) != SECOND_MARK || at + 8 > payload.length()) {
            return -1;
        }
        int size = payload.i32le(at + 4);
        return size >= 0 && size <= MAX_RECORD ? at + SECOND_HEADER + size : -1;
    }

    private static Answer datagram(Payload payload, Learnt learnt) {
        if (payload.length() < DATAGRAM_HEADER
                || payload.u16(DATAGRAM_MARK) != MARK
                || payload.u8(DATAGRAM_MARK - 1) != DATAGRAM_VERSION
                || payload.u16le(DATAGRAM_MARK + 3) != payload.length() - DATAGRAM_HEADER) {
            return Answer.NO;
        }
        learnt.grounds("teamviewer-datagram");
        return Answer.YES;
    }
}
