package org.tapwarden.classifier.record;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.language.FieldValues;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;

/// Names at the beginning of words, in lower case as they are compared, so that a name and what
/// begins with it are ranges of words. How a name was spelled follows where that is different.
public final class WrittenName {

    /// Stands behind a name.
    public static final byte END = 0;

    /// No UTF-8 has it. Twice it is a zero inside of a name; before the end it says that there is
    /// no name, and no name begins so.
    public static final byte ESCAPED = (byte) 0xff;

    private WrittenName() {}

    public static void write(@Nullable String name, PackedWriter out) {
        if (name == null) {
            out.put(ESCAPED);
            out.put(END);
            return;
        }
        if (out.lowerAscii(name)) { // nearly all are
            out.put(END);
            out.text(null);
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

    /// Null where there is no name.
    ///
    /// @throws UnreadableFlow when none was written
    public static @Nullable String read(PackedReader in) throws UnreadableFlow {
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
}
