package org.tapwarden.appliance.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.file.CaptureFile;

/// The interfaces that segments are on, and which of them the captures had.
final class NamedInterfaces {

    private final List<String> names;
    private final Set<String> missed;

    NamedInterfaces(List<String> names) {
        this.names = List.copyOf(names);
        this.missed = new TreeSet<>(names);
    }

    CaptureFile open(Path file) throws IOException {
        return CaptureFile.open(file, names);
    }

    /// The same capture, noted when it is closed.
    FrameSource met(CaptureFile capture) {
        return new FrameSource() {
            @Override
            public Read read(Block block, long waitNanos) throws IOException {
                return capture.read(block, waitNanos);
            }

            @Override
            public Losses losses() {
                return capture.losses();
            }

            @Override
            public void close() {
                missed.removeAll(capture.interfacesMet());
                capture.close();
            }
        };
    }

    /// One line when some were in no capture: what is theirs is told without them then.
    Optional<String> warning() {
        return missed.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "tapwarden: no capture names the interface "
                                + String.join(", ", missed)
                                + ", which segments are on: VLANs and prefixes alone tell what is"
                                + " theirs");
    }
}
