package org.tapwarden.detector;

import java.time.Instant;
import java.util.List;
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

    /// What else the one person who uses a device uses, without a name; empty when nobody is known
    /// to use it, or more than one.
    Optional<SamePerson> samePerson(long endpoint, Instant at);

    /// The other devices of somebody, as far as somebody said so.
    ///
    /// @param hers those that nobody else is known to use, by endpoint
    /// @param shared those that others use, too: what is done to one of them is done to these, too
    record SamePerson(List<Long> hers, List<Long> shared) {
        public SamePerson {
            hers = List.copyOf(hers);
            shared = List.copyOf(shared);
        }
    }

    /// How many people use a device.
    ///
    /// @param source who says so, such as `radius-accounting`; `nobody` when the last one had left
    /// @param confidence percent, lowered where several use the device
    record HowUsed(Use use, Instant since, String source, int confidence) {}
}
