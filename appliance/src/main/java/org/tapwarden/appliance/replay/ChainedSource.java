package org.tapwarden.appliance.replay;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;

/// Several captures of one network, one after the other. Each is opened when its turn comes.
final class ChainedSource<T> implements FrameSource {

    /// Opens one of the sources.
    @FunctionalInterface
    interface Opener<T> {
        FrameSource open(T what) throws IOException;
    }

    private final Iterator<T> rest;
    private final Opener<T> opener;
    private @Nullable FrameSource current;
    private Losses before = Losses.NONE;

    ChainedSource(List<T> sources, Opener<T> opener) {
        this.rest = sources.iterator();
        this.opener = opener;
    }

    @Override
    public Read read(Block block, long waitNanos) throws IOException {
        while (true) {
            FrameSource source = current;
            if (source == null) {
                if (!rest.hasNext()) {
                    return Read.END;
                }
                source = opener.open(rest.next());
                current = source;
            }
            Read read = source.read(block, waitNanos);
            if (read != Read.END) {
                return read;
            }
            before = sum(before, source.losses());
            source.close();
            current = null;
        }
    }

    @Override
    public Losses losses() {
        FrameSource source = current;
        return source == null ? before : sum(before, source.losses());
    }

    private static Losses sum(Losses a, Losses b) {
        return a.plus(b);
    }

    @Override
    public void close() {
        FrameSource source = current;
        if (source != null) {
            source.close();
        }
    }
}
