package org.tapwarden.classifier.list.lint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.list.ListFacts;
import org.tapwarden.classifier.list.Lists;
import org.tapwarden.classifier.list.ListsBuilder;
import org.tapwarden.classifier.list.reader.FormatGuess;
import org.tapwarden.classifier.list.reader.ListFormat;
import org.tapwarden.classifier.list.reader.ListSource;
import org.tapwarden.classifier.list.reader.Reading;

/// Takes sources in, looks them over, and builds the next generation of lists beside those that are
/// kept. Used once, by one thread.
public final class ListImport {

    private static final int LONGEST_WORDS = 500;

    /// What somebody wants to have imported.
    ///
    /// @param id of the list; of a source with several, what their ids begin with
    /// @param category of its names; may be missing for an allow list, and where the source says it
    /// @param type null where the source says it
    /// @param office whether the office keeps the list itself
    /// @param format null to be found out
    /// @param part the one list that is meant, of a source with several
    /// @param keepSuffixes whether names that companies lend to others are meant
    /// @param by who asks
    public record Wanted(
            Path file,
            String id,
            @Nullable Category category,
            ListFacts.@Nullable Type type,
            boolean office,
            @Nullable ListFormat format,
            @Nullable String part,
            String licence,
            boolean keepSuffixes,
            String by,
            long nowMillis) {

        /// The same with another category.
        public Wanted withCategory(Category other) {
            return new Wanted(
                    file,
                    id,
                    other,
                    type,
                    office,
                    format,
                    part,
                    licence,
                    keepSuffixes,
                    by,
                    nowMillis);
        }
    }

    /// A list that was read.
    ///
    /// @param refusedSuffixes entries left out since they are public suffixes
    /// @param shownSuffixes the first of them
    /// @param canaries names that no school can miss, and that it would hit
    public record Taken(
            ListsBuilder.Look look,
            Reading reading,
            int refusedSuffixes,
            List<String> shownSuffixes,
            List<String> canaries) {}

    private record Begun(int list, Reading reading, Linter linter) {}

    private final ListsBuilder builder = new ListsBuilder();
    private final PublicSuffixes suffixes;
    private final Canaries canaries;
    private final Runnable progress;
    private final List<Begun> begun = new ArrayList<>();
    private final Set<String> replaced = new LinkedHashSet<>();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private final List<String> replacedBeginnings = new ArrayList<>();

    /// @param progress called now and then
    public ListImport(PublicSuffixes suffixes, Canaries canaries, Runnable progress) {
        this.suffixes = suffixes;
        this.canaries = canaries;
        this.progress = progress;
    }

    /// Reads a source.
    ///
    /// @throws IOException in one line: it cannot be read, is no list, has nothing in it, or is not
    ///   said well enough
    public void take(Wanted wanted) throws IOException {
        if (!ListFacts.isId(wanted.id())) {
            throw new IOException(
                    "'"
                            + wanted.id()
                            + "' is no id of a list: small letters, digits, '-', '_' and '.', 40 at"
                            + " most");
        }
        ListFormat format = wanted.format() == null ? guess(wanted.file()) : wanted.format();
        int before = begun.size();
        ListSource.read(wanted.file(), format, wanted.part(), new Parts(wanted, format));
        long found = 0;
        for (Begun one : begun.subList(before, begun.size())) {
            found += one.reading().found();
        }
        if (begun.size() == before) {
            throw new IOException(
                    wanted.file()
                            + ": "
                            + (wanted.part() == null
                                    ? "it has none of the lists that we know"
                                    : "it has no part '" + wanted.part() + "'"));
        }
        if (found == 0) {
            throw new IOException(
                    wanted.file() + ": not one entry of the format " + format.word() + " is in it");
        }
        if (format == ListFormat.UT1 && wanted.part() == null) {
            replacedBeginnings.add(wanted.id() + "-");
        }
    }

    private static ListFormat guess(Path file) throws IOException {
        ListFormat format = FormatGuess.of(file);
        if (format == null) {
            throw new IOException(
                    file + ": it is no list of a format that we know; name one with --format");
        }
        return format;
    }

    private final class Parts implements ListSource.Parts {
        private final Wanted wanted;
        private final ListFormat format;

        Parts(Wanted wanted, ListFormat format) {
            this.wanted = wanted;
            this.format = format;
        }

        @Override
        public @Nullable Reading begin(String name, boolean allows) throws IOException {
            boolean oneOfMany = !name.isEmpty() && wanted.part() == null;
            String id = oneOfMany ? wanted.id() + "-" + name.toLowerCase(Locale.ROOT) : wanted.id();
            ListFacts.Type type = wanted.type();
            if (type == null) {
                type = allows ? ListFacts.Type.ALLOW : ListFacts.Type.DENY;
            }
            Category category = wanted.category();
            if (oneOfMany || (category == null && !name.isEmpty())) {
                category = type == ListFacts.Type.ALLOW ? null : Ut1Categories.of(name);
            }
            boolean unknown = category == null && type == ListFacts.Type.DENY;
            if (oneOfMany && (unknown || !ListFacts.isId(id))) {
                leftOut.add(name);
                return null;
            }
            if (unknown) {
                throw new IOException("say with --category what its names are for");
            }
            return begin(id, category, type);
        }

        private Reading begin(String id, @Nullable Category category, ListFacts.Type type)
                throws IOException {
            int list =
                    builder.begin(
                            new ListFacts(
                                    id,
                                    category,
                                    type,
                                    wanted.office(),
                                    cut(wanted.licence()),
                                    format.word(),
                                    cut(String.valueOf(wanted.file().getFileName())),
                                    Files.getLastModifiedTime(wanted.file()).toMillis(),
                                    wanted.nowMillis(),
                                    cut(wanted.by()),
                                    0));
            replaced.add(id);
            var linter =
                    new Linter(
                            builder,
                            list,
                            type == ListFacts.Type.DENY,
                            wanted.keepSuffixes(),
                            suffixes,
                            canaries,
                            progress);
            var reading = new Reading(linter);
            begun.add(new Begun(list, reading, linter));
            return reading;
        }

        @Override
        public void end(Reading reading) {}
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_WORDS ? text : text.substring(0, LONGEST_WORDS);
    }

    /// Keeps the lists of an earlier generation that were not read anew.
    public void keep(Lists before) throws IOException {
        builder.keep(before, id -> !isReplaced(id));
    }

    /// These lists are not to be kept.
    public void drop(List<String> ids) {
        replaced.addAll(ids);
    }

    private boolean isReplaced(String id) {
        return replaced.contains(id) || replacedBeginnings.stream().anyMatch(id::startsWith);
    }

    /// Sorts and compares; nothing is taken in afterwards.
    public void build() {
        builder.build();
    }

    /// What was read, after {@link #build}.
    public List<Taken> taken() {
        return begun.stream()
                .map(one ->
                        new Taken(
                                builder.look(one.list()),
                                one.reading(),
                                one.linter().refusedSuffixes(),
                                one.linter().shownSuffixes(),
                                one.linter().canariesHit()))
                .toList();
    }

    /// Parts of the sources that are of no category of ours.
    public Set<String> leftOut() {
        return Set.copyOf(leftOut);
    }

    /// Entries so far.
    public int entries() {
        return builder.entries();
    }

    /// What was built, to be published.
    public ListsBuilder built() {
        return builder;
    }
}
