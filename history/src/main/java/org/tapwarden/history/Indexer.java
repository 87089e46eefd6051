package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolReader;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedFlow;

/// The thread that brings records from the spool into the indexes.
///
/// What was added is visible within half a second and durable within a few; the spool keeps it
/// until then. Whatever goes wrong with the disk, the thread lets go of all indexes and begins
/// again where the last commit ended, as after a crash.
final class Indexer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

    private static final int BATCH = 2_000;
    private static final Duration REFRESH_EVERY = Duration.ofMillis(400);

    /// While there is more to take in than a batch: every refresh writes what has gathered, and the
    /// less there is, the dearer it is.
    private static final Duration REFRESH_BEHIND = Duration.ofMillis(900);

    /// Bytes of the spool that are not taken in, from which on nobody waits for a refresh: what it
    /// would show is seconds old, and the time is better spent in catching up.
    private static final long FAR_BEHIND = 64L << 20;

    private static final Duration REFRESH_FAR_BEHIND = Duration.ofSeconds(4);

    private static final Duration IDLE = Duration.ofMillis(50);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);
    private static final Duration RETENTION_EVERY = Duration.ofMinutes(10);
    private static final Duration ROOM_EVERY = Duration.ofMinutes(1);
    private static final Duration ROOM_IN_TROUBLE = Duration.ofSeconds(10);
    private static final Duration SEALING_EVERY = Duration.ofSeconds(1);

    private final Path directory;
    private final Spool spool;
    private final Partitions partitions;
    private final Purge purge;
    private final Remains remains;
    private final InstantSource wall;
    private final Duration commitEvery;
    private final Thread thread;
    private final Sealer sealer;
    private final PackedFlow flow = new PackedFlow();

    private final LongAdder indexed = new LongAdder();
    private final LongAdder alreadyThere = new LongAdder();
    private final LongAdder tooOld = new LongAdder();
    private final LongAdder tooFarAhead = new LongAdder();
    private final LongAdder noRoom = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder diskErrors = new LongAdder();

    private final Alarm alarm;
    private long gapsCountedTo;
    private long roomMadeNanos = System.nanoTime() - ROOM_IN_TROUBLE.toNanos();
    private volatile Instant committedAt;
    private volatile long roundNanos = System.nanoTime();
    private volatile boolean failing;

    private final AtomicLong visible = new AtomicLong();
    private volatile Cursor committed;

    /// Work that must not meet the writing half way.
    private final Queue<FutureTask<?>> asked = new ConcurrentLinkedQueue<>();

    private volatile boolean hurried;
    private volatile boolean stopping;

    Indexer(
            Path directory,
            Spool spool,
            Partitions partitions,
            Purge purge,
            Remains remains,
            Sealer.Afterwards sealed,
            InstantSource wall,
            Duration commitEvery)
            throws IOException {
        this.directory = directory;
        this.spool = spool;
        this.partitions = partitions;
        this.purge = purge;
        this.remains = remains;
        this.wall = wall;
        this.commitEvery = commitEvery;
        this.committed = Cursor.read(directory, spool.id());
        this.committedAt = Cursor.written(directory).orElse(wall.instant());
        this.alarm = new Alarm("index", directory);
        this.thread = new Thread(this, "history-writer");
        thread.setDaemon(true);
        this.sealer = new Sealer(spool.id(), wall, sealed);
    }

    void start() {
        thread.start();
        sealer.start();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try (SpoolReader reader = spool.reader(committed.offset())) {
                    follow(reader);
                    commit(reader.offset());
                } catch (IOException | RuntimeException e) {
                    // Lucene closes an index by itself when its disk fails, and then says so with
                    // an IllegalStateException; the JDK has one of its own for folders.
                    diskErrors.increment();
                    failing = true;
                    raise(e);
                    closeWriters();
                    makeRoomNow();
                    pause(AFTER_TROUBLE);
                }
            }
        } finally {
            closeWriters();
        }
    }

    private void closeWriters() {
        partitions.lock().lock();
        try {
            partitions.writers().close();
        } catch (IOException | RuntimeException e) {
            diskErrors.increment();
            LOG.debug("an index of the flow history did not close in order: {}", e.toString());
        } finally {
            partitions.lock().unlock();
        }
    }

    private void raise(Exception e) {
        alarm.raise(
                "The flow history cannot be written, tried again each second: "
                        + alarm.disk(Alarm.words(e))
                        + Watch.waiting(spool, committed.offset()),
                wall.instant());
    }

    /// Says it when the writer does not come round, as with a disk that does not answer.
    void tellIfLate(Duration atMost) {
        long late = System.nanoTime() - roundNanos;
        if (late >= atMost.toNanos() && thread.isAlive()) {
            alarm.raise(
                    "The flow history is not written: its writer has not come round for "
                            + TimeUnit.NANOSECONDS.toSeconds(late)
                            + " s, as when a disk does not answer: "
                            + alarm.disk("no answer")
                            + Watch.waiting(spool, committed.offset()),
                    wall.instant());
        } else if (!failing) {
            alarm.over("The flow history is written again", wall.instant());
        }
    }

    /// Where the disk is full nothing can be committed, and so the usual round never comes to this.
    /// What is not committed is let go of by now.
    private void makeRoomNow() {
        long now = System.nanoTime();
        if (now - roomMadeNanos >= ROOM_IN_TROUBLE.toNanos()) {
            roomMadeNanos = now;
            makeRoom();
        }
    }

    /// A place where the spool lost something is met again when reading begins again.
    private void noteGaps(SpoolReader reader, long seen) {
        if (reader.gaps() > seen && reader.offset() > gapsCountedTo) {
            gapsCountedTo = reader.offset();
            gaps.add(reader.gaps() - seen);
            partitions
                    .losses()
                    .add(
                            new Losses.Loss(
                                    committedAt,
                                    wall.instant(),
                                    Losses.UNKNOWN,
                                    Losses.Why.DAMAGED));
        }
    }

    private void follow(SpoolReader reader) throws IOException {
        long refreshedNanos = System.nanoTime();
        long committedNanos = refreshedNanos;
        long retainedNanos = refreshedNanos - RETENTION_EVERY.toNanos();
        long roomNanos = retainedNanos;
        long sealedNanos = refreshedNanos;
        while (!stopping) {
            long gapsSeen = reader.gaps();
            int taken = take(reader);
            noteGaps(reader, gapsSeen);
            long now = System.nanoTime();
            roundNanos = now;
            boolean hurry = hurried && taken < BATCH;
            if (hurry || now - refreshedNanos >= refreshEvery(reader, taken).toNanos()) {
                refresh(reader.offset());
                refreshedNanos = now;
            }
            if (hurry || now - committedNanos >= commitEvery.toNanos()) {
                commit(reader.offset());
                committedNanos = now;
            }
            if (now - retainedNanos >= RETENTION_EVERY.toNanos()) {
                // What is read again after a crash must not bring back what went.
                commit(reader.offset());
                retain();
                retainedNanos = now;
            }
            if (now - roomNanos >= ROOM_EVERY.toNanos()) {
                commit(reader.offset());
                makeRoom();
                purge.keepBallast();
                roomNanos = now;
            }
            if (!asked.isEmpty()) {
                commit(reader.offset());
                doWhatWasAsked();
            }
            if (now - sealedNanos >= SEALING_EVERY.toNanos()) {
                seal(reader.offset());
                letGo();
                partitions.losses().save();
                sealedNanos = now;
            }
            if (hurry && taken == 0) {
                hurried = false;
            }
            if (taken < BATCH) {
                pause(IDLE);
            }
        }
    }

    private Duration refreshEvery(SpoolReader reader, int taken) {
        if (taken < BATCH) {
            return REFRESH_EVERY;
        }
        boolean far = spool.end() - reader.offset() > FAR_BEHIND;
        return far ? REFRESH_FAR_BEHIND : REFRESH_BEHIND;
    }

    private int take(SpoolReader reader) throws IOException {
        Instant now = wall.instant();
        partitions.lock().lock();
        try {
            partitions.writers().begin(now);
            int taken = 0;
            while (taken < BATCH) {
                byte[] bytes = reader.next();
                if (bytes == null) {
                    return taken;
                }
                taken++;
                count(bytes, new Cursor(committed.spool(), reader.offset()));
            }
            return taken;
        } finally {
            partitions.lock().unlock();
        }
    }

    private void count(byte[] bytes, Cursor end) throws IOException {
        Writers.Fate fate;
        try {
            fate = partitions.writers().add(flow.read(bytes), end);
        } catch (UnreadableFlow e) {
            unreadable.increment();
            return;
        }
        switch (fate) {
            case INDEXED -> indexed.increment();
            case ALREADY_THERE -> alreadyThere.increment();
            case TOO_OLD -> tooOld.increment();
            case TOO_FAR_AHEAD -> tooFarAhead.increment();
            case NO_ROOM -> noRoom.increment();
        }
    }

    private void refresh(long offset) throws IOException {
        partitions.lock().lock();
        try {
            partitions.writers().refresh();
        } finally {
            partitions.lock().unlock();
        }
        partitions.closeIdleReaders();
        visible.set(offset);
    }

    /// The indexes first, then how far they are, then the spool lets go: in any other order a crash
    /// between two of these would lose something.
    private void commit(long offset) throws IOException {
        if (offset == committed.offset()) {
            failing = false;
            return;
        }
        var next = new Cursor(committed.spool(), offset);
        partitions.lock().lock();
        try {
            partitions.writers().commit(next);
        } finally {
            partitions.lock().unlock();
        }
        next.write(directory);
        committed = next;
        committedAt = wall.instant();
        spool.deleteBefore(offset);
        failing = false;
    }

    private void seal(long offset) throws IOException {
        var cursor = new Cursor(committed.spool(), offset);
        Instant now = wall.instant();
        partitions.lock().lock();
        try {
            partitions.writers().closeForGood(cursor, now).forEach(sealer::seal);
            if (sealer.isIdle()) {
                Partition forgotten = partitions.writers().forgotten(cursor, now);
                if (forgotten != null) {
                    sealer.seal(forgotten);
                }
            }
        } finally {
            partitions.lock().unlock();
        }
    }

    /// Whether no index waits for being sealed, and none is at it.
    boolean isSealerIdle() {
        return sealer.isIdle();
    }

    /// That something could not be destroyed must not stop the writing.
    private void retain() {
        try {
            if (purge.whatIsDue(wall.instant()) > 0) {
                LOG.info("the schedule of the flow history was kept");
            }
        } catch (IOException e) {
            diskErrors.increment();
            LOG.error("flows that are due could not be destroyed, tried again: {}", e.toString());
        }
    }

    private void doWhatWasAsked() {
        for (FutureTask<?> task = asked.poll(); task != null; task = asked.poll()) {
            task.run();
        }
    }

    /// Does something on the writing thread, when all that was read is committed.
    ///
    /// @throws IOException in one line: what the work says, or that the thread does not come round
    <T> T call(Callable<T> work, Duration atMost) throws IOException {
        var task = new FutureTask<>(work);
        asked.add(task);
        LockSupport.unpark(thread);
        try {
            return task.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            asked.remove(task);
            throw new IOException("the writer of the history is busy; it may still do it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("given up; the writer of the history may still do it", e);
        } catch (ExecutionException e) {
            Throwable why = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(String.valueOf(why.getMessage()), why);
        }
    }

    private void letGo() {
        try {
            remains.letGo(committed.offset());
        } catch (IOException e) {
            diskErrors.increment();
            LOG.warn("remains of destroyed flows are not gone yet, tried again: {}", e.toString());
        }
    }

    private void makeRoom() {
        try {
            purge.forRoom(wall.instant(), Disk.of(directory));
        } catch (IOException | RuntimeException e) {
            diskErrors.increment();
            LOG.error("no room could be made for new flows, tried again: {}", e.toString());
        }
    }

    private static void pause(Duration length) {
        LockSupport.parkNanos(length.toNanos());
    }

    /// Waits until all that the spool had forced is durable and visible.
    boolean catchUp(Duration atMost) {
        long target = spool.forced();
        long deadline = System.nanoTime() + atMost.toNanos();
        while (committed.offset() < target || visible.get() < target) {
            if (System.nanoTime() - deadline > 0 || !thread.isAlive()) {
                return false;
            }
            hurried = true;
            LockSupport.unpark(thread);
            pause(Duration.ofMillis(5));
        }
        return true;
    }

    /// Commits and ends.
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
        sealer.stop();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    Alarm alarm() {
        return alarm;
    }

    FlowHistory.Written written() {
        return new FlowHistory.Written(
                indexed.sum(),
                alreadyThere.sum(),
                tooOld.sum(),
                tooFarAhead.sum(),
                noRoom.sum(),
                unreadable.sum(),
                gaps.sum(),
                diskErrors.sum() + sealer.diskErrors(),
                sealer.sealed(),
                committed.offset(),
                thread.isAlive());
    }
}
