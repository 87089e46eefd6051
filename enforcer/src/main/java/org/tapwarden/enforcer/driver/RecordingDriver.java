package org.tapwarden.enforcer.driver;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;

/// Touches nobody and says so: for the demo and for a first week of looking on.
public final class RecordingDriver implements Driver {

    private final Step step;
    private final Map<String, Grant> grants = new TreeMap<>();

    public RecordingDriver(Step step) {
        this.step = step;
    }

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public Step step() {
        return step;
    }

    /// It touches nobody, so nobody is stopped who was to be spared.
    @Override
    public boolean canSpareOthers() {
        return true;
    }

    @Override
    public synchronized Outcome hold(Grant grant, Duration timeout) {
        grants.put(grant.leaseId(), grant);
        return new Outcome(Kind.SIMULATED, Reason.RECORDED_ONLY, "nothing on the network changed");
    }

    @Override
    public synchronized Outcome release(Grant grant) {
        grants.remove(grant.leaseId());
        return new Outcome(Kind.SIMULATED, Reason.RELEASED, "simulated: released");
    }

    @Override
    public synchronized Outcome releaseAll() {
        grants.clear();
        return new Outcome(Kind.SIMULATED, Reason.RELEASED, "simulated: all released");
    }

    @Override
    public synchronized Optional<Map<Mac, String>> held() {
        var held = new HashMap<Mac, String>();
        grants.values().forEach(g -> g.subject().macs().forEach(m -> held.put(m, g.caseId())));
        return Optional.of(held);
    }
}
