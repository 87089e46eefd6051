package org.tapwarden.classifier;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.EndReason;

/// One slice of a flow: what was counted since the slice before, and what is known by now.
///
/// Slices are cut every five minutes of event time. The last one carries the end's reason and the
/// whole flow's totals. It is self-contained: the spool, the history and a far cluster need nothing
/// else to store it.
///
/// @param slice counted since the last slice
/// @param whole counted since the flow began
public record FlowRecord(
        Identity identity,
        Conversation conversation,
        Traffic slice,
        Traffic whole,
        Label label,
        Names names,
        Place place) {

    /// Which flow, and which part of it.
    ///
    /// @param observer the sensor that saw it
    /// @param flow unique for the observer
    /// @param slice 1 for the first
    /// @param end why this is the last slice, or null when it is not
    public record Identity(String observer, long flow, int slice, @Nullable EndReason end) {

        public boolean isFinal() {
            return end != null;
        }
    }

    /// Between whom. For ICMP the type stands as source port and the code as destination port.
    ///
    /// @param protocolNumber IANA's number of the IP payload
    /// @param swapped the first packet's sender is the destination, since it answered
    /// @param claimedNanos the own timestamp of the first frame whose clock was not believed, or 0
    public record Conversation(
            int space,
            Address source,
            int sourcePort,
            Address destination,
            int destinationPort,
            int protocolNumber,
            boolean swapped,
            long claimedNanos) {

        /// `tcp`, `udp`, `icmp`, `ipv6-icmp`, or the number.
        public String transport() {
            return switch (protocolNumber) {
                case 1 -> "icmp";
                case 6 -> "tcp";
                case 17 -> "udp";
                case 58 -> "ipv6-icmp";
                case 132 -> "sctp";
                default -> Integer.toString(protocolNumber);
            };
        }
    }

    /// Counters. Bytes are those of the innermost IP packets, headers included, as IPFIX counts
    /// octets (RFC 7012), so neither padding nor tunnels change them.
    ///
    /// @param startNanos event time of the first packet counted, since 1970
    /// @param sourceFlags all TCP flags that the source sent, or-ed
    public record Traffic(
            long startNanos,
            long endNanos,
            long sourcePackets,
            long sourceBytes,
            long destinationPackets,
            long destinationBytes,
            int sourceFlags,
            int destinationFlags) {

        public long packets() {
            return sourcePackets + destinationPackets;
        }

        public long bytes() {
            return sourceBytes + destinationBytes;
        }
    }

    /// What the wire called things. Strings come from the network: escape them where shown.
    ///
    /// @param serverName TLS or QUIC server name, HTTP host, or the name an answer gave
    /// @param serverNameBasis `SEEN`, or `INFERRED` when a DNS answer named it
    /// @param question the first name asked for, in DNS and its relatives
    /// @param version what is spoken as the server chose it, else what the client offered
    /// @param software user agent or banner
    /// @param tls what a TLS handshake told besides
    public record Names(
            @Nullable String serverName,
            Basis serverNameBasis,
            @Nullable String applicationProtocol,
            @Nullable String version,
            @Nullable String question,
            @Nullable String software,
            Tls tls) {

        public static final Names NONE =
                new Names(null, Basis.NONE, null, null, null, null, Tls.NONE);

        /// The same under a name that something else gave.
        public Names named(@Nullable String name, Basis basis) {
            return new Names(name, basis, applicationProtocol, version, question, software, tls);
        }

        /// The same with more known of the handshake.
        public Names with(Tls newTls) {
            return new Names(
                    serverName,
                    serverNameBasis,
                    applicationProtocol,
                    version,
                    question,
                    software,
                    newTls);
        }
    }

    /// What a handshake of TLS, DTLS or QUIC told besides names. Strings come from the network, but
    /// for the fingerprint.
    ///
    /// @param ja4 the fingerprint of the client's hello
    /// @param cipher IANA's name of the cipher suite that the server chose, or its number in hex
    /// @param subject of the server's certificate, as `CN=...`
    /// @param issuer of the server's certificate, as `CN=..., O=...`
    /// @param alternativeName the first host name among the certificate's alternative ones
    public record Tls(
            EncryptedHello encryptedHello,
            @Nullable String ja4,
            @Nullable String cipher,
            @Nullable String subject,
            @Nullable String issuer,
            @Nullable String alternativeName) {

        public static final Tls NONE = new Tls(EncryptedHello.NONE, null, null, null, null, null);

        /// The same with another opinion of the encrypted hello.
        public Tls with(EncryptedHello opinion) {
            return new Tls(opinion, ja4, cipher, subject, issuer, alternativeName);
        }
    }

    /// Where it was seen, and whose it is.
    ///
    /// @param segment name of the segment, `unnamed` without a segments file
    /// @param population who uses the segment; it decides how long the flow is kept
    /// @param outer the tunnel it was seen in, such as `gre`, or null
    /// @param sourceMac 48 bits, 0 where the link has none
    /// @param sourceEndpoint endpoint id; 0 is "unresolved"
    public record Place(
            String segment,
            Population population,
            int vlan,
            int interfaceIndex,
            @Nullable String outer,
            long sourceMac,
            long destinationMac,
            long sourceEndpoint,
            long destinationEndpoint) {}

    /// The same slice under another label.
    public FlowRecord with(Label newLabel, Names newNames) {
        return new FlowRecord(identity, conversation, slice, whole, newLabel, newNames, place);
    }

    /// The same slice at a place that is known better.
    public FlowRecord with(Place newPlace) {
        return new FlowRecord(identity, conversation, slice, whole, label, names, newPlace);
    }
}
