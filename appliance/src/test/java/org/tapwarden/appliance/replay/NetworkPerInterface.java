package org.tapwarden.appliance.replay;

import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.capture.flow.Pipeline;
import org.tapwarden.capture.flow.ReplayEngines;
import org.tapwarden.capture.flow.WatchList;
import org.tapwarden.classifier.inspect.FlowInspector;
import org.tapwarden.classifier.inspect.Listeners;

/// What `replay` runs on, but that each interface is a network of its own: so a test that gives
/// each frame another interface has each open a flow.
final class NetworkPerInterface {

    private NetworkPerInterface() {}

    static ReplayEngines engines() {
        return engines(FlowLimits.DEFAULTS);
    }

    static ReplayEngines engines(FlowLimits limits) {
        return new ReplayEngines(
                new Pipeline(
                        limits,
                        (table, events) ->
                                new FlowInspector(table, events, Listeners.LABELS_AND_DECISIONS),
                        (iface, _) -> iface,
                        () -> WatchList.EMPTY,
                        FrameFilter.ALL,
                        Pipeline.RING_BYTES),
                1);
    }
}
