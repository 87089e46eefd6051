package org.tapwarden.enforcer.protect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.enforcer.driver.Commands;

/// What this host itself depends on: its own addresses, the gateways of its routes, its resolvers,
/// and the MACs that its neighbour table has for those.
public final class HostView {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> RESOLVERS =
            List.of("/etc/resolv.conf", "/run/systemd/resolve/resolv.conf");

    private final Commands commands;

    public HostView(Commands commands) {
        this.commands = commands;
    }

    /// Empty when the host did not answer; then nobody may be touched.
    public Optional<ProtectedSet> read() {
        Optional<JsonNode> links = json("ip", "-j", "addr", "show");
        Optional<JsonNode> routes4 = json("ip", "-j", "-4", "route", "show", "table", "all");
        Optional<JsonNode> routes6 = json("ip", "-j", "-6", "route", "show", "table", "all");
        Optional<JsonNode> neighbours = json("ip", "-j", "neigh", "show");
        if (links.isEmpty() || routes4.isEmpty() || routes6.isEmpty() || neighbours.isEmpty()) {
            return Optional.empty();
        }
        var entries = new HashMap<String, String>();
        own(links.get(), entries);
        var leaned = new HashMap<String, String>();
        gateways(routes4.get(), leaned);
        gateways(routes6.get(), leaned);
        resolvers(leaned);
        entries.putAll(leaned);
        for (JsonNode neighbour : neighbours.get()) {
            String why = leaned.get(neighbour.path("dst").asText());
            String mac = neighbour.path("lladdr").asText();
            // A neighbour's own word that it is a router (RFC 4861, the R flag) protects nobody:
            // every
            // home router says so, and it is the one to be stopped.
            if (!mac.isEmpty() && why != null) {
                entries.put(mac, why);
            }
        }
        return Optional.of(ProtectedSet.of(entries));
    }

    private static void own(JsonNode links, Map<String, String> entries) {
        for (JsonNode link : links) {
            String mac = link.path("address").asText();
            if (link.path("link_type").asText().equals("ether") && !mac.isEmpty()) {
                entries.put(mac, "this appliance itself (" + link.path("ifname").asText() + ")");
            }
            for (JsonNode address : link.path("addr_info")) {
                String local = address.path("local").asText();
                if (!local.isEmpty()) {
                    entries.put(local, "this appliance itself");
                }
            }
        }
    }

    private static void gateways(JsonNode routes, Map<String, String> entries) {
        for (JsonNode route : routes) {
            Set<String> hops = new HashSet<>();
            hops.add(route.path("gateway").asText());
            hops.add(route.path("via").path("host").asText());
            for (JsonNode hop : route.path("nexthops")) {
                hops.add(hop.path("gateway").asText());
            }
            hops.remove("");
            hops.forEach(hop -> entries.put(hop, "a gateway of this appliance"));
        }
    }

    private void resolvers(Map<String, String> entries) {
        for (String file : RESOLVERS) {
            Commands.Ran ran = commands.run(List.of("cat", file), "");
            ran.out()
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("nameserver"))
                    .map(line -> line.substring("nameserver".length()).strip())
                    .map(address -> address.replaceFirst("%.*", ""))
                    .filter(address -> address.matches("[0-9a-fA-F:.]+"))
                    .forEach(address -> entries.put(address, "a resolver of this appliance"));
        }
    }

    private Optional<JsonNode> json(String... command) {
        Commands.Ran ran = commands.run(List.of(command), "");
        // `ip -6` says this with exit 0 and an empty answer where IPv6 is switched off.
        if (!ran.succeeded()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(ran.out().isBlank() ? "[]" : ran.out()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
