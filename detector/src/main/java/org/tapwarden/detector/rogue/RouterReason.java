package org.tapwarden.detector.rogue;

import org.tapwarden.detector.finding.Family;
import org.tapwarden.detector.finding.Reason;

/// Why a device seems to be a router or an access point.
public enum RouterReason implements Reason {
    MAKER_OF_ROUTERS(Family.IDENTITY, "its MAC was given to %s, a maker of home routers"),
    HOST_NAME_OF_A_ROUTER(Family.IDENTITY, "in DHCP it calls itself '%s', a name of routers"),
    DHCP_OF_A_ROUTER(Family.IDENTITY, "its DHCP request (%s) is that of embedded router software"),
    TTL_ONE_BELOW(
            Family.FORWARDING,
            "packets from its MAC have already made one hop (time to live %s): it forwards for"
                    + " others"),
    SEVERAL_SYSTEMS(
            Family.FORWARDING, "behind its MAC there are several systems (times to live of %s)"),
    SEVERAL_STACKS(
            Family.FORWARDING,
            "from its one address several systems connect in turn, known by their TCP: %s"),
    SEVERAL_USER_AGENTS(
            Family.FORWARDING,
            "from its one address programs of several systems browse in turn: %s"),
    CARRIES_OTHERS(
            Family.FORWARDING,
            "it brings DHCP requests of other devices (%s and more): it repeats for others"),
    MANY_BEHIND_ITS_PORT(Family.FORWARDING, "behind its switch port (%s) there are other devices"),
    OFFERS_A_GATEWAY(Family.SERVICES, "it offers itself as an internet gateway (%s)"),
    SAYS_ROUTER(Family.SERVICES, "in LLDP or CDP it says that it is a router ('%s')"),
    SAYS_ACCESS_POINT(Family.SERVICES, "in LLDP or CDP it says that it is an access point ('%s')"),
    SAYS_BRIDGE(Family.SERVICES, "in LLDP or CDP it says that it is a switch ('%s')"),
    ASKS_FOR_A_CONTROLLER(
            Family.SERVICES, "it speaks CAPWAP with %s, as access points do with their controller"),
    SHARES_ITS_CONNECTION(
            Family.SERVICES, "it uses %s: this computer or phone shares its connection"),
    HANDS_OUT_ADDRESSES(Family.SERVICES, "it hands out addresses (%s)"),
    ANNOUNCES_ROUTES(Family.SERVICES, "it announces itself as an IPv6 router (%s)"),
    SPEAKS_SPANNING_TREE(Family.SERVICES, "it takes part in spanning tree (bridge %s)"),
    RADIO_BESIDE_ITS_MAC(
            Family.AIR, "the radio of a Wi-Fi network (%s) has an address next to its own"),
    WIFI_STATION_ON_ITS_WIRE(
            Family.AIR,
            "a station of the Wi-Fi network beside it (%s) sends on the wire: it bridges the two");

    private final Family family;
    private final String template;

    RouterReason(Family family, String template) {
        this.family = family;
        this.template = template;
    }

    @Override
    public Family family() {
        return family;
    }

    @Override
    public String template() {
        return template;
    }
}
