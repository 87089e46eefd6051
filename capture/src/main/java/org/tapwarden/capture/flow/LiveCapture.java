package org.tapwarden.capture.flow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;

/// Watches live sources, one capture thread each, every one run to completion: read a block, decode
/// a batch, update flows. Nothing waits for anybody; a full ring counts a drop.
///
/// Event time is the frames' own; when nothing comes, the wall clock drives it on, so flows end on
/// an idle tap, too.
public final class LiveCapture implements AutoCloseable {

    private static final long WAIT_NANOS = 50_000_000L;
    private static final int FLOW_IDS_APART = FlowTable.SHARDS;

    private final Pipeline pipeline;
    private final List<Member> members = new ArrayList<>();
    private final EventMerge merge;
    private final LongSupplier wallNanos;
    private volatile boolean stopped;

    /// @param sources one a thread, at most {@link FlowTable#SHARDS}
    /// @param wallNanos wall clock, nanoseconds since 1970; the first reading also starts the flow
    ///   ids, which stay unique over restarts since frames are rarer than nanoseconds
    /// @param hashKey random, so that nobody can aim at one shard
    public LiveCapture(
            Pipeline pipeline, List<FrameSource> sources, LongSupplier wallNanos, long hashKey) {
        if (sources.isEmpty() || sources.size() > FlowTable.SHARDS) {
            throw new IllegalArgumentException(
                    "capture threads must be 1 to " + FlowTable.SHARDS + ", not " + sources.size());
        }
        this.pipeline = pipeline;
        this.wallNanos = wallNanos;
        long firstId = wallNanos.getAsLong();
        for (int i = 0; i < sources.size(); i++) {
            members.add(new Member(sources.get(i), i, sources.size(), firstId + i, hashKey));
        }
        this.merge = new EventMerge(members.stream().map(m -> m.engine.events()).toList());
    }

    /// Starts the capture threads.
    public void start() {
        members.forEach(m -> m.thread.start());
    }

    /// What the frames told, by event time. One thread drains it.
    public EventMerge events() {
        return merge;
    }

    /// The first source that failed, or null while all are well.
    public @Nullable IOException failure() {
        for (Member member : members) {
            IOException failure = member.failure;
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    /// Bugs that a batch met; the batch was given up and the thread went on.
    public long batchesGivenUp() {
        return members.stream().mapToLong(m -> m.batchesGivenUp).sum();
    }

    /// What the sources lost.
    public FrameSource.Losses losses() {
        long kernel = 0;
        long cut = 0;
        for (Member member : members) {
            FrameSource.Losses losses = member.source.losses();
            kernel += losses.kernelDrops();
            cut += losses.cutRecords();
        }
        return new FrameSource.Losses(kernel, cut);
    }

    /// Frames by what became of them, a counter set a thread, as of its last tick.
    public List<FrameDecoder.Counters> frameCounters() {
        return members.stream().map(m -> m.frames).toList();
    }

    /// Flows, all threads together, as of their last ticks.
    public FlowEngine.Counters flowCounters() {
        var sum = FlowEngine.Counters.NONE;
        for (Member member : members) {
            sum = sum.plus(member.engine.counters());
        }
        return sum;
    }

    /// Events that found a full ring: sightings, then flow events.
    public long[] eventsDropped() {
        long[] dropped = new long[2];
        for (Member member : members) {
            dropped[0] += member.engine.events().droppedSightings();
            dropped[1] += member.engine.events().droppedFlows();
        }
        return dropped;
    }

    /// Whether a capture thread still runs.
    public boolean isRunning() {
        return members.stream().anyMatch(m -> m.thread.isAlive());
    }

    /// Tells the threads to end their flows and stop. Drain until {@link #isRunning} says false,
    /// then once more.
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stop();
        for (Member member : members) {
            try {
                member.thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            member.source.close();
        }
    }

    /// One source, one thread, and the shards it owns.
    private final class Member {
        final FrameSource source;
        final FrameDecoder decoder;
        final FlowEngine engine;
        final Thread thread;
        final DecodedFrames batch = new DecodedFrames();
        volatile @Nullable IOException failure;
        volatile long batchesGivenUp;
        volatile FrameDecoder.Counters frames;
        private long givenUp;
        private long nextTick;

        Member(FrameSource source, int number, int threads, long firstId, long hashKey) {
            this.source = source;
            var clock = new EventClock(EventClock.LIVE_AGREEMENT);
            clock.start(wallNanos.getAsLong());
            this.decoder =
                    new FrameDecoder(clock, pipeline.spaces(), hashKey, firstId, FLOW_IDS_APART);
            this.engine = pipeline.engine(Pipeline.shardsOf(number, threads), false);
            this.frames = decoder.counters();
            this.thread = Thread.ofPlatform().name("capture-" + number).unstarted(this::run);
        }

        private void run() {
            var block = new Block();
            try {
                while (!stopped) {
                    FrameSource.Read read = source.read(block, WAIT_NANOS);
                    if (read == FrameSource.Read.END) {
                        break;
                    }
                    if (read == FrameSource.Read.IDLE) {
                        decoder.clock().see(wallNanos.getAsLong() - WAIT_NANOS);
                    } else {
                        guarded(block);
                    }
                    tickIfDue();
                    // Frames of the same nanosecond may follow: all before it is complete.
                    engine.events().complete(decoder.clock().now() - 1);
                }
            } catch (IOException e) {
                failure = e;
            }
            decoder.fragments().finish();
            engine.finish(decoder.clock().now(), decoder.doubles());
            frames = decoder.counters();
        }

        /// A bug in one batch must not blind the appliance: it is counted, the thread goes on.
        private void guarded(Block block) {
            try {
                take(block);
            } catch (RuntimeException | StackOverflowError e) {
                batchesGivenUp = ++givenUp;
            }
        }

        private void take(Block block) {
            batch.begin(block.window());
            for (int i = 0; i < block.count(); i++) {
                if (pipeline.filter().passes(block, i)) {
                    int row = batch.count;
                    decoder.decode(block, i, batch);
                    if (batch.count > row) {
                        batch.order[row] = decoder.clock().now();
                    }
                }
            }
            engine.accept(batch);
        }

        private void tickIfDue() {
            long now = decoder.clock().now();
            if (now >= nextTick) {
                nextTick = now + Pipeline.TICK_NANOS;
                decoder.fragments().tick(now);
                engine.tick(now, now, decoder.doubles());
                frames = decoder.counters();
            }
        }
    }
}
