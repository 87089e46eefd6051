package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.WrongQuery;
import org.tapwarden.history.FlowSearch;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.Rows;
import org.tapwarden.history.stage.Table;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden search QUERY --purpose TEXT`
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = {
            "Search the flow history. Who asked, what, which range and why is written down"
                    + " before the first row is shown."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden search 'ip:10.20.20.0/24 and sni:*.example.org' --purpose 'ticket 4711'",
            "  tapwarden search 'category:vpn' --from 2026-11-20 --purpose 'weekly look' --format csv",
            "  tapwarden search 'category:streaming | top 10 source.ip by bytes' --purpose 'slow lines'",
            "  tapwarden search 'basis:none | count by destination.port' --purpose 'what is unknown'",
            "  tapwarden search 'ip:10.1.2.3 | timeline 5m by category' --purpose 'ticket 4711'"
        })
final class SearchCommand implements Callable<Integer> {

    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");
    private static final int USUAL_ROWS = 100;

    @ParentCommand private @Nullable Operations operations;
    @Spec private @Nullable CommandSpec spec;

    private boolean replayed;

    @Parameters(
            paramLabel = "QUERY",
            arity = "0..1",
            defaultValue = "",
            description = {
                "In the flow language; nothing asks for everything. Behind a '|' stages make a"
                        + " table of what was found: top, count by, timeline, distinct, sort,"
                        + " fields, head."
            })
    private String query = "";

    @Option(
            names = "--purpose",
            paramLabel = "TEXT",
            required = true,
            description = "Why you look; it is kept with your name.")
    private String purpose = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Flows that ended then or later (default: 24 hours before --to).")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "Flows that ended before then (default: now).")
    private @Nullable String to;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description =
                    "Rows at most, newest first (default: 100). Of a table, how many slices"
                            + " 'fields' shows; what stages count has all its rows.")
    private @Nullable Integer limit;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, csv or ndjson (default: ${DEFAULT-VALUE}).")
    private Rows format = Rows.TABLE;

    /// Both are looked at by whoever chooses the tools, before this runs.
    @Option(
            names = "--history",
            paramLabel = "DIR",
            description =
                    "Search the history that a replay wrote there; without a time, all of it.")
    void history(Path directory) {
        replayed = true;
    }

    @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
    void config(Path file) {}

    @Override
    public Integer call() throws IOException {
        Tools tools = Operations.toolsOf(operations);
        CommandLine line = Operations.line(spec);
        Instant now = replayed ? END_OF_TIME : tools.wall().instant();
        Instant end = to == null ? now : Operations.time(to, tools.zone(), line);
        // A replay's packets may be years old, so there the default is all of it.
        Instant before = replayed ? Instant.EPOCH : end.minus(Duration.ofHours(24));
        Instant begin = from == null ? before : Operations.time(from, tools.zone(), line);
        FlowSearch.Answer answer;
        try {
            answer =
                    tools.history()
                            .search(
                                    new Request(
                                            tools.who(),
                                            "command-line",
                                            purpose,
                                            query,
                                            begin,
                                            end,
                                            limit(tools.zone())));
        } catch (SearchRefused e) {
            throw new CommandLine.ParameterException(line, String.valueOf(e.getMessage()));
        }
        PrintWriter out = line.getOut();
        format.write(answer, tools.zone(), out);
        out.flush();
        PrintWriter err = line.getErr();
        err.printf(
                "%s, %s to %s; audit row %d%n",
                counts(answer),
                Operations.TIME.format(begin.atZone(tools.zone())),
                Operations.TIME.format(end.atZone(tools.zone())),
                answer.auditNumber());
        Table table = answer.table();
        if (table != null && format != Rows.TABLE) {
            table.sentences().forEach(s -> err.println("not shown: " + Terminal.shown(s)));
        }
        answer.gaps().forEach(g -> err.println("not complete: " + g));
        answer.notes().forEach(err::println);
        err.flush();
        return Operations.OK;
    }

    private static String counts(FlowSearch.Answer answer) {
        Table table = answer.table();
        return table == null
                ? answer.rows().size() + " of " + answer.matched() + " slices shown"
                : table.rows().size()
                        + " of "
                        + table.total()
                        + " rows shown, of "
                        + answer.matched()
                        + " slices";
    }

    /// Who names stages says by them how many rows are wanted.
    private int limit(ZoneId zone) {
        return limit != null ? limit : hasStages(zone) ? FlowSearch.MOST_ROWS : USUAL_ROWS;
    }

    private boolean hasStages(ZoneId zone) {
        try {
            return !FlowLanguage.question(query, new FlowLanguage.Options(zone)).stages().isEmpty();
        } catch (WrongQuery e) {
            return false; // the search says so itself, and counts it
        }
    }
}
