package org.tapwarden.classifier.language;

/// A text that is no query: what is wrong in one line, and where.
///
/// The line holds parts of the text only with control characters written out, so it may stand on a
/// terminal and in a log; a page still escapes it as any other text.
public final class WrongQuery extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 40;

    private final int position;

    WrongQuery(String reason, int position) {
        super(reason + " (at character " + position + ")");
        this.position = position;
    }

    /// Where: 1 for the first character.
    public int position() {
        return position;
    }

    /// A part of the text between quotes, fit for one line.
    static String shown(String part) {
        var line = new StringBuilder().append('\'');
        int end = Math.min(part.length(), MAX_SHOWN);
        for (int i = 0; i < end; i++) {
            char c = part.charAt(i);
            if (Texts.isPlain(c)) {
                line.append(c);
            } else {
                Texts.appendCode(line, c);
            }
        }
        return line.append(end < part.length() ? "...'" : "'").toString();
    }
}
