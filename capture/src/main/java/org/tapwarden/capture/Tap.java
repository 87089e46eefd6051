package org.tapwarden.capture;

/// How the tap behind a source is, told by the machine's own interface.
///
/// @param name the interface's; empty where there is none
/// @param gaps how often the interface was gone
/// @param blindNanos how long altogether, a gap that lasts included
/// @param gapFrom wall clock, nanoseconds since 1970, when the last gap began; 0 for never
/// @param gapTo when it ended; 0 while it lasts
public record Tap(String name, State state, long gaps, long blindNanos, long gapFrom, long gapTo) {

    /// Of a source that is no interface.
    public static final Tap NONE = new Tap("", State.LINKED, 0, 0, 0, 0);

    /// What the interface says of itself.
    public enum State {
        /// Up, and something is plugged in.
        LINKED,
        /// Down, or nothing is plugged in.
        NO_LINK,
        /// There is no interface of the name now.
        GONE
    }
}
