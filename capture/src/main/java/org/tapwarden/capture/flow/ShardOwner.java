package org.tapwarden.capture.flow;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.keep.FrameCopies;

/// What one live thread owns: decoder, event clock, flow engine, and whole shards of the table.
///
/// The kernel says which thread sees a flow, and knows nothing of shards. So the flow's shard is
/// chosen among the thread's own, from the same hash: which of them is the same for every frame of
/// the flow, and all the same to everybody else.
final class ShardOwner {

    /// Two lines of the cache: Ethernet, IP and the ports.
    private static final int HEADERS = 48;

    private static final int FLOW_IDS_APART = FlowTable.SHARDS;
    private static final int SHARD_SHIFT = 60;
    private static final long WITHOUT_SHARD = (1L << SHARD_SHIFT) - 1;

    final FrameDecoder decoder;
    final FlowEngine engine;
    private final @Nullable FrameCopies copies;
    private final @Nullable WholeCopies whole;
    private final int[] owned;
    private final DecodedFrames batch = new DecodedFrames();
    private volatile FrameDecoder.Counters frames;

    /// Keeps the compiler from leaving out the early reads.
    @SuppressWarnings("UnusedVariable")
    private long touched;

    private long nextTick;

    /// @param number of this thread among `threads`
    /// @param firstId the flow ids of all threads start here
    /// @param copies where frames are kept, or null
    /// @param whole where whole frames are kept under orders, or null; only with `copies`
    ShardOwner(
            Pipeline pipeline,
            int number,
            int threads,
            LongSupplier wallNanos,
            long firstId,
            long hashKey,
            @Nullable FrameCopies copies,
            @Nullable WholeCopies whole) {
        this.copies = copies;
        this.whole = whole;
        var clock = new EventClock(EventClock.LIVE_AGREEMENT);
        clock.start(wallNanos.getAsLong());
        this.owned = Pipeline.shardsOf(number, threads);
        this.decoder =
                new FrameDecoder(
                        clock, pipeline.spaces(), hashKey, firstId + number, FLOW_IDS_APART);
        this.engine = pipeline.engine(owned, false, copies, whole);
        this.frames = decoder.counters();
    }

    /// Starts a batch of frames of this block.
    ///
    /// Reads the headers of all of them first: what the network card wrote is in no cache of ours,
    /// and so the memory answers for all at one time (measured: 100 ns a frame less).
    void begin(Block block) {
        batch.begin(block.window());
        if (copies != null) {
            copies.begin(block);
        }
        if (whole != null) {
            whole.begin(block);
        }
        long read = 0;
        MemorySegment segment = block.segment();
        for (int i = 0; i < block.count(); i++) {
            if (block.capturedLength(i) >= HEADERS) {
                long at = block.offset(i);
                read += segment.get(JAVA_LONG_UNALIGNED, at);
                read += segment.get(JAVA_LONG_UNALIGNED, at + HEADERS - Long.BYTES);
            }
        }
        touched += read;
    }

    /// Decodes frame `i` into the batch when it is a plain one; else leaves all as it was.
    boolean decodePlain(Block block, int i) {
        int row = batch.count;
        boolean plain = decoder.decodePlain(block, i, batch);
        if (plain) {
            order(row, i);
        }
        return plain;
    }

    /// Decodes frame `i` into the batch.
    void decode(Block block, int i) {
        int row = batch.count;
        decoder.decode(block, i, batch);
        if (batch.count > row) {
            order(row, i);
        }
    }

    private void order(int row, int i) {
        batch.inBlock[row] = i;
        batch.order[row] = decoder.clock().now();
        batch.hash[row] = settled(batch.hash[row], owned);
    }

    /// Shows the batch to the flow engine.
    void accept() {
        engine.accept(batch);
    }

    /// The same hash with one of the thread's own shards in it.
    static long settled(long hash, int[] owned) {
        long shard = owned[FlowTable.shardOf(hash) % owned.length];
        return (hash & WITHOUT_SHARD) | (shard << SHARD_SHIFT);
    }

    /// Moves event time on, when nothing comes that would.
    void see(long nanos) {
        if (nanos > decoder.clock().now()) {
            decoder.clock().see(nanos);
        }
    }

    /// Ends and slices what is due; answers whether a second of event time was over. At full
    /// seconds: what the table ends it ends at one, and a tick between two of them would come up to
    /// a second later.
    boolean tickIfDue() {
        long now = decoder.clock().now();
        if (now < nextTick) {
            return false;
        }
        nextTick = (Math.floorDiv(now, Pipeline.TICK_NANOS) + 1) * Pipeline.TICK_NANOS;
        decoder.fragments().tick(now);
        engine.tick(now, now, decoder.doubles());
        publish();
        return true;
    }

    /// Frames of the same nanosecond may follow: all before it is complete.
    void complete() {
        engine.events().complete(decoder.clock().now() - 1);
    }

    /// Ends every flow: the capture is over. Waits for whoever reads the events.
    void finish() {
        engine.events().ending();
        decoder.fragments().finish();
        engine.finish(decoder.clock().now(), decoder.doubles());
        publish();
    }

    private void publish() {
        frames = decoder.counters();
        if (copies != null) {
            copies.publish();
        }
        if (whole != null) {
            whole.publish();
        }
    }

    /// As of the last tick. Any thread.
    FrameDecoder.Counters frames() {
        return frames;
    }
}
