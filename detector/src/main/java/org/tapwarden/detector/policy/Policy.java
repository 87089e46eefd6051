package org.tapwarden.detector.policy;

import java.util.ArrayList;
import java.util.List;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Subject;
import org.tapwarden.detector.policy.Rule.Step;
import org.tapwarden.detector.segment.Prefix;

/// The rules, and what they ask for. Pure.
public record Policy(List<Rule> rules, List<Automatic> automatic) {

    public static final int MOST_RULES = 500;

    public Policy {
        rules = List.copyOf(rules);
        automatic = List.copyOf(automatic);
    }

    public List<Rule> on(CaseKind kind) {
        List<Rule> found = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.on() == kind) {
                found.add(rule);
            }
        }
        return found;
    }

    /// What a rule asks for about this endpoint.
    public Measure decide(Rule rule, Subject subject) {
        if (rule.step().compareTo(Step.NOTIFY) <= 0) {
            return new Measure(rule.step(), Measure.Mode.NOTIFY, rule.length(), "");
        }
        if (subject.isSegment()) {
            return new Measure(
                    Step.NOTIFY, Measure.Mode.NOTIFY, rule.length(), "it is about no one device");
        }
        // Whoever serves others takes them down with it.
        if (subject.infrastructure()) {
            return new Measure(
                    Step.NOTIFY,
                    Measure.Mode.NOTIFY,
                    rule.length(),
                    "it serves others, so it is not touched");
        }
        for (Automatic entry : automatic) {
            if (entry.rule().equals(rule.id())
                    && entry.segment().equals(subject.segment().name())) {
                return isNever(entry, subject)
                        ? new Measure(
                                Step.NOTIFY,
                                Measure.Mode.NOTIFY,
                                rule.length(),
                                "on the never-list of " + entry.owner())
                        : new Measure(rule.step(), Measure.Mode.ACT, rule.length(), "", to(rule));
            }
        }
        return new Measure(
                rule.step(),
                Measure.Mode.WOULD_HAVE,
                rule.length(),
                "nobody switched it on for " + rule.id() + " in " + subject.segment().name(),
                to(rule));
    }

    private static List<String> to(Rule rule) {
        return rule.destinations().stream().map(Destination::toString).toList();
    }

    private static boolean isNever(Automatic entry, Subject subject) {
        if (subject.mac() != 0 && entry.never().contains(new Mac(subject.mac()).toString())) {
            return true;
        }
        for (Address address : subject.addresses()) {
            for (String never : entry.never()) {
                boolean hit =
                        never.contains("/")
                                ? Prefix.parse(never).contains(address)
                                : never.equals(address.toString());
                if (hit) {
                    return true;
                }
            }
        }
        return false;
    }
}
