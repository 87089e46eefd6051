package org.tapwarden.classifier.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;

/// Something that a message says about the network, beyond the flow it came in.
///
/// Strings come from the wire: they are cut to {@link Learnt#MAX_TEXT} characters and otherwise as
/// they were; whoever shows them escapes them.
public sealed interface Telling {

    /// A name server answered, or a neighbour who says to have the name.
    ///
    /// @param name what was asked, lower case, without a trailing dot
    /// @param addresses the A and AAAA records at the end of the alias chain, or the hints of HTTPS
    ///   and SVCB records (RFC 9460, section 7.3), at most {@link #MAX_ADDRESSES}
    /// @param ttlSeconds the smallest time to live among them
    /// @param front the public name under which hellos to it are to be encrypted (RFC 9848), lower
    ///   case, or null when the answer says nothing of that
    /// @param via DNS, or a protocol in which neighbours answer (LLMNR, NBNS)
    /// @param transaction the message's id, which ties an answer to its question; -1 without one
    record NameAnswered(
            String name,
            List<Address> addresses,
            long ttlSeconds,
            @Nullable String front,
            Protocol via,
            int transaction)
            implements Telling {

        /// Of an answer whose id is of no interest.
        public static final int NO_TRANSACTION = -1;

        /// A name server's answer.
        public NameAnswered(
                String name, List<Address> addresses, long ttlSeconds, @Nullable String front) {
            this(name, addresses, ttlSeconds, front, Protocol.DNS, NO_TRANSACTION);
        }

        /// Whether a name server answered, and not a neighbour, whom nobody has to believe.
        public boolean isFromNameServer() {
            return via == Protocol.DNS;
        }

        /// An answer that says nothing of encryption.
        public NameAnswered(String name, List<Address> addresses, long ttlSeconds) {
            this(name, addresses, ttlSeconds, null);
        }

        /// More addresses than this in one answer are left out.
        public static final int MAX_ADDRESSES = 32;
    }

    /// A station asks for an address, or reports one it has (RFC 2131).
    ///
    /// @param clientMac the hardware address inside the message, 48 bits
    /// @param messageType option 53
    /// @param hostName option 12, or the first label of option 81
    /// @param vendorClass option 60
    /// @param parameters option 55 in its order, as decimal numbers with commas
    /// @param clientId option 61 in hex
    /// @param requested option 50, or the client's own address
    /// @param relay the relay agent's address, or null when there is none
    /// @param port where the relay says that the station is, or null when it does not
    record DhcpRequest(
            long clientMac,
            int messageType,
            @Nullable String hostName,
            @Nullable String vendorClass,
            @Nullable String parameters,
            @Nullable String clientId,
            @Nullable Address requested,
            @Nullable Address relay,
            @Nullable RelayPort port)
            implements Telling {

        /// A request that no relay says a port of.
        public DhcpRequest(
                long clientMac,
                int messageType,
                @Nullable String hostName,
                @Nullable String vendorClass,
                @Nullable String parameters,
                @Nullable String clientId,
                @Nullable Address requested,
                @Nullable Address relay) {
            this(
                    clientMac,
                    messageType,
                    hostName,
                    vendorClass,
                    parameters,
                    clientId,
                    requested,
                    relay,
                    null);
        }
    }

    /// The relay agent's information (RFC 3046, option 82).
    ///
    /// @param circuit sub-option 1 as text where it is printable, else in hex; empty when absent
    /// @param remote sub-option 2, the same
    record RelayPort(String circuit, String remote) {}

    /// A server offers or confirms an address (RFC 2131).
    ///
    /// @param server option 54, or the packet's sender
    /// @param assigned the address in `yiaddr`
    /// @param router option 3's first address, or null
    /// @param resolver option 6's first address, or null
    /// @param leaseSeconds option 51, 0 when absent
    record DhcpReply(
            long clientMac,
            int messageType,
            @Nullable Address server,
            @Nullable Address assigned,
            @Nullable Address relay,
            @Nullable Address router,
            @Nullable Address resolver,
            long leaseSeconds)
            implements Telling {

        /// A reply that says nothing but who and what.
        public DhcpReply(
                long clientMac,
                int messageType,
                @Nullable Address server,
                @Nullable Address assigned,
                @Nullable Address relay) {
            this(clientMac, messageType, server, assigned, relay, null, null, 0);
        }
    }

    /// A station asks by DHCPv6, or a server answers (RFC 8415).
    ///
    /// @param messageType 1 solicit, 2 advertise, 3 request, 7 reply ...
    /// @param client the client's DUID in hex (option 1), or null
    /// @param server the server's DUID in hex (option 2), or null
    /// @param addresses what is given or asked for (option 5), at most 8
    record Dhcpv6Message(
            int messageType,
            @Nullable String client,
            @Nullable String server,
            List<Address> addresses)
            implements Telling {
        public Dhcpv6Message {
            addresses = List.copyOf(addresses);
        }

        /// Whether a server says it.
        public boolean isFromServer() {
            return messageType == 2 || messageType == 7;
        }
    }

    /// A station says its own name.
    ///
    /// @param via which protocol said so
    record NameAnnounced(String name, Protocol via) implements Telling {}

    /// Somebody uses a station with an account, as a server was told or granted. Nobody verified
    /// the message: whoever reaches the tap can send one.
    ///
    /// @param account as it is written, with its realm; no password is near it
    /// @param mac of the station, 48 bits, 0 when not said
    /// @param address of the station, null when not said; the receiver of a Kerberos reply is it
    /// @param server the switch or access point that says so, empty when it is none
    /// @param port of it, empty when not said
    /// @param vlan 0 when not said
    record AccountUsed(
            String account,
            long mac,
            @Nullable Address address,
            Part part,
            String server,
            String port,
            int vlan,
            By by)
            implements Telling {

        /// Which part of a session it is.
        public enum Part {
            BEGAN,
            GOES_ON,
            ENDED
        }

        /// In which protocol.
        public enum By {
            /// An accounting request (RFC 2866).
            RADIUS_ACCOUNTING,
            /// A reply that grants a ticket (RFC 4120, section 5.4.2).
            KERBEROS
        }
    }

    /// A station offers a service to its neighbours: an SSDP device type, an mDNS service.
    ///
    /// @param service such as `urn:schemas-upnp-org:device:InternetGatewayDevice:1`
    record ServiceAnnounced(String service, @Nullable String software, Protocol via)
            implements Telling {}
}
