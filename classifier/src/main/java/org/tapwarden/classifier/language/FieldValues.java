package org.tapwarden.classifier.language;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.FieldTable.Reading;

/// How a field is read off the record of a slice. Who indexes records by these values and asks with
/// the same query finds what {@link FlowPredicate} accepts.
///
/// Counters and times are the slice's, never the whole flow's. Only fields with {@link
/// Field.Scope#FLOW} are in the record; asking for another, or for another kind than the field has,
/// is a bug and an {@link IllegalArgumentException}.
public final class FieldValues {

    private FieldValues() {}

    /// A text as it is compared: lower case, one character after the other, so that a part of a
    /// text and its pattern change alike.
    public static String folded(String text) {
        return Texts.lower(text);
    }

    /// The value of a {@link Field.Kind#WORD}, lower case as it is compared; null where the flow
    /// has none.
    public static @Nullable String text(Field field, FlowRecord record) {
        if (Catalogue.entry(field).reading() instanceof Reading.Text text) {
            return text.from().apply(record);
        }
        throw wrong(field, "a word");
    }

    /// The value of a {@link Field.Kind#NUMBER}, of a {@link Field.Kind#TIME} in milliseconds since
    /// 1970, or of a {@link Field.Kind#TRUTH} as 0 and 1; empty where the flow has none.
    public static OptionalLong number(Field field, FlowRecord record) {
        if (Catalogue.entry(field).reading() instanceof Reading.Count count) {
            return count.from().apply(record);
        }
        throw wrong(field, "a number");
    }

    /// The value of a {@link Field.Kind#ADDRESS}; null where the flow has none.
    public static @Nullable Address address(Field field, FlowRecord record) {
        if (Catalogue.entry(field).reading() instanceof Reading.Ip ip) {
            return ip.from().apply(record);
        }
        throw wrong(field, "an address");
    }

    /// Whether the flow has the field.
    public static boolean has(Field field, FlowRecord record) {
        return switch (Catalogue.entry(field).reading()) {
            case Reading.Text text -> text.from().apply(record) != null;
            case Reading.Count count -> count.from().apply(record).isPresent();
            case Reading.Ip _ -> true;
            case Reading.Elsewhere _ -> throw wrong(field, "in the record");
        };
    }

    private static IllegalArgumentException wrong(Field field, String expected) {
        return new IllegalArgumentException(field.name() + " is not " + expected);
    }
}
