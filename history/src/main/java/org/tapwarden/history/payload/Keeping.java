package org.tapwarden.history.payload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.keep.FrameStream;
import org.tapwarden.capture.keep.WholeFrames.WholeFrame;
import org.tapwarden.history.payload.OrderBook.Part;

/// What is kept of one order while it stands. Whoever owns it sees to it that one thread at a time
/// is here.
///
/// A start and a disk that failed each begin a new file: no sealed file is ever gone on with.
final class Keeping {

    /// Files of an order; a disk that fails more often gets no more.
    static final int MOST_PARTS = 100;

    /// Flows of which is known that frames were written; of more, all are taken for such.
    static final int MOST_FLOWS = Caps.of(1 << 16, 16);

    /// Flows that are taken back; an order with more of them ends.
    static final int MOST_TAKEN_BACK = Caps.of(1 << 16, 16);

    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);
    private static final int AROUND = 128;
    private static final long FLUSH_NANOS = 1_000_000_000L;
    private static final long AFTER_A_FAILURE_NANOS = 1_000_000_000L;

    private final Path folder;
    private final OrderBook book;
    private final long order;
    private final int bit;
    private final byte[] key;
    private final long mostBytes;
    private final long deadline;
    private final Set<Long> flows = new LinkedHashSet<>();
    private final Counts counts;
    private final Set<Long> takenBack = new LinkedHashSet<>();
    private boolean anyFlow;
    private long bytesBefore;
    private int lastPart;
    private @Nullable SealedWriter writer;
    private @Nullable FrameStream stream;
    private long waiting;
    private long flushAt;
    private long retryAt;
    private boolean failing;

    /// What became of the frames of all orders.
    static final class Counts {
        long kept;
        long bytes;
        long overCap;
        long failed;
        long withdrawn;
    }

    /// A file that can be read.
    ///
    /// @param chunks that it has at least
    /// @param isWhole whether it has an end, which has to be there
    record Source(Path file, int part, long chunks, boolean isWhole) {}

    /// @param bit of the order in {@link WholeFrame#orders}
    /// @param deadline by the monotonic clock, whatever the other clock does
    Keeping(
            Path folder,
            OrderBook book,
            long order,
            int bit,
            byte[] key,
            long mostBytes,
            long deadline,
            Counts counts) {
        this.folder = folder;
        this.book = book;
        this.order = order;
        this.bit = bit;
        this.key = key;
        this.mostBytes = mostBytes;
        this.deadline = deadline;
        this.counts = counts;
        this.retryAt = System.nanoTime();
        this.flushAt = retryAt;
    }

    int bit() {
        return bit;
    }

    long deadline() {
        return deadline;
    }

    byte[] key() {
        return key.clone();
    }

    /// Takes over what an earlier run kept, and writes down what a kill cut short: what is missing
    /// of it later was cut off.
    void recall(Instant now) throws IOException {
        for (Part part : book.parts(order)) {
            Path file = file(part.number());
            lastPart = part.number();
            if (part.chunks() == Part.OPEN) {
                long chunks = 0;
                boolean ended = false;
                try (var reader = SealedReader.open(file, order, part.number(), key)) {
                    while (reader.next() != null) {
                        // Counted by the reader.
                    }
                    chunks = reader.chunks();
                    ended = reader.hasEnded();
                } catch (NoSuchFileException e) {
                    LOG.info("part {} of order {} was not begun yet", part.number(), order);
                }
                end(part.number(), chunks, ended, now);
            }
            bytesBefore += Files.exists(file) ? Files.size(file) : 0;
        }
        anyFlow = lastPart > 0; // nobody knows which flows these are of
    }

    private Path file(int part) {
        return folder.resolve("order-" + order + ".part-" + part);
    }

    private void end(int part, long chunks, boolean whole, Instant now) throws IOException {
        book.write(
                OrderBook.PART_ENDED,
                order,
                Map.of(
                        "part",
                        Integer.toString(part),
                        "chunks",
                        Long.toString(chunks),
                        "whole",
                        Boolean.toString(whole)),
                now);
    }

    void add(WholeFrame frame, Instant now) {
        long size = bytesBefore + (stream == null ? 0 : stream.size());
        if (size + frame.length() + AROUND > mostBytes || isOutOfParts()) {
            counts.overCap++;
            return;
        }
        if (failing && System.nanoTime() - retryAt < 0) {
            counts.failed++;
            return;
        }
        try {
            if (!stream(now).add(frame)) {
                counts.overCap++;
                return;
            }
            waiting++;
            counts.kept++;
            counts.bytes += frame.length();
            if (frame.flow() != 0 && flows.add(frame.flow())) {
                anyFlow |= flows.size() >= MOST_FLOWS;
                flows.removeIf(_ -> anyFlow);
            }
        } catch (IOException e) {
            counts.failed++;
            giveUp(e, now);
        }
    }

    private boolean isOutOfParts() {
        return stream == null && lastPart >= MOST_PARTS;
    }

    private FrameStream stream(Instant now) throws IOException {
        FrameStream open = stream;
        if (open == null) {
            int part = lastPart + 1;
            book.write(OrderBook.PART_BEGUN, order, Map.of("part", Integer.toString(part)), now);
            lastPart = part;
            var begun = new SealedWriter(file(part), order, part, key);
            writer = begun;
            open = new FrameStream(begun);
            stream = open;
            failing = false;
            for (long flow : takenBack) { // the disk may not have taken it the first time
                open.withdraw(flow);
            }
        }
        return open;
    }

    /// Takes a flow's frames back: they are left out when it is read.
    ///
    /// @return false when there are too many such flows, so that the order must end
    boolean withdraw(long flow, Instant now) {
        boolean may = anyFlow || flows.contains(flow);
        if (!may || lastPart == 0 || !takenBack.add(flow)) {
            return true;
        }
        counts.withdrawn++;
        if (takenBack.size() > MOST_TAKEN_BACK) {
            return false;
        }
        try {
            if (stream == null) {
                stream(now); // says all that were taken back
            } else {
                stream.withdraw(flow);
            }
        } catch (IOException e) {
            giveUp(e, now);
        }
        return true;
    }

    /// Flows that were taken back since the start.
    Set<Long> takenBack() {
        return Set.copyOf(takenBack);
    }

    /// Writes what has waited for a second.
    void flushIfDue(Instant now) {
        long nanos = System.nanoTime();
        if (nanos - flushAt >= 0) {
            flushAt = nanos + FLUSH_NANOS;
            flush(now);
        }
    }

    private void flush(Instant now) {
        FrameStream open = stream;
        if (open != null) {
            try {
                open.flush();
                waiting = 0;
            } catch (IOException e) {
                giveUp(e, now);
            }
        }
    }

    /// What is in the file up to the failure can be read.
    private void giveUp(IOException why, Instant now) {
        if (!failing) {
            LOG.error("whole payload of order {} cannot be written: {}", order, why.toString());
        }
        failing = true;
        retryAt = System.nanoTime() + AFTER_A_FAILURE_NANOS;
        counts.failed += waiting;
        counts.kept -= waiting;
        waiting = 0;
        SealedWriter open = writer;
        stream = null;
        writer = null;
        if (open == null) {
            return;
        }
        bytesBefore += open.size();
        try {
            open.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        try {
            end(lastPart, open.chunks(), false, now);
        } catch (IOException e) {
            LOG.error("the journal of whole payload cannot be written: {}", e.toString());
        }
    }

    /// What there is to read, up to now.
    List<Source> sources(Instant now) {
        flush(now);
        SealedWriter open = writer;
        List<Source> sources = new ArrayList<>();
        for (Part part : book.parts(order)) {
            long chunks =
                    open != null && part.number() == lastPart
                            ? open.chunks()
                            : Math.max(0, part.chunks());
            sources.add(new Source(file(part.number()), part.number(), chunks, part.isWhole()));
        }
        return sources;
    }

    /// Ends the file, since the program ends; the order goes on.
    void pause(Instant now) {
        flush(now);
        SealedWriter open = writer;
        stream = null;
        writer = null;
        if (open != null) {
            try (open) {
                open.finish();
                end(lastPart, open.chunks(), true, now);
            } catch (IOException e) {
                LOG.warn("the file of order {} has no end: {}", order, e.toString());
            }
        }
        Arrays.fill(key, (byte) 0);
    }

    /// Lets go of file and key, since the order is over.
    void stop() {
        SealedWriter open = writer;
        stream = null;
        writer = null;
        Arrays.fill(key, (byte) 0);
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("closing a file of order {} failed: {}", order, e.toString());
            }
        }
    }
}
