package org.tapwarden.appliance.run;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;

/// Which flows there were of whom in the last while, so that the packets of an alert can be found.
///
/// The deciding thread tells of each slice that it placed and never waits; whoever keeps packets
/// takes that over and asks. Of flows with protected destinations only the id is told, so that none
/// of their frames is taken by another way.
final class RecentFlows {

    /// Slices that are remembered: two minutes of a thousand new flows a second.
    static final int CAPACITY = Caps.of(1 << 18, 64);

    /// Slices that wait to be taken over.
    static final int MOST_WAITING = Caps.of(1 << 14, 32);

    /// Flows that are hidden; those hidden longest ago are forgotten.
    static final int MOST_HIDDEN = Caps.of(1 << 16, 16);

    private static final long HIDDEN = Long.MIN_VALUE;
    private static final Population[] POPULATIONS = Population.values();

    private final BlockingQueue<Slice> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

    private final AtomicLong lost = new AtomicLong();

    // Of whoever keeps packets.
    private final long[] flows = new long[CAPACITY];
    private final long[] sources = new long[CAPACITY];
    private final long[] destinations = new long[CAPACITY];
    private final long[] lastNanos = new long[CAPACITY];
    private final byte[] populations = new byte[CAPACITY];
    private final Set<Long> hidden = new LinkedHashSet<>();
    private int next;

    private record Slice(
            long flow, long source, long destination, long lastNanos, Population population) {}

    /// Some flows.
    ///
    /// @param ids of them
    /// @param populations under which their records are kept
    record Found(Set<Long> ids, Set<Population> populations) {}

    // ---- the deciding thread

    /// Packets of this flow must not be kept.
    void hide(long flow) {
        offer(new Slice(flow, 0, 0, HIDDEN, Population.UNKNOWN));
    }

    void saw(FlowRecord record) {
        FlowRecord.Place place = record.place();
        if (place.sourceEndpoint() == 0 && place.destinationEndpoint() == 0) {
            return;
        }
        var slice =
                new Slice(
                        record.identity().flow(),
                        place.sourceEndpoint(),
                        place.destinationEndpoint(),
                        record.slice().endNanos(),
                        place.population());
        offer(slice);
    }

    private void offer(Slice slice) {
        if (!waiting.offer(slice)) {
            lost.incrementAndGet();
        }
    }

    /// Slices that found no room; packets of their flows may be missing in an item.
    long lost() {
        return lost.get();
    }

    // ---- whoever keeps packets

    /// Takes over what was told.
    void take() {
        for (Slice slice = waiting.poll(); slice != null; slice = waiting.poll()) {
            if (slice.lastNanos() == HIDDEN) {
                hidden.add(slice.flow());
                if (hidden.size() > MOST_HIDDEN) {
                    hidden.remove(hidden.iterator().next());
                }
                continue;
            }
            flows[next] = slice.flow();
            sources[next] = slice.source();
            destinations[next] = slice.destination();
            lastNanos[next] = slice.lastNanos();
            populations[next] = (byte) slice.population().ordinal();
            next = (next + 1) % CAPACITY;
        }
    }

    /// Whether packets of a flow must not be kept.
    boolean isHidden(long flow) {
        return hidden.contains(flow);
    }

    /// The flows of an endpoint that had a frame then or later.
    Found of(long endpoint, long fromNanos) {
        Set<Long> ids = new HashSet<>();
        if (endpoint == 0) {
            return new Found(ids, Set.of());
        }
        Set<Population> whose = EnumSet.noneOf(Population.class);
        for (int i = 0; i < CAPACITY; i++) {
            boolean its = sources[i] == endpoint || destinations[i] == endpoint;
            if (flows[i] != 0 && its && lastNanos[i] >= fromNanos) {
                ids.add(flows[i]);
                whose.add(POPULATIONS[populations[i]]);
            }
        }
        return new Found(ids, whose);
    }
}
