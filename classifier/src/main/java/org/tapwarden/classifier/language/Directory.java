package org.tapwarden.classifier.language;

import java.util.List;
import java.util.function.Predicate;

/// Answers which endpoints had a fact, and when: how a query joins flows to devices. Implemented by
/// whoever keeps the ledger of devices.
///
/// Promise: answers come from what is recorded, as of the time asked for; nothing is looked up on
/// the network. An answer may be empty, and "unavailable" is an {@link IllegalStateException}.
public interface Directory {

    /// That an endpoint had the fact, from a time on and up to another; milliseconds since 1970.
    ///
    /// @param fromMillis the first moment
    /// @param toMillis the first moment at which it had it no more, {@link Long#MAX_VALUE} while it
    ///   still has it: where one device follows another, no moment belongs to both
    record Held(long endpoint, long fromMillis, long toMillis) {

        /// Whether the fact held at a moment.
        public boolean at(long millis) {
            return fromMillis <= millis && millis < toMillis;
        }
    }

    /// Endpoints that had the fact at some time in the range.
    ///
    /// @param fact a field with {@link Field.Scope#DEVICE}, such as `host.name`
    /// @param value accepts a lower-case text; `true` or `false` where the fact is a {@link
    ///   Field.Kind#TRUTH}
    /// @param fromMillis first moment, since 1970
    /// @param toMillis last moment
    List<Held> resolve(Field fact, Predicate<String> value, long fromMillis, long toMillis);

    /// Whether one endpoint had the fact at a moment. Who keeps the ledger may answer it faster.
    default boolean holds(Field fact, Predicate<String> value, long endpoint, long atMillis) {
        return resolve(fact, value, atMillis, atMillis).stream()
                .anyMatch(held -> held.endpoint() == endpoint && held.at(atMillis));
    }

    /// Knows nobody.
    Directory NOBODY = (fact, value, from, to) -> List.of();
}
