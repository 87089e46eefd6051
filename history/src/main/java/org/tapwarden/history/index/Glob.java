package org.tapwarden.history.index;

import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.UnicodeUtil;

/// A pattern of `*` and `?` over characters. Takes at most pattern times text steps and no memory,
/// where an automaton of a pattern from outside may explode.
final class Glob {

    private final int[] pattern;
    private final BytesRef prefix;
    private int[] text = new int[256];

    Glob(String pattern) {
        this.pattern = pattern.codePoints().toArray();
        int literal = 0;
        while (literal < pattern.length() && "*?".indexOf(pattern.charAt(literal)) < 0) {
            literal++;
        }
        this.prefix = new BytesRef(pattern.substring(0, literal));
    }

    /// What every match begins with; empty for a leading wildcard.
    BytesRef prefix() {
        return prefix;
    }

    boolean matches(String word) {
        return matches(new BytesRef(word));
    }

    boolean matches(BytesRef term) {
        if (text.length < term.length) {
            text = new int[2 * term.length];
        }
        int length = UnicodeUtil.UTF8toUTF32(term, text);
        int at = 0;
        int p = 0;
        int star = -1;
        int resume = 0;
        while (at < length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                resume = at;
            } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == text[at])) {
                p++;
                at++;
            } else if (star >= 0) {
                p = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }
}
