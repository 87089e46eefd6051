package org.tapwarden.history.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Directory.Held;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.FlowPredicate;
import org.tapwarden.classifier.language.Query;

/// Turns a question of the flow language into one for the index, with the same meaning.
///
/// One for each search and used by one thread. What a pattern or a device costs is bounded here: a
/// question that would cost more is refused with a sentence, never answered in part in silence.
public final class QueryCompiler {

    /// Most conditions of one question.
    public static final int MOST_CONDITIONS = FlowLanguage.MAX_CONDITIONS;

    /// Deepest nesting; the compiler goes down it on the stack. The language allows less.
    public static final int DEEPEST = 2 * FlowLanguage.MAX_DEPTH;

    /// Most pairs of endpoint and time that one fact of a device may stand for.
    public static final int MOST_HELD = 100_000;

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final char NUL = 0;

    /// Fields whose words begin with their value.
    private static final Set<String> NAMES = Set.of("tls.client.server_name", "dns.question.name");

    /// Fields that no slice is without: each begins the words of a dictionary that all have.
    private static final Set<String> ALWAYS = Set.of("source.ip", "destination.ip");

    static {
        // One condition may become three clauses, and a "not" needs one more.
        IndexSearcher.setMaxClauseCount(8 * MOST_CONDITIONS);
    }

    private final Directory directory;
    private final long fromMillis;
    private final long toMillis;
    private final Budget budget;
    private final Map<Query, org.apache.lucene.search.Query> resolved = new HashMap<>();

    public QueryCompiler(Directory directory, long fromMillis, long toMillis, Budget budget) {
        this.directory = directory;
        this.fromMillis = fromMillis;
        this.toMillis = toMillis;
        this.budget = budget;
    }

    /// Says what of the question cannot be asked, before anything is looked at.
    public static void check(Query query) throws Unanswerable {
        int conditions = check(query, 1);
        if (conditions > MOST_CONDITIONS) {
            throw new Unanswerable(
                    "the query has " + conditions + " conditions; at most " + MOST_CONDITIONS);
        }
    }

    private static int check(Query query, int depth) throws Unanswerable {
        if (depth > DEEPEST) {
            throw new Unanswerable("the query is nested deeper than " + DEEPEST + " levels");
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

    private static int check(List<Query> parts, int depth) throws Unanswerable {
        int conditions = 0;
        for (Query part : parts) {
            conditions += check(part, depth + 1);
        }
        return conditions;
    }

    private static int known(Field field) throws Unanswerable {
        if (field.scope() == Field.Scope.FLOW && Columns.of(field) == null) {
            throw new Unanswerable("the history does not keep " + field.name());
        }
        return 1;
    }

    /// @throws Unanswerable when it would cost too much
    public org.apache.lucene.search.Query compile(Query query) throws Unanswerable {
        return switch (query) {
            case Query.Everything _ -> MatchAllDocsQuery.INSTANCE;
            case Query.And and -> {
                var all = new BooleanQuery.Builder();
                for (Query part : and.parts()) {
                    all.add(compile(part), Occur.FILTER);
                }
                yield all.build();
            }
            case Query.Or or -> {
                var any = new BooleanQuery.Builder();
                for (Query part : or.parts()) {
                    any.add(compile(part), Occur.SHOULD);
                }
                yield any.build();
            }
            case Query.Not not ->
                    new BooleanQuery.Builder()
                            .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
                            .add(compile(not.what()), Occur.MUST_NOT)
                            .build();
            case Query.Exists exists -> exists(exists);
            case Query.Is is -> is(is);
            case Query.Like like -> like(like);
            case Query.Within within -> within(within);
            case Query.Between between -> between(between);
        };
    }

    private org.apache.lucene.search.Query exists(Query.Exists exists) throws Unanswerable {
        Field field = exists.field();
        if (field.scope() == Field.Scope.DEVICE) {
            return device(exists, field, _ -> true);
        }
        return switch (column(field)) {
            case Column.InWords in ->
                    ALWAYS.contains(field.name())
                            ? MatchAllDocsQuery.INSTANCE
                            : predicate(in, exists);
            case Column.Numbers numbers ->
                    numbers.equals(Column.CLAIMED)
                            ? new FieldExistsQuery(Counter.CLAIMED.column())
                            : MatchAllDocsQuery.INSTANCE;
        };
    }

    private org.apache.lucene.search.Query is(Query.Is is) throws Unanswerable {
        Field field = is.field();
        if (field.scope() == Field.Scope.DEVICE) {
            return device(is, field, is.text()::equals);
        }
        Column.InWords in = words(field);
        BytesRef name = wholeName(field, is.text());
        return name == null
                ? predicate(in, is)
                : new WordsQuery(in.dictionaries().getFirst(), Asked.beginning(name), budget);
    }

    /// What the words of exactly this name begin with, where names are what words begin with.
    private static @Nullable BytesRef wholeName(Field field, String name) {
        return NAMES.contains(field.name()) ? NameWords.whole(name) : null;
    }

    private org.apache.lucene.search.Query like(Query.Like like) throws Unanswerable {
        Field field = like.field();
        var glob = new Glob(like.pattern());
        if (field.scope() == Field.Scope.DEVICE) {
            return device(like, field, glob::matches);
        }
        Column.InWords in = words(field);
        if (!NAMES.contains(field.name()) || like.pattern().indexOf(NUL) >= 0) {
            return predicate(in, like);
        }
        Asked.Test test = word -> NameWords.matches(word, glob);
        return new WordsQuery(
                in.dictionaries().getFirst(),
                Asked.between(glob.prefix(), glob.prefix(), test),
                budget);
    }

    private org.apache.lucene.search.Query predicate(Column.InWords in, Query condition) {
        var any = new BooleanQuery.Builder();
        for (Dictionary dictionary : in.dictionaries()) {
            Asked asked =
                    Asked.predicate(dictionary, FlowPredicate.of(condition, Directory.NOBODY));
            any.add(new WordsQuery(dictionary, asked, budget), Occur.SHOULD);
        }
        return any.build();
    }

    private org.apache.lucene.search.Query within(Query.Within within) throws Unanswerable {
        Field field = within.field();
        Network network = Network.of(within.network(), within.bits());
        if (field.scope() == Field.Scope.DEVICE) {
            return device(within, field, text -> isWithin(text, network));
        }
        Column.InWords in = words(field);
        Asked.Test test =
                network.holdsAllOfIpv4()
                        ? word -> network.holds(EndWords.address(word))
                        : _ -> true;
        Asked asked =
                Asked.between(
                        EndWords.prefix(network.first()), EndWords.prefix(network.last()), test);
        return new WordsQuery(in.dictionaries().getFirst(), asked, budget);
    }

    private static boolean isWithin(String text, Network network) {
        try {
            return network.holds(Address.parse(text));
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private org.apache.lucene.search.Query between(Query.Between between) throws Unanswerable {
        Field field = between.field();
        if (field.scope() == Field.Scope.DEVICE) {
            return device(between, field, text -> isBetween(text, between));
        }
        if (between.from() > between.to()) {
            return MatchNoDocsQuery.INSTANCE;
        }
        return switch (column(field)) {
            case Column.InWords in -> predicate(in, between);
            case Column.Numbers numbers when numbers.equals(Column.CLAIMED) ->
                    NumericDocValuesField.newSlowRangeQuery(
                            Counter.CLAIMED.column(),
                            Saturating.times(between.from(), MILLI),
                            Saturating.plus(Saturating.times(between.to(), MILLI), MILLI - 1));
            case Column.Numbers numbers when numbers.isSkipped() ->
                    NumericDocValuesField.newSlowRangeQuery(
                            numbers.sum().getFirst().column(), between.from(), between.to());
            case Column.Numbers numbers -> new NumbersQuery(numbers, between.from(), between.to());
        };
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
            Query condition, Field field, Predicate<String> value) throws Unanswerable {
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
            throw new Unanswerable(
                    field.name()
                            + " stands for more than "
                            + MOST_HELD
                            + " devices and times; ask for fewer or a shorter time");
        }
        org.apache.lucene.search.Query query =
                held.isEmpty() ? MatchNoDocsQuery.INSTANCE : HeldQuery.of(held, budget);
        resolved.put(condition, query);
        return query;
    }

    private List<Held> ask(Field field, Predicate<String> value) throws Unanswerable {
        try {
            return directory.resolve(field, value, fromMillis, toMillis);
        } catch (IllegalStateException unavailable) {
            throw new Unanswerable(
                    "whose devices these are cannot be said now ("
                            + field.name()
                            + "): ask again later or without it");
        }
    }

    private static Column.InWords words(Field field) throws Unanswerable {
        if (column(field) instanceof Column.InWords in) {
            return in;
        }
        throw new Unanswerable("no such condition can be asked of " + field.name());
    }

    private static Column column(Field field) throws Unanswerable {
        Column column = Columns.of(field);
        if (column == null) {
            throw new Unanswerable("the history does not keep " + field.name());
        }
        return column;
    }
}
