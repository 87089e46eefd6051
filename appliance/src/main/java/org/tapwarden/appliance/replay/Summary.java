package org.tapwarden.appliance.replay;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.tapwarden.capture.flow.FlowEngine;
import org.tapwarden.capture.header.Fault;
import org.tapwarden.classifier.Basis;
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
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    private static final class Tally {
        long flows;
        long bytes;
    }

    /// Counts a flow's last record.
    void add(FlowRecord record) {
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
    void print(PrintWriter out, Observation.Outcome outcome, ZoneId zone) {
        out.printf(
                Locale.ROOT,
                "%,d frames, %,d flows, %,d packets, %s%n",
                outcome.frames().offered(),
                flows,
                packets,
                size(bytes));
        if (flows > 0) {
            out.printf(
                    "%s to %s (%s)%n",
                    time(firstNanos, zone),
                    time(lastNanos, zone),
                    duration(Duration.ofNanos(lastNanos - firstNanos)));
            table(out, "protocol", protocols);
            table(out, "service", services);
            names(out);
        }
        trouble(out, outcome);
        out.flush();
    }

    private static void table(PrintWriter out, String heading, Map<String, Tally> tallies) {
        if (tallies.isEmpty()) {
            return;
        }
        out.printf("%n  %-22s %10s %12s%n", heading, "flows", "bytes");
        tallies.entrySet().stream()
                .sorted(
                        Comparator.comparingLong(
                                        (Map.Entry<String, Tally> e) -> -e.getValue().flows)
                                .thenComparing(Map.Entry::getKey))
                .limit(MOST)
                .forEach(e ->
                        out.printf(
                                Locale.ROOT,
                                "  %-22s %,10d %12s%n",
                                e.getKey(),
                                e.getValue().flows,
                                size(e.getValue().bytes)));
        if (tallies.size() > MOST) {
            out.printf("  and %d more%n", tallies.size() - MOST);
        }
    }

    private void names(PrintWriter out) {
        out.println();
        if (nameable > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d of %,d web flows told their server's name; %,d flows were named by an"
                            + " earlier DNS answer (inferred).%n",
                    named,
                    nameable,
                    namedByAnswers);
        }
    }

    private static void trouble(PrintWriter out, Observation.Outcome outcome) {
        var frames = outcome.frames();
        for (Fault fault : Fault.values()) {
            long count = frames.fault(fault);
            if (count > 0) {
                out.printf(Locale.ROOT, "%,d frames with fault %s.%n", count, fault.metricName());
            }
        }
        line(out, frames.notIp(), "frames carry no IP that we read.");
        line(out, frames.fragmentsLost(), "fragments whose datagram never became whole.");
        line(out, outcome.flows().flowsEvicted(), "flows ended early: the flow table was full.");
        line(
                out,
                outcome.flows().eachSkipped(),
                "datagrams not read: more came than the rate cap.");
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
            out.printf(Locale.ROOT, "%,d %s%n", count, what);
        }
    }

    private static String time(long nanos, ZoneId zone) {
        return TIME.format(Instant.ofEpochSecond(0, nanos).atZone(zone));
    }

    private static String duration(Duration length) {
        long seconds = length.toSeconds();
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0);
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
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }
}
