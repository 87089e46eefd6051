package org.tapwarden.appliance.run;

import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.metrics.Metrics;
import org.tapwarden.appliance.settings.Settings;

/// The console of an appliance, and what is printed when it opens.
public final class Front implements AutoCloseable {

    private final Metrics metrics;

    /// @param out where the address is printed; null when nobody shall look
    /// @throws IOException in one line, when the port is taken
    public Front(Appliance appliance, Settings settings, @Nullable PrintWriter out)
            throws IOException {
        this.metrics =
                new Metrics(
                        appliance.health(),
                        appliance.alerts(),
                        appliance.history(),
                        appliance.enforcement());
    }

    @Override
    public void close() {}
}
