package org.tapwarden.history;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.detector.Health;
import org.tapwarden.history.Losses.Loss;
import org.tapwarden.history.Losses.Why;

/// Looks twice a second whether flows are lost before the history has them, and whether its writer
/// comes round. It waits for no disk itself, so it can tell of one that does not answer.
final class Watch implements AutoCloseable {

    /// A writer that has not come round for so long is told of.
    static final Duration LATE = Duration.ofSeconds(10);

    private static final Duration EVERY = Duration.ofMillis(500);
    private static final long MEGABYTE = 1L << 20;

    private final Spool spool;
    private final Indexer indexer;
    private final Losses losses;
    private final InstantSource wall;
    private final Alarm ofSpool;
    private final Thread thread;
    private Spool.Drops before = Spool.Drops.NONE;
    private Instant looked;
    private volatile boolean stopping;

    Watch(Spool spool, Indexer indexer, Losses losses, InstantSource wall) {
        this.spool = spool;
        this.indexer = indexer;
        this.losses = losses;
        this.wall = wall;
        this.ofSpool = new Alarm("spool", spool.directory());
        this.looked = wall.instant();
        this.thread = Thread.ofPlatform().name("history-watch").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!stopping) {
            look();
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    private synchronized void look() {
        Instant now = wall.instant();
        Spool.Drops drops = spool.drops();
        lost(now, drops.spoolFull() - before.spoolFull(), Why.SPOOL_FULL);
        lost(now, drops.disk() - before.disk(), Why.DISK);
        lost(now, drops.tooLarge() - before.tooLarge(), Why.TOO_LARGE);
        lost(now, drops.ahead() - before.ahead(), Why.WAITED);
        boolean full = drops.spoolFull() > before.spoolFull();
        boolean waiting = drops.ahead() > before.ahead();
        before = drops;
        looked = now;
        String trouble = spool.trouble();
        if (trouble != null) {
            ofSpool.raise(
                    "Flows cannot be put into the spool: " + ofSpool.disk(trouble) + cost(drops),
                    now);
        } else if (full) {
            ofSpool.raise(
                    "Flows find the spool full: the history takes none out of it, or less than"
                            + " comes in"
                            + cost(drops),
                    now);
        } else if (waiting) {
            ofSpool.raise(
                    "Flows do not come into the spool: what must be written before them, or the"
                            + " spool itself, waits: "
                            + ofSpool.disk("no answer")
                            + cost(drops),
                    now);
        } else {
            ofSpool.over("Flows are put into the spool again", now);
        }
        indexer.tellIfLate(LATE);
    }

    /// Takes note of what was lost up to now.
    void lookNow() {
        look();
    }

    private void lost(Instant now, long records, Why why) {
        if (records > 0) {
            losses.add(new Loss(looked, now, records, why));
        }
    }

    private static String cost(Spool.Drops drops) {
        return String.format(
                Locale.ROOT,
                ". Flow records lost since the start: %,d; searches say so.",
                drops.all());
    }

    /// What keeps flows from being kept now; nothing while all is well.
    List<Health.Trouble> troubles() {
        List<Health.Trouble> troubles = new ArrayList<>();
        ofSpool.now().ifPresent(troubles::add);
        indexer.alarm().now().ifPresent(troubles::add);
        return troubles;
    }

    /// How often something began to keep flows from being kept.
    long raised() {
        return ofSpool.raised() + indexer.alarm().raised();
    }

    /// What waits in the spool, in words.
    static String waiting(Spool spool, long committed) {
        return String.format(
                Locale.ROOT,
                ". Flows wait in the spool, %,d of %,d MB; what finds it full is lost.",
                Math.max(0, spool.forced() - committed) / MEGABYTE,
                spool.limits().totalBytes() / MEGABYTE);
    }

    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        look();
    }
}
