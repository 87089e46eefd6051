package org.tapwarden.classifier.inspect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What is remembered of the echoes between two hosts, to tell a ping from a tunnel in its clothes.
///
/// An answer returns the data of its request, byte for byte (RFC 792 "Echo or Echo Reply Message";
/// RFC 4443, section 4.2). Answers that return other data carry something: programs such as
/// `ptunnel`, `hans` and `icmptunnel` do that, and no host. Three of them are wanted, since one may
/// be damaged. `ptunnel` also begins each message with a number of its own.
///
/// Remembers the newest requests of each of a few places, so that what is under way at one time is
/// found again.
final class Echoes {

    /// Requests under way at one time that are remembered.
    static final int CAPACITY = 16;

    /// Answers with other data than was asked for.
    static final int CONTRADICTIONS = 3;

    /// Of the data so much is compared; a tunnel's headers differ there.
    static final int COMPARED = 32;

    /// Identifier and sequence number.
    private static final int HEAD = 4;

    /// What {@link #see} looks at.
    static final int MOST = HEAD + COMPARED;

    /// Fewer bytes are no data.
    private static final int FEWEST = 4;

    /// The first word of each message of ptunnel (observed: version 0.72, both ends).
    private static final int PTUNNEL = 0xd520_0880;

    private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;

    /// What convinced.
    enum Tunnel {
        PTUNNEL("ptunnel", "ptunnel-number"),
        OTHER("icmp-tunnel", "echo-answers-other-data");

        private final String application;
        private final String grounds;

        Tunnel(String application, String grounds) {
            this.application = application;
            this.grounds = grounds;
        }

        /// The value of `network.application`.
        String application() {
            return application;
        }

        String grounds() {
            return grounds;
        }
    }

    private final int[] asked = new int[CAPACITY];
    private final byte[] compared = new byte[CAPACITY];
    private final long[] hashes = new long[CAPACITY];
    private int contradictions;
    private int numbered;

    void clear() {
        Arrays.fill(compared, (byte) 0);
        contradictions = 0;
        numbered = 0;
    }

    /// Takes one echo in; what it proves together with those before, or null.
    ///
    /// @param bytes from the identifier on
    @Nullable Tunnel see(boolean request, byte[] bytes, int at, int length) {
        int data = length - HEAD;
        if (data < FEWEST) {
            return null;
        }
        if (word(bytes, at + HEAD) == PTUNNEL && ++numbered == CONTRADICTIONS) {
            return Tunnel.PTUNNEL;
        }
        int who = word(bytes, at);
        int place = (who ^ who >>> Short.SIZE) & (CAPACITY - 1);
        if (request) {
            int count = Math.min(data, COMPARED);
            asked[place] = who;
            compared[place] = (byte) count;
            hashes[place] = hash(bytes, at + HEAD, count);
            return null;
        }
        int count = compared[place];
        boolean comparable = count > 0 && asked[place] == who && data >= count;
        boolean other = comparable && hash(bytes, at + HEAD, count) != hashes[place];
        return other && ++contradictions == CONTRADICTIONS ? Tunnel.OTHER : null;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    private static long hash(byte[] bytes, int at, int count) {
        long hash = count;
        for (int i = at; i < at + count; i++) {
            hash = (hash ^ bytes[i]) * PRIME;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
