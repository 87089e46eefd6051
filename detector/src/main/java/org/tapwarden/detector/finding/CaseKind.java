package org.tapwarden.detector.finding;

import java.util.Locale;

/// What a case can be about. A rule of the policy names one of these in `on`.
public enum CaseKind {
    /// A router or access point that nobody approved: two families, since each of them alone
    /// accuses innocents (34 of 909 hosts for the time to live).
    ROGUE_ROUTER(2),
    /// Hands out addresses and is not the office's. A case at once: it breaks the segment.
    ROGUE_DHCP_SERVER(1),
    /// Announces routes in IPv6 and is not the office's. A case at once.
    ROGUE_ROUTER_ADVERTISEMENT(1),
    /// Takes part in spanning tree on an access segment. A case at once.
    ROGUE_BRIDGE(1),
    /// Says in ARP or neighbour discovery that another's address is its own.
    ADDRESS_SPOOFING(1),
    /// Two use one address, and none of them seems to mean harm.
    ADDRESS_CONFLICT(1),
    /// Two devices under one MAC.
    MAC_CLONING(1),
    /// Asks for all the addresses that a server has.
    DHCP_STARVATION(1),
    /// Answers neighbours' name questions that are not about itself.
    NAME_POISONING(1),
    /// Two different answers to one DNS question.
    DNS_FORGERY(1),
    /// Sends from addresses that are not of its segment.
    FOREIGN_SOURCE(1),
    /// So many MACs that a switch forgets who is where.
    MAC_FLOOD(1),
    /// Tries many addresses or ports.
    SCAN(1),
    /// More packets than a device has reason to send.
    FLOOD(1),
    /// Broadcasts that go round.
    BROADCAST_STORM(1),
    /// The office's network name from a radio that is not the office's.
    EVIL_TWIN(1),
    /// The office's network name with weaker protection.
    WEAKENED_WIFI(1),
    /// Radio frames that throw others off.
    DEAUTHENTICATION_FLOOD(1),
    /// Not on the approved list.
    UNKNOWN_DEVICE(1),
    /// Many that are not on the list at once, told as one.
    MANY_NEW_DEVICES(1);

    private final int families;

    CaseKind(int families) {
        this.families = families;
    }

    /// How many independent families of evidence make a case.
    public int families() {
        return families;
    }

    /// As it stands in a policy file.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
