package org.tapwarden.detector.rogue;

import org.tapwarden.detector.finding.Family;
import org.tapwarden.detector.finding.Reason;

/// Why a device serves a segment that it has no business to serve.
public enum ServerReason implements Reason {
    NOT_A_DECLARED_DHCP_SERVER(
            Family.SERVICES, "it answers DHCP and is none of the office's servers (%s)"),
    DHCP_OFFERS_DIFFER(
            Family.SERVICES, "what it offers is not what the server of this segment offers (%s)"),
    DHCP_SERVER_FORGED(Family.FORGERY, "it answers DHCP under the number of another server (%s)"),
    NOT_A_DECLARED_ROUTER(
            Family.SERVICES, "it announces IPv6 routes and is none of the office's routers (%s)"),
    ROUTES_DIFFER(
            Family.SERVICES,
            "the IPv6 network that it announces is not that of this segment's router (%s)"),
    CLIENT_ANNOUNCES_ROUTES(
            Family.SERVICES,
            "it asked for an address as computers do, and announces itself as an IPv6 router (%s)"),
    ROUTER_FORGED(
            Family.FORGERY, "it announces IPv6 routes under the address of another router (%s)"),
    SERVERS_MAC_ANSWERS_DHCP(
            Family.FORGERY,
            "DHCP answers of no server of this segment carry the MAC of a gateway or server: somebody"
                    + " forges them, unless it was set up to answer (%s)"),
    SERVERS_MAC_ANNOUNCES_ROUTES(
            Family.FORGERY,
            "IPv6 routes of no router of this segment are announced with the MAC of a gateway or"
                    + " server: somebody forges them, unless it was set up to route (%s)"),
    NOT_A_DECLARED_SWITCH(
            Family.SERVICES, "it speaks spanning tree and is none of the office's switches (%s)"),
    BRIDGE_CAME_LATER(
            Family.SERVICES,
            "it began to speak spanning tree where it was not heard before (bridge %s)"),
    WANTS_TO_BE_ROOT(
            Family.SERVICES,
            "it came later and wants to be the root of the spanning tree (bridge %s)");

    private final Family family;
    private final String template;

    ServerReason(Family family, String template) {
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
