package org.tapwarden.webconsole;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Health;
import org.tapwarden.detector.place.SwitchState;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.webconsole.page.Overview;
import org.tapwarden.webconsole.page.Words;

/// The first page: what waits for somebody, and how well the appliance sees.
final class OverviewPage {

    private static final int WIDEST_BAR = 300;
    private static final Duration SILENT_AFTER = Duration.ofMinutes(5);
    private static final Duration OVERLOAD_LASTS = Duration.ofHours(1);
    private static final Set<String> URGENT = Set.of("high", "critical");

    private final Pages pages;
    private final Published published;
    private final Words words;

    OverviewPage(Pages pages, Published published, Words words) {
        this.pages = pages;
        this.published = published;
        this.words = words;
    }

    List<Route> routes() {
        return List.of(Route.of("GET", "/", Pages.EVERYBODY, this::overview));
    }

    private Reply overview(Asked asked) {
        Health.State state = published.health().now();
        return pages.page(
                "overview.jte",
                Map.of(
                        "frame",
                        pages.frame(asked, "Overview"),
                        "overview",
                        new Overview(facts(state), bars(state), segments(state))));
    }

    private List<Overview.Fact> facts(Health.State state) {
        List<Overview.Fact> facts = new ArrayList<>();
        facts.add(alerts());
        long lost = state.drops().values().stream().mapToLong(Long::longValue).sum();
        facts.add(
                new Overview.Fact(
                        "Frames lost",
                        lost == 0
                                ? "None of "
                                        + Words.count(state.framesOffered())
                                        + " frames was lost since "
                                        + words.time(state.since())
                                        + "."
                                : Words.share(lost, state.framesOffered())
                                        + " of "
                                        + Words.count(state.framesOffered())
                                        + " frames were lost ("
                                        + named(state.drops())
                                        + ").",
                        lost == 0));
        boolean both = state.oneSided() * 20 <= state.tcpFlows();
        facts.add(
                new Overview.Fact(
                        "Directions",
                        state.tcpFlows() == 0
                                ? "No TCP flow has ended yet."
                                : both
                                        ? "Both directions are seen; one-sided: "
                                                + Words.share(state.oneSided(), state.tcpFlows())
                                                + " of TCP flows."
                                        : Words.share(state.oneSided(), state.tcpFlows())
                                                + " of TCP flows are seen in one direction only: is"
                                                + " the mirror set for both?",
                        both));
        facts.add(
                new Overview.Fact(
                        "Readable names",
                        state.flowsNameable() == 0
                                ? "No flow that could have a name has ended yet."
                                : Words.share(state.flowsNamed(), state.flowsNameable())
                                        + " of "
                                        + Words.count(state.flowsNameable())
                                        + " flows that could have a name have one.",
                        true));
        facts.add(taps(state));
        if (!state.switches().isEmpty()) {
            facts.add(switches(state));
        }
        facts.add(keeping(state));
        facts.add(overloads(state));
        facts.add(silence(state));
        boolean learning = published.devices().learning();
        facts.add(
                new Overview.Fact(
                        "Approved list",
                        learning
                                ? "None was imported: learning. Unknown devices are listed, nobody is"
                                        + " told."
                                : "There is one; unknown devices are told.",
                        !learning));
        List<Lease> leases = published.enforcement().leases();
        boolean breaker = published.enforcement().safeguards().breakerOpen();
        facts.add(
                new Overview.Fact(
                        "Quarantines",
                        (leases.isEmpty() ? "Nobody is held." : leases.size() + " held now.")
                                + (breaker
                                        ? " The breaker is open: nothing automatic happens."
                                        : ""),
                        !breaker,
                        "/enforcement"));
        long waiting = published.enforcement().outbox().pending();
        facts.add(
                new Overview.Fact(
                        "Mails",
                        waiting == 0 ? "None waits." : waiting + " wait to be sent.",
                        waiting == 0));
        return facts;
    }

    /// The newest first: what is older and was not judged is on the list all the same.
    private Overview.Fact alerts() {
        List<Alert> newest = published.alerts().newest(AlertPages.MOST);
        long open = 0;
        long urgent = 0;
        for (Alert alert : newest) {
            if (published.dispositions().of(alert.id()).isEmpty()) {
                open++;
                urgent += URGENT.contains(alert.severity()) ? 1 : 0;
            }
        }
        String sentence =
                newest.isEmpty()
                        ? "Nothing was found that needs somebody."
                        : open == 0
                                ? "Somebody said of each what it was."
                                : Words.count(open)
                                        + (open == 1 ? " waits" : " wait")
                                        + " for somebody to say what it was"
                                        + (urgent == 0
                                                ? "."
                                                : ", "
                                                        + Words.count(urgent)
                                                        + " of them high or critical.");
        return new Overview.Fact("Alerts", sentence, urgent == 0, "/alerts");
    }

    private static String named(Map<String, Long> drops) {
        List<String> parts = new ArrayList<>();
        drops.forEach((name, n) -> {
            if (n > 0) {
                parts.add(name + " " + Words.count(n));
            }
        });
        return String.join(", ", parts);
    }

    private static Overview.Fact taps(Health.State state) {
        List<String> troubles = new ArrayList<>();
        long gaps = 0;
        for (Health.TapState tap : state.taps()) {
            gaps += tap.gaps();
            switch (tap.condition()) {
                case WATCHED -> {}
                case SILENT ->
                        troubles.add(
                                "Too little traffic: nothing came from "
                                        + tap.name()
                                        + " for "
                                        + tap.quiet().toSeconds()
                                        + " seconds.");
                case NO_LINK -> troubles.add(tap.name() + " is down, or nothing is plugged in.");
                case GONE -> troubles.add(tap.name() + " is gone; it is looked for.");
            }
        }
        if (gaps > 0) {
            troubles.add("Times that an interface was gone: " + gaps + ".");
        }
        return new Overview.Fact(
                "Tap",
                troubles.isEmpty() ? "Every interface is heard." : String.join(" ", troubles),
                troubles.isEmpty());
    }

    private static Overview.Fact switches(Health.State state) {
        List<String> troubles = new ArrayList<>();
        for (SwitchState one : state.switches()) {
            if (one.failure().isPresent() || one.cut()) {
                troubles.add(one.name() + ": " + one.sentence() + ".");
            }
        }
        return new Overview.Fact(
                "Switches",
                troubles.isEmpty()
                        ? "All answer where devices are plugged in, or were not asked yet."
                        : String.join(" ", troubles),
                troubles.isEmpty());
    }

    private Overview.Fact keeping(Health.State state) {
        List<String> troubles = new ArrayList<>();
        for (Health.Trouble trouble : state.troubles()) {
            troubles.add("Since " + words.time(trouble.since()) + ": " + trouble.sentence());
        }
        return new Overview.Fact(
                "Flow history",
                troubles.isEmpty() ? "Flows are kept as they come." : String.join(" ", troubles),
                troubles.isEmpty());
    }

    /// What overflowed within the last hour, the newest of each kind.
    private static Overview.Fact overloads(Health.State state) {
        Map<String, String> newest = new LinkedHashMap<>();
        for (Health.Overload one : state.overloads()) {
            if (Duration.between(one.at(), Pages.now()).compareTo(OVERLOAD_LASTS) < 0) {
                newest.put(one.kind(), one.sentence() + " (" + Words.count(one.count()) + ")");
            }
        }
        return new Overview.Fact(
                "Overload",
                newest.isEmpty()
                        ? "Nothing reached its limit within the last hour."
                        : String.join(" ", newest.values()),
                newest.isEmpty());
    }

    private Overview.Fact silence(Health.State state) {
        List<String> silent = new ArrayList<>();
        for (Health.SegmentState segment : state.segments()) {
            if (isSilent(segment)) {
                silent.add(segment.name());
            }
        }
        return new Overview.Fact(
                "Silent segments",
                silent.isEmpty()
                        ? "None: every segment was heard within the last 5 minutes."
                        : "Nothing was heard for 5 minutes of: " + String.join(", ", silent) + ".",
                silent.isEmpty());
    }

    private static boolean isSilent(Health.SegmentState segment) {
        return Duration.between(segment.lastFrame(), Pages.now()).compareTo(SILENT_AFTER) > 0;
    }

    private static List<Overview.Bar> bars(Health.State state) {
        long most = 1;
        for (Health.SegmentState segment : state.segments()) {
            most = Math.max(most, segment.devices());
        }
        List<Overview.Bar> bars = new ArrayList<>();
        for (Health.SegmentState segment : state.segments()) {
            int width = (int) Math.max(2, WIDEST_BAR * segment.devices() / most);
            bars.add(new Overview.Bar(segment.name(), segment.devices(), width));
        }
        return bars;
    }

    private List<Overview.SegmentLine> segments(Health.State state) {
        List<Overview.SegmentLine> lines = new ArrayList<>();
        for (Health.SegmentState segment : state.segments()) {
            boolean never = segment.lastFrame().equals(Instant.EPOCH);
            lines.add(
                    new Overview.SegmentLine(
                            segment.name(),
                            segment.site(),
                            segment.population(),
                            segment.tap(),
                            Words.count(segment.devices()),
                            never ? "never" : words.time(segment.lastFrame()),
                            segment.remark(),
                            Words.count(segment.protectedToday()),
                            isSilent(segment)));
        }
        return lines;
    }
}
