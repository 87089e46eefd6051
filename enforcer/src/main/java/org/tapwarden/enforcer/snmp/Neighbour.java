package org.tapwarden.enforcer.snmp;

import java.util.BitSet;

/// Who speaks LLDP at a port, as the switch has heard it.
///
/// @param called its name, or else its chassis; empty when it says neither
/// @param able what it could be, and `is` what it is: bits of `LldpSystemCapabilitiesMap` (IEEE
///   802.1AB-2005, annex H)
/// @param isMedPhone it says in LLDP-MED that it is of class III, a telephone (ANSI/TIA-1057)
record Neighbour(String called, BitSet able, BitSet is, boolean isMedPhone) {

    private static final int REPEATER = 1;
    private static final int BRIDGE = 2;
    private static final int ACCESS_POINT = 3;
    private static final int ROUTER = 4;
    private static final int TELEPHONE = 5;

    /// What it could be is enough: a telephone is somebody's way to call for help.
    boolean isPhone() {
        return isMedPhone || able.get(TELEPHONE) || is.get(TELEPHONE);
    }

    boolean isAccessPoint() {
        return is.get(ACCESS_POINT);
    }

    /// A network is behind it.
    boolean isSwitch() {
        return is.get(REPEATER) || is.get(BRIDGE) || is.get(ROUTER);
    }
}
