package org.tapwarden.detector.segment;

import java.util.Locale;

/// What the office's own equipment does. Named in the column `kind` of the approved list and under
/// `equipment` of a segment in the segments file.
public enum Role {
    ROUTER,
    DHCP_SERVER,
    NAME_SERVER,
    SWITCH,
    ACCESS_POINT,
    WLAN_CONTROLLER,
    /// Carries virtual machines or containers: several MACs or hops behind one port.
    VIRTUAL_MACHINES,
    PHONE,
    PRINTER,
    LOAD_BALANCER,
    /// Looks whether others are there, by trying them all.
    MONITORING;

    /// As it stands in the office's files.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
