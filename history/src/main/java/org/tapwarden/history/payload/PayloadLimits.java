package org.tapwarden.history.payload;

import java.time.Duration;
import java.util.Set;
import org.tapwarden.capture.Caps;

/// Who may order whole payload, and how much of it.
///
/// @param accounts that may ask, confirm, refuse, end and read; an order needs two of them
/// @param bytesOfOrder that an order may keep on the disk
public record PayloadLimits(Set<String> accounts, long bytesOfOrder) {

    /// Orders that stand or wait for the second person, at most.
    public static final int MOST_ORDERS = Caps.of(8, 2);

    /// Longest time of an order.
    public static final Duration LONGEST = Duration.ofHours(24);

    /// Time of an order that names none.
    public static final Duration USUAL = Duration.ofHours(1);

    /// How long a request waits for the second person.
    public static final Duration CONFIRM_WITHIN = Duration.ofMinutes(15);

    /// Nobody may.
    public static final PayloadLimits NOBODY = new PayloadLimits(Set.of(), 0);

    public PayloadLimits {
        accounts = Set.copyOf(accounts);
    }
}
