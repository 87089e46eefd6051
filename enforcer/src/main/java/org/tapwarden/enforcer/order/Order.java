package org.tapwarden.enforcer.order;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.tapwarden.detector.policy.Destination;

/// One measure that policy asks for, with everything the help desk must be told about it.
///
/// @param number its place in the sensor's journal; 0 when a person asked and no journal did
/// @param caseId the sensor's case
/// @param clauseId the clause of the office's regulation, and its own sentence
/// @param what what was noticed, as one sentence for people
/// @param length how long a step lasts
/// @param families the independent families of evidence behind it
/// @param evidence one sentence for each reason
/// @param speaksAgainst one sentence for each reason to doubt it
/// @param askedBy the account of the person who asked, else empty
/// @param destinations only what the subject has to do with these is stopped, and only by a step
///   that restricts; everything when empty
public record Order(
        long number,
        String caseId,
        String ruleId,
        String clauseId,
        String clauseSentence,
        String what,
        Severity severity,
        Step step,
        Mode mode,
        Duration length,
        Subject subject,
        Place place,
        Set<String> families,
        List<String> evidence,
        List<String> speaksAgainst,
        Instant firstSeen,
        Instant lastSeen,
        Optional<String> askedBy,
        Set<Destination> destinations) {

    public Order {
        destinations = Collections.unmodifiableSet(new TreeSet<>(destinations));
        if (!destinations.isEmpty() && step.level() != Level.RESTRICT) {
            throw new IllegalArgumentException(step + " cannot be about some destinations only");
        }
        if (destinations.size() > Destination.MOST) {
            throw new IllegalArgumentException(
                    "more than " + Destination.MOST + " destinations of one order");
        }
        Checked.id("case", caseId);
        Checked.id("rule", ruleId);
        Checked.id("clause", clauseId);
        clauseSentence = Checked.text(clauseSentence);
        what = Checked.text(what);
        var sorted = new TreeSet<String>();
        for (String family : families) {
            sorted.add(Checked.id("family", family));
        }
        families = Collections.unmodifiableSet(sorted);
        evidence = Checked.lines(evidence);
        speaksAgainst = Checked.lines(speaksAgainst);
        askedBy = askedBy.map(account -> Checked.id("account", account));
    }

    /// About everything that the subject does.
    public Order(
            long number,
            String caseId,
            String ruleId,
            String clauseId,
            String clauseSentence,
            String what,
            Severity severity,
            Step step,
            Mode mode,
            Duration length,
            Subject subject,
            Place place,
            Set<String> families,
            List<String> evidence,
            List<String> speaksAgainst,
            Instant firstSeen,
            Instant lastSeen,
            Optional<String> askedBy) {
        this(
                number,
                caseId,
                ruleId,
                clauseId,
                clauseSentence,
                what,
                severity,
                step,
                mode,
                length,
                subject,
                place,
                families,
                evidence,
                speaksAgainst,
                firstSeen,
                lastSeen,
                askedBy,
                Set.of());
    }

    /// The same about more or other endpoints.
    public Order about(Subject others) {
        return with(others, destinations);
    }

    /// The same about other destinations.
    public Order to(Set<Destination> others) {
        return with(subject, others);
    }

    /// ` to 203.0.113.0/24:443`, to go on behind a step's name; empty when it is about everything.
    public String toWords() {
        var shown = new StringJoiner(", ", " to ", "").setEmptyValue("");
        destinations.forEach(destination -> shown.add(destination.toString()));
        return shown.toString();
    }

    private Order with(Subject whom, Set<Destination> where) {
        return new Order(
                number,
                caseId,
                ruleId,
                clauseId,
                clauseSentence,
                what,
                severity,
                step,
                mode,
                length,
                whom,
                place,
                families,
                evidence,
                speaksAgainst,
                firstSeen,
                lastSeen,
                askedBy,
                where);
    }

    /// What makes taking it twice the same as taking it once.
    public String id() {
        return number > 0 ? "order-" + number : "request-" + caseId;
    }

    /// One incident at the help desk for each rule, subject and site; for each segment where it is
    /// about nobody.
    public String incidentKey() {
        String whom = subject.isNobody() ? "segment-" + place.segment() : subject.key();
        return ruleId + '|' + whom + '|' + place.site();
    }
}
