package org.tapwarden.appliance.replay;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.tapwarden.capture.flow.FlowEngine;
import org.tapwarden.capture.header.Fault;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.protocol.Protocol;

/// What a replay brought, for people.
final class Summary {

    private static final int MOST = 15;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private final Map<String, Tally> protocols = new HashMap<>();
    private final Map<String, Tally> services = new HashMap<>();
    private long flows;
    private long packets;
    private long bytes;
    private long named;
    private long namedByAnswers;
    private long nameable;
    private long protectedFlows;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    private static final class Tally {
        long flows;
        long bytes;
    }

    /// Counts a flow's last record.
    void add(FlowRecord record) {
        if (record.label().category() == Category.PROTECTED) {
            protectedFlows++;
            return;
        }
        FlowRecord.Traffic whole = record.whole();
        flows++;
        packets += whole.packets();
        bytes += whole.bytes();
        firstNanos = Math.min(firstNanos, whole.startNanos());
        lastNanos = Math.max(lastNanos, whole.endNanos());
        Protocol protocol = record.label().protocol();
        count(protocols, protocol.word(), whole);
        String application = record.label().application();
        if (application != null) {
            count(services, application, whole);
        }
        boolean encrypted = protocol == Protocol.TLS || protocol == Protocol.QUIC;
        if (encrypted || protocol == Protocol.HTTP) {
            nameable++;
            named += record.names().serverName() == null ? 0 : 1;
        }
        namedByAnswers += record.names().serverNameBasis() == Basis.INFERRED ? 1 : 0;
    }

    private static void count(Map<String, Tally> tallies, String word, FlowRecord.Traffic whole) {
        Tally tally = tallies.computeIfAbsent(word, w -> new Tally());
        tally.flows++;
        tally.bytes += whole.bytes();
    }

    /// Prints it all. Times are in `zone`, with their offset.
    ///
    /// Numbers are written without a `Formatter`: the first one that groups digits costs more than
    /// a small capture does. The zone is no `ZoneId`, which looks for rules in every jar.
    void print(PrintWriter out, Observation.Outcome outcome, TimeZone zone) {
        out.println(
                grouped(outcome.frames().offered())
                        + " frames, "
                        + grouped(flows)
                        + " flows, "
                        + grouped(packets)
                        + " packets, "
                        + size(bytes));
        if (flows > 0) {
            String length = duration(Duration.ofNanos(lastNanos - firstNanos));
            out.println(
                    time(firstNanos, zone) + " to " + time(lastNanos, zone) + " (" + length + ")");
            table(out, "protocol", protocols);
            table(out, "service", services);
            names(out);
        }
        if (protectedFlows > 0) {
            out.println(
                    "protected destinations: " + grouped(protectedFlows) + " flows, not listed.");
        }
        trouble(out, outcome);
        out.flush();
    }

    private static void table(PrintWriter out, String heading, Map<String, Tally> tallies) {
        if (tallies.isEmpty()) {
            return;
        }
        out.println();
        row(out, heading, "flows", "bytes");
        List<Map.Entry<String, Tally>> most = new ArrayList<>(tallies.entrySet());
        most.sort(Summary::byFlows);
        for (Map.Entry<String, Tally> e : most.subList(0, Math.min(MOST, most.size()))) {
            row(out, e.getKey(), grouped(e.getValue().flows), size(e.getValue().bytes));
        }
        if (tallies.size() > MOST) {
            out.println("  and " + (tallies.size() - MOST) + " more");
        }
    }

    private static int byFlows(Map.Entry<String, Tally> one, Map.Entry<String, Tally> other) {
        int byFlows = Long.compare(other.getValue().flows, one.getValue().flows);
        return byFlows == 0 ? one.getKey().compareTo(other.getKey()) : byFlows;
    }

    private static void row(PrintWriter out, String name, String flows, String bytes) {
        out.println(
                "  "
                        + name
                        + " ".repeat(Math.max(0, 22 - name.length()))
                        + ' '
                        + " ".repeat(Math.max(0, 10 - flows.length()))
                        + flows
                        + ' '
                        + " ".repeat(Math.max(0, 12 - bytes.length()))
                        + bytes);
    }

    private void names(PrintWriter out) {
        out.println();
        if (nameable > 0) {
            out.println(
                    grouped(named)
                            + " of "
                            + grouped(nameable)
                            + " web flows told their server's name; "
                            + grouped(namedByAnswers)
                            + " flows were named by an earlier DNS answer (inferred).");
        }
    }

    private static void trouble(PrintWriter out, Observation.Outcome outcome) {
        var frames = outcome.frames();
        for (Fault fault : Fault.values()) {
            long count = frames.fault(fault);
            line(out, count, "frames with fault " + fault.metricName() + ".");
        }
        line(out, frames.notIp(), "frames carry no IP that we read.");
        line(out, frames.fragmentsLost(), "fragments whose datagram never became whole.");
        line(out, outcome.flows().flowsEvicted(), "flows ended early: the flow table was full.");
        line(
                out,
                outcome.flows().eachSkipped(),
                "datagrams not read: more came than the rate cap.");
        line(
                out,
                outcome.flows().radioSkipped(),
                "radio frames not told of: more came than the rate cap.");
        FlowEngine.Counters flowCounts = outcome.flows();
        line(out, flowCounts.mirrored(), "frames were mirrored twice and counted once.");
        if (flowCounts.tcpBytesUnseen() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%s of TCP were acknowledged and never seen: %.2f %% were lost before us.%n",
                    size(flowCounts.tcpBytesUnseen()),
                    100 * flowCounts.lostBefore());
        }
        if (flowCounts.flowsOneSided() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d of %,d longer TCP flows show one side only.%n",
                    flowCounts.flowsOneSided(),
                    flowCounts.flowsLong());
        }
        line(out, outcome.losses().cutRecords(), "capture ends inside a record.");
    }

    private static void line(PrintWriter out, long count, String what) {
        if (count > 0) {
            out.println(grouped(count) + " " + what);
        }
    }

    private static String time(long nanos, TimeZone zone) {
        Instant instant = Instant.ofEpochSecond(0, nanos);
        int offsetMillis = zone.getOffset(instant.toEpochMilli());
        return TIME.format(instant.atOffset(ZoneOffset.ofTotalSeconds(offsetMillis / 1_000)));
    }

    private static String duration(Duration length) {
        long seconds = length.toSeconds();
        if (seconds < 60) {
            return tenths(length.toMillis() / 1000.0) + " s";
        }
        return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }

    private static String size(long count) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double value = count;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 ? Long.toString(count) : tenths(value)) + " " + units[unit];
    }

    private static String tenths(double value) {
        return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP).toPlainString();
    }

    private static String grouped(long count) {
        var digits = new StringBuilder().append(count);
        for (int at = digits.length() - 3; at > 0; at -= 3) {
            digits.insert(at, ',');
        }
        return digits.toString();
    }
}
