package org.tapwarden.enforcer.reset;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.header.EtherType;
import org.tapwarden.capture.header.TcpHeader;
import org.tapwarden.capture.ring.FilteredSocket;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.order.Subject;

/// Answers made-up frames over sockets that lead nowhere, until the compiler has what answers: the
/// first reset is then as quick as the thousandth.
final class Rehearsal {

    /// Where the compiler makes its last version of a method (Tier4InvocationThreshold and its
    /// kin), twice.
    private static final int ROUNDS = 12_000;

    private static final int PATIENCE_MILLIS = 1_000;
    private static final long DEVICE = 0x0200_5e00_0001L;
    private static final long OWN = 0x0200_5e00_0002L;
    private static final long PEER = 0x0200_5e00_0003L;
    private static final int V4_DEVICE = 0xc000_0201; // RFC 5737, RFC 3849: nobody has these
    private static final int V4_PEER = 0xc633_6401;
    private static final long V6 = 0x2001_0db8_0000_0000L;

    private static final Subject SUBJECT = new Subject(0, Set.of(new Mac(DEVICE)), Set.of(), "");

    /// Of a device that is not there.
    static final Grant GRANT = new Grant("rehearsal", "rehearsal", SUBJECT);

    private Rehearsal() {}

    /// @throws IOException when there are no sockets for it
    static void run(ResetSettings settings) throws IOException {
        long now = System.nanoTime();
        var lease =
                new Restriction(
                        "rehearsal", SUBJECT, Set.of(), settings.one(), Long.MAX_VALUE / 2, now);
        var restricted = new Restricted(Set.of(lease));
        var frames = new AnswerFrames();
        try (var feed = FilteredSocket.rehearsal(DEVICE, PATIENCE_MILLIS);
                var back = FilteredSocket.rehearsal(OWN, PATIENCE_MILLIS)) {
            var tally = new Tally();
            var responder = new Responder(back.sender(), settings, Rehearsal::isNobody, tally, now);
            for (int i = 0; i < ROUNDS; i++) {
                int length = frame(frames, i);
                if (!feed.sender().send(frames.frame(), length)) {
                    continue;
                }
                // A clock that runs ahead: no cap is met.
                int received = feed.receiver().receive();
                ResetLoop.answer(
                        feed.receiver(), received, responder, restricted, i * 1_000_000_000L);
                int answers = (i & 3) == 0 || (i & 3) == 3 ? 1 : 2;
                for (int answer = 0; answer < answers; answer++) {
                    int _ = back.receiver().receive();
                }
            }
        }
    }

    private static boolean isNobody(Address address) {
        return address.isUnspecified();
    }

    /// In turns a SYN, a segment, a segment of IPv6, a datagram.
    private static int frame(AnswerFrames frames, int i) {
        MemorySegment none = frames.frame();
        int ports = (1_024 + (i & 0x7fff)) << 16 | 443;
        int no = FilteredSocket.NO_TAG;
        return switch (i & 3) {
            case 0 -> {
                int ip = frames.start(DEVICE, PEER, no, none, 0, EtherType.IPV4);
                yield frames.reset(ip, V4_DEVICE, V4_PEER, ports, i, 0, TcpHeader.SYN);
            }
            case 1 -> {
                int ip = frames.start(DEVICE, PEER, no, none, 0, EtherType.IPV4);
                yield frames.reset(ip, V4_DEVICE, V4_PEER, ports, i, i, TcpHeader.ACK);
            }
            case 2 -> {
                int ip = frames.start(DEVICE, PEER, no, none, 0, EtherType.IPV6);
                yield frames.reset(ip, V6, 1, V6, 2, ports, i, i, TcpHeader.ACK);
            }
            default -> {
                int ip = frames.start(DEVICE, PEER, no, none, 0, EtherType.IPV4);
                yield frames.datagram(ip, V4_DEVICE, V4_PEER, ports);
            }
        };
    }
}
