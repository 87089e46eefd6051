package org.tapwarden.detector.endpoint;

/// One row of the append-only ledger: from this moment on an endpoint had this fact. It holds until
/// the next row of the same endpoint and fact.
///
/// @param fact a field of the flow language with device scope, or `address`
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
}
