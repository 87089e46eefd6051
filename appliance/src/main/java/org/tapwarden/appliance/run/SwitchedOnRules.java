package org.tapwarden.appliance.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tapwarden.detector.policy.Automatic;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.enforcer.ladder.ExamFreeze;
import org.tapwarden.enforcer.ladder.RailSettings;
import org.tapwarden.enforcer.ladder.SwitchedOn;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// What the operator's policy file switches on, in the enforcer's words. The enforcer goes by this
/// file and not by what the sensor's journal says of it.
final class SwitchedOnRules {

    private SwitchedOnRules() {}

    /// @throws IOException in one line, when exams are written in a segment that there is not
    static RailSettings of(RailSettings rails, Policy policy, Segments segments)
            throws IOException {
        Set<String> names = segments.all().stream().map(Segment::name).collect(Collectors.toSet());
        for (ExamFreeze exam : rails.exams()) {
            for (String segment : exam.segments()) {
                if (!names.contains(segment)) {
                    throw new IOException(
                            "enforcer.exams: "
                                    + exam.name()
                                    + ": there is no segment '"
                                    + segment
                                    + "'");
                }
            }
        }
        List<SwitchedOn> entries = new ArrayList<>();
        for (Automatic entry : policy.automatic()) {
            Map<String, String> never = new HashMap<>();
            entry.never().forEach(one -> never.put(one, "on the never-list of " + entry.owner()));
            entries.add(
                    new SwitchedOn(
                            entry.rule(), entry.segment(), entry.owner(), ProtectedSet.of(never)));
        }
        return rails.with(entries, names);
    }
}
