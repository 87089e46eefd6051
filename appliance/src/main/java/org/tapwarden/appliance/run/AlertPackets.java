package org.tapwarden.appliance.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.keep.Excerpt;
import org.tapwarden.capture.keep.LowPriority;
import org.tapwarden.classifier.Population;
import org.tapwarden.detector.Alerts;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Dispositions;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.history.packets.Frames;
import org.tapwarden.history.packets.Order;
import org.tapwarden.history.packets.PacketItems;
import org.tapwarden.history.packets.PacketLimits;

/// Keeps the packets of each new alert: of the device's flows, and of its MAC where the wire shows
/// it, some time before and after.
///
/// Reads alerts from what is committed, on from the last that was dealt with, so that a crash loses
/// none of which the ring has the frames still. A thread of its own; nobody waits for it.
public final class AlertPackets implements AutoCloseable {

    /// Alerts that wait for the frames behind them; more are read when these are done.
    static final int MOST_WAITING = Caps.of(1_000, 8);

    /// What a row of the sensor's audit says where packets were kept, and of which hash the chain's
    /// row was.
    public static final String KEPT = "packets kept";

    public static final String NOTED = "chain";

    private static final String WHO = "packets";
    private static final Logger LOG = LoggerFactory.getLogger(AlertPackets.class);
    private static final long PAUSE_NANOS = 200_000_000L;

    /// Until a frame is written to the ring's files, and a flow whose name must not be kept was
    /// taken back out of them.
    private static final long SETTLING_NANOS = 3_000_000_000L;

    private static final long YOUNG_NANOS = 300_000_000_000L;
    private static final long LONGEST_ROUND_NANOS = 5_000_000_000L;
    private static final long AGAIN_NANOS = 5_000_000_000L;
    private static final int MOST_TRIES = 4;
    private static final int AT_A_TIME = 200;
    private static final long UPKEEP_NANOS = 60_000_000_000L;

    private final Parts parts;
    private final DropSamples drops;
    private final Deque<Alert> waiting = new ArrayDeque<>();
    private final Thread thread;
    private long revision;
    private long newestRead;
    private int tries;
    private long retryAt = System.nanoTime();
    private long upkeepAt = System.nanoTime();
    private boolean failing;
    private volatile boolean closing;

    /// What it is made of.
    ///
    /// @param items where they are kept
    /// @param frames the ring of recent packets
    /// @param sensor its name
    /// @param clock that the frames' times are of, in words
    /// @param wallNanos the clock of the tap
    /// @param dropCounters of lost frames, by name
    record Parts(
            Alerts alerts,
            Dispositions dispositions,
            Audit audit,
            Segments segments,
            RecentFlows flows,
            PacketItems items,
            Frames frames,
            PacketLimits limits,
            String sensor,
            String clock,
            LongSupplier wallNanos,
            Supplier<Map<String, Long>> dropCounters) {}

    /// The sensor's audit; a row is on the disk when it returns.
    @FunctionalInterface
    interface Audit {
        void note(String who, String act, Map<String, String> about, Instant at);
    }

    AlertPackets(Parts parts) {
        this.parts = parts;
        Duration asked = parts.limits().before().plus(parts.limits().after());
        this.drops = new DropSamples(parts.dropCounters(), asked.toNanos() + 2 * SETTLING_NANOS);
        this.newestRead = parts.items().lastAlert();
        // Above all those that an earlier run did not come to.
        List<Alert> newest = parts.alerts().newest(MOST_WAITING);
        revision = newest.stream().mapToLong(Alert::revision).max().orElse(0);
        // Where none was dealt with yet, old ones are of a time when no packets were kept.
        long since =
                newestRead > 0
                        ? Long.MIN_VALUE
                        : parts.wallNanos().getAsLong() - asked.toNanos() - YOUNG_NANOS;
        newest.stream()
                .filter(alert -> alert.id() > newestRead && nanos(alert.firstSeen()) >= since)
                .sorted(Comparator.comparingLong(Alert::id))
                .forEach(waiting::add);
        newestRead = Math.max(newestRead, newest.stream().mapToLong(Alert::id).max().orElse(0));
        this.thread = Thread.ofPlatform().daemon().name("alert-packets").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        if (!LowPriority.take()) {
            LOG.warn("the kernel does not let packets of alerts be kept at a low priority");
        }
        while (!closing) {
            round(false);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        // Nothing comes any more; what the ring has of those that wait is kept now, and what that
        // takes too long for after the next start.
        round(true);
    }

    private void round(boolean last) {
        try {
            long now = parts.wallNanos().getAsLong();
            parts.flows().take();
            drops.look(now);
            read();
            long deadline = System.nanoTime() + LONGEST_ROUND_NANOS;
            while (!waiting.isEmpty()
                    && System.nanoTime() - deadline < 0
                    && (last || isDue(waiting.getFirst(), now))) {
                if (!kept(waiting.getFirst(), last)) {
                    break;
                }
                waiting.removeFirst();
                tries = 0;
            }
            upkeep();
            failing = false;
        } catch (IOException | RuntimeException e) {
            // Nobody else may suffer from what goes wrong here.
            if (!failing) {
                LOG.error("packets of alerts cannot be kept, trying again", e);
            }
            failing = true;
        }
    }

    private void read() {
        while (waiting.size() < MOST_WAITING) {
            List<Alert> changed = parts.alerts().changedAfter(revision, AT_A_TIME);
            for (Alert alert : changed) {
                revision = Math.max(revision, alert.revision());
                if (alert.id() > newestRead) {
                    newestRead = alert.id();
                    waiting.addLast(alert);
                }
            }
            if (changed.size() < AT_A_TIME) {
                return;
            }
        }
    }

    private boolean isDue(Alert alert, long now) {
        boolean resting = tries > 0 && System.nanoTime() - retryAt < 0;
        return !resting
                && now
                        >= nanos(alert.firstSeen())
                                + parts.limits().after().toNanos()
                                + SETTLING_NANOS;
    }

    /// @return whether the alert is dealt with
    private boolean kept(Alert alert, boolean last) throws IOException {
        if (alert.endpoint() == 0) {
            parts.items().none(alert.id(), "the alert is about a segment and names no device");
            return true;
        }
        try {
            parts.items().keep(order(alert), parts.frames(), parts.limits(), this::isOpenCase);
            note(alert);
            return true;
        } catch (IOException e) {
            tries++;
            retryAt = System.nanoTime() + AGAIN_NANOS;
            LOG.warn("the packets of alert {} were not kept: {}", alert.id(), e.toString());
            if (tries < MOST_TRIES && !last) {
                return false;
            }
            parts.items().failed(alert.id());
            return true;
        }
    }

    /// Elsewhere than beside the items, so that an item that is missing at the end shows, too.
    private void note(Alert alert) {
        parts.items()
                .ofAlert(alert.id())
                .ifPresent(item -> {
                    Map<String, String> about = new TreeMap<>();
                    about.put("alert", Long.toString(alert.id()));
                    about.put("item", Long.toString(item.number()));
                    about.put("sha256", item.sha256());
                    about.put(NOTED, parts.items().head());
                    parts.audit().note(WHO, KEPT, about, Instant.now());
                });
    }

    private Order order(Alert alert) {
        PacketLimits limits = parts.limits();
        long moment = nanos(alert.firstSeen());
        long from = moment - limits.before().toNanos();
        RecentFlows.Found flows = parts.flows().of(alert.endpoint(), from);
        Set<Population> populations = EnumSet.of(populationOf(alert.segment()));
        populations.addAll(flows.populations());
        return new Order(
                alert.id(),
                alert.rule(),
                populations,
                parts.sensor(),
                parts.clock(),
                drops.since(from),
                new Excerpt.Wanted(
                        flows.ids()::contains,
                        parts.flows()::isHidden,
                        alert.mac().isEmpty() ? 0 : Mac.parse(alert.mac()).bits(),
                        from,
                        moment,
                        moment + limits.after().toNanos(),
                        limits.bytesOfItem(),
                        limits.packetsOfItem()));
    }

    private Population populationOf(String segment) {
        return parts.segments().all().stream()
                .filter(one -> one.name().equals(segment))
                .findFirst()
                .map(one -> one.population())
                .orElse(Population.UNKNOWN);
    }

    /// An alert of weight of which nobody said yet what it was.
    private boolean isOpenCase(long alert) {
        return parts.dispositions().of(alert).isEmpty()
                && parts.alerts()
                        .byId(alert)
                        .filter(one -> Set.of("high", "critical").contains(one.severity()))
                        .isPresent();
    }

    private void upkeep() throws IOException {
        if (System.nanoTime() - upkeepAt >= 0) {
            upkeepAt = System.nanoTime() + UPKEEP_NANOS;
            parts.items().destroyWhatIsDue(Instant.now());
        }
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    /// Keeps what it can of the alerts that wait, and ends.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            if (thread.isAlive()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
