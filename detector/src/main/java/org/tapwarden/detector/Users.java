package org.tapwarden.detector;

import java.time.Instant;
import java.util.Optional;
import org.tapwarden.detector.identity.Use;
import org.tapwarden.detector.identity.UsedBy;

/// Who uses devices, as far as somebody said so. Safe to call from any thread; answers are on the
/// disk. Apart from {@link Devices}, since these are persons.
public interface Users {

    /// How many people use a device, without their names; empty when nobody was known to use it by
    /// then.
    Optional<HowUsed> use(long endpoint, Instant at);

    /// Who used it at a moment; empty when nobody was known to. Whoever shows it writes down first
    /// who asked, and why.
    Optional<UsedBy> usedBy(long endpoint, Instant at);

    /// How many people use a device.
    ///
    /// @param source who says so, such as `radius-accounting`; `nobody` when the last one had left
    /// @param confidence percent, lowered where several use the device
    record HowUsed(Use use, Instant since, String source, int confidence) {}
}
