package org.tapwarden.detector.finding;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.endpoint.Endpoint;

/// Turns what endpoints did into evidence. Owned by the deciding thread; made with a {@link Scene},
/// to which it reports.
///
/// A detector remembers within caps of its own, each with a counter; it goes by event time only,
/// and the same sightings make the same evidence. Where a segment's tap cannot show what it looks
/// for it says nothing.
public interface Detector {

    /// A sighting, after the endpoint table has learnt from it.
    default void see(Sighting sighting) {}

    /// What was learnt of a flow, or a slice of it, in its place.
    ///
    /// @param source null where the sender is not inside or not resolved
    /// @param destination null where the receiver is not inside or not resolved
    default void flow(
            FlowRecord placed, @Nullable Endpoint source, @Nullable Endpoint destination) {}

    /// At least a second of event time is over since the last call.
    default void tick(long atNanos) {}

    /// By name, for metrics: what was dropped, displaced or held back, and why.
    default Map<String, Long> counters() {
        return Map.of();
    }
}
