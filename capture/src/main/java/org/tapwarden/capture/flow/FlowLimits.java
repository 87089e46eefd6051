package org.tapwarden.capture.flow;

import java.time.Duration;
import org.tapwarden.capture.Caps;

/// What bounds the flow table.
///
/// @param flows living flows in all shards together; a sixteenth of it in each
/// @param datagramIdle silence that ends a flow without TCP
/// @param tcpIdle silence that ends a TCP flow
/// @param linger how long a closed TCP flow waits for stragglers
/// @param slice event time between two slices of a living flow
public record FlowLimits(
        int flows, Duration datagramIdle, Duration tcpIdle, Duration linger, Duration slice) {

    /// Design section 6: 60 s, 300 s, 10 s, slices of five minutes; a quarter million flows.
    public static final FlowLimits DEFAULTS =
            new FlowLimits(
                    Caps.of(1 << 18, 1 << 8),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5));

    public FlowLimits {
        if (flows < FlowTable.SHARDS) {
            throw new IllegalArgumentException(
                    "flows must be at least " + FlowTable.SHARDS + ", not " + flows);
        }
    }
}
