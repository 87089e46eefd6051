package org.tapwarden.capture.flow;

import java.util.Locale;

/// Why a flow's last record was written.
public enum EndReason {
    /// Nothing came for the idle time of its transport.
    IDLE,
    /// Both sides said FIN, and the linger time is over.
    FINISHED,
    /// A side said RST, and the linger time is over.
    RESET,
    /// The table was full and this flow had been silent the longest.
    EVICTED,
    /// The capture ended, or the appliance stopped.
    CAPTURE_ENDED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// The name in records and metrics.
    public String word() {
        return word;
    }
}
