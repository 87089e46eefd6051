package org.tapwarden.detector.identity;

import java.util.List;

/// Who used a device at one moment, as far as somebody said so. Names come from outside: escape
/// them. Whoever shows this says who asked and why.
///
/// @param persons several when the device is used by several at once
/// @param sinceMillis since 1970
/// @param source who says so, as {@link Identification.Source#word}; of several persons each one's
/// @param confidence percent, lowered where several use the device
public record UsedBy(
        List<String> persons, long sinceMillis, String source, int confidence, Use use) {
    public UsedBy {
        persons = List.copyOf(persons);
    }
}
