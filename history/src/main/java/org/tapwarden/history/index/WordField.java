package org.tapwarden.history.index;

import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.InvertableType;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.util.BytesRef;
import org.tapwarden.classifier.record.PackedWriter;

/// A word of a dictionary: its ordinal is stored for each slice and, where it is inverted, the
/// slices for each word.
final class WordField extends Field {

    private final BytesRef value;

    WordField(Dictionary dictionary) {
        this(dictionary, new BytesRef());
    }

    private WordField(Dictionary dictionary, BytesRef value) {
        super(dictionary.column(), value, type(dictionary));
        this.value = value;
    }

    private static FieldType type(Dictionary dictionary) {
        var type = new FieldType();
        type.setTokenized(false);
        type.setOmitNorms(true);
        type.setDocValuesType(DocValuesType.SORTED);
        type.setIndexOptions(dictionary.inverted() ? IndexOptions.DOCS : IndexOptions.NONE);
        type.freeze();
        return type;
    }

    void set(PackedWriter written) {
        value.bytes = written.bytes();
        value.offset = 0;
        value.length = written.length();
    }

    @Override
    public InvertableType invertableType() {
        return InvertableType.BINARY;
    }
}
