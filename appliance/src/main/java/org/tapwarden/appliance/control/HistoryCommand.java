package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.Upkeep;
import org.tapwarden.history.Upkeep.Index;
import org.tapwarden.history.Upkeep.Stats;
import org.tapwarden.history.Upkeep.Verified;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden history ...`
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description =
                "The flow history: what there is, whether it is unchanged, what is held, and what goes.",
        subcommands = {HistoryExport.class, HistoryHold.class, HistoryPurge.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden history stats",
            "  tapwarden history verify",
            "  tapwarden history seal --all --history DIR",
            "  tapwarden history export 'ip:10.1.2.3' flows.csv --purpose 'ticket 4711'",
            "  tapwarden history hold --case 2026-7 --reason 'request of the court' 'ip:10.1.2.3'",
            "  tapwarden history purge --before 2026-06-01 --reason 'board resolution 12'"
        })
final class HistoryCommand implements Runnable {

    /// Times of losses told one by one, the newest.
    private static final int MOST_LOSSES = 20;

    private static final int OK = 0;
    private static final int FAILED = 1;

    @ParentCommand private @Nullable Operations operations;
    @Spec private @Nullable CommandSpec spec;

    /// Which history. Both are looked at by whoever chooses the tools, before a command runs.
    static final class Where {

        private boolean replayed;

        @Option(
                names = "--history",
                paramLabel = "DIR",
                description = "The history that a replay wrote there.")
        void history(Path directory) {
            replayed = true;
        }

        @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
        void config(Path file) {}

        boolean isOfReplay() {
            return replayed;
        }
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "say what to do: stats, verify, seal, export, hold or purge.");
    }

    Tools tools() {
        return Operations.toolsOf(operations);
    }

    private Upkeep upkeep() throws IOException {
        FlowHistory history = tools().history();
        return history.upkeep();
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    @Command(
            name = "stats",
            description =
                    "List the indexes: how much is in them, of which time, on how many bytes.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden history stats")
    int stats(@Mixin Where where) throws IOException {
        Stats stats = upkeep().stats();
        PrintWriter out = out();
        out.printf(
                "%-28s  %-6s  %14s  %14s  %-26s  %-26s  %16s%n",
                "INDEX", "STATE", "SLICES", "FLOWS", "FIRST END", "LAST END", "BYTES");
        stats.indexes().forEach(index -> print(out, index));
        long slices = stats.indexes().stream().mapToLong(Index::slices).sum();
        long flows = stats.indexes().stream().mapToLong(Index::flows).sum();
        long bytes = stats.indexes().stream().mapToLong(Index::bytes).sum();
        out.printf(
                Locale.ROOT,
                "%,d indexes, %,d slices of %,d flows, %,d bytes on disk%s%n",
                stats.indexes().size(),
                slices,
                flows,
                bytes,
                slices == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %.1f a slice", (double) bytes / slices));
        Optional<Instant> newest = stats.newest();
        out.println(
                newest.isEmpty()
                        ? "nothing is indexed yet"
                        : "the newest indexed flow ended at "
                                + time(newest)
                                + age(Duration.between(newest.orElseThrow(), stats.now())));
        stats.damaged().forEach(name -> out.println("damaged and set aside: " + name));
        int untold = Math.max(0, stats.losses().size() - MOST_LOSSES);
        stats.losses().stream().skip(untold).forEach(out::println);
        if (untold > 0) {
            out.println("and " + untold + " times before");
        }
        out.flush();
        return OK;
    }

    private void print(PrintWriter out, Index index) {
        out.printf(
                Locale.ROOT,
                "%-28s  %-6s  %,14d  %,14d  %-26s  %-26s  %,16d%n",
                index.name(),
                index.isSealed() ? "sealed" : "open",
                index.slices(),
                index.flows(),
                time(index.first()),
                time(index.last()),
                index.bytes());
    }

    private String time(Optional<Instant> instant) {
        ZoneId zone = tools().zone();
        return instant.map(i -> Operations.TIME.format(i.atZone(zone))).orElse("-");
    }

    private static String age(Duration age) {
        if (age.isNegative()) {
            return ", ahead of this machine's clock";
        }
        return String.format(
                Locale.ROOT,
                ", %s%d h %02d min %02d s ago",
                age.toDays() == 0 ? "" : age.toDays() + " days ",
                age.toHoursPart(),
                age.toMinutesPart(),
                age.toSecondsPart());
    }

    @Command(
            name = "verify",
            description = {
                "Hash the files of every sealed index and compare them with its manifest. Says each"
                        + " difference in a line and fails if there is one."
            },
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden history verify")
    int verify(@Mixin Where where) throws IOException {
        Verified verified = upkeep().verify(tools().progress());
        PrintWriter out = out();
        verified.differences().forEach(line -> out.println(Terminal.shown(line)));
        out.printf(
                Locale.ROOT,
                "%d sealed indexes hashed, %d differences; %d not sealed yet%n",
                verified.sealed(),
                verified.differences().size(),
                verified.open());
        out.flush();
        return verified.differences().isEmpty() ? OK : FAILED;
    }

    @Command(
            name = "seal",
            description = {
                "Seal now the indexes of days that are over. Flows of such a day that come later go"
                        + " into another index of it."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  tapwarden history seal", "  tapwarden history seal --all --history DIR"})
    int seal(
            @Option(
                            names = "--all",
                            description =
                                    "All of a history that nothing writes any more, such as a"
                                            + " replay's.")
                    boolean all,
            @Mixin Where where)
            throws IOException {
        List<Index> sealed = upkeep().seal(all, tools().progress());
        PrintWriter out = out();
        for (Index index : sealed) {
            out.printf(
                    Locale.ROOT,
                    "sealed %s: %,d slices, %,d bytes%n",
                    index.name(),
                    index.slices(),
                    index.bytes());
        }
        if (sealed.isEmpty()) {
            out.println("nothing to seal");
        }
        out.flush();
        return OK;
    }
}
