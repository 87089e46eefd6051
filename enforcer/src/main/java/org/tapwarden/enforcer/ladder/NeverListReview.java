package org.tapwarden.enforcer.ladder;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/// That a person went through a segment and says, for each kind of equipment that nobody may cut
/// off, where it is listed or that there is none.
///
/// @param who the account
/// @param said a sentence for each {@link Point}
public record NeverListReview(String segment, String who, Instant at, Map<Point, String> said) {

    public static final int SHORTEST = 3;
    public static final int LONGEST = 300;

    /// What a school cannot do without for an hour.
    public enum Point {
        FIRE("fire alarm panels"),
        DOOR("door controllers and locks"),
        MEDICAL("medical devices"),
        PHONES("phones, and what calls 911"),
        TESTING("testing stations and their servers"),
        POINT_OF_SALE("points of sale");

        private final String words;

        Point(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /// @throws IllegalArgumentException in one line that names the point of which nothing is said
    public NeverListReview {
        var all = new EnumMap<Point, String>(Point.class);
        for (Point point : Point.values()) {
            String text = said.getOrDefault(point, "").strip();
            if (text.length() < SHORTEST || text.length() > LONGEST) {
                throw new IllegalArgumentException(
                        "say of "
                                + point.words()
                                + " where they are listed, or that there are none");
            }
            all.put(point, text);
        }
        said = Map.copyOf(all);
        if (segment.isBlank() || who.isBlank()) {
            throw new IllegalArgumentException("a review needs a segment and a person");
        }
    }
}
