package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// The line printer daemon, by a command on its port and the files that are announced behind it
/// (RFC 1179, sections 5 and 6).
final class LpdDissector implements Dissector {
    static final Protocol LPD = Protocol.named("lpd", Category.FILE_SERVICE);

    private static final int PORT = 515;
    private static final int RECEIVE_JOB = 2;
    private static final int CONTROL_FILE = 2;
    private static final int DATA_FILE = 3;
    private static final int MAX_LINE = 256;
    private static final int BOUND = 2 * MAX_LINE;

    private static final About ABOUT =
            About.of(LPD, "Line printer daemon")
                    .over(Transport.TCP)
                    .in("RFC 1179, sections 5.2 and 6.2")
                    .reads("a print job and the first file of it, on port 515", BOUND)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(PORT)) {
            return Answer.NO;
        }
        if (payload.isFromPort(PORT)) {
            return payload.length() <= 3 ? Answer.PERHAPS : Answer.NO;
        }
        int end = Math.min(payload.length(), BOUND);
        if (end > 0 && payload.u8(0) != RECEIVE_JOB) {
            return Answer.NO;
        }
        int lineEnd = HttpHead.lineEnd(payload, 0, Math.min(end, MAX_LINE));
        if (lineEnd < 0) {
            return end < MAX_LINE && Opening.isPrintable(payload, Math.min(1, end), end)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (lineEnd < 2 || !Opening.isPrintable(payload, 1, lineEnd)) {
            return Answer.NO;
        }
        return file(payload, lineEnd + 1, end, learnt);
    }

    /// Kind, count of bytes, a space, and a name such as `cfA001host`.
    private static Answer file(Payload payload, int from, int end, Learnt learnt) {
        if (from == end) {
            return Answer.PERHAPS;
        }
        int kind = payload.u8(from);
        if (kind != CONTROL_FILE && kind != DATA_FILE) {
            return Answer.NO;
        }
        int at = from + 1;
        while (at < end && payload.u8(at) >= '0' && payload.u8(at) <= '9') {
            at++;
        }
        if (at + 3 >= end) {
            return at < from + MAX_LINE && end < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        boolean named = at > from + 1 && payload.hasAt(at, kind == CONTROL_FILE ? " cf" : " df");
        if (!named) {
            return Answer.NO;
        }
        learnt.grounds("lpd-job");
        return Answer.YES;
    }
}
