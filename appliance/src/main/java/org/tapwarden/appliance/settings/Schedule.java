package org.tapwarden.appliance.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tapwarden.classifier.Population;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.history.Retention;
import org.tapwarden.history.Room;

/// How long flows are kept, as the settings say, or else the defaults.
///
/// @param assumed one line for the log that says what nobody had settled; empty where all is
public record Schedule(Retention retention, Optional<String> assumed) {

    private static final int LONGEST_DAYS = 3_650;
    private static final int MOST_GIGABYTES = 1 << 20;
    private static final String DAYS = "keep-days";
    private static final String KEY = "history." + DAYS;

    static Schedule of(JsonNode history) {
        return of(history, Retention.DEFAULT.days());
    }

    /// @param usual the defaults
    /// @throws IllegalArgumentException that names the key; also when a population is named neither
    ///   there nor in the defaults
    static Schedule of(JsonNode history, Map<Population, Integer> usual) {
        Yaml.onlyKeys(history, "history", Set.of(DAYS, "most-gigabytes", "least-free-percent"));
        JsonNode said =
                history.hasNonNull(DAYS)
                        ? history.get(DAYS)
                        : JsonNodeFactory.instance.objectNode();
        Yaml.onlyKeys(
                said,
                KEY,
                Arrays.stream(Population.values())
                        .map(Population::word)
                        .collect(Collectors.toSet()));
        Map<Population, Integer> days = new EnumMap<>(Population.class);
        List<String> assumed = new ArrayList<>();
        for (Population population : Population.values()) {
            String word = population.word();
            Integer otherwise = usual.get(population);
            if (!said.hasNonNull(word)) {
                if (otherwise == null) {
                    throw new IllegalArgumentException(
                            KEY
                                    + ": says nothing about '"
                                    + word
                                    + "', and there is no default; name its days");
                }
                assumed.add(word + " " + otherwise);
            }
            int fallback = otherwise == null ? 1 : otherwise;
            days.put(population, Yaml.number(said, KEY, word, fallback, 1, LONGEST_DAYS));
        }
        return new Schedule(new Retention(days, room(history)), sentence(assumed));
    }

    private static Room room(JsonNode history) {
        long most =
                history.hasNonNull("most-gigabytes")
                        ? Yaml.number(history, "history", "most-gigabytes", 1, 1, MOST_GIGABYTES)
                                * 1_000_000_000L
                        : Room.ANY.mostBytes();
        int free =
                Yaml.number(history, "history", "least-free-percent", 0, 0, Room.MOST_FREE_PERCENT);
        return new Room(most, free);
    }

    private static Optional<String> sentence(List<String> assumed) {
        return assumed.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        KEY
                                + " does not say how long, so by default flows are kept for days: "
                                + String.join(", ", assumed));
    }
}
