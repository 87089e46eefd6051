package org.tapwarden.history.index;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Somebody who may have time for a part of a search.
@FunctionalInterface
public interface Helper {

    /// Does it beside, or says that nobody is free. Whoever asks waits for the end in any case,
    /// since what is read must not be closed before.
    ///
    /// @return null when nobody is free
    @Nullable Future<?> help(Callable<?> work);

    /// Nobody ever is.
    Helper NONE = work -> null;
}
