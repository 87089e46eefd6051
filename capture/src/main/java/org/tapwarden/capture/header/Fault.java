package org.tapwarden.capture.header;

import java.util.Locale;

/// What is wrong with a frame. Bytes that lie are data: each lie has its name and its counter.
///
/// The headers find those that one header shows by itself; the capture loop finds those that need
/// the wire length, the clock, or the frames before.
public enum Fault {
    NONE,

    /// The header does not fit before `end`. Where the snap length cut the frame that is honest,
    /// and the frame is counted as cut; where the whole frame was captured it is a lie.
    TRUNCATED,
    /// Not the version that the layer below announced.
    WRONG_VERSION,
    /// A header shorter than its own fixed part.
    IMPOSSIBLE_HEADER_LENGTH,
    /// An IP packet shorter than its header.
    IMPOSSIBLE_TOTAL_LENGTH,
    /// An IP packet longer than what the wire carried.
    TOTAL_LENGTH_BEYOND_WIRE,

    /// A TCP data offset below five words (RFC 9293, section 3.1).
    TCP_HEADER_TOO_SHORT,
    /// TCP options that run past the IP packet.
    TCP_HEADER_TOO_LONG,
    /// A UDP length below its own eight bytes (RFC 768).
    UDP_LENGTH_TOO_SHORT,
    /// A UDP datagram that runs past the IP packet.
    UDP_LENGTH_TOO_LONG,

    /// ARP for something else than IPv4 over six-byte addresses.
    ARP_WRONG_SIZES,
    /// A PPP protocol number that is even, or framing that is neither `ff03` nor Cisco's.
    PPP_WRONG_PROTOCOL,
    /// A GRE source route, or a version 1 header without its key (RFC 2784, RFC 2637).
    GRE_WRONG_FLAGS,

    /// A VXLAN header that does not say that its network identifier is valid (RFC 7348, section 5).
    VXLAN_WRONG_FLAGS,
    /// A GTP-U message that carries nobody's packet (3GPP TS 29.281, section 5.1).
    GTP_NO_USER_DATA,
    /// An extension header of length zero (3GPP TS 29.281, section 5.2.1).
    GTP_EMPTY_EXTENSION,
    /// More extension headers than any standard stacks.
    GTP_TOO_MANY_EXTENSIONS,
    /// IPv6 on Teredo's port whose addresses are not Teredo's (RFC 4380, section 5.2).
    TEREDO_WRONG_ADDRESS,
    /// DTLS between access point and controller: no lie, but nothing that can be read (RFC 5415,
    /// section 4.2).
    CAPWAP_ENCRYPTED,
    /// A radio's own header before an 802.11 frame, with a length or fields that cannot be.
    RADIO_HEADER_WRONG,
    /// An 802.11 frame that the radio itself says it received wrongly.
    RADIO_DAMAGED,

    /// An ICMPv6 type outside 133 to 137, read as neighbour discovery.
    ND_WRONG_TYPE,
    /// Neighbour discovery with a code other than zero, which receivers discard (RFC 4861, 6.1,
    /// 7.1).
    ND_WRONG_CODE,
    /// Neighbour discovery that a router forwarded: hop limit below 255 (RFC 4861, section 3.1).
    ND_WRONG_HOP_LIMIT,
    /// An option of length zero, on which a careless reader loops for ever (RFC 4861, section 4.6).
    ND_EMPTY_OPTION,
    /// An option whose size or content its type does not allow.
    ND_WRONG_OPTION,
    /// More options than any router sends.
    ND_TOO_MANY_OPTIONS,

    /// A stack of VLAN tags deeper than we follow.
    TOO_MANY_TAGS,
    /// A stack of MPLS labels deeper than we follow.
    TOO_MANY_LABELS,
    /// A chain of IPv6 extension headers longer than we follow.
    TOO_MANY_EXTENSIONS,
    /// Tunnels in tunnels, deeper than we follow.
    TOO_MANY_TUNNELS,

    /// A fragment that would end past byte 65,535 of its packet ("ping of death").
    FRAGMENT_TOO_FAR,
    /// A fragment, not the last, whose length is no multiple of eight (RFC 791, section 3.2).
    FRAGMENT_UNEVEN,
    /// Two fragments that claim the same bytes (RFC 5722, section 4).
    FRAGMENT_OVERLAP,
    /// No room to keep another fragment.
    FRAGMENT_CAP,

    /// A link type that is not in {@link org.tapwarden.capture.LinkType}.
    UNKNOWN_LINK_TYPE,
    /// No lie: a frame that carries neither IP nor anything else that we read.
    NOT_IP,

    /// Stamped more than an hour ahead of event time.
    CLOCK_AHEAD,
    /// Stamped more than an hour behind event time.
    CLOCK_BEHIND;

    private final String metricName = name().toLowerCase(Locale.ROOT);

    /// As it stands in the metrics; part of the interface to dashboards, so a rename is a change.
    public String metricName() {
        return metricName;
    }
}
