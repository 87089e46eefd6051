package org.tapwarden.capture.keep;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/// Takes frames of some flows out of kept files, around a moment, into a capture file of their own.
///
/// Where there are more than fit, those nearest to the moment are taken: half of the room is for
/// what came before it, and what one half does not need the other may have. So at most twice the
/// room is held in memory. Used once, by one thread.
public final class Excerpt {

    /// What goes round a frame in a file, and a little more.
    private static final int AROUND = 100;

    private final Wanted wanted;
    private final Deque<Frame> before = new ArrayDeque<>();
    private final Deque<Frame> after = new ArrayDeque<>();
    private long bytesBefore;
    private long bytesAfter;
    private boolean cut;

    /// Which frames.
    ///
    /// @param flows says of a flow's id whether it is wanted
    /// @param never says of a flow's id whether none of its frames may be taken, whatever else
    /// @param mac whose frames are wanted too, as sender or receiver; 0 for nobody's
    /// @param fromNanos of the first frame that is wanted, since 1970; `throughNanos` of the last
    /// @param momentNanos to which they should be near
    /// @param mostBytes of the file
    /// @param mostPackets in it
    public record Wanted(
            LongPredicate flows,
            LongPredicate never,
            long mac,
            long fromNanos,
            long momentNanos,
            long throughNanos,
            long mostBytes,
            int mostPackets) {

        public Wanted {
            if (mostBytes < 2L * FrameCopies.LONGEST || mostPackets < 2) {
                throw new IllegalArgumentException(
                        "too little room for frames: " + mostBytes + " bytes, " + mostPackets);
            }
        }
    }

    /// What was found.
    ///
    /// @param packets in the file
    /// @param bytes of the file
    /// @param isCut whether there were more than fit
    /// @param filesGone while they were to be read: the ring went round
    /// @param flows ids of the frames' flows, in the order of their first frame here
    /// @param firstNanos of the first frame, `lastNanos` of the last; 0 where there is none
    public record Taken(
            int packets,
            long bytes,
            boolean isCut,
            int filesGone,
            List<Long> flows,
            long firstNanos,
            long lastNanos) {

        public Taken {
            flows = List.copyOf(flows);
        }
    }

    /// A frame in memory.
    record Frame(MemorySegment bytes, int wire, long nanos, int link, int iface, long flow) {

        int length() {
            return (int) bytes.byteSize() + AROUND;
        }
    }

    private Excerpt(Wanted wanted) {
        this.wanted = wanted;
    }

    /// @param files in the order of their time
    /// @param to must not exist; it is forced to the disk
    static Taken of(List<Path> files, Wanted wanted, Path to) throws IOException {
        var excerpt = new Excerpt(wanted);
        int gone = 0;
        for (Path file : files) {
            try (var reader = KeptFrames.open(file)) {
                while (reader.next()) {
                    excerpt.see(reader);
                }
            } catch (NoSuchFileException e) {
                gone++;
            }
        }
        return excerpt.write(to, gone);
    }

    private void see(KeptFrames reader) {
        boolean inTime =
                reader.nanos() >= wanted.fromNanos() && reader.nanos() <= wanted.throughNanos();
        if (!inTime || !isWanted(reader)) {
            return;
        }
        Frame frame = reader.frame();
        if (frame.nanos() < wanted.momentNanos()) {
            before.addLast(frame);
            bytesBefore += frame.length();
            while (before.size() > wanted.mostPackets() || bytesBefore > wanted.mostBytes()) {
                dropFirst();
            }
        } else if (after.size() < wanted.mostPackets()
                && bytesAfter + frame.length() <= wanted.mostBytes()) {
            after.addLast(frame);
            bytesAfter += frame.length();
        } else {
            cut = true;
        }
    }

    private boolean isWanted(KeptFrames reader) {
        if (reader.flow() != 0 && wanted.never().test(reader.flow())) {
            return false;
        }
        boolean ofFlow = reader.flow() != 0 && wanted.flows().test(reader.flow());
        return ofFlow || (wanted.mac() != 0 && reader.concerns(wanted.mac()));
    }

    private void dropFirst() {
        bytesBefore -= before.removeFirst().length();
        cut = true;
    }

    private void dropLast() {
        bytesAfter -= after.removeLast().length();
        cut = true;
    }

    private boolean isTooMuch() {
        return before.size() + after.size() > wanted.mostPackets()
                || bytesBefore + bytesAfter > wanted.mostBytes();
    }

    private void shareRoom() {
        while (isTooMuch()
                && !before.isEmpty()
                && (before.size() > wanted.mostPackets() / 2
                        || bytesBefore > wanted.mostBytes() / 2)) {
            dropFirst();
        }
        while (isTooMuch()) {
            dropLast();
        }
    }

    private Taken write(Path to, int gone) throws IOException {
        shareRoom();
        List<Frame> frames =
                Stream.concat(before.stream(), after.stream())
                        .sorted(Comparator.comparingLong(Frame::nanos))
                        .toList();
        Set<Long> flows = new LinkedHashSet<>();
        List<Frame> written = new ArrayList<>();
        try (var out = new PacketFile(to)) {
            for (Frame frame : frames) {
                // Descriptions of interfaces take room, too.
                boolean fits = out.size() + frame.length() <= wanted.mostBytes();
                if (fits && out.add(frame)) {
                    written.add(frame);
                    if (frame.flow() != 0) {
                        flows.add(frame.flow());
                    }
                } else {
                    cut = true;
                }
            }
            out.force();
            boolean some = !written.isEmpty();
            return new Taken(
                    written.size(),
                    out.size(),
                    cut,
                    gone,
                    List.copyOf(flows),
                    some ? written.getFirst().nanos() : 0,
                    some ? written.getLast().nanos() : 0);
        }
    }
}
