package org.tapwarden.enforcer.desk;

/// Makes text that came from a network safe to read: what a mail program would act on, hide or turn
/// around is written out as a backslash, `u` and its number.
final class Plain {

    private Plain() {}

    /// One line, never longer than `most` characters.
    static String line(String text, int most) {
        var plain = new StringBuilder();
        text.codePoints()
                .limit(most)
                .forEach(c -> {
                    if (acts(c)) {
                        plain.append(String.format("\\u%04x", c));
                    } else {
                        plain.appendCodePoint(c);
                    }
                });
        return plain.length() <= most ? plain.toString() : plain.substring(0, most - 3) + "...";
    }

    /// Controls (CR and LF with them), line separators, zero-width and bidirectional marks,
    /// unpaired surrogates, and what no font shows.
    private static boolean acts(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    true;
            default -> false;
        };
    }
}
