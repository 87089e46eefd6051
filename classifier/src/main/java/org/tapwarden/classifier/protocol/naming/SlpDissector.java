package org.tapwarden.classifier.protocol.naming;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// The Service Location Protocol, version 2 (RFC 2608, section 8) and version 1 (RFC 2165, section
/// 4.2), by a header that says its own length and the language of its texts.
final class SlpDissector implements Dissector {

    static final Protocol SLP = Protocol.named("service_location_protocol", Category.NETWORK);

    private static final int V1_HEADER = 12;
    private static final int V2_HEADER = 14;
    private static final int MAX_LANGUAGE = 16;
    private static final int V1_LAST = 10;
    private static final int V2_LAST = 11;

    /// Overflow, fresh and multicast; the rest is reserved.
    private static final int V2_RESERVED = 0x1fff;

    private static final int V1_RESERVED = 0x07;

    private static final About ABOUT =
            About.of(SLP, "Service Location Protocol")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 2608, section 8; RFC 2165, section 4.2")
                    .reads("version, function, length and language", V2_HEADER + MAX_LANGUAGE)
                    .opens(1, 2);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.NO;
        }
        int version = payload.u8(0);
        if (version != 1 && version != 2) {
            return Answer.NO;
        }
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.length() < V2_HEADER + 2) {
            return stream && couldStart(payload) ? Answer.PERHAPS : Answer.NO;
        }
        if (version == 2 ? !isVersion2(payload, stream) : !isVersion1(payload, stream)) {
            return Answer.NO;
        }
        learnt.grounds("slp-header");
        learnt.version(version == 2 ? "2" : "1");
        return Answer.YES;
    }

    /// The first bytes of a stream, before the header is whole.
    private static boolean couldStart(Payload payload) {
        return payload.length() < 2 || (payload.u8(1) >= 1 && payload.u8(1) <= V2_LAST);
    }

    private static boolean isVersion2(Payload payload, boolean stream) {
        int function = payload.u8(1);
        int length = payload.u24(2);
        if (function < 1
                || function > V2_LAST
                || (payload.u16(5) & V2_RESERVED) != 0
                || !isLength(payload, length, stream)) {
            return false;
        }
        int extension = payload.u24(7);
        int language = payload.u16(12);
        return (extension == 0 || (extension >= V2_HEADER && extension < length))
                && language >= 2
                && language <= MAX_LANGUAGE
                && V2_HEADER + language <= length
                && isLanguage(payload, V2_HEADER);
    }

    private static boolean isVersion1(Payload payload, boolean stream) {
        int function = payload.u8(1);
        return function >= 1
                && function <= V1_LAST
                && isLength(payload, payload.u16(2), stream)
                && payload.u16(2) >= V1_HEADER
                && (payload.u8(4) & V1_RESERVED) == 0
                && payload.u8(5) == 0
                && isLanguage(payload, 6)
                && payload.u16(8) > 0
                && payload.u16(8) < 4096;
    }

    private static boolean isLength(Payload payload, int length, boolean stream) {
        return stream
                ? length >= V2_HEADER && length >= payload.length()
                : length == payload.length();
    }

    /// Two letters (ISO 639).
    private static boolean isLanguage(Payload payload, int at) {
        return isLetter(payload.u8(at)) && isLetter(payload.u8(at + 1));
    }

    private static boolean isLetter(int c) {
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z';
    }
}
