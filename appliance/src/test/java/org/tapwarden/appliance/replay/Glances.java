package org.tapwarden.appliance.replay;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;

/// Sees of many damaged frames which ones take the reading thread long, each in a block of its own
/// and on an interface of its own.
///
/// One look tells little: it is too long when something else ran. But it is hardly ever too short,
/// so nearly all frames need no second one. A frame that seems to be among the dearest is looked at
/// again, by the thread's own clock, and the quickest look counts. Of each frame's ways of one
/// damage only the dearest is kept; else the neighbours of one frame would leave no room for others.
final class Glances {

    private static final int LOOKS = 5;
    private static final int SPACES = 1 << 23;
    private static final long SEED = 20_261_124;

    private final int most;
    private final int oneIn;
    private final Random sample = new Random(SEED);
    private final PriorityQueue<Weighed> dearest =
            new PriorityQueue<>(Comparator.comparingDouble(Weighed::nanos));
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final MemorySegment scratch = Arena.ofAuto().allocate(DamagedCapture.LONGEST);
    private final long clockNanos;
    private long seen;
    private int space;

    /// @param most frames kept
    /// @param oneIn of so many damaged frames one is looked at, drawn with a fixed seed
    Glances(int most, int oneIn) {
        this.most = most;
        this.oneIn = oneIn;
        this.clockNanos = clockNanos();
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

    /// What to play so that the capture's frames are looked at.
    FrameSource at(DamagedCapture capture) {
        return new Look(capture);
    }

    private final class Look implements FrameSource {

        private final DamagedCapture capture;
        private @Nullable Weighed dearestWay;
        private int number;
        private int looks;
        private double least;
        private long began;

        Look(DamagedCapture capture) {
            this.capture = capture;
        }

        @Override
        public Read read(Block block, long waitNanos) throws IOException {
            if (!isWorthAnother() && !next()) {
                keep();
                return Read.END;
            }
            space = (space + 1) % SPACES;
            block.begin(scratch, Window.STATIC);
            capture.add(block, 0, space);
            began = looks == 0 ? System.nanoTime() : threads.getCurrentThreadCpuTime();
            return Read.FRAMES;
        }

        /// Judges the look that has just ended; true when the same frame needs one more.
        private boolean isWorthAnother() {
            if (began == 0) {
                return false;
            }
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
            dearestWay = new Weighed(capture.keep(), least);
            return false;
        }

        private double bar() {
            if (dearestWay != null) {
                return dearestWay.nanos();
            }
            Weighed last = dearest.size() < most ? null : dearest.peek();
            return last == null ? 0 : last.nanos();
        }

        private boolean next() throws IOException {
            do {
                if (!capture.next()) {
                    return false;
                }
                if (capture.number() != number) {
                    keep();
                    number = capture.number();
                }
            } while (oneIn > 1 && sample.nextInt(oneIn) > 0);
            looks = 0;
            seen++;
            return true;
        }

        private void keep() {
            if (dearestWay != null) {
                dearest.add(dearestWay);
                dearestWay = null;
            }
            if (dearest.size() > most) {
                dearest.poll();
            }
        }

        @Override
        public Losses losses() {
            return capture.losses();
        }

        @Override
        public void close() {
            capture.close();
        }
    }
}
