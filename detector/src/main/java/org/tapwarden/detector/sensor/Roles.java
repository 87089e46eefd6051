package org.tapwarden.detector.sensor;

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

    private Map<Long, Role> approved = Map.of();

    /// @param byMac roles of approved devices, by MAC
    void approved(Map<Long, Role> byMac) {
        approved = new HashMap<>(byMac);
    }

    boolean isOffices(Endpoint endpoint, Role role) {
        if (approved.get(endpoint.mac()) == role) {
            return true;
        }
        Set<String> declared = endpoint.segment().equipment().getOrDefault(role, Set.of());
        if (declared.isEmpty()) {
            return false;
        }
        if (endpoint.mac() != 0 && declared.contains(new Mac(endpoint.mac()).toString())) {
            return true;
        }
        for (Address address : endpoint.addresses()) {
            if (declared.contains(address.toString())) {
                return true;
            }
        }
        return false;
    }

    boolean isDeclared(Segment segment, Role role) {
        return segment.equipment().containsKey(role) || approved.containsValue(role);
    }
}
