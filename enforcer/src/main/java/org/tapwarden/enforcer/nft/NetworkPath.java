package org.tapwarden.enforcer.nft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Commands;

/// Whether this machine really carries a device's traffic.
///
/// Yes when a bridge of this host learnt the MAC on a port that is no uplink, or when it is a
/// living neighbour on an interface that this host forwards from and that leads to no default
/// route. A machine on a tap has neither, whatever its rules say.
final class NetworkPath {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> DEAD = Set.of("FAILED", "INCOMPLETE", "NONE");

    private final Commands commands;
    private final Set<String> uplinks;

    NetworkPath(Commands commands, Set<String> uplinks) {
        this.commands = commands;
        this.uplinks = Set.copyOf(uplinks);
    }

    /// How this machine carries the device with that MAC; empty when it does not.
    Optional<Way> of(Mac mac) {
        return bridgePort(mac).or(() -> routedInterface(mac));
    }

    /// How this machine carries what goes to that address; empty when it does not.
    Optional<Way> of(Address address) {
        Set<String> leadOut = leadingOut();
        for (JsonNode route : json("ip", "-j", "route", "get", address.toString())) {
            String device = route.path("dev").asText();
            boolean local = route.path("type").asText().equals("local");
            if (!local && !leadOut.contains(device) && forwards(device)) {
                return Optional.of(new Way(device, false, Set.of(address)));
            }
        }
        return Optional.empty();
    }

    /// The network devices that there are, by name, with their numbers.
    Map<String, Integer> devices() {
        var devices = new HashMap<String, Integer>();
        for (JsonNode link : json("ip", "-j", "link", "show")) {
            devices.put(link.path("ifname").asText(), link.path("ifindex").asInt());
        }
        return devices;
    }

    private Optional<Way> bridgePort(Mac mac) {
        for (JsonNode entry : json("bridge", "-j", "fdb", "show")) {
            String port = entry.path("ifname").asText();
            boolean learnt =
                    entry.path("mac").asText().equals(mac.toString())
                            && entry.has("master")
                            && !entry.path("state").asText().equals("permanent");
            if (learnt && !uplinks.contains(port) && hasAnotherPort(entry, port)) {
                return Optional.of(new Way(port, true, Set.of()));
            }
        }
        return Optional.empty();
    }

    /// A bridge with one port, as some make of a tap interface, carries nothing anywhere.
    private boolean hasAnotherPort(JsonNode entry, String port) {
        String bridge = entry.path("master").asText();
        for (JsonNode link : json("ip", "-j", "link", "show", "master", bridge)) {
            if (!link.path("ifname").asText().equals(port)) {
                return true;
            }
        }
        return hasAddress(bridge);
    }

    private boolean hasAddress(String device) {
        for (JsonNode link : json("ip", "-j", "addr", "show", "dev", device)) {
            if (forwards(device) && !link.path("addr_info").isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private Optional<Way> routedInterface(Mac mac) {
        Set<String> leadOut = leadingOut();
        var devices = new TreeSet<String>();
        var addresses = new HashSet<Address>();
        for (JsonNode neighbour : json("ip", "-j", "neigh", "show")) {
            String device = neighbour.path("dev").asText();
            boolean alive =
                    neighbour.path("lladdr").asText().equals(mac.toString())
                            && !DEAD.contains(neighbour.path("state").path(0).asText());
            if (alive && !leadOut.contains(device) && forwards(device)) {
                devices.add(device);
                addresses.add(Address.parse(neighbour.path("dst").asText()));
            }
        }
        return devices.isEmpty()
                ? Optional.empty()
                : Optional.of(new Way(devices.first(), false, addresses));
    }

    private Set<String> leadingOut() {
        var leadOut = new HashSet<>(uplinks);
        for (String family : List.of("-4", "-6")) {
            for (JsonNode route : json("ip", "-j", family, "route", "show", "default")) {
                leadOut.add(route.path("dev").asText());
            }
        }
        return leadOut;
    }

    private boolean forwards(String device) {
        if (!device.matches("[A-Za-z0-9_.-]{1,15}")) {
            return false;
        }
        return on("/proc/sys/net/ipv4/conf/" + device + "/forwarding")
                || on("/proc/sys/net/ipv6/conf/" + device + "/forwarding");
    }

    private boolean on(String file) {
        return commands.run(List.of("cat", file), "").out().strip().equals("1");
    }

    private JsonNode json(String... command) {
        Commands.Ran ran = commands.run(List.of(command), "");
        try {
            return JSON.readTree(ran.succeeded() && !ran.out().isBlank() ? ran.out() : "[]");
        } catch (JsonProcessingException e) {
            return JSON.createArrayNode();
        }
    }
}
