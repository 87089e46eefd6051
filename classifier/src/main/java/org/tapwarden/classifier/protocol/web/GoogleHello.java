package org.tapwarden.classifier.protocol.web;

import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Text;

/// The hello of Google's QUIC before TLS: a message of tags and values, in clear up to version Q046
/// ("QUIC Crypto", revision of 2016, section "Handshake messages").
final class GoogleHello {

    /// How far behind the version the message may begin: packet number, hash, stream frame.
    private static final int FARTHEST = 40;

    private static final int HEAD = 8;
    private static final int ENTRY = 8;

    /// The protocol allows as many; more is somebody else.
    private static final int MAX_ENTRIES = 128;

    private static final int CHLO = 0x43484c4f;
    private static final int SNI = 0x534e4900;
    private static final int UAID = 0x55414944;

    private GoogleHello() {}

    /// Learns server name and user agent from a client's first datagram, when they are in it.
    ///
    /// @param from behind the version
    static void read(Payload payload, int from, Learnt learnt) {
        int last = Math.min(from + FARTHEST, payload.length() - HEAD);
        for (int at = from; at <= last; at++) {
            if (payload.i32(at) == CHLO) {
                entries(payload, at, learnt);
                return;
            }
        }
    }

    /// Each entry says where its value ends, counted from the end of the last entry.
    private static void entries(Payload payload, int message, Learnt learnt) {
        int count = Math.min(payload.u16le(message + 4), MAX_ENTRIES);
        long values = message + HEAD + (long) count * ENTRY;
        long start = values;
        for (int i = 0; i < count; i++) {
            int entry = message + HEAD + i * ENTRY;
            if (entry + ENTRY > payload.length()) {
                return;
            }
            long end = values + Integer.toUnsignedLong(payload.i32le(entry + 4));
            if (end < start || end > payload.length()) {
                return;
            }
            value(payload, payload.i32(entry), (int) start, (int) end, learnt);
            start = end;
        }
    }

    private static void value(Payload payload, int tag, int from, int to, Learnt learnt) {
        if (tag == SNI) {
            String name = Text.hostName(payload, from, to);
            if (name != null) {
                learnt.serverName(name);
            }
        } else if (tag == UAID) {
            String agent = Text.of(payload, from, to);
            if (agent != null) {
                learnt.software(agent);
            }
        }
    }
}
