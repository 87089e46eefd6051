package org.tapwarden.detector.approved;

import java.time.Instant;
import org.tapwarden.detector.Devices.Standing;

/// What the office says of one MAC, as the deciding thread needs it.
///
/// @param said what was said when it was said; see {@link #at}
/// @param expiresMillis since 1970; {@link #NEVER} without an end
/// @param device to which device of the inventory it belongs, such as `asset:4711`; empty when the
///   list gives neither asset tag nor serial
/// @param origin who said so
public record Approval(Standing said, long expiresMillis, String device, Origin origin) {

    public static final long NEVER = Long.MAX_VALUE;

    /// Where an approval came from.
    public enum Origin {
        /// The office's list, or a person. An import of the next list retires it when it is not in
        /// there.
        OFFICE,
        /// The machine proved itself in 802.1X: no list knows of it, and none retires it.
        MACHINE
    }

    /// What a list says of one MAC.
    public static Approval of(ApprovedList.Entry entry, Standing said, Origin origin) {
        Instant expires = entry.expires();
        return new Approval(
                said, expires == null ? NEVER : expires.toEpochMilli(), entry.device(), origin);
    }

    /// Without an end, by the office.
    public Approval(Standing said) {
        this(said, NEVER, "", Origin.OFFICE);
    }

    /// An approval whose end has come leaves a known device, not an approved one.
    ///
    /// @param atMillis event time since 1970
    public Standing at(long atMillis) {
        return said == Standing.APPROVED && atMillis >= expiresMillis ? Standing.KNOWN : said;
    }
}
