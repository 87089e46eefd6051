package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.web.InnerTls;

/// SOCKS in its versions 4, 4a and 5 (RFC 1928; RFC 1929; "SOCKS: A protocol for TCP proxy across
/// firewalls").
///
/// Both sides have to agree. Of version 5 the server takes a method that the client offered, and
/// the client's request follows; of version 4 the server's answer of eight bytes follows a request.
final class SocksDissector implements Dissector {

    private static final Protocol SOCKS = Protocol.named("socks", Category.WEB_PROXY);

    private static final int VERSION_4 = 4;
    private static final int VERSION_5 = 5;
    private static final int CONNECT = 1;
    private static final int ASSOCIATE = 3;
    private static final int NO_METHOD = 0xff;
    private static final int PASSWORD = 2;
    private static final int LAST_METHOD = 9;
    private static final int IPV4 = 1;
    private static final int DOMAIN = 3;
    private static final int IPV6 = 4;
    private static final int REPLY_4_LENGTH = 8;
    private static final int GRANTED_4 = 0x5a;
    private static final int LAST_REPLY_4 = 0x5d;
    private static final int MAX_USER = 128;

    /// What is remembered: which version the client spoke, and with version 5 the server's method.
    private static final int ASKED_4 = 0x4000;

    private static final int ASKED_5 = 0x5000;
    private static final int ANSWERED_5 = 0x5500;
    private static final int METHOD = 0xff;

    /// In place of an offset: more has to come, or it is something else.
    private static final int UNFINISHED = -1;

    private static final int NO_TEXT = -2;

    /// Greeting, a name and a password, a request.
    private static final int MAX_HEAD = 257 + 513 + 262;

    private static final About ABOUT =
            About.of(SOCKS, "SOCKS proxy")
                    .over(Transport.TCP)
                    .in("RFC 1928, sections 3 and 4; RFC 1929; SOCKS 4 and 4a")
                    .reads("a request and what both sides say before", Payload.MAX_LOOKED_AT)
                    .byShape()
                    .opens(VERSION_4, VERSION_5, 0x00);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() == 0) {
            return remembering(payload, learnt);
        }
        if (payload.direction() == Direction.FROM_DESTINATION) {
            return server(payload, learnt);
        }
        return switch (payload.u8(0)) {
            case VERSION_5 -> client5(payload, learnt);
            case VERSION_4 -> client4(payload, learnt);
            default -> Answer.NO;
        };
    }

    private static Answer remembering(Payload payload, Learnt learnt) {
        learnt.remember(payload.remembered());
        return Answer.PERHAPS;
    }

    private static Answer server(Payload payload, Learnt learnt) {
        int memory = (int) payload.remembered();
        if (memory == ASKED_4) {
            return reply4(payload, learnt);
        }
        if (payload.u8(0) != VERSION_5 || memory < ASKED_5) {
            return Answer.NO;
        }
        if (payload.length() < 2 || memory >= ANSWERED_5) {
            return remembering(payload, learnt);
        }
        int method = payload.u8(1);
        if (payload.length() > 2 || !isMethod(method)) {
            return Answer.NO;
        }
        learnt.remember(ANSWERED_5 | method);
        return Answer.PERHAPS;
    }

    private static Answer reply4(Payload payload, Learnt learnt) {
        if (payload.u8(0) != 0 || payload.length() > REPLY_4_LENGTH) {
            return Answer.NO;
        }
        if (payload.length() < REPLY_4_LENGTH) {
            return remembering(payload, learnt);
        }
        int reply = payload.u8(1);
        if (reply < GRANTED_4 || reply > LAST_REPLY_4) {
            return Answer.NO;
        }
        learnt.grounds("socks4-reply");
        learnt.version("4");
        return Answer.YES;
    }

    /// Version, command, port, address, a user's name and a zero; of 4a, a server's name and a zero
    /// when the address is 0.0.0.x.
    private static Answer client4(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 9) {
            return length < 2 || payload.u8(1) <= 2 ? remembering(payload, learnt) : Answer.NO;
        }
        int command = payload.u8(1);
        if (command < CONNECT || command > 2 || payload.u16(2) == 0 || payload.i32(4) == 0) {
            return Answer.NO;
        }
        int end = textEnd(payload, 8);
        if (end >= 0 && payload.u24(4) == 0) {
            end = textEnd(payload, end + 1);
        }
        // The client waits for the answer.
        if (end != length - 1) {
            return end == UNFINISHED ? remembering(payload, learnt) : Answer.NO;
        }
        learnt.remember(ASKED_4);
        return Answer.PERHAPS;
    }

    /// Where the zero behind a text is.
    private static int textEnd(Payload payload, int from) {
        int at = from;
        int end = Math.min(payload.length(), from + MAX_USER);
        while (at < end && payload.u8(at) > ' ' && payload.u8(at) != 0x7f) {
            at++;
        }
        if (at == end) {
            return end == payload.length() ? UNFINISHED : NO_TEXT;
        }
        return payload.u8(at) == 0 ? at : NO_TEXT;
    }

    private static Answer client5(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 2) {
            return remembering(payload, learnt);
        }
        int methods = payload.u8(1);
        int greeting = 2 + methods;
        boolean early = length > greeting && payload.remembered() < ANSWERED_5;
        if (methods == 0 || methods > 12 || early) {
            return Answer.NO;
        }
        for (int i = 2; i < Math.min(length, greeting); i++) {
            if (!isMethod(payload.u8(i)) || payload.u8(i) == NO_METHOD) {
                return Answer.NO;
            }
        }
        if (length <= greeting) {
            learnt.remember(Math.max(ASKED_5, payload.remembered()));
            return Answer.PERHAPS;
        }
        int method = (int) payload.remembered() & METHOD;
        if (!offers(payload, greeting, method)) {
            return Answer.NO;
        }
        int request = method == PASSWORD ? afterPassword(payload, greeting) : greeting;
        if (request == NO_TEXT) {
            return Answer.NO;
        }
        int end = request == UNFINISHED ? UNFINISHED : requestEnd(payload, request);
        if (end == NO_TEXT) {
            return Answer.NO;
        }
        if (end == UNFINISHED) {
            return length < MAX_HEAD ? remembering(payload, learnt) : Answer.NO;
        }
        return asked(payload, request, end, learnt);
    }

    private static boolean isMethod(int method) {
        return method <= LAST_METHOD || method >= 0x80;
    }

    private static boolean offers(Payload payload, int greeting, int method) {
        for (int i = 2; i < greeting; i++) {
            if (payload.u8(i) == method) {
                return true;
            }
        }
        return false;
    }

    /// Skips a name and a password (RFC 1929, section 2).
    private static int afterPassword(Payload payload, int at) {
        int length = payload.length();
        if (payload.u8(at) != 1) {
            return NO_TEXT;
        }
        int password = length < at + 2 ? length : at + 2 + payload.u8(at + 1);
        int end = length < password + 1 ? length : password + 1 + payload.u8(password);
        return end < length ? end : UNFINISHED;
    }

    private static int requestEnd(Payload payload, int at) {
        int length = payload.length();
        int command = length > at + 1 ? payload.u8(at + 1) : CONNECT;
        if (payload.u8(at) != VERSION_5
                || command < CONNECT
                || command > ASSOCIATE
                || (length > at + 2 && payload.u8(at + 2) != 0)) {
            return NO_TEXT;
        }
        if (length < at + 5) {
            return UNFINISHED;
        }
        int address =
                switch (payload.u8(at + 3)) {
                    case IPV4 -> 4;
                    case DOMAIN -> 1 + payload.u8(at + 4);
                    case IPV6 -> 16;
                    default -> -1;
                };
        if (address < 2) {
            return NO_TEXT;
        }
        int end = at + 4 + address + 2;
        return end <= length ? end : UNFINISHED;
    }

    private static Answer asked(Payload payload, int request, int end, Learnt learnt) {
        Answer inner = InnerTls.look(payload, end, learnt);
        boolean more = payload.length() == end || inner == Answer.PERHAPS;
        if (payload.u8(request + 3) == DOMAIN && learnt.serverName() == null) {
            String name = Text.hostName(payload, request + 5, end - 2);
            if (name != null) {
                learnt.serverName(name);
            }
        }
        learnt.grounds("socks5-request");
        learnt.version("5");
        learnt.remember(payload.remembered());
        return more ? Answer.YES_MORE : Answer.YES;
    }
}
