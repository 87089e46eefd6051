package org.tapwarden.enforcer.snmp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.DurableFile;
import org.tapwarden.enforcer.snmp.ShutPort.State;

/// The record of what is shut, on the disk before a switch is asked to shut it and until the switch
/// says that it is open: a switch does not let go by itself. When {@link #change} returns, it is on
/// the disk. Safe from any thread.
final class ShutPorts {

    /// As many as there can be leases.
    static final int MOST = Caps.of(1_024, 8);

    static final String HEADER =
            "# Ports that Tapwarden has shut, and opens again. Written anew with each change.";

    private static final Logger LOG = LoggerFactory.getLogger(ShutPorts.class);
    private static final long LARGEST = 8 << 20;
    private static final String PERMISSIONS = "rw-r-----";

    private final Path file;
    private final Map<ShutPort.Key, ShutPort> ports = new LinkedHashMap<>();

    /// Lines that are not ours: kept as they are, since one may be a port that is shut.
    private final List<String> strange = new ArrayList<>();

    /// Reads what an earlier run left, and writes it anew to see that it can.
    ///
    /// @throws IllegalArgumentException in one line, when the file cannot be read or written, or is
    ///   not ours to overwrite
    ShutPorts(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                read();
            } else if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            write(ports);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "enforcer.snmp.record: " + file + " cannot be read or written", e);
        }
    }

    private void read() throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IllegalArgumentException(
                    "enforcer.snmp.record: " + file + " is larger than " + LARGEST + " bytes");
        }
        List<String> lines =
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        if (!lines.isEmpty() && !lines.getFirst().equals(HEADER)) {
            throw new IllegalArgumentException(
                    "enforcer.snmp.record: "
                            + file
                            + " is no record of ours, and is not overwritten; name another");
        }
        for (int i = 1; i < lines.size(); i++) {
            Optional<ShutPort> port = ShutPort.parse(lines.get(i));
            if (port.isPresent()) {
                ports.put(port.orElseThrow().key(), port.orElseThrow());
            } else {
                LOG.warn("{} line {} is no entry of ours, and opened by nobody", file, i + 1);
                strange.add(lines.get(i));
            }
        }
    }

    synchronized List<ShutPort> all() {
        return List.copyOf(ports.values());
    }

    synchronized Optional<ShutPort> of(ShutPort.Key key) {
        return Optional.ofNullable(ports.get(key));
    }

    /// What is held for the lease.
    synchronized List<ShutPort> of(String lease) {
        return ports.values().stream()
                .filter(port -> port.lease().equals(lease) && port.state() == State.SHUT)
                .toList();
    }

    /// What is held because of one of these, whatever the lease.
    synchronized List<ShutPort> of(Set<Mac> macs) {
        return ports.values().stream()
                .filter(port -> port.macs().stream().anyMatch(macs::contains))
                .toList();
    }

    synchronized boolean hasRoomFor(Collection<ShutPort> more) {
        long fresh = more.stream().filter(port -> !ports.containsKey(port.key())).count();
        return ports.size() + fresh <= MOST;
    }

    /// Takes these out and puts those in, in one change.
    ///
    /// @throws IOException and nothing is changed
    synchronized void change(Collection<ShutPort.Key> out, Collection<ShutPort> in)
            throws IOException {
        var next = new LinkedHashMap<>(ports);
        out.forEach(next::remove);
        in.forEach(port -> next.put(port.key(), port));
        if (next.equals(ports)) {
            return;
        }
        write(next);
        ports.clear();
        ports.putAll(next);
    }

    private void write(Map<ShutPort.Key, ShutPort> next) throws IOException {
        var text = new StringBuilder(HEADER).append('\n');
        next.values().forEach(port -> text.append(port.line()).append('\n'));
        strange.forEach(line -> text.append(line).append('\n'));
        DurableFile.replace(file, text.toString(), PERMISSIONS);
    }
}
