package org.tapwarden.webconsole;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.enforcer.Safeguards;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Request;
import org.tapwarden.enforcer.lease.Undone;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.webconsole.page.EnforcementLines;
import org.tapwarden.webconsole.page.EnforcementLines.DriverLine;
import org.tapwarden.webconsole.page.EnforcementLines.Held;
import org.tapwarden.webconsole.page.EnforcementLines.SegmentLine;
import org.tapwarden.webconsole.page.EnforcementLines.Waiting;
import org.tapwarden.webconsole.page.EnforcementLines.Who;
import org.tapwarden.webconsole.page.EnforcementLines.WouldHave;
import org.tapwarden.webconsole.page.Words;

/// Leases, requests and rails in words.
///
/// @param words of the site
record EnforcementWords(Words words) {

    /// Rows of what would have happened that are shown.
    static final int MOST = 200;

    EnforcementLines of(Enforcement enforcement, String reader, String told) {
        Safeguards safeguards = enforcement.safeguards();
        return new EnforcementLines(
                told,
                safeguards.breakerOpen(),
                enforcement.leases().stream().map(this::held).toList(),
                waiting(safeguards.requests(), reader),
                safeguards.segments().stream().map(this::segment).toList(),
                safeguards.drivers().stream()
                        .map(d -> new DriverLine(d.name(), d.level().words()))
                        .toList(),
                safeguards.undone(MOST).stream().map(this::wouldHave).toList(),
                safeguards.undoneDisplaced());
    }

    private Held held(Lease lease) {
        Order order = lease.order();
        String who =
                order.askedBy()
                        .map(account -> "asked by " + account)
                        .orElse("rule " + order.ruleId() + ", case " + order.caseId());
        String driver =
                lease.driver().isEmpty()
                        ? "nobody yet"
                        : lease.driver()
                                + (lease.tried().isEmpty()
                                        ? ""
                                        : " (tried: " + String.join(", ", lease.tried()) + ")");
        return new Held(
                lease.id(),
                who(order),
                lease.step().level().words()
                        + order.toWords()
                        + ", "
                        + lower(lease.state())
                        + "; "
                        + who
                        + ", clause "
                        + order.clauseId(),
                driver,
                lower(lease.outcome().kind()) + ": " + Words.plain(lease.outcome().detail()),
                lease.outcome().kind() == Outcome.Kind.EFFECTIVE,
                words.time(lease.untilWall()),
                lease.untilWall().toEpochMilli(),
                lease.renewing(words::time).orElse(""));
    }

    /// What one confirmation is for is one line.
    private List<Waiting> waiting(List<Request> requests, String reader) {
        var together = new LinkedHashMap<String, List<Request>>();
        for (Request request : requests) {
            together.computeIfAbsent(request.together(), _ -> new ArrayList<>()).add(request);
        }
        return together.values().stream().map(several -> waitingFor(several, reader)).toList();
    }

    private Waiting waitingFor(List<Request> together, String reader) {
        Request first = together.getFirst();
        Order order = first.order();
        return new Waiting(
                first.together(),
                together.stream().map(request -> who(request.order())).toList(),
                order.step().level().words() + order.toWords(),
                first.askedBy(),
                Words.plain(String.join("; ", order.evidence())),
                first.askedBy().equalsIgnoreCase(reader),
                words.time(first.untilWall()),
                first.untilWall().toEpochMilli());
    }

    private SegmentLine segment(Safeguards.SegmentState state) {
        boolean learnt = state.learningLeft().isZero();
        String on =
                state.switchedOn().entrySet().stream()
                        .map(e -> e.getKey() + " (" + Words.plain(e.getValue()) + ")")
                        .collect(Collectors.joining(", "));
        return new SegmentLine(
                Words.plain(state.name()),
                learnt && state.review().isPresent() && state.frozen().isEmpty(),
                learnt ? "done" : "another " + Words.span(state.learningLeft()),
                state.review()
                        .map(r -> Words.plain(r.who()) + ", " + words.time(r.at()))
                        .orElse("nobody yet"),
                on.isEmpty() ? "nothing" : on,
                Words.plain(state.exams().orElse("")),
                Words.plain(state.frozen().orElse("")));
    }

    /// Who reviewed a segment last, in a sentence.
    String of(Safeguards.SegmentState state) {
        return state.review()
                .map(r ->
                        "Reviewed before by "
                                + Words.plain(r.who())
                                + ", "
                                + words.time(r.at())
                                + ".")
                .orElse("Nobody has reviewed it yet.");
    }

    private WouldHave wouldHave(Undone undone) {
        Order order = undone.order();
        return new WouldHave(
                who(order),
                order.ruleId(),
                order.step().level().words() + order.toWords(),
                Words.plain(undone.why().detail()),
                words.time(undone.at()),
                undone.times());
    }

    private static Who who(Order order) {
        List<String> macs = order.subject().macs().stream().map(Mac::toString).toList();
        return new Who(
                order.subject().endpoint(),
                macs.isEmpty() ? "not visible here" : String.join(", ", macs),
                Words.plain(order.subject().maker()),
                Words.plain(order.place().segment()));
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
