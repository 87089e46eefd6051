package org.tapwarden.history.bench;

import java.util.List;
import java.util.random.RandomGenerator;

/// Random numbers that depend on a seed and a place and on nothing else, so that the millionth flow
/// can be made without the ones before it (SplitMix64; Steele, Lea and Flood 2014).
///
/// One thread.
final class Draw implements RandomGenerator {

    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    private final long seed;
    private long state;

    Draw(long seed) {
        this.seed = mix(seed);
    }

    /// Begins anew at a place.
    Draw at(long place) {
        state = mix(seed + place * GOLDEN);
        return this;
    }

    @Override
    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /// Up to `bound`, which is left out.
    int below(int bound) {
        return (int) (((nextLong() >>> 33) * bound) >>> 31);
    }

    <E> E any(List<E> values) {
        return values.get(below(values.size()));
    }

    /// The lower of two, so that low ones are more frequent.
    int low(int bound) {
        int one = below(bound);
        return Math.min(one, below(bound));
    }

    boolean chance(double share) {
        return nextDouble() < share;
    }

    <E> E any(E[] values) {
        return values[below(values.length)];
    }

    /// Log-normal: half are below the median, and few are very large.
    ///
    /// @param sigma of the logarithm
    double logNormal(double median, double sigma) {
        return median * Math.exp(sigma * nextGaussian());
    }

    /// So many bits in hexadecimal digits.
    String hex(int digits) {
        var text = new StringBuilder(digits);
        for (int i = 0; i < digits; i++) {
            text.append(Character.forDigit(below(16), 16));
        }
        return text.toString();
    }

    private static long mix(long value) {
        long bits = (value ^ value >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        bits = (bits ^ bits >>> 27) * 0x94d0_49bb_1331_11ebL;
        return bits ^ bits >>> 31;
    }
}
