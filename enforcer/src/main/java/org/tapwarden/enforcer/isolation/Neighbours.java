package org.tapwarden.enforcer.isolation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Commands;

/// At which MAC an address of a subnet is, as far as this machine knows.
public interface Neighbours {

    /// Everybody known on an interface of this machine.
    Map<Address, Mac> on(String device);

    /// The kernel's table.
    static Neighbours ofKernel(Commands commands) {
        var json = new ObjectMapper();
        Set<String> dead = Set.of("FAILED", "INCOMPLETE", "NONE");
        return device -> {
            Commands.Ran ran =
                    commands.run(List.of("ip", "-j", "neigh", "show", "dev", device), "");
            var known = new HashMap<Address, Mac>();
            try {
                for (JsonNode one : json.readTree(ran.out().isBlank() ? "[]" : ran.out())) {
                    String mac = one.path("lladdr").asText();
                    if (!mac.isEmpty() && !dead.contains(one.path("state").path(0).asText())) {
                        known.put(Address.parse(one.path("dst").asText()), Mac.parse(mac));
                    }
                }
            } catch (JsonProcessingException | IllegalArgumentException e) {
                // What cannot be read is not known.
                return Map.of();
            }
            return known;
        };
    }
}
