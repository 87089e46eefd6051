package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads one line after the other, of one file.
interface LineFormat {

    /// @param line without its end
    void line(String line, Reading to) throws IOException;

    /// All lines of a stream. A line that is too long is counted as one that cannot be read.
    static void all(Lines lines, LineFormat format, Reading to) throws IOException {
        while (lines.next()) {
            @Nullable String text = lines.text();
            if (text == null) {
                to.next("");
                to.bad("longer than " + Lines.LONGEST + " bytes");
            } else {
                to.next(text);
                format.line(text, to);
            }
        }
    }

    /// What stands before a comment, without blanks around it.
    static String beforeComment(String line, char mark) {
        int comment = line.indexOf(mark);
        return (comment < 0 ? line : line.substring(0, comment)).strip();
    }
}
