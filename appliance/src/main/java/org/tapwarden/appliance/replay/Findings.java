package org.tapwarden.appliance.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.run.Conditions;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.FlowPredicate;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.approved.Approval;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.PolicyFile;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.SegmentsFile;
import org.tapwarden.detector.sensor.Asked;
import org.tapwarden.detector.sensor.Outlet;
import org.tapwarden.detector.sensor.Sensor;
import org.tapwarden.detector.sensor.Watches;

/// Decides about a replay as the appliance would, keeps what it found, and acts on nothing.
final class Findings implements Outlet {

    /// Alerts kept; later ones are only counted.
    static final int CAPACITY = Caps.of(100_000, 64);

    /// What a replay is decided with.
    record Settings(Segments segments, Policy policy, Map<Long, Approval> approved) {
        Settings {
            approved = Map.copyOf(approved);
        }

        /// Reads the files that are named; without one it is as installed.
        ///
        /// @throws IOException in one line that names file and place
        static Settings read(@Nullable Path segments, @Nullable Path policy, @Nullable Path devices)
                throws IOException {
            Segments declared = segments == null ? Segments.UNDECLARED : declared(segments);
            var files = new PolicyFile(Clauses.builtIn(), Conditions::parse);
            Map<Long, Approval> approved = new HashMap<>();
            if (devices != null) {
                List<ApprovedList.Entry> list =
                        ApprovedList.of(devices.toString(), ApprovedList.text(devices));
                for (ApprovedList.Entry entry : list) {
                    approved.put(
                            entry.mac().bits(),
                            Approval.of(entry, Standing.APPROVED, Approval.Origin.OFFICE));
                }
            }
            return new Settings(
                    declared,
                    policy == null ? files.builtIn() : files.read(policy, declared),
                    approved);
        }
    }

    /// What a capture's interfaces are called is known only when they are met.
    private static Segments declared(Path file) throws IOException {
        Segments read = SegmentsFile.read(file);
        return read.on(read.interfaces());
    }

    private final Map<Long, Alert> alerts = new LinkedHashMap<>();
    private final Map<Long, Map<String, String>> facts = new HashMap<>();
    private final Sensor sensor;
    private long dropped;

    Findings(Settings settings) throws IOException {
        var ids = new AtomicLong();
        var ledger = new Ledger();
        this.sensor =
                new Sensor(
                        settings.segments(),
                        settings.policy(),
                        Makers.load(),
                        ids::incrementAndGet,
                        this,
                        new Watches(),
                        rule ->
                                FlowPredicate.of(
                                        rule.when() == null ? new Query.Everything() : rule.when(),
                                        ledger));
        sensor.approvals(settings.approved());
    }

    Sensor sensor() {
        return sensor;
    }

    /// In the order in which they opened, as they were last.
    Iterable<Alert> alerts() {
        return alerts.values();
    }

    int count() {
        return alerts.size();
    }

    /// Alerts beyond {@link #CAPACITY}.
    long dropped() {
        return dropped;
    }

    @Override
    public void alert(Alert alert, Optional<Asked> asked) {
        if (alerts.size() == CAPACITY && !alerts.containsKey(alert.id())) {
            dropped++;
            return;
        }
        alerts.put(alert.id(), alert);
    }

    @Override
    public void endpoint(Endpoint endpoint) {
        // Lives in the sensor's table for as long as the replay does.
    }

    @Override
    public void bound(Binding binding) {
        facts.computeIfAbsent(binding.endpoint(), _ -> new HashMap<>())
                .put(binding.fact(), binding.value());
    }

    @Override
    public void identified(long done, long through) {
        // A replay reads no journal.
    }

    @Override
    public void evidence(CaseKind kind, String segment, Evidence evidence) {
        // Told with the alert; without an alert nobody reads a replay's evidence.
    }

    /// Facts as they are now: a replay asks about the flow at hand only.
    private final class Ledger implements Directory {

        @Override
        public List<Held> resolve(
                Field fact, Predicate<String> value, long fromMillis, long toMillis) {
            return facts.keySet().stream()
                    .filter(endpoint -> holds(fact, value, endpoint, toMillis))
                    .map(endpoint -> new Held(endpoint, 0, Long.MAX_VALUE))
                    .toList();
        }

        @Override
        public boolean holds(Field fact, Predicate<String> value, long endpoint, long atMillis) {
            Map<String, String> known = facts.getOrDefault(endpoint, Map.of());
            if (fact.name().equals("device.approved")) {
                String standing = known.getOrDefault(Binding.STANDING, "unknown");
                return value.test(Boolean.toString(standing.equals("approved")));
            }
            String told = known.get(fact.name());
            return told != null
                    && told.lines().anyMatch(one -> value.test(one.toLowerCase(Locale.ROOT)));
        }
    }
}
