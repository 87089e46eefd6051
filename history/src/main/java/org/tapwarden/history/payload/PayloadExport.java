package org.tapwarden.history.payload;

import java.io.IOException;
import java.io.OutputStream;

/// What was kept of an order up to now, about to be handed out to who said why. For one thread, and
/// once.
public final class PayloadExport implements AutoCloseable {

    private final PayloadOrder order;
    private final Reading reading;

    PayloadExport(PayloadOrder order, Reading reading) {
        this.order = order;
        this.reading = reading;
    }

    /// What a file of it is called.
    public String fileName() {
        return "case-" + order.subject().alert() + "-order-" + order.number() + ".pcapng";
    }

    /// Hands it out as pcapng. All is verified before the first byte; it stops when the order is
    /// over in between.
    ///
    /// @return frames
    public long copy(OutputStream to) throws PayloadRefused, IOException {
        return reading.copy(to);
    }

    @Override
    public void close() {
        reading.close();
    }
}
