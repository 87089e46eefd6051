package org.tapwarden.classifier.language;

import java.util.List;
import java.util.stream.Stream;
import org.tapwarden.capture.Address;

/// What a text of the flow language asks, with every alias resolved.
///
/// A field that a flow does not have meets no condition; so `Not` of a condition on it is met.
/// `ip:x`, which is either end, arrives here as an {@link Or} over both ends.
public sealed interface Query {

    /// The fields that it names, each as often as it does.
    default Stream<Field> fields() {
        return switch (this) {
            case Everything _ -> Stream.empty();
            case And and -> and.parts().stream().flatMap(Query::fields);
            case Or or -> or.parts().stream().flatMap(Query::fields);
            case Not not -> not.what().fields();
            case Exists exists -> Stream.of(exists.field());
            case Is is -> Stream.of(is.field());
            case Like like -> Stream.of(like.field());
            case Within within -> Stream.of(within.field());
            case Between between -> Stream.of(between.field());
        };
    }

    /// How deep it is nested: 0 for a single condition, 1 more for each `and`, `or` and `not`.
    default int depth() {
        return switch (this) {
            case And and -> 1 + deepest(and.parts());
            case Or or -> 1 + deepest(or.parts());
            case Not not -> 1 + not.what().depth();
            case Everything _, Exists _, Is _, Like _, Within _, Between _ -> 0;
        };
    }

    private static int deepest(List<Query> parts) {
        return parts.stream().mapToInt(Query::depth).max().orElse(0);
    }

    /// Every flow.
    record Everything() implements Query {}

    /// All of the parts; there are at least two.
    record And(List<Query> parts) implements Query {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /// Any of the parts; there are at least two.
    record Or(List<Query> parts) implements Query {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /// Not this.
    record Not(Query what) implements Query {}

    /// The flow has the field.
    record Exists(Field field) implements Query {}

    /// A word field is exactly this, whatever the case; the text is lower case.
    record Is(Field field, String text) implements Query {}

    /// A word field matches a pattern of `*` and `?`, whatever the case; the pattern is lower case
    /// and holds at least one of them.
    record Like(Field field, String pattern) implements Query {}

    /// An address field lies in a network; a single address has all its bits as prefix.
    ///
    /// @param bits 0 to 32 for IPv4, 0 to 128 for IPv6
    record Within(Field field, Address network, int bits) implements Query {}

    /// A number or a time lies between two, both included. Times are milliseconds since 1970, truth
    /// values 0 and 1.
    record Between(Field field, long from, long to) implements Query {}
}
