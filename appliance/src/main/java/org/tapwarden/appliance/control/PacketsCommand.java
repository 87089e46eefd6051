package org.tapwarden.appliance.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.appliance.run.AlertPackets;
import org.tapwarden.classifier.Population;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.history.packets.KeptItem;
import org.tapwarden.history.packets.KeptPackets;
import org.tapwarden.history.packets.KeptPackets.Look;
import org.tapwarden.history.packets.KeptPackets.PacketsRefused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden packets ...`
@Command(
        name = "packets",
        mixinStandardHelpOptions = true,
        description = "The packets that were kept because of alerts.",
        subcommands = {PacketsExport.class, PayloadCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden packets list",
            "  tapwarden packets show 12",
            "  tapwarden packets export 12 alert.pcapng --purpose 'ticket 4711'",
            "  tapwarden packets hold 12 --reason 'request of the court'",
            "  tapwarden packets verify",
            "  tapwarden packets payload list"
        })
final class PacketsCommand implements Runnable {

    private static final int ROWS_AT_A_TIME = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_LISTED = 10_000;
    static final String VIA = "command-line";

    @ParentCommand private @Nullable Operations operations;
    @Spec private @Nullable CommandSpec spec;

    /// Which appliance; looked at before a command runs.
    static final class Where {
        @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
        void config(Path file) {}
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Operations.line(spec),
                "say what to do: list, show, export, hold, release, verify, payload.");
    }

    Tools tools() {
        return Operations.toolsOf(operations);
    }

    KeptPackets packets() throws IOException {
        return tools().history().packets();
    }

    private PrintWriter out() {
        return Operations.line(spec).getOut();
    }

    private String time(Instant instant) {
        return Operations.TIME.format(instant.atZone(tools().zone()));
    }

    @Command(
            name = "list",
            description = "List what is kept, the newest first.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden packets list")
    int list(@Mixin Where where) throws IOException {
        PrintWriter out = out();
        List<KeptItem> items = packets().newest(MOST_LISTED);
        if (items.isEmpty()) {
            out.println("no packets are kept of any alert");
        } else {
            out.printf(
                    "%6s  %8s  %-24s  %-26s  %8s  %10s  %s%n",
                    "ITEM", "ALERT", "RULE", "MOMENT", "PACKETS", "BYTES", "REMARKS");
        }
        for (KeptItem item : items) {
            out.printf(
                    Locale.ROOT,
                    "%6d  %8d  %-24s  %-26s  %8d  %10d  %s%n",
                    item.number(),
                    item.alert(),
                    Terminal.shown(item.rule()),
                    time(item.moment()),
                    item.packets(),
                    item.bytes(),
                    remarks(item));
        }
        out.flush();
        return Operations.OK;
    }

    private String remarks(KeptItem item) throws IOException {
        String cut = item.isCut() ? "truncated " : "";
        String lossy = item.lost() > 0 ? "frames were lost " : "";
        return (cut + lossy + (packets().isHeld(item.number()) ? "held" : "")).strip();
    }

    @Command(
            name = "show",
            description = "Tell all that is known of one item, without a look into it.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden packets show 12")
    int show(
            @Parameters(paramLabel = "ITEM", description = "Its number.") long number,
            @Mixin Where where)
            throws IOException {
        KeptItem item =
                packets()
                        .byNumber(number)
                        .orElseThrow(() -> new IOException("there are no kept packets " + number));
        PrintWriter out = out();
        out.printf("item       %d, kept %s%n", item.number(), time(item.kept()));
        out.printf("alert      %d, rule %s%n", item.alert(), Terminal.shown(item.rule()));
        out.printf("time       %s to %s%n", time(item.from()), time(item.through()));
        out.printf("moment     %s%n", time(item.moment()));
        out.printf(
                Locale.ROOT,
                "packets    %,d in %,d bytes%s%n",
                item.packets(),
                item.bytes(),
                item.isCut() ? "; truncated: those nearest to the alert" : "");
        out.printf("flows      %s%n", item.flows());
        out.printf("schedule   of %s%s%n", words(item), held(item));
        out.printf(
                "sensor     %s, by %s%n",
                Terminal.shown(item.sensor()), Terminal.shown(item.clock()));
        out.printf("lost       %s%n", new TreeMap<>(item.drops()));
        out.printf("sha256     %s%n", item.sha256());
        out.printf("before     %s%n", item.before());
        out.flush();
        return Operations.OK;
    }

    private static String words(KeptItem item) {
        return String.join(
                ", ", item.populations().stream().map(Population::word).sorted().toList());
    }

    private String held(KeptItem item) throws IOException {
        return packets().isHeld(item.number()) ? "; held by a person" : "";
    }

    @Command(
            name = "verify",
            description = {
                "Compare each capture file with its manifest, each manifest with the chain of"
                        + " hashes, and the chain's rows with one another. Says each difference in"
                        + " a line and fails if there is one."
            },
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden packets verify")
    int verify(@Mixin Where where) throws IOException {
        KeptPackets.Verified verified = packets().verify();
        List<String> differences = new ArrayList<>(verified.differences());
        String noted = newestNoted();
        if (!noted.isEmpty() && !packets().hasRow(noted)) {
            differences.add(
                    "chain: the row that the sensor's audit noted last is missing, so rows were cut"
                            + " off or written anew");
        }
        PrintWriter out = out();
        differences.forEach(line -> out.println(Terminal.shown(line)));
        out.printf(
                Locale.ROOT,
                "%d items hashed, %d rows, %d differences%s%n",
                verified.items(),
                verified.rows(),
                differences.size(),
                verified.head().isEmpty() ? "" : "; the last row's hash is " + verified.head());
        out.flush();
        return differences.isEmpty() ? Operations.OK : Operations.FAILED;
    }

    /// The newest hash of the chain that the sensor's audit has; empty when it has none.
    private String newestNoted() throws IOException {
        SensorStore store = tools().store();
        String noted = "";
        List<AuditTrail.Row> rows = store == null ? List.of() : store.audit(0, ROWS_AT_A_TIME);
        while (store != null && !rows.isEmpty()) {
            for (AuditTrail.Row row : rows) {
                JsonNode record = JSON.readTree(row.record());
                if (record.path("act").asText().equals(AlertPackets.KEPT)) {
                    noted = record.path(AlertPackets.NOTED).asText();
                }
            }
            rows = store.audit(rows.getLast().number(), ROWS_AT_A_TIME);
        }
        return noted;
    }

    @Command(
            name = "hold",
            description =
                    "Keep an item, whatever the schedule says and however little room there is.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden packets hold 12 --reason 'request of the court'")
    int hold(
            @Parameters(paramLabel = "ITEM", description = "Its number.") long number,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Why; it is kept with your name.")
                    String reason,
            @Mixin Where where)
            throws IOException {
        return hold(number, true, reason);
    }

    @Command(
            name = "release",
            description = "Let an item go by the schedule again.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden packets release 12 --reason 'the case is closed'")
    int release(
            @Parameters(paramLabel = "ITEM", description = "Its number.") long number,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Why; it is kept with your name.")
                    String reason,
            @Mixin Where where)
            throws IOException {
        return hold(number, false, reason);
    }

    private int hold(long number, boolean held, String reason) throws IOException {
        try {
            packets().hold(number, held, new Look(tools().who(), VIA, reason));
        } catch (PacketsRefused e) {
            throw new IOException(e.getMessage(), e);
        }
        out().println("item " + number + (held ? " is held" : " goes by the schedule again"));
        out().flush();
        return Operations.OK;
    }
}
