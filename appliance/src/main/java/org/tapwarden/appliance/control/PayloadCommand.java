package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.history.payload.PayloadDesk;
import org.tapwarden.history.payload.PayloadOrder;
import org.tapwarden.history.payload.PayloadRefused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden packets payload ...`
@Command(
        name = "payload",
        mixinStandardHelpOptions = true,
        description = {
            "Whole payload of one case's device: asked for by one person, confirmed by another,"
                    + " kept encrypted for at most 24 hours, and destroyed then."
        },
        subcommands = {PayloadExport.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden packets payload ask 17 --reason 'ticket 4711, malware?' --for 2h",
            "  tapwarden packets payload confirm 3        (another person, within 15 minutes)",
            "  tapwarden packets payload refuse 3 --reason 'headers will do'",
            "  tapwarden packets payload list",
            "  tapwarden packets payload export 3 case-17.pcapng --reason 'ticket 4711'",
            "  tapwarden packets payload end 3 --reason 'the case is closed'"
        })
final class PayloadCommand implements Runnable {

    private static final int MOST_LISTED = 200;
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,6}) ?(s|m|h|d)");

    @ParentCommand private @Nullable PacketsCommand parent;
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Operations.line(spec), "say what to do: ask, confirm, refuse, list, export, end.");
    }

    Tools tools() {
        return Objects.requireNonNull(parent).tools();
    }

    private PayloadDesk desk() throws IOException {
        return tools().payloadDesk();
    }

    private PrintWriter out() {
        return Operations.line(spec).getOut();
    }

    private String time(Instant instant) {
        return Operations.TIME.format(instant.atZone(tools().zone()));
    }

    /// Something that may be refused.
    @FunctionalInterface
    private interface Act {
        PayloadOrder run() throws PayloadRefused;
    }

    private static PayloadOrder done(Act act) throws IOException {
        try {
            return act.run();
        } catch (PayloadRefused e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Command(
            name = "ask",
            description = {
                "Ask for an order. Nothing is kept before another person confirms it, within 15"
                        + " minutes."
            },
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden packets payload ask 17 --reason 'ticket 4711' --for 2h")
    int ask(
            @Parameters(
                            paramLabel = "CASE",
                            converter = CasesCommand.CaseNumber.class,
                            description = "The case's number.")
                    Long number,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Why; it is kept with your name.")
                    String reason,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            defaultValue = "1h",
                            description =
                                    "How long from the confirmation on, such as 30m or 4h, at most"
                                            + " 24h (default: ${DEFAULT-VALUE}).")
                    String length,
            @Mixin PacketsCommand.Where where)
            throws IOException {
        Duration span = span(length);
        PayloadDesk desk = desk();
        var subject = desk.subject(number);
        PayloadOrder order = done(() -> desk.orders().ask(subject, tools().who(), reason, span));
        out().printf(
                        "order %d waits until %s for another person: tapwarden packets payload"
                                + " confirm %d%n",
                        order.number(), time(order.until()), order.number());
        out().flush();
        return Operations.OK;
    }

    private Duration span(String text) {
        Matcher matcher = SPAN.matcher(text);
        if (!matcher.matches()) {
            throw new CommandLine.ParameterException(
                    Usage.of(Operations.line(spec), "ask"),
                    "'" + Terminal.shown(text) + "' must be a time such as 30m or 4h.");
        }
        long number = Long.parseLong(matcher.group(1), 10);
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    @Command(
            name = "confirm",
            description = {
                "Let an order that another person asked for stand, from now on. Look at it first:"
                        + " tapwarden packets payload list."
            },
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden packets payload confirm 3")
    int confirm(
            @Parameters(paramLabel = "ORDER", description = "Its number.") long number,
            @Mixin PacketsCommand.Where where)
            throws IOException {
        PayloadDesk desk = desk();
        PayloadOrder order = done(() -> desk.orders().confirm(number, tools().who()));
        out().printf(
                        "order %d stands: whole frames of %s are kept until %s%n",
                        order.number(), order.subject().words(), time(order.until()));
        out().flush();
        return Operations.OK;
    }

    @Command(
            name = "refuse",
            description = "Say no to an order that waits, or take your own request back.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden packets payload refuse 3 --reason 'headers will do'")
    int refuse(
            @Parameters(paramLabel = "ORDER", description = "Its number.") long number,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Why; it is kept with your name.")
                    String reason,
            @Mixin PacketsCommand.Where where)
            throws IOException {
        PayloadDesk desk = desk();
        done(() -> desk.orders().refuse(number, tools().who(), reason));
        out().printf("order %d is refused%n", number);
        out().flush();
        return Operations.OK;
    }

    @Command(
            name = "end",
            description = "End an order before its time, and destroy what was kept.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden packets payload end 3 --reason 'the case is closed'")
    int end(
            @Parameters(paramLabel = "ORDER", description = "Its number.") long number,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Why; it is kept with your name.")
                    String reason,
            @Mixin PacketsCommand.Where where)
            throws IOException {
        PayloadDesk desk = desk();
        PayloadOrder order = done(() -> desk.orders().end(number, tools().who(), reason));
        out().printf(
                        "order %d is over, %s%n",
                        number,
                        order.isDestroyed()
                                ? "and what was kept is destroyed"
                                : "its key is being destroyed; the log says what is in the way");
        out().flush();
        return Operations.OK;
    }

    @Command(
            name = "list",
            description = "List orders, the newest first.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden packets payload list")
    int list(@Mixin PacketsCommand.Where where) throws IOException {
        List<PayloadOrder> orders = desk().orders().newest(MOST_LISTED);
        PrintWriter out = out();
        if (orders.isEmpty()) {
            out.println("nobody asked for whole payload yet");
        } else {
            out.printf(
                    "%5s  %6s  %-17s  %-9s  %-26s  %-12s  %-12s  %s%n",
                    "ORDER", "CASE", "DEVICE", "STATE", "UNTIL", "ASKED", "CONFIRMED", "REASON");
        }
        for (PayloadOrder order : orders) {
            out.printf(
                    Locale.ROOT,
                    "%5d  %6d  %-17s  %-9s  %-26s  %-12s  %-12s  %s%n",
                    order.number(),
                    order.subject().alert(),
                    order.subject().words(),
                    order.state().name().toLowerCase(Locale.ROOT),
                    time(order.until()),
                    Terminal.shown(order.asker()),
                    Terminal.shown(order.confirmer().isEmpty() ? "-" : order.confirmer()),
                    Terminal.shown(order.reason()));
        }
        out.flush();
        return Operations.OK;
    }
}
