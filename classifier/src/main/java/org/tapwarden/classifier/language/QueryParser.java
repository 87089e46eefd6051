package org.tapwarden.classifier.language;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.language.Conditions.Comparison;

/// Reads one text, by recursive descent without a separate lexer.
///
/// Used once. Recursion is bounded by {@link FlowLanguage#MAX_DEPTH}.
final class QueryParser {

    private final TokenReader reader;
    private final Conditions conditions;
    private int depth;
    private int leaves;

    QueryParser(TokenReader reader, ZoneId zone) {
        this.reader = reader;
        this.conditions = new Conditions(zone);
    }

    QueryParser(String text, ZoneId zone) {
        this(new TokenReader(text), zone);
    }

    /// A filter and nothing behind it.
    Query query() throws WrongQuery {
        Query query = filter();
        if (reader.isPipe()) {
            throw reader.wrong("only a filter is wanted here; stages after '|' are for searches");
        }
        return query;
    }

    /// A filter and the stages behind it.
    Question question() throws WrongQuery {
        Query filter = filter();
        List<Stage> stages = reader.isEnd() ? List.of() : new StageParser(reader).stages();
        var question = new Question(filter, stages);
        requireShort(Canonical.text(question));
        return question;
    }

    /// Up to the end, or the first `|` behind it.
    private Query filter() throws WrongQuery {
        if (reader.length() > FlowLanguage.MAX_TEXT) {
            throw new WrongQuery(
                    "a query has at most " + FlowLanguage.MAX_TEXT + " characters",
                    FlowLanguage.MAX_TEXT + 1);
        }
        reader.skip();
        if (reader.isEnd() || reader.isPipe()) {
            reader.expecting(Candidates::ofConditions);
            reader.expecting(Candidates::ofPipe);
            return new Query.Everything();
        }
        Query query = or();
        if (!reader.isEnd() && !reader.isPipe()) {
            throw reader.wrong("nothing is open that " + reader.shownHere() + " could close");
        }
        // What the aliases stand for counts too, so that the canonical text can always be read.
        if (query.depth() > FlowLanguage.MAX_DEPTH) {
            throw tooDeep();
        }
        requireShort(Canonical.text(query));
        return query;
    }

    private void requireShort(String canonical) throws WrongQuery {
        if (canonical.length() > FlowLanguage.MAX_TEXT) {
            throw reader.wrong(
                    "with its aliases written out the query has more than "
                            + FlowLanguage.MAX_TEXT
                            + " characters");
        }
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
        reader.skip();
        reader.expecting(Candidates::ofConditions);
        if (reader.isEnd()) {
            throw reader.wrong("a condition is missing");
        }
        char c = reader.here();
        if (reader.take("(")) {
            deeper();
            Query inside = or();
            depth--;
            reader.expect(')', "the parenthesis is not closed");
            return inside;
        }
        if (c == '"') {
            return bare(reader.value());
        }
        if (TokenReader.isDelimiter(c)) {
            throw reader.wrong("a condition cannot begin with " + reader.shownHere());
        }
        return word();
    }

    /// A field with its values, or a value alone.
    private Query word() throws WrongQuery {
        int start = reader.at();
        String raw = reader.word();
        int end = reader.at();
        if (TokenReader.isKeyword(raw)) {
            throw new WrongQuery(
                    "a condition is missing before " + WrongQuery.shown(raw), start + 1);
        }
        int escape = raw.indexOf('\\');
        int colon = raw.indexOf(':');
        boolean named = colon >= 0 && (escape < 0 || colon < escape);
        if (named && !isAddress(raw)) {
            reader.goTo(start + colon + 1);
            return compared(fields(raw.substring(0, colon), start));
        }
        reader.skip();
        if (startsComparison()) {
            List<Field> fields = fields(raw, start);
            reader.take(":");
            return compared(fields);
        }
        reader.expectingSigns(() -> Candidates.ofOperators(Catalogue.named(raw)));
        reader.goTo(start);
        if (raw.equals("*")) {
            reader.goTo(end);
            return new Query.Everything();
        }
        return bare(reader.value());
    }

    private static boolean isAddress(String raw) {
        return Conditions.isMac(raw) || Network.parse(raw).isPresent();
    }

    private static List<Field> fields(String name, int start) throws WrongQuery {
        if (name.isEmpty()) {
            throw new WrongQuery("a field is missing before ':'", start + 1);
        }
        return TokenReader.fields(name, start);
    }

    /// What stands behind a field: a comparison and its values. A colon was taken already.
    private Query compared(List<Field> fields) throws WrongQuery {
        reader.skip();
        boolean negated = reader.take("!=");
        Comparison comparison = negated ? Comparison.EQUAL : comparison();
        reader.skip();
        List<Query> alternatives = new ArrayList<>();
        if (comparison != Comparison.EQUAL) {
            add(alternatives, fields, comparison, reader.value());
        } else if (reader.take("(")) {
            listed(alternatives, fields);
            restOfList(alternatives, fields, ')');
        } else if (reader.take("[")) {
            rangeOrList(alternatives, fields);
        } else {
            add(alternatives, fields, comparison, valueOf(fields));
        }
        Query query =
                alternatives.size() == 1 ? alternatives.getFirst() : new Query.Or(alternatives);
        return negated ? new Query.Not(query) : query;
    }

    private Written valueOf(List<Field> fields) throws WrongQuery {
        reader.expecting(() -> Candidates.ofValues(fields));
        return reader.value();
    }

    private Comparison comparison() {
        if (reader.take("<=")) {
            return Comparison.AT_MOST;
        }
        if (reader.take(">=")) {
            return Comparison.AT_LEAST;
        }
        if (reader.take("<")) {
            return Comparison.LESS;
        }
        if (reader.take(">")) {
            return Comparison.MORE;
        }
        if (!reader.take("==")) {
            reader.take("=");
        }
        return Comparison.EQUAL;
    }

    private void rangeOrList(List<Query> alternatives, List<Field> fields) throws WrongQuery {
        reader.skip();
        Written first = valueOf(fields);
        reader.skip();
        if (!reader.takeWord("to")) {
            add(alternatives, fields, Comparison.EQUAL, first);
            restOfList(alternatives, fields, ']');
            return;
        }
        reader.skip();
        Written last = reader.value();
        reader.expect(']', "the range is not closed");
        for (Field field : fields) {
            alternatives.add(counted(conditions.between(field, first, last)));
        }
    }

    private void restOfList(List<Query> alternatives, List<Field> fields, char end)
            throws WrongQuery {
        reader.skip();
        reader.expecting(() -> Candidates.words("or", String.valueOf(end)));
        while (!reader.take(String.valueOf(end))) {
            if (!reader.take(",") && !takeOr()) {
                throw reader.wrong("expected 'or', ',' or '" + end + "' in the list of values");
            }
            listed(alternatives, fields);
            reader.skip();
            reader.expecting(() -> Candidates.words("or", String.valueOf(end)));
        }
    }

    private void listed(List<Query> alternatives, List<Field> fields) throws WrongQuery {
        reader.skip();
        if (reader.take("[")) {
            rangeOrList(alternatives, fields);
        } else {
            add(alternatives, fields, Comparison.EQUAL, valueOf(fields));
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
            throw reader.wrong(
                    "a query has at most " + FlowLanguage.MAX_CONDITIONS + " conditions");
        }
        return leaf;
    }

    /// A value without a field: an address, a network, a MAC, or a name.
    private Query bare(Written value) throws WrongQuery {
        List<Query> alternatives = new ArrayList<>();
        add(alternatives, Conditions.meant(value), Comparison.EQUAL, value);
        return new Query.Or(alternatives);
    }

    private boolean takeOr() {
        reader.skip();
        return reader.take("||") || reader.takeWord("or");
    }

    private boolean takeAnd() throws WrongQuery {
        reader.skip();
        boolean mayEnd = depth == 0;
        reader.expecting(() -> Candidates.ofJoints(mayEnd));
        if (reader.take("&&")) {
            return true;
        }
        if (reader.isHere("&")) {
            throw reader.wrong("a single '&' means nothing; write && or and");
        }
        return reader.takeWord("and");
    }

    private boolean takeNot() {
        reader.skip();
        return !reader.isHere("!=") && (reader.take("!") || reader.takeWord("not"));
    }

    /// Whether another condition follows, to be joined by an `and` that is not written.
    private boolean startsCondition() {
        return !reader.isEnd()
                && reader.here() != ')'
                && reader.here() != '|'
                && !reader.isWord("or");
    }

    /// A colon here stood behind a space; two begin an IPv6 address.
    private boolean startsComparison() {
        return reader.isHere("=")
                || reader.isHere("<")
                || reader.isHere(">")
                || reader.isHere("!=")
                || (reader.isHere(":") && !reader.isHere("::"));
    }

    private void deeper() throws WrongQuery {
        if (++depth > FlowLanguage.MAX_DEPTH) {
            throw tooDeep();
        }
    }

    private WrongQuery tooDeep() {
        return reader.wrong("conditions are nested deeper than " + FlowLanguage.MAX_DEPTH);
    }
}
