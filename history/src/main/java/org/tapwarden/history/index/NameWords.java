package org.tapwarden.history.index;

import static org.tapwarden.classifier.record.WrittenName.END;
import static org.tapwarden.classifier.record.WrittenName.ESCAPED;

import org.apache.lucene.util.BytesRef;
import org.tapwarden.classifier.language.FieldValues;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedReader;
import org.tapwarden.classifier.record.PackedWriter;
import org.tapwarden.classifier.record.WrittenName;

/// Looks into words that begin with a {@link WrittenName}.
final class NameWords {

    private NameWords() {}

    /// What the words of exactly this name begin with.
    ///
    /// @param name in lower case
    static BytesRef whole(String name) {
        var out = new PackedWriter();
        WrittenName.write(name, out);
        byte[] bytes = out.copy();
        int length = bytes.length;
        while (bytes[length - 1] != END) {
            length--;
        }
        return new BytesRef(bytes, 0, length);
    }

    /// What a word begins with up to the end of its name: equal for words of one name.
    static BytesRef name(BytesRef word) {
        int end = word.offset + word.length;
        int at = word.offset;
        while (at < end && word.bytes[at] != END) {
            at++;
        }
        return new BytesRef(word.bytes, word.offset, at - word.offset);
    }

    /// Whether it says that there is no name.
    ///
    /// @param name of {@link #name}
    static boolean isNone(BytesRef name) {
        return name.length == 1 && name.bytes[name.offset] == ESCAPED;
    }

    /// Whether the name that a word begins with matches a pattern. Asked of each of a hundred
    /// thousand words, so that only a name with a zero in it is read.
    static boolean matches(BytesRef word, Glob glob) throws UnreadableFlow {
        byte[] bytes = word.bytes;
        int end = word.offset + word.length;
        int at = word.offset;
        while (at < end && bytes[at] != END) {
            if (bytes[at] == ESCAPED) {
                String name = WrittenName.read(new PackedReader(bytes, word.offset, word.length));
                return name != null && glob.matches(FieldValues.folded(name));
            }
            at++;
        }
        return glob.matches(bytes, word.offset, at - word.offset);
    }
}
