package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Devices.State;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.approved.ApprovedList.Difference;
import org.tapwarden.detector.approved.OneApproval;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden devices ...`
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        description = "The devices that were seen, and the approved list.",
        subcommands = {DeviceShow.class, DeviceDiff.class, DevicePropose.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tapwarden devices list",
            "  tapwarden devices import inventory.csv",
            "  tapwarden devices approve 00:11:22:33:44:55 --name 'Library printer'",
            "  tapwarden devices show 10.1.2.3 --at '2026-10-04 10:12'"
        })
final class DevicesCommand implements Runnable {

    private static final int MOST_SHOWN = 100_000;

    @ParentCommand private @Nullable Operations operations;
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Operations.line(spec),
                "say what to do: list, import, propose, approve, show or diff.");
    }

    Tools tools() {
        return Operations.toolsOf(operations);
    }

    @Command(
            name = "list",
            description = "List devices, those seen last first.",
            footerHeading = "%nExamples:%n",
            footer = "  tapwarden devices list --unknown")
    int list(
            @Option(names = "--unknown", description = "Only those not on the approved list.")
                    boolean unknown,
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = tools();
        PrintWriter out = Operations.line(spec).getOut();
        if (tools.devices().learning()) {
            out.println("No approved list was imported: learning, nobody is told.");
        }
        out.printf(
                "%-17s  %-11s  %-24s  %-24s  %-14s  %s%n",
                "MAC", "STATE", "HOST NAME", "MAKER", "SEGMENT", "LAST SEEN");
        Set<Long> suspected = tools.devices().suspected();
        Set<Long> held = DeviceShow.held(tools);
        for (Device device : tools.devices().all(MOST_SHOWN)) {
            boolean wanted =
                    !unknown
                            || device.standing() == org.tapwarden.detector.Devices.Standing.UNKNOWN;
            if (wanted) {
                State state =
                        State.of(
                                device.standing(),
                                suspected.contains(device.endpoint()),
                                held.contains(device.endpoint()));
                print(out, device, state, tools.zone());
            }
        }
        out.flush();
        return Operations.OK;
    }

    private static void print(PrintWriter out, Device device, State state, ZoneId zone) {
        String who =
                device.mac()
                        .map(Mac::toString)
                        .orElse(device.addresses().isEmpty() ? "?" : device.addresses().getFirst());
        out.printf(
                "%-17s  %-11s  %-24s  %-24s  %-14s  %s%n",
                who,
                state.word(),
                cut(Terminal.shown(device.hostName())),
                cut(device.randomised() ? "(private address)" : Terminal.shown(device.maker())),
                device.segment(),
                Operations.TIME.format(device.lastSeen().atZone(zone)));
    }

    private static String cut(String text) {
        return text.length() <= 24 ? text : text.substring(0, 23) + "~";
    }

    @Command(
            name = "import",
            description = {
                "Merge the office's approved list: CSV with a header that has mac, and may have"
                        + " name, owner, segment, kind, asset_tag, serial, ownership, group,"
                        + " site, expires. Rows with one asset tag are one device. Prints what"
                        + " changes. A second import of one list changes nothing."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tapwarden devices import inventory.csv --dry-run",
                "  tapwarden devices import inventory.csv"
            })
    int load(
            @Parameters(paramLabel = "FILE", description = "The list, CSV in UTF-8.") String file,
            @Option(
                            names = "--confirm",
                            description = "Retire more than 2 %% of the known devices.")
                    boolean confirm,
            @Option(names = "--dry-run", description = "Only print what would change.")
                    boolean dryRun,
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = tools();
        ApprovedList.Read read = ApprovedList.read(file, tools.file(file), tools.zone());
        if (!read.problems().isEmpty()) {
            PrintWriter err = Operations.line(spec).getErr();
            read.problems().forEach(p -> err.println("tapwarden: " + p));
            err.println("tapwarden: nothing was changed");
            err.flush();
            return Operations.FAILED;
        }
        Difference difference = tools.devices().difference(read.entries());
        PrintWriter out = Operations.line(spec).getOut();
        print(out, "+", difference.added());
        print(out, "~", difference.changed());
        print(out, "-", difference.retired());
        out.printf(
                "%d added, %d changed, %d retired, %d unchanged%n",
                difference.added().size(),
                difference.changed().size(),
                difference.retired().size(),
                difference.unchanged());
        out.flush();
        if (dryRun || difference.isEmpty()) {
            return Operations.OK;
        }
        if (difference.needsConfirmation() && !confirm) {
            throw new IOException(
                    "nothing was changed: the list would retire "
                            + difference.gone()
                            + " of "
                            + difference.known()
                            + " devices, more than 2 %; is it the right file? Say --confirm if"
                            + " it is");
        }
        String who = tools.who();
        tools.devices().apply(difference, who, file + " by " + who, tools.wall().instant());
        return Operations.OK;
    }

    private static void print(PrintWriter out, String sign, List<ApprovedList.Entry> entries) {
        for (ApprovedList.Entry entry : entries) {
            out.printf(
                    "%s %s %s%n",
                    sign,
                    entry.mac(),
                    Terminal.shown((entry.name() + " " + entry.device()).strip()));
        }
    }

    @Command(
            name = "approve",
            description = {
                "Put one device on the approved list, or renew it. The next import takes it off"
                        + " again when the list does not have it."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tapwarden devices approve 00:11:22:33:44:55 --owner 'Science, Ms Ortega'"
                        + " --expires 2027-06-30"
            })
    int approve(
            @Parameters(paramLabel = "MAC", description = "Its hardware address.") String mac,
            @Option(
                            names = "--name",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "For the inventory.")
                    String name,
            @Option(
                            names = "--owner",
                            paramLabel = "TEXT",
                            defaultValue = "",
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
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "Kept with your name.")
                    String why,
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = tools();
        Instant now = tools.wall().instant();
        OneApproval approval;
        try {
            approval =
                    new OneApproval(
                            Operations.mac(mac),
                            name,
                            owner,
                            OneApproval.endOf(expires, tools.zone(), now),
                            0,
                            tools.who(),
                            why);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    Usage.of(Operations.line(spec), "approve"), e.getMessage() + ".", e);
        }
        tools.devices().approve(approval, now);
        Mac approved = approval.mac();
        Operations.line(spec).getOut().println(approved + " is on the approved list.");
        Operations.line(spec).getOut().flush();
        return Operations.OK;
    }
}
