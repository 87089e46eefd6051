package org.tapwarden.detector;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What the sensor publishes of itself: how well it sees. Safe to call from any thread.
public interface Health {

    State now();

    /// Counters since the start, and what they mean.
    ///
    /// @param since when the sensor started
    /// @param framesOffered all that the tap handed to this machine, lost ones included
    /// @param framesProcessed offered minus every drop below
    /// @param drops by name, such as `kernel`, `ring-full`; all names are there, also at 0
    /// @param faults bytes that lied, by name of the lie; only those that happened
    /// @param flows flows ended and written
    /// @param flowsNow in the table
    /// @param flowsNamed flows ended that have a readable name, seen or inferred
    /// @param flowsNameable flows ended of protocols that could have one
    /// @param oneSided flows of TCP ended of which only one direction was seen
    /// @param tcpFlows flows of TCP ended
    /// @param segments what is seen of each segment
    /// @param counters everything else that grows or is dropped, by name; for Prometheus
    record State(
            Instant since,
            long framesOffered,
            long framesProcessed,
            Map<String, Long> drops,
            Map<String, Long> faults,
            long flows,
            long flowsNow,
            long flowsNamed,
            long flowsNameable,
            long oneSided,
            long tcpFlows,
            List<SegmentState> segments,
            Map<String, Long> counters) {}

    /// What is seen of a segment.
    ///
    /// @param tap `access`, `routed`, `outside-nat` or `undeclared`
    /// @param devices endpoints seen in it
    /// @param lastFrame when a frame of it was seen last; {@link Instant#EPOCH} when never
    /// @param remark in words, when what the wire shows is not what was declared; else empty
    record SegmentState(
            String name,
            String site,
            String tap,
            String population,
            long devices,
            Instant lastFrame,
            String remark) {}
}
