package org.tapwarden.enforcer.ladder;

import java.time.LocalDate;
import java.util.Set;

/// Days on which nothing automatic restricts anybody, because pupils are being tested.
///
/// @param to the last day, too; days are those of the site's time zone
/// @param segments where; empty is everywhere
public record ExamFreeze(String name, LocalDate from, LocalDate to, Set<String> segments) {

    public ExamFreeze {
        segments = Set.copyOf(segments);
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("exams: " + name + " ends before it begins");
        }
    }

    boolean isInForce(String segment, LocalDate today) {
        return !today.isBefore(from)
                && !today.isAfter(to)
                && (segments.isEmpty() || segments.contains(segment));
    }

    String words() {
        return name + ", until the end of " + to;
    }
}
