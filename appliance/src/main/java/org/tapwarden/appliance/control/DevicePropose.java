package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.AskedTime;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.store.SensorStore;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden devices propose`: a list to review, of what was seen and is not on the approved list.
///
/// It is in the format that `devices import` reads; what speaks for and against each device stands
/// above it, and who should rather not be approved unseen is a comment itself.
@Command(
        name = "propose",
        description = {
            "Print the devices that were seen and are on no list yet, in the format that import"
                    + " reads, with what is known of each. Look through it before you import it."
        },
        footerHeading = "%nExamples:%n",
        footer = "  tapwarden devices propose --since 2026-11-01 > proposed.csv")
final class DevicePropose implements Callable<Integer> {

    private static final int MOST = 100_000;

    @ParentCommand private @Nullable DevicesCommand parent;
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only devices that were seen then or later.")
    private @Nullable String since;

    @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
    void config(Path file) {}

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Tools tools = Objects.requireNonNull(parent).tools();
        Instant from;
        try {
            from = since == null ? Instant.EPOCH : AskedTime.bound(since, tools.zone());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, String.valueOf(e.getMessage()), e);
        }
        SensorStore store = tools.devices();
        List<Device> devices = new ArrayList<>(store.all(MOST));
        devices.removeIf(d ->
                d.standing() != Standing.UNKNOWN
                        || d.mac().isEmpty()
                        || d.lastSeen().isBefore(from));
        devices.sort(Comparator.comparing(Device::segment).thenComparingLong(DevicePropose::bits));
        PrintWriter out = line.getOut();
        out.println(String.join(",", ApprovedList.COLUMNS));
        Set<Long> suspected = store.suspected();
        Set<String> serving = store.infrastructure().keySet();
        int proposed = 0;
        for (Device device : devices) {
            List<String> roles = roles(store, device, tools.wall().instant());
            proposed += print(out, device, roles, suspected, serving, tools.zone()) ? 1 : 0;
        }
        out.flush();
        line.getErr()
                .printf(
                        "%d devices proposed, %d more as comments: look at each before you import"
                                + " it%n",
                        proposed, devices.size() - proposed);
        line.getErr().flush();
        return 0;
    }

    private static long bits(Device device) {
        return device.mac().map(Mac::bits).orElse(0L);
    }

    /// What it seems to be of the office's equipment, and where it says so. Anybody can say that,
    /// so a person writes it into the list.
    private static List<String> roles(SensorStore store, Device device, Instant now) {
        return store.past().asOf(device.endpoint(), now).stream()
                .flatMap(then -> then.facts().stream())
                .filter(fact -> fact.fact().equals(Binding.ROLE))
                .map(fact -> fact.value() + " (" + fact.source() + ")")
                .distinct()
                .toList();
    }

    private static boolean print(
            PrintWriter out,
            Device device,
            List<String> roles,
            Set<Long> suspected,
            Set<String> serving,
            ZoneId zone) {
        String mac = device.mac().orElseThrow().toString();
        String against = "";
        if (suspected.contains(device.endpoint())) {
            against = "there is an alert about it";
        } else if (device.randomised()) {
            against = "its address is a private one and may change";
        }
        List<String> known = new ArrayList<>();
        known.add(device.maker().isEmpty() ? "maker unknown" : device.maker());
        if (!device.kind().isEmpty()) {
            known.add(device.kind() + ", since " + String.join("; ", device.grounds()));
        }
        for (String role : roles) {
            known.add(
                    "it says that it is "
                            + role
                            + ": if it is the office's, write the word into 'kind'");
        }
        if (serving.contains(mac)) {
            known.add("it serves others: say in 'kind' what it is");
        }
        if (!device.addresses().isEmpty()) {
            known.add(device.addresses().getFirst());
        }
        known.add(
                "seen " + time(device.firstSeen(), zone) + " to " + time(device.lastSeen(), zone));
        out.println("# " + Terminal.shown(String.join("; ", known)));
        String row =
                String.join(
                        ",",
                        mac,
                        cell(device.hostName()),
                        "",
                        cell(device.segment()),
                        "",
                        "",
                        "",
                        "",
                        "",
                        cell(device.site()),
                        "");
        out.println(against.isEmpty() ? row : "# not proposed, " + against + ": " + row);
        return against.isEmpty();
    }

    private static String time(Instant instant, ZoneId zone) {
        return Operations.TIME.format(instant.atZone(zone));
    }

    /// RFC 4180, in one line, and nothing that a spreadsheet would take for a formula (OWASP "CSV
    /// Injection").
    static String cell(String text) {
        String plain = Terminal.shown(text).strip();
        boolean formula = !plain.isEmpty() && "=+-@".indexOf(plain.charAt(0)) >= 0;
        String guarded = formula ? "'" + plain : plain;
        boolean quoted = guarded.contains(",") || guarded.contains("\"") || guarded.startsWith("#");
        return quoted ? '"' + guarded.replace("\"", "\"\"") + '"' : guarded;
    }
}
