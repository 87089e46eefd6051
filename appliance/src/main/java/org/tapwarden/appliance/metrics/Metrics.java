package org.tapwarden.appliance.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.tapwarden.detector.Alerts;
import org.tapwarden.detector.Health;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.packets.PacketItems;

/// The appliance's story in Prometheus' text format. Read when asked for, so nothing is counted
/// twice.
public final class Metrics extends Collector implements Supplier<String> {

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Health health;
    private final Alerts alerts;
    private final FlowHistory history;
    private final Enforcement enforcement;
    private final Supplier<Map<String, Long>> resets;

    /// @param resets what the reset driver counted, by name; empty where it is off
    public Metrics(
            Health health,
            Alerts alerts,
            FlowHistory history,
            Enforcement enforcement,
            Supplier<Map<String, Long>> resets) {
        this.health = health;
        this.alerts = alerts;
        this.history = history;
        this.enforcement = enforcement;
        this.resets = resets;
        registry.register(this);
        DefaultExports.register(registry);
    }

    @Override
    public String get() {
        var text = new StringWriter();
        try {
            TextFormat.write004(text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples> all = new ArrayList<>();
        Health.State now = health.now();
        all.add(counter("frames_offered", "Frames on the tap, lost ones too", now.framesOffered()));
        all.add(counter("frames_processed", "Frames looked at", now.framesProcessed()));
        all.add(labelled("frames_dropped", "What was lost, by where", "reason", now.drops()));
        all.add(
                labelled(
                        "lost_behind",
                        "What was lost of processed frames, by where",
                        "reason",
                        now.lostBehind()));
        all.addAll(taps(now));
        all.add(troubles(now));
        all.add(overloads(now));
        all.add(lag(now.lag()));
        all.add(labelled("frame_faults", "Bytes that lied, by name", "fault", now.faults()));
        all.add(counter("flows_ended", "Flows ended and written", now.flows()));
        all.add(gauge("flows_living", "Flows in the table", now.flowsNow()));
        all.add(
                counter(
                        "flows_nameable",
                        "Flows ended that could have a name",
                        now.flowsNameable()));
        all.add(counter("flows_named", "Of those, with a readable name", now.flowsNamed()));
        all.add(counter("flows_tcp", "TCP flows ended", now.tcpFlows()));
        all.add(counter("flows_one_sided", "Of those, seen in one direction", now.oneSided()));
        now.counters()
                .forEach((name, value) ->
                        all.add(gauge("sensor_" + name, "Counter " + name, value)));
        all.addAll(segments(now));
        all.add(alertsBySeverity());
        all.addAll(enforcer());
        all.add(labelled("resets", "Frames of the reset driver", "kind", resets.get()));
        all.addAll(flowHistory());
        all.addAll(alertPackets());
        return all;
    }

    private static List<MetricFamilySamples> taps(Health.State now) {
        var conditions =
                new GaugeMetricFamily(
                        "tapwarden_taps", "Watched interfaces, by condition", List.of("condition"));
        for (Health.Condition condition : Health.Condition.values()) {
            long n = now.taps().stream().filter(t -> t.condition() == condition).count();
            conditions.addMetric(List.of(condition.name().toLowerCase(Locale.ROOT)), (double) n);
        }
        long gaps = now.taps().stream().mapToLong(Health.TapState::gaps).sum();
        long blind = now.taps().stream().mapToLong(t -> t.blind().toSeconds()).sum();
        return List.of(
                conditions,
                counter("capture_gaps", "How often an interface was gone", gaps),
                counter("capture_blind_seconds", "How long interfaces were gone", blind));
    }

    /// Both names are there at all times, so that a rule can ask for them.
    private static MetricFamilySamples troubles(Health.State now) {
        var family =
                new GaugeMetricFamily(
                        "tapwarden_history_trouble",
                        "1: the disk of the flow index, or of the spool before it, takes no flows",
                        List.of("of"));
        for (String of : List.of("index", "spool")) {
            boolean any = now.troubles().stream().anyMatch(t -> t.kind().equals(of));
            family.addMetric(List.of(of), any ? 1 : 0);
        }
        return family;
    }

    private static MetricFamilySamples lag(Health.Lag lag) {
        String name = "tapwarden_capture_lag_seconds";
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        for (Health.Lag.Step step : lag.steps()) {
            samples.add(
                    bucket(name, Collector.doubleToGoString(step.millis() / 1e3), step.count()));
        }
        samples.add(bucket(name, "+Inf", lag.count()));
        samples.add(sample(name + "_count", (double) lag.count()));
        samples.add(sample(name + "_sum", lag.seconds()));
        return new MetricFamilySamples(
                name, Type.HISTOGRAM, "How late what frames told was heard", samples);
    }

    private static MetricFamilySamples.Sample bucket(String name, String atMost, long count) {
        return new MetricFamilySamples.Sample(
                name + "_bucket", List.of("le"), List.of(atMost), (double) count);
    }

    private static MetricFamilySamples.Sample sample(String name, double value) {
        return new MetricFamilySamples.Sample(name, List.of(), List.of(), value);
    }

    private static MetricFamilySamples overloads(Health.State now) {
        var family =
                new GaugeMetricFamily(
                        "tapwarden_overloads",
                        "Events kept about what reached its cap, by kind",
                        List.of("kind"));
        Map<String, Long> byKind = new TreeMap<>();
        now.overloads().forEach(o -> byKind.merge(o.kind(), 1L, Long::sum));
        byKind.forEach((kind, n) -> family.addMetric(List.of(kind), (double) n));
        return family;
    }

    private static List<MetricFamilySamples> segments(Health.State now) {
        var devices =
                new GaugeMetricFamily(
                        "tapwarden_segment_devices", "Devices seen", List.of("segment"));
        var last =
                new GaugeMetricFamily(
                        "tapwarden_segment_last_frame_seconds",
                        "When a frame of the segment was seen last, since 1970; 0 is never",
                        List.of("segment"));
        var confidential =
                new GaugeMetricFamily(
                        "tapwarden_segment_protected_flows",
                        "Flows of today with protected destinations, as of the last full hour",
                        List.of("segment"));
        for (Health.SegmentState segment : now.segments()) {
            confidential.addMetric(List.of(segment.name()), (double) segment.protectedToday());
            devices.addMetric(List.of(segment.name()), (double) segment.devices());
            last.addMetric(List.of(segment.name()), (double) segment.lastFrame().getEpochSecond());
        }
        return List.of(devices, last, confidential);
    }

    private MetricFamilySamples alertsBySeverity() {
        Map<String, Long> bySeverity = new TreeMap<>();
        for (String severity : List.of("low", "medium", "high", "critical")) {
            bySeverity.put(severity, 0L);
        }
        bySeverity.putAll(alerts.countBySeverity());
        var family =
                new GaugeMetricFamily(
                        "tapwarden_alerts", "Alerts kept, by severity", List.of("severity"));
        bySeverity.forEach((severity, n) -> family.addMetric(List.of(severity), (double) n));
        return family;
    }

    private List<MetricFamilySamples> enforcer() {
        var leases =
                new GaugeMetricFamily(
                        "tapwarden_leases", "Open leases, by outcome", List.of("outcome"));
        Map<String, Long> byOutcome = new TreeMap<>();
        for (Lease lease : enforcement.leases()) {
            String kind = lease.outcome().kind().name().toLowerCase(Locale.ROOT);
            byOutcome.merge(kind.replace('_', '-'), 1L, Long::sum);
        }
        byOutcome.forEach((outcome, n) -> leases.addMetric(List.of(outcome), (double) n));
        return List.of(
                leases,
                outcomes(),
                gauge(
                        "breaker_open",
                        "1: nothing automatic happens",
                        enforcement.safeguards().breakerOpen() ? 1 : 0),
                gauge(
                        "segments_frozen",
                        "Segments where nothing automatic happens until a person looked",
                        enforcement.safeguards().segments().stream()
                                .filter(s -> s.frozen().isPresent())
                                .count()),
                gauge(
                        "second_person_requests",
                        "Steps that wait for a second person",
                        enforcement.safeguards().requests().size()),
                counter(
                        "undone_displaced",
                        "Steps that were not taken and fell out of the list",
                        enforcement.safeguards().undoneDisplaced()),
                gauge(
                        "mails_pending",
                        "Mails that wait to be sent",
                        enforcement.outbox().pending()));
    }

    /// Labels are drivers' names and enums, so there is a known number of them.
    private MetricFamilySamples outcomes() {
        var family =
                new CounterMetricFamily(
                        "tapwarden_enforcement_outcomes",
                        "Outcomes of steps since the start, by driver, kind and reason",
                        List.of("driver", "kind", "reason"));
        enforcement.outcomes().entrySet().stream()
                .sorted(Comparator.comparing(e -> e.getKey().toString()))
                .forEach(e ->
                        family.addMetric(
                                List.of(
                                        e.getKey().driver(),
                                        label(e.getKey().kind()),
                                        label(e.getKey().reason())),
                                (double) e.getValue()));
        return family;
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private List<MetricFamilySamples> alertPackets() {
        PacketItems.Counts counts = history.packets().counts();
        return List.of(
                gauge("alert_packets_items", "Items of packets kept of alerts", counts.items()),
                gauge("alert_packets_bytes", "What they take on the disk", counts.bytes()),
                counter("alert_packets_kept", "Alerts of which packets were kept", counts.kept()),
                counter(
                        "alert_packets_none",
                        "Alerts of which there was nothing to keep",
                        counts.none()),
                counter(
                        "alert_packets_refused",
                        "Alerts of which nothing was kept for want of room",
                        counts.refused()),
                counter(
                        "alert_packets_failed",
                        "Alerts of which nothing was kept since the disk failed",
                        counts.failed()),
                counter(
                        "alert_packets_displaced",
                        "Items that went before their time, for want of room",
                        counts.displaced()),
                counter(
                        "alert_packets_destroyed",
                        "Items that went with their flows",
                        counts.destroyed()));
    }

    private List<MetricFamilySamples> flowHistory() {
        FlowHistory.Counts counts = history.counts();
        return List.of(
                counter("history_indexed", "Flow slices taken in", counts.written().indexed()),
                counter(
                        "history_too_old",
                        "Slices older than may be kept",
                        counts.written().tooOld()),
                counter(
                        "history_gaps",
                        "Places where the spool lost something",
                        counts.written().gaps()),
                gauge(
                        "history_alive",
                        "1: the thread that writes the flow history runs",
                        counts.written().alive() ? 1 : 0),
                counter("history_sealed", "Indexes closed for good", counts.written().sealed()),
                counter("history_disk_errors", "Errors of the disk", counts.written().diskErrors()),
                counter("history_destroyed", "Slices destroyed", counts.destroyedFlows()),
                counter(
                        "history_destroyed_for_room",
                        "Indexes destroyed before their time, for want of room",
                        counts.shortened()),
                gauge("history_partitions", "Indexes there are", counts.partitions()),
                counter("searches", "Searches answered", counts.searches()),
                counter("searches_refused", "Searches refused", counts.refused()),
                counter(
                        "searches_too_much",
                        "Searches refused since their stages would have needed too much",
                        counts.tooMuch()),
                counter("searches_incomplete", "Searches answered in part", counts.incomplete()));
    }

    private static MetricFamilySamples counter(String name, String help, long value) {
        return new CounterMetricFamily("tapwarden_" + name, help, (double) value);
    }

    private static MetricFamilySamples gauge(String name, String help, long value) {
        return new GaugeMetricFamily("tapwarden_" + name, help, (double) value);
    }

    private static MetricFamilySamples labelled(
            String name, String help, String label, Map<String, Long> values) {
        var family = new CounterMetricFamily("tapwarden_" + name, help, List.of(label));
        values.forEach((value, n) -> family.addMetric(List.of(value), (double) n));
        return family;
    }
}
