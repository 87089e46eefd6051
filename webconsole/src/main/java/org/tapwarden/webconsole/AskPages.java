package org.tapwarden.webconsole;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.policy.Clause;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Place;
import org.tapwarden.enforcer.order.Severity;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.page.Words;

/// Asking for a step against one device, from its page. For administrators; with a reason and an
/// end. What takes two persons waits for the second on the page of enforcement.
final class AskPages {

    private static final int SHORTEST_REASON = 3;
    private static final int LONGEST_REASON = 200;
    private static final int MOST_MINUTES = 30 * 24 * 60;

    private static final Map<String, Step> STEPS =
            Map.of("quarantine", Step.QUARANTINE, "suspend", Step.SUSPEND, "revoke", Step.REVOKE);

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

    /// The device as the enforcer knows it.
    static Subject subject(Device device) {
        Set<Address> addresses = new HashSet<>();
        device.addresses().stream()
                .limit(Subject.MOST_ADDRESSES)
                .forEach(a -> addresses.add(Address.parse(a)));
        return new Subject(
                device.endpoint(),
                device.mac().map(Set::of).orElse(Set.of()),
                addresses,
                device.maker());
    }

    private Reply hold(Asked asked) {
        Optional<Device> found = published.devices().byEndpoint(Long.parseLong(asked.id()));
        if (found.isEmpty()) {
            return pages.message(asked, 404, "Not found", "There is no such device.");
        }
        Step step = STEPS.get(asked.field("step"));
        String minutes = asked.field("minutes");
        String why = asked.field("why").strip();
        boolean says = why.length() >= SHORTEST_REASON && why.length() <= LONGEST_REASON;
        if (step == null || !minutes.matches("[1-9][0-9]{0,4}") || !says) {
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
        Order order = order(found.orElseThrow(), step, length, clause, why, asked);
        accounts.note(
                asked.account().name(),
                "step asked",
                Map.of("step", step.name(), "endpoint", asked.id(), "case", order.caseId()),
                Pages.now());
        Outcome outcome = published.enforcement().quarantine(order);
        if (outcome.holds() || outcome.reason() == Outcome.Reason.AWAITS_SECOND_PERSON) {
            return new Reply.Redirect("/enforcement", "");
        }
        return refused(asked, Words.plain(outcome.detail()));
    }

    private static Order order(
            Device device, Step step, Duration length, Clause clause, String why, Asked asked) {
        return new Order(
                0,
                UUID.randomUUID().toString(),
                "by-hand",
                clause.id(),
                clause.sentence(),
                "A person asked for it",
                Severity.MEDIUM,
                step,
                Mode.ACT,
                length,
                subject(device),
                new Place(
                        device.segment(),
                        device.site(),
                        device.building(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        0),
                Set.of(),
                List.of(why),
                List.of(),
                device.firstSeen(),
                Instant.now(),
                Optional.of(asked.account().name()));
    }

    private Reply refused(Asked asked, String why) {
        return pages.message(asked, 400, "Not done", "Nothing was changed: " + why + ".");
    }
}
