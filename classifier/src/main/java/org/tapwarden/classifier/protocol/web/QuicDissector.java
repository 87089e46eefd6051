package org.tapwarden.classifier.protocol.web;

import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// QUIC, by its long headers (RFC 8999; RFC 9000, section 17), and Google's versions before it.
///
/// Says which flows are QUIC; what their hello says is put together by {@link QuicHello}, for which
/// `YES_MORE` is the sign.
final class QuicDissector implements Dissector {

    private static final int MAX_ID = 20;

    /// A client's first datagram is padded to this (RFC 9000, section 14.1).
    private static final int MIN_FIRST = 1200;

    /// Google's public header: a version follows; the connection id has eight bytes.
    private static final int HAS_VERSION = 0x01;

    private static final int HAS_ID = 0x08;
    private static final int ID = 8;

    /// Q044 to Q046: flags and version; ids and the rest follow.
    private static final int GOOGLE_LONG_HEADER = 5;

    private static final About ABOUT =
            About.of(Protocol.QUIC, "QUIC")
                    .over(Transport.UDP)
                    .in("RFC 9000, section 17.2; RFC 9001, section 5.2; RFC 9369")
                    .reads(
                            "long headers, and the hello inside of Initial packets",
                            Payload.MAX_LOOKED_AT)
                    .atHome(443);

    @Override
    public About about() {
        return ABOUT;
    }

    /// Hellos are encrypted for anybody to read; what follows is encrypted.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        kept.allow(0, payload.length());
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 7) {
            return Answer.NO;
        }
        int first = payload.u8(0);
        if ((first & 0x80) == 0) {
            return googlePublicHeader(payload, first, learnt);
        }
        int version = payload.i32(1);
        if (version == QuicVersion.NEGOTIATION) {
            return negotiation(payload, learnt);
        }
        if (QuicVersion.isGoogle(version)) {
            GoogleHello.read(payload, GOOGLE_LONG_HEADER, learnt);
            return say(learnt, "gquic-header", version, Answer.YES);
        }
        QuicHeader header = QuicHeader.read(payload, 0);
        if (header == null) {
            return older(payload, version, learnt);
        }
        if (QuicVersion.of(version) != null) {
            // Also 0-RTT, Handshake or Retry: the Initial may come behind.
            return say(learnt, "quic-initial", version, Answer.YES_MORE);
        }
        boolean tidy = isTidy(payload, header);
        return (QuicVersion.isKnown(version) && !header.isRetry()) || tidy
                ? say(learnt, "quic-long-header", version, Answer.YES)
                : Answer.NO;
    }

    private static Answer say(Learnt learnt, String grounds, int version, Answer answer) {
        learnt.grounds(grounds);
        learnt.version(QuicVersion.text(version));
        return answer;
    }

    /// A known version whose header is of an older layout, or whose packet was cut by the capture.
    private static Answer older(Payload payload, int version, Learnt learnt) {
        boolean known = QuicVersion.isKnown(version) && (version & 0x0f0f_0f0f) != 0x0a0a_0a0a;
        return known && (payload.u8(0) & 0x40) != 0 && payload.length() >= MIN_FIRST / 2
                ? say(learnt, "quic-long-header", version, Answer.YES)
                : Answer.NO;
    }

    /// An unknown version must look like a client's first Initial in every respect, since much else
    /// starts with two bits set.
    private static boolean isTidy(Payload payload, QuicHeader header) {
        return header.initial()
                && payload.length() >= MIN_FIRST
                && header.destinationIdLength() >= 8
                && header.end() == payload.length();
    }

    /// A server lists what it speaks (RFC 9000, section 17.2.1); the client will come again.
    private static Answer negotiation(Payload payload, Learnt learnt) {
        int end = payload.length();
        int at = 6 + payload.u8(5);
        if (payload.u8(5) > MAX_ID || at >= end || payload.u8(at) > MAX_ID) {
            return Answer.NO;
        }
        at += 1 + payload.u8(at);
        if (at + 4 > end || (end - at) % 4 != 0) {
            return Answer.NO;
        }
        boolean known = false;
        for (int i = at; i < end && i < at + 4 * 64; i += 4) {
            known |= QuicVersion.of(payload.i32(i)) != null || QuicVersion.isGoogle(payload.i32(i));
        }
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("quic-version-negotiation");
        return Answer.YES_MORE;
    }

    /// Up to Q043: flags, connection id, version, all in clear.
    private static Answer googlePublicHeader(Payload payload, int first, Learnt learnt) {
        int versionAt = 1 + ((first & HAS_ID) != 0 ? ID : 0);
        boolean possible =
                (first & HAS_VERSION) != 0
                        && (first & 0xc0) == 0
                        && versionAt + 4 <= payload.length()
                        && QuicVersion.isGoogle(payload.i32(versionAt));
        if (!possible) {
            return Answer.NO;
        }
        GoogleHello.read(payload, versionAt + 4, learnt);
        return say(learnt, "gquic-header", payload.i32(versionAt), Answer.YES);
    }
}
