package org.tapwarden.capture;

/// A switch for tests: makes every cap on what grows so small that little traffic reaches it, and
/// with it every branch that deals with too much.
///
/// `-Dtapwarden.caps.divisor=256` divides the caps by 256. Nobody wants that on a real tap; `run`
/// says so when it starts.
public final class Caps {

    /// The system property.
    public static final String PROPERTY = "tapwarden.caps.divisor";

    /// 1 unless a test says otherwise; a power of two, since some caps have to be one.
    public static final int DIVISOR = divisor(System.getProperty(PROPERTY));

    private static final int MOST = 1 << 16;

    private Caps() {}

    static int divisor(String text) {
        int number = text == null || !text.matches("\\d{1,6}") ? 0 : Integer.parseInt(text, 10);
        if (text != null && (Integer.bitCount(number) != 1 || number > MOST)) {
            throw new IllegalArgumentException(
                    PROPERTY + " must be a power of two up to " + MOST + ", not " + text);
        }
        return text == null ? 1 : number;
    }

    /// The cap that holds in this run.
    ///
    /// @param fewest below which nothing works at all
    public static int of(int full, int fewest) {
        return Math.max(fewest, full / DIVISOR);
    }

    /// The cap that holds in this run.
    public static long of(long full, long fewest) {
        return Math.max(fewest, full / DIVISOR);
    }
}
