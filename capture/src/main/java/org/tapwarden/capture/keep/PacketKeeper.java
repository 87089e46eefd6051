package org.tapwarden.capture.keep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;

/// Keeps the recent frames of a tap in capture files of a bounded number, size and age.
///
/// What is kept are headers, and of payloads what {@link KeptRanges} allow. Each capture thread
/// copies into a ring of its own; one thread of the lowest priority writes files, deletes the
/// oldest, and never holds up a capture: what does not fit is counted. A disk that fails costs the
/// frames of that time, and nothing else; the next are tried again.
///
/// {@link #excerpt} takes the frames of some flows out, into a capture file of their own.
public final class PacketKeeper implements AutoCloseable {

    /// Each capture thread's ring: half a second of a gigabit's headers.
    public static final int RING_BYTES = Caps.of(8 << 20, 1 << 18);

    private static final String PREFIX = "kept-";
    private static final String SUFFIX = ".pcapng";
    private static final long PAUSE_NANOS = 20_000_000L;
    private static final long AFTER_A_FAILURE_NANOS = 1_000_000_000L;

    /// How far a frame's time may be ahead of the clock by which its file was written.
    private static final long CLOCKS_DIFFER_NANOS = 60_000_000_000L;

    private static final int FRAMES_A_ROUND = 4_096;
    private static final int DIGITS = 19;

    private final Path directory;
    private final KeepLimits limits;
    private final LongSupplier wallNanos;
    private final int ringBytes;
    private final List<FrameCopies> rings = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closing;

    // Of the writing thread, but for `excerpt`, which reads the list under the lock.
    private final Deque<Finished> finished = new ArrayDeque<>();
    private final RecentBlocks recent = new RecentBlocks();
    private @Nullable PacketFile current;
    private @Nullable Path currentPath;
    private long currentSince;
    private long currentUntil;
    private long lastName;
    private long retryAt;

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong withdrawn = new AtomicLong();
    private volatile long bytesKept;
    private volatile @Nullable String failure;

    /// A file that gets no more frames.
    ///
    /// @param until when its last frame was written
    private record Finished(Path path, long size, long until) {}

    /// What became of the frames.
    ///
    /// @param copies as the capture threads saw it
    /// @param written to files
    /// @param failed that the disk did not take
    /// @param bytes of all files
    /// @param withdrawn of those written, blanked again
    public record Counters(
            FrameCopies.Counters copies, long written, long failed, long bytes, long withdrawn) {}

    /// Opens the directory and takes over what an earlier run kept there.
    ///
    /// @param wallNanos nanoseconds since 1970, as of the frames
    public PacketKeeper(Path directory, KeepLimits limits, LongSupplier wallNanos)
            throws IOException {
        this(directory, limits, wallNanos, RING_BYTES);
    }

    PacketKeeper(Path directory, KeepLimits limits, LongSupplier wallNanos, int ringBytes)
            throws IOException {
        this.directory = directory;
        this.limits = limits;
        this.wallNanos = wallNanos;
        this.ringBytes = ringBytes;
        makeDirectory();
        for (Path file : files(directory)) {
            long until = Files.getLastModifiedTime(file).toMillis() * 1_000_000L;
            finished.add(new Finished(file, Files.size(file), until));
            lastName = Math.max(lastName, nanosOf(file));
        }
        bytesKept = finished.stream().mapToLong(Finished::size).sum();
        this.thread = Thread.ofPlatform().name("packet-keeper").daemon().unstarted(this::run);
    }

    /// Deletes what an earlier run kept, since nothing is to be kept any more.
    ///
    /// @return files deleted
    public static int forget(Path directory) throws IOException {
        List<Path> files = Files.isDirectory(directory) ? files(directory) : List.of();
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        return files.size();
    }

    private void makeDirectory() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
    }

    /// The kept files, oldest first.
    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(PacketKeeper::isOurs).sorted().toList();
        }
    }

    private static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.matches(PREFIX + "\\d{" + DIGITS + "}" + SUFFIX.replace(".", "\\."));
    }

    private static long nanosOf(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name, PREFIX.length(), PREFIX.length() + DIGITS, 10);
    }

    /// A ring for one more capture thread.
    public FrameCopies ring() {
        var ring = new FrameCopies(ringBytes);
        rings.add(ring);
        return ring;
    }

    /// Starts to write.
    public void start() {
        thread.start();
    }

    /// Safe from any thread.
    public Counters counters() {
        var copies = FrameCopies.Counters.NONE;
        for (FrameCopies ring : rings) {
            copies = copies.plus(ring.counters());
        }
        return new Counters(copies, written.get(), failed.get(), bytesKept, withdrawn.get());
    }

    /// Why the disk did not take frames the last time, or null while it does.
    public @Nullable String failure() {
        return failure;
    }

    private void run() {
        LowPriority.take();
        while (true) {
            boolean last = closing;
            int taken = round();
            if (last && taken == 0) {
                break;
            }
            if (taken == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        synchronized (this) {
            guarded(this::finish);
        }
    }

    /// One look at every ring. The lock is for {@link #excerpt} only.
    private synchronized int round() {
        int taken = 0;
        for (FrameCopies ring : rings) {
            for (int n = 0; n < FRAMES_A_ROUND && ring.hasHead(); n++) {
                write(ring);
                ring.take();
                taken++;
            }
        }
        PacketFile file = current;
        if (taken == 0 && file != null) {
            guarded(file::flush);
        }
        guarded(this::tidy);
        return taken;
    }

    private void write(FrameCopies ring) {
        if (ring.isWithdrawal()) {
            withdraw(ring.flow());
            return;
        }
        if (retryAt != 0 && System.nanoTime() - retryAt < 0) {
            failed.incrementAndGet();
            return;
        }
        boolean done =
                guarded(() -> {
                    PacketFile file = room();
                    if (file.add(
                            ring.frame(),
                            ring.wire(),
                            ring.nanos(),
                            ring.link(),
                            ring.interfaceIndex(),
                            ring.flow())) {
                        recent.add(ring.flow(), file.lastPlace(), file.lastLength());
                        written.incrementAndGet();
                    } else {
                        failed.incrementAndGet();
                    }
                });
        failed.addAndGet(done ? 0 : 1);
    }

    /// Blanks what was written of a flow to the file under the pen.
    private void withdraw(long flow) {
        PacketFile file = current;
        if (file != null) {
            guarded(() -> withdrawn.addAndGet(recent.withdraw(flow, file)));
        }
    }

    /// Something that the disk may refuse.
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private boolean guarded(Step step) {
        try {
            step.run();
            PacketFile file = current;
            if (retryAt != 0 && file != null && file.hasReachedDisk()) {
                retryAt = 0;
                failure = null;
            }
            return true;
        } catch (IOException e) {
            failure = e.toString();
            retryAt = System.nanoTime() + AFTER_A_FAILURE_NANOS;
            drop();
            return false;
        }
    }

    /// Gives the file up that could not be written; what is whole in it can still be read.
    private void drop() {
        PacketFile file = current;
        current = null;
        if (file != null) {
            written.addAndGet(-file.waiting());
            failed.addAndGet(file.waiting());
            try {
                if (file.hasReachedDisk()) {
                    retire(file.size());
                } else if (currentPath != null) {
                    Files.deleteIfExists(currentPath);
                }
                file.close();
            } catch (IOException e) {
                // It has failed already, and was counted.
            }
        }
    }

    /// The file to write to, a new one where the last is full or old.
    private PacketFile room() throws IOException {
        PacketFile file = current;
        long now = wallNanos.getAsLong();
        boolean full = file != null && file.size() >= limits.bytesOfFile() - FrameCopies.LONGEST;
        if (full || (file != null && now - currentSince >= limits.nanosOfFile())) {
            finish();
            file = null;
        }
        if (file == null) {
            makeRoom();
            makeDirectory();
            // Names only grow, whatever the clock does.
            lastName = Math.max(now, lastName + 1);
            Path path = directory.resolve((PREFIX + "%019d" + SUFFIX).formatted(lastName));
            file = new PacketFile(path);
            recent.clear();
            current = file;
            currentPath = path;
            currentSince = now;
        }
        currentUntil = now;
        return file;
    }

    private void finish() throws IOException {
        PacketFile file = current;
        if (file != null) {
            file.flush();
            current = null;
            retire(file.size());
            file.close();
        }
    }

    private void retire(long size) {
        Path path = currentPath;
        if (path != null) {
            finished.add(new Finished(path, size, currentUntil));
        }
        bytesKept = finished.stream().mapToLong(Finished::size).sum();
    }

    /// Deletes the oldest files until one more fits.
    private void makeRoom() throws IOException {
        long kept = finished.stream().mapToLong(Finished::size).sum();
        while (!finished.isEmpty() && kept > limits.bytes() - limits.bytesOfFile()) {
            kept -= finished.getFirst().size();
            deleteOldest();
        }
    }

    /// Deletes what is too old, and ends the file under the pen when nothing comes any more.
    private void tidy() throws IOException {
        long now = wallNanos.getAsLong();
        if (current != null && now - currentSince >= limits.nanosOfFile()) {
            finish();
        }
        while (!finished.isEmpty() && now - finished.getFirst().until() > limits.age().toNanos()) {
            deleteOldest();
        }
        PacketFile file = current;
        long sum = finished.stream().mapToLong(Finished::size).sum();
        bytesKept = sum + (file == null ? 0 : file.size());
    }

    private void deleteOldest() throws IOException {
        Files.deleteIfExists(finished.getFirst().path());
        finished.removeFirst();
    }

    /// Takes frames of some flows out, into a capture file of their own.
    ///
    /// Takes what was written to files; the last second may still be on its way there.
    ///
    /// @param to must not exist; readable by its owner only, and on the disk when this returns
    public Excerpt.Taken excerpt(Excerpt.Wanted wanted, Path to) throws IOException {
        return Excerpt.of(readable(wanted.fromNanos()), wanted, to);
    }

    /// Deletes every file that was begun before then, also the one being written. A file holds the
    /// frames of everybody, so it goes whole.
    ///
    /// @param nanos since 1970, as of the frames
    /// @return files deleted
    public synchronized int forgetBefore(long nanos) throws IOException {
        if (current != null && currentSince < nanos) {
            finish();
        }
        int gone = 0;
        for (Finished file : List.copyOf(finished)) {
            if (nanosOf(file.path()) < nanos) {
                Files.deleteIfExists(file.path());
                finished.remove(file);
                gone++;
            }
        }
        return gone;
    }

    /// The same where nobody keeps packets now.
    public static int forgetBefore(Path directory, long nanos) throws IOException {
        List<Path> files = Files.isDirectory(directory) ? files(directory) : List.of();
        int gone = 0;
        for (Path file : files) {
            if (nanosOf(file) < nanos) {
                Files.deleteIfExists(file);
                gone++;
            }
        }
        return gone;
    }

    /// @param fromNanos files that got their last frame a while before then are left out
    private synchronized List<Path> readable(long fromNanos) {
        PacketFile file = current;
        if (file != null) {
            guarded(file::flush);
        }
        List<Path> files = new ArrayList<>();
        for (Finished one : finished) {
            if (one.until() >= fromNanos - CLOCKS_DIFFER_NANOS) {
                files.add(one.path());
            }
        }
        Path path = currentPath;
        if (current != null && path != null) {
            files.add(path);
        }
        return files;
    }

    /// Writes what the rings hold, and stops. The capture threads must have ended.
    @Override
    public void close() {
        closing = true;
        if (!thread.isAlive()) {
            return;
        }
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
