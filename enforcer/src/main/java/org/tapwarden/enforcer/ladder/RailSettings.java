package org.tapwarden.enforcer.ladder;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What must be true before anything automatic happens, as the operator wrote it.
///
/// @param switchedOn rules and segments that may act by themselves; as installed none
/// @param segments every segment there is, so that learning begins with the first start
/// @param learning how long a segment is watched before anything automatic restricts anybody
/// @param secondPerson how long a request waits for a second person
/// @param zone whose days the exams are
public record RailSettings(
        List<SwitchedOn> switchedOn,
        Set<String> segments,
        Duration learning,
        Duration secondPerson,
        List<ExamFreeze> exams,
        ZoneId zone) {

    public static final int MOST_EXAMS = 100;

    public static final RailSettings USUAL =
            new RailSettings(
                    List.of(),
                    Set.of(),
                    Duration.ofDays(14),
                    Duration.ofMinutes(15),
                    List.of(),
                    ZoneOffset.UTC);

    public RailSettings {
        switchedOn = List.copyOf(switchedOn);
        segments = Set.copyOf(segments);
        exams = List.copyOf(exams);
        if (exams.size() > MOST_EXAMS) {
            throw new IllegalArgumentException("enforcer.exams: more than " + MOST_EXAMS);
        }
        if (learning.isNegative() || !secondPerson.isPositive()) {
            throw new IllegalArgumentException(
                    "enforcer: learning "
                            + learning
                            + " and second-person "
                            + secondPerson
                            + " must not be negative");
        }
    }

    /// With what the policy's file switches on.
    public RailSettings with(List<SwitchedOn> entries, Set<String> names) {
        return new RailSettings(entries, names, learning, secondPerson, exams, zone);
    }

    public Optional<SwitchedOn> switchedOn(String rule, String segment) {
        return switchedOn.stream()
                .filter(entry -> entry.rule().equals(rule) && entry.segment().equals(segment))
                .findFirst();
    }

    /// The exams that are on, in words.
    public Optional<String> exams(String segment, Instant now) {
        return exams.stream()
                .filter(exam -> exam.isInForce(segment, now.atZone(zone).toLocalDate()))
                .findFirst()
                .map(ExamFreeze::words);
    }
}
