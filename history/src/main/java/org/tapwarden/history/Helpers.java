package org.tapwarden.history;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.keep.LowPriority;
import org.tapwarden.history.index.Helper;

/// Threads that help searches to add up what is much, one fewer than the machine has processors, so
/// that an analyst waits less where nothing else is to be done. The kernel lets them run behind
/// everything, searches themselves included.
final class Helpers implements Helper, AutoCloseable {

    private static final int NICEST = 19;
    private static final long IDLE_SECONDS = 60;

    private static final int MOST = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(
                    0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Helpers::of);

    private static Thread of(Runnable work) {
        return Thread.ofPlatform()
                .name("history-helper")
                .daemon()
                .unstarted(() -> {
                    // Where the kernel does not let it, searches have told so already.
                    var _ = LowPriority.take(NICEST);
                    work.run();
                });
    }

    @Override
    public @Nullable Future<?> help(Callable<?> work) {
        try {
            return pool.submit(work);
        } catch (RejectedExecutionException allAreBusy) {
            return null;
        }
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
