package org.tapwarden.classifier.language;

import java.util.HexFormat;

/// How texts are compared and shown in the flow language.
final class Texts {

    private static final HexFormat HEX = HexFormat.of();

    private Texts() {}

    /// Lower case, one character after the other: unlike {@link String#toLowerCase()} the answer
    /// does not depend on the neighbours, so a part of a text and its pattern change alike.
    static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return lowered(text);
            }
        }
        return text;
    }

    private static String lowered(String text) {
        var lower = new StringBuilder(text.length());
        text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
        return lower.toString();
    }

    /// Whether a text matches a pattern, in which `*` is any characters, also none, and `?` is one.
    /// Goes back only to the last star, so a hostile pattern costs at most the product of both
    /// lengths.
    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && pattern.charAt(p) == '?') {
                p++;
                t = after(text, t);
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                resume = after(text, resume);
                t = resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static int after(String text, int at) {
        return at + Character.charCount(text.codePointAt(at));
    }

    /// Whether a character may be shown as it is: it has a shape of its own and turns no other
    /// around. Halves of a pair are none, since they may stand alone.
    static boolean isPlain(char c) {
        if (c < 0x80) {
            return c >= ' ' && c != 0x7f;
        }
        return Character.isLetterOrDigit(c);
    }

    /// Writes a character as its code, which the parser reads back.
    static void appendCode(StringBuilder line, char c) {
        line.append("\\u").append(HEX.toHexDigits(c));
    }
}
