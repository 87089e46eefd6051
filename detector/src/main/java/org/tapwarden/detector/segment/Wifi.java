package org.tapwarden.detector.segment;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Sighting.NetworkOffered.Security;

/// The office's own wireless networks, as the operator declared them. What was not declared cannot
/// be told from a stranger's.
///
/// @param ssids names of networks, and how clients are let in: the weakest way, where there are two
/// @param bssids radios, 48 bits each
/// @param bases MACs of access points, each of which stands for the radios in the block of sixteen
///   that it lies in, with or without the local bit
/// @param segment under which findings of the air are filed; null for the first one
public record Wifi(
        Map<String, Security> ssids, Set<Long> bssids, Set<Long> bases, @Nullable String segment) {

    /// Nothing declared.
    public static final Wifi UNDECLARED = new Wifi(Map.of(), Set.of(), Set.of(), null);

    private static final long LOCAL_BIT = 0x0200_0000_0000L;
    private static final int BLOCK_BITS = 4;

    public Wifi {
        ssids = Map.copyOf(ssids);
        bssids = Set.copyOf(bssids);
        bases = Set.copyOf(bases);
    }

    /// Whether it was said which radios are the office's.
    public boolean declaresRadios() {
        return !bssids.isEmpty() || !bases.isEmpty();
    }

    /// Whether a radio is the office's.
    public boolean isOffices(long bssid) {
        return bssids.contains(bssid)
                || bases.contains(bssid)
                || bases.stream().anyMatch(base -> isOfBlock(base, bssid));
    }

    private static boolean isOfBlock(long base, long bssid) {
        return ((base ^ bssid) & ~LOCAL_BIT) >>> BLOCK_BITS == 0;
    }
}
