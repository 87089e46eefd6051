package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.ByHand;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden quarantine ...`
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        description = "Who is held, and letting them go.",
        subcommands = {QuarantineReview.class, QuarantineResume.class, QuarantineSecond.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden quarantine list",
            "  tapwarden quarantine why 50:c7:bf:12:34:56",
            "  tapwarden quarantine add 50:c7:bf:12:34:56 \\",
            "      --why 'seen it in room 12' --minutes 60",
            "  tapwarden quarantine add 50:c7:bf:12:34:56 --step restrict \\",
            "      --to 203.0.113.0/24:443 --why 'ticket 4711'",
            "  tapwarden quarantine release order-12 --why 'it was the library printer'"
        })
final class QuarantineCommand implements Runnable {

    @ParentCommand private @Nullable Operations operations;
    @Spec private @Nullable CommandSpec spec;

    Tools tools() {
        return Operations.toolsOf(operations);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Operations.line(spec),
                "say what to do: list, why, add, release, release-all, confirm, review or resume.");
    }

    @Command(name = "list", description = "List what is held, and until when.")
    int list(
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = Operations.toolsOf(operations);
        PrintWriter out = Operations.line(spec).getOut();
        List<Lease> leases = tools.enforcer().leases();
        if (leases.isEmpty()) {
            out.println("Nobody is held.");
        }
        for (Lease lease : leases) {
            out.printf(
                    "%-12s  %-10s  %s%s  until %s  %s: %s%n",
                    lease.id(),
                    lease.step().word(),
                    lease.order().subject().macs(),
                    lease.order().toWords(),
                    until(lease, tools),
                    lease.outcome().kind().name().toLowerCase(Locale.ROOT),
                    Terminal.shown(lease.outcome().detail()));
        }
        if (tools.enforcer().safeguards().breakerOpen()) {
            out.println("The breaker is open: nothing automatic happens.");
        }
        for (var segment : tools.enforcer().safeguards().segments()) {
            segment.frozen()
                    .ifPresent(why ->
                            out.println(
                                    "Segment "
                                            + Terminal.shown(segment.name())
                                            + " is frozen: "
                                            + Terminal.shown(why)));
        }
        for (var request : tools.enforcer().safeguards().requests()) {
            out.printf(
                    "%s  %s  %s%s  asked by %s, waits for a second person until %s%n",
                    request.together(),
                    request.order().step().word(),
                    request.order().subject().macs(),
                    request.order().toWords(),
                    request.askedBy(),
                    Operations.TIME.format(request.untilWall().atZone(tools.zone())));
        }
        out.flush();
        return Operations.OK;
    }

    /// When it ends, and how it may be renewed.
    private static String until(Lease lease, Tools tools) {
        return time(lease.untilWall(), tools)
                + lease.renewing(end -> time(end, tools)).map(words -> ", " + words).orElse("");
    }

    private static String time(Instant time, Tools tools) {
        return Operations.TIME.format(time.atZone(tools.zone()));
    }

    @Command(
            name = "why",
            description = {
                "Say of a device whether it is held, and why it is or is not: the rule or person"
                        + " who asked, what protects it, what a rule would have done."
            })
    int why(
            @Parameters(paramLabel = "MAC", description = "Of the device.") String mac,
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = Operations.toolsOf(operations);
        Subject subject = Subject.of(PersonsOrder.device(tools, mac));
        PrintWriter out = Operations.line(spec).getOut();
        out.println(Terminal.shown(tools.enforcer().safeguards().why(subject)));
        out.flush();
        return Operations.OK;
    }

    @Command(
            name = "add",
            description = {
                "Hold a device because you say so. The protected set, the path and the expiry"
                        + " still count. It lasts as long as you say, and is not renewed."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tapwarden quarantine add 50:c7:bf:12:34:56 \\",
                "      --why 'seen it in room 12' --minutes 60",
                "  tapwarden quarantine add 50:c7:bf:12:34:56 --step restrict \\",
                "      --to '203.0.113.0/24:443,[2001:db8::/32]:443' --why 'ticket 4711'",
                "  tapwarden quarantine add 50:c7:bf:12:34:56 --step revoke --all-devices \\",
                "      --minutes 10080 --why 'decision 12 of the board'"
            })
    int add(
            @Parameters(paramLabel = "MAC", description = "Of the device.") String mac,
            @Option(
                            names = "--why",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Kept with your name.")
                    String why,
            @Option(
                            names = "--step",
                            paramLabel = "STEP",
                            defaultValue = "quarantine",
                            converter = StepName.class,
                            description =
                                    "warn, restrict or quarantine; suspend and revoke wait for a"
                                            + " second person (default: ${DEFAULT-VALUE}).")
                    Step step,
            @Option(
                            names = "--to",
                            paramLabel = "NETWORK[:PORT]",
                            split = ",",
                            converter = DestinationText.class,
                            description = {
                                "With --step restrict: only what it has to do with these is"
                                        + " stopped, such as 203.0.113.5, 203.0.113.0/24:443 or"
                                        + " [2001:db8::/32]:443. Without it: everything."
                            })
                    @Nullable List<Destination> to,
            @Option(
                            names = "--all-devices",
                            description = {
                                "With --step suspend or revoke: also all other devices of the one"
                                        + " person who uses this one, with one confirmation. What"
                                        + " others use, too, is left alone and named."
                            })
                    boolean allDevices,
            @Option(
                            names = "--minutes",
                            paramLabel = "N",
                            defaultValue = "240",
                            description = "How long (default: ${DEFAULT-VALUE}).")
                    int minutes,
            @Option(
                            names = "--clause",
                            paramLabel = "CLAUSE",
                            defaultValue = "K.17",
                            description = "Clause of the regulation (default: ${DEFAULT-VALUE}).")
                    String clause,
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = Operations.toolsOf(operations);
        var asked = PersonsOrder.of(tools, mac, why, step, Duration.ofMinutes(minutes), clause);
        Set<Destination> only = to == null ? Set.of() : Set.copyOf(to);
        Order order = asked.to(only);
        if (allDevices) {
            return addTogether(tools, asked.againstAllOfThatPerson());
        }
        Outcome outcome = tools.enforcer().quarantine(order);
        PrintWriter out = Operations.line(spec).getOut();
        out.println(QuarantineSecond.words(outcome));
        boolean waits = outcome.reason() == Reason.AWAITS_SECOND_PERSON;
        if (waits) {
            out.println("they say: tapwarden quarantine confirm " + order.id());
        }
        out.flush();
        return waits || outcome.holds() ? Operations.OK : Operations.FAILED;
    }

    private int addTogether(Tools tools, ByHand.Together asked) throws IOException {
        String id = "together-" + UUID.randomUUID();
        List<Outcome> outcomes = tools.enforcer().quarantine(asked.orders(), id);
        PrintWriter out = Operations.line(spec).getOut();
        int waiting = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            waiting += outcome.reason() == Reason.AWAITS_SECOND_PERSON ? 1 : 0;
            out.println(
                    asked.orders().get(i).subject().macs() + " " + QuarantineSecond.words(outcome));
        }
        for (Device shared : asked.shared()) {
            out.println(
                    shared.mac().map(Mac::toString).orElse("device " + shared.endpoint())
                            + " left alone: others use it, too");
        }
        if (waiting > 0) {
            out.println("they say: tapwarden quarantine confirm " + id);
        }
        out.flush();
        return waiting > 0 ? Operations.OK : Operations.FAILED;
    }

    @Command(name = "release", description = "Let one go.")
    int release(
            @Parameters(paramLabel = "LEASE", description = "As the list says it.") String lease,
            @Option(
                            names = "--why",
                            paramLabel = "TEXT",
                            defaultValue = "asked on the command line",
                            description = "Kept with your name.")
                    String why,
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = Operations.toolsOf(operations);
        Optional<Outcome> outcome = tools.enforcer().release(lease, tools.who(), why);
        if (outcome.isEmpty()) {
            throw new IOException("there is no open lease '" + Terminal.shown(lease) + "'");
        }
        Operations.line(spec).getOut().println(Terminal.shown(outcome.orElseThrow().detail()));
        Operations.line(spec).getOut().flush();
        return outcome.orElseThrow().holds() ? Operations.OK : Operations.FAILED;
    }

    @Command(name = "release-all", description = "Let everybody go, and do nothing automatic.")
    int releaseAll(
            @Option(
                            names = "--why",
                            paramLabel = "TEXT",
                            defaultValue = "asked on the command line",
                            description = "Kept with your name.")
                    String why,
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = Operations.toolsOf(operations);
        Enforcement.Released all = tools.enforcer().releaseAll(tools.who(), why);
        PrintWriter out = Operations.line(spec).getOut();
        out.printf("%d released; the breaker is open.%n", all.released());
        for (String line : all.still()) {
            out.println("not yet, and tried again until it is: " + Terminal.shown(line));
        }
        out.flush();
        return all.still().isEmpty() ? Operations.OK : Operations.FAILED;
    }
}
