package org.tapwarden.history.packets;

import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.keep.Excerpt;
import org.tapwarden.classifier.Population;

/// That packets are to be kept because of an alert.
///
/// @param alert its number
/// @param rule that it is of
/// @param populations whose flows may be among them: the shortest schedule of these counts
/// @param sensor that saw it
/// @param clock that the frames' times are of, in words
/// @param drops by name, how many frames were lost in the time of {@code wanted}
/// @param wanted which frames
public record Order(
        long alert,
        String rule,
        Set<Population> populations,
        String sensor,
        String clock,
        Map<String, Long> drops,
        Excerpt.Wanted wanted) {

    public Order {
        populations = Set.copyOf(populations);
        drops = Map.copyOf(drops);
        if (populations.isEmpty()) {
            throw new IllegalArgumentException("an item is of somebody's flows");
        }
    }
}
