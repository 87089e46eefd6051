package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Alerts.Trace;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Dispositions.Disposed;
import org.tapwarden.detector.Dispositions.Disposition;
import org.tapwarden.detector.Dispositions.Precision;
import org.tapwarden.detector.approved.OneApproval;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.place.PlaceText;
import org.tapwarden.detector.store.SensorStore;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden cases ...`
@Command(
        name = "cases",
        mixinStandardHelpOptions = true,
        description = "What was found, what speaks for and against it, and what became of it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden cases list",
            "  tapwarden cases show 17",
            "  tapwarden cases false-alarm 17 --why 'a docking station of the office'",
            "  tapwarden cases approve 17 --owner 'Science, Ms Ortega' --why 'ticket 4711'"
        })
final class CasesCommand implements Runnable {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MOST_LISTED = 1_000;
    private static final String CONFIG =
            "The appliance's settings (default: /etc/tapwarden/tapwarden.yaml).";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    @ParentCommand private @Nullable Operations operations;
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                line(), "say what to do: list, show, confirm, false-alarm, approve or precision.");
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }

    private PrintWriter out() {
        return line().getOut();
    }

    private Tools tools() {
        return Operations.toolsOf(operations);
    }

    private SensorStore store() throws IOException {
        return tools().devices();
    }

    /// A case by its number, or as mails call it: `17` or `alert-17`.
    static final class CaseNumber implements CommandLine.ITypeConverter<Long> {

        private static final Pattern CASE = Pattern.compile("(?:alert-)?([0-9]{1,18})");

        @Override
        public Long convert(String text) {
            Matcher number = CASE.matcher(text);
            if (!number.matches()) {
                throw new CommandLine.TypeConversionException(
                        "'" + text + "' is no case; say its number, such as 17");
            }
            return Long.parseLong(number.group(1));
        }
    }

    @Command(
            name = "list",
            description = "List cases, newest first.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden cases list --open")
    int list(
            @Option(names = "--open", description = "Only those of which nobody judged yet.")
                    boolean open,
            @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                    @Nullable Path config)
            throws IOException {
        SensorStore store = store();
        out().printf(
                        "%-6s  %-26s  %-8s  %-17s  %-12s  %s%n",
                        "CASE", "LAST SEEN", "SEVERITY", "DEVICE", "BECAME", "TITLE");
        for (Alert alert : store.newest(MOST_LISTED)) {
            Optional<Disposed> became = store.of(alert.id());
            if (open && became.isPresent()) {
                continue;
            }
            out().printf(
                            "%-6d  %-26s  %-8s  %-17s  %-12s  %s%n",
                            alert.id(),
                            time(alert),
                            alert.severity(),
                            alert.mac().isEmpty() ? alert.segment() : alert.mac(),
                            became.map(d -> d.disposition().word()).orElse("-"),
                            alert.title());
        }
        out().flush();
        return OK;
    }

    private String time(Alert alert) {
        return time(alert, tools().zone());
    }

    private static String time(Alert alert, ZoneId zone) {
        return TIME.format(alert.lastSeen().atZone(zone));
    }

    @Command(
            name = "show",
            description = "Show one case with all that is known of it.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden cases show 17")
    int show(
            @Parameters(
                            paramLabel = "CASE",
                            converter = CaseNumber.class,
                            description = "Its number.")
                    Long id,
            @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                    @Nullable Path config)
            throws IOException {
        Alert alert = alert(id);
        PrintWriter out = out();
        out.printf("Case %d: %s%n", alert.id(), alert.title());
        out.printf(
                "  rule      %s, clause %s: %s%n",
                alert.rule(), alert.clause(), alert.clauseSentence());
        out.printf(
                "  about     %s%n",
                alert.endpoint() == 0
                        ? "the segment " + alert.segment()
                        : Terminal.shown(
                                String.join(
                                        " ",
                                        alert.mac(),
                                        alert.address(),
                                        alert.hostName(),
                                        alert.maker())));
        out.printf("  where     %s %s %s%n", alert.segment(), alert.site(), alert.building());
        for (Place place : store().places(alert.endpoint())) {
            out.printf(
                    "  plugged   %s (%s)%n",
                    Terminal.shown(PlaceText.words(place)), place.source().word());
        }
        out.printf(
                "  seen      %s to %s%n",
                TIME.format(alert.firstSeen().atZone(tools().zone())), time(alert));
        out.printf("  measure   %s%n", alert.measure());
        print("speaks for it", traced(alert));
        print("speaks against it", alert.speaksAgainst());
        print("cannot be seen on a network", alert.notObservable());
        store().of(id)
                .ifPresent(d ->
                        out.printf(
                                "  became    %s, by %s on %s: %s%n",
                                d.disposition().word(),
                                Terminal.shown(d.by()),
                                TIME.format(d.at().atZone(tools().zone())),
                                Terminal.shown(d.why())));
        out.flush();
        return OK;
    }

    private void print(String heading, List<String> sentences) {
        if (!sentences.isEmpty()) {
            out().printf("  %s:%n", heading);
            sentences.forEach(s -> out().printf("    - %s%n", Terminal.shown(s)));
        }
    }

    /// Each sentence with its family, and the frame and time that completed it.
    private List<String> traced(Alert alert) {
        List<String> traced = new ArrayList<>();
        for (int i = 0; i < alert.evidence().size(); i++) {
            String sentence = alert.evidence().get(i);
            traced.add(
                    i < alert.traces().size()
                            ? sentence + " [" + words(alert.traces().get(i)) + "]"
                            : sentence);
        }
        return traced;
    }

    private String words(Trace trace) {
        return trace.family()
                + (trace.frame() == 0 ? "" : ", frame " + trace.frame())
                + ", "
                + TIME.format(trace.at().atZone(tools().zone()));
    }

    private Alert alert(long id) throws IOException {
        return store().byId(id).orElseThrow(() -> new IOException("there is no case " + id));
    }

    @Command(
            name = "confirm",
            description = "It was what the rule said.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden cases confirm 17 --why 'ticket 4711'")
    int confirm(
            @Parameters(
                            paramLabel = "CASE",
                            converter = CaseNumber.class,
                            description = "Its number.")
                    Long id,
            @Option(
                            names = "--why",
                            required = true,
                            paramLabel = "TEXT",
                            description = "Kept with your name.")
                    String why,
            @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                    @Nullable Path config)
            throws IOException {
        return dispose(id, Disposition.CONFIRMED, why);
    }

    @Command(
            name = "false-alarm",
            description = "It was not what the rule said.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden cases false-alarm 17 --why 'ticket 4711'")
    int falseAlarm(
            @Parameters(
                            paramLabel = "CASE",
                            converter = CaseNumber.class,
                            description = "Its number.")
                    Long id,
            @Option(
                            names = "--why",
                            required = true,
                            paramLabel = "TEXT",
                            description = "Kept with your name.")
                    String why,
            @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                    @Nullable Path config)
            throws IOException {
        return dispose(id, Disposition.FALSE_ALARM, why);
    }

    @Command(
            name = "approve",
            description = "It was what the rule said, and may stay: its device is approved.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tapwarden cases approve 17 --owner 'Science, Ms Ortega' --why 'ticket 4711'"
                        + " --expires 2027-06-30"
            })
    int approve(
            @Parameters(
                            paramLabel = "CASE",
                            converter = CaseNumber.class,
                            description = "Its number.")
                    Long id,
            @Option(
                            names = "--owner",
                            required = true,
                            paramLabel = "TEXT",
                            description = "Who answers for it.")
                    String owner,
            @Option(
                            names = "--expires",
                            paramLabel = "DAY",
                            defaultValue = "",
                            description = "Its last day, such as 2027-06-30.")
                    String expires,
            @Option(
                            names = "--why",
                            required = true,
                            paramLabel = "TEXT",
                            description = "Kept with your name.")
                    String why,
            @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                    @Nullable Path config)
            throws IOException {
        Alert alert = alert(id);
        if (alert.mac().isEmpty()) {
            throw new IOException(
                    "case "
                            + id
                            + " is about no one MAC; approve its devices by `devices approve`");
        }
        Instant now = tools().wall().instant();
        try {
            store().approve(
                            new OneApproval(
                                    Mac.parse(alert.mac()),
                                    inventoryName(alert),
                                    owner,
                                    OneApproval.endOf(expires, tools().zone(), now),
                                    id,
                                    tools().who(),
                                    why),
                            now);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    Usage.of(line(), "approve"), e.getMessage() + ".", e);
        }
        return told(id, Disposition.APPROVED);
    }

    /// As it calls itself, where the inventory has no name for it yet.
    private String inventoryName(Alert alert) throws IOException {
        boolean named =
                store().byEndpoint(alert.endpoint())
                        .flatMap(Device::asset)
                        .map(asset -> !asset.name().isBlank())
                        .orElse(false);
        String name = Terminal.shown(alert.hostName());
        return named || name.length() > OneApproval.LONGEST_TEXT ? "" : name;
    }

    private int dispose(long id, Disposition disposition, String why) throws IOException {
        try {
            store().dispose(id, disposition, tools().who(), why, tools().wall().instant());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        return told(id, disposition);
    }

    private int told(long id, Disposition disposition) {
        out().printf("case %d: %s%n", id, disposition.word());
        out().flush();
        return OK;
    }

    @Command(
            name = "precision",
            description = "How often each rule was right, by what people judged.")
    int precision(
            @Option(names = "--config", paramLabel = "FILE", description = CONFIG)
                    @Nullable Path config)
            throws IOException {
        Map<String, Precision> all = store().precision();
        if (all.isEmpty()) {
            line().getErr().println("tapwarden: nobody judged a case yet");
            line().getErr().flush();
            return FAILED;
        }
        out().printf(
                        "%-28s  %9s  %12s  %8s  %s%n",
                        "RULE", "CONFIRMED", "FALSE ALARMS", "APPROVED", "RIGHT");
        all.forEach((rule, p) ->
                out().printf(
                                Locale.ROOT,
                                "%-28s  %9d  %12d  %8d  %.0f %%%n",
                                rule,
                                p.confirmed(),
                                p.falseAlarms(),
                                p.approved(),
                                100 * p.share()));
        out().flush();
        return OK;
    }
}
