package org.tapwarden.detector.sensor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Alerts.Trace;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Subject;
import org.tapwarden.detector.policy.Measure;
import org.tapwarden.detector.policy.Rule;
import org.tapwarden.detector.segment.Segment;

/// One alert for each rule, subject and site. Owned by the deciding thread.
final class AlertBook {

    /// Alerts that are still changed; older ones stay as they were written.
    static final int CAPACITY = Caps.of(10_000, 8);

    private static final int MOST_EVIDENCE = 16;
    private static final long TOLD_AGAIN_NANOS = 60_000_000_000L;

    /// @param segment empty when it is about an endpoint, which may change segments
    private record Key(String rule, long endpoint, String segment, String site) {

        static Key of(String rule, Subject subject) {
            Segment where = subject.segment();
            return new Key(
                    rule, subject.id(), subject.isSegment() ? where.name() : "", where.site());
        }

        static Key of(Alert alert) {
            return new Key(
                    alert.rule(),
                    alert.endpoint(),
                    alert.endpoint() == 0 ? alert.segment() : "",
                    alert.site());
        }
    }

    private static final class Open {
        private final long id;
        private final Instant first;
        private Alert alert;
        private long toldNanos;

        Open(long id, Instant first, Alert alert, long toldNanos) {
            this.id = id;
            this.first = first;
            this.alert = alert;
            this.toldNanos = toldNanos;
        }
    }

    /// An alert that was made or changed.
    ///
    /// @param matters something else than the time changed
    record Change(Alert alert, boolean matters) {}

    private final Map<Key, Open> open = new LinkedHashMap<>();
    private long lastId;
    private long lastRevision;
    private long forgotten;

    /// Goes on behind what an earlier run kept.
    void goOn(List<Alert> kept, long highestId, long highestRevision) {
        lastId = highestId;
        lastRevision = highestRevision;
        for (Alert alert : kept) {
            put(
                    Key.of(alert),
                    new Open(alert.id(), alert.firstSeen(), alert, nanos(alert.lastSeen())));
        }
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    /// @return null when nothing is worth telling
    @Nullable Change found(
            Rule rule,
            Subject subject,
            List<Evidence> evidence,
            List<String> against,
            Measure measure,
            boolean lossy,
            long atNanos) {
        Key key = Key.of(rule.id(), subject);
        Open known = open.get(key);
        Instant at = Instant.ofEpochSecond(0, atNanos);
        if (known == null) {
            long id = ++lastId;
            Alert alert = alert(id, rule, subject, evidence, against, measure, lossy, at, at);
            put(key, new Open(id, at, alert, atNanos));
            return new Change(alert, true);
        }
        Alert now =
                alert(
                        known.id,
                        rule,
                        subject,
                        evidence,
                        against,
                        measure,
                        lossy || known.alert.lossy(),
                        known.first,
                        at);
        boolean matters =
                !now.families().equals(known.alert.families())
                        || !now.measure().equals(known.alert.measure())
                        || !now.severity().equals(known.alert.severity());
        boolean told = !matters && atNanos - known.toldNanos < TOLD_AGAIN_NANOS;
        boolean same =
                now.evidence().equals(known.alert.evidence())
                        && now.address().equals(known.alert.address())
                        && now.hostName().equals(known.alert.hostName());
        if (told && same) {
            lastRevision--;
            return null;
        }
        known.alert = now;
        known.toldNanos = atNanos;
        return new Change(now, matters);
    }

    private void put(Key key, Open made) {
        if (open.size() == CAPACITY) {
            Key oldest = open.keySet().iterator().next();
            open.remove(oldest);
            forgotten++;
        }
        open.put(key, made);
    }

    private Alert alert(
            long id,
            Rule rule,
            Subject subject,
            List<Evidence> evidence,
            List<String> against,
            Measure measure,
            boolean lossy,
            Instant first,
            Instant last) {
        Set<String> families = new LinkedHashSet<>();
        List<String> sentences = new ArrayList<>();
        List<Trace> traces = new ArrayList<>();
        for (Evidence one : evidence) {
            families.add(one.family().word());
            if (sentences.size() < MOST_EVIDENCE) {
                sentences.add(one.sentence());
                traces.add(
                        new Trace(
                                one.family().word(),
                                Instant.ofEpochSecond(0, one.atNanos()),
                                one.frame()));
            }
        }
        List<String> doubts = new ArrayList<>(against);
        if (lossy) {
            doubts.add("frames were lost while this was found, so it may be incomplete");
        }
        String address =
                subject.addresses().stream()
                        .filter(a -> !a.isLinkLocal())
                        .findFirst()
                        .map(Object::toString)
                        .orElse("");
        return new Alert(
                id,
                ++lastRevision,
                rule.id(),
                rule.clause().id(),
                rule.clause().sentence(),
                rule.severity().name().toLowerCase(Locale.ROOT),
                rule.title(),
                subject.id(),
                subject.mac() == 0 ? "" : new Mac(subject.mac()).toString(),
                address,
                subject.maker(),
                subject.hostName(),
                subject.segment().name(),
                subject.segment().site(),
                subject.segment().building(),
                subject.segment().vlans().size() == 1
                        ? subject.segment().vlans().iterator().next().toString()
                        : "",
                List.copyOf(families),
                sentences,
                traces,
                doubts,
                rule.clause().notObservable(),
                measure.words(),
                lossy,
                first,
                last);
    }

    /// Alerts that fell out of the book; a later finding opens a new one.
    long forgotten() {
        return forgotten;
    }
}
