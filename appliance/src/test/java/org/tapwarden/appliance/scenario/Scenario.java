package org.tapwarden.appliance.scenario;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Something that happens on a network, and what must be said of it.
///
/// @param name of the recording, too
/// @param expected the rules whose case must open; any other case is a failure
/// @param declared what the office says of its equipment besides its gateway: role and MAC
/// @param play what happens
record Scenario(String name, Set<String> expected, Map<String, String> declared, Play play) {

    /// What happens. A school's ordinary morning surrounds it: a client with a lease fetches pages.
    @FunctionalInterface
    interface Play {
        void on(Stage stage) throws Exception;
    }

    static Scenario attack(String name, String rule, Play play) {
        return new Scenario(name, Set.of(rule), Map.of(), play);
    }

    /// Looks like an attack and is none.
    static Scenario lookAlike(String name, Play play) {
        return new Scenario(name, Set.of(), Map.of(), play);
    }

    /// Would be an attack if the office did not say that it is its own.
    static Scenario declared(String name, String role, String mac, Play play) {
        return new Scenario(name, Set.of(), Map.of(role, mac), play);
    }

    static List<Scenario> all() {
        return Stream.of(
                        RouterScenarios.ALL,
                        ServerScenarios.ALL,
                        ForgeryScenarios.ALL,
                        DisruptionScenarios.ALL,
                        InnocentScenarios.ALL)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
