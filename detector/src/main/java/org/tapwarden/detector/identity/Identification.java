package org.tapwarden.detector.identity;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.place.Place;

/// That somebody used an endpoint, as one source said. Either the MAC or the address is known,
/// often both. The name comes from outside: escape it where it is shown.
///
/// @param mac 48 bits, 0 when the source does not say
/// @param address null when the source does not say
/// @param person the account's name as the source writes it, without a password or realm secret; a
///   machine's own account (`host/...`, `...$`) is a device, not a person, see {@link #isMachine};
///   empty where only the place is told
/// @param what began, goes on, or ended
/// @param confidence percent, ours: see {@link Source}
/// @param atMillis event time of the frame, or the time that the record speaks of, since 1970
/// @param place where, when the source says that, too
public record Identification(
        long mac,
        @Nullable Address address,
        String person,
        What what,
        Source source,
        int confidence,
        long atMillis,
        @Nullable Place place) {

    /// A name's control characters become spaces: one name shall not look like two.
    public Identification {
        person = person.replaceAll("\\p{Cntrl}", " ");
    }

    /// Which part of a session it is.
    public enum What {
        BEGAN,
        GOES_ON,
        ENDED
    }

    /// Who said so, with the confidence that we give it at best.
    public enum Source {
        /// Accounting records that a network access server sent us (RFC 2866): it has asked for a
        /// proof of identity.
        RADIUS_ACCOUNTING(95),
        /// The same, seen on the tap: not verified, anybody can send such a packet.
        RADIUS_SEEN(60),
        /// The client name of a Kerberos request that was granted (RFC 4120).
        KERBEROS(80),
        /// A host name in DHCP that carries a person's name by the office's own pattern.
        DHCP_NAME(40),
        /// A list of the office: whose machine it is, not who sits before it.
        LIST(70);

        private final int confidence;

        Source(int confidence) {
            this.confidence = confidence;
        }

        public int confidence() {
            return confidence;
        }

        /// As it stands in the ledger and in texts.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /// The one with this word; null when there is none.
        static @Nullable Source of(String word) {
            for (Source source : values()) {
                if (source.word().equals(word)) {
                    return source;
                }
            }
            return null;
        }
    }

    /// Whether the account is a computer's own.
    public boolean isMachine() {
        return isMachine(person);
    }

    /// Whether an account of this name is a computer's own.
    public static boolean isMachine(String account) {
        String name = Account.of(account).name();
        return name.startsWith("host/") || name.endsWith("$");
    }
}
