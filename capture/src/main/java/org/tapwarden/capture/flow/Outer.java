package org.tapwarden.capture.flow;

import java.util.Locale;

/// The tunnel that a flow's frames came in; the innermost where several are nested.
public enum Outer {
    NONE,
    GRE,
    ERSPAN,
    IP_IN_IP,
    MPLS,
    PPPOE;

    /// The name in records.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
