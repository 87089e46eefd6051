package org.tapwarden.detector.sensor;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;

/// Who plays which role by the office's own word: the segments file, and the column `kind` of the
/// approved list. What the wire says of itself never makes somebody the office's.
final class Roles {

    private static final Set<Role> FORWARDS =
            EnumSet.of(
                    Role.ROUTER,
                    Role.SWITCH,
                    Role.ACCESS_POINT,
                    Role.WLAN_CONTROLLER,
                    Role.VIRTUAL_MACHINES,
                    Role.LOAD_BALANCER);

    private Map<Long, Role> approved = Map.of();

    /// @param byMac roles of approved devices, by MAC
    void approved(Map<Long, Role> byMac) {
        approved = new HashMap<>(byMac);
    }

    boolean isOffices(Endpoint endpoint, Role role) {
        if (isOffices(endpoint.segment(), endpoint.mac(), role)) {
            return true;
        }
        Set<String> declared = endpoint.segment().equipment().getOrDefault(role, Set.of());
        if (declared.isEmpty()) {
            return false;
        }
        for (Address address : endpoint.addresses()) {
            if (declared.contains(address.toString())) {
                return true;
            }
        }
        return false;
    }

    boolean isOffices(Segment where, long mac, Role role) {
        if (mac == 0) {
            return false;
        }
        return approved.get(mac) == role
                || where.equipment().getOrDefault(role, Set.of()).contains(new Mac(mac).toString());
    }

    /// Whether the endpoint is the office's equipment that hands on what others send: it is no
    /// rogue router, whatever it looks like.
    boolean mayForward(Endpoint endpoint) {
        for (Role role : FORWARDS) {
            if (isOffices(endpoint, role)) {
                return true;
            }
        }
        return false;
    }

    boolean isDeclared(Segment segment, Role role) {
        return segment.equipment().containsKey(role) || approved.containsValue(role);
    }
}
