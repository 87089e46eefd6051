package org.tapwarden.detector.endpoint;

import java.util.List;

/// One row of the append-only ledger: from this moment on an endpoint had this fact. It holds until
/// the next row of the same endpoint, fact and source; an address and what else there may be
/// several of (see {@link #SEVERAL}) until another endpoint of its space has it.
///
/// @param fact one of the names below, such as `address`
/// @param value as it was told; from the network, escape it where shown
/// @param fromMillis event time since 1970
/// @param source which protocol or whose list said so
/// @param confidence percent, ours
public record Binding(
        long endpoint, String fact, String value, long fromMillis, String source, int confidence) {

    public static final String ADDRESS = "address";
    public static final String HOST_NAME = "host.name";
    public static final String MAKER = "device.maker";
    public static final String STANDING = "device.standing";

    /// As {@link org.tapwarden.detector.place.PlaceText} writes it.
    public static final String PLACE = "place";

    /// When an address that an endpoint no longer has was last seen with it: the row's own time.
    public static final String ADDRESS_LAST = "address.last";

    public static final String SEGMENT = "segment";
    public static final String VLAN = "vlan";

    /// The hardware address that DHCP, RADIUS or a feed tells of an endpoint behind a router.
    public static final String MAC = "mac";

    /// To which device of the office an endpoint belongs: `asset:4711`, `serial:C02X`.
    public static final String DEVICE = "device";

    /// The account by which a machine proved to a network access server who it is (802.1X).
    public static final String AUTHENTICATED = "device.authenticated";

    public static final String VENDOR_CLASS = "dhcp.vendor-class";
    public static final String PARAMETERS = "dhcp.parameters";
    public static final String CLIENT_ID = "dhcp.client-id";
    public static final String STACK = "tcp.stack";
    public static final String SERVICE = "service";

    /// What it seems to be of the office's equipment, by its own word: a word of {@link
    /// org.tapwarden.detector.segment.Role}.
    public static final String ROLE = "device.role";

    /// A user agent's family, such as `Firefox`.
    public static final String SOFTWARE = "software";

    /// Facts of which an endpoint has several at a time.
    public static final List<String> SEVERAL = List.of(ADDRESS, ROLE, SERVICE, SOFTWARE);

    /// Every fact that tells what a device is, in the order in which people read them.
    public static final List<String> FACTS =
            List.of(
                    ADDRESS,
                    HOST_NAME,
                    MAC,
                    DEVICE,
                    AUTHENTICATED,
                    STANDING,
                    SEGMENT,
                    VLAN,
                    PLACE,
                    MAKER,
                    ROLE,
                    VENDOR_CLASS,
                    PARAMETERS,
                    CLIENT_ID,
                    STACK,
                    SERVICE,
                    SOFTWARE);
}
