package org.tapwarden.classifier.inspect;

/// Whether the first bytes of a stream look like nothing but chance, as those of a protocol do that
/// is encrypted from its first byte on and has no handshake in clear: Shadowsocks, VMess, obfs4,
/// and a dozen that accuse nobody (BitTorrent's encryption, games, makers' own protocols). So it is
/// a hint and never a label.
///
/// Three things are counted that differ in text, in numbers with leading zeros, in headers and in
/// code: bits that are set, bytes that are printable, and how often each half byte stands for
/// itself. Random bytes fail one of them at one time in 400. What packs its data well passes, too,
/// so a beginning that tells the length, or has zeros, does not.
public final class RandomLook {

    /// How the hint is called among the grounds.
    public static final String GROUNDS = "random-from-the-first-byte";

    /// Fewer bytes say too little. The first of a Shadowsocks client are 32 of salt, 18 of length
    /// and more (SIP004).
    static final int FEWEST = 48;

    /// More are not looked at.
    static final int MOST = 512;

    private static final int HEAD = 4;
    private static final int HALVES = 16;

    /// Of 95 printable ones among 256, in bytes squared.
    private static final long PRINTABLE = 95;

    /// Chi-squared of fifteen degrees of freedom, which chance exceeds once in 2,000 times.
    private static final int MOST_CHI = 40;

    private RandomLook() {}

    /// Whether the bytes of a stream from its first one on look so.
    static boolean isOf(byte[] bytes, int at, int length) {
        if (length < FEWEST || hasHeader(bytes, at, length)) {
            return false;
        }
        int count = Math.min(length, MOST);
        int[] high = new int[HALVES];
        int[] low = new int[HALVES];
        long ones = 0;
        long printable = 0;
        for (int i = at; i < at + count; i++) {
            int one = bytes[i] & 0xff;
            ones += Integer.bitCount(one);
            printable += one >= ' ' && one < 0x7f ? 1 : 0;
            high[one >>> 4]++;
            low[one & 0xf]++;
        }
        return isNear(ones, 1, 2, 8L * count)
                && isNear(printable, PRINTABLE, 256, count)
                && chi(high, count) <= MOST_CHI
                && chi(low, count) <= MOST_CHI;
    }

    /// Whether so many of all are within three and a half standard deviations of a share.
    private static boolean isNear(long some, long share, long of, long all) {
        long off = of * some - share * all;
        return 4 * off * off <= 49 * all * share * (of - share);
    }

    private static int chi(int[] counts, int all) {
        int sum = 0;
        for (int one : counts) {
            int off = HALVES * one - all;
            sum += off * off;
        }
        return sum / (HALVES * all);
    }

    /// A length, as most messages begin with, or two zeros.
    private static boolean hasHeader(byte[] bytes, int at, int length) {
        int zeros = 0;
        for (int i = at; i < at + HEAD; i++) {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        return zeros >= 2
                || isLength(first << 8 | second, length)
                || isLength(second << 8 | first, length);
    }

    /// With or without itself and a few bytes more before it.
    private static boolean isLength(int number, int length) {
        return number <= length && number > length - 8;
    }
}
