package org.tapwarden.detector.forgery;

import java.util.Set;
import java.util.function.Consumer;

/// What happens on a wire, and the cases that must come of it: `rule subject`, none where it is
/// innocent.
public record Story(String name, Consumer<Wire> plays, Set<String> cases) {

    public static Story guilty(String name, Consumer<Wire> plays, String... cases) {
        return new Story(name, plays, Set.of(cases));
    }

    public static Story innocent(String name, Consumer<Wire> plays) {
        return new Story(name, plays, Set.of());
    }

    @Override
    public String toString() {
        return name;
    }
}
