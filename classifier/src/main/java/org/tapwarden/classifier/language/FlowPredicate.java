package org.tapwarden.classifier.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Field.Kind;
import org.tapwarden.classifier.language.Field.Scope;
import org.tapwarden.classifier.language.FieldTable.Reading;

/// The meaning of a query, said of one record: what every other compiler of the language is tested
/// against.
///
/// A condition on a field that the record does not have is not met, so `not` of it is. A fact of a
/// device is asked for both ends, as of the last packet of the slice; an end whose endpoint is not
/// resolved has none. Conditions of one `and` or `or` may be asked in any order: those on devices
/// come last, since they cost a question to the directory.
public final class FlowPredicate {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long UNRESOLVED = 0;

    private final Directory directory;

    private FlowPredicate(Directory directory) {
        this.directory = directory;
    }

    /// Accepts the records that the query asks for.
    ///
    /// @throws IllegalArgumentException when a condition does not suit its field; the parser makes
    ///   none such
    public static Predicate<FlowRecord> of(Query query, Directory directory) {
        return new FlowPredicate(directory).compile(query);
    }

    private Predicate<FlowRecord> compile(Query query) {
        return switch (query) {
            case Query.Everything _ -> _ -> true;
            case Query.And and -> all(compile(and.parts()));
            case Query.Or or -> any(compile(or.parts()));
            case Query.Not not -> compile(not.what()).negate();
            case Query.Exists exists -> exists(exists.field());
            case Query.Is is -> word(is.field(), is.text()::equals);
            case Query.Like like -> word(like.field(), text -> Texts.matches(like.pattern(), text));
            case Query.Within within -> within(within);
            case Query.Between between -> between(between);
        };
    }

    private List<Predicate<FlowRecord>> compile(List<Query> parts) {
        var cheapFirst = new ArrayList<>(parts);
        cheapFirst.sort(Comparator.comparing(FlowPredicate::asksDirectory));
        return cheapFirst.stream().map(this::compile).toList();
    }

    private static boolean asksDirectory(Query query) {
        return switch (query) {
            case Query.Everything _ -> false;
            case Query.And and -> and.parts().stream().anyMatch(FlowPredicate::asksDirectory);
            case Query.Or or -> or.parts().stream().anyMatch(FlowPredicate::asksDirectory);
            case Query.Not not -> asksDirectory(not.what());
            case Query.Exists exists -> isFact(exists.field());
            case Query.Is is -> isFact(is.field());
            case Query.Like like -> isFact(like.field());
            case Query.Within within -> isFact(within.field());
            case Query.Between between -> isFact(between.field());
        };
    }

    private static boolean isFact(Field field) {
        return field.scope() == Scope.DEVICE;
    }

    private static Predicate<FlowRecord> all(List<Predicate<FlowRecord>> parts) {
        return record -> {
            for (Predicate<FlowRecord> part : parts) {
                if (!part.test(record)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static Predicate<FlowRecord> any(List<Predicate<FlowRecord>> parts) {
        return record -> {
            for (Predicate<FlowRecord> part : parts) {
                if (part.test(record)) {
                    return true;
                }
            }
            return false;
        };
    }

    private Predicate<FlowRecord> exists(Field field) {
        Catalogue.entry(field);
        return isFact(field) ? fact(field, _ -> true) : record -> FieldValues.has(field, record);
    }

    private Predicate<FlowRecord> word(Field field, Predicate<String> value) {
        require(field, field.kind() == Kind.WORD);
        if (isFact(field)) {
            return fact(field, value);
        }
        if (!(Catalogue.entry(field).reading() instanceof Reading.Text reading)) {
            throw unsuitable(field);
        }
        Function<FlowRecord, @Nullable String> from = reading.from();
        return record -> {
            String text = from.apply(record);
            return text != null && value.test(text);
        };
    }

    private static Predicate<FlowRecord> within(Query.Within within) {
        if (!(Catalogue.entry(within.field()).reading() instanceof Reading.Ip reading)) {
            throw unsuitable(within.field());
        }
        Function<FlowRecord, Address> from = reading.from();
        Network network = Network.of(within.network(), within.bits());
        return record -> network.contains(from.apply(record));
    }

    private Predicate<FlowRecord> between(Query.Between between) {
        Field field = between.field();
        require(field, field.kind() != Kind.WORD && field.kind() != Kind.ADDRESS);
        long first = between.from();
        long last = between.to();
        if (isFact(field)) {
            return fact(
                    field,
                    text ->
                            Span.truth(text)
                                    .filter(truth -> first <= truth.from() && truth.to() <= last)
                                    .isPresent());
        }
        if (!(Catalogue.entry(field).reading() instanceof Reading.Count reading)) {
            throw unsuitable(field);
        }
        return record -> {
            var value = reading.from().apply(record);
            return value.isPresent() && first <= value.getAsLong() && value.getAsLong() <= last;
        };
    }

    private Predicate<FlowRecord> fact(Field field, Predicate<String> value) {
        return record -> {
            long atMillis = Math.floorDiv(record.slice().endNanos(), NANOS_PER_MILLI);
            FlowRecord.Place place = record.place();
            return holds(field, value, place.sourceEndpoint(), atMillis)
                    || holds(field, value, place.destinationEndpoint(), atMillis);
        };
    }

    private boolean holds(Field field, Predicate<String> value, long endpoint, long atMillis) {
        return endpoint != UNRESOLVED && directory.holds(field, value, endpoint, atMillis);
    }

    private static void require(Field field, boolean suits) {
        if (!suits) {
            throw unsuitable(field);
        }
    }

    private static IllegalArgumentException unsuitable(Field field) {
        return new IllegalArgumentException("no such condition on " + field.name());
    }
}
