package org.tapwarden.detector;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What people found out about alerts, and so how often each rule is right. Safe to call from any
/// thread; what is answered is on the disk.
public interface Dispositions {

    /// Keeps what somebody found out; on the disk when this returns. A later one about the same
    /// alert takes its place, the earlier one stays in the file.
    ///
    /// @param by account or user of the operating system
    /// @param why in the person's words; not empty
    /// @throws IllegalArgumentException when there is no such alert, or nothing says why
    void dispose(long alert, Disposition disposition, String by, String why, Instant at);

    /// What counts now, if somebody found out.
    Optional<Disposed> of(long alert);

    /// By rule; rules of which nobody judged an alert are left out.
    Map<String, Precision> precision();

    /// What became of an alert.
    enum Disposition {
        /// It was what the rule said.
        CONFIRMED,
        /// It was not.
        FALSE_ALARM,
        /// It was what the rule said, and may stay.
        APPROVED;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// One judgement.
    record Disposed(
            long alert, String rule, Disposition disposition, String by, String why, Instant at) {}

    /// How a rule's alerts were judged.
    record Precision(long confirmed, long falseAlarms, long approved) {

        /// Share of the judged alerts that were what the rule said; 0 to 1.
        public double share() {
            long right = confirmed + approved;
            return (double) right / (right + falseAlarms);
        }
    }
}
