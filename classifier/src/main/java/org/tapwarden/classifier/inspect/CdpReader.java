package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import org.tapwarden.classifier.Sighting;

/// Reads what Cisco equipment says of itself.
final class CdpReader {

    private CdpReader() {}

    static Sighting.Equipment equipment(MemorySegment block, long at, long end) {
        return new Sighting.Equipment(null, null, null, null, 0, null);
    }
}
