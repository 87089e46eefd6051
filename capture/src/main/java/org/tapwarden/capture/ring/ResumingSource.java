package org.tapwarden.capture.ring;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Tap;
import org.tapwarden.capture.Window;

/// Frames of an interface that may vanish and come back: a card that is pulled, a bond that is
/// configured anew. While it is gone this source is idle and looks for the name every half second.
///
/// What the lost ring had counted stays counted; the time without an interface is a gap.
public final class ResumingSource implements FrameSource {

    /// How often the name is looked for; well under the two seconds that coming back may take.
    static final long LOOK_NANOS = 500_000_000L;

    /// Opens the interface anew.
    @FunctionalInterface
    public interface Opener {
        FrameSource open() throws IOException;
    }

    private final Kernel kernel = new Kernel();

    /// For threads other than the reading one, whose errors must not get mixed up with theirs.
    private final Kernel asking = new Kernel();

    private final String name;
    private final Opener opener;
    private final LongSupplier wallNanos;
    private final ReentrantLock swapping = new ReentrantLock();

    /// Changed by the reading thread under the lock, closed by any.
    private volatile @Nullable FrameSource inner;

    private volatile boolean closed;
    private volatile Losses before = Losses.NONE;
    private volatile Gaps gaps = new Gaps(0, 0, 0, 0, 0);
    private int index;
    private long lastLook;
    private boolean missing;

    private record Gaps(long count, long endedNanos, long began, long from, long to) {

        Gaps begin(long wall) {
            return new Gaps(count + 1, endedNanos, System.nanoTime(), wall, 0);
        }

        Gaps end(long wall) {
            return new Gaps(count, blindNanos(), 0, from, wall);
        }

        boolean lasts() {
            return count > 0 && to == 0;
        }

        long blindNanos() {
            return lasts() ? endedNanos + System.nanoTime() - began : endedNanos;
        }
    }

    /// Opens the interface for the first time.
    ///
    /// @param wallNanos wall clock, nanoseconds since 1970, that dates a gap
    /// @throws IOException when it is not there or may not be watched, in one line for people
    public static ResumingSource open(String name, Opener opener, LongSupplier wallNanos)
            throws IOException {
        var source = new ResumingSource(name, opener, wallNanos);
        source.index = source.kernel.interfaceIndex(name);
        source.inner = opener.open();
        return source;
    }

    private ResumingSource(String name, Opener opener, LongSupplier wallNanos) {
        this.name = name;
        this.opener = opener;
        this.wallNanos = wallNanos;
    }

    @Override
    public Read read(Block block, long waitNanos) {
        FrameSource current = inner;
        if (current == null) {
            current = lookForIt();
        }
        if (current == null || closed) {
            return nothing(block, waitNanos);
        }
        try {
            Read read = current.read(block, waitNanos);
            if (read == Read.FRAMES) {
                return read;
            }
            if (read == Read.END || hasVanished()) {
                lose(current);
            }
            return closed ? Read.END : Read.IDLE;
        } catch (IOException e) {
            lose(current);
            return nothing(block, 0);
        }
    }

    private Read nothing(Block block, long waitNanos) {
        block.begin(MemorySegment.NULL, Window.STATIC);
        if (!closed) {
            LockSupport.parkNanos(Math.min(waitNanos, LOOK_NANOS));
        }
        return closed ? Read.END : Read.IDLE;
    }

    /// Not every driver notices by itself. One that does has until the second look, to hand out
    /// what it still holds.
    private boolean hasVanished() {
        long now = System.nanoTime();
        if (now - lastLook < LOOK_NANOS) {
            return false;
        }
        lastLook = now;
        boolean missed = missing;
        missing = kernel.interfaceIndex(name) != index;
        return missed && missing;
    }

    private void lose(FrameSource current) {
        swapping.lock();
        try {
            current.close();
            before = before.plus(current.losses());
            inner = null;
            if (!closed) {
                gaps = gaps.begin(wallNanos.getAsLong());
            }
        } finally {
            swapping.unlock();
        }
        lastLook = System.nanoTime() - LOOK_NANOS;
    }

    private @Nullable FrameSource lookForIt() {
        long now = System.nanoTime();
        if (now - lastLook < LOOK_NANOS) {
            return null;
        }
        lastLook = now;
        int found = kernel.interfaceIndex(name);
        if (found == 0) {
            return null;
        }
        swapping.lock();
        try {
            if (closed) {
                return null;
            }
            FrameSource back = opener.open();
            index = found;
            missing = false;
            inner = back;
            gaps = gaps.end(wallNanos.getAsLong());
            return back;
        } catch (IOException e) {
            // It may have gone again, or be down where the kernel wants it up: the next look tells.
            return null;
        } finally {
            swapping.unlock();
        }
    }

    @Override
    public Losses losses() {
        // A ring that is lost between the two reads is counted in both or in none until the next
        // call; the reading thread, which alone loses it, never sees that.
        FrameSource current = inner;
        return current == null ? before : before.plus(current.losses());
    }

    @Override
    public Losses settle() {
        FrameSource current = inner;
        return current == null ? before : before.plus(current.settle());
    }

    @Override
    public Tap tap() {
        Gaps now = gaps;
        return new Tap(name, state(), now.count, now.blindNanos(), now.from, now.to);
    }

    private Tap.State state() {
        int flags = inner == null ? Kernel.NO_FLAGS : asking.interfaceFlags(name);
        if (flags == Kernel.NO_FLAGS) {
            return Tap.State.GONE;
        }
        boolean linked = (flags & Kernel.UP) != 0 && (flags & Kernel.RUNNING) != 0;
        return linked ? Tap.State.LINKED : Tap.State.NO_LINK;
    }

    @Override
    public void close() {
        closed = true;
        swapping.lock();
        try {
            FrameSource current = inner;
            if (current != null) {
                current.close();
            }
        } finally {
            swapping.unlock();
        }
    }
}
