package org.tapwarden.enforcer.reset;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// Restricts from the tap: connections of a device, or only those to some destinations, are reset,
/// and its datagrams answered as unreachable.
///
/// Nothing is held anywhere but in this process: a lease ends by itself when it is not renewed, and
/// all end when the process does. It needs no switch's help, and stops nobody who does not heed a
/// reset or an unreachable; only the tap can say whether it works.
public final class ResetDriver implements Driver, AutoCloseable {

    static final int MOST_LEASES = 256;
    static final int MOST_MACS = 512;

    /// Of each family, of devices whose MAC is not known.
    static final int MOST_ADDRESSES = 256;

    private static final long ASK_AGAIN_NANOS = 60_000_000_000L;

    /// The first hold of a process took 17 ms, later ones 1.
    private static final int HOLDS_REHEARSED = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ResetDriver.class);

    private final ResetSettings settings;
    private final Step step;
    private final Sight sight;
    private final Supplier<Optional<ProtectedSet>> dependedOn;
    private final Tally tally = new Tally();
    private final ResetLoop loop;

    /// By lease; the enforcer's thread changes it, and the loop's when one is over.
    private final Map<String, Restriction> leases = new LinkedHashMap<>();

    /// Empty as long as nobody could say; then no far end is reset.
    private volatile Optional<ProtectedSet> protectedSet = Optional.empty();

    private long askedAt;

    private boolean rehearsed;

    /// Opens both interfaces.
    ///
    /// @param step as which the ladder knows it
    /// @param dependedOn whose addresses the far end is never reset for
    /// @throws IOException in one line, when an interface cannot be opened
    public ResetDriver(
            ResetSettings settings,
            Step step,
            Sight sight,
            Supplier<Optional<ProtectedSet>> dependedOn)
            throws IOException {
        this.settings = settings;
        this.step = step;
        this.sight = sight;
        this.dependedOn = dependedOn;
        this.loop = new ResetLoop(settings, this::isProtected, tally, this::forgetWhatIsOver);
        loop.start();
    }

    @Override
    public String name() {
        return "reset";
    }

    @Override
    public Step step() {
        return step;
    }

    /// What was counted since the start.
    public Tally tally() {
        return tally;
    }

    @Override
    public boolean canSpareOthers() {
        return true;
    }

    @Override
    public void prepare() {
        askWhomWeDependOn();
        if (rehearsed) {
            return;
        }
        try {
            Rehearsal.run(settings);
            for (int i = 0; i < HOLDS_REHEARSED; i++) {
                hold(Rehearsal.GRANT, Duration.ofSeconds(1));
                release(Rehearsal.GRANT);
            }
            rehearsed = true;
        } catch (IOException e) {
            LOG.warn("resets are not rehearsed, so the first may be slow: {}", e.toString());
        }
    }

    /// Takes several commands, so it is asked at the start and with a renewal, and never with a
    /// first hold.
    private void askWhomWeDependOn() {
        askedAt = System.nanoTime();
        dependedOn.get().ifPresent(set -> protectedSet = Optional.of(set));
    }

    private boolean isProtected(Address address) {
        return protectedSet
                .map(set -> set.why(new Subject(0, Set.of(), Set.of(address), "")).isPresent())
                .orElse(true);
    }

    @Override
    public Reach reach(Subject subject) {
        if (subject.macs().isEmpty() && subject.addresses().isEmpty()) {
            return Reach.no(Reason.NO_MAC, "neither MAC nor address of this device is known");
        }
        for (Mac mac : subject.macs()) {
            if (mac.isGroup() || mac.equals(Mac.UNKNOWN)) {
                return Reach.no(Reason.NO_MAC, mac + " is no single device");
            }
            if (mac.bits() == loop.mac()) {
                return Reach.no(Reason.PROTECTED, mac + " is this appliance itself");
            }
        }
        if (!loop.hears() || !loop.speaks()) {
            String dead = loop.hears() ? settings.injection() : settings.tap();
            return Reach.no(Reason.NOT_IN_PATH, "the interface " + dead + " is down");
        }
        return sight.sees(subject)
                ? Reach.yes("seen on " + settings.tap() + ", reset from " + settings.injection())
                : Reach.no(Reason.NOT_IN_PATH, "not seen on " + settings.tap() + " lately");
    }

    @Override
    public Outcome hold(Grant grant, Duration timeout) {
        Subject subject = grant.subject();
        Reach reach = reach(subject);
        boolean renewal;
        synchronized (leases) {
            renewal = leases.containsKey(grant.leaseId());
        }
        if (renewal && System.nanoTime() - askedAt > ASK_AGAIN_NANOS) {
            askWhomWeDependOn();
        }
        synchronized (leases) {
            long now = System.nanoTime();
            long until = now + timeout.toNanos();
            Restriction before = leases.get(grant.leaseId());
            if (before != null && before.isFor(subject, grant.destinations())) {
                before.until(until);
                return held(reach);
            }
            if (!reach.possible()) {
                return Outcome.refused(reach.reason(), reach.words());
            }
            var next = new LinkedHashMap<>(leases);
            next.put(
                    grant.leaseId(),
                    new Restriction(
                            grant.caseId(),
                            subject,
                            grant.destinations(),
                            settings.one(),
                            until,
                            now));
            return become(next).orElseGet(() -> held(reach));
        }
    }

    /// Renewing holds the lease also where the device is not seen for a while, and says so.
    private static Outcome held(Reach reach) {
        return Outcome.unconfirmed(
                Reason.NOT_SEEN_TRYING,
                reach.possible() ? reach.words() : "kept, but " + reach.words());
    }

    /// Answers empty when all are restricted, else why nothing changed.
    private Optional<Outcome> become(Map<String, Restriction> next) {
        var who = new Restricted(next.values());
        long v4 = who.addresses().stream().filter(Address::isIpv4).count();
        if (next.size() > MOST_LEASES
                || who.macs().size() > MOST_MACS
                || v4 > MOST_ADDRESSES
                || who.addresses().size() - v4 > MOST_ADDRESSES) {
            return Optional.of(
                    Outcome.refused(Reason.TOO_MANY_LEASES, "no more devices can be reset"));
        }
        try {
            loop.restrict(who, ResetFilter.of(who));
        } catch (IOException e) {
            return Optional.of(
                    Outcome.failed(Reason.COMMAND_FAILED, String.valueOf(e.getMessage())));
        }
        leases.clear();
        leases.putAll(next);
        return Optional.empty();
    }

    private void forgetWhatIsOver(long now) {
        synchronized (leases) {
            var next = new LinkedHashMap<>(leases);
            if (next.values().removeIf(lease -> !lease.holds(now))) {
                become(next).ifPresent(why -> LOG.warn("resets: {}", why.detail()));
            }
        }
    }

    @Override
    public Outcome release(Grant grant) {
        Set<Mac> macs = grant.subject().macs();
        synchronized (leases) {
            var next = new LinkedHashMap<>(leases);
            if (next.remove(grant.leaseId()) == null) {
                next.values()
                        .removeIf(
                                lease -> lease.subject().macs().stream().anyMatch(macs::contains));
            }
            return become(next).orElseGet(ResetDriver::released);
        }
    }

    private static Outcome released() {
        return Outcome.unconfirmed(Reason.RELEASED, "no longer reset");
    }

    @Override
    public Outcome releaseAll() {
        synchronized (leases) {
            return become(Map.of()).orElseGet(ResetDriver::released);
        }
    }

    @Override
    public Optional<Map<Mac, String>> held() {
        var held = new HashMap<Mac, String>();
        long now = System.nanoTime();
        synchronized (leases) {
            for (Restriction lease : leases.values()) {
                if (lease.holds(now)) {
                    lease.subject().macs().forEach(mac -> held.put(mac, lease.caseId()));
                }
            }
        }
        return Optional.of(held);
    }

    @Override
    public void close() {
        loop.close();
    }
}
