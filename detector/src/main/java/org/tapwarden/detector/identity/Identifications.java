package org.tapwarden.detector.identity;

import java.util.List;
import java.util.Map;

/// What the console publishes of the accounting records it was sent: a numbered journal, read on
/// from the last number. Safe to call from any thread.
///
/// Promise: what is answered is on the disk, and a number means the same for ever. Numbers may have
/// gaps where what was old was forgotten. A store that cannot be read is an {@link
/// IllegalStateException}; the reader tries again.
public interface Identifications {

    /// One row.
    ///
    /// @param number grows, from 1
    record Numbered(long number, Identification what) {}

    /// Rows behind this number, lowest first.
    ///
    /// @param limit at most so many
    List<Numbered> after(long number, int limit);

    /// The highest number that was ever given; 0 when none was.
    long newest();

    /// What happened to the packets, by the counters' names.
    Map<String, Long> counters();

    /// Nobody sends any.
    Identifications NONE =
            new Identifications() {
                @Override
                public List<Numbered> after(long number, int limit) {
                    return List.of();
                }

                @Override
                public long newest() {
                    return 0;
                }

                @Override
                public Map<String, Long> counters() {
                    return Map.of();
                }
            };
}
