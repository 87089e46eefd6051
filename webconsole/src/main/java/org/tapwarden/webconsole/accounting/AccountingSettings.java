package org.tapwarden.webconsole.accounting;

import java.util.List;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.segment.Prefix;

/// Where accounting records come in, and from whom.
///
/// @param host address to listen on
/// @param port UDP; 0 takes a free one
/// @param clients those that may send; the longest prefix that holds a sender counts
/// @param mostPerSecond packets of one sender, more are not looked at
public record AccountingSettings(String host, int port, List<Client> clients, int mostPerSecond) {

    /// The port of IANA (RFC 2866, section 3).
    public static final int USUAL_PORT = 1_813;

    public static final int USUAL_PER_SECOND = 1_000;

    /// A prefix may hold many senders, and each is kept count of.
    public static final int MOST_CLIENTS = 4_096;

    public AccountingSettings {
        clients = List.copyOf(clients);
    }

    /// One or more network access servers that share a secret.
    ///
    /// @param secret as text in UTF-8; {@link #toString} does not show it
    /// @param requireMessageAuthenticator whether requests without one are refused; many switches
    ///   send none with accounting
    public record Client(Prefix prefix, String secret, boolean requireMessageAuthenticator) {

        boolean holds(Address address) {
            return prefix.contains(address);
        }

        @Override
        public String toString() {
            return "client " + prefix;
        }
    }
}
