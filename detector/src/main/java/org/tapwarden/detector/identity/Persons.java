package org.tapwarden.detector.identity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.identity.Identification.Source;
import org.tapwarden.detector.identity.Identification.What;
import org.tapwarden.detector.place.Place;

/// Decides who uses which endpoint, from what several sources say, and writes it into the ledger.
/// Owned by the deciding thread; event time only.
///
/// - A session record that was verified outweighs one that was only seen: a packet that anybody can
///   send neither adds a person to a verified session nor ends one.
/// - Whose machine it is by a list or a host name counts only while nobody is known to use it.
/// - A machine's own account is no person; where the server verified it, whoever approves machines
///   hears of it.
/// - What comes before the first frame of its device waits for it a while.
///
/// Bounded: {@link #CAPACITY} endpoints, {@link Usage#MOST_AT_ONCE} persons each, {@link
/// Awaited#MOST} that wait.
public final class Persons {

    /// Facts of the ledger. A value of {@link #USER} has one name a line; empty when nobody is
    /// known any more.
    public static final String USER = "user.name";

    public static final String USE = "device.use";
    public static final String PLACE = "place";

    /// More persons than this within a day share a machine.
    public static final int MOST_IN_A_DAY = 3;

    static final int CAPACITY = Endpoints.CAPACITY;

    private static final long LOOK_EVERY_MILLIS = 60_000;

    /// Hears of machines that proved who they are (802.1X with the machine's own account).
    @FunctionalInterface
    public interface Machines {
        void authenticated(Endpoint endpoint, String name, long atMillis);
    }

    private final Endpoints endpoints;
    private final Set<Integer> spaces;
    private final Consumer<Binding> ledger;
    private final Machines machines;
    private final int capacity;
    private final Map<Long, Told> told = new HashMap<>();
    private final Awaited awaited = new Awaited();
    private final Map<Long, List<PersonsList.Entry>> listedOf = new HashMap<>();
    private List<PersonsList.Entry> listed = List.of();
    private long nowMillis = Long.MIN_VALUE;
    private long lookedMillis = Long.MIN_VALUE;
    private long readThrough;
    private long readBefore;
    private long contradicted;
    private long unended;
    private long nobody;
    private long ambiguous;
    private long displaced;
    private long refused;
    private long machinesSeen;
    private long putOff;

    /// @param spaces of addresses that there are
    /// @param ledger takes the rows
    public Persons(
            Endpoints endpoints, Set<Integer> spaces, Consumer<Binding> ledger, Machines machines) {
        this(endpoints, spaces, ledger, machines, CAPACITY);
    }

    Persons(
            Endpoints endpoints,
            Set<Integer> spaces,
            Consumer<Binding> ledger,
            Machines machines,
            int capacity) {
        this.endpoints = endpoints;
        this.spaces = Set.copyOf(spaces);
        this.ledger = ledger;
        this.machines = machines;
        this.capacity = capacity;
    }

    // ---- what is said ----

    /// A row of the console's journal; what an earlier run has done with it is not done again.
    public void see(Identifications.Numbered row) {
        readThrough = Math.max(readThrough, row.number());
        Endpoint endpoint = holder(row.what());
        Told known = endpoint == null ? null : told.get(endpoint.id());
        boolean isDone =
                row.number() <= readBefore
                        && known != null
                        && known.rowMillis() >= row.what().atMillis();
        if (!isDone) {
            see(endpoint, row.number(), row.what());
        }
    }

    /// What was seen on the wire.
    public void see(Identification what) {
        see(holder(what), 0, what);
    }

    /// The same, of an endpoint that is known.
    public void see(Endpoint endpoint, Identification what) {
        see(endpoint, 0, what);
    }

    private void see(@Nullable Endpoint endpoint, long number, Identification what) {
        if (endpoint == null) {
            awaited.add(number, what, Math.max(nowMillis, what.atMillis()));
        } else {
            apply(endpoint, what);
        }
    }

    /// The endpoint that is meant; null when none is known, or when several networks have it.
    private @Nullable Endpoint holder(Identification what) {
        Endpoint found = null;
        for (int space : spaces) {
            Endpoint here = holder(space, what.mac(), what.address());
            if (here != null && found != null && found != here) {
                ambiguous++;
                return null;
            }
            found = here == null ? found : here;
        }
        return found;
    }

    private @Nullable Endpoint holder(int space, long mac, @Nullable Address address) {
        return mac == 0 && address != null
                ? endpoints.holder(space, address)
                : endpoints.known(space, mac);
    }

    private void apply(Endpoint endpoint, Identification what) {
        Told known = told(endpoint.id());
        if (known == null) {
            refused++;
            return;
        }
        Place place = what.place();
        if (place != null && what.what() != What.ENDED) {
            known.write(endpoint.id(), place, what, ledger);
        }
        if (what.person().isEmpty()) {
            return;
        }
        if (what.isMachine()) {
            machine(endpoint, what);
            return;
        }
        Account account = Account.of(what.person());
        if (account.isNobody()) {
            nobody++;
            return;
        }
        switch (what.source()) {
            case RADIUS_ACCOUNTING, RADIUS_SEEN, KERBEROS -> session(known.usage(), account, what);
            case DHCP_NAME -> known.usage().named(what.person());
            case LIST -> {
                // a list is given as a whole
            }
        }
        if (known.mayWrite(what.source(), what.atMillis())) {
            write(endpoint, known, what.atMillis());
        } else {
            putOff++;
        }
    }

    private @Nullable Told told(long endpoint) {
        Told known = told.get(endpoint);
        if (known == null && told.size() < capacity) {
            known = new Told();
            told.put(endpoint, known);
        }
        return known;
    }

    private void machine(Endpoint endpoint, Identification what) {
        if (what.source() == Source.RADIUS_ACCOUNTING && what.what() != What.ENDED) {
            machinesSeen++;
            machines.authenticated(endpoint, what.person(), what.atMillis());
        }
    }

    private void session(Usage usage, Account account, Identification what) {
        Place place = what.place();
        String server = place == null ? "" : place.device();
        Usage.Held before = usage.of(account);
        if (what.what() == What.ENDED) {
            ended(usage, before, server, what.source());
            return;
        }
        boolean onlySeen = what.source() == Source.RADIUS_SEEN;
        if (onlySeen && before == null && usage.isHeldBy(Source.RADIUS_ACCOUNTING)) {
            contradicted++;
            return;
        }
        displaced +=
                usage.add(
                        new Usage.Held(
                                account, what.person(), what.source(), server, what.atMillis()));
    }

    private void ended(Usage usage, Usage.@Nullable Held before, String server, Source source) {
        if (before == null) {
            return;
        }
        boolean asGood = source.confidence() >= before.source().confidence();
        boolean there =
                server.isEmpty() || before.server().isEmpty() || server.equals(before.server());
        if (asGood && there) {
            usage.remove(before);
        } else {
            // It went on elsewhere, or somebody less trustworthy says so.
            unended++;
        }
    }

    private void write(Endpoint endpoint, Told known, long atMillis) {
        known.write(endpoint.id(), listedNow(endpoint.id(), atMillis), atMillis, nowMillis, ledger);
    }

    /// Whether anything waits for its endpoint.
    public boolean isAwaiting() {
        return awaited.size() > 0;
    }

    /// An endpoint is there, or has another address: what waited for it is done now.
    public void arrived(Endpoint endpoint, @Nullable Address address) {
        for (Identification what : awaited.take(endpoint.mac(), address)) {
            apply(endpoint, what);
        }
    }

    // ---- lists ----

    /// Whose machine is whose by the office's list, as a whole.
    public void listed(List<PersonsList.Entry> list) {
        listed = List.copyOf(list);
        lookedMillis = Long.MIN_VALUE;
    }

    private PersonsList.@Nullable Entry listedNow(long endpoint, long atMillis) {
        for (PersonsList.Entry entry : listedOf.getOrDefault(endpoint, List.of())) {
            if (entry.holds(atMillis)) {
                return entry;
            }
        }
        return null;
    }

    private void findListed() {
        listedOf.clear();
        for (PersonsList.Entry entry : listed) {
            for (int space : spaces) {
                Endpoint endpoint = holder(space, entry.mac(), entry.address());
                if (endpoint != null && told(endpoint.id()) != null) {
                    listedOf.computeIfAbsent(endpoint.id(), _ -> new ArrayList<>()).add(entry);
                }
            }
        }
    }

    // ---- time ----

    /// Event time goes on.
    public void forward(long toMillis) {
        nowMillis = Math.max(nowMillis, toMillis);
        if (lookedMillis != Long.MIN_VALUE && nowMillis - lookedMillis < LOOK_EVERY_MILLIS) {
            return;
        }
        lookedMillis = nowMillis;
        findListed();
        told.forEach((id, known) -> {
            Endpoint endpoint = endpoints.byId(id);
            if (endpoint != null) {
                long ended = known.usage().expire(nowMillis);
                write(endpoint, known, ended == 0 ? nowMillis : ended);
            }
        });
        awaited.expire(nowMillis);
    }

    // ---- over a restart ----

    /// A row of the ledger that an earlier run wrote, in their order.
    public void recall(Binding row) {
        Told known = told(row.endpoint());
        if (known != null) {
            known.recall(row);
        }
    }

    /// Where an earlier run was in the console's journal.
    ///
    /// @param done {@link #doneThrough} then
    /// @param through {@link #readThrough} then
    public void goOn(long done, long through) {
        readThrough = done;
        readBefore = through;
    }

    /// After a restart the journal is read on from behind this number: what still waits for its
    /// endpoint is not done with yet.
    public long doneThrough() {
        return awaited.doneThrough(readThrough);
    }

    /// The highest number that was ever read.
    public long readThrough() {
        return Math.max(readThrough, readBefore);
    }

    // ---- what is told ----

    /// How many people use an endpoint.
    public Use use(long endpoint) {
        Told known = told.get(endpoint);
        return known == null ? Use.ONE_PERSON : known.use();
    }

    /// Counters by name.
    public Map<String, Long> counters() {
        Map<String, Long> all = new TreeMap<>(awaited.counters());
        all.put("identities_endpoints", (long) told.size());
        all.put("identities_contradicted", contradicted);
        all.put("identities_unended", unended);
        all.put("identities_nobody", nobody);
        all.put("identities_ambiguous", ambiguous);
        all.put("identities_displaced_at_once", displaced);
        all.put("identities_refused", refused);
        all.put("identities_machines", machinesSeen);
        all.put("identities_put_off", putOff);
        return all;
    }
}
