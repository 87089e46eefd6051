package org.tapwarden.history.packets;

import java.io.IOException;
import java.nio.file.Path;
import org.tapwarden.capture.keep.Excerpt;

/// The ring of recent frames, as who keeps some of them sees it.
@FunctionalInterface
public interface Frames {

    /// Copies frames into a capture file, which must not exist and is on the disk then.
    Excerpt.Taken take(Excerpt.Wanted wanted, Path to) throws IOException;
}
