package org.tapwarden.capture.flow;

import org.tapwarden.capture.header.TcpHeader;

/// Tells frames that were mirrored twice from frames that were sent twice.
///
/// A switch that mirrors a VLAN both ways, or two ports that a frame crosses, delivers the frame
/// twice, and so does a tap that sees a tunnel's inside and outside. Such a copy is the same IP
/// packet: same identification, length, checksum and sequence numbers, while its addresses of the
/// link, its tags and its time to live may differ. A machine that sends again takes a new
/// identification (RFC 6864) and at least a round trip's time, so copies count as copies only
/// within {@link #WINDOW_NANOS}.
///
/// A single pair of equal frames says nothing: radio links, hubs and applications make such, too.
/// So copies are counted apart, and left out where the tap as a whole {@link #doubles}. One for a
/// decoder, which sees all frames in their order.
final class MirrorCheck {

    /// How long after the first the second copy may come.
    static final long WINDOW_NANOS = 1_000_000L;

    /// The frame has nothing by which a copy could be told.
    static final int UNKNOWN = 0;

    /// Frames that are remembered; more than a millisecond brings at ten gigabits.
    private static final int CAPACITY = 2_048;

    /// Fewer copies than this are no habit.
    private static final int FEWEST_COPIES = 4;

    /// Of a tap that doubles everything half of the frames are copies; some cannot be told.
    private static final int PERCENT = 40;

    /// After as many frames what was seen before counts half.
    private static final int HALF_LIFE = 4_096;

    private static final long SPREAD_1 = 0x9e37_79b9_7f4a_7c15L;
    private static final long SPREAD_2 = 0xc2b2_ae3d_27d4_eb4fL;
    private static final long SPREAD_3 = 0x1656_67b1_9e37_79f9L;

    /// By turns what a frame was known by and when it came.
    private final long[] seen = new long[2 * CAPACITY];

    private int told;
    private int copies;

    /// Whether the frame is a copy of one that came just before.
    ///
    /// @param flow the hash of the frame's flow
    boolean isCopy(int fingerprint, long flow, long nanos) {
        if (fingerprint == UNKNOWN) {
            return false;
        }
        long key = flow ^ fingerprint * SPREAD_1;
        int at = 2 * ((int) (key >>> 20) & (CAPACITY - 1));
        boolean copy = seen[at] == key && nanos - seen[at + 1] <= WINDOW_NANOS;
        seen[at] = key;
        seen[at + 1] = nanos;
        copies += copy ? 1 : 0;
        if (++told == HALF_LIFE) {
            told /= 2;
            copies /= 2;
        }
        return copy;
    }

    /// Whether the tap delivers most frames twice.
    boolean doubles() {
        return copies >= FEWEST_COPIES && 100L * copies >= (long) PERCENT * told;
    }

    /// What an IPv4 header adds to the fingerprint.
    static int ipv4(int identification, int totalLength) {
        return identification << 16 | totalLength;
    }

    /// What an IPv6 header adds; it has no identification.
    static int ipv6(int payloadLength) {
        return payloadLength;
    }

    /// A bare acknowledgment without identification is told from none before it, so it has no
    /// fingerprint.
    ///
    /// @param first ports and sequence number
    /// @param second acknowledgment, data offset, flags, window
    static int tcp(int ip, long first, long second, int checksum, int flags, int payload) {
        boolean peculiar = payload > 0 || (flags & (TcpHeader.SYN | TcpHeader.FIN)) != 0;
        return ip >>> 16 == 0 && !peculiar ? UNKNOWN : mix(ip, checksum, first, second);
    }

    /// Without identification and checksum two datagrams of one length look alike; and what is sent
    /// to a group is often sent twice on purpose.
    ///
    /// @param first ports, length, checksum
    static int udp(int ip, long first, boolean toGroup) {
        boolean told = ip >>> 16 != 0 || ((first & 0xffff) != 0 && !toGroup);
        return told ? mix(ip, 0, first, 0) : UNKNOWN;
    }

    private static int mix(int ip, int checksum, long first, long second) {
        long all = (ip ^ (long) checksum << 32) * SPREAD_1 ^ first * SPREAD_2;
        all ^= Long.rotateLeft(all, 29) ^ second * SPREAD_3;
        all *= SPREAD_1;
        return (int) (all >>> 32) | 1;
    }
}
