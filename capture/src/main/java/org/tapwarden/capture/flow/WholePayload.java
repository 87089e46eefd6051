package org.tapwarden.capture.flow;

import java.util.function.Supplier;
import org.tapwarden.capture.keep.WholeFrames;

/// Whose frames are kept whole, and where they go.
///
/// @param frames where they go
/// @param subjects MACs and addresses; the number of each is the bits of the orders that want it.
///   Asked with each batch, so a list that is replaced holds from the next batch on
public record WholePayload(WholeFrames frames, Supplier<WatchList> subjects) {}
