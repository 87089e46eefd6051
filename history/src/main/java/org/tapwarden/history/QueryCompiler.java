package org.tapwarden.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Directory.Held;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// Turns a question of the flow language into one for the index, with the same meaning.
///
/// One for each search and used by one thread. What a pattern or a device costs is bounded here: a
/// question that would cost more is refused with a sentence, never answered in part in silence.
final class QueryCompiler {

    /// Most conditions of one question.
    static final int MOST_CONDITIONS = FlowLanguage.MAX_CONDITIONS;

    /// Deepest nesting; the compiler goes down it on the stack. The language allows less.
    static final int DEEPEST = 2 * FlowLanguage.MAX_DEPTH;

    /// Most words of one day's index that one pattern may stand for.
    static final int MOST_WORDS = 50_000;

    /// Most pairs of endpoint and time that one fact of a device may stand for.
    static final int MOST_HELD = 100_000;

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int BUDGET_CHECK = 1_024;

    static {
        // One condition may become three clauses, and a "not" needs one more.
        IndexSearcher.setMaxClauseCount(8 * MOST_CONDITIONS);
    }

    private final Directory directory;
    private final long fromMillis;
    private final long toMillis;
    private final Budget budget;
    private final Map<Query, org.apache.lucene.search.Query> resolved = new HashMap<>();

    QueryCompiler(Directory directory, long fromMillis, long toMillis, Budget budget) {
        this.directory = directory;
        this.fromMillis = fromMillis;
        this.toMillis = toMillis;
        this.budget = budget;
    }

    /// Says what of the question cannot be asked, before anything is looked at.
    static void check(Query query) throws SearchRefused {
        int conditions = check(query, 1);
        if (conditions > MOST_CONDITIONS) {
            throw new SearchRefused(
                    "the query has " + conditions + " conditions; at most " + MOST_CONDITIONS);
        }
    }

    private static int check(Query query, int depth) throws SearchRefused {
        if (depth > DEEPEST) {
            throw new SearchRefused("the query is nested deeper than " + DEEPEST + " levels");
        }
        return switch (query) {
            case Query.Everything _ -> 1;
            case Query.And and -> check(and.parts(), depth);
            case Query.Or or -> check(or.parts(), depth);
            case Query.Not not -> check(not.what(), depth + 1);
            case Query.Exists exists -> known(exists.field());
            case Query.Is is -> known(is.field());
            case Query.Like like -> known(like.field());
            case Query.Within within -> known(within.field());
            case Query.Between between -> known(between.field());
        };
    }

    private static int check(List<Query> parts, int depth) throws SearchRefused {
        int conditions = 0;
        for (Query part : parts) {
            conditions += check(part, depth + 1);
        }
        return conditions;
    }

    private static int known(Field field) throws SearchRefused {
        if (field.scope() == Field.Scope.FLOW && Columns.of(field) == null) {
            throw new SearchRefused("the history does not keep " + field.name());
        }
        return 1;
    }

    /// @throws SearchRefused when it would cost too much
    /// @throws OutOfTime when the budget ended before the question was put
    org.apache.lucene.search.Query compile(Query query, IndexReader reader)
            throws SearchRefused, OutOfTime, IOException {
        return switch (query) {
            case Query.Everything _ -> MatchAllDocsQuery.INSTANCE;
            case Query.And and -> {
                var all = new BooleanQuery.Builder();
                for (Query part : and.parts()) {
                    all.add(compile(part, reader), Occur.FILTER);
                }
                yield all.build();
            }
            case Query.Or or -> {
                var any = new BooleanQuery.Builder();
                for (Query part : or.parts()) {
                    any.add(compile(part, reader), Occur.SHOULD);
                }
                yield any.build();
            }
            case Query.Not not ->
                    new BooleanQuery.Builder()
                            .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
                            .add(compile(not.what(), reader), Occur.MUST_NOT)
                            .build();
            case Query.Exists exists -> exists(exists);
            case Query.Is is -> is(is);
            case Query.Like like -> like(like, reader);
            case Query.Within within -> within(within);
            case Query.Between between -> between(between);
        };
    }

    /// Says that the time was over.
    static final class OutOfTime extends Exception {
        private static final long serialVersionUID = 1;
    }

    private org.apache.lucene.search.Query exists(Query.Exists exists) throws SearchRefused {
        Field field = exists.field();
        if (field.scope() == Field.Scope.DEVICE) {
            return device(exists, field, _ -> true);
        }
        if (field.name().equals(Columns.EVENT_END)) {
            return MatchAllDocsQuery.INSTANCE;
        }
        return switch (column(field)) {
            case Column.Words _, Column.Addresses _ ->
                    new TermQuery(new Term(FlowDocument.HAS, field.name()));
            case Column.Numbers _ -> new FieldExistsQuery(field.name());
        };
    }

    private org.apache.lucene.search.Query is(Query.Is is) throws SearchRefused {
        Field field = is.field();
        if (field.scope() == Field.Scope.DEVICE) {
            return device(is, field, is.text()::equals);
        }
        return new TermQuery(new Term(field.name(), is.text()));
    }

    private org.apache.lucene.search.Query like(Query.Like like, IndexReader reader)
            throws SearchRefused, OutOfTime, IOException {
        Field field = like.field();
        var glob = new Glob(like.pattern());
        if (field.scope() == Field.Scope.DEVICE) {
            return device(like, field, glob::matches);
        }
        var words = new HashSet<BytesRef>();
        for (LeafReaderContext leaf : reader.leaves()) {
            Terms terms = leaf.reader().terms(field.name());
            if (terms != null) {
                addWords(terms.iterator(), glob, like, words);
            }
        }
        return words.isEmpty()
                ? MatchNoDocsQuery.INSTANCE
                : new TermInSetQuery(field.name(), words);
    }

    private void addWords(TermsEnum terms, Glob glob, Query.Like like, Set<BytesRef> words)
            throws SearchRefused, OutOfTime, IOException {
        if (terms.seekCeil(glob.prefix()) == TermsEnum.SeekStatus.END) {
            return;
        }
        int looked = 0;
        for (BytesRef term = terms.term(); term != null; term = terms.next()) {
            if (!StringHelper.startsWith(term, glob.prefix())) {
                return;
            }
            if (++looked % BUDGET_CHECK == 0 && budget.shouldExit()) {
                throw new OutOfTime();
            }
            if (glob.matches(term) && !words.contains(term)) {
                words.add(BytesRef.deepCopyOf(term));
                if (words.size() > MOST_WORDS) {
                    throw new SearchRefused(
                            like.field().name()
                                    + ":"
                                    + like.pattern()
                                    + " stands for more than "
                                    + MOST_WORDS
                                    + " different words of one day; make the pattern longer");
                }
            }
        }
    }

    private org.apache.lucene.search.Query within(Query.Within within) throws SearchRefused {
        Field field = within.field();
        Network network = Network.of(within.network(), within.bits());
        if (field.scope() == Field.Scope.DEVICE) {
            return device(within, field, text -> isWithin(text, network));
        }
        BytesRef first = FlowDocument.term(network.first());
        if (network.first().equals(network.last())) {
            return new TermQuery(new Term(field.name(), first));
        }
        BytesRef last = FlowDocument.term(network.last());
        var range = new TermRangeQuery(field.name(), first, last, true, true);
        if (!network.holdsAllOfIpv4()) {
            return range;
        }
        Network ipv4 = Network.of(Address.ipv4(0), 0);
        return new BooleanQuery.Builder()
                .add(range, Occur.FILTER)
                .add(
                        new TermRangeQuery(
                                field.name(),
                                FlowDocument.term(ipv4.first()),
                                FlowDocument.term(ipv4.last()),
                                true,
                                true),
                        Occur.MUST_NOT)
                .build();
    }

    private static boolean isWithin(String text, Network network) {
        try {
            return network.holds(Address.parse(text));
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private org.apache.lucene.search.Query between(Query.Between between) throws SearchRefused {
        Field field = between.field();
        if (field.scope() == Field.Scope.DEVICE) {
            return device(between, field, text -> isBetween(text, between));
        }
        if (between.from() > between.to()) {
            return MatchNoDocsQuery.INSTANCE;
        }
        if (field.name().equals(Columns.EVENT_END)) {
            return NumericDocValuesField.newSlowRangeQuery(
                    FlowDocument.AT,
                    Saturating.times(between.from(), MILLI),
                    Saturating.plus(Saturating.times(between.to(), MILLI), MILLI - 1));
        }
        boolean sought = column(field) instanceof Column.Numbers numbers && numbers.sought();
        return sought
                ? LongPoint.newRangeQuery(field.name(), between.from(), between.to())
                : NumericDocValuesField.newSlowRangeQuery(
                        field.name(), between.from(), between.to());
    }

    /// Facts of devices that are no words are truth values.
    private static boolean isBetween(String text, Query.Between between) {
        long value = text.equals("true") ? 1 : 0;
        boolean known = value == 1 || text.equals("false");
        return known && between.from() <= value && value <= between.to();
    }

    /// Asked once for a search and not for each day: two days must not see two states of the
    /// ledger.
    private org.apache.lucene.search.Query device(
            Query condition, Field field, Predicate<String> value) throws SearchRefused {
        org.apache.lucene.search.Query known = resolved.get(condition);
        if (known != null) {
            return known;
        }
        List<Held> held = new ArrayList<>();
        for (Held fact : ask(field, value)) {
            // Endpoint 0 is every flow whose end is not known.
            if (fact.endpoint() != 0) {
                held.add(fact);
            }
        }
        if (held.size() > MOST_HELD) {
            throw new SearchRefused(
                    field.name()
                            + " stands for more than "
                            + MOST_HELD
                            + " devices and times; ask for fewer or a shorter time");
        }
        org.apache.lucene.search.Query query =
                held.isEmpty() ? MatchNoDocsQuery.INSTANCE : HeldQuery.of(held);
        resolved.put(condition, query);
        return query;
    }

    private List<Held> ask(Field field, Predicate<String> value) throws SearchRefused {
        try {
            return directory.resolve(field, value, fromMillis, toMillis);
        } catch (IllegalStateException unavailable) {
            throw new SearchRefused(
                    "whose devices these are cannot be said now ("
                            + field.name()
                            + "): ask again later or without it");
        }
    }

    private static Column column(Field field) throws SearchRefused {
        Column column = Columns.of(field);
        if (column == null) {
            throw new SearchRefused("the history does not keep " + field.name());
        }
        return column;
    }
}
