package org.tapwarden.detector.rogue;

/// One family's reason to suspect an endpoint. Kept with the event time of the frame that completed
/// it.
///
/// @param reason as a code; told as a sentence when read
/// @param detail what the code's sentence needs: a maker's name, a host name from the network
public record Evidence(long endpoint, Family family, Reason reason, String detail, long atNanos) {

    /// Why, as a code.
    public enum Reason {
        MAKER_OF_ROUTERS,
        HOST_NAME_OF_A_ROUTER,
        DHCP_OF_A_ROUTER,
        OFFERS_A_GATEWAY,
        TTL_ONE_BELOW,
        SEVERAL_SYSTEMS,
        FLOW
    }

    /// For people. `detail` may come from the network: escape the sentence where it is shown.
    public String sentence() {
        return switch (reason) {
            case MAKER_OF_ROUTERS -> "its MAC was given to " + detail + ", a maker of home routers";
            case HOST_NAME_OF_A_ROUTER ->
                    "in DHCP it calls itself '" + detail + "', a name of routers";
            case DHCP_OF_A_ROUTER ->
                    "its DHCP request (" + detail + ") is that of embedded router software";
            case OFFERS_A_GATEWAY -> "it offers itself as an internet gateway (" + detail + ")";
            case TTL_ONE_BELOW ->
                    "packets from its MAC have already made one hop (time to live "
                            + detail
                            + "): it forwards for others";
            case SEVERAL_SYSTEMS ->
                    "behind its MAC there are several systems (times to live " + detail + ")";
            case FLOW -> detail;
        };
    }
}
