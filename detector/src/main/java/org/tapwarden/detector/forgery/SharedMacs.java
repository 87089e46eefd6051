package org.tapwarden.detector.forgery;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.endpoint.Endpoint;

/// Knows MACs that move between machines on purpose, and pairs of MACs that are one machine.
final class SharedMacs {

    private static final int TEAM_DISTANCE = 16;

    private SharedMacs() {}

    /// The MACs of first-hop redundancy: VRRP and CARP (RFC 9568, section 7.3), HSRP, HSRP for
    /// IPv6, GLBP, and network load balancing.
    static boolean isVirtual(long mac) {
        return mac >>> 16 == 0x0000_5e00L
                || mac >>> 8 == 0x0000_0c07_acL
                || mac >>> 12 == 0x0000_0c9f_fL
                || mac >>> 16 == 0x0007_b400L
                || mac >>> 12 == 0x0005_73a0_0L
                || (mac >>> 40 == 0x02L && (mac >>> 32 & 0xff) == 0xbfL);
    }

    /// Two network cards of one machine: numbers next to each other, as a maker gives them, or one
    /// host name. Both can be made up, so this excuses only what a team of cards does.
    static boolean isTeam(long a, long b, @Nullable Endpoint one, @Nullable Endpoint other) {
        boolean made = !new Mac(a).isLocallyAdministered() && !new Mac(b).isLocallyAdministered();
        boolean near = made && Math.abs(a - b) <= TEAM_DISTANCE;
        boolean named =
                one != null
                        && other != null
                        && !one.hostName().isEmpty()
                        && one.hostName().equals(other.hostName());
        return near || named;
    }
}
