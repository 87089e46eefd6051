package org.tapwarden.webconsole;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.policy.Clause;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.enforcer.order.ByHand;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.page.Words;

/// Asking for a step against a device, or all devices of whoever uses it, from its page. For
/// administrators; with a reason and an end. What takes two persons waits for the second on the
/// page of enforcement.
final class AskPages {

    private static final int SHORTEST_REASON = 3;
    private static final int LONGEST_REASON = 200;
    private static final int MOST_MINUTES = 30 * 24 * 60;

    private static final Pattern BETWEEN = Pattern.compile("[,\\s]+");

    private final Pages pages;
    private final Published published;
    private final Accounts accounts;
    private final Clauses clauses;

    AskPages(Pages pages, Published published, Accounts accounts) {
        try {
            this.clauses = Clauses.builtIn();
        } catch (IOException e) {
            throw new UncheckedIOException("the clauses were not built in", e);
        }
        this.pages = pages;
        this.published = published;
        this.accounts = accounts;
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST", "/devices/([0-9]{1,18})/hold", Pages.ADMINISTRATORS, this::hold));
    }

    private Reply hold(Asked asked) {
        Optional<Device> found = published.devices().byEndpoint(Long.parseLong(asked.id()));
        if (found.isEmpty()) {
            return pages.message(asked, 404, "Not found", "There is no such device.");
        }
        Optional<Step> step = Step.named(asked.field("step")).filter(Step::touchesTheDevice);
        String minutes = asked.field("minutes");
        String why = asked.field("why").strip();
        boolean says = why.length() >= SHORTEST_REASON && why.length() <= LONGEST_REASON;
        if (step.isEmpty() || !minutes.matches("[1-9][0-9]{0,4}") || !says) {
            return refused(asked, "say which step, for how many minutes, and why");
        }
        if (Integer.parseInt(minutes) > MOST_MINUTES) {
            return refused(asked, "at most " + MOST_MINUTES + " minutes, which are 30 days");
        }
        Clause clause = clauses.byId(asked.fields().getOrDefault("clause", "K.17"));
        if (clause == null) {
            return refused(asked, "that is no clause of " + clauses.name());
        }
        Duration length = Duration.ofMinutes(Integer.parseInt(minutes));
        var byHand = new ByHand(step.orElseThrow(), length, clause, why, asked.account().name());
        Order order;
        try {
            order = byHand.against(found.orElseThrow(), destinations(asked.field("to")));
        } catch (IllegalArgumentException e) {
            return refused(asked, Words.plain(String.valueOf(e.getMessage())));
        }
        return asked.field("all").isEmpty()
                ? one(asked, order)
                : all(asked, byHand, found.orElseThrow());
    }

    /// @throws IllegalArgumentException in one line
    private static Set<Destination> destinations(String text) {
        return BETWEEN.splitAsStream(text.strip())
                .filter(word -> !word.isEmpty())
                .map(Destination::parse)
                .collect(Collectors.toSet());
    }

    private Reply one(Asked asked, Order order) {
        note(asked, "step asked", order, Map.of("case", order.caseId()));
        Outcome outcome = published.enforcement().quarantine(order);
        return holdsOrWaits(outcome)
                ? new Reply.Redirect("/enforcement", "")
                : refused(asked, Words.plain(outcome.detail()));
    }

    /// All devices of the one person who uses this one. Her name is not looked at by anybody; that
    /// it was asked is written down first all the same.
    private Reply all(Asked asked, ByHand byHand, Device device) {
        if (!byHand.step().level().needsTwo()) {
            return refused(
                    asked, "all devices of a person are suspended or revoked, by two people");
        }
        note(asked, "devices of one person asked", byHand.against(device), Map.of());
        Optional<ByHand.Together> found =
                byHand.againstAllOfItsPerson(device, published.devices(), published.users());
        if (found.isEmpty()) {
            return refused(
                    asked, "it is not known that one person, and nobody else, uses this device");
        }
        List<Order> orders = found.orElseThrow().orders();
        if (orders.size() > Enforcement.MOST_TOGETHER) {
            return refused(
                    asked,
                    "that person is said to use more than "
                            + Enforcement.MOST_TOGETHER
                            + " devices; ask for them one by one");
        }
        List<Outcome> outcomes =
                published.enforcement().quarantine(orders, "together-" + UUID.randomUUID());
        if (outcomes.stream().noneMatch(AskPages::holdsOrWaits)) {
            return refused(asked, Words.plain(outcomes.getFirst().detail()));
        }
        return found.orElseThrow().shared().isEmpty()
                ? new Reply.Redirect("/enforcement", "")
                : pages.message(
                        asked,
                        200,
                        "Asked for",
                        "A second person confirms it under Enforcement. Left alone, since others use"
                                + " them, too: "
                                + found.orElseThrow().shared().size()
                                + " devices.");
    }

    private static boolean holdsOrWaits(Outcome outcome) {
        return outcome.holds() || outcome.reason() == Outcome.Reason.AWAITS_SECOND_PERSON;
    }

    private void note(Asked asked, String act, Order order, Map<String, String> more) {
        var particulars = new HashMap<>(more);
        particulars.put("step", order.step().name());
        particulars.put("endpoint", asked.id());
        particulars.put("why", String.join(" ", order.evidence()));
        accounts.note(asked.account().name(), act, particulars, Pages.now());
    }

    private Reply refused(Asked asked, String why) {
        return pages.message(asked, 400, "Not done", "Nothing was changed: " + why + ".");
    }
}
