package org.tapwarden.capture.flow;

import org.tapwarden.capture.Block;

/// Says which frames of a source are to be looked at.
@FunctionalInterface
public interface FrameFilter {

    FrameFilter ALL = (block, i) -> true;

    /// Whether frame `i` of the block passes.
    boolean passes(Block block, int i);
}
