package org.tapwarden.history.payload;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.tapwarden.capture.keep.FrameStream;

/// One look at what was kept of an order. First all is verified, and which flows were taken back is
/// read; then it is handed out. It stops when the order is over in between.
final class Reading implements AutoCloseable {

    private final long order;
    private final byte[] key;
    private final List<Keeping.Source> sources;
    private final Set<Long> takenBack;
    private final BooleanSupplier goesOn;

    /// @param key of the order, which is this object's from now on
    Reading(
            long order,
            byte[] key,
            List<Keeping.Source> sources,
            Set<Long> takenBack,
            BooleanSupplier goesOn) {
        this.order = order;
        this.key = key;
        this.sources = List.copyOf(sources);
        this.takenBack = new HashSet<>(takenBack);
        this.goesOn = goesOn;
    }

    @FunctionalInterface
    private interface Pieces {
        void take(byte[] piece) throws IOException;
    }

    /// @return frames
    long copy(OutputStream to) throws PayloadRefused, IOException {
        each(piece -> FrameStream.withdrawals(piece, takenBack::add));
        long[] frames = {0};
        each(piece -> frames[0] += FrameStream.copyWithout(takenBack::contains, piece, to));
        return frames[0];
    }

    private void each(Pieces to) throws PayloadRefused, IOException {
        for (Keeping.Source source : sources) {
            if (source.chunks() > 0) {
                part(source, to);
            }
        }
    }

    private void part(Keeping.Source source, Pieces to) throws PayloadRefused, IOException {
        try (var reader = SealedReader.open(source.file(), order, source.part(), key)) {
            while (reader.chunks() < source.chunks()) {
                if (!goesOn.getAsBoolean()) {
                    throw new PayloadRefused("order " + order + " is over");
                }
                byte[] piece = reader.next();
                if (piece == null) {
                    break;
                }
                to.take(piece);
            }
            boolean complete =
                    reader.chunks() == source.chunks() && reader.hasEnded() == source.isWhole();
            if (!complete || reader.isDamaged()) {
                throw new PayloadRefused(notIntact(source));
            }
        } catch (NoSuchFileException e) {
            throw new PayloadRefused(notIntact(source), e);
        }
    }

    private String notIntact(Keeping.Source source) {
        return "part "
                + source.part()
                + " of order "
                + order
                + " is not as it was written: something was changed or cut off, so nothing is"
                + " handed out";
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
    }
}
