package org.tapwarden.capture.flow;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.keep.FrameCopies;

/// What every capture thread is built from.
///
/// @param inspectors makes one inspector a thread, over that thread's table and events
/// @param spaces address space by interface and VLAN
/// @param watching the watch list as it is now
/// @param ringBytes size of each event ring, a power of two
public record Pipeline(
        FlowLimits limits,
        Inspectors inspectors,
        IntBinaryOperator spaces,
        Supplier<WatchList> watching,
        FrameFilter filter,
        int ringBytes) {

    /// Makes inspectors.
    @FunctionalInterface
    public interface Inspectors {
        Inspector over(FlowTable table, EventStream events);
    }

    /// One megabyte holds some thousand events: about a tenth of a second at the highest rates.
    public static final int RING_BYTES = 1 << 20;

    static final long TICK_NANOS = 1_000_000_000L;

    /// A pipeline with one address space, no watch list and no filter.
    public static Pipeline of(FlowLimits limits, Inspectors inspectors) {
        return new Pipeline(
                limits,
                inspectors,
                (iface, vlan) -> 0,
                () -> WatchList.EMPTY,
                FrameFilter.ALL,
                RING_BYTES);
    }

    FlowEngine engine(int[] ownedShards, boolean patient) {
        return engine(ownedShards, patient, null, null);
    }

    /// @param copies where frames are kept, or null
    /// @param whole where whole frames are kept under orders, or null
    FlowEngine engine(
            int[] ownedShards,
            boolean patient,
            @Nullable FrameCopies copies,
            @Nullable WholeCopies whole) {
        var table = new FlowTable(limits, ownedShards);
        var events = new EventStream(ringBytes, patient);
        return new FlowEngine(
                table, inspectors.over(table, events), events, watching, copies, whole);
    }

    /// The shards of thread `number` of `threads`.
    static int[] shardsOf(int number, int threads) {
        int[] owned = new int[(FlowTable.SHARDS - number + threads - 1) / threads];
        for (int i = 0; i < owned.length; i++) {
            owned[i] = number + i * threads;
        }
        return owned;
    }

    /// The time that a capture begins at: its first frame's, unless that frame lies more than an
    /// hour ahead of the middle of the first block, as a single broken timestamp does.
    static long startOf(Block block) {
        long[] times = new long[block.count()];
        for (int i = 0; i < times.length; i++) {
            times[i] = block.timestampNanos(i);
        }
        long first = times[0];
        Arrays.sort(times);
        long middle = times[times.length / 2];
        if (first - middle <= EventClock.TOLERANCE_NANOS) {
            return first;
        }
        for (long time : times) {
            if (middle - time <= EventClock.TOLERANCE_NANOS) {
                return time;
            }
        }
        return middle;
    }
}
