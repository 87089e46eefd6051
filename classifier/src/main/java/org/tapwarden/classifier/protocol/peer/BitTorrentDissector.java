package org.tapwarden.classifier.protocol.peer;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// BitTorrent: handshakes, its transport over UDP, its distributed table of peers, trackers, and
/// the search in one's own network (BEP 3, 5, 10, 14, 15 and 29).
final class BitTorrentDissector implements Dissector {

    private static final Protocol BITTORRENT = Protocol.named("bittorrent", Category.P2P);

    private static final String HANDSHAKE = "\023BitTorrent protocol";
    private static final int PEER_ID = 48;
    private static final int HANDSHAKE_LENGTH = 68;

    private static final String LOCAL_SEARCH = "BT-SEARCH * HTTP/1.1\r\n";

    /// A tracker is asked for a connection with this, with the action 0 and a number.
    private static final long TRACKER = 0x0417_2710_1980L;

    private static final int TRACKER_LENGTH = 16;

    private static final int MAX_MESSAGE = 1_500;

    private static final About ABOUT =
            About.of(BITTORRENT, "BitTorrent")
                    .over(Transport.TCP, Transport.UDP)
                    .in("BEP 3, 5, 10, 14, 15 and 29")
                    .reads(
                            "handshakes, messages of the peer table, both sides of a connection",
                            MAX_MESSAGE)
                    .opens(HANDSHAKE, LOCAL_SEARCH, "d")
                    .opens(0x00, MicroTransport.DATA, MicroTransport.STATE, MicroTransport.FIRST);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.TCP) {
            return stream(payload, learnt);
        }
        if (payload.length() < TRACKER_LENGTH) {
            return Answer.NO;
        }
        String grounds =
                switch (payload.u8(0)) {
                    case 'd' -> PeerTable.isMessage(payload, MAX_MESSAGE) ? "dht-message" : null;
                    case 'B' -> payload.hasAt(0, LOCAL_SEARCH) ? "bt-search" : null;
                    case 0 -> isTracker(payload) ? "tracker-connect" : null;
                    default -> null;
                };
        if (grounds != null) {
            learnt.grounds(grounds);
            return Answer.YES;
        }
        Answer answer = MicroTransport.look(payload, learnt);
        int body = answer == Answer.NO ? -1 : MicroTransport.body(payload);
        if (body >= 0 && payload.hasAt(body, HANDSHAKE)) {
            return handshake(payload, body, learnt);
        }
        return answer;
    }

    private static boolean isTracker(Payload payload) {
        return payload.i64(0) == TRACKER && payload.i32(8) == 0;
    }

    private static Answer stream(Payload payload, Learnt learnt) {
        if (!Words.mayBegin(payload, HANDSHAKE)) {
            return Answer.NO;
        }
        return payload.length() < HANDSHAKE.length()
                ? Answer.PERHAPS
                : handshake(payload, 0, learnt);
    }

    private static Answer handshake(Payload payload, int at, Learnt learnt) {
        learnt.grounds("bittorrent-handshake");
        if (payload.length() < at + HANDSHAKE_LENGTH) {
            return payload.transport() == Transport.TCP ? Answer.YES_MORE : Answer.YES;
        }
        if (learnt.wantsSoftware()) {
            String client = client(payload, at + PEER_ID);
            if (client != null) {
                learnt.software(client);
            }
        }
        return Answer.YES;
    }

    /// Clients sign their random identifier: `-`, two letters, four digits of the version, `-` (BEP
    /// 20).
    private static @Nullable String client(Payload payload, int at) {
        if (payload.u8(at) != '-' || payload.u8(at + 7) != '-') {
            return null;
        }
        var text = new StringBuilder(6);
        for (int i = 1; i < 7; i++) {
            int c = payload.u8(at + i);
            boolean plain =
                    (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!plain) {
                return null;
            }
            text.append((char) c);
        }
        return text.toString();
    }
}
