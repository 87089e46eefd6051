package org.tapwarden.capture.flow;

import java.util.ArrayList;
import java.util.List;

/// The flow tables, inspectors and rings of a replay, used again by the next one: making and
/// clearing a quarter million flows' room costs more than a small capture.
///
/// A replay that came to its end has left them empty. One at a time.
public final class ReplayEngines {

    private final Pipeline pipeline;
    private final List<FlowEngine> engines = new ArrayList<>();

    /// @param threads capture threads, 1 to {@link FlowTable#SHARDS}
    public ReplayEngines(Pipeline pipeline, int threads) {
        if (threads < 1 || threads > FlowTable.SHARDS) {
            throw new IllegalArgumentException(
                    "threads must be 1 to " + FlowTable.SHARDS + ", not " + threads);
        }
        this.pipeline = pipeline;
        for (int i = 0; i < threads; i++) {
            engines.add(pipeline.engine(Pipeline.shardsOf(i, threads), true));
        }
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /// The engines, ready for a new observation.
    List<FlowEngine> fresh() {
        engines.forEach(FlowEngine::reset);
        return engines;
    }
}
