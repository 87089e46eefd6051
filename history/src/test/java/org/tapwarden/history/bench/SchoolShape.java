package org.tapwarden.history.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowCodec;

/// How made flows are distributed, for readers who want to judge a measurement made with them: of
/// each column how many values it has, how often the most frequent stand there, and its entropy,
/// which is what a perfect coder that knows the shares but no order would need.
final class SchoolShape {

    private static final int MOST_SHOWN = 3;
    private static final int LONGEST_SHOWN = 36;

    private final Map<String, Map<Object, int[]>> columns = new LinkedHashMap<>();
    private long flows;
    private long bytes;
    private long spooled;

    private SchoolShape() {}

    static SchoolShape of(SchoolDay day, long count) {
        var shape = new SchoolShape();
        for (long i = 0; i < count; i++) {
            shape.add(day.flow(i));
        }
        return shape;
    }

    private void add(FlowRecord flow) {
        flows++;
        bytes += flow.slice().bytes();
        spooled += FlowCodec.encode(flow).length;
        FlowRecord.Conversation between = flow.conversation();
        FlowRecord.Traffic slice = flow.slice();
        FlowRecord.Names names = flow.names();
        see("protocol", flow.label().protocol());
        see("transport", between.transport());
        see("address family", between.source().isIpv4() ? "IPv4" : "IPv6");
        see("hour (UTC)", slice.endNanos() / 3_600_000_000_000L % 24);
        see("population", flow.place().population());
        see("segment", flow.place().segment());
        see("source endpoint", flow.place().sourceEndpoint());
        see("source address", between.source());
        see("destination address", between.destination());
        see("source port", between.sourcePort());
        see("destination port", between.destinationPort());
        see("name asked for or shown", name(names));
        see("label", flow.label());
        see("category", flow.label().category());
        see("application", String.valueOf(flow.label().application()));
        see("runner-up", String.valueOf(flow.label().runnerUp()));
        see("ja4", String.valueOf(names.tls().ja4()));
        see("handshake", handshake(names));
        see("certificate", String.valueOf(names.tls().subject()));
        see("user agent", String.valueOf(names.software()));
        see("slice, final", flow.identity().slice() + " " + flow.identity().isFinal());
        see("end reason", String.valueOf(flow.identity().end()));
        see("TCP flags", slice.sourceFlags() + " " + slice.destinationFlags());
        see("source bytes", slice.sourceBytes());
        see("destination bytes", slice.destinationBytes());
        see("source packets", slice.sourcePackets());
        see("destination packets", slice.destinationPackets());
        see("duration (ms)", (slice.endNanos() - slice.startNanos()) / 1_000_000);
    }

    private static String name(FlowRecord.Names names) {
        String question = names.question();
        return question == null ? String.valueOf(names.serverName()) : question;
    }

    private static String handshake(FlowRecord.Names names) {
        return names.version()
                + " "
                + names.applicationProtocol()
                + " "
                + names.tls().cipher()
                + " "
                + names.tls().encryptedHello()
                + " "
                + names.tls().ja4();
    }

    private void see(String column, Object value) {
        columns.computeIfAbsent(column, _ -> new HashMap<>())
                .computeIfAbsent(value, _ -> new int[1])[0]++;
    }

    /// Flows with this value among all.
    double share(String column, Object value) {
        Map<Object, int[]> counts = columns.getOrDefault(column, Map.of());
        return (double) counts.getOrDefault(value, new int[1])[0] / flows;
    }

    int values(String column) {
        return columns.getOrDefault(column, Map.of()).size();
    }

    /// Bits a flow.
    double entropy(String column) {
        double bits = 0;
        for (int[] count : columns.getOrDefault(column, Map.of()).values()) {
            double share = (double) count[0] / flows;
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits;
    }

    String text() {
        var text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%,d flow slices, %,d bytes in the mean, %.1f bytes in the spool%n"
                                + "%-24s %9s %7s  %s%n",
                        flows,
                        bytes / flows,
                        (double) spooled / flows,
                        "column",
                        "values",
                        "bits",
                        "most frequent"));
        for (String column : columns.keySet()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-24s %9d %7.2f  %s%n",
                            column,
                            values(column),
                            entropy(column),
                            String.join(", ", most(column))));
        }
        return text.toString();
    }

    private List<String> most(String column) {
        List<Map.Entry<Object, int[]>> entries =
                new ArrayList<>(columns.getOrDefault(column, Map.of()).entrySet());
        entries.sort((a, b) -> Integer.compare(b.getValue()[0], a.getValue()[0]));
        List<String> most = new ArrayList<>();
        for (var entry : entries.subList(0, Math.min(MOST_SHOWN, entries.size()))) {
            String value = String.valueOf(entry.getKey()).replaceAll("\\s+", " ");
            most.add(
                    String.format(
                            Locale.ROOT,
                            "%s %.2f %%",
                            value.substring(0, Math.min(LONGEST_SHOWN, value.length())),
                            100.0 * entry.getValue()[0] / flows));
        }
        return most;
    }
}
