package org.tapwarden.appliance.lists;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.ProgressLine;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.spool.DirectoryLock;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.list.ListFacts;
import org.tapwarden.classifier.list.Lists;
import org.tapwarden.classifier.list.ListsFolder;
import org.tapwarden.classifier.list.lint.Canaries;
import org.tapwarden.classifier.list.lint.ListImport;
import org.tapwarden.classifier.list.lint.ListImport.Taken;
import org.tapwarden.classifier.list.lint.ListImport.Wanted;
import org.tapwarden.classifier.list.lint.PublicSuffixes;
import org.tapwarden.classifier.list.reader.ListFormat;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `tapwarden lists ...`
@Command(
        name = "lists",
        mixinStandardHelpOptions = true,
        description = {
            "Lists: a name or a certificate on one gives a flow its category, an address or a JA4 is a hint.",
            "A running appliance takes a new generation of them over by itself, within seconds."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden lists check bets.txt",
            "  tapwarden lists import bets.txt --id bets --category gambling",
            "  tapwarden lists import ut1.tar.gz --id ut1 --licence 'CC BY-SA 4.0'",
            "  tapwarden lists import ours.txt --id ours --type allow --office",
            "  tapwarden lists status",
            "  tapwarden lists rollback"
        },
        subcommands = {
            ListsCommand.Import.class,
            ListsCommand.Check.class,
            ListsCommand.Status.class,
            ListsCommand.Rollback.class,
            ListsCommand.Remove.class
        })
public final class ListsCommand implements Runnable {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final Path USUAL_CONFIG = Path.of("/etc/tapwarden/tapwarden.yaml");

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "say what to do: import, check, status, rollback or remove.");
    }

    // ---- what the commands share ----

    /// Where the lists are kept.
    static final class Where {
        @Option(
                names = "--lists",
                paramLabel = "DIR",
                description = "The folder of the lists; without it the one of the settings.")
        private @Nullable Path lists;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The appliance's settings (default: /etc/tapwarden/tapwarden.yaml).")
        private @Nullable Path config;

        ListsFolder folder() throws IOException {
            if (lists != null) {
                return new ListsFolder(lists);
            }
            Path file = config == null ? USUAL_CONFIG : config;
            if (config == null && !Files.exists(file)) {
                throw new IOException(
                        file
                                + " does not exist; name your settings with --config FILE, or the"
                                + " lists' folder with --lists DIR");
            }
            return new ListsFolder(Settings.read(file).lists());
        }

        boolean isNamed() {
            return lists != null || config != null || Files.exists(USUAL_CONFIG);
        }
    }

    /// How a source is to be read.
    static final class How {
        @Option(
                names = "--category",
                paramLabel = "CATEGORY",
                converter = CategoryWord.class,
                description = "What its names are for, such as gambling or web-proxy.")
        private @Nullable Category category;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                converter = FormatWord.class,
                description =
                        "hosts, domains, adblock, dnsmasq, rpz, cidr, ranges, ja4, certificates,"
                                + " v2fly or ut1; found out when not given.")
        private @Nullable ListFormat format;

        @Option(
                names = "--part",
                paramLabel = "NAME",
                description = "Of a source with several lists (ut1, v2fly) the one that is meant.")
        private @Nullable String part;

        @Option(
                names = "--type",
                paramLabel = "deny|allow",
                converter = TypeWord.class,
                description =
                        "deny: its names are of the category. allow: they are not what other lists"
                                + " say. Default: as the source says, else deny.")
        private ListFacts.@Nullable Type type;

        @Option(
                names = "--keep-suffixes",
                description =
                        "Take names that companies lend to others (github.io, duckdns.org), too."
                                + " Those of countries never.")
        private boolean keepSuffixes;

        Wanted wanted(Path file, String id, boolean office, String licence, Instant now) {
            return new Wanted(
                    file,
                    id,
                    category,
                    type,
                    office,
                    format,
                    part,
                    licence,
                    keepSuffixes,
                    user(),
                    now.toEpochMilli());
        }
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }

    private static <E> E word(
            List<E> all, java.util.function.Function<E, String> words, String text) {
        for (E one : all) {
            if (words.apply(one).equals(text.toLowerCase(Locale.ROOT))) {
                return one;
            }
        }
        throw new TypeConversionException(
                "'" + text + "' is none of " + String.join(", ", all.stream().map(words).toList()));
    }

    static final class CategoryWord implements ITypeConverter<Category> {
        @Override
        public Category convert(String text) {
            return word(
                    Arrays.stream(Category.values())
                            .filter(one -> one != Category.UNKNOWN)
                            .toList(),
                    Category::word,
                    text);
        }
    }

    static final class FormatWord implements ITypeConverter<ListFormat> {
        @Override
        public ListFormat convert(String text) {
            return word(List.of(ListFormat.values()), ListFormat::word, text);
        }
    }

    static final class TypeWord implements ITypeConverter<ListFacts.Type> {
        @Override
        public ListFacts.Type convert(String text) {
            return word(
                    List.of(ListFacts.Type.values()),
                    type -> type.name().toLowerCase(Locale.ROOT),
                    text);
        }
    }

    /// Work that may fail in one line.
    abstract static class Work implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;

        abstract int work(PrintWriter out, PrintWriter err) throws IOException;

        CommandLine line() {
            return Objects.requireNonNull(spec).commandLine();
        }

        @Override
        public Integer call() {
            PrintWriter out = line().getOut();
            PrintWriter err = line().getErr();
            try {
                return work(out, err);
            } catch (IOException e) {
                String message = e.getMessage();
                String reason = message == null ? e.getClass().getSimpleName() : message;
                err.println("tapwarden: " + Terminal.shown(reason));
                return FAILED;
            } finally {
                out.flush();
                err.flush();
            }
        }
    }

    private static @Nullable Lists current(ListsFolder folder) throws IOException {
        Path file = folder.current().orElse(null);
        return file == null ? null : Lists.open(file);
    }

    private static String entries(String doing, int entries) {
        return String.format(Locale.ROOT, "%s: %,d entries", doing, entries);
    }

    private static ListImport read(
            List<Wanted> sources, @Nullable Lists before, ProgressLine progress)
            throws IOException {
        var holder = new ListImport[1];
        var taking =
                new ListImport(
                        PublicSuffixes.load(),
                        Canaries.load(),
                        () -> {
                            ListImport now = holder[0];
                            progress.accept(entries("reading", now == null ? 0 : now.entries()));
                        });
        holder[0] = taking;
        for (Wanted source : sources) {
            taking.take(source);
        }
        if (before != null) {
            taking.keep(before);
        }
        progress.accept(entries("sorting", taking.entries()));
        taking.build();
        return taking;
    }

    private static boolean print(ListImport taking, Instant now, PrintWriter out) {
        boolean hitsCanaries = false;
        for (Taken taken : taking.taken()) {
            LintReport.print(taken, now, out);
            hitsCanaries |= !taken.canaries().isEmpty();
        }
        if (!taking.leftOut().isEmpty()) {
            out.println(
                    "not imported, of no category here: "
                            + Terminal.shown(String.join(", ", new TreeSet<>(taking.leftOut()))));
        }
        return hitsCanaries;
    }

    // ---- import ----

    /// `tapwarden lists import FILE --id ID`
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Look a list over and make it count. A list of the same id is replaced.",
                "One that hits a name which schools need changes nothing without --yes."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tapwarden lists import hosts.txt --id bad --category malware",
                "  tapwarden lists import ut1.tar.gz --id vpn --part vpn --category vpn",
                "  tapwarden lists import dlc/data/steam --id steam --category games"
            })
    static final class Import extends Work {
        @Parameters(paramLabel = "FILE", description = "The list: a file, a folder, an archive.")
        private Path file = Path.of("");

        @Option(
                names = "--id",
                paramLabel = "ID",
                required = true,
                description =
                        "The list's name here: small letters, digits, '-', '_' and '.'. Of a source"
                                + " with several, what their names begin with.")
        private String id = "";

        @Option(
                names = "--licence",
                paramLabel = "TEXT",
                description = "Under which terms the office has it; shown with the list.")
        private String licence = "";

        @Option(
                names = "--office",
                description = "The office keeps this list itself: it beats every other.")
        private boolean office;

        @Option(names = "--yes", description = "Also when it hits names that schools need.")
        private boolean yes;

        @Mixin private How how = new How();
        @Mixin private Where where = new Where();

        @Override
        int work(PrintWriter out, PrintWriter err) throws IOException {
            if (!ListFacts.isId(id)) {
                throw new ParameterException(line(), "--id: '" + id + "' is no id of a list.");
            }
            ListsFolder folder = where.folder();
            Instant now = Instant.now();
            try (var _ = DirectoryLock.take(folder.path());
                    var progress = new ProgressLine(err)) {
                ListImport taking =
                        read(
                                List.of(how.wanted(file, id, office, licence, now)),
                                current(folder),
                                progress);
                progress.clear();
                if (print(taking, now, out) && !yes) {
                    throw new IOException(
                            "nothing was changed: the list hits names that schools need; look at"
                                    + " them, and say --yes if it is meant so");
                }
                Lists lists = folder.publish(taking.built(), now.toEpochMilli());
                out.printf(
                        Locale.ROOT,
                        "generation %d counts now: %d lists, %,d names looked up, %,d more lie"
                                + " below them%n",
                        ListsFolder.number(folder.current().orElseThrow()),
                        lists.lists().size(),
                        lists.names(),
                        taking.built().compressed());
                return OK;
            }
        }
    }

    // ---- check ----

    /// `tapwarden lists check FILE...`
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Look lists over and change nothing. Ends with 1 when an import would want --yes."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tapwarden lists check gambling.txt vpn.txt",
                "  tapwarden lists check gambling.txt --category gambling --history morning/"
            })
    static final class Check extends Work {
        @Parameters(paramLabel = "FILE", arity = "1..*", description = "Lists.")
        private List<Path> files = List.of();

        @Option(
                names = "--history",
                paramLabel = "DIR",
                description =
                        "Also count the flows kept there that the lists would have hit, without"
                                + " names or persons.")
        private @Nullable Path history;

        @Mixin private How how = new How();
        @Mixin private Where where = new Where();

        @Override
        int work(PrintWriter out, PrintWriter err) throws IOException {
            Instant now = Instant.now();
            Set<String> ids = new HashSet<>();
            List<Wanted> sources = files.stream().map(file -> wanted(file, ids, now)).toList();
            Lists before = where.isNamed() ? current(where.folder()) : null;
            try (var progress = new ProgressLine(err)) {
                ListImport taking = read(sources, before, progress);
                progress.clear();
                if (how.category == null) {
                    out.println("No --category was said: it does not matter for what is checked.");
                }
                boolean hitsCanaries = print(taking, now, out);
                if (history != null) {
                    hits(history, taking, out);
                }
                return hitsCanaries ? FAILED : OK;
            }
        }

        /// By the file's name; the category does not matter for what is looked at.
        private Wanted wanted(Path file, Set<String> ids, Instant now) {
            String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            String cut = name.substring(0, Math.min(30, name.length()));
            String word = cut.replaceAll("[^a-z0-9._-]", "-").replaceFirst("^[._-]+", "");
            String id = word.isEmpty() ? "list" : word;
            for (int again = 2; !ids.add(id); again++) {
                id = word + "-" + again;
            }
            Wanted wanted = how.wanted(file, id, false, "", now);
            return wanted.category() != null
                            || wanted.type() == ListFacts.Type.ALLOW
                            || wanted.format() == ListFormat.UT1
                            || Files.isDirectory(file)
                    ? wanted
                    : wanted.withCategory(Category.WEB);
        }

        private static void hits(Path history, ListImport taking, PrintWriter out)
                throws IOException {
            Path folder = Files.createTempDirectory("tapwarden-lists");
            try {
                Lists lists =
                        new ListsFolder(folder)
                                .publish(taking.built(), Instant.now().toEpochMilli());
                Set<String> mine = new HashSet<>();
                taking.taken().forEach(one -> mine.add(one.look().list().id()));
                HistoryHits.Found found = HistoryHits.in(history, lists, mine::contains, user());
                out.printf(
                        Locale.ROOT,
                        "history: %,d flows with a server's name%s%n",
                        found.flows(),
                        found.whole() ? "" : "; there are more");
                found.hits()
                        .forEach((what, flows) ->
                                out.printf(
                                        Locale.ROOT, "  would hit   %,d flows, %s%n", flows, what));
                if (found.hits().isEmpty()) {
                    out.println("  would hit   none of them");
                }
            } finally {
                remove(folder);
            }
        }

        private static void remove(Path folder) throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(folder);
        }
    }

    // ---- status, rollback, remove ----

    /// `tapwarden lists status`
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Tell which lists count, how old they are, and whose.")
    static final class Status extends Work {
        @Mixin private Where where = new Where();

        @Override
        int work(PrintWriter out, PrintWriter err) throws IOException {
            ListsFolder folder = where.folder();
            Path file = folder.current().orElse(null);
            if (file == null) {
                out.println("No lists were imported.");
                return OK;
            }
            Lists lists = Lists.open(file);
            out.printf(
                    Locale.ROOT,
                    "generation %d of %s: %,d names looked up, %,d bytes of memory%n",
                    ListsFolder.number(file),
                    Instant.ofEpochMilli(lists.createdMillis()),
                    lists.names(),
                    lists.indexBytes());
            Instant now = Instant.now();
            for (ListFacts list : lists.lists()) {
                out.println(LintReport.head(list));
                out.printf(
                        "  %s, %s; licence: %s; imported by %s%n",
                        Terminal.shown(list.source()),
                        LintReport.age(list, now),
                        LintReport.licence(list),
                        Terminal.shown(list.importedBy()));
            }
            for (Path other : folder.generations()) {
                int number = ListsFolder.number(other);
                if (number != ListsFolder.number(file)) {
                    out.println(
                            number < ListsFolder.number(file)
                                    ? "generation " + number + " is kept to go back to"
                                    : "generation " + number + " was gone back from");
                }
            }
            return OK;
        }
    }

    /// `tapwarden lists rollback`
    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Make the generation before count again.")
    static final class Rollback extends Work {
        @Mixin private Where where = new Where();

        @Override
        int work(PrintWriter out, PrintWriter err) throws IOException {
            ListsFolder folder = where.folder();
            if (folder.current().isEmpty()) {
                throw new IOException(folder.path() + ": no lists were imported yet");
            }
            try (var _ = DirectoryLock.take(folder.path())) {
                Lists lists = folder.rollback();
                out.printf(
                        Locale.ROOT,
                        "generation %d counts now: %d lists, %,d names looked up%n",
                        ListsFolder.number(folder.current().orElseThrow()),
                        lists.lists().size(),
                        lists.names());
            }
            return OK;
        }
    }

    /// `tapwarden lists remove ID...`
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Take lists away. The generation before is kept, as at an import.")
    static final class Remove extends Work {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "Lists, as status has them.")
        private List<String> ids = List.of();

        @Mixin private Where where = new Where();

        @Override
        int work(PrintWriter out, PrintWriter err) throws IOException {
            ListsFolder folder = where.folder();
            if (folder.current().isEmpty()) {
                throw new IOException(folder.path() + ": no lists were imported yet");
            }
            try (var _ = DirectoryLock.take(folder.path());
                    var progress = new ProgressLine(err)) {
                Lists before = Objects.requireNonNull(current(folder));
                for (String id : ids) {
                    if (before.lists().stream().noneMatch(list -> list.id().equals(id))) {
                        throw new IOException("nothing was changed: there is no list '" + id + "'");
                    }
                }
                var taking = new ListImport(PublicSuffixes.load(), Canaries.load(), () -> {});
                taking.drop(ids);
                taking.keep(before);
                progress.accept(entries("sorting", taking.entries()));
                taking.build();
                Lists lists = folder.publish(taking.built(), Instant.now().toEpochMilli());
                progress.clear();
                out.printf(
                        Locale.ROOT,
                        "generation %d counts now: %d lists, %,d names looked up%n",
                        ListsFolder.number(folder.current().orElseThrow()),
                        lists.lists().size(),
                        lists.names());
            }
            return OK;
        }
    }
}
