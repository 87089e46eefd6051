package org.tapwarden.detector.approved;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.segment.Role;

/// What the office says of one MAC, as the deciding thread needs it.
///
/// @param said what was said when it was said; see {@link #at}
/// @param expiresMillis since 1970; {@link #NEVER} without an end
/// @param device to which device of the inventory it belongs, such as `asset:4711`; empty when the
///   list gives neither asset tag nor serial
/// @param role what it may be by the list's column `kind`; null when that names no role
/// @param origin who said so
public record Approval(
        Standing said, long expiresMillis, String device, @Nullable Role role, Origin origin) {

    public static final long NEVER = Long.MAX_VALUE;

    /// Where an approval came from.
    public enum Origin {
        /// The office's list. An import of the next one retires it when it is not in there.
        OFFICE,
        /// A person approved this one device. The next list retires it, too, when it is not in
        /// there; but it is no list, so the appliance goes on learning.
        PERSON,
        /// The machine proved itself in 802.1X: no list knows of it, and none retires it.
        MACHINE
    }

    /// What a list says of one MAC.
    public static Approval of(ApprovedList.Entry entry, Standing said, Origin origin) {
        Instant expires = entry.expires();
        return new Approval(
                said,
                expires == null ? NEVER : expires.toEpochMilli(),
                entry.device(),
                role(entry.kind()),
                origin);
    }

    /// The role that a kind names: `router`, `Access point`; null when it is something else.
    public static @Nullable Role role(String kind) {
        String word = kind.strip().toLowerCase(Locale.ROOT).replace(' ', '-');
        for (Role role : Role.values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        return null;
    }

    /// Without an end, by the office.
    public Approval(Standing said) {
        this(said, NEVER, "", null, Origin.OFFICE);
    }

    /// An approval whose end has come leaves a known device, not an approved one.
    ///
    /// @param atMillis event time since 1970
    public Standing at(long atMillis) {
        return said == Standing.APPROVED && atMillis >= expiresMillis ? Standing.KNOWN : said;
    }
}
