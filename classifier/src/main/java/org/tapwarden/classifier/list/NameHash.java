package org.tapwarden.classifier.list;

/// SipHash-1-3 of names read from their last character to the first, so that one pass over a name
/// gives the hash of every end of it. Keyed anew for each build: whoever writes a feed cannot aim
/// at a collision.
///
/// State of one thread, used again and again, so that a look-up allocates nothing.
final class NameHash {

    private static final long INIT0 = 0x736f6d6570736575L;
    private static final long INIT1 = 0x646f72616e646f6dL;
    private static final long INIT2 = 0x6c7967656e657261L;
    private static final long INIT3 = 0x7465646279746573L;

    /// What makes the hashes of one build unlike those of any other.
    record Key(long low, long high) {}

    private long v0;
    private long v1;
    private long v2;
    private long v3;
    private long block;
    private int count;

    NameHash begin(Key key) {
        v0 = key.low ^ INIT0;
        v1 = key.high ^ INIT1;
        v2 = key.low ^ INIT2;
        v3 = key.high ^ INIT3;
        block = 0;
        count = 0;
        return this;
    }

    /// One character more, to the left of those before.
    void add(int character) {
        block |= (long) (character & 0xff) << (8 * (count & 7));
        if ((++count & 7) == 0) {
            eight(block);
            block = 0;
        }
    }

    /// Eight characters more, the first of them in the lowest byte. Whoever reads a name with this
    /// keeps what is left himself, for {@link #with}.
    void eight(long characters) {
        v3 ^= characters;
        round();
        v0 ^= characters;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }

    /// The hash of what was added so far; more may be added afterwards.
    long soFar() {
        return with(block, count);
    }

    /// The hash of what was added by eights and the few characters after them; more may be added
    /// afterwards.
    ///
    /// @param all characters of the name
    long with(long rest, int all) {
        long last = ((long) all << 56) | rest;
        long a = v0;
        long b = v1;
        long c = v2;
        long d = v3 ^ last;
        for (int i = 0; i < 4; i++) {
            a += b;
            b = Long.rotateLeft(b, 13) ^ a;
            a = Long.rotateLeft(a, 32);
            c += d;
            d = Long.rotateLeft(d, 16) ^ c;
            a += d;
            d = Long.rotateLeft(d, 21) ^ a;
            c += b;
            b = Long.rotateLeft(b, 17) ^ c;
            c = Long.rotateLeft(c, 32);
            if (i == 0) {
                a ^= last;
                c ^= 0xff;
            }
        }
        return a ^ b ^ c ^ d;
    }

    /// Of a whole name in small letters.
    long of(Key key, byte[] name, int from, int end) {
        begin(key);
        for (int i = end - 1; i >= from; i--) {
            add(name[i]);
        }
        return soFar();
    }
}
