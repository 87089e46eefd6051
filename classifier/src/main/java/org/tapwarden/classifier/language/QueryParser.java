package org.tapwarden.classifier.language;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.language.Conditions.Comparison;

/// Reads one text, by recursive descent without a separate lexer: what a colon means depends on
/// what stands before it, as in `ip:fe80::1` and `fe80::1`.
///
/// Used once. Recursion is bounded by {@link FlowLanguage#MAX_DEPTH}.
final class QueryParser {

    private static final int SUGGESTIONS = 3;

    /// End a word that is not in quotes.
    private static final String DELIMITERS = "()[]<>=!\",|&";

    private final String text;
    private final Conditions conditions;
    private int at;
    private int depth;
    private int leaves;

    QueryParser(String text, ZoneId zone) {
        this.text = text;
        this.conditions = new Conditions(zone);
    }

    Query query() throws WrongQuery {
        if (text.length() > FlowLanguage.MAX_TEXT) {
            throw new WrongQuery(
                    "a query has at most " + FlowLanguage.MAX_TEXT + " characters",
                    FlowLanguage.MAX_TEXT + 1);
        }
        skip();
        if (isEnd()) {
            return new Query.Everything();
        }
        Query query = or();
        if (!isEnd()) {
            throw wrong("nothing is open that " + WrongQuery.shown(rest(1)) + " could close");
        }
        // What the aliases stand for counts too, so that the canonical text can always be read.
        if (depth(query) > FlowLanguage.MAX_DEPTH) {
            throw tooDeep();
        }
        if (Canonical.text(query).length() > FlowLanguage.MAX_TEXT) {
            throw wrong(
                    "with its aliases written out the query has more than "
                            + FlowLanguage.MAX_TEXT
                            + " characters");
        }
        return query;
    }

    private Query or() throws WrongQuery {
        List<Query> parts = new ArrayList<>();
        parts.add(and());
        while (takeOr()) {
            parts.add(and());
        }
        return parts.size() == 1 ? parts.getFirst() : new Query.Or(parts);
    }

    private Query and() throws WrongQuery {
        List<Query> parts = new ArrayList<>();
        parts.add(not());
        while (takeAnd() || startsCondition()) {
            parts.add(not());
        }
        return parts.size() == 1 ? parts.getFirst() : new Query.And(parts);
    }

    private Query not() throws WrongQuery {
        int before = depth;
        while (takeNot()) {
            deeper();
        }
        int negations = depth - before;
        Query query = condition();
        for (int i = 0; i < negations; i++) {
            query = new Query.Not(query);
        }
        depth = before;
        return query;
    }

    private Query condition() throws WrongQuery {
        skip();
        if (isEnd()) {
            throw wrong("a condition is missing");
        }
        char c = text.charAt(at);
        if (c == '(') {
            at++;
            deeper();
            Query inside = or();
            depth--;
            expect(')', "the parenthesis is not closed");
            return inside;
        }
        if (c == '"') {
            return bare(value());
        }
        if (isDelimiter(c)) {
            throw wrong("a condition cannot begin with " + WrongQuery.shown(rest(1)));
        }
        return word();
    }

    /// A field with its values, or a value alone.
    private Query word() throws WrongQuery {
        int start = at;
        int end = endOfWord(start);
        String raw = text.substring(start, end);
        if (isKeyword(raw)) {
            throw wrong("a condition is missing before " + WrongQuery.shown(raw));
        }
        int escape = raw.indexOf('\\');
        int colon = raw.indexOf(':');
        boolean named = colon >= 0 && (escape < 0 || colon < escape);
        if (named && !isAddress(raw)) {
            at = start + colon + 1;
            return compared(fields(raw.substring(0, colon), start));
        }
        at = end;
        skip();
        if (startsComparison()) {
            List<Field> fields = fields(raw, start);
            if (text.charAt(at) == ':') {
                at++;
            }
            return compared(fields);
        }
        at = start;
        return raw.equals("*") ? everything() : bare(value());
    }

    private Query everything() {
        at++;
        return new Query.Everything();
    }

    private static boolean isAddress(String raw) {
        return Conditions.isMac(raw) || Network.parse(raw).isPresent();
    }

    private List<Field> fields(String name, int start) throws WrongQuery {
        List<Field> fields = Catalogue.named(name);
        if (!fields.isEmpty()) {
            return fields;
        }
        if (name.isEmpty()) {
            throw new WrongQuery("a field is missing before ':'", start + 1);
        }
        String nearest = String.join(", ", Catalogue.nearest(name, SUGGESTIONS));
        throw new WrongQuery(
                "unknown field " + WrongQuery.shown(name) + "; nearest: " + nearest, start + 1);
    }

    /// What stands behind a field: a comparison and its values. A colon was taken already.
    private Query compared(List<Field> fields) throws WrongQuery {
        skip();
        boolean negated = take("!=");
        Comparison comparison = negated ? Comparison.EQUAL : comparison();
        skip();
        List<Query> alternatives = new ArrayList<>();
        if (comparison != Comparison.EQUAL) {
            add(alternatives, fields, comparison, value());
        } else if (take("(")) {
            list(alternatives, fields, ')');
        } else if (take("[")) {
            rangeOrList(alternatives, fields);
        } else {
            add(alternatives, fields, comparison, value());
        }
        Query query =
                alternatives.size() == 1 ? alternatives.getFirst() : new Query.Or(alternatives);
        return negated ? new Query.Not(query) : query;
    }

    private Comparison comparison() {
        if (take("<=")) {
            return Comparison.AT_MOST;
        }
        if (take(">=")) {
            return Comparison.AT_LEAST;
        }
        if (take("<")) {
            return Comparison.LESS;
        }
        if (take(">")) {
            return Comparison.MORE;
        }
        if (!take("==")) {
            take("=");
        }
        return Comparison.EQUAL;
    }

    private void rangeOrList(List<Query> alternatives, List<Field> fields) throws WrongQuery {
        skip();
        Written first = value();
        skip();
        if (!takeWord("to")) {
            add(alternatives, fields, Comparison.EQUAL, first);
            restOfList(alternatives, fields, ']');
            return;
        }
        skip();
        Written last = value();
        expect(']', "the range is not closed");
        for (Field field : fields) {
            alternatives.add(counted(conditions.between(field, first, last)));
        }
    }

    private void list(List<Query> alternatives, List<Field> fields, char end) throws WrongQuery {
        listed(alternatives, fields);
        restOfList(alternatives, fields, end);
    }

    private void restOfList(List<Query> alternatives, List<Field> fields, char end)
            throws WrongQuery {
        skip();
        while (!take(String.valueOf(end))) {
            if (!take(",") && !takeOr()) {
                throw wrong("expected 'or', ',' or '" + end + "' in the list of values");
            }
            listed(alternatives, fields);
            skip();
        }
    }

    private void listed(List<Query> alternatives, List<Field> fields) throws WrongQuery {
        skip();
        if (take("[")) {
            rangeOrList(alternatives, fields);
        } else {
            add(alternatives, fields, Comparison.EQUAL, value());
        }
    }

    /// Adds the condition for every field. Of several fields those that cannot hold the value are
    /// left out, as long as one can: `protocols:udp` can only be a transport.
    private void add(
            List<Query> alternatives, List<Field> fields, Comparison comparison, Written value)
            throws WrongQuery {
        @Nullable WrongQuery first = null;
        int before = alternatives.size();
        for (Field field : fields) {
            Query leaf;
            try {
                leaf = conditions.of(field, comparison, value);
            } catch (WrongQuery e) {
                first = first == null ? e : first;
                continue;
            }
            alternatives.add(counted(leaf));
        }
        if (first != null && alternatives.size() == before) {
            throw first;
        }
    }

    private Query counted(Query leaf) throws WrongQuery {
        if (++leaves > FlowLanguage.MAX_CONDITIONS) {
            throw wrong("a query has at most " + FlowLanguage.MAX_CONDITIONS + " conditions");
        }
        return leaf;
    }

    /// A value without a field: an address, a network, a MAC, or a name.
    private Query bare(Written value) throws WrongQuery {
        List<Query> alternatives = new ArrayList<>();
        add(alternatives, meant(value), Comparison.EQUAL, value);
        return new Query.Or(alternatives);
    }

    private List<Field> meant(Written value) throws WrongQuery {
        String word = value.text();
        if (!value.wildcard() && Network.parse(word).isPresent()) {
            return Catalogue.named("ip");
        }
        if (!value.wildcard() && Conditions.isMac(word)) {
            return Catalogue.named("mac");
        }
        if (word.chars().allMatch(c -> "0123456789./*?".indexOf(c) >= 0)) {
            throw new WrongQuery(
                    WrongQuery.shown(word)
                            + " alone is neither an address nor a name; write a field before it,"
                            + " such as port:443",
                    value.start() + 1);
        }
        return List.of(
                Catalogue.field("tls.client.server_name").orElseThrow(),
                Catalogue.field("dns.question.name").orElseThrow());
    }

    private Written value() throws WrongQuery {
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
            throw wrong("a value is missing before " + WrongQuery.shown(rest(1)));
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

    private boolean takeOr() throws WrongQuery {
        skip();
        if (take("||")) {
            return true;
        }
        if (!isEnd() && text.charAt(at) == '|') {
            throw wrong("stages after '|' are not available yet");
        }
        return takeWord("or");
    }

    private boolean takeAnd() throws WrongQuery {
        skip();
        if (take("&&")) {
            return true;
        }
        if (!isEnd() && text.charAt(at) == '&') {
            throw wrong("a single '&' means nothing; write && or and");
        }
        return takeWord("and");
    }

    private boolean takeNot() {
        skip();
        if (!isEnd() && text.charAt(at) == '!' && !text.startsWith("!=", at)) {
            at++;
            return true;
        }
        return takeWord("not");
    }

    /// Whether another condition follows, to be joined by an `and` that is not written.
    private boolean startsCondition() {
        if (isEnd()) {
            return false;
        }
        char c = text.charAt(at);
        return c != ')' && c != '|' && !isWord("or");
    }

    /// A colon here stood behind a space; two begin an IPv6 address.
    private boolean startsComparison() {
        if (isEnd()) {
            return false;
        }
        char c = text.charAt(at);
        return c == '='
                || c == '<'
                || c == '>'
                || text.startsWith("!=", at)
                || (c == ':' && !text.startsWith("::", at));
    }

    private boolean takeWord(String word) {
        boolean taken = isWord(word);
        if (taken) {
            at += word.length();
        }
        return taken;
    }

    /// A word and not the beginning of a longer one, nor a field before its comparison: no field
    /// has such a name.
    private boolean isWord(String word) {
        return text.regionMatches(true, at, word, 0, word.length())
                && endOfWord(at) == at + word.length();
    }

    private static boolean isKeyword(String raw) {
        String lower = raw.length() > 3 ? "" : raw.toLowerCase(Locale.ROOT);
        return lower.equals("and") || lower.equals("or");
    }

    private boolean take(String symbol) {
        boolean taken = text.startsWith(symbol, at);
        if (taken) {
            at += symbol.length();
        }
        return taken;
    }

    private void expect(char symbol, String otherwise) throws WrongQuery {
        skip();
        if (!take(String.valueOf(symbol))) {
            throw wrong(isEnd() ? otherwise : otherwise + " before " + WrongQuery.shown(rest(1)));
        }
    }

    private int endOfWord(int start) {
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

    private void skip() {
        while (!isEnd() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private boolean isEnd() {
        return at >= text.length();
    }

    private String rest(int most) {
        return text.substring(at, Math.min(at + most, text.length()));
    }

    private void deeper() throws WrongQuery {
        if (++depth > FlowLanguage.MAX_DEPTH) {
            throw tooDeep();
        }
    }

    private WrongQuery tooDeep() {
        return wrong("conditions are nested deeper than " + FlowLanguage.MAX_DEPTH);
    }

    private WrongQuery wrong(String reason) {
        return new WrongQuery(reason, at + 1);
    }

    private static int depth(Query query) {
        return switch (query) {
            case Query.And and -> 1 + deepest(and.parts());
            case Query.Or or -> 1 + deepest(or.parts());
            case Query.Not not -> 1 + depth(not.what());
            case Query.Everything _,
                    Query.Exists _,
                    Query.Is _,
                    Query.Like _,
                    Query.Within _,
                    Query.Between _ ->
                    0;
        };
    }

    private static int deepest(List<Query> parts) {
        return parts.stream().mapToInt(QueryParser::depth).max().orElse(0);
    }

    private static boolean isDelimiter(char c) {
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
