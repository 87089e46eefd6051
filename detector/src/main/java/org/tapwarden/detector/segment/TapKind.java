package org.tapwarden.detector.segment;

import java.util.Locale;

/// Where the tap of a segment sits, which decides what its frames can prove.
public enum TapKind {
    /// Device MACs are visible: a frame's sender is the device itself.
    ACCESS,
    /// Behind a layer-3 hop: the MACs are the hop's, only addresses tell devices apart.
    ROUTED,
    /// Outside the address translation: one address is many devices.
    OUTSIDE_NAT,
    /// Nobody said.
    UNDECLARED;

    /// The name in settings and on pages.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
