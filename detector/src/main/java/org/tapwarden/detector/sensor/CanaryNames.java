package org.tapwarden.detector.sensor;

import java.util.HashMap;
import java.util.Map;
import org.tapwarden.detector.segment.Segment;

/// Whether the resolvers of a segment keep its devices asking them: browsers and phones look
/// certain names up to hear whether they may take their lookups elsewhere, and a network that minds
/// answers that there is no such name.
///
/// What a device does by default is nobody's offence, so this is said of a segment, to whoever runs
/// the resolver, and of no device.
///
/// Bounded by the number of segments, times the canaries.
final class CanaryNames {

    /// A day after the last answer that allowed it nothing is said any more.
    static final long HOLDS_NANOS = 86_400_000_000_000L;

    /// Each with who asks for it: Mozilla's and Apple's notes for administrators.
    private static final Map<String, String> ASKED_BY =
            Map.of(
                    "use-application-dns.net", "Firefox's own DNS",
                    "mask.icloud.com", "iCloud Private Relay",
                    "mask-h2.icloud.com", "iCloud Private Relay");

    /// When the name was last answered with an address, by segment and name.
    private final Map<String, Map<String, Long>> allowed = new HashMap<>();

    /// A name server of the segment answered with an address.
    void answered(Segment segment, String name, long atNanos) {
        if (ASKED_BY.containsKey(name)) {
            allowed.computeIfAbsent(segment.name(), _ -> new HashMap<>(ASKED_BY.size()))
                    .merge(name, atNanos, Math::max);
        }
    }

    /// What an administrator may want to change, or empty.
    String remark(String segment, long nowNanos) {
        return allowed.getOrDefault(segment, Map.of()).entrySet().stream()
                .filter(entry -> nowNanos - entry.getValue() < HOLDS_NANOS)
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .map(name ->
                        "the resolver lets "
                                + ASKED_BY.get(name)
                                + " go round it: let it answer that "
                                + name
                                + " does not exist (NXDOMAIN)")
                .orElse("");
    }
}
