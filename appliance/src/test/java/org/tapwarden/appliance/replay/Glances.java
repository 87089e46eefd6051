package org.tapwarden.appliance.replay;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;

/// Every damaged frame of captures, each in a block of its own and on an interface of its own; sees
/// which ones take the reading thread long.
///
/// One look tells little: it is too long when something else ran. But it is hardly ever too short,
/// so nearly all frames need no second one. A frame that seems to be among the dearest is looked at
/// again, by the thread's own clock, and the quickest look counts. Of each frame's ways of one
/// damage only the dearest is kept; else the neighbours of one frame would leave no room for
/// others.
final class Glances implements FrameSource {

    private static final int LOOKS = 5;
    private static final int SPACES = 1 << 23;
    private static final long SEED = 20_261_124;
    private static final long APART_NANOS = 10_000;
    private static final int PROGRESS = 200;
    private static final Damage[] DAMAGES = Damage.values();

    private final List<Path> captures;
    private final WorstFrame.Effort effort;
    private final Consumer<String> progress;
    private final Random sample = new Random(SEED);
    private final PriorityQueue<Weighed> dearest =
            new PriorityQueue<>(Comparator.comparingDouble(Weighed::nanos));
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final MemorySegment scratch = Arena.ofAuto().allocate(DamagedCapture.LONGEST);
    private final long clockNanos = clockNanos();
    private int opened;
    private @Nullable DamagedCapture capture;
    private long seen;
    private long given;

    // The frame at hand, and the dearest way of its damage so far.
    private int number;
    private int looks;
    private double least;
    private long began;
    private @Nullable Weighed dearestWay;

    Glances(List<Path> captures, WorstFrame.Effort effort, Consumer<String> progress) {
        this.captures = captures;
        this.effort = effort;
        this.progress = progress;
    }

    /// What reading the thread's clock takes by that clock.
    private long clockNanos() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 1_000; i++) {
            long before = threads.getCurrentThreadCpuTime();
            least = Math.min(least, threads.getCurrentThreadCpuTime() - before);
        }
        return least;
    }

    /// Damaged frames looked at.
    long seen() {
        return seen;
    }

    /// The dearest frames, the dearest first.
    List<Weighed> dearest() {
        return dearest.stream()
                .sorted(Comparator.comparingDouble(Weighed::nanos).reversed())
                .toList();
    }

    @Override
    public Read read(Block block, long waitNanos) throws IOException {
        if (capture == null || !isWorthAnother(capture)) {
            capture = next();
            if (capture == null) {
                return Read.END;
            }
        }
        block.begin(scratch, Window.STATIC);
        given++;
        capture.add(block, 0, Copies.START_NANOS + given * APART_NANOS, (int) (given % SPACES));
        began = looks == 0 ? System.nanoTime() : threads.getCurrentThreadCpuTime();
        return Read.FRAMES;
    }

    /// Judges the look that has just ended; true when the same frame needs one more.
    private boolean isWorthAnother(DamagedCapture at) {
        double took =
                looks == 0
                        ? System.nanoTime() - began
                        : threads.getCurrentThreadCpuTime() - began - clockNanos;
        least = looks == 0 ? took : Math.min(least, took);
        looks++;
        if (least <= bar()) {
            return false;
        }
        if (looks < LOOKS) {
            return true;
        }
        dearestWay = new Weighed(at.keep(), least);
        return false;
    }

    private double bar() {
        if (dearestWay != null) {
            return dearestWay.nanos();
        }
        Weighed last = dearest.size() < effort.weighed() ? null : dearest.peek();
        return last == null ? 0 : last.nanos();
    }

    /// The capture that has one more frame, or null at the end of all.
    private @Nullable DamagedCapture next() throws IOException {
        looks = 0;
        DamagedCapture from = capture;
        while (from == null || !next(from)) {
            keep();
            if (from != null) {
                from.close();
            }
            if (opened == captures.size() * DAMAGES.length) {
                return null;
            }
            if (opened % PROGRESS == PROGRESS - 1) {
                progress.accept(
                        String.format(
                                Locale.ROOT,
                                "at %d of %d captures, %,d damaged frames",
                                opened / DAMAGES.length,
                                captures.size(),
                                seen));
            }
            Path path = captures.get(opened / DAMAGES.length);
            from = new DamagedCapture(path, DAMAGES[opened++ % DAMAGES.length], effort.frames());
            number = 0;
        }
        seen++;
        return from;
    }

    private boolean next(DamagedCapture from) throws IOException {
        do {
            if (!from.next()) {
                return false;
            }
            if (from.number() != number) {
                keep();
                number = from.number();
            }
        } while (effort.oneIn() > 1 && sample.nextInt(effort.oneIn()) > 0);
        return true;
    }

    private void keep() {
        if (dearestWay != null) {
            dearest.add(dearestWay);
            dearestWay = null;
        }
        if (dearest.size() > effort.weighed()) {
            dearest.poll();
        }
    }

    @Override
    public Losses losses() {
        return Losses.NONE;
    }

    @Override
    public void close() {
        if (capture != null) {
            capture.close();
        }
    }
}
