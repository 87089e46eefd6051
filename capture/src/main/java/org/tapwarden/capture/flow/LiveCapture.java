package org.tapwarden.capture.flow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Tap;
import org.tapwarden.capture.flow.LossAccount.Drop;
import org.tapwarden.capture.keep.FrameCopies;
import org.tapwarden.capture.keep.PacketKeeper;

/// Watches live sources, one capture thread each, every one run to completion: read a block, decode
/// a batch, update flows. Nothing waits for anybody; a full ring counts a drop.
///
/// With several threads the kernel deals the frames out by their flow's hash. Frames whose flow
/// that hash splits ({@link HashSplit}) are copied to one more thread, which owns shards of its own
/// and sees all of them. A flow of which some packets are of this kind and others are not (a
/// datagram in fragments between whole ones) stands in both places, as two flows.
///
/// Event time is the frames' own; when nothing comes, the wall clock drives it on, so flows end on
/// an idle tap, too.
public final class LiveCapture implements AutoCloseable {

    /// Sources at most, where there is more than one: the thread for split flows wants a shard,
    /// too.
    public static final int MOST_SHARING = FlowTable.SHARDS - 1;

    private static final long WAIT_NANOS = 50_000_000L;

    /// What is in the rings when the capture shall end is still read, but not for longer.
    private static final long LAST_READS_NANOS = 200_000_000L;

    private final Pipeline pipeline;
    private final List<Member> members = new ArrayList<>();
    private final @Nullable SplitFlows splitFlows;
    private final List<ShardOwner> owners = new ArrayList<>();
    private final EventMerge merge;
    private final LongSupplier wallNanos;
    private volatile boolean stopped;

    /// @param sources one a thread, at most {@link #MOST_SHARING}
    /// @param wallNanos wall clock, nanoseconds since 1970; the first reading also starts the flow
    ///   ids, which stay unique over restarts since frames are rarer than nanoseconds
    /// @param hashKey random, so that nobody can aim at one shard
    public LiveCapture(
            Pipeline pipeline, List<FrameSource> sources, LongSupplier wallNanos, long hashKey) {
        this(pipeline, sources, wallNanos, hashKey, null);
    }

    /// @param keeper keeps the recent frames, or null; it is closed after this
    public LiveCapture(
            Pipeline pipeline,
            List<FrameSource> sources,
            LongSupplier wallNanos,
            long hashKey,
            @Nullable PacketKeeper keeper) {
        this(pipeline, sources, wallNanos, hashKey, keeper, null);
    }

    /// @param whole takes whole frames under orders, or null; only where there is a keeper
    public LiveCapture(
            Pipeline pipeline,
            List<FrameSource> sources,
            LongSupplier wallNanos,
            long hashKey,
            @Nullable PacketKeeper keeper,
            @Nullable WholePayload whole) {
        if (sources.isEmpty() || sources.size() > MOST_SHARING) {
            throw new IllegalArgumentException(
                    "capture threads must be 1 to " + MOST_SHARING + ", not " + sources.size());
        }
        this.pipeline = pipeline;
        this.wallNanos = wallNanos;
        boolean sharing = sources.size() > 1;
        int threads = sharing ? sources.size() + 1 : 1;
        long firstId = wallNanos.getAsLong();
        for (int i = 0; i < threads; i++) {
            FrameCopies copies = keeper == null ? null : keeper.ring();
            WholeCopies all = copies == null || whole == null ? null : new WholeCopies(whole);
            owners.add(
                    new ShardOwner(pipeline, i, threads, wallNanos, firstId, hashKey, copies, all));
        }
        for (int i = 0; i < sources.size(); i++) {
            FrameRing toSplit = sharing ? new FrameRing(FrameRing.DEFAULT_BYTES) : null;
            members.add(new Member(sources.get(i), i, owners.get(i), toSplit));
        }
        this.splitFlows = sharing ? new SplitFlows(owners.getLast()) : null;
        this.merge = new EventMerge(owners.stream().map(o -> o.engine.events()).toList());
    }

    /// Starts the capture threads.
    public void start() {
        members.forEach(m -> m.thread.start());
        if (splitFlows != null) {
            splitFlows.thread.start();
        }
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

    /// Where every frame went, as of each thread's last tick.
    public LossAccount account() {
        // First what the thread took, then what it was given: it never took more.
        LossAccount sum = splitFlows == null ? LossAccount.NONE : splitFlows.account;
        for (Member member : members) {
            sum = sum.plus(member.account);
        }
        return sum;
    }

    /// How the interfaces are, each once, whatever the number of its threads.
    ///
    /// @param frames handed out by the interface's sources so far
    public record Watched(Tap tap, long frames) {}

    /// Every interface that is watched. Asks the machine: not for a loop without pauses.
    public List<Watched> taps() {
        Map<String, Watched> byName = new LinkedHashMap<>();
        for (Member member : members) {
            Tap tap = member.source.tap();
            if (!tap.name().isEmpty()) {
                byName.merge(
                        tap.name(),
                        new Watched(tap, member.handedOut),
                        (a, b) -> new Watched(worse(a.tap, b.tap), a.frames + b.frames));
            }
        }
        return List.copyOf(byName.values());
    }

    private static Tap worse(Tap a, Tap b) {
        int state = b.state().compareTo(a.state());
        return state > 0 || (state == 0 && b.gaps() > a.gaps()) ? b : a;
    }

    /// Frames by what became of them, a counter set a thread, as of its last tick.
    public List<FrameDecoder.Counters> frameCounters() {
        return owners.stream().map(ShardOwner::frames).toList();
    }

    /// Flows, all threads together, as of their last ticks.
    public FlowEngine.Counters flowCounters() {
        var sum = FlowEngine.Counters.NONE;
        for (ShardOwner owner : owners) {
            sum = sum.plus(owner.engine.counters());
        }
        return sum;
    }

    /// Events that found a full ring: sightings, then flow events.
    public long[] eventsDropped() {
        long[] dropped = new long[2];
        for (ShardOwner owner : owners) {
            dropped[0] += owner.engine.events().droppedSightings();
            dropped[1] += owner.engine.events().droppedFlows();
        }
        return dropped;
    }

    /// Whether a capture thread still runs.
    public boolean isRunning() {
        boolean splitRuns = splitFlows != null && splitFlows.thread.isAlive();
        return splitRuns || members.stream().anyMatch(m -> m.thread.isAlive());
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
            join(member.thread);
            member.source.close();
        }
        if (splitFlows != null) {
            join(splitFlows.thread);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Where the frames of one thread went. That thread writes it.
    private static final class Tally {
        private long taken;
        private long processed;
        private long leftOut;
        private long passedOn;
        private long splitRingFull;
        private long givenUp;

        /// Frames of which it is decided already that nobody here processes them.
        long elsewhere() {
            return leftOut + passedOn + splitRingFull;
        }

        LossAccount account(FrameSource.Losses losses) {
            var drops = new EnumMap<Drop, Long>(Drop.class);
            drops.put(Drop.KERNEL, losses.kernelDrops());
            drops.put(Drop.BROKEN, losses.cutRecords());
            drops.put(Drop.UNREAD, losses.unread());
            drops.put(Drop.SPLIT_RING_FULL, splitRingFull);
            drops.put(Drop.BATCH_GIVEN_UP, givenUp);
            long before = losses.kernelDrops() + losses.cutRecords() + losses.unread();
            return new LossAccount(
                    taken + losses.waiting() + before,
                    processed,
                    leftOut,
                    passedOn + losses.waiting(),
                    drops);
        }

        /// Of the thread that takes what others passed on: nothing is offered to it, and what it
        /// took no longer waits.
        LossAccount accountOfPassedOn() {
            return new LossAccount(0, processed, 0, -taken, Map.of(Drop.BATCH_GIVEN_UP, givenUp));
        }
    }

    /// One source, one thread, and the shards it owns.
    private final class Member {
        final FrameSource source;
        final ShardOwner owner;
        final @Nullable FrameRing toSplit;
        final Thread thread;
        private final Tally tally = new Tally();
        volatile @Nullable IOException failure;
        volatile LossAccount account = LossAccount.NONE;
        volatile long handedOut;
        volatile boolean passesOn = true;

        Member(FrameSource source, int number, ShardOwner owner, @Nullable FrameRing toSplit) {
            this.source = source;
            this.owner = owner;
            this.toSplit = toSplit;
            this.thread = Thread.ofPlatform().name("capture-" + number).unstarted(this::run);
        }

        private void run() {
            try {
                var block = new Block();
                while (!stopped) {
                    FrameSource.Read read = source.read(block, WAIT_NANOS);
                    if (read == FrameSource.Read.END) {
                        break;
                    }
                    if (read == FrameSource.Read.IDLE) {
                        owner.see(wallNanos.getAsLong() - WAIT_NANOS);
                    } else {
                        guarded(block);
                    }
                    if (owner.tickIfDue()) {
                        publish(source.settle());
                    }
                    owner.complete();
                }
                readTheRest(block);
            } catch (IOException e) {
                failure = e;
            } finally {
                passesOn = false;
                source.close();
                publish(source.losses());
                owner.finish();
            }
        }

        /// What the kernel took in before the end is not lost with the ring.
        private void readTheRest(Block block) throws IOException {
            long began = System.nanoTime();
            while (System.nanoTime() - began < LAST_READS_NANOS
                    && source.read(block, WAIT_NANOS) == FrameSource.Read.FRAMES) {
                guarded(block);
                owner.complete();
            }
        }

        /// A bug in one batch must not blind the appliance: it is counted, the thread goes on.
        private void guarded(Block block) {
            long elsewhere = tally.elsewhere();
            tally.taken += block.count();
            boolean done = false;
            try {
                take(block);
                done = true;
            } catch (RuntimeException | StackOverflowError e) {
                // Counted below.
            }
            long ours = block.count() - (tally.elsewhere() - elsewhere);
            if (done) {
                tally.processed += ours;
            } else {
                tally.givenUp += ours;
            }
        }

        private void take(Block block) {
            owner.begin(block);
            for (int i = 0; i < block.count(); i++) {
                if (!pipeline.filter().passes(block, i)) {
                    tally.leftOut++;
                } else if (!owner.decodePlain(block, i)) {
                    takeOther(block, i);
                }
            }
            owner.accept();
        }

        /// Only of frames that are not plain the kernel's hash may have split the flow.
        private void takeOther(Block block, int i) {
            FrameRing ring = toSplit;
            if (ring == null || !HashSplit.splits(block, i)) {
                owner.decode(block, i);
            } else if (ring.offer(block, i)) {
                tally.passedOn++;
            } else {
                tally.splitRingFull++;
            }
        }

        private void publish(FrameSource.Losses losses) {
            account = tally.account(losses);
            handedOut = tally.taken;
        }
    }

    /// The thread for frames whose flow the kernel's hash splits.
    private final class SplitFlows {

        /// Short enough for the order of events, long enough to cost nothing.
        private static final long PAUSE_NANOS = 2_000_000L;

        final ShardOwner owner;
        final Thread thread;
        private final Tally tally = new Tally();
        volatile LossAccount account = LossAccount.NONE;

        SplitFlows(ShardOwner owner) {
            this.owner = owner;
            this.thread = Thread.ofPlatform().name("capture-split").unstarted(this::run);
        }

        private void run() {
            var block = new Block();
            while (true) {
                // Before the rings are looked at: what these cover is in the rings then.
                boolean over = members.stream().noneMatch(m -> m.passesOn);
                long horizon = over ? Long.MAX_VALUE : horizon();
                if (take(block, horizon)) {
                    tick();
                    continue;
                }
                if (over) {
                    break;
                }
                if (horizon != Long.MAX_VALUE) {
                    owner.see(horizon);
                }
                tick();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            account = tally.accountOfPassedOn();
            owner.finish();
        }

        /// Up to here every member has passed on what is for this thread.
        private long horizon() {
            long horizon = Long.MAX_VALUE;
            for (Member member : members) {
                horizon = Math.min(horizon, member.owner.engine.events().completed());
            }
            return horizon;
        }

        /// Takes the oldest frames in their order: a question and its answer come from two members.
        /// Those that another member may still precede wait, unless their ring fills up.
        private boolean take(Block block, long horizon) {
            FrameRing oldest = null;
            long next = Long.MAX_VALUE;
            boolean hurry = false;
            for (Member member : members) {
                FrameRing ring = Objects.requireNonNull(member.toSplit);
                if (!ring.hasHead()) {
                    continue;
                }
                hurry |= ring.isHalfFull();
                if (oldest == null || ring.headNanos() < oldest.headNanos()) {
                    next = oldest == null ? next : Math.min(next, oldest.headNanos());
                    oldest = ring;
                } else {
                    next = Math.min(next, ring.headNanos());
                }
            }
            if (oldest == null || (oldest.headNanos() > horizon && !hurry)) {
                return false;
            }
            oldest.fill(block, hurry ? next : Math.min(next, horizon));
            guarded(block);
            oldest.release();
            return true;
        }

        private void tick() {
            if (owner.tickIfDue()) {
                account = tally.accountOfPassedOn();
            }
            owner.complete();
        }

        private void guarded(Block block) {
            tally.taken += block.count();
            try {
                owner.begin(block);
                for (int i = 0; i < block.count(); i++) {
                    owner.decode(block, i);
                }
                owner.accept();
                tally.processed += block.count();
            } catch (RuntimeException | StackOverflowError e) {
                tally.givenUp += block.count();
            }
        }
    }
}
