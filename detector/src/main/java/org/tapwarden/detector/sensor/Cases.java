package org.tapwarden.detector.sensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.policy.Measure;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.Rule;
import org.tapwarden.detector.policy.Rule.FindingKind;
import org.tapwarden.detector.rogue.Evidence;
import org.tapwarden.detector.rogue.Family;
import org.tapwarden.detector.rogue.Forwarding;
import org.tapwarden.detector.rogue.RouterIdentity;
import org.tapwarden.detector.segment.TapKind;

/// Gathers evidence by endpoint, and makes alerts of it when it is enough.
///
/// What was known once stays known: an endpoint does not get rid of evidence by saying something
/// else later. Owned by the deciding thread; remembers no more endpoints than their table holds.
final class Cases {

    private static final long LOSS_LASTS_NANOS = 60_000_000_000L;

    /// Unknown devices that get a case of their own in a minute. More at once are a term's start or
    /// a flood of made-up MACs: those are counted, and listed as devices.
    static final int MOST_UNKNOWN_A_MINUTE = 20;

    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final Policy policy;
    private final Outlet outlet;
    private final ToLongFunction<String> devicesOf;
    private final AlertBook book = new AlertBook();
    private final Map<Long, List<Evidence>> suspects = new HashMap<>();
    private long losses;
    private long lossNanos = Long.MIN_VALUE;
    private long minuteNanos = Long.MIN_VALUE;
    private int unknownInMinute;
    private long heldBack;

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

    void add(Endpoint endpoint, List<Evidence> evidence) {
        if (evidence.isEmpty()) {
            return;
        }
        List<Evidence> known = suspects.computeIfAbsent(endpoint.id(), _ -> new ArrayList<>());
        for (Evidence one : evidence) {
            boolean there = known.stream().anyMatch(e -> e.reason() == one.reason());
            if (!there) {
                known.add(one);
                outlet.evidence(one);
            }
        }
    }

    /// Looks at an endpoint of which something new is known: two families make a case.
    void suspect(Endpoint endpoint, long atNanos) {
        add(endpoint, RouterIdentity.of(endpoint, atNanos));
        List<Evidence> known = suspects.get(endpoint.id());
        if (known == null || endpoint.standing() == Standing.APPROVED || endpoint.isNextHop()) {
            return;
        }
        if (families(endpoint) < 2) {
            return;
        }
        List<String> against = new ArrayList<>(RouterIdentity.against(endpoint));
        against.addAll(Forwarding.against(endpoint));
        if (endpoint.handsOn()) {
            against.add(
                    "others seem to send through it as through a gateway; but it asked for an"
                            + " address as clients do, and a few made-up frames look the same");
        }
        for (Rule rule : policy.on(FindingKind.ROGUE_ROUTER)) {
            found(rule, endpoint, known, against, atNanos);
        }
    }

    private long families(Endpoint endpoint) {
        return suspects.getOrDefault(endpoint.id(), List.of()).stream()
                .map(Evidence::family)
                .distinct()
                .count();
    }

    /// A device has had the time to say its name.
    ///
    /// @param learning there is no list yet, so nobody is unknown
    void settled(Endpoint endpoint, boolean learning, long nowNanos) {
        boolean listed =
                learning
                        || endpoint.standing() == Standing.APPROVED
                        || endpoint.isRandomised()
                        || (endpoint.isInfrastructure() && !endpoint.isClient())
                        || families(endpoint) > 1 // there is a graver alert about it
                        || endpoint.segment().tap() != TapKind.ACCESS;
        if (listed) {
            return;
        }
        if (minuteNanos == Long.MIN_VALUE || nowNanos - minuteNanos >= MINUTE_NANOS) {
            minuteNanos = nowNanos;
            unknownInMinute = 0;
        }
        if (unknownInMinute++ >= MOST_UNKNOWN_A_MINUTE) {
            heldBack++;
            return;
        }
        var evidence =
                new Evidence(
                        endpoint.id(),
                        Family.IDENTITY,
                        Evidence.Reason.FLOW,
                        "its MAC is not on the approved list",
                        endpoint.firstNanos());
        List<String> against =
                List.of("the list may be older than the device", "a MAC address can be changed");
        for (Rule rule : policy.on(FindingKind.UNKNOWN_DEVICE)) {
            found(rule, endpoint, List.of(evidence), against, nowNanos);
        }
    }

    void found(
            Rule rule,
            Endpoint subject,
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

    private Asked asked(Alert alert, Measure measure, Endpoint subject) {
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

    /// Unknown devices of which no case was made since there were too many at once.
    long heldBack() {
        return heldBack;
    }

    /// Alerts that fell out of the book.
    long forgotten() {
        return book.forgotten();
    }
}
