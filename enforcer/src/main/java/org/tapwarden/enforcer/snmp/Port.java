package org.tapwarden.enforcer.snmp;

import java.util.List;
import java.util.Set;
import org.tapwarden.capture.Mac;

/// A port behind which a switch sees the subject, and all that the switch says of it.
///
/// @param bridgePort its number in the bridge, `dot1dBasePort`
/// @param index its interface, `ifIndex`; -1 when the switch does not say
/// @param label what the office wrote on it, `ifAlias`
/// @param type `ifType`
/// @param admin `ifAdminStatus`, and `oper` `ifOperStatus`; -1 when the switch does not say
/// @param macs whom the switch sees there, the subject among them
/// @param taggedVlans in how many VLANs it sends with a tag
/// @param leadsUp the spanning tree has another bridge there
record Port(
        int bridgePort,
        int index,
        String name,
        String label,
        int type,
        int admin,
        int oper,
        Set<Mac> macs,
        List<Neighbour> neighbours,
        int taggedVlans,
        boolean leadsUp) {

    static final int UP = 1;
    static final int DOWN = 2;

    Port {
        macs = Set.copyOf(macs);
        neighbours = List.copyOf(neighbours);
    }

    String words() {
        String called = name.isEmpty() ? "port " + bridgePort : "port " + name;
        return label.isEmpty() ? called : called + " (" + label + ")";
    }
}
