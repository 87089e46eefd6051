package org.tapwarden.webconsole;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.enforcer.Safeguards;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.ladder.NeverListReview;
import org.tapwarden.enforcer.ladder.NeverListReview.Point;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.access.Role;
import org.tapwarden.webconsole.page.Words;

/// What is held, what waits for a second person, what would have happened, and the buttons:
/// release, release everybody, test a driver, review a never-list. Everybody may look;
/// administrators act, each with a reason, after the audit's row.
final class EnforcementPages {

    private static final String HERE = "/enforcement";
    private static final int SHORTEST_REASON = 3;
    private static final int LONGEST_REASON = 200;

    private final Pages pages;
    private final Published published;
    private final Accounts accounts;
    private final EnforcementWords words;

    EnforcementPages(Pages pages, Published published, Accounts accounts, Words words) {
        this.pages = pages;
        this.published = published;
        this.accounts = accounts;
        this.words = new EnforcementWords(words);
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", HERE, Pages.EVERYBODY, asked -> page(asked, "")),
                admin("/release", this::release),
                admin("/release-all", this::releaseAll),
                admin("/resume", this::resume),
                admin("/confirm", this::confirm),
                admin("/withdraw", this::withdraw),
                admin("/test", this::test),
                Route.of("GET", HERE + "/review", Pages.ADMINISTRATORS, this::review),
                admin("/review", this::reviewed));
    }

    private static Route admin(String path, Route.Action action) {
        return Route.of("POST", HERE + path, Pages.ADMINISTRATORS, action);
    }

    private Enforcement enforcement() {
        return published.enforcement();
    }

    private Safeguards safeguards() {
        return published.enforcement().safeguards();
    }

    private Reply page(Asked asked, String told) {
        return pages.page(
                "enforcement.jte",
                Map.of(
                        "frame",
                        pages.frame(asked, "Enforcement"),
                        "mayAct",
                        asked.is(Role.ADMINISTRATOR),
                        "lines",
                        words.of(enforcement(), asked.account().name(), told)));
    }

    /// The reason, when there is one that says something.
    private static Optional<String> why(Asked asked) {
        String why = asked.field("why").strip();
        boolean says = why.length() >= SHORTEST_REASON && why.length() <= LONGEST_REASON;
        return says ? Optional.of(why) : Optional.empty();
    }

    private Reply sayWhy(Asked asked) {
        return pages.message(asked, 400, "Nothing done", "Say why, in 3 to 200 characters.");
    }

    private Reply nothing(Asked asked, String what) {
        return pages.message(asked, 404, "Nothing done", what);
    }

    private String note(Asked asked, String act, Map<String, String> about) {
        String who = asked.account().name();
        accounts.note(who, act, about, Pages.now());
        return who;
    }

    private Reply release(Asked asked) {
        Optional<String> why = why(asked);
        if (why.isEmpty()) {
            return sayWhy(asked);
        }
        String lease = asked.field("lease");
        String who = note(asked, "release asked", Map.of("lease", lease));
        return enforcement()
                .release(lease, who, why.orElseThrow())
                .map(outcome -> page(asked, lease + ": " + Words.plain(outcome.detail()) + "."))
                .orElseGet(() -> nothing(asked, "There is no such open lease."));
    }

    private Reply releaseAll(Asked asked) {
        Optional<String> why = why(asked);
        if (why.isEmpty()) {
            return sayWhy(asked);
        }
        String who = note(asked, "release all asked", Map.of("why", why.orElseThrow()));
        Enforcement.Released all = enforcement().releaseAll(who, why.orElseThrow());
        String still =
                all.still().isEmpty()
                        ? ""
                        : " Not yet, and tried again until it is: "
                                + Words.plain(String.join("; ", all.still()))
                                + ".";
        return page(
                asked,
                all.released()
                        + " released; the breaker is open, so nothing automatic happens."
                        + still);
    }

    private Reply resume(Asked asked) {
        Optional<String> why = why(asked);
        if (why.isEmpty()) {
            return sayWhy(asked);
        }
        String segment = asked.field("segment");
        String who = note(asked, "resume asked", Map.of("segment", segment));
        if (segment.isEmpty()) {
            safeguards().closeBreaker(who, why.orElseThrow());
            return page(asked, "The breaker is closed.");
        }
        return safeguards().thaw(segment, who, why.orElseThrow())
                ? page(asked, "The segment is no longer frozen.")
                : nothing(asked, "That segment is not frozen.");
    }

    private Reply confirm(Asked asked) {
        String request = asked.field("request");
        String who = note(asked, "confirmation asked", Map.of("request", request));
        List<Outcome> outcomes = safeguards().confirm(request, who);
        if (outcomes.isEmpty()) {
            return nothing(asked, "There is no such request.");
        }
        return page(
                asked,
                outcomes.stream()
                        .map(how ->
                                EnforcementWords.lower(how.kind())
                                        + ": "
                                        + Words.plain(how.detail())
                                        + ".")
                        .distinct()
                        .collect(Collectors.joining(" ")));
    }

    private Reply withdraw(Asked asked) {
        Optional<String> why = why(asked);
        if (why.isEmpty()) {
            return sayWhy(asked);
        }
        String request = asked.field("request");
        String who = note(asked, "withdrawal asked", Map.of("request", request));
        return safeguards().withdraw(request, who, why.orElseThrow())
                ? page(asked, "Withdrawn: nothing comes of it.")
                : nothing(asked, "There is no such request that waits.");
    }

    private Reply test(Asked asked) {
        String driver = asked.field("driver");
        String who = note(asked, "driver test asked", Map.of("driver", driver));
        Optional<Reach> reach = safeguards().test(driver, who);
        return reach.map(r ->
                        page(
                                asked,
                                driver
                                        + (r.possible() ? ": " : " is not ready: ")
                                        + Words.plain(r.words())
                                        + "."))
                .orElseGet(() -> nothing(asked, "There is no such driver."));
    }

    private Optional<Safeguards.SegmentState> segment(Asked asked) {
        String name = asked.field("segment");
        return safeguards().segments().stream().filter(s -> s.name().equals(name)).findFirst();
    }

    private Reply review(Asked asked) {
        Optional<Safeguards.SegmentState> found = segment(asked);
        return found.isEmpty()
                ? nothing(asked, "There is no such segment.")
                : review(asked, found.orElseThrow(), "");
    }

    private Reply review(Asked asked, Safeguards.SegmentState state, String problem) {
        var said = new EnumMap<Point, String>(Point.class);
        for (Point point : Point.values()) {
            String before = state.review().map(r -> r.said().get(point)).orElse("");
            said.put(point, asked.fields().getOrDefault(point.name(), before));
        }
        return pages.page(
                problem.isEmpty() ? 200 : 400,
                "review.jte",
                Map.of(
                        "frame", pages.frame(asked, "Review the never-list"),
                        "segment", state.name(),
                        "said", said,
                        "before", words.of(state),
                        "problem", problem));
    }

    private Reply reviewed(Asked asked) {
        Optional<Safeguards.SegmentState> found = segment(asked);
        if (found.isEmpty()) {
            return nothing(asked, "There is no such segment.");
        }
        Safeguards.SegmentState state = found.orElseThrow();
        var said = new EnumMap<Point, String>(Point.class);
        for (Point point : Point.values()) {
            said.put(point, asked.field(point.name()));
        }
        try {
            var review =
                    new NeverListReview(state.name(), asked.account().name(), Pages.now(), said);
            var _ = note(asked, "review kept", Map.of("segment", state.name()));
            safeguards().review(review);
        } catch (IllegalArgumentException e) {
            return review(asked, state, "Not kept: " + e.getMessage() + ".");
        }
        return new Reply.Redirect(HERE, "");
    }
}
