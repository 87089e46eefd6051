package org.tapwarden.history.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.FieldValues;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.history.stage.Intervals;
import org.tapwarden.history.stage.Key;

/// One of the values that a group has in common: the codes by which slices are told apart, and what
/// they stand for.
sealed interface Part {

    List<Codes> codes();

    /// Adds the value that codes stand for.
    ///
    /// @param all of a group
    /// @param from where this part's begin
    void append(long[] all, int from, Key key) throws IOException, UnreadableFlow;

    /// @param field stored in the record
    static Part of(LeafReader segment, Field field) throws IOException {
        Column column = Columns.of(field);
        return switch (column) {
            case Column.InWords in -> {
                List<Codes.Ordinals> ordinals = new ArrayList<>();
                for (Dictionary dictionary : in.dictionaries()) {
                    ordinals.add(new Codes.Ordinals(segment, dictionary));
                }
                yield new Words(field, in.dictionaries(), ordinals);
            }
            case Column.Numbers numbers -> new Numbers(numbers, new Codes.Values(segment, numbers));
            case null -> throw new IllegalArgumentException("not kept: " + field.name());
        };
    }

    /// A field that lies in words.
    record Words(Field field, List<Dictionary> dictionaries, List<Codes.Ordinals> ordinals)
            implements Part {

        public Words {
            dictionaries = List.copyOf(dictionaries);
            ordinals = List.copyOf(ordinals);
        }

        @Override
        public List<Codes> codes() {
            return List.copyOf(ordinals);
        }

        @Override
        public void append(long[] all, int from, Key key) throws IOException, UnreadableFlow {
            for (int i = 0; i < dictionaries.size(); i++) {
                BytesRef word = ordinals.get(i).word(all[from + i]);
                if (append(dictionaries.get(i), word, key)) {
                    return;
                }
            }
            key.missing();
        }

        private boolean append(Dictionary dictionary, @Nullable BytesRef word, Key key)
                throws UnreadableFlow {
            if (field.kind() == Field.Kind.ADDRESS && word != null) {
                EndWords.append(word, key);
                return true;
            }
            FlowRecord alone = dictionary.alone(word);
            return switch (field.kind()) {
                case WORD -> {
                    String text = FieldValues.text(field, alone);
                    if (text != null) {
                        key.word(text);
                    }
                    yield text != null;
                }
                case ADDRESS -> {
                    Address address = FieldValues.address(field, alone);
                    if (address != null) {
                        key.address(address);
                    }
                    yield address != null;
                }
                case NUMBER, TIME, TRUTH -> {
                    OptionalLong number = FieldValues.number(field, alone);
                    number.ifPresent(key::number);
                    yield number.isPresent();
                }
            };
        }
    }

    /// A field that is a number.
    record Numbers(Column.Numbers column, Codes.Values values) implements Part {

        @Override
        public List<Codes> codes() {
            return List.of(values);
        }

        @Override
        public void append(long[] all, int from, Key key) {
            long value = all[from];
            if (!column.equals(Column.CLAIMED)) {
                key.number(value);
            } else if (value == Counter.CLAIMED.usual()) {
                key.missing();
            } else {
                key.number(Counter.millis(value));
            }
        }
    }

    /// When an interval of a timeline began.
    record Begins(Codes begins) implements Part {

        Begins(LeafReader segment, Intervals intervals) throws IOException {
            this(new Codes.Begins(segment, intervals));
        }

        @Override
        public List<Codes> codes() {
            return List.of(begins);
        }

        @Override
        public void append(long[] all, int from, Key key) {
            key.number(all[from]);
        }
    }
}
