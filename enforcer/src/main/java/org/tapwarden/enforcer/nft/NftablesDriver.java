package org.tapwarden.enforcer.nft;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// Quarantine in the kernel of this machine, where this machine is a bridge or router between the
/// device and the rest.
///
/// Sets whose elements the kernel drops by itself when their timeout has passed: when the appliance
/// dies, everybody is free after that time. On a bridge and at a device of the settings every frame
/// from or to the MAC is dropped, so IPv4, IPv6 and ARP alike; where this machine routes,
/// everything the device sends is, and what is routed to its addresses. Measured on 6.18 with nft
/// 1.0.6: `reference/detection-and-enforcement.md` 2.7.
public final class NftablesDriver implements Driver {

    /// Of a device that is not there.
    private static final Grant NOBODY =
            new Grant(
                    "rehearsal", "rehearsal", new Subject(0, Set.of(Tables.NOBODYS), Set.of(), ""));

    private static final Way NOWHERE = new Way("nowhere", true, Set.of());

    private final NftSettings settings;
    private final NetworkPath path;
    private final Ruleset rules;
    private final Tables tables;

    /// @param uplinks ports behind which the rest of the network lies: who is seen there is not
    ///   ours
    public NftablesDriver(NftSettings settings, Nft nft, Set<String> uplinks) {
        this.settings = settings;
        this.path = new NetworkPath(uplinks);
        this.rules = new Ruleset(settings.families());
        this.tables = new Tables(settings, nft, rules, path::devices);
    }

    @Override
    public String name() {
        return "nftables";
    }

    @Override
    public Step step() {
        return Step.QUARANTINE;
    }

    /// Also does once what a hold does, to nobody and without the kernel doing it: the first hold
    /// of a process took ten times as long as the second (115 ms and 13 ms, of a program that the
    /// JIT compiler had not seen yet), most of it for classes and call sites.
    @Override
    public void prepare() {
        tables.prepare();
        var _ = hold(NOBODY, Duration.ofSeconds(1), tables::check);
        var _ = place(NOBODY, Duration.ofSeconds(1), List.of(NOWHERE), tables::check);
    }

    @Override
    public Reach probe() {
        tables.prepare();
        Commands.Ran would = tables.rehearsal();
        Optional<Map<Mac, String>> held = held();
        return would.succeeded() && held.isPresent()
                ? Reach.yes("ready " + tables + "; holds " + held.get().size() + " MAC addresses")
                : Reach.no(Reason.COMMAND_FAILED, tables + ": " + would.err());
    }

    @Override
    public Reach reach(Subject subject) {
        var ways = new ArrayList<Way>();
        for (Object endpoint : endpoints(subject)) {
            Optional<Way> way = way(endpoint);
            if (way.isEmpty()) {
                return Reach.no(Reason.NOT_IN_PATH, "not in the path of " + endpoint);
            }
            ways.add(way.orElseThrow());
        }
        return ways.isEmpty()
                ? Reach.no(Reason.NO_MAC, "no MAC or routed address of this device is known")
                : Reach.yes("in the kernel of this machine" + behind(ways));
    }

    /// What must be stopped: its MACs, or its addresses where no MAC is known, as behind a router.
    private static Collection<?> endpoints(Subject subject) {
        return subject.macs().isEmpty() ? subject.addresses() : subject.macs();
    }

    private Optional<Way> way(Object endpoint) {
        return endpoint instanceof Mac mac
                ? path.of(mac).filter(this::isStopped)
                : path.of((Address) endpoint)
                        .filter(way -> settings.families().contains(Family.INET));
    }

    /// Whether what goes that way passes a place where it is looked at.
    private boolean isStopped(Way way) {
        Family family = way.bridged() ? Family.BRIDGE : Family.INET;
        return settings.families().contains(family) || settings.devices().contains(way.device());
    }

    @Override
    public Outcome hold(Grant grant, Duration timeout) {
        return hold(grant, timeout, tables::hold);
    }

    /// @param kernel is given the script
    private Outcome hold(Grant grant, Duration timeout, Function<String, Commands.Ran> kernel) {
        Subject subject = grant.subject();
        Collection<?> endpoints = endpoints(subject);
        if (endpoints.isEmpty()) {
            return Outcome.refused(
                    Reason.NO_MAC, "no MAC or routed address of this device is known");
        }
        var ways = new HashMap<Object, Way>();
        for (Object endpoint : endpoints) {
            if (endpoint instanceof Mac mac && (mac.isGroup() || mac.equals(Mac.UNKNOWN))) {
                return Outcome.refused(Reason.NO_MAC, mac + " is no single device");
            }
            way(endpoint).ifPresent(way -> ways.put(endpoint, way));
        }
        // Renewing must not need the forwarding entry, which ages out just because the device is
        // cut.
        Set<Mac> already =
                ways.size() == endpoints.size() ? Set.of() : held().orElse(Map.of()).keySet();
        for (Object endpoint : endpoints) {
            if (!ways.containsKey(endpoint) && !already.contains(endpoint)) {
                return Outcome.refused(Reason.NOT_IN_PATH, "not in the path of " + endpoint);
            }
        }
        return place(grant, timeout, ways.values(), kernel);
    }

    private Outcome place(
            Grant grant,
            Duration timeout,
            Collection<Way> ways,
            Function<String, Commands.Ran> kernel) {
        long seconds = Math.max(1, timeout.toSeconds());
        Placed placed = placed(grant.subject(), ways);
        Commands.Ran ran = kernel.apply(rules.hold(placed, grant.caseId(), seconds));
        return ran.succeeded()
                ? Outcome.unconfirmed(
                        Reason.NOT_SEEN_TRYING,
                        "placed in the kernel of this machine" + behind(ways))
                : failed(ran);
    }

    /// The addresses of a MAC are stopped only where the sensor and this machine's own table agree:
    /// the first alone could be forged and hit another, the second alone has passed no rail.
    private static Placed placed(Subject subject, Collection<Way> ways) {
        if (subject.macs().isEmpty()) {
            return new Placed(Set.of(), subject.addresses(), subject.addresses());
        }
        var here = new HashSet<Address>();
        ways.forEach(way -> here.addAll(way.addresses()));
        here.retainAll(subject.addresses());
        return new Placed(subject.macs(), Set.of(), here);
    }

    private static String behind(Collection<Way> ways) {
        return ways.isEmpty()
                ? ""
                : ways.stream()
                        .map(Way::device)
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    @Override
    public Outcome release(Grant grant) {
        Subject subject = grant.subject();
        Set<Address> addresses =
                subject.addresses().isEmpty() ? leftBy(subject.macs()) : subject.addresses();
        var placed = new Placed(subject.macs(), addresses, addresses);
        return released(tables.apply(rules.release(placed)));
    }

    /// Of MACs that nobody holds a lease for: the addresses of their cases, where no other MAC has
    /// the same.
    private Set<Address> leftBy(Set<Mac> macs) {
        if (rules.addressSets().isEmpty()) {
            return Set.of();
        }
        Map<Mac, String> held = new HashMap<>(held().orElse(Map.of()));
        Set<String> cases =
                macs.stream()
                        .map(held::remove)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        cases.removeAll(held.values());
        var left = new HashSet<Address>();
        for (String set : rules.addressSets()) {
            tables.elements(set)
                    .orElse(Map.of())
                    .forEach((address, caseId) -> {
                        if (cases.contains(caseId)) {
                            left.add(Address.parse(address));
                        }
                    });
        }
        return left;
    }

    /// Takes tables and all out of the kernel; the next hold makes them again.
    @Override
    public Outcome releaseAll() {
        return released(tables.remove());
    }

    @Override
    public Optional<Map<Mac, String>> held() {
        var held = new HashMap<Mac, String>();
        for (String set : rules.macSets()) {
            Optional<Map<String, String>> elements = tables.elements(set);
            if (elements.isEmpty()) {
                return Optional.empty();
            }
            elements.get().forEach((mac, caseId) -> held.put(Mac.parse(mac), caseId));
        }
        return Optional.of(held);
    }

    private static Outcome released(Commands.Ran ran) {
        return ran.succeeded()
                ? Outcome.unconfirmed(Reason.RELEASED, "taken out of the kernel")
                : failed(ran);
    }

    private static Outcome failed(Commands.Ran ran) {
        Reason reason = ran.timedOut() ? Reason.COMMAND_TIMED_OUT : Reason.COMMAND_FAILED;
        return Outcome.failed(reason, "nft: " + ran.err().lines().findFirst().orElse("no reason"));
    }
}
