package org.tapwarden.history.index;

import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.language.FieldValues;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedReader;
import org.tapwarden.classifier.record.PackedWriter;

/// Names at the beginning of words, in lower case as they are compared, so that a name and what
/// begins with it are ranges of words. How a name was spelled follows where that is different.
final class NameWords {

    /// Stands behind a name.
    private static final byte END = 0;

    /// No UTF-8 has it. Twice it is a zero inside of a name; before the end it says that there is
    /// no name, and no name begins so.
    private static final byte ESCAPED = (byte) 0xff;

    private NameWords() {}

    static void write(@Nullable String name, PackedWriter out) {
        if (name == null) {
            out.put(ESCAPED);
            out.put(END);
            return;
        }
        byte[] whole = name.getBytes(StandardCharsets.UTF_8);
        int kept = PackedWriter.kept(whole);
        String cut =
                kept == whole.length ? name : new String(whole, 0, kept, StandardCharsets.UTF_8);
        String lower = FieldValues.folded(cut);
        byte[] folded = lower.equals(cut) ? whole : lower.getBytes(StandardCharsets.UTF_8);
        int length = lower.equals(cut) ? kept : folded.length;
        for (int i = 0; i < length; i++) {
            if (folded[i] == END) {
                out.put(ESCAPED);
                out.put(ESCAPED);
            } else {
                out.put(folded[i]);
            }
        }
        out.put(END);
        out.text(lower.equals(cut) ? null : cut);
    }

    static @Nullable String read(PackedReader in) throws UnreadableFlow {
        byte[] name = new byte[in.remaining()];
        int length = 0;
        for (byte next = in.u8(); next != END; next = in.u8()) {
            if (next != ESCAPED) {
                name[length++] = next;
            } else if (in.u8() == ESCAPED) {
                name[length++] = END;
            } else {
                return null;
            }
        }
        String spelled = in.text();
        return spelled == null ? new String(name, 0, length, StandardCharsets.UTF_8) : spelled;
    }

    /// What the words of exactly this name begin with.
    ///
    /// @param name in lower case
    static BytesRef whole(String name) {
        var out = new PackedWriter();
        write(name, out);
        byte[] bytes = out.copy();
        int length = bytes.length;
        while (bytes[length - 1] != END) {
            length--;
        }
        return new BytesRef(bytes, 0, length);
    }

    /// Whether the name that a word begins with matches a pattern. Asked of each of a hundred
    /// thousand words, so that only a name with a zero in it is read.
    static boolean matches(BytesRef word, Glob glob) throws UnreadableFlow {
        byte[] bytes = word.bytes;
        int end = word.offset + word.length;
        int at = word.offset;
        while (at < end && bytes[at] != END) {
            if (bytes[at] == ESCAPED) {
                String name = read(new PackedReader(word.bytes, word.offset, word.length));
                return name != null && glob.matches(FieldValues.folded(name));
            }
            at++;
        }
        return glob.matches(bytes, word.offset, at - word.offset);
    }
}
