package org.tapwarden.webconsole.page;

import java.util.List;

/// What is known of a device, now or at the times that were asked for.
///
/// @param state such as `approved`
/// @param at the time as it was asked for, empty for now
/// @param problem one line when that is no time, else empty
/// @param note one line when the time came twice, else empty
/// @param purpose why names of persons are shown; empty when they are not
/// @param places where it is plugged in, who says so and since when
/// @param asset what the inventory says, empty when it does not know the device
public record DevicePage(
        String state,
        String at,
        String problem,
        String note,
        String purpose,
        List<Moment> moments,
        List<String> places,
        List<Line> asset,
        List<Suggestion> suggestions) {

    /// The device at one moment.
    ///
    /// @param facts empty when it had not been seen by then
    /// @param use how many use it, and who, where that was asked; empty when nobody was known to
    public record Moment(String time, List<FactLine> facts, List<FactLine> use) {
        public Moment {
            facts = List.copyOf(facts);
            use = List.copyOf(use);
        }
    }

    /// One fact, who said it, how sure it is and since when.
    public record FactLine(
            String name, String value, String source, String confidence, String since) {}

    /// A line of the inventory.
    public record Line(String name, String value) {}

    /// Another endpoint that may be the same device.
    public record Suggestion(long endpoint, String name, String why, String confidence) {}

    public DevicePage {
        moments = List.copyOf(moments);
        places = List.copyOf(places);
        asset = List.copyOf(asset);
        suggestions = List.copyOf(suggestions);
    }
}
