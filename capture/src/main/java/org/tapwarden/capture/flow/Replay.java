package org.tapwarden.capture.flow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;

/// Plays a capture through the flow table in packet time, as fast as it goes.
///
/// One reader decodes to the innermost addresses, joins fragments, numbers frames and deals them
/// out to the owners of their shards. The hash key is fixed and a full ring waits, so the events
/// are the same for every number of threads, also where tables are full.
public final class Replay implements AutoCloseable {

    private static final long HASH_KEY = 0x7461_7077_6172_6465L;
    private static final int QUEUE = 64;

    private final Pipeline pipeline;
    private final FrameSource source;
    private final FrameDecoder decoder;
    private final List<Worker> workers = new ArrayList<>();
    private final EventMerge merge;
    private final Thread reader;
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;
    private volatile long framesRead;
    private long nextTick = Long.MIN_VALUE;

    /// @param threads capture threads, 1 to {@link FlowTable#SHARDS}
    public Replay(Pipeline pipeline, FrameSource source, int threads) {
        this(new ReplayEngines(pipeline, threads), source);
    }

    /// @param engines of a replay that came to its end, or new ones
    public Replay(ReplayEngines engines, FrameSource source) {
        this.pipeline = engines.pipeline();
        this.source = source;
        var clock = new EventClock(EventClock.REPLAY_AGREEMENT);
        this.decoder = new FrameDecoder(clock, pipeline.spaces(), HASH_KEY, 1, 1);
        for (FlowEngine engine : engines.fresh()) {
            workers.add(new Worker(engine, workers.size()));
        }
        this.merge = new EventMerge(workers.stream().map(w -> w.engine.events()).toList());
        this.reader = Thread.ofPlatform().name("replay-reader").unstarted(this::read);
    }

    /// Starts the threads. The caller then drains {@link #events} until {@link #isOver}.
    public void start() {
        if (workers.size() > 1) {
            workers.forEach(w -> w.thread.start());
        }
        reader.start();
    }

    /// What the frames told, in the one order that does not depend on the threads.
    public EventMerge events() {
        return merge;
    }

    /// True once all threads are done; drain once more afterwards.
    ///
    /// @throws IOException when the source failed
    public boolean isOver() throws IOException {
        Throwable thrown = failure;
        if (thrown != null) {
            stop();
            if (thrown instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException("replay failed", thrown);
        }
        boolean busy = reader.isAlive() || workers.stream().anyMatch(w -> w.thread.isAlive());
        if (!busy && !stopped && eventsLost() > 0) {
            throw new IllegalStateException("replay lost " + eventsLost() + " events");
        }
        return !busy;
    }

    private long eventsLost() {
        long lost = 0;
        for (Worker worker : workers) {
            EventStream events = worker.engine.events();
            lost += events.droppedSightings() + events.droppedFlows();
        }
        return lost;
    }

    /// Frames read so far, for a progress bar.
    public long framesRead() {
        return framesRead;
    }

    /// What became of the frames. Whole once {@link #isOver} said true.
    public FrameDecoder.Counters frameCounters() {
        return decoder.counters();
    }

    /// What became of the flows. Whole once {@link #isOver} said true.
    public FlowEngine.Counters flowCounters() {
        var sum = FlowEngine.Counters.NONE;
        for (Worker worker : workers) {
            sum = sum.plus(worker.engine.counters());
        }
        return sum;
    }

    /// Ends early: nobody waits for anybody any more.
    public void stop() {
        stopped = true;
        workers.forEach(w -> w.engine.events().abandon());
    }

    @Override
    public void close() {
        stop();
        try {
            reader.join();
            for (Worker worker : workers) {
                worker.thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        source.close();
    }

    private void read() {
        try {
            var block = new Block();
            while (!stopped && source.read(block, Pipeline.TICK_NANOS) != FrameSource.Read.END) {
                if (workers.size() == 1) {
                    play(block);
                } else {
                    deal(block);
                }
                framesRead = decoder.offered();
            }
            decoder.fragments().finish();
            finish();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            stop();
        }
    }

    /// Whether event time has come to the next full second; sets the second after it.
    private boolean isTickDue() {
        long now = decoder.clock().now();
        if (now < nextTick) {
            return false;
        }
        boolean first = nextTick == Long.MIN_VALUE;
        nextTick = Math.floorDiv(now, Pipeline.TICK_NANOS) * Pipeline.TICK_NANOS;
        nextTick += Pipeline.TICK_NANOS;
        return !first;
    }

    private long tickTime() {
        return nextTick - Pipeline.TICK_NANOS;
    }

    /// Ticks stand just before the frame that made them due.
    private long tickOrder() {
        return 2 * (decoder.offered() - 1);
    }

    /// One thread: decode and process in place, nothing is handed over.
    private void play(Block block) {
        Worker only = workers.getFirst();
        DecodedFrames batch = only.batch;
        batch.begin(block.window());
        startClock(block);
        for (int i = 0; i < block.count(); i++) {
            if (!pipeline.filter().passes(block, i)) {
                decoder.leaveOut();
                continue;
            }
            int row = batch.count;
            decoder.decode(block, i, batch);
            if (isTickDue()) {
                boolean entered = batch.count > row;
                batch.count = row;
                only.accept(batch);
                decoder.fragments().tick(tickTime());
                only.tick(tickOrder(), tickTime(), decoder.doubles());
                batch.begin(block.window());
                if (entered) {
                    batch.take(batch, row);
                }
            }
        }
        only.accept(batch);
        batch.begin(block.window());
    }

    private void startClock(Block block) {
        if (!decoder.clock().isStarted() && block.count() > 0) {
            decoder.clock().start(Pipeline.startOf(block));
        }
    }

    private final DecodedFrames staging = new DecodedFrames();

    /// Several threads: decode here, hand the columns to the owner of the shard.
    private void deal(Block block) {
        startClock(block);
        for (int i = 0; i < block.count(); i++) {
            if (!pipeline.filter().passes(block, i)) {
                decoder.leaveOut();
                continue;
            }
            staging.begin(block.window());
            decoder.decode(block, i, staging);
            if (isTickDue()) {
                flushAll(tickOrder() - 1);
                decoder.fragments().tick(tickTime());
                for (Worker worker : workers) {
                    worker.put(Work.tick(tickOrder(), tickTime(), decoder.doubles()));
                }
            }
            if (staging.count == 1) {
                int shard = FlowTable.shardOf(staging.hash[0]);
                workers.get(shard % workers.size()).stage(block, staging);
            }
        }
        // The block's memory goes with its window: everything staged is handed over now.
        flushAll(2 * decoder.offered() - 1);
    }

    /// Hands over what is staged, then tells everybody that nothing more comes up to `through`.
    private void flushAll(long through) {
        for (Worker worker : workers) {
            worker.flush();
        }
        for (Worker worker : workers) {
            worker.dealtThrough = Math.max(worker.dealtThrough, through);
        }
    }

    private void finish() {
        long order = 2 * decoder.offered();
        for (Worker worker : workers) {
            if (workers.size() == 1) {
                worker.finish(order, decoder.doubles());
            } else {
                worker.put(Work.finish(order, decoder.doubles()));
            }
        }
    }

    /// A batch, or a tick, or the end.
    private record Work(
            @Nullable DecodedFrames batch, long order, long nanos, boolean last, boolean doubled) {

        static Work tick(long order, long nanos, boolean doubled) {
            return new Work(null, order, nanos, false, doubled);
        }

        static Work finish(long order, boolean doubled) {
            return new Work(null, order, 0, true, doubled);
        }
    }

    /// Owns some shards, their engine and their events.
    private final class Worker {
        final FlowEngine engine;
        final Thread thread;
        final ArrayBlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE);
        final ArrayBlockingQueue<DecodedFrames> spare = new ArrayBlockingQueue<>(QUEUE + 2);
        DecodedFrames batch = new DecodedFrames();
        volatile long dealtThrough = Long.MIN_VALUE;

        Worker(FlowEngine engine, int number) {
            this.engine = engine;
            this.thread = Thread.ofPlatform().name("replay-" + number).unstarted(this::work);
        }

        void accept(DecodedFrames frames) {
            engine.accept(frames);
            if (frames.count > 0) {
                engine.events().complete(frames.order[frames.count - 1]);
            }
        }

        void tick(long order, long nanos, boolean doubled) {
            engine.tick(order, nanos, doubled);
            engine.events().complete(order);
        }

        void finish(long order, boolean doubled) {
            engine.finish(order, doubled);
        }

        // ---- called by the reader ----

        void stage(Block block, DecodedFrames from) {
            if (batch.count == 0) {
                batch.begin(block.window());
                block.window().hold();
            }
            batch.take(from, 0);
            if (batch.isFull()) {
                flush();
            }
        }

        void flush() {
            if (batch.count == 0) {
                return;
            }
            put(new Work(batch, 0, 0, false, false));
            renew();
        }

        /// As {@link #flush}, but only when there is room now.
        private boolean flushWithoutWaiting() {
            if (batch.count == 0) {
                return true;
            }
            boolean given = queue.offer(new Work(batch, 0, 0, false, false));
            if (given) {
                renew();
            }
            return given;
        }

        private void renew() {
            DecodedFrames next = spare.poll();
            batch = next == null ? new DecodedFrames() : next;
            batch.count = 0;
        }

        /// Waits for room. While it waits, the others learn how far the reader has come: else the
        /// deciding thread might wait for one of them, and this one for the deciding thread.
        void put(Work work) {
            try {
                while (!queue.offer(work, 1, TimeUnit.MILLISECONDS) && !stopped) {
                    long through = 2 * (decoder.offered() - 1) - 1;
                    for (Worker other : workers) {
                        if (other != this && other.flushWithoutWaiting()) {
                            other.dealtThrough = Math.max(other.dealtThrough, through);
                        }
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stop();
            }
        }

        // ---- its own thread ----

        private void work() {
            try {
                while (!stopped) {
                    long dealt = dealtThrough;
                    Work work = queue.poll();
                    if (work == null) {
                        if (dealt > engine.events().completed()) {
                            engine.events().complete(dealt);
                        }
                        work = queue.poll(1, TimeUnit.MILLISECONDS);
                    }
                    if (work != null && take(work)) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) {
                failure = e;
                stop();
            }
        }

        /// Answers true at the end.
        private boolean take(Work work) {
            DecodedFrames frames = work.batch();
            if (frames != null) {
                try {
                    accept(frames);
                } finally {
                    frames.window.drop();
                }
                if (!spare.offer(frames)) {
                    frames.count = 0;
                }
                return false;
            }
            if (work.last()) {
                finish(work.order(), work.doubled());
                return true;
            }
            tick(work.order(), work.nanos(), work.doubled());
            return false;
        }
    }
}
