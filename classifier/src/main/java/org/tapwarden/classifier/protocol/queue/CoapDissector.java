package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// CoAP, by a request and the response that has its token, or its number (RFC 7252, sections 3 and
/// 5.3). A datagram alone has too few fixed bits, unless it asks for the well-known resources (RFC
/// 6690). Paths are never learnt.
final class CoapDissector implements Dissector {

    static final Protocol COAP = Protocol.named("coap", Category.NETWORK);

    private static final int HEADER = 4;
    private static final int MAX_TOKEN = 8;
    private static final int ACKNOWLEDGEMENT = 2;
    private static final int MARKER = 0xff;
    private static final int LAST_METHOD = 7;
    private static final int URI_PATH = 11;
    private static final int MAX_OPTIONS = 24;
    private static final int LAST_OPTION = 300;
    private static final int BOUND = 1_500;
    private static final int PORT = 5683;
    private static final String WELL_KNOWN = ".well-known";
    private static final long ASKED = 1L << 63;

    private static final About ABOUT =
            About.of(COAP, "CoAP")
                    .over(Transport.UDP)
                    .in("RFC 7252, sections 3 and 5.3; RFC 6690, section 4")
                    .reads("header, token and options of a request and its response", BOUND)
                    .byShape()
                    .opensBetween(0x40, 0x48)
                    .opensBetween(0x50, 0x58)
                    .opensBetween(0x60, 0x68)
                    .opensBetween(0x70, 0x78);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER || payload.u8(0) >>> 6 != 1) {
            return Answer.NO;
        }
        int token = payload.u8(0) & 0xf;
        int kind = payload.u8(0) >>> 4 & 3;
        int code = payload.u8(1);
        int at = HEADER + token;
        boolean request = code >= 1 && code <= LAST_METHOD;
        int answer = code >>> 5;
        boolean response = (answer == 2 || answer == 4 || answer == 5) && (code & 0x1f) < 0x1e;
        boolean empty = code == 0 && token == 0 && payload.length() == HEADER;
        if (token > MAX_TOKEN || payload.length() < at || (!request && !response && !empty)) {
            return Answer.NO;
        }
        long asked = payload.remembered();
        if (!request && asked == 0) {
            return Answer.NO;
        }
        if ((request && kind > 1) || !options(payload, at)) {
            return Answer.NO;
        }
        long tokenHash = hash(payload, token);
        long number = payload.u16(2);
        if (request) {
            if (isWellKnown(payload, at)) {
                return yes("coap-well-known", learnt);
            }
            boolean again = asked == (ASKED | tokenHash << 16 | number);
            if (again && payload.hasPort(PORT)) {
                // Nobody answered, so it asks once more.
                return yes("coap-repeated", learnt);
            }
            learnt.remember(ASKED | tokenHash << 16 | number);
            return Answer.PERHAPS;
        }
        boolean sameNumber = (asked & 0xffff) == number;
        boolean sameToken = (asked & ~ASKED) >>> 16 == tokenHash;
        boolean fits =
                response && sameToken && (token >= 2 || (kind == ACKNOWLEDGEMENT && sameNumber));
        if (fits) {
            return yes("coap-response", learnt);
        }
        if (empty && kind >= ACKNOWLEDGEMENT && sameNumber) {
            // The response comes later.
            learnt.remember(asked);
            return Answer.PERHAPS;
        }
        return Answer.NO;
    }

    private static long hash(Payload payload, int token) {
        int hash = token;
        for (int i = HEADER; i < HEADER + token; i++) {
            hash = hash * 31 + payload.u8(i);
        }
        return hash & 0x7fff_ffffL;
    }

    /// Whether options, each a step on from the one before, lead to the end or to a marker with
    /// something behind it.
    private static boolean options(Payload payload, int from) {
        int at = from;
        int number = 0;
        for (int i = 0; i < MAX_OPTIONS && at < payload.length(); i++) {
            int head = payload.u8(at);
            if (head == MARKER) {
                return at + 1 < payload.length();
            }
            int delta = extended(payload, at + 1, head >>> 4);
            int afterDelta = at + 1 + size(head >>> 4);
            int length = extended(payload, afterDelta, head & 0xf);
            if (delta < 0 || length < 0) {
                return false;
            }
            number += delta;
            if ((number > LAST_OPTION && number < 2_048) || length > 1_034) {
                return false;
            }
            at = afterDelta + size(head & 0xf) + length;
        }
        return at == payload.length();
    }

    private static int size(int nibble) {
        return nibble == 13 ? 1 : nibble == 14 ? 2 : 0;
    }

    private static int extended(Payload payload, int at, int nibble) {
        if (nibble < 13) {
            return nibble;
        }
        if (nibble == 15 || at + size(nibble) > payload.length()) {
            return -1;
        }
        return nibble == 13 ? payload.u8(at) + 13 : payload.u16(at) + 269;
    }

    /// As its first option, or behind a host of less than thirteen bytes.
    private static boolean isWellKnown(Payload payload, int at) {
        int path = URI_PATH << 4 | WELL_KNOWN.length();
        if (at < payload.length() && payload.u8(at) == path) {
            return payload.hasAt(at + 1, WELL_KNOWN);
        }
        boolean host = at < payload.length() && payload.u8(at) >>> 4 == 3;
        int next = host ? at + 1 + (payload.u8(at) & 0xf) : payload.length();
        return next < payload.length()
                && payload.u8(next) == ((URI_PATH - 3) << 4 | WELL_KNOWN.length())
                && payload.hasAt(next + 1, WELL_KNOWN);
    }

    private static Answer yes(String grounds, Learnt learnt) {
        learnt.grounds(grounds);
        return Answer.YES;
    }
}
