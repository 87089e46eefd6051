package org.tapwarden.enforcer.snmp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One act at a time touches the switches: the enforcer's, or in the background that of whoever
/// opens ports, which gives way to it.
final class Turns {

    private static final long LOOK_MILLIS = 5;

    private final ReentrantLock acting = new ReentrantLock();
    private volatile @Nullable Act yielding;
    private volatile @Nullable Act background;

    /// Begins an act, which {@link #end} ends.
    ///
    /// @param yields whether it gives way to a kill switch
    Act begin(Duration most, boolean yields) {
        try {
            while (!acting.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                giveUpBackground();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            acting.lock();
        }
        var act = new Act(most);
        yielding = yields ? act : null;
        return act;
    }

    void end() {
        yielding = null;
        acting.unlock();
    }

    /// Acts in the background, or not at all where somebody acts.
    void tryInBackground(Duration most, Consumer<Act> work) {
        if (!acting.tryLock()) {
            return;
        }
        try (Act act = new Act(most)) {
            background = act;
            work.accept(act);
        } finally {
            background = null;
            acting.unlock();
        }
    }

    /// From any thread.
    void giveWay() {
        Act act = yielding;
        if (act != null) {
            act.giveUp();
        }
    }

    /// From any thread.
    void giveUpBackground() {
        Act act = background;
        if (act != null) {
            act.giveUp();
        }
    }
}
