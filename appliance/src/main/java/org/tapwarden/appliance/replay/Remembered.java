package org.tapwarden.appliance.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.locks.LockSupport;
import org.tapwarden.appliance.run.Histories;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.FlowHistory;

/// The history of a replay, to be searched afterwards.
final class Remembered implements AutoCloseable {

    private static final long WAIT_NANOS = 5_000_000L;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Spool spool;
    private final FlowHistory history;

    /// @throws IOException in one line, when the directory is taken or cannot be written
    Remembered(Path directory) throws IOException {
        this.spool = Spool.open(directory.resolve("spool"), SpoolLimits.DEFAULT);
        try {
            spool.forceInBackground();
            this.history = Histories.openForReplay(directory, spool, ZoneId.systemDefault());
        } catch (IOException e) {
            spool.close();
            throw e;
        }
    }

    /// Waits when the spool is full: a replay loses nothing.
    void add(FlowRecord slice) throws IOException {
        byte[] record = FlowCodec.encode(slice);
        while (spool.append(record) == Spool.DROPPED) {
            if (spool.counts().droppedDisk() > 0) {
                throw new IOException(
                        "the history cannot be written: the disk of "
                                + spool.directory()
                                + " took no more: "
                                + spool.trouble());
            }
            LockSupport.parkNanos(WAIT_NANOS);
        }
    }

    @Override
    public void close() throws IOException {
        boolean whole = spool.force() && history.catchUp(PATIENCE);
        history.close();
        spool.close();
        if (!whole) {
            throw new IOException("the history did not take in all flows in time");
        }
    }
}
