package org.tapwarden.detector.rogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Evidence;

/// Knows a home router by what it says of itself: maker, host name, DHCP request.
///
/// A maker alone is little: the same names stand on network adapters and docking stations. So a
/// maker is enough only where nothing that the device says speaks of a computer.
public final class RouterIdentity {

    /// Makers whose name on a MAC means, in a school, a box that somebody brought along. Ours, from
    /// the registry's spelling; makers of managed equipment (Cisco, Aruba, Ubiquiti, Ruckus) are
    /// left out, since offices own it, and so are those that make computers and phones, too (ASUS,
    /// Huawei, Xiaomi): their routers are known by name and DHCP.
    private static final List<String> MAKERS =
            List.of(
                    "tp-link",
                    "netgear",
                    "d-link",
                    "dlink",
                    "linksys",
                    "belkin",
                    "tenda",
                    "mercusys",
                    "buffalo",
                    "zyxel",
                    "routerboard",
                    "mikrotik",
                    "gl technologies",
                    "edimax",
                    "totolink",
                    "zioncom",
                    "avm ",
                    "sercomm",
                    "arcadyan",
                    "actiontec",
                    "keenetic",
                    "eero",
                    "amped wireless",
                    "trendnet",
                    "cudy",
                    "shenzhen four seas",
                    "comtrend",
                    "sagemcom",
                    "technicolor",
                    "arris group",
                    "wavlink");

    private static final Pattern NAME =
            Pattern.compile(
                    "(?i)^(tl-|archer|deco|ac[0-9]{3,4}|rt-(ac|ax|be|n)|dir-|wrt|wnr|wndr|"
                            + "rbr[0-9]|r[6-9][0-9]{3}|openwrt|dd-wrt|lede|netgear|linksys|"
                            + "fritz[.!]?box|mikrotik|gl-|tenda|mercusys|mw[0-9]{3}|speedport|"
                            + "e[0-9]{4}$|ea[0-9]{4}|orbi|nighthawk|eero|cudy|router|.*router$|"
                            + "extender|re[0-9]{3}$|asuswrt|keenetic|huawei-?hg|zyxel|"
                            + "homehub|livebox|travelrouter|.*-ap$|accesspoint).*");

    /// Software that computers and phones run, and routers do not.
    private static final Pattern COMPUTER =
            Pattern.compile("(?i)^(msft|android|cros|dhcpcd|anaconda|apple|.*windows).*");

    private static final Pattern EMBEDDED =
            Pattern.compile("(?i)^(udhcp|dhcpcd.*router|busybox).*");

    private RouterIdentity() {}

    /// All that speaks for a router now; empty when it is not enough.
    public static List<Evidence> of(Endpoint endpoint, long atNanos) {
        List<Evidence> evidence = new ArrayList<>();
        boolean madeRouters = makesRouters(endpoint.maker());
        boolean named = NAME.matcher(endpoint.hostName()).matches();
        boolean embedded = EMBEDDED.matcher(endpoint.vendorClass()).matches();
        if (madeRouters) {
            evidence.add(found(endpoint, RouterReason.MAKER_OF_ROUTERS, endpoint.maker(), atNanos));
        }
        if (named) {
            evidence.add(
                    found(
                            endpoint,
                            RouterReason.HOST_NAME_OF_A_ROUTER,
                            endpoint.hostName(),
                            atNanos));
        }
        if (embedded && (madeRouters || named)) {
            evidence.add(
                    found(
                            endpoint,
                            RouterReason.DHCP_OF_A_ROUTER,
                            endpoint.vendorClass(),
                            atNanos));
        }
        // A network adapter of the same maker in a computer says the computer's name.
        boolean otherName = !endpoint.hostName().isEmpty() && !named;
        boolean enough = evidence.size() >= (saysComputer(endpoint) || otherName ? 2 : 1);
        return enough ? evidence : List.of();
    }

    private static Evidence found(
            Endpoint endpoint, RouterReason reason, String detail, long atNanos) {
        return new Evidence(endpoint.id(), reason, detail, atNanos);
    }

    /// Whether this maker's name, by the registry, stands on home routers, too.
    static boolean makesRouters(String maker) {
        String lower = maker.toLowerCase(Locale.ROOT);
        return MAKERS.stream().anyMatch(lower::contains);
    }

    static boolean saysComputer(Endpoint endpoint) {
        return COMPUTER.matcher(endpoint.vendorClass()).matches();
    }

    /// What there is to say against it, one sentence each.
    public static List<String> against(Endpoint endpoint) {
        List<String> against = new ArrayList<>();
        if (makesRouters(endpoint.maker())) {
            against.add(
                    endpoint.maker()
                            + " also makes network adapters and docking stations for computers");
        }
        if (saysComputer(endpoint)) {
            against.add(
                    "its DHCP request ("
                            + endpoint.vendorClass()
                            + ") is that of a computer or phone");
        }
        if (endpoint.hostName().isEmpty()) {
            against.add("it never said a host name");
        }
        against.add("a MAC address and a host name can be chosen by whoever owns the device");
        return against;
    }
}
