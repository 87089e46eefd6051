package org.tapwarden.capture.flow;

import java.util.Locale;

/// The tunnel that a flow's frames came in; the innermost where several are nested. Records keep
/// the place in this list, so new ones come last.
public enum Outer {
    NONE,
    GRE,
    ERSPAN,
    IP_IN_IP,
    MPLS,
    PPPOE,
    VXLAN,
    GENEVE,
    /// User data of mobile networks.
    GTP_U,
    TEREDO,
    /// Between an access point and its controller.
    CAPWAP;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /// The name in records.
    public String word() {
        return word;
    }
}
