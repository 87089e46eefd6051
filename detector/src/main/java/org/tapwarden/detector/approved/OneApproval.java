package org.tapwarden.detector.approved;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;

/// That a person approves one device.
///
/// @param name for the inventory; empty leaves what is known
/// @param owner who answers for it; empty leaves what is known
/// @param expires from then on it is known and no longer approved; null without an end
/// @param alert the case that is settled by it, 0 for none
/// @param who account or user of the operating system
/// @param why in the person's words; may be empty where no case is settled
public record OneApproval(
        Mac mac,
        String name,
        String owner,
        @Nullable Instant expires,
        long alert,
        String who,
        String why) {

    /// Longest text, as in a list.
    public static final int LONGEST_TEXT = ListReading.LONGEST_TEXT;

    /// @throws IllegalArgumentException in one line, when a text is too long or moves a cursor, or
    ///   the MAC is no device's
    public OneApproval {
        if (mac.isGroup() || mac.bits() == 0) {
            throw new IllegalArgumentException(mac + " is no device's address");
        }
        check("name", name);
        check("owner", owner);
        check("reason", why);
        if (alert != 0 && why.isBlank()) {
            throw new IllegalArgumentException("say why");
        }
    }

    private static void check(String what, String text) {
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException(
                    "the " + what + " is longer than " + LONGEST_TEXT + " characters");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the " + what + " has control characters");
        }
    }

    /// The end of a last day, as people write it: the day still counts.
    ///
    /// @param day such as `2027-06-30`; empty is without an end, and so is null
    /// @param zone of the site
    /// @param now a day that is over approves nothing
    /// @throws IllegalArgumentException in one line that says what would be right
    public static @Nullable Instant endOf(String day, ZoneId zone, Instant now) {
        if (day.isBlank()) {
            return null;
        }
        Instant ends;
        try {
            ends = LocalDate.parse(day.strip()).plusDays(1).atStartOfDay(zone).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + day.replaceAll("\\p{Cntrl}", "?") + "' is no day; write it as 2027-06-30",
                    e);
        }
        if (!ends.isAfter(now)) {
            throw new IllegalArgumentException("the last day " + day.strip() + " is over");
        }
        return ends;
    }

    /// What stands on the list then.
    ///
    /// @param before what stands there now, or stood there until it was retired
    public ApprovedList.Entry entry(Optional<ApprovedList.Entry> before) {
        ApprovedList.Entry was =
                before.orElseGet(() -> new ApprovedList.Entry(mac, "", "", "", ""));
        return new ApprovedList.Entry(
                mac,
                name.isBlank() ? was.name() : name.strip(),
                owner.isBlank() ? was.owner() : owner.strip(),
                was.segment(),
                was.kind(),
                was.assetTag(),
                was.serial(),
                was.ownership(),
                was.group(),
                was.site(),
                expires);
    }

    /// As it stands beside the device: who said so, and why.
    public String source() {
        return "approved by "
                + who
                + (alert == 0 ? "" : ", case " + alert)
                + (why.isBlank() ? "" : ": " + why.strip());
    }
}
