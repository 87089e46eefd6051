package org.tapwarden.detector.sensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Subject;
import org.tapwarden.detector.policy.Measure;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.Rule;
import org.tapwarden.detector.rogue.Forwarding;
import org.tapwarden.detector.rogue.RouterIdentity;
import org.tapwarden.detector.segment.Segment;

/// Gathers evidence by endpoint, and makes alerts of it when it is enough.
///
/// What was known once stays known: an endpoint does not get rid of evidence by saying something
/// else later. Owned by the deciding thread; remembers no more endpoints than their table holds.
final class Cases implements Newcomers.Desk {

    private static final long LOSS_LASTS_NANOS = 60_000_000_000L;

    /// Endpoints and segments with evidence about them; there are as many endpoints.
    static final int MOST_SUSPECTS = Caps.of(100_000, 64);

    /// Pieces of evidence of one reason, about different subjects of a segment.
    static final int MOST_OF_A_REASON = Caps.of(8, 2);

    /// Who is suspected of what.
    ///
    /// @param segment empty when it is about an endpoint, which may change segments
    private record Key(CaseKind kind, long endpoint, String segment) {

        static Key of(CaseKind kind, Subject subject) {
            return new Key(kind, subject.id(), subject.isSegment() ? subject.segment().name() : "");
        }
    }

    /// Evidence as it was kept.
    ///
    /// @param segment where it was found
    record Kept(CaseKind kind, String segment, Evidence evidence) {}

    private final Policy policy;
    private final Outlet outlet;
    private final ToLongFunction<String> devicesOf;
    private final AlertBook book = new AlertBook();
    private final Map<Key, List<Evidence>> suspects = new LinkedHashMap<>();
    private long losses;
    private long lossNanos = Long.MIN_VALUE;
    private long suspectsForgotten;
    private long evidenceHeldBack;
    private long frame;

    /// @param devicesOf how many devices a segment has, by its name
    Cases(Policy policy, Outlet outlet, ToLongFunction<String> devicesOf) {
        this.policy = policy;
        this.outlet = outlet;
        this.devicesOf = devicesOf;
    }

    /// Goes on behind what an earlier run kept.
    void goOn(List<Alert> kept, long highestId, long highestRevision) {
        book.goOn(kept, highestId, highestRevision);
    }

    /// Frames lost so far, of all kinds.
    void losses(long total, long nowNanos) {
        if (total > losses) {
            losses = total;
            lossNanos = nowNanos;
        }
    }

    /// The frame that is looked at from now on, by its number; 0 for none.
    void atHand(long number) {
        frame = number;
    }

    /// Adds evidence to what is known of somebody, and makes a case of it when it is enough.
    void report(CaseKind kind, Endpoint about, Evidence evidence) {
        add(kind, Subject.of(about), evidence);
        look(kind, about, evidence.atNanos());
    }

    /// Adds evidence about a whole segment.
    void report(CaseKind kind, Segment where, Evidence evidence) {
        var subject = Subject.of(where);
        add(kind, subject, evidence);
        look(kind, subject, List.of(), evidence.atNanos());
    }

    /// Brings back evidence as an earlier run kept it: what is half known stays so.
    void recall(Kept kept) {
        Evidence evidence = kept.evidence();
        var key =
                new Key(
                        kept.kind(),
                        evidence.endpoint(),
                        evidence.endpoint() == 0 ? kept.segment() : "");
        known(key).add(evidence);
    }

    private List<Evidence> known(Key key) {
        List<Evidence> known = suspects.get(key);
        if (known == null) {
            if (suspects.size() == MOST_SUSPECTS) {
                suspects.remove(suspects.keySet().iterator().next());
                suspectsForgotten++;
            }
            known = new ArrayList<>();
            suspects.put(key, known);
        }
        return known;
    }

    private void add(CaseKind kind, Subject subject, Evidence evidence) {
        List<Evidence> known = known(Key.of(kind, subject));
        int others = 0;
        for (Evidence one : known) {
            if (one.reason().equals(evidence.reason())) {
                if (one.about().equals(evidence.about())) {
                    return;
                }
                others++;
            }
        }
        if (others >= MOST_OF_A_REASON) {
            evidenceHeldBack++;
            return;
        }
        Evidence whole = evidence.ofFrame(frame);
        known.add(whole);
        outlet.evidence(kind, subject.segment().name(), whole);
    }

    /// Looks at an endpoint of which something new is known.
    void suspect(Endpoint endpoint, long atNanos) {
        List<Evidence> said = RouterIdentity.of(endpoint, atNanos);
        if (!said.isEmpty()) {
            var subject = Subject.of(endpoint);
            said.forEach(e -> add(CaseKind.ROGUE_ROUTER, subject, e));
        }
        look(CaseKind.ROGUE_ROUTER, endpoint, atNanos);
    }

    private void look(CaseKind kind, Endpoint endpoint, long atNanos) {
        if (kind != CaseKind.ROGUE_ROUTER) {
            look(kind, Subject.of(endpoint), List.of(), atNanos);
            return;
        }
        boolean known = suspects.containsKey(new Key(kind, endpoint.id(), ""));
        if (!known || endpoint.standing() == Standing.APPROVED || endpoint.isNextHop()) {
            return;
        }
        List<String> against = new ArrayList<>(RouterIdentity.against(endpoint));
        against.addAll(Forwarding.against(endpoint));
        if (endpoint.handsOn()) {
            against.add(
                    "others seem to send through it as through a gateway; but it asked for an"
                            + " address as clients do, and a few made-up frames look the same");
        }
        look(kind, Subject.of(endpoint), against, atNanos);
    }

    private void look(CaseKind kind, Subject subject, List<String> against, long atNanos) {
        List<Evidence> known = suspects.getOrDefault(Key.of(kind, subject), List.of());
        if (families(known) < kind.families()) {
            return;
        }
        List<Evidence> speaksFor = new ArrayList<>();
        List<String> doubts = new ArrayList<>();
        for (Evidence one : known) {
            if (one.reason().speaksAgainst()) {
                doubts.add(one.sentence());
            } else {
                speaksFor.add(one);
            }
        }
        doubts.addAll(against);
        for (Rule rule : policy.on(kind)) {
            found(rule, subject, speaksFor, doubts, atNanos);
        }
    }

    private static long families(List<Evidence> known) {
        return known.stream()
                .filter(e -> !e.reason().speaksAgainst())
                .map(Evidence::family)
                .distinct()
                .count();
    }

    @Override
    public boolean hasGraverCase(Endpoint endpoint) {
        var key = new Key(CaseKind.ROGUE_ROUTER, endpoint.id(), "");
        return families(suspects.getOrDefault(key, List.of())) >= CaseKind.ROGUE_ROUTER.families();
    }

    @Override
    public void single(Endpoint endpoint, Evidence evidence, long nowNanos) {
        List<String> against =
                List.of("the list may be older than the device", "a MAC address can be changed");
        for (Rule rule : policy.on(CaseKind.UNKNOWN_DEVICE)) {
            found(rule, Subject.of(endpoint), List.of(evidence), against, nowNanos);
        }
    }

    @Override
    public void many(Segment segment, Evidence evidence, long nowNanos) {
        List<String> against =
                List.of("a term begins so, and so does a flood of made-up addresses");
        for (Rule rule : policy.on(CaseKind.MANY_NEW_DEVICES)) {
            found(rule, Subject.of(segment), List.of(evidence), against, nowNanos);
        }
    }

    void found(
            Rule rule,
            Subject subject,
            List<Evidence> evidence,
            List<String> against,
            long atNanos) {
        Measure measure = policy.decide(rule, subject);
        boolean lossy = lossNanos != Long.MIN_VALUE && atNanos - lossNanos <= LOSS_LASTS_NANOS;
        AlertBook.Change change =
                book.found(rule, subject, evidence, against, measure, lossy, atNanos);
        if (change == null) {
            return;
        }
        boolean asks = change.matters() && measure.step() != Rule.Step.OBSERVE;
        outlet.alert(
                change.alert(),
                asks ? Optional.of(asked(change.alert(), measure, subject)) : Optional.empty());
    }

    private Asked asked(Alert alert, Measure measure, Subject subject) {
        long active = devicesOf.applyAsLong(subject.segment().name());
        return new Asked(
                alert,
                measure,
                subject.mac() == 0 ? List.of() : List.of(new Mac(subject.mac()).toString()),
                subject.addresses().stream().map(Address::toString).toList(),
                (int) Math.min(Integer.MAX_VALUE, active));
    }

    /// Endpoints with evidence about them.
    int suspects() {
        return suspects.size();
    }

    /// Suspects that were forgotten because there were too many.
    long suspectsForgotten() {
        return suspectsForgotten;
    }

    /// Evidence about yet another subject of a segment, beyond {@link #MOST_OF_A_REASON}.
    long evidenceHeldBack() {
        return evidenceHeldBack;
    }

    /// Alerts that fell out of the book.
    long forgotten() {
        return book.forgotten();
    }
}
