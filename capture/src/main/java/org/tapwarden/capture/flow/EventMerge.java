package org.tapwarden.capture.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Merges what the capture threads tell into one order: by frame or tick number, then shard.
///
/// An event is handed out once no thread can still write an earlier one. So what comes out is the
/// same for any number of threads, and a DNS answer stands before the flow it names, whichever
/// threads saw them.
public final class EventMerge {

    /// Receives one event; the bytes are lent until it returns.
    @FunctionalInterface
    public interface Receiver {
        /// @param kind {@link EventStream#SIGHTING} or {@link EventStream#FLOW}
        void receive(int kind, byte[] array, int offset, int length);
    }

    private final List<EventStream> streams;

    EventMerge(List<EventStream> streams) {
        this.streams = List.copyOf(streams);
    }

    /// Hands out what is ready, at most `limit` events, and answers how many.
    public int drain(Receiver receiver, int limit) {
        int handed = 0;
        while (handed < limit) {
            ByteRing next = next();
            if (next == null) {
                break;
            }
            receiver.receive(next.kind(), next.array(), next.offset(), next.length());
            next.take();
            handed++;
        }
        return handed;
    }

    private @Nullable ByteRing next() {
        ByteRing best = null;
        long horizon = Long.MAX_VALUE;
        for (EventStream stream : streams) {
            // The mark is read before the rings: what it covers is in them already.
            long completed = stream.completed();
            ByteRing head = head(stream);
            if (head == null) {
                horizon = Math.min(horizon, completed);
            } else if (best == null || isBefore(head, best)) {
                best = head;
            }
        }
        return best != null && best.order() <= horizon ? best : null;
    }

    private static @Nullable ByteRing head(EventStream stream) {
        // Flows first: once their head is seen, every earlier sighting is in its ring, too.
        boolean flow = stream.flows.hasHead();
        boolean sighting = stream.sightings.hasHead();
        if (flow && sighting) {
            boolean earlier = stream.sightings.sequence() < stream.flows.sequence();
            return earlier ? stream.sightings : stream.flows;
        }
        if (sighting) {
            // An earlier flow event may have been written since the first look.
            boolean now = stream.flows.hasHead();
            boolean flowFirst = now && stream.flows.sequence() < stream.sightings.sequence();
            return flowFirst ? stream.flows : stream.sightings;
        }
        return flow ? stream.flows : null;
    }

    private static boolean isBefore(ByteRing a, ByteRing b) {
        return a.order() != b.order() ? a.order() < b.order() : a.shard() < b.shard();
    }
}
