package org.tapwarden.appliance.control;

import java.io.PrintWriter;
import java.io.Writer;
import org.tapwarden.appliance.ProgressLine;

/// Standard error of a command that says how far it is: wipes that line before anything else is
/// told.
final class WipingWriter extends Writer {

    private final PrintWriter err;
    private final ProgressLine progress;

    WipingWriter(PrintWriter err, ProgressLine progress) {
        this.err = err;
        this.progress = progress;
    }

    @Override
    public void write(char[] text, int from, int length) {
        progress.clear();
        err.write(text, from, length);
    }

    @Override
    public void flush() {
        err.flush();
    }

    @Override
    public void close() {
        err.flush(); // it is the caller's
    }
}
