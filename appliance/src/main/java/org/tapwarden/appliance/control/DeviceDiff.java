package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.detector.AskedTime;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.store.DeviceJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden devices diff`: what was added, went, and changed between two times.
@Command(
        name = "diff",
        description = "Show which devices came, went and changed between two times.",
        footerHeading = "%nExamples:%n",
        footer = "  tapwarden devices diff --from 2026-10-01 --to 2026-11-01 --segment students")
final class DeviceDiff implements Callable<Integer> {

    @ParentCommand private @Nullable DevicesCommand parent;
    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            description = "The first time: a date is its beginning.")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "TIME", description = "The second time.")
    private String to = "";

    @Option(names = "--segment", paramLabel = "NAME", description = "Only in this segment.")
    private String segment = "";

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    private DeviceShow.Shape format = DeviceShow.Shape.TEXT;

    @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
    void config(Path file) {}

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Tools tools = Objects.requireNonNull(parent).tools();
        ZoneId zone = tools.zone();
        Instant begin;
        Instant end;
        try {
            begin = AskedTime.bound(from, zone);
            end = AskedTime.bound(to, zone);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, String.valueOf(e.getMessage()), e);
        }
        if (!begin.isBefore(end)) {
            throw new CommandLine.ParameterException(line, "--from must be before --to.");
        }
        Past.Difference difference = tools.devices().past().between(begin, end, segment);
        PrintWriter out = line.getOut();
        if (format == DeviceShow.Shape.JSON) {
            out.println(DeviceJson.line(new DeviceJson(zone).difference(difference)));
        } else {
            text(difference, zone, out);
        }
        out.flush();
        return 0;
    }

    private void text(Past.Difference difference, ZoneId zone, PrintWriter out) {
        out.println(
                "From "
                        + time(difference.from(), zone)
                        + " to "
                        + time(difference.to(), zone)
                        + (segment.isEmpty() ? "" : " in segment " + Terminal.shown(segment))
                        + ":");
        print(out, "+", difference.added(), zone);
        print(out, "-", difference.gone(), zone);
        for (Past.Changed changed : difference.changed()) {
            out.println(
                    "~ "
                            + who(changed.line())
                            + "  "
                            + changed.fact()
                            + ": "
                            + (changed.before().isEmpty()
                                    ? ""
                                    : Terminal.shown(changed.before()) + " -> ")
                            + Terminal.shown(changed.after())
                            + "  ("
                            + changed.source()
                            + ", "
                            + time(changed.at(), zone)
                            + ")");
        }
        out.printf(
                "%d came, %d went (not seen in the last day, nor since), %d changes%n",
                difference.added().size(), difference.gone().size(), difference.changed().size());
        if (!difference.complete()) {
            out.println("There is more than is shown; narrow the time or name a segment.");
        }
    }

    private static void print(PrintWriter out, String sign, List<Past.Line> lines, ZoneId zone) {
        for (Past.Line line : lines) {
            out.println(
                    sign
                            + " "
                            + who(line)
                            + "  first seen "
                            + time(line.firstSeen(), zone)
                            + ", last seen "
                            + time(line.lastSeen(), zone));
        }
    }

    private static String who(Past.Line line) {
        String mac = line.mac().isEmpty() ? "endpoint " + line.endpoint() : line.mac();
        return (mac + " " + Terminal.shown(line.name())).strip() + "  " + line.segment();
    }

    private static String time(Instant instant, ZoneId zone) {
        return Operations.TIME.format(instant.atZone(zone));
    }
}
