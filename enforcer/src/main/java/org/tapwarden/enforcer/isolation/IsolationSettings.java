package org.tapwarden.enforcer.isolation;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.yaml.Yaml;

/// The section `enforcer.isolation`: which subnets opted in. Without it nobody is isolated, and
/// nobody is outside of these.
///
/// @param record where it is kept whom the truth is owed to
public record IsolationSettings(Path record, List<Subnet> subnets) {

    static final int MOST_SUBNETS = 64;
    static final int MOST_GATEWAYS = 4;

    private static final String AT = "enforcer.isolation";
    private static final Pattern INTERFACE = Pattern.compile("[^/\\s]{1,15}");

    /// A subnet that opted in.
    ///
    /// @param device the interface of this machine in that subnet
    /// @param gateways every address that devices send by; of IPv6 the link-local one above all
    /// @param gatewayMac empty: as this machine's neighbour table has it
    public record Subnet(
            String device, Prefix prefix, Set<Address> gateways, Optional<Mac> gatewayMac) {}

    /// @param node null when there is no such section
    /// @param taps where nothing may be sent
    /// @param state the folder for the record
    /// @throws IllegalArgumentException in one line that names key and value, and what would be
    ///   right
    public static Optional<IsolationSettings> of(
            @Nullable JsonNode node, List<String> taps, Path state) {
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        Yaml.onlyKeys(node, AT, Set.of("subnets"));
        JsonNode list = node.get("subnets");
        if (list == null || !list.isArray() || list.isEmpty() || list.size() > MOST_SUBNETS) {
            throw new IllegalArgumentException(
                    AT
                            + ".subnets: list those that opted in, 1 to "
                            + MOST_SUBNETS
                            + ", each with 'interface', 'prefix' and 'gateway'");
        }
        var subnets = new ArrayList<Subnet>();
        var prefixes = new LinkedHashSet<Prefix>();
        for (JsonNode one : list) {
            String at = AT + ".subnets[" + subnets.size() + "]";
            Subnet subnet = subnet(one, at, taps);
            if (!prefixes.add(subnet.prefix())) {
                throw new IllegalArgumentException(
                        at + ".prefix: '" + subnet.prefix() + "' stands there twice");
            }
            subnets.add(subnet);
        }
        return Optional.of(new IsolationSettings(state.resolve("isolated"), List.copyOf(subnets)));
    }

    private static Subnet subnet(JsonNode node, String at, List<String> taps) {
        Yaml.onlyKeys(node, at, Set.of("interface", "prefix", "gateway", "gateway-mac"));
        String device = Yaml.text(node, at, "interface");
        if (!INTERFACE.matcher(device).matches() || taps.contains(device)) {
            throw new IllegalArgumentException(
                    at
                            + ".interface: '"
                            + device
                            + "' must be an interface in that subnet, and not the tap");
        }
        Prefix prefix = read(at + ".prefix", () -> Prefix.parse(Yaml.text(node, at, "prefix")));
        var gateways = new LinkedHashSet<Address>();
        for (String text : Yaml.texts(node, at, "gateway")) {
            Address gateway = read(at + ".gateway", () -> Address.parse(text));
            boolean linkLocal = gateway.isLinkLocal() && !gateway.isIpv4();
            if (gateway.isIpv4() != prefix.network().isIpv4()
                    || (!linkLocal && !prefix.contains(gateway))) {
                throw new IllegalArgumentException(
                        at + ".gateway: '" + text + "' must lie in " + prefix);
            }
            gateways.add(gateway);
        }
        if (gateways.isEmpty() || gateways.size() > MOST_GATEWAYS) {
            throw new IllegalArgumentException(
                    at + ".gateway: name 1 to " + MOST_GATEWAYS + " addresses of the gateway");
        }
        String mac = Yaml.text(node, at, "gateway-mac", "");
        return new Subnet(
                device,
                prefix,
                Set.copyOf(gateways),
                mac.isEmpty()
                        ? Optional.empty()
                        : Optional.of(read(at + ".gateway-mac", () -> single(mac))));
    }

    private static Mac single(String text) {
        Mac mac = Mac.parse(text);
        if (mac.isGroup() || mac.equals(Mac.UNKNOWN)) {
            throw new IllegalArgumentException("not the MAC of a single device: " + text);
        }
        return mac;
    }

    private static <T> T read(String at, java.util.function.Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(at + ": " + e.getMessage(), e);
        }
    }
}
