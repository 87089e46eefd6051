package org.tapwarden.capture.flow;

/// Frames that speak outside any flow.
public enum Outside {
    ARP,
    /// ICMPv6 types 133 to 137 (RFC 4861).
    NEIGHBOUR_DISCOVERY,
    /// ICMP for IPv4, type 5 (RFC 792); the message begins with the type. It is a flow, too.
    REDIRECT,
    LLDP,
    /// Cisco discovery, in LLC/SNAP.
    CDP,
    /// Spanning tree, in LLC 42-42, or of one VLAN in Cisco's SNAP.
    STP,
    /// A beacon, probe, association, deauthentication or the like, heard on the radio. The message
    /// begins with the 802.11 header.
    WIFI_MANAGEMENT,
    /// A data frame that a station sent on the radio, encrypted or empty: it tells whose network
    /// the station uses. Begins with the 802.11 header.
    WIFI_DATA
}
