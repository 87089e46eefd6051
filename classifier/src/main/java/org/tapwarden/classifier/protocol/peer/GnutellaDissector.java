package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Gnutella and Gnutella2: handshakes over TCP, packets over UDP (Gnutella protocol 0.6, sections
/// 2.1 and 2.2; Gnutella2, "UDP transceiver").
final class GnutellaDissector implements Dissector {

    private static final Protocol GNUTELLA = Protocol.named("gnutella", Category.P2P);

    private static final String CONNECT = "GNUTELLA CONNECT/0.";
    private static final String ANSWER = "GNUTELLA/0.6 ";

    /// A file is given: a number, the giver's identifier in 32 letters, a slash.
    private static final String GIVE = "GIV ";

    private static final int MAX_INDEX = 10;
    private static final int IDENTIFIER = 32;
    private static final int MAX_HEAD = 2_048;

    private static final int HEADER = 23;

    /// Newer servents mark their identifiers in these two places.
    private static final int MARK = 8;

    private static final int MARK_END = 15;
    private static final int TYPE = 16;
    private static final int TIME_TO_LIVE = 17;
    private static final int LENGTH = 19;
    private static final int MAX_HOPS = 15;
    private static final int MAX_LENGTH = 4_096;
    private static final int PING = 0x00;
    private static final int PONG = 0x01;
    private static final int VENDOR = 0x31;

    /// What an extension block begins with.
    private static final int EXTENSIONS = 0xc3;

    private static final int PONG_LENGTH = 14;

    private static final String SECOND = "GND";
    private static final int SECOND_HEADER = 8;

    /// Names of packets that go over UDP.
    private static final String[] SECOND_NAMES = {"PI", "PO", "Q2", "QA", "QKR", "QKA", "QH2"};

    private static final About ABOUT =
            About.of(GNUTELLA, "Gnutella and Gnutella2")
                    .over(Transport.TCP, Transport.UDP)
                    .in("Gnutella 0.6, sections 2.1 and 2.2; Gnutella2, UDP transceiver")
                    .reads("a handshake, or a packet with its length", MAX_HEAD)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.TCP) {
            return stream(payload, learnt);
        }
        int length = payload.length();
        boolean second = length > SECOND_HEADER + 4 && payload.hasAt(0, SECOND);
        if (second ? isSecond(payload) : length >= HEADER && isFirst(payload)) {
            learnt.grounds(second ? "gnutella2-packet" : "gnutella-packet");
            return Answer.YES;
        }
        return Answer.NO;
    }

    private static Answer stream(Payload payload, Learnt learnt) {
        if (Words.mayBegin(payload, GIVE) && payload.length() > 1) {
            return give(payload, learnt);
        }
        if (!Words.mayBegin(payload, CONNECT) && !Words.mayBegin(payload, ANSWER)) {
            return Answer.NO;
        }
        if (payload.length() < CONNECT.length()) {
            return Answer.PERHAPS;
        }
        learnt.grounds("gnutella-handshake");
        int end = Math.min(payload.length(), MAX_HEAD);
        int line = HttpHead.lineEnd(payload, 0, end);
        if (line >= 0 && learnt.wantsSoftware()) {
            int agent = Words.find(payload, line, end, "User-Agent: ");
            int agentEnd = agent < 0 ? -1 : HttpHead.lineEnd(payload, agent, end);
            String software =
                    agentEnd < 0
                            ? null
                            : Text.of(payload, agent + "User-Agent: ".length(), agentEnd);
            if (software != null) {
                learnt.software(software);
            }
        }
        return Answer.YES;
    }

    private static Answer give(Payload payload, Learnt learnt) {
        int length = payload.length();
        int at = GIVE.length();
        int limit = at + MAX_INDEX;
        while (at < Math.min(length, limit) && payload.u8(at) >= '0' && payload.u8(at) <= '9') {
            at++;
        }
        int slash = at + 1 + IDENTIFIER;
        if (at < length && (payload.u8(at) != ':' || at == GIVE.length())) {
            return Answer.NO;
        }
        for (int i = at + 1; i < Math.min(length, slash); i++) {
            if (Character.digit(payload.u8(i), 16) < 0) {
                return Answer.NO;
            }
        }
        if (length <= slash) {
            return Answer.PERHAPS;
        }
        if (payload.u8(slash) != '/') {
            return Answer.NO;
        }
        learnt.grounds("gnutella-give");
        return Answer.YES;
    }

    /// A ping, a pong, with extensions or without, or a message of a vendor; their length stands in
    /// four bytes and is that of the datagram.
    private static boolean isFirst(Payload payload) {
        int type = payload.u8(TYPE);
        int body = payload.length() - HEADER;
        if ((type != PING && type != PONG && type != VENDOR)
                || body > MAX_LENGTH
                || payload.i32le(LENGTH) != body) {
            return false;
        }
        int hops = payload.u8(TIME_TO_LIVE) + payload.u8(TIME_TO_LIVE + 1);
        if (hops < 1 || hops > MAX_HOPS) {
            return false;
        }
        if (type == VENDOR) {
            return body >= 8 && isVendor(payload);
        }
        int fields = type == PONG ? PONG_LENGTH : 0;
        return payload.u8(MARK) == 0xff
                && payload.u8(MARK_END) <= 1
                && (body == fields
                        || (body > fields + 4 && payload.u8(HEADER + fields) == EXTENSIONS));
    }

    /// Four capitals, such as LIME and GTKG, then small numbers of message and version.
    private static boolean isVendor(Payload payload) {
        for (int i = 0; i < 4; i++) {
            int c = payload.u8(HEADER + i);
            if (c < 'A' || c > 'Z') {
                return false;
            }
        }
        return payload.u8(HEADER + 5) == 0 && payload.u8(HEADER + 7) == 0;
    }

    /// Flags, a number, which part of how many, then a packet with a name.
    private static boolean isSecond(Payload payload) {
        int flags = payload.u8(3);
        int part = payload.u8(6);
        int parts = payload.u8(7);
        if (flags > 3 || part != 1 || parts < 1 || parts > 16) {
            return false;
        }
        // Compressed or not, the name is only in the clear when it is not.
        if ((flags & 1) != 0) {
            return payload.u8(SECOND_HEADER) == 0x78;
        }
        int control = payload.u8(SECOND_HEADER);
        int name = SECOND_HEADER + 1 + (control >>> 6);
        int nameLength = (control >>> 3 & 7) + 1;
        for (String known : SECOND_NAMES) {
            if (known.length() == nameLength && payload.hasAt(name, known)) {
                return true;
            }
        }
        return false;
    }
}
