package org.tapwarden.enforcer.isolation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file of those who were told something false and not yet the truth. What {@link #become} took
/// is on the disk when it returns: a new file, forced, takes the old one's place. Used under the
/// driver's lock.
final class OwedTruth {

    static final String HEADER =
            "# Told falsely by Tapwarden: MAC and address of a device, of its gateway, interface.";

    private static final Logger LOG = LoggerFactory.getLogger(OwedTruth.class);
    private static final long LARGEST = 1 << 20;

    private final Path file;
    private Set<Tie> ties = Set.of();

    /// Reads what an earlier run left.
    ///
    /// @throws IOException in one line, when the file cannot be read, or is not ours to overwrite
    OwedTruth(Path file) throws IOException {
        this.file = file;
        if (!Files.exists(file)) {
            return;
        }
        if (Files.size(file) > LARGEST) {
            throw new IOException(file + " is larger than " + LARGEST + " bytes");
        }
        List<String> lines =
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        if (!lines.isEmpty() && !lines.getFirst().equals(HEADER)) {
            throw new IOException(file + " is no list of ours, and is not overwritten");
        }
        var read = new LinkedHashSet<Tie>();
        for (int i = 1; i < lines.size(); i++) {
            var tie = Tie.parse(lines.get(i));
            if (tie.isPresent() && read.size() < IsolationDriver.MOST_TIES) {
                read.add(tie.orElseThrow());
            } else {
                LOG.warn("{} line {} is no entry of ours, it is left out", file, i + 1);
            }
        }
        ties = read;
    }

    Set<Tie> ties() {
        return ties;
    }

    /// Keeps these and no others.
    ///
    /// @throws IOException and nothing is changed
    void become(Collection<Tie> next) throws IOException {
        var fresh = new LinkedHashSet<>(next);
        if (fresh.equals(ties)) {
            return;
        }
        var lines = new ArrayList<>(List.of(HEADER));
        fresh.forEach(tie -> lines.add(tie.line()));
        Path beside = file.resolveSibling("." + file.getFileName() + ".new");
        try (FileChannel channel =
                FileChannel.open(
                        beside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var bytes =
                    ByteBuffer.wrap(
                            (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                int _ = channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder =
                FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
        ties = fresh;
    }
}
