package org.tapwarden.classifier.list;

import java.net.IDN;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Names as lists write them, made into names as the wire has them.
public final class DomainText {

    /// Characters of a name (RFC 1035, section 2.3.4).
    static final int LONGEST = 253;

    /// Labels that are looked at; a name of more is looked up by its last ones.
    static final int MOST_LABELS = 32;

    private static final int LONGEST_LABEL = 63;

    private DomainText() {}

    /// In small letters, without a last dot, in ASCII.
    ///
    /// @return null when the text is no name of two labels or more; an address is none
    public static @Nullable String canonical(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.length() > LONGEST) {
            return null;
        }
        int kind = kind(name);
        if (kind == FOREIGN) {
            name = ascii(name);
            kind = name == null ? BAD : kind(name);
        }
        if (name == null || kind == BAD || kind == FOREIGN) {
            return null;
        }
        return kind == CAPITAL ? name.toLowerCase(Locale.ROOT) : name;
    }

    private static final int BAD = 0;
    private static final int GOOD = 1;
    private static final int CAPITAL = 2;
    private static final int FOREIGN = 3;

    private static int kind(String name) {
        int labels = 1;
        int inLabel = 0;
        boolean capital = false;
        boolean number = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (inLabel == 0) {
                    return BAD;
                }
                labels++;
                inLabel = 0;
                number = true;
                continue;
            }
            if (c > 0x7e) {
                return FOREIGN;
            }
            boolean digit = '0' <= c && c <= '9';
            boolean big = 'A' <= c && c <= 'Z';
            boolean letter = big || ('a' <= c && c <= 'z');
            if ((!letter && !digit && c != '-' && c != '_') || ++inLabel > LONGEST_LABEL) {
                return BAD;
            }
            capital |= big;
            number &= digit;
        }
        // A last label of digits is an address or a part of one, never a top-level domain.
        boolean fits = labels >= 2 && labels <= MOST_LABELS && inLabel > 0 && !number;
        return !fits ? BAD : capital ? CAPITAL : GOOD;
    }

    private static @Nullable String ascii(String name) {
        try {
            String ascii = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
            return ascii.length() > LONGEST ? null : ascii;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
