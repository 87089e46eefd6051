package org.tapwarden.enforcer.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;

/// The drivers there are, gentlest first, and which of them takes a step against a device: the
/// first that is in its path and does not fail.
public final class Drivers {

    private final List<Driver> all;

    /// Who holds, or why nobody does.
    ///
    /// @param driver the name of whoever holds or failed last; empty when there was none
    public record Held(String driver, Outcome outcome) {}

    public Drivers(List<Driver> gentlestFirst) {
        this.all = List.copyOf(gentlestFirst);
    }

    public List<Driver> all() {
        return all;
    }

    /// The driver of this name that carries out this step.
    public Optional<Driver> named(String name, Step step) {
        return all.stream()
                .filter(d -> d.name().equals(name) && step.isCarriedOutBy(d.step()))
                .findFirst();
    }

    public Optional<Driver> named(String name) {
        return all.stream().filter(d -> d.name().equals(name)).findFirst();
    }

    public Held hold(Step step, Grant grant, Duration timeout) {
        return hold(step, grant, timeout, Set.of());
    }

    /// Asks one after the other. What those before it said stands in the outcome, and where nobody
    /// holds, a failure counts for more than a refusal: somebody was in the path.
    ///
    /// @param without names of those that were tried before, and are not asked again
    public Held hold(Step step, Grant grant, Duration timeout, Set<String> without) {
        var before = new ArrayList<String>();
        var held = new Held("", Outcome.refused(Reason.NO_DRIVER, "no driver here can do it"));
        boolean failed = false;
        for (Driver driver : all) {
            if (!step.isCarriedOutBy(driver.step()) || without.contains(driver.name())) {
                continue;
            }
            Outcome outcome = held(driver, grant, timeout);
            if (outcome.holds()) {
                return new Held(driver.name(), told(outcome, before));
            }
            if (!failed || outcome.kind() == Outcome.Kind.FAILED) {
                held = new Held(driver.name(), told(outcome, before));
            }
            failed |= outcome.kind() == Outcome.Kind.FAILED;
            before.add(driver.name() + ": " + outcome.detail());
        }
        return held;
    }

    private static Outcome held(Driver driver, Grant grant, Duration timeout) {
        return grant.destinations().isEmpty() || driver.canSpareOthers()
                ? driver.hold(grant, timeout)
                : Outcome.refused(Reason.NOT_IN_PATH, "can stop all that it does or nothing");
    }

    private static Outcome told(Outcome outcome, List<String> before) {
        return before.isEmpty()
                ? outcome
                : new Outcome(
                        outcome.kind(),
                        outcome.reason(),
                        outcome.detail() + " (before: " + String.join("; ", before) + ")");
    }
}
