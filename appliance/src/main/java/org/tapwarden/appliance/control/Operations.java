package org.tapwarden.appliance.control;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
@Command(name = "tapwarden")
final class Operations implements Runnable {

    /// How commands end: done, or not.
    static final int OK = 0;

    static final int FAILED = 1;
    static final String CONFIG =
            "The appliance's settings (default: /etc/tapwarden/tapwarden.yaml).";
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    /// In the order of the help.
    private static final Map<String, Class<?>> COMMANDS = commands();

    private final Tools tools;

    private Operations(Tools tools) {
        this.tools = tools;
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        for (Class<?> command :
                List.of(
                        SearchCommand.class,
                        HistoryCommand.class,
                        PacketsCommand.class,
                        DevicesCommand.class,
                        CasesCommand.class,
                        IdentitiesCommand.class,
                        QuarantineCommand.class,
                        AuditCommand.class)) {
            commands.put(command.getAnnotation(Command.class).name(), command);
        }
        return Collections.unmodifiableMap(commands);
    }

    static List<String> names() {
        return List.copyOf(COMMANDS.keySet());
    }

    /// What the help of the whole says of a command.
    static String[] description(String name) {
        return Objects.requireNonNull(COMMANDS.get(name))
                .getAnnotation(Command.class)
                .description();
    }

    /// The command line over these tools, as far as these arguments need it: one command alone,
    /// since nothing is ever told of its neighbours and to read how all of them are used takes a
    /// tenth of a second of the processor; or all, when the first word is none of them.
    static CommandLine over(Tools tools, String[] arguments, PrintWriter out, PrintWriter err) {
        var line = new CommandLine(new Operations(tools));
        String word = arguments.length == 0 ? "" : arguments[0];
        COMMANDS.forEach((name, command) -> {
            if (name.equals(word) || !COMMANDS.containsKey(word)) {
                line.addSubcommand(name, command);
            }
        });
        return Usage.everywhere(line)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, failed, _) -> {
                    failed.getErr().println("tapwarden: " + oneLine(e));
                    failed.getErr().flush();
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
