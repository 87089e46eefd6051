package org.tapwarden.enforcer.nft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

/// Whether this machine really carries a device's traffic.
///
/// Yes when a bridge of this host learnt the MAC on a port that is no uplink, or when it is a
/// living neighbour on an interface that this host forwards from and that leads to no default
/// route. A machine on a tap has neither, whatever its rules say.
final class NetworkPath {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkPath.class);
    private static final Path FORWARDING = Path.of("/proc/sys/net");

    private final KernelTables kernel = new KernelTables();
    private final Set<String> uplinks;

    NetworkPath(Set<String> uplinks) {
        this.uplinks = Set.copyOf(uplinks);
    }

    /// How this machine carries the device with that MAC; empty when it does not.
    Optional<Way> of(Mac mac) {
        try {
            Map<Integer, KernelTables.Link> links = kernel.links();
            Optional<Way> bridged = bridged(mac, links);
            return bridged.isPresent() ? bridged : routed(mac, links);
        } catch (IOException e) {
            return unknown(e);
        }
    }

    /// How this machine carries what goes to that address; empty when it does not.
    Optional<Way> of(Address address) {
        try {
            OptionalInt device = kernel.device(address);
            if (device.isEmpty() || kernel.leadingOut().contains(device.getAsInt())) {
                return Optional.empty();
            }
            return Optional.ofNullable(kernel.links().get(device.getAsInt()))
                    .map(KernelTables.Link::name)
                    .filter(name -> !uplinks.contains(name) && forwards(name))
                    .map(name -> new Way(name, false, Set.of(address)));
        } catch (IOException e) {
            return unknown(e);
        }
    }

    /// The network devices that there are, by name, with their numbers.
    Map<String, Integer> devices() {
        var devices = new HashMap<String, Integer>();
        try {
            kernel.links().forEach((index, link) -> devices.put(link.name(), index));
        } catch (IOException e) {
            var _ = unknown(e);
        }
        return devices;
    }

    private static Optional<Way> unknown(IOException e) {
        LOG.warn("what this machine carries cannot be read: {}", e.getMessage());
        return Optional.empty();
    }

    private Optional<Way> bridged(Mac mac, Map<Integer, KernelTables.Link> links)
            throws IOException {
        for (KernelTables.Learnt entry : kernel.learnt(mac)) {
            KernelTables.Link port = links.get(entry.port());
            if (port != null
                    && !uplinks.contains(port.name())
                    && leadsOn(entry.bridge(), port, links)) {
                return Optional.of(new Way(port.name(), true, Set.of()));
            }
        }
        return Optional.empty();
    }

    /// A bridge with one port, as some make of a tap interface, carries nothing anywhere, but where
    /// this machine routes from it.
    private boolean leadsOn(
            int bridge, KernelTables.Link port, Map<Integer, KernelTables.Link> links)
            throws IOException {
        boolean another =
                links.values().stream()
                        .anyMatch(l -> l.master() == bridge && l.index() != port.index());
        KernelTables.Link itself = links.get(bridge);
        return another || (itself != null && forwards(itself.name()) && kernel.hasAddress(bridge));
    }

    private Optional<Way> routed(Mac mac, Map<Integer, KernelTables.Link> links)
            throws IOException {
        var devices = new TreeSet<String>();
        var addresses = new HashSet<Address>();
        Map<Integer, Set<Address>> neighbours = kernel.neighbours(mac);
        if (neighbours.isEmpty()) {
            return Optional.empty();
        }
        Set<Integer> leadOut = kernel.leadingOut();
        neighbours.forEach((index, known) -> {
            KernelTables.Link device = links.get(index);
            if (device != null
                    && !leadOut.contains(index)
                    && !uplinks.contains(device.name())
                    && forwards(device.name())) {
                devices.add(device.name());
                // Those are not routed, and another device may have the same elsewhere.
                known.stream().filter(a -> !a.isLinkLocal()).forEach(addresses::add);
            }
        });
        return devices.isEmpty()
                ? Optional.empty()
                : Optional.of(new Way(devices.first(), false, addresses));
    }

    private static boolean forwards(String device) {
        return NftSettings.DEVICE.matcher(device).matches()
                && (on("ipv4", device) || on("ipv6", device));
    }

    private static boolean on(String family, String device) {
        Path file =
                FORWARDING.resolve(family).resolve("conf").resolve(device).resolve("forwarding");
        try {
            return Files.readString(file).strip().equals("1");
        } catch (IOException e) {
            return false;
        }
    }
}
