package org.tapwarden.classifier.register;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Protocol;

/// All protocols that a label may name: those of the dissectors, and those that the IP header
/// names.
public final class Protocols {

    private static final List<Protocol> ALL =
            Stream.concat(
                            Stream.of(Protocol.UNKNOWN, Protocol.ICMP, Protocol.ICMPV6),
                            Dissectors.ALL.stream().map(Dissector::about).flatMap(Protocols::of))
                    .distinct()
                    .toList();

    private static final Map<String, Protocol> BY_WORD =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Protocol::word, one -> one));

    private static final Map<Protocol, Integer> NUMBERS = new HashMap<>();

    static {
        for (Protocol protocol : ALL) {
            NUMBERS.put(protocol, NUMBERS.size());
        }
    }

    private Protocols() {}

    private static Stream<Protocol> of(About about) {
        return Stream.concat(Stream.of(about.protocol()), about.variants().stream());
    }

    /// Every protocol, {@link Protocol#UNKNOWN} first.
    public static List<Protocol> all() {
        return ALL;
    }

    /// By the value of `network.protocol`; empty of none for a word that nobody declared.
    public static Map<String, Protocol> byWord() {
        return BY_WORD;
    }

    /// The place in {@link #all}, the same for one run of the program only.
    public static int number(Protocol protocol) {
        Integer number = NUMBERS.get(protocol);
        if (number == null) {
            throw new IllegalArgumentException("not declared by any dissector: " + protocol);
        }
        return number;
    }
}
