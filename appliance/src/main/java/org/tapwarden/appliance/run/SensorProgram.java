package org.tapwarden.appliance.run;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.appliance.lists.ListsInUse;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.EventStream;
import org.tapwarden.capture.flow.FlowEngine;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.FrameDecoder;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.capture.flow.LiveCapture;
import org.tapwarden.capture.flow.LossAccount;
import org.tapwarden.capture.flow.Pipeline;
import org.tapwarden.capture.keep.PacketKeeper;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolQueue;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.confidential.Guard;
import org.tapwarden.classifier.confidential.ProtectedFlows;
import org.tapwarden.classifier.confidential.ProtectedNames;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.inspect.FlowEventCodec;
import org.tapwarden.classifier.inspect.FlowInspector;
import org.tapwarden.classifier.inspect.Listeners;
import org.tapwarden.classifier.inspect.SightingCodec;
import org.tapwarden.classifier.label.Labeller;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.classifier.service.Services;
import org.tapwarden.detector.Health;
import org.tapwarden.detector.approved.Approval;
import org.tapwarden.detector.identity.HostNamePattern;
import org.tapwarden.detector.identity.Identifications;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.place.Places;
import org.tapwarden.detector.place.SnmpLocator;
import org.tapwarden.detector.place.Switches;
import org.tapwarden.detector.place.WaitingPlaces;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.Rule;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.sensor.Sensor;
import org.tapwarden.detector.sensor.Watches;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.history.payload.PayloadKeeper;

/// The sensor: capture threads, and the deciding thread behind their rings.
final class SensorProgram implements Health, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SensorProgram.class);
    private static final int BATCH = 4_096;
    private static final long PAUSE_NANOS = 200_000L;
    private static final long HEALTH_EVERY_NANOS = 500_000_000L;
    private static final long HANGS_AFTER_NANOS = 10_000_000_000L;
    private static final int RING_BYTES = Caps.of(8 << 20, 1 << 18);
    private static final String SIGHTINGS = "sighting_ring";
    private static final String FLOW_EVENTS = "flow_ring";

    private final Supplier<List<Trouble>> troubles;
    private final SightingCodec.Reader sightings = new SightingCodec.Reader();
    private final FlowEventCodec.Reader flowEvents;
    private final Segments segments;
    private final SensorStore store;
    private final Sensor sensor;
    private final Labeller labeller;
    private final ProtectedFlows protectedFlows;
    private final LiveCapture capture;
    private final @Nullable PacketKeeper keeper;
    private final @Nullable RecentFlows recentFlows;
    private final @Nullable PayloadKeeper payload;
    private final ListsInUse lists;
    private final Identifications identifications;
    private final Journalled journalled;
    private final TapWatch taps;
    private final Overloads overloads = new Overloads();
    private final CaptureLag lag;
    private final WaitingPlaces located = new WaitingPlaces(Places.CAPACITY);
    private final @Nullable SnmpLocator locator;
    private final Spool spool;
    private final SpoolQueue queue;
    private final FlowGate gate;
    private final Runnable askedSomething;
    private final Thread thread;
    private final Instant since;

    private Map<Long, Approval> approvals;
    private @Nullable String keepFailure;
    private long flows;
    private long named;
    private long nameable;
    private long oneSided;
    private long tcp;
    private long undecodable;
    private long newestNanos = Long.MIN_VALUE;
    private long failures;
    private volatile long lastRound = System.nanoTime();
    private volatile boolean stopping;
    private volatile State state;

    /// What the sensor is made of.
    ///
    /// @param condition makes the predicate of a rule's `when`
    /// @param silence how long a plugged-in interface may bring nothing
    /// @param wallNanos the clock that drives an idle tap
    /// @param troubles of the history, on the way to which flows leave here
    /// @param askedSomething hurries the reader of the journal
    /// @param keeper keeps recent packets, or null
    /// @param recentFlows is told of flows where packets are kept, or null
    /// @param payload keeps whole payload under orders, or null; only with a keeper
    /// @param lists of names, which may change at any time
    /// @param identifications that the console was sent
    /// @param hostNames the office's pattern of host names that carry a person's name
    /// @param zone of the site
    /// @param switches that are asked where devices are plugged in
    record Parts(
            String observer,
            Segments segments,
            Policy policy,
            Function<Rule, Predicate<FlowRecord>> condition,
            SensorStore store,
            Watches watches,
            Spool spool,
            Supplier<List<Trouble>> troubles,
            FrameFilter filter,
            Duration silence,
            LongSupplier wallNanos,
            Runnable askedSomething,
            @Nullable PacketKeeper keeper,
            @Nullable RecentFlows recentFlows,
            @Nullable PayloadKeeper payload,
            ListsInUse lists,
            Identifications identifications,
            Optional<HostNamePattern> hostNames,
            TimeZone zone,
            Switches switches) {}

    SensorProgram(Parts parts, List<FrameSource> sources, long hashKey) throws IOException {
        this.flowEvents = new FlowEventCodec.Reader(parts.observer());
        this.segments = parts.segments();
        this.store = parts.store();
        this.spool = parts.spool();
        this.troubles = parts.troubles();
        this.queue = new SpoolQueue(parts.spool());
        this.gate = new FlowGate(queue);
        this.askedSomething = parts.askedSomething();
        Services services = Services.load();
        this.labeller = new Labeller(services, parts.lists().active());
        var lots = new SecureRandom();
        this.protectedFlows =
                new ProtectedFlows(
                        parts.observer(), parts.zone(), () -> lots.nextLong(Long.MAX_VALUE));
        this.sensor =
                new Sensor(
                        segments,
                        parts.policy(),
                        Makers.load(),
                        store::nextId,
                        store,
                        parts.watches(),
                        parts.condition());
        store.recall(sensor);
        this.approvals = store.approvals();
        parts.hostNames().ifPresent(sensor::hostNames);
        this.identifications = parts.identifications();
        this.journalled = new Journalled(identifications, sensor.persons(), store);
        boolean keeps = parts.keeper() != null;
        var pipeline =
                new Pipeline(
                        FlowLimits.DEFAULTS,
                        (table, events) ->
                                new FlowInspector(
                                        table,
                                        events,
                                        Listeners.LABELS_AND_DECISIONS,
                                        parts.lists().active(),
                                        keeps ? guard(services, parts.lists()) : null),
                        segments::spaceOf,
                        parts.watches()::current,
                        parts.filter(),
                        RING_BYTES);
        this.keeper = parts.keeper();
        this.recentFlows = parts.recentFlows();
        this.lists = parts.lists();
        this.payload = parts.payload();
        this.capture =
                new LiveCapture(
                        pipeline,
                        sources,
                        parts.wallNanos(),
                        hashKey,
                        keeper,
                        payload == null ? null : payload.capture());
        this.taps = new TapWatch(parts.silence());
        this.lag = new CaptureLag(parts.wallNanos());
        this.locator =
                parts.switches().all().isEmpty()
                        ? null
                        : new SnmpLocator(
                                parts.switches(),
                                () -> parts.wallNanos().getAsLong() / 1_000_000L,
                                System::nanoTime,
                                located::offer);
        this.since = Instant.ofEpochSecond(0, parts.wallNanos().getAsLong());
        this.state = health();
        this.thread = Thread.ofPlatform().name("sensor").unstarted(this::decide);
    }

    /// Each capture thread asks for itself.
    private static Guard guard(Services services, ListsInUse lists) {
        return new Guard(
                new ProtectedNames(services::lookup, new ActiveLists.Asker(lists.active())));
    }

    void start() {
        if (keeper != null) {
            keeper.start();
        }
        if (payload != null) {
            payload.start();
        }
        capture.start();
        journalled.start();
        thread.start();
        if (locator != null) {
            locator.start();
        }
    }

    /// The switch at which a device was last seen in a table, as the settings call it.
    Optional<String> switchOf(Mac mac) {
        return locator == null
                ? Optional.empty()
                : locator.where(mac.bits()).map(known -> known.place().device());
    }

    /// The first source that failed, or null while all are well.
    @Nullable IOException failure() {
        return capture.failure();
    }

    boolean isRunning() {
        return thread.isAlive();
    }

    /// Whether the deciding thread has come round lately; a hang is what a watchdog is for.
    boolean isAlive() {
        return thread.isAlive() && System.nanoTime() - lastRound < HANGS_AFTER_NANOS;
    }

    private void decide() {
        long nextHealth = 0;
        while (true) {
            boolean running = capture.isRunning();
            int taken = capture.events().drain(this::guarded, BATCH);
            journalled.take();
            gate.open(store.committed());
            long now = System.nanoTime();
            if (now - nextHealth >= 0) {
                nextHealth = now + HEALTH_EVERY_NANOS;
                lastRound = now;
                state = health();
                sensor.losses(lost());
                learnApprovals();
                learnPlaces();
                journalled.look();
            }
            if (taken == 0) {
                if (!running) {
                    break;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        journalled.close();
        protectedFlows.releaseAll(this::write);
        store.awaitCommitted(store.submitted());
        gate.open(store.committed());
        queue.close();
        state = health();
        askedSomething.run();
    }

    private void learnApprovals() {
        var now = store.approvals();
        if (!now.equals(approvals)) {
            approvals = now;
            sensor.approvals(now);
        }
    }

    private void learnPlaces() {
        try {
            sensor.located(located.take(BATCH));
        } catch (RuntimeException e) {
            if (failures++ == 0) {
                LOG.error("places could not be taken; more of the kind are only counted", e);
            }
        }
    }

    /// A bug about one event must not blind the appliance: it is counted, the thread goes on.
    private void guarded(int kind, byte[] array, int offset, int length) {
        try {
            take(kind, array, offset);
        } catch (RuntimeException e) {
            if (failures++ == 0) {
                LOG.error("an event could not be decided; more of the kind are only counted", e);
            }
        }
    }

    private void take(int kind, byte[] array, int offset) {
        if (kind == EventStream.SIGHTING) {
            var sighting = sightings.read(array, offset);
            lag.see(sighting.frame().atNanos());
            labeller.see(sighting);
            if (!labeller.isConfidential(sighting)) {
                sensor.see(sighting);
            }
            return;
        }
        FlowEvent event = flowEvents.read(array, offset);
        if (event.phase() == FlowEvent.Phase.LEARNT) {
            lag.see(event.slice().endNanos());
        }
        newestNanos = Math.max(newestNanos, event.slice().endNanos());
        protectedFlows.release(newestNanos, this::write);
        FlowRecord labelled = labeller.label(event);
        if (labelled == null) {
            if (recentFlows != null) {
                recentFlows.hide(event.identity().flow());
            }
            if (payload != null) {
                payload.hide(event.identity().flow());
            }
            if (event.phase() == FlowEvent.Phase.ENDED) {
                sensor.count(event, protectedFlows);
            }
            return;
        }
        FlowRecord placed = sensor.flow(labelled);
        if (recentFlows != null) {
            recentFlows.saw(placed);
        }
        if (event.phase() == FlowEvent.Phase.LEARNT) {
            return;
        }
        write(placed);
        if (placed.identity().isFinal()) {
            count(placed);
        }
    }

    private void write(FlowRecord record) {
        gate.put(store.submitted(), FlowCodec.encode(record));
    }

    private void count(FlowRecord record) {
        flows++;
        boolean network = record.label().category() == Category.NETWORK;
        boolean unnamed = record.names().serverName() == null;
        nameable += network ? 0 : 1;
        named += network || unnamed ? 0 : 1;
        if (record.conversation().protocolNumber() == 6) {
            tcp++;
            boolean both =
                    record.whole().sourcePackets() > 0 && record.whole().destinationPackets() > 0;
            // A connection that nobody answered is one-sided by nature when it is a single SYN.
            oneSided += both || record.whole().packets() < 3 ? 0 : 1;
        }
        if (record.label().protocol() == Protocol.UNKNOWN) {
            undecodable++;
        }
    }

    /// Frames, what told of them, and gaps, of which nobody knows how much they cost.
    private long lost() {
        long[] events = capture.eventsDropped();
        long sum = events[0] + events[1];
        for (long drop : state.drops().values()) {
            sum += drop;
        }
        for (TapState tap : state.taps()) {
            sum += tap.gaps();
        }
        return sum;
    }

    /// Frames that were lost, by name, and those that were not kept. Any thread.
    Map<String, Long> framesLost() {
        Map<String, Long> lost = new TreeMap<>(state.drops());
        Long skipped = state.counters().get("packets_kept_skipped");
        lost.put("packets_kept_skipped", skipped == null ? 0 : skipped);
        return lost;
    }

    @Override
    public State now() {
        return state;
    }

    private State health() {
        long fragmentsLost = 0;
        long entered = 0;
        Map<String, Long> faults = new TreeMap<>();
        Map<String, Long> counters = new TreeMap<>(sensor.counters());
        for (FrameDecoder.Counters c : capture.frameCounters()) {
            entered += c.entered();
            fragmentsLost += c.fragmentsLost();
            c.faults().forEach((fault, n) -> faults.merge(word(fault), n, Long::sum));
            counters.merge("frames_given_up", c.givenUp(), Long::sum);
            counters.merge("frames_not_ip", c.notIp(), Long::sum);
        }
        LossAccount account = capture.account();
        Map<String, Long> drops = new LinkedHashMap<>();
        account.drops().forEach((drop, n) -> drops.put(drop.word(), n));
        FlowEngine.Counters table = capture.flowCounters();
        counters.put("frames_entered", entered);
        counters.put("frames_left_out", account.leftOut());
        counters.put("frames_waiting", account.waiting());
        counters.put("frames_unaccounted", account.unaccounted());
        counters.put("flows_evicted", table.flowsEvicted());
        counters.put("each_skipped", table.eachSkipped());
        counters.put("inspections_refused", table.inspectionsRefused());
        counters.put("radio_repeated", table.radioRepeated());
        counters.put("radio_skipped", table.radioSkipped());
        spooled(counters);
        counters.put("store_failures", store.failures());
        counters.put("flows_unlabelled", undecodable);
        counters.put("events_failed", failures);
        counters.put("identities_failed", journalled.failures());
        counters.putAll(identifications.counters());
        counters.putAll(lists.counters());
        counters.put("name_answers_forgotten", labeller.answersEvicted());
        counters.put("front_names_forgotten", labeller.frontsEvicted());
        counters.put("name_servers_forgotten", labeller.nameServersEvicted());
        counters.put("protected_addresses_displaced", labeller.protectedAddressesDisplaced());
        keptPackets(counters);
        if (locator != null) {
            locator.counters().forEach((name, n) -> counters.put("switches_" + name, n));
            counters.put("places_lost", located.lost());
        }
        Map<String, Long> behind = lostBehind(fragmentsLost);
        return new State(
                since,
                account.processed() + account.dropped(),
                account.processed(),
                drops,
                behind,
                taps.look(capture.taps(), System.nanoTime()),
                faults,
                flows,
                table.flowsLiving(),
                named,
                nameable,
                oneSided,
                tcp,
                troubles.get(),
                overloads.look(
                        overflows(counters, behind, account.dropped()),
                        System.nanoTime(),
                        Instant.now()),
                segmentStates(),
                locator == null ? List.of() : locator.states(),
                lag.now(),
                counters);
    }

    private void spooled(Map<String, Long> counters) {
        Spool.Counts counts = spool.counts();
        counters.put("spool_bytes", counts.bytes());
        counters.put("spool_dropped_full", counts.droppedSpoolFull());
        counters.put("spool_dropped_disk", counts.droppedDisk());
        counters.put("spool_dropped_too_large", counts.droppedTooLarge());
        counters.put("spool_disk_errors", counts.diskErrors());
        counters.put("spool_rescued", counts.rescued());
        counters.put("spool_lost_bytes", counts.lostBytes());
    }

    private void keptPackets(Map<String, Long> counters) {
        if (keeper != null) {
            PacketKeeper.Counters kept = keeper.counters();
            counters.put("packets_kept", kept.written());
            counters.put("packets_kept_bytes", kept.bytes());
            counters.put("packets_kept_skipped", kept.copies().skipped());
            counters.put("packets_kept_unread", kept.copies().unread());
            counters.put("packets_kept_withheld", kept.copies().withheld());
            counters.put("packets_kept_withdrawn", kept.withdrawn());
            counters.put("packets_kept_withdrawals_lost", kept.copies().withdrawalsLost());
            counters.put("packets_kept_failed", kept.failed());
            counters.put("packets_kept_flows_lost", recentFlows == null ? 0 : recentFlows.lost());
            tellIfKeepingFails(keeper.failure());
        }
        if (payload != null) {
            counters.putAll(payload.counters());
        }
    }

    private void tellIfKeepingFails(@Nullable String failure) {
        boolean changed = (failure == null) != (keepFailure == null);
        keepFailure = failure;
        if (changed && failure != null) {
            LOG.warn("packets cannot be kept: {}", failure);
        } else if (changed) {
            LOG.info("packets are kept again");
        }
    }

    private static Map<Overloads.Kind, Long> overflows(
            Map<String, Long> counters, Map<String, Long> behind, long framesDropped) {
        Map<Overloads.Kind, Long> totals = new EnumMap<>(Overloads.Kind.class);
        totals.put(Overloads.Kind.MAC_FLOOD, counters.getOrDefault("endpoints_unresolved", 0L));
        totals.put(
                Overloads.Kind.UNKNOWN_DEVICES,
                counters.getOrDefault("unknown_quiet_told_together", 0L));
        totals.put(Overloads.Kind.ADDRESS_FLOOD, counters.getOrDefault("addresses_refused", 0L));
        totals.put(Overloads.Kind.FLOW_FLOOD, counters.getOrDefault("flows_evicted", 0L));
        totals.put(Overloads.Kind.NAME_FLOOD, counters.getOrDefault("name_answers_forgotten", 0L));
        totals.put(Overloads.Kind.FRAMES_LOST, framesDropped);
        totals.put(
                Overloads.Kind.EVENTS_LOST,
                behind.getOrDefault(SIGHTINGS, 0L) + behind.getOrDefault(FLOW_EVENTS, 0L));
        totals.put(
                Overloads.Kind.RECORDS_LOST,
                behind.getOrDefault("gate", 0L) + behind.getOrDefault("spool", 0L));
        return totals;
    }

    private Map<String, Long> lostBehind(long fragmentsLost) {
        long[] events = capture.eventsDropped();
        Map<String, Long> lost = new LinkedHashMap<>();
        lost.put(SIGHTINGS, events[0]);
        lost.put(FLOW_EVENTS, events[1]);
        lost.put("fragments", fragmentsLost);
        Spool.Drops drops = spool.drops();
        lost.put("gate", drops.ahead());
        lost.put("spool", drops.ofSpool());
        lost.put("store", store.dropped());
        return lost;
    }

    private static String word(Enum<?> fault) {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private List<SegmentState> segmentStates() {
        List<SegmentState> states = new ArrayList<>();
        Map<String, Long> today = protectedFlows.today(newestNanos);
        for (Segment segment : segments.all()) {
            long last = sensor.lastFrameOf(segment.name());
            states.add(
                    new SegmentState(
                            segment.name(),
                            segment.site(),
                            segment.tap().word(),
                            segment.population().word(),
                            sensor.devicesOf(segment.name()),
                            last == Long.MIN_VALUE ? Instant.EPOCH : Instant.ofEpochSecond(0, last),
                            remark(segment),
                            today.getOrDefault(segment.name(), 0L)));
        }
        return states;
    }

    private String remark(Segment segment) {
        String tap = tapRemark(segment);
        return tap.isEmpty() ? sensor.goesRoundItsResolver(segment.name()) : tap;
    }

    private String tapRemark(Segment segment) {
        return switch (segment.tap()) {
            case UNDECLARED ->
                    "what needs device MACs is not observable here: declare the tap kind";
            case ACCESS ->
                    sensor.routedOnAccess(segment.name()) > 100
                            ? "declared access, but frames of its addresses come from other MACs"
                            : "";
            case ROUTED, OUTSIDE_NAT -> "";
        };
    }

    /// Ends flows and decides what is left; waits until all of it is on the disk.
    void stop() {
        if (stopping) {
            return;
        }
        stopping = true;
        if (locator != null) {
            locator.close();
        }
        capture.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        queue.close();
        capture.close();
    }
}
