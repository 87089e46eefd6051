package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Population;
import org.tapwarden.history.Hold;
import org.tapwarden.history.Records;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden history purge ...`
@Command(
        name = "purge",
        mixinStandardHelpOptions = true,
        description = {
            "Destroy whole days of flows before the schedule would, each with a certificate. Shows"
                    + " what would go; --yes does it. What is held stays."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden history purge --before 2026-06-01 --reason 'board resolution 12'",
            "  tapwarden history purge --before 2026-06-01 --population student --reason 'resolution 12' --yes"
        })
final class HistoryPurge implements Callable<Integer> {

    private static final int OK = 0;
    private static final int FAILED = 1;

    @ParentCommand private @Nullable HistoryCommand history;
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--before",
            paramLabel = "DATE",
            required = true,
            description = "The first day that stays, in UTC, such as 2026-06-01.")
    private LocalDate before = LocalDate.EPOCH;

    @Option(
            names = "--population",
            paramLabel = "NAME",
            description = "Only staff, student, guest, infrastructure or unknown; may be repeated.")
    private List<Population> populations = List.of();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why; it stands in the certificates, with your name.")
    private String reason = "";

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
    void config(Path file) {}

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Tools tools = Objects.requireNonNull(history).tools();
        Hold.By by = HistoryHold.by(tools, reason, line);
        Set<Population> meant =
                populations.isEmpty()
                        ? EnumSet.allOf(Population.class)
                        : EnumSet.copyOf(populations);
        Records records = HistoryHold.records(tools);
        PrintWriter out = line.getOut();
        List<Records.Due> due = records.wouldPurge(before, meant);
        for (Records.Due one : due) {
            String slices = one.slices() < 0 ? "unreadable" : one.slices() + " flow slices";
            out.printf("%s: %s, %d bytes%n", one.what(), slices, one.bytes());
        }
        if (due.isEmpty()) {
            out.println("nothing is older");
            out.flush();
            return OK;
        }
        out.flush();
        if (!yes) {
            line.getErr().println("nothing was destroyed: say --yes if all of this shall go");
            line.getErr().flush();
            return FAILED;
        }
        Records.Purged purged = records.purge(before, meant, by);
        purged.certificates().forEach(name -> out.println("destroyed; certificate " + name));
        if (!purged.finished()) {
            out.println("something of them is left still, and goes as soon as it can");
        }
        out.flush();
        return OK;
    }
}
