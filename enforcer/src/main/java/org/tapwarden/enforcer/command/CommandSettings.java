package org.tapwarden.enforcer.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.order.Step;

/// One entry of the section `enforcer.commands`: programs that hold and release a device.
///
/// @param name of the driver, after `command-`
/// @param step that it takes
/// @param held writes the MACs that are held, one a line, with the case behind
/// @param test says by its exit status whether it may act on a device, and changes nothing
/// @param timeout for one run
/// @param exits what an exit status means; 0 is done and all others are failures
public record CommandSettings(
        String name,
        Step step,
        Template hold,
        Template release,
        Template held,
        Optional<Template> test,
        Duration timeout,
        Map<Integer, Refusal> exits) {

    static final int MOST = 16;

    private static final String AT = "enforcer.commands";
    private static final Duration USUAL = Duration.ofSeconds(2);

    /// What is refused, an act must be short of {@link
    /// org.tapwarden.enforcer.driver.Commands#PATIENCE} with its undoing.
    private static final Duration LONGEST = Duration.ofSeconds(4);

    private static final int HIGHEST_EXIT = 125;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    public CommandSettings {
        exits = Map.copyOf(exits);
    }

    /// What a program may say instead of doing it.
    enum Refusal {
        NOT_IN_PATH,
        PROTECTED
    }

    private enum At {
        QUARANTINE,
        SHUT_PORT
    }

    /// @param node null when there is no such section
    /// @throws IllegalArgumentException in one line that names key and value, and what would be
    ///   right
    public static List<CommandSettings> of(@Nullable JsonNode node) {
        var all = new ArrayList<CommandSettings>();
        if (node == null || node.isNull()) {
            return all;
        }
        if (!node.isArray() || node.size() > MOST) {
            throw new IllegalArgumentException(
                    AT + ": must be a list of at most " + MOST + ", each with 'name' and 'hold'");
        }
        var names = new HashSet<String>();
        for (JsonNode one : node) {
            String at = AT + "[" + all.size() + "]";
            CommandSettings settings = one(one, at);
            if (!names.add(settings.name())) {
                throw new IllegalArgumentException(
                        at + ".name: '" + settings.name() + "' stands there twice");
            }
            all.add(settings);
        }
        return all;
    }

    private static CommandSettings one(JsonNode node, String at) {
        Yaml.onlyKeys(
                node,
                at,
                Set.of("name", "step", "hold", "release", "held", "test", "timeout", "exits"));
        String name = Yaml.text(node, at, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    at + ".name: '" + name + "' must be up to 32 of a-z, 0-9 and -");
        }
        Duration timeout = Yaml.span(node, at, "timeout", USUAL);
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    at + ".timeout: '" + timeout.toMillis() + "ms' must be from 1ms to 4s");
        }
        Set<String> mac = Set.of(Template.MAC);
        return new CommandSettings(
                name,
                switch (Yaml.choice(node, at, "step", At.class, At.QUARANTINE)) {
                    case QUARANTINE -> Step.QUARANTINE;
                    case SHUT_PORT -> Step.SHUT_PORT;
                },
                Template.of(
                        node,
                        at,
                        "hold",
                        Set.of(Template.MAC, Template.CASE, Template.SECONDS),
                        mac),
                Template.of(node, at, "release", Set.of(Template.MAC, Template.CASE), mac),
                Template.of(node, at, "held", Set.of(), Set.of()),
                node.hasNonNull("test")
                        ? Optional.of(Template.of(node, at, "test", mac, mac))
                        : Optional.empty(),
                timeout,
                exits(node, at));
    }

    private static Map<Integer, Refusal> exits(JsonNode node, String at) {
        JsonNode section = node.get("exits");
        if (section == null || section.isNull()) {
            return Map.of();
        }
        Yaml.onlyKeys(section, at + ".exits", Set.of("not-in-path", "protected"));
        var exits = new HashMap<Integer, Refusal>();
        for (Map.Entry<String, Refusal> known :
                Map.of("not-in-path", Refusal.NOT_IN_PATH, "protected", Refusal.PROTECTED)
                        .entrySet()) {
            if (section.hasNonNull(known.getKey())) {
                int status =
                        Yaml.number(section, at + ".exits", known.getKey(), 1, 1, HIGHEST_EXIT);
                if (exits.put(status, known.getValue()) != null) {
                    throw new IllegalArgumentException(
                            at + ".exits: " + status + " cannot mean two things");
                }
            }
        }
        return exits;
    }

    /// Every program that is named.
    List<Template> programs() {
        var all = new ArrayList<>(List.of(hold, release, held));
        test.ifPresent(all::add);
        return all;
    }
}
