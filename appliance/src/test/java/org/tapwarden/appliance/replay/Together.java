package org.tapwarden.appliance.replay;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;
import org.tapwarden.capture.file.CaptureFile;

/// Captures one after the other as one, each on an interface of its own, a few times over, from
/// memory: what their frames take as they are, without what opening five hundred files takes.
final class Together {

    private static final int TIMES = 4;
    private static final int APART_NANOS = 10_000;

    private final List<Kept> blocks = new ArrayList<>();

    /// Frames that were read together, in memory of their own.
    private record Kept(Block block, int capture) {}

    Together(List<Path> captures) throws IOException {
        for (int i = 0; i < captures.size(); i++) {
            try (CaptureFile capture = CaptureFile.open(captures.get(i))) {
                var block = new Block();
                while (capture.read(block, 0) == FrameSource.Read.FRAMES) {
                    blocks.add(new Kept(copy(block), i));
                }
            }
        }
    }

    private static Block copy(Block from) {
        long length = 0;
        for (int i = 0; i < from.count(); i++) {
            length += from.capturedLength(i);
        }
        var bytes = MemorySegment.ofArray(new byte[Math.toIntExact(length)]);
        var copy = new Block();
        copy.begin(bytes, Window.STATIC);
        long at = 0;
        for (int i = 0; i < from.count(); i++) {
            int captured = from.capturedLength(i);
            MemorySegment.copy(
                    from.segment(),
                    ValueLayout.JAVA_BYTE,
                    from.offset(i),
                    bytes,
                    ValueLayout.JAVA_BYTE,
                    at,
                    captured);
            copy.add(at, captured, from.wireLength(i), 0, from.linkType(i), from.vlan(i), 0);
            at += captured;
        }
        return copy;
    }

    FrameSource fromStart() {
        return new Played();
    }

    private final class Played implements FrameSource {

        private int next;
        private long frames;

        @Override
        public Read read(Block to, long waitNanos) {
            if (next == TIMES * blocks.size()) {
                return Read.END;
            }
            Kept kept = blocks.get(next % blocks.size());
            Block block = kept.block;
            int round = next++ / blocks.size();
            to.begin(block.segment(), block.window());
            for (int i = 0; i < block.count(); i++) {
                to.add(
                        block.offset(i),
                        block.capturedLength(i),
                        block.wireLength(i),
                        Copies.START_NANOS + frames++ * APART_NANOS,
                        block.linkType(i),
                        block.vlan(i),
                        TIMES * kept.capture + round);
            }
            return Read.FRAMES;
        }

        @Override
        public Losses losses() {
            return Losses.NONE;
        }

        @Override
        public void close() {}
    }
}
