package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.history.ExportFormat;
import org.tapwarden.history.FlowExport;
import org.tapwarden.history.FlowExport.Exported;
import org.tapwarden.history.FlowSearch.SearchRefused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `tapwarden history export QUERY FILE`
///
/// Writes to the standard output of the command. That a file was named instead is the matter of
/// whoever typed the line ({@link ExportFile}): the appliance, with its rights, opens none.
@Command(
        name = "export",
        description = {
            "Write flows to a file, one after the other. Who asked, what, which range and why is"
                    + " written down before the first one is read; how many and their SHA-256"
                    + " after the last.",
            "The newest day comes first, and a day index by index; within it they are not sorted."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden history export 'ip:10.1.2.3' flows.csv --purpose 'ticket 4711'",
            "  tapwarden history export '' - --format ecs --purpose 'to the archive' | gzip > day.gz",
            "  tapwarden history export 'category:vpn' conn.log --format zeek --from 2026-11-01"
                    + " --purpose 'ticket 4711'"
        })
final class HistoryExport implements Callable<Integer> {

    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");
    private static final int ROWS_A_CHECK = 512;

    @ParentCommand private @Nullable HistoryCommand parent;
    @Spec private @Nullable CommandSpec spec;
    @Mixin private HistoryCommand.Where where = new HistoryCommand.Where();

    @Parameters(
            index = "0",
            paramLabel = "QUERY",
            description = "A filter in the flow language, without stages; '' asks for everything.")
    private String query = "";

    @Parameters(index = "1", paramLabel = "FILE|-", description = "Where to; - is the output.")
    private String file = ExportFile.OUTPUT;

    @Option(
            names = "--purpose",
            paramLabel = "TEXT",
            required = true,
            description = "Why you look; it is kept with your name.")
    private String purpose = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "csv",
            converter = Format.class,
            description = {
                "csv, a row a slice; ecs, lines of JSON with the names of the Elastic Common"
                        + " Schema; or zeek, a conn.log, which has a line for each flow that is"
                        + " over (default: ${DEFAULT-VALUE})."
            })
    private ExportFormat format = ExportFormat.CSV;

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
            names = "--most",
            paramLabel = "N",
            defaultValue = "" + FlowExport.USUAL_MOST,
            description =
                    "Rows at most; it says so when there were more (default: ${DEFAULT-VALUE}).")
    private long most;

    static final class Format implements ITypeConverter<ExportFormat> {
        @Override
        public ExportFormat convert(String word) {
            try {
                return ExportFormat.of(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /// Where the rows go, as it was typed.
    String file() {
        return file;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Tools tools = Objects.requireNonNull(parent).tools();
        boolean all = where.isOfReplay();
        Instant now = all ? END_OF_TIME : tools.wall().instant();
        Instant end = to == null ? now : Operations.time(to, tools.zone(), line);
        Instant before = all ? Instant.EPOCH : end.minus(Duration.ofHours(24));
        Instant begin = from == null ? before : Operations.time(from, tools.zone(), line);
        Exported exported;
        try {
            exported =
                    tools.history()
                            .exports()
                            .export(
                                    new FlowExport.Order(
                                            tools.who(),
                                            "command-line",
                                            purpose,
                                            query,
                                            begin,
                                            end,
                                            format,
                                            most),
                                    new Lines(line.getOut(), tools));
        } catch (SearchRefused e) {
            throw new CommandLine.ParameterException(line, String.valueOf(e.getMessage()));
        }
        if (line.getOut().checkError()) {
            throw new IOException(ExportFile.trouble(line.getOut()));
        }
        tell(line.getErr(), exported);
        return 0;
    }

    private void tell(PrintWriter err, Exported exported) {
        err.printf(
                Locale.ROOT,
                "%,d %s; SHA-256 %s; audit row %d%n",
                exported.rows(),
                format.isOfWholeFlows() ? "flows that are over" : "slices",
                exported.sha256(),
                exported.auditNumber());
        if (exported.isCut()) {
            err.printf(
                    Locale.ROOT,
                    "not complete: there are more than the %,d rows of --most%n",
                    exported.rows());
        }
        exported.gaps().forEach(gap -> err.println("not complete: " + Terminal.shown(gap)));
        err.flush();
    }

    /// Gives up when nobody takes the lines any more.
    private static final class Lines implements FlowExport.Receiver {

        private final PrintWriter out;
        private final Tools tools;
        private int unchecked;

        Lines(PrintWriter out, Tools tools) {
            this.out = out;
            this.tools = tools;
        }

        @Override
        public void take(String text) throws IOException {
            out.write(text);
            if (++unchecked == ROWS_A_CHECK) {
                unchecked = 0;
                if (out.checkError()) {
                    throw new IOException(ExportFile.trouble(out));
                }
            }
        }

        @Override
        public void progress(long rows, String where) {
            tools.progress().accept(String.format(Locale.ROOT, "%,d rows, %s", rows, where));
        }
    }
}
