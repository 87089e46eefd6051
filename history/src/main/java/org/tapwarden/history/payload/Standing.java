package org.tapwarden.history.payload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.WatchList;
import org.tapwarden.capture.keep.WholeFrames.WholeFrame;
import org.tapwarden.history.payload.PayloadOrder.Subject;

/// The orders that stand, and whose frames they want. Whoever owns it sees to it that one thread at
/// a time is here; {@link #subjects} is for any.
final class Standing {

    /// Bits of a frame's mark. Each order gets the next, so that a frame that is on its way while
    /// one order ends and another begins is not taken for the other's.
    private static final int BITS = 30;

    private final Path folder;
    private final OrderBook book;
    private final long bytesOfOrder;
    private final Map<Long, Keeping> keeping = new LinkedHashMap<>();
    private final Map<Long, Subject> whose = new LinkedHashMap<>();
    private final Set<Long> exhausted = new HashSet<>();
    private final Keeping.Counts counts = new Keeping.Counts();
    private volatile WatchList subjects = WatchList.EMPTY;
    private int nextBit;

    Standing(Path folder, OrderBook book, long bytesOfOrder) {
        this.folder = folder;
        this.book = book;
        this.bytesOfOrder = bytesOfOrder;
    }

    WatchList subjects() {
        return subjects;
    }

    /// @param key the order's, which is this object's from now on
    void begin(PayloadOrder order, byte[] key, long deadline, Instant now) throws IOException {
        var begun =
                new Keeping(
                        folder, book, order.number(), bit(), key, bytesOfOrder, deadline, counts);
        begun.recall(now);
        keeping.put(order.number(), begun);
        whose.put(order.number(), order.subject());
        publish();
    }

    private int bit() {
        Set<Integer> used = new HashSet<>();
        keeping.values().forEach(one -> used.add(one.bit()));
        int bit;
        do {
            bit = 1 << (nextBit++ % BITS);
        } while (used.contains(bit));
        return bit;
    }

    private void publish() {
        Map<String, Integer> macs = new TreeMap<>();
        Map<String, Integer> addresses = new TreeMap<>();
        whose.forEach((order, subject) -> {
            Keeping kept = keeping.get(order);
            int bit = kept == null ? 0 : kept.bit();
            if (subject.mac().isEmpty()) {
                addresses.merge(subject.address(), bit, (a, b) -> a | b);
            } else {
                macs.merge(subject.mac(), bit, (a, b) -> a | b);
            }
        });
        List<WatchList.Entry> entries = new ArrayList<>();
        macs.forEach((mac, bits) -> entries.add(new WatchList.Entry(bits, Mac.parse(mac), null)));
        addresses.forEach((address, bits) ->
                entries.add(new WatchList.Entry(bits, null, Address.parse(address))));
        subjects = new WatchList(entries);
    }

    void stop(long order) {
        Keeping stopped = keeping.remove(order);
        whose.remove(order);
        exhausted.remove(order);
        publish();
        if (stopped != null) {
            stopped.stop();
        }
    }

    boolean isOver(long order, long nanos) {
        @Nullable Keeping kept = keeping.get(order);
        return kept != null && nanos - kept.deadline() >= 0;
    }

    boolean isExhausted(long order) {
        return exhausted.contains(order);
    }

    void keep(WholeFrame frame, Instant now) {
        for (Keeping one : keeping.values()) {
            if ((frame.orders() & one.bit()) != 0) {
                one.add(frame, now);
            }
        }
    }

    void withdraw(long flow, Instant now) {
        keeping.forEach((order, one) -> {
            if (!one.withdraw(flow, now)) {
                exhausted.add(order);
            }
        });
    }

    void flushIfDue(Instant now) {
        keeping.values().forEach(one -> one.flushIfDue(now));
    }

    /// @param goesOn whether the order still stands
    Reading reading(long order, Instant now, BooleanSupplier goesOn) throws PayloadRefused {
        Keeping one = keeping.get(order);
        if (one == null) {
            throw new PayloadRefused("nothing of order " + order + " can be read");
        }
        return new Reading(order, one.key(), one.sources(now), one.takenBack(), goesOn);
    }

    void pause(Instant now) {
        keeping.values().forEach(one -> one.pause(now));
        keeping.clear();
    }

    Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        counters.put("payload_frames_kept", counts.kept);
        counters.put("payload_bytes_kept", counts.bytes);
        counters.put("payload_frames_over_cap", counts.overCap);
        counters.put("payload_frames_failed", counts.failed);
        counters.put("payload_flows_withdrawn", counts.withdrawn);
        return counters;
    }
}
