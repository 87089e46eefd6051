package org.tapwarden.appliance.control;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.capture.Mac;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// The commands that need the appliance's stores. Run in the process that holds them: the running
/// appliance, or the command line itself when nothing runs.
@Command(
        name = "tapwarden",
        subcommands = {
            SearchCommand.class,
            HistoryCommand.class,
            PacketsCommand.class,
            DevicesCommand.class,
            CasesCommand.class,
            IdentitiesCommand.class,
            QuarantineCommand.class,
            AuditCommand.class
        })
final class Operations implements Runnable {

    /// How commands end: done, or not.
    static final int OK = 0;

    static final int FAILED = 1;
    static final String CONFIG =
            "The appliance's settings (default: /etc/tapwarden/tapwarden.yaml).";
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private final Tools tools;

    private Operations(Tools tools) {
        this.tools = tools;
    }

    /// The command line over these tools.
    static CommandLine over(Tools tools, PrintWriter out, PrintWriter err) {
        return Usage.everywhere(new CommandLine(new Operations(tools)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, line, _) -> {
                    line.getErr().println("tapwarden: " + oneLine(e));
                    line.getErr().flush();
                    return FAILED;
                });
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage();
        return (message == null ? e.getClass().getSimpleName() : message).replaceAll("\\R", " ");
    }

    Tools tools() {
        return tools;
    }

    @Override
    public void run() {
        throw new IllegalStateException("a command is missing");
    }

    /// A time as people write it.
    static Instant time(String text, ZoneId zone, CommandLine line) {
        List<Function<String, Instant>> forms =
                List.of(
                        Instant::parse,
                        t -> ZonedDateTime.parse(t).toInstant(),
                        t -> LocalDateTime.parse(t).atZone(zone).toInstant(),
                        t -> LocalDate.parse(t).atStartOfDay(zone).toInstant());
        for (var form : forms) {
            try {
                return form.apply(text.strip().replace(' ', 'T'));
            } catch (DateTimeParseException e) {
                // the next form may fit
            }
        }
        throw new CommandLine.ParameterException(
                line,
                "'"
                        + text
                        + "' is no time; write 2026-11-20, 2026-11-20T08:30 or with an"
                        + " offset, 2026-11-20T08:30:00-08:00");
    }

    static Tools toolsOf(@Nullable Operations operations) {
        return Objects.requireNonNull(operations).tools;
    }

    static CommandLine line(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec).commandLine();
    }

    /// @throws IllegalArgumentException in one line
    static Mac mac(String text) {
        try {
            return Mac.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + Terminal.shown(text) + "' is no MAC address", e);
        }
    }
}
