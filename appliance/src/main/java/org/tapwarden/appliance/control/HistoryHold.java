package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.Hold;
import org.tapwarden.history.Parser;
import org.tapwarden.history.Records;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden history hold ...`
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description = {
            "Keep the flows of a case, whatever the schedule says, until they are released. They are"
                    + " copied; all else goes on time. Without --to the hold goes on with each day"
                    + " that is over."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden history hold --case 2026-7 --reason 'request of the court' 'ip:10.1.2.3'",
            "  tapwarden history hold --case 2026-8 --reason 'request 12' 'user:kim' --from 2026-05-01 --to 2026-06-01",
            "  tapwarden history hold list",
            "  tapwarden history hold release 2026-7 --reason 'the case is closed'"
        })
final class HistoryHold implements Callable<Integer> {

    private static final int OK = 0;
    private static final String COMMAND_LINE = "command-line";

    @ParentCommand private @Nullable HistoryCommand history;
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--case",
            paramLabel = "ID",
            description = "Which case; the hold has its name: letters, digits, dots, dashes.")
    private @Nullable String id;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why; it is kept with your name.")
    private @Nullable String reason;

    @Parameters(paramLabel = "QUERY", arity = "0..1", description = "In the flow language.")
    private @Nullable String query;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Flows that ended then or later (default: all).")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "Flows that ended before then (default: it goes on).")
    private @Nullable String to;

    @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
    void config(Path file) {}

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }

    private Tools tools() {
        return Objects.requireNonNull(history).tools();
    }

    /// What changes a history.
    static Records records(Tools tools) throws IOException {
        return tools.history().records();
    }

    /// Who does it, and why.
    static Hold.By by(Tools tools, String reason, CommandLine line) {
        try {
            return new Hold.By(tools.who(), COMMAND_LINE, reason);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, String.valueOf(e.getMessage()));
        }
    }

    private String wanted(@Nullable String value, String what) {
        if (value == null || value.isBlank()) {
            throw new CommandLine.ParameterException(line(), "say " + what + ".");
        }
        return value;
    }

    @Override
    public Integer call() throws IOException {
        String held = wanted(id, "which case it is for: --case ID");
        String why = wanted(reason, "why: --reason TEXT");
        String text = wanted(query, "which flows, in the flow language; '*' means all");
        Tools tools = tools();
        Instant begin = from == null ? Instant.EPOCH : Operations.time(from, tools.zone(), line());
        Optional<Instant> end =
                Optional.ofNullable(to).map(time -> Operations.time(time, tools.zone(), line()));
        Records.Held placed;
        try {
            Question question = Parser.flowLanguage(tools.zone()).parse(text);
            placed = records(tools).hold(held, question, begin, end, by(tools, why, line()));
        } catch (SearchRefused e) {
            throw new CommandLine.ParameterException(line(), String.valueOf(e.getMessage()));
        }
        PrintWriter out = line().getOut();
        out.printf(
                "held for %s: %d flow slices of %d indexes%s%n",
                placed.hold().id(),
                placed.slices(),
                placed.indexes(),
                placed.hold().to().isPresent() ? "" : "; it goes on with each day that is over");
        out.flush();
        return OK;
    }

    @Command(
            name = "list",
            description = "List what is held, since when, and why.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden history hold list")
    int list(
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = tools();
        List<Records.Held> all = records(tools).holds();
        PrintWriter out = line().getOut();
        for (Records.Held one : all) {
            Hold hold = one.hold();
            out.printf(
                    "%s: %d flow slices of %d indexes; '%s' from %s to %s; placed %s by %s: %s%n",
                    hold.id(),
                    one.slices(),
                    one.indexes(),
                    Terminal.shown(hold.query()),
                    time(hold.from(), tools),
                    hold.to().map(end -> time(end, tools)).orElse("now, and on"),
                    time(hold.at(), tools),
                    Terminal.shown(hold.placed().who()),
                    Terminal.shown(hold.placed().reason()));
        }
        if (all.isEmpty()) {
            out.println("nothing is held");
        }
        out.flush();
        return OK;
    }

    private static String time(Instant at, Tools tools) {
        return at.equals(Instant.EPOCH)
                ? "the beginning"
                : Operations.TIME.format(at.atZone(tools.zone()));
    }

    @Command(
            name = "release",
            description = "Let a hold go: what it has is destroyed.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden history hold release 2026-7 --reason 'the case is closed'")
    int release(
            @Parameters(paramLabel = "ID", description = "The case.") String which,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Why; it is kept with your name.")
                    String why,
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = tools();
        CommandLine command = Usage.of(line(), "release");
        Records.Released released = records(tools).release(which, by(tools, why, command));
        PrintWriter out = line().getOut();
        out.println(
                released.certificate()
                        .map(name ->
                                "released and destroyed: "
                                        + released.slices()
                                        + " flow slices; certificate "
                                        + name)
                        .orElse(
                                "released: its days still stand in the schedule, so only the copy"
                                        + " is gone"));
        out.flush();
        return OK;
    }
}
