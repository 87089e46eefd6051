package org.tapwarden.appliance.replay;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.file.CaptureFile;

/// A progress bar on standard error, when that is a terminal and the work takes a while.
final class Progress implements AutoCloseable {

    private static final long EVERY_NANOS = 100_000_000L;
    private static final int WIDTH = 30;

    private final PrintWriter err;
    private final long totalBytes;
    private long bytesBefore;
    private long framesBefore;
    private long next;
    private boolean drawn;
    private boolean hidden;
    private volatile @Nullable CaptureFile current;

    Progress(List<Path> files, PrintWriter err) {
        this.err = err;
        this.totalBytes = Math.max(1, files.stream().mapToLong(Progress::sizeOf).sum());
        this.next = System.nanoTime() + 3 * EVERY_NANOS;
    }

    @SuppressWarnings("SystemConsoleNull") // it is, in JDK 25, when output goes to a file or pipe
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // Opening it will say what is wrong.
        }
    }

    /// The next capture's turn.
    void opened(CaptureFile file) {
        CaptureFile before = current;
        if (before != null) {
            bytesBefore += before.size();
        }
        current = file;
    }

    void show(long frames) {
        if (hidden || System.nanoTime() - next < 0) {
            return;
        }
        // Asked here and not before: a short replay ends before the answer counts, and the console
        // is slow to wake.
        hidden = !drawn && !isTerminal();
        if (hidden) {
            return;
        }
        next = System.nanoTime() + EVERY_NANOS;
        CaptureFile file = current;
        long read = bytesBefore + (file == null ? 0 : file.bytesRead());
        double share = Math.min(1, (double) read / totalBytes);
        int full = (int) (share * WIDTH);
        String bar = "#".repeat(full) + "-".repeat(WIDTH - full);
        err.printf(
                Locale.ROOT,
                "\r[%s] %3.0f %%  %,d frames",
                bar,
                share * 100,
                framesBefore + frames);
        err.flush();
        drawn = true;
    }

    /// Wipes the bar, so that a message gets a line of its own.
    void clear() {
        if (drawn) {
            err.print("\r" + " ".repeat(WIDTH + 40) + "\r");
            err.flush();
            drawn = false;
        }
    }

    @Override
    public void close() {
        clear();
    }
}
