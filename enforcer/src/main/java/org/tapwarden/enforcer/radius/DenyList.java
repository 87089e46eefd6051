package org.tapwarden.enforcer.radius;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.DurableFile;

/// The file that a RADIUS server looks into before it lets anybody in
/// (`systemd/freeradius/tapwarden-denied`). Each line carries its end, and the server compares it
/// with its own clock: when the appliance is dead everybody is let in again.
///
/// When {@link #change} returns, it is on the disk: a new file, forced, takes the old one's place,
/// so a reader sees the one or the other whole. Owned by the enforcer's thread.
final class DenyList {

    /// As many as there can be leases, with several MACs each.
    static final int MOST = Caps.of(16_384, 16);

    static final String HEADER =
            "# Denied by Tapwarden: MAC, until (seconds since 1970), VLAN or -, lease, case."
                    + " Written anew with each change.";

    private static final Logger LOG = LoggerFactory.getLogger(DenyList.class);
    private static final long LARGEST = 8 << 20;

    /// A start after a long time without power must still see whose lease a line was.
    private static final Duration KEPT = Duration.ofDays(1);

    private final Path file;
    private final Map<Mac, Denial> denials = new TreeMap<>(Comparator.comparingLong(Mac::bits));

    /// Reads what an earlier run left.
    ///
    /// @throws IllegalArgumentException in one line, when the file cannot be read, or is not ours
    ///   to overwrite
    DenyList(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                read();
            } else if (file.getParent() == null || !Files.isWritable(file.getParent())) {
                throw new IllegalArgumentException(
                        file + " is in no folder that can be written to");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read", e);
        }
    }

    private void read() throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IllegalArgumentException(file + " is larger than " + LARGEST + " bytes");
        }
        List<String> lines =
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        if (!lines.isEmpty() && !lines.getFirst().equals(HEADER)) {
            throw new IllegalArgumentException(
                    file + " is no list of ours, and is not overwritten; name another");
        }
        for (int i = 1; i < lines.size(); i++) {
            Optional<Denial> denial = Denial.parse(lines.get(i));
            if (denial.isPresent() && denials.size() < MOST) {
                denials.put(denial.orElseThrow().mac(), denial.orElseThrow());
            } else {
                LOG.warn("{} line {} is no entry of ours, it is left out", file, i + 1);
            }
        }
    }

    Optional<Denial> of(Mac mac) {
        return Optional.ofNullable(denials.get(mac));
    }

    /// Those that the server denies now.
    List<Denial> held(Instant now) {
        return denials.values().stream().filter(d -> d.holds(now)).toList();
    }

    /// All lines, also of those that are let go and not moved back yet.
    List<Denial> all() {
        return List.copyOf(denials.values());
    }

    /// Whether there is room for these.
    boolean hasRoomFor(Collection<Mac> macs) {
        long fresh = macs.stream().filter(mac -> !denials.containsKey(mac)).count();
        return denials.size() + fresh <= MOST;
    }

    /// Takes these out and puts those in, in one change. Lines that were over a day ago go.
    ///
    /// @throws IOException and nothing is changed
    void change(Set<Mac> out, List<Denial> in, Instant now) throws IOException {
        if (in.isEmpty() && out.stream().noneMatch(denials::containsKey)) {
            return;
        }
        var gone = new HashSet<Mac>(out);
        in.forEach(denial -> gone.add(denial.mac()));
        var next = new ArrayList<Denial>(in);
        for (Denial denial : denials.values()) {
            boolean stays = denial.isLetGo() || denial.holds(now.minus(KEPT));
            if (stays && !gone.contains(denial.mac())) {
                next.add(denial);
            }
        }
        become(next);
    }

    /// The same once more.
    void rewrite() throws IOException {
        become(all());
    }

    private void become(List<Denial> next) throws IOException {
        next = next.stream().sorted(Comparator.comparingLong(d -> d.mac().bits())).toList();
        var text = new StringBuilder(HEADER).append('\n');
        next.forEach(denial -> text.append(denial.line()).append('\n'));
        // The RADIUS server runs as another user; nobody else may change who is let in.
        DurableFile.replace(file, text.toString(), "rw-r--r--");
        denials.clear();
        next.forEach(denial -> denials.put(denial.mac(), denial));
    }
}
