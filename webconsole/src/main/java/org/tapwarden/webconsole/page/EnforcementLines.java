package org.tapwarden.webconsole.page;

import java.util.List;

/// Everything about enforcement as one page shows it. Texts are plain, and still want the
/// template's escapes.
///
/// @param told what came of the last button, empty when none was pressed
/// @param displaced steps not taken that fell out of the list
public record EnforcementLines(
        String told,
        boolean breakerOpen,
        List<Held> held,
        List<Waiting> waiting,
        List<SegmentLine> segments,
        List<DriverLine> drivers,
        List<WouldHave> undone,
        long displaced) {

    public EnforcementLines {
        held = List.copyOf(held);
        waiting = List.copyOf(waiting);
        segments = List.copyOf(segments);
        drivers = List.copyOf(drivers);
        undone = List.copyOf(undone);
    }

    /// A device in a list.
    ///
    /// @param endpoint 0 where none is known
    public record Who(long endpoint, String macs, String maker, String segment) {}

    /// What is held.
    ///
    /// @param requested what was asked, by whom and why
    /// @param confirmed what the tap says of it
    /// @param good whether it is seen to work
    /// @param untilMillis since 1970, for the countdown
    /// @param renewing while which case, and how long at most; empty when it is not renewed
    public record Held(
            String id,
            Who who,
            String requested,
            String driver,
            String confirmed,
            boolean good,
            String until,
            long untilMillis,
            String renewing) {}

    /// What waits for a second person.
    ///
    /// @param who several where one confirmation is for all of them
    /// @param own whether who looks asked for it, and so may not confirm it
    public record Waiting(
            String id,
            List<Who> who,
            String step,
            String askedBy,
            String why,
            boolean own,
            String until,
            long untilMillis) {
        public Waiting {
            who = List.copyOf(who);
        }
    }

    /// How a segment stands.
    ///
    /// @param ready whether anything automatic may happen
    public record SegmentLine(
            String name,
            boolean ready,
            String learning,
            String review,
            String switchedOn,
            String exams,
            String frozen) {}

    /// A way to take a step.
    public record DriverLine(String name, String level) {}

    /// What would have happened.
    public record WouldHave(
            Who who, String rule, String step, String reason, String at, long times) {}
}
