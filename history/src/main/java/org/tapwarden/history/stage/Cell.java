package org.tapwarden.history.stage;

import java.util.Comparator;
import org.apache.lucene.util.BytesRef;
import org.tapwarden.capture.Address;

/// One value of a {@link Table}. Words come from the network: escape them where they are shown.
public sealed interface Cell {

    /// By value; cells of one column only. Words by their code points, and a missing value last.
    Comparator<Cell> ORDER = Cell::compare;

    /// The slice, or every slice of the group, has no such field.
    record Nothing() implements Cell {}

    /// A word, in lower case as it is compared.
    record Word(String text) implements Cell {}

    /// An IP address.
    record Ip(Address address) implements Cell {}

    /// A whole number; a duration in milliseconds.
    record Whole(long value) implements Cell {}

    /// A time, in milliseconds since 1970.
    record Time(long millis) implements Cell {}

    /// True or false.
    record Truth(boolean value) implements Cell {}

    private static int compare(Cell a, Cell b) {
        if (a instanceof Nothing || b instanceof Nothing) {
            return Boolean.compare(a instanceof Nothing, b instanceof Nothing);
        }
        return switch (a) {
            case Word word when b instanceof Word other ->
                    new BytesRef(word.text()).compareTo(new BytesRef(other.text()));
            case Ip ip when b instanceof Ip other -> ip.address().compareTo(other.address());
            case Whole number when b instanceof Whole other ->
                    Long.compare(number.value(), other.value());
            case Time time when b instanceof Time other ->
                    Long.compare(time.millis(), other.millis());
            case Truth truth when b instanceof Truth other ->
                    Boolean.compare(truth.value(), other.value());
            default -> throw new IllegalArgumentException("of different columns: " + a + ", " + b);
        };
    }
}
