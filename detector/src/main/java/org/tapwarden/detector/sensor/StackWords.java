package org.tapwarden.detector.sensor;

import org.tapwarden.classifier.Sighting;

/// How a device's TCP looks, as one line that stays the same from connection to connection: what
/// differs by the route or the moment is left out.
final class StackWords {

    private static final int OPTION_BITS = 4;

    private StackWords() {}

    /// @param timeToLive hops left, rounded up to what systems begin with
    static String of(Sighting.Stack stack, int timeToLive) {
        var options = new StringBuilder();
        // The first kind is the highest; behind the last one nothing but zeros is left.
        for (long left = stack.options(); left != 0; left <<= OPTION_BITS) {
            long kind = left >>> (Long.SIZE - OPTION_BITS);
            options.append(options.isEmpty() ? "" : "-").append(kind);
        }
        return "hops "
                + begun(timeToLive)
                + ", window "
                + stack.window()
                + ", options "
                + (options.isEmpty() ? "none" : options)
                + ", scale "
                + (stack.windowScale() < 0 ? "none" : stack.windowScale())
                + (stack.dontFragment() ? ", not to be fragmented" : "");
    }

    /// Systems begin with 32, 64, 128 or 255.
    private static int begun(int timeToLive) {
        if (timeToLive <= 32) {
            return 32;
        }
        if (timeToLive <= 64) {
            return 64;
        }
        return timeToLive <= 128 ? 128 : 255;
    }
}
