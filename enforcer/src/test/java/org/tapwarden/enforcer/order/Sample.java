package org.tapwarden.enforcer.order;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.EnforcerSettings;
import org.tapwarden.enforcer.ladder.ExamFreeze;
import org.tapwarden.enforcer.ladder.NeverListReview;
import org.tapwarden.enforcer.ladder.RailSettings;
import org.tapwarden.enforcer.ladder.SwitchedOn;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// An order as the sensor would write it, with the parts that tests change.
public final class Sample {

    public static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    public static final String SEGMENT = "students-b";

    /// As usual, but that somebody switched the rule on, nothing must be learnt, and a lease lasts
    /// as long as its order says.
    public static final EnforcerSettings SETTINGS =
            settings(Duration.ZERO, List.of()).leasing(Duration.ofHours(24));

    public static EnforcerSettings settings(Duration learning, List<ExamFreeze> exams) {
        return EnforcerSettings.USUAL.with(
                new RailSettings(
                        List.of(
                                new SwitchedOn(
                                        "rogue-router",
                                        SEGMENT,
                                        "the network team",
                                        ProtectedSet.of(Map.of("10.1.0.77", "a door")))),
                        Set.of(SEGMENT),
                        learning,
                        Duration.ofMinutes(15),
                        exams,
                        ZoneOffset.UTC));
    }

    public static NeverListReview review(String segment) {
        var said = new EnumMap<NeverListReview.Point, String>(NeverListReview.Point.class);
        for (NeverListReview.Point point : NeverListReview.Point.values()) {
            said.put(point, "none here");
        }
        return new NeverListReview(segment, "smith", NOW, said);
    }

    private Sample() {}

    public static Subject subject(long device) {
        return new Subject(
                device,
                Set.of(new Mac(0x0200_0000_0000L + device)),
                Set.of(Address.ipv4(0x0a010000 + (int) device)),
                "TP-Link");
    }

    public static Order order(long number) {
        return order(number, "What was noticed");
    }

    public static Order order(long number, String what) {
        return new Order(
                number,
                "case-" + number,
                "rogue-router",
                "K.17",
                "Nobody may connect a router.",
                what,
                Severity.HIGH,
                Step.QUARANTINE,
                Mode.ACT,
                Duration.ofHours(1),
                subject(number),
                new Place("students-b", "Lincoln MS", "B", OptionalInt.of(20), Optional.empty(), 0),
                Set.of("identity", "forwarding"),
                List.of("TTL is one below 64"),
                List.of("could be a docking station"),
                NOW.minusSeconds(600),
                NOW.minusSeconds(10),
                Optional.empty());
    }

    public static Order with(
            Order o, Step step, Mode mode, int families, Duration length, String askedBy) {
        Set<String> names =
                Set.copyOf(List.of("identity", "forwarding", "services").subList(0, families));
        return new Order(
                askedBy.isEmpty() ? o.number() : 0,
                o.caseId(),
                o.ruleId(),
                o.clauseId(),
                o.clauseSentence(),
                o.what(),
                o.severity(),
                step,
                mode,
                length,
                o.subject(),
                o.place(),
                names,
                o.evidence(),
                o.speaksAgainst(),
                o.firstSeen(),
                o.lastSeen(),
                askedBy.isEmpty() ? Optional.empty() : Optional.of(askedBy));
    }

    public static Place placeIn(String segment) {
        return new Place(segment, "Lincoln MS", "B", OptionalInt.of(20), Optional.empty(), 0);
    }

    public static Order numbered(Order o, long number) {
        return new Order(
                number,
                o.caseId(),
                o.ruleId(),
                o.clauseId(),
                o.clauseSentence(),
                o.what(),
                o.severity(),
                o.step(),
                o.mode(),
                o.length(),
                o.subject(),
                o.place(),
                o.families(),
                o.evidence(),
                o.speaksAgainst(),
                o.firstSeen(),
                o.lastSeen(),
                o.askedBy());
    }

    public static Order ofCase(Order o, String caseId) {
        return new Order(
                o.number(),
                caseId,
                o.ruleId(),
                o.clauseId(),
                o.clauseSentence(),
                o.what(),
                o.severity(),
                o.step(),
                o.mode(),
                o.length(),
                o.subject(),
                o.place(),
                o.families(),
                o.evidence(),
                o.speaksAgainst(),
                o.firstSeen(),
                o.lastSeen(),
                o.askedBy());
    }

    public static Order inSegmentOf(Order o, int activeDevices) {
        Place p = o.place();
        return at(
                o,
                new Place(p.segment(), p.site(), p.building(), p.vlan(), p.port(), activeDevices));
    }

    public static Order at(Order o, Place place) {
        return with(o, o.subject(), place);
    }

    public static Order about(Order o, Subject subject) {
        return with(o, subject, o.place());
    }

    private static Order with(Order o, Subject subject, Place place) {
        return new Order(
                o.number(),
                o.caseId(),
                o.ruleId(),
                o.clauseId(),
                o.clauseSentence(),
                o.what(),
                o.severity(),
                o.step(),
                o.mode(),
                o.length(),
                subject,
                place,
                o.families(),
                o.evidence(),
                o.speaksAgainst(),
                o.firstSeen(),
                o.lastSeen(),
                o.askedBy());
    }

    /// A clock that tests turn.
    public static final class TurnedClocks implements Clocks {

        private Moment now = new Moment("boot-1", 1_000_000_000_000L, NOW);

        @Override
        public synchronized Moment now() {
            return now;
        }

        public synchronized void pass(Duration span) {
            now = now.plus(span);
        }

        public synchronized void wallJumps(Duration span) {
            now = new Moment(now.bootId(), now.nanos(), now.wall().plus(span));
        }

        public synchronized void reboot(String bootId, Duration off) {
            now = new Moment(bootId, 5_000_000_000L, now.wall().plus(off));
        }
    }
}
