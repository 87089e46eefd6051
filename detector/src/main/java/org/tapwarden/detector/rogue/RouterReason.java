package org.tapwarden.detector.rogue;

import org.tapwarden.detector.finding.Family;
import org.tapwarden.detector.finding.Reason;

/// Why a device seems to be a router or an access point.
public enum RouterReason implements Reason {
    MAKER_OF_ROUTERS(Family.IDENTITY, "its MAC was given to %s, a maker of home routers"),
    HOST_NAME_OF_A_ROUTER(Family.IDENTITY, "in DHCP it calls itself '%s', a name of routers"),
    DHCP_OF_A_ROUTER(Family.IDENTITY, "its DHCP request (%s) is that of embedded router software"),
    OFFERS_A_GATEWAY(Family.IDENTITY, "it offers itself as an internet gateway (%s)"),
    TTL_ONE_BELOW(
            Family.FORWARDING,
            "packets from its MAC have already made one hop (time to live %s): it forwards for"
                    + " others"),
    SEVERAL_SYSTEMS(
            Family.FORWARDING, "behind its MAC there are several systems (times to live %s)");

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
