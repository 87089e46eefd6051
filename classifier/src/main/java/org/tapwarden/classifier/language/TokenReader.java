package org.tapwarden.classifier.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A text that is read from front to back, character by character where need be: what a colon means
/// depends on what stands before it, as in `ip:fe80::1` and `fe80::1`.
///
/// Who reads also says what could stand where the text ends ({@link #expecting}); that is what
/// completion offers.
final class TokenReader {

    private static final int SUGGESTIONS = 3;

    /// End a word that is not in quotes.
    private static final String DELIMITERS = "()[]<>=!\",|&";

    private final String text;
    private final @Nullable List<Expected> expected;
    private int at;

    /// What could stand from a place on, of which the text has the beginning, or nothing.
    ///
    /// @param start where it begins, 0 for the first character
    record Expected(int start, List<Candidate> candidates) {}

    private TokenReader(String text, @Nullable List<Expected> expected) {
        this.text = text;
        this.expected = expected;
    }

    TokenReader(String text) {
        this(text, null);
    }

    /// One that remembers what could go on where the text ends.
    static TokenReader listening(String text) {
        return new TokenReader(text, new ArrayList<>());
    }

    /// What was expected at the end of the text; nothing unless it listens.
    List<Expected> expected() {
        return expected == null ? List.of() : List.copyOf(expected);
    }

    /// Says that one of these words may stand here. They are asked for only where the text ends
    /// within the word that begins here, and no other word ends here.
    void expecting(Supplier<List<Candidate>> words) {
        if (at == 0 || isSpace(text.charAt(at - 1)) || isEndOfName(text.charAt(at - 1))) {
            expectingSigns(words);
        }
    }

    private static boolean isEndOfName(char c) {
        return isDelimiter(c) || c == ':';
    }

    /// Says that one of these signs may stand here, also right behind a word.
    void expectingSigns(Supplier<List<Candidate>> signs) {
        if (expected != null && endOfWord(at) == text.length()) {
            expected.add(new Expected(at, signs.get()));
        }
    }

    int at() {
        return at;
    }

    void goTo(int position) {
        at = position;
    }

    int length() {
        return text.length();
    }

    boolean isEnd() {
        return at >= text.length();
    }

    /// The character here; only where the text has not ended.
    char here() {
        return text.charAt(at);
    }

    boolean isHere(String symbol) {
        return text.startsWith(symbol, at);
    }

    /// A `|` that begins a stage, not the `||` that joins conditions.
    boolean isPipe() {
        return isHere("|") && !isHere("||");
    }

    String between(int start, int end) {
        return text.substring(start, end);
    }

    void skip() {
        while (!isEnd() && isSpace(here())) {
            at++;
        }
    }

    boolean take(String symbol) {
        boolean taken = isHere(symbol);
        if (taken) {
            at += symbol.length();
        }
        return taken;
    }

    boolean takeWord(String word) {
        boolean taken = isWord(word);
        if (taken) {
            at += word.length();
        }
        return taken;
    }

    /// A word and not the beginning of a longer one, nor a field before its comparison: no field
    /// has such a name.
    boolean isWord(String word) {
        return text.regionMatches(true, at, word, 0, word.length())
                && endOfWord(at) == at + word.length();
    }

    void expect(char symbol, String otherwise) throws WrongQuery {
        skip();
        if (!take(String.valueOf(symbol))) {
            throw wrong(isEnd() ? otherwise : otherwise + " before " + shownHere());
        }
    }

    /// The character here, fit for a message.
    String shownHere() {
        return WrongQuery.shown(text.substring(at, Math.min(at + 1, text.length())));
    }

    int endOfWord(int start) {
        int end = start;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == '\\') {
                end += 2;
            } else if (isDelimiter(c) || isSpace(c)) {
                break;
            } else {
                end++;
            }
        }
        return Math.min(end, text.length());
    }

    /// The word that begins here, as it is written; empty where none does. Goes behind it.
    String word() {
        int start = at;
        at = endOfWord(start);
        return text.substring(start, at);
    }

    WrongQuery wrong(String reason) {
        return new WrongQuery(reason, at + 1);
    }

    /// What a name stands for.
    ///
    /// @param start where it begins
    static List<Field> fields(String name, int start) throws WrongQuery {
        List<Field> fields = Catalogue.named(name);
        if (!fields.isEmpty()) {
            return fields;
        }
        String nearest = String.join(", ", Catalogue.nearest(name, SUGGESTIONS));
        throw new WrongQuery(
                "unknown field " + WrongQuery.shown(name) + "; nearest: " + nearest, start + 1);
    }

    Written value() throws WrongQuery {
        if (isEnd()) {
            throw wrong("a value is missing");
        }
        int start = at;
        if (take("\"")) {
            return quoted(start);
        }
        int end = endOfWord(start);
        String raw = text.substring(start, end);
        if (raw.isEmpty()) {
            throw wrong("a value is missing before " + shownHere());
        }
        if (isKeyword(raw) || raw.equalsIgnoreCase("not") || raw.equalsIgnoreCase("to")) {
            throw wrong("a value is missing before " + WrongQuery.shown(raw) + ", or its quotes");
        }
        if (raw.charAt(0) == '$') {
            throw wrong("lists, such as " + WrongQuery.shown(raw) + ", are not available yet");
        }
        if (raw.equalsIgnoreCase("exists") && end < text.length() && text.charAt(end) == '!') {
            at = end + 1;
            return new Written("*", true, false, true, start);
        }
        if (raw.equals("*")) {
            at = end;
            return new Written("*", true, false, true, start);
        }
        return unescaped(start, end);
    }

    private Written quoted(int start) throws WrongQuery {
        int end = at;
        while (end < text.length() && text.charAt(end) != '"') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length()) {
            throw new WrongQuery("the quotes are not closed", start + 1);
        }
        Written value = unescaped(at, end);
        at = end + 1;
        return new Written(value.text(), value.wildcard(), value.escapedWildcard(), false, start);
    }

    /// Reads up to `end`, with a backslash before what stands for itself.
    private Written unescaped(int start, int end) throws WrongQuery {
        var plain = new StringBuilder(end - start);
        boolean wildcard = false;
        boolean escapedWildcard = false;
        at = start;
        while (at < end) {
            char c = text.charAt(at++);
            if (c != '\\') {
                wildcard |= isWildcard(c);
                plain.append(c);
                continue;
            }
            if (at == end) {
                throw wrong("nothing stands behind the backslash");
            }
            char escaped = text.charAt(at++);
            if (escaped == 'u') {
                escaped = code(end);
            }
            escapedWildcard |= isWildcard(escaped);
            plain.append(escaped);
        }
        return new Written(plain.toString(), wildcard, escapedWildcard, false, start);
    }

    /// Four hexadecimal digits.
    private char code(int end) throws WrongQuery {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < end ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw wrong("\\u takes four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    static boolean isKeyword(String raw) {
        String lower = raw.length() > 3 ? "" : raw.toLowerCase(Locale.ROOT);
        return lower.equals("and") || lower.equals("or");
    }

    static boolean isDelimiter(char c) {
        return DELIMITERS.indexOf(c) >= 0;
    }

    private static boolean isWildcard(char c) {
        return c == '*' || c == '?';
    }

    /// A no-break space comes with text pasted from a page.
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
