package org.tapwarden.appliance.replay;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.file.CaptureFile;

/// A capture of which each frame comes often, damaged each time in another way. The same capture
/// and damage bring the same frames each time.
final class DamagedCapture implements AutoCloseable {

    /// What {@link #write} needs at most: the longest record of a capture file and a byte, in whole
    /// lines of the cache.
    static final int LONGEST = (1 << 20) + 64;

    /// Up to here every cut is made, however few the others are: it is where headers lie.
    private static final int HEADERS = 160;

    private static final long SEED = 20_261_124;

    private final Path path;
    private final CaptureFile capture;
    private final Damage damage;
    private final int frames;
    private final int every;
    private final Random random = new Random(SEED);
    private final Block origin = new Block();
    private int at;
    private int way = -1;
    private int frame;
    private int changedAt;
    private byte changed;

    /// @param frames of the capture at most
    DamagedCapture(Path path, Damage damage, int frames) throws IOException {
        this(path, damage, frames, 1);
    }

    /// @param every how far apart cuts behind the headers are; each frame of a capture begins with
    ///   another
    DamagedCapture(Path path, Damage damage, int frames, int every) throws IOException {
        this.path = path;
        this.capture = CaptureFile.open(path);
        this.damage = damage;
        this.frames = frames;
        this.every = every;
    }

    /// The captures in a directory that can be read.
    static List<Path> captures(Path directory) throws IOException {
        List<Path> captures = new ArrayList<>();
        try (var list = Files.list(directory)) {
            for (Path file : list.sorted().toList()) {
                try (CaptureFile _ = CaptureFile.open(file)) {
                    captures.add(file);
                } catch (IOException e) {
                    // Another tool's own format, or refused with one clear line: not for us here.
                }
            }
        }
        return captures;
    }

    /// Goes on to the next damaged frame; false after the last.
    boolean next() throws IOException {
        do {
            way++;
        } while (isLeftOut());
        while (at == origin.count() || way == damage.ways(origin.capturedLength(at))) {
            if (at < origin.count()) {
                at++;
                frame++;
            }
            way = 0;
            if (frame >= frames) {
                return false;
            }
            if (at == origin.count()) {
                at = 0;
                if (capture.read(origin, 0) != FrameSource.Read.FRAMES) {
                    frame = frames;
                    return false;
                }
            }
        }
        if (damage == Damage.CHANGED) {
            changedAt = random.nextInt(origin.capturedLength(at));
            int was = origin.segment().get(ValueLayout.JAVA_BYTE, origin.offset(at) + changedAt);
            changed = (byte) (was + 1 + random.nextInt(255));
        }
        return true;
    }

    private boolean isLeftOut() {
        return (damage == Damage.CUT || damage == Damage.SHORT)
                && way >= HEADERS
                && way < origin.capturedLength(at)
                && (way - frame) % every != 0;
    }

    /// Which frame of the capture is at hand, from 1.
    int number() {
        return frame + 1;
    }

    int captured() {
        return damage == Damage.CUT || damage == Damage.SHORT ? way : origin.capturedLength(at);
    }

    private int wire() {
        return damage == Damage.SHORT ? way : origin.wireLength(at);
    }

    /// Writes the frame at hand. The byte behind its end belongs to somebody else, as it does in a
    /// ring.
    void write(MemorySegment to, long toAt) {
        int captured = captured();
        MemorySegment.copy(origin.segment(), origin.offset(at), to, toAt, captured);
        to.set(ValueLayout.JAVA_BYTE, toAt + captured, (byte) 0xa5);
        if (damage == Damage.CHANGED) {
            to.set(ValueLayout.JAVA_BYTE, toAt + changedAt, changed);
        }
    }

    /// When the frame at hand came, by its capture.
    long timestampNanos() {
        return origin.timestampNanos(at);
    }

    /// Writes the frame at hand into the block's memory and adds it.
    void add(Block block, long toAt, long nanos, int space) {
        write(block.segment(), toAt);
        block.add(toAt, captured(), wire(), nanos, origin.linkType(at), origin.vlan(at), space);
    }

    /// The frame at hand, to be kept.
    DamagedFrame keep() {
        byte[] bytes = new byte[captured() + 1];
        write(MemorySegment.ofArray(bytes), 0);
        return new DamagedFrame(
                path, number(), damage, way, bytes, captured(), wire(), origin.linkType(at));
    }

    FrameSource.Losses losses() {
        return capture.losses();
    }

    @Override
    public void close() {
        capture.close();
    }

    @Override
    public String toString() {
        return path.getFileName() + ", frame " + number() + ", " + damage + " " + way;
    }
}
