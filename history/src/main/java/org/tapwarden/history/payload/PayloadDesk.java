package org.tapwarden.history.payload;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.tapwarden.detector.Alerts;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.history.payload.PayloadOrder.Subject;

/// Orders of whole payload, and whose frames a case means.
///
/// @param infrastructure MACs of those that serve others, with the reason
public record PayloadDesk(
        PayloadOrders orders,
        Alerts alerts,
        Supplier<Map<String, String>> infrastructure,
        Segments segments) {

    /// The device that a case is about: its MAC where that is known, else its address.
    ///
    /// @throws IOException in one line, where frames could be of others than the device
    public Subject subject(long number) throws IOException {
        Alert alert =
                alerts.byId(number)
                        .orElseThrow(() -> new IOException("there is no case " + number));
        if (alert.endpoint() == 0 || (alert.mac().isEmpty() && alert.address().isEmpty())) {
            throw new IOException(
                    "case " + number + " names no device, so there is nobody whose frames to keep");
        }
        if (infrastructure.get().containsKey(alert.mac())) {
            throw new IOException(
                    alert.mac()
                            + " serves others, so its frames are those of other people; case "
                            + number
                            + " gets no whole payload");
        }
        if (alert.mac().isEmpty() && segments.spaces().size() > 1) {
            throw new IOException(
                    "case "
                            + number
                            + " names no MAC, and there are several address spaces, so its address"
                            + " may be of others, too");
        }
        return new Subject(number, alert.rule(), alert.mac(), alert.address());
    }
}
