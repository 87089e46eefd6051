package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.protocol.Payload;

/// Messages of BitTorrent's distributed table of peers (BEP 5): dictionaries whose keys come in
/// order, with the sender's identifier of 20 bytes.
final class PeerTable {

    private static final String[] STARTS = {
        "d1:ad2:id20:", "d1:rd2:id20:", "d2:ip6:", "d2:ip18:", "d1:eli20"
    };

    private static final int SHORTEST = "d1:eli201ee1:t1:a1:y1:ee".length();

    private PeerTable() {}

    /// Whether it is a whole question, answer or error.
    static boolean isMessage(Payload payload, int bound) {
        int length = payload.length();
        if (length < SHORTEST || length > bound || payload.u8(length - 1) != 'e') {
            return false;
        }
        for (String start : STARTS) {
            if (payload.hasAt(0, start)) {
                int from = start.length();
                boolean message =
                        Words.has(payload, from, length, "1:y1:q")
                                || Words.has(payload, from, length, "1:y1:r")
                                || Words.has(payload, from, length, "1:y1:e");
                return message && Words.has(payload, from, length, "1:t");
            }
        }
        return false;
    }
}
