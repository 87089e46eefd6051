package org.tapwarden.appliance.run;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes what was opened, last first, whatever goes wrong with one of them.
final class Closing {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    @FunctionalInterface
    interface Close<T> {
        void of(T what) throws IOException, SQLException;
    }

    private final List<Runnable> steps = new ArrayList<>();
    private final AtomicReference<@Nullable Boolean> closed = new AtomicReference<>();

    void add(String name, Runnable step) {
        steps.addFirst(() -> guarded(name, step));
    }

    <T> T with(String name, T what, Close<T> close) {
        add(
                name,
                () -> {
                    try {
                        close.of(what);
                    } catch (IOException | SQLException e) {
                        LOG.warn("closing the {} failed", name, e);
                    }
                });
        return what;
    }

    private static void guarded(String name, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.warn("closing the {} failed", name, e);
        }
    }

    void close() {
        if (closed.compareAndSet(null, Boolean.TRUE)) {
            steps.forEach(Runnable::run);
        }
    }
}
