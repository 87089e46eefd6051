package org.tapwarden.appliance;

import java.io.Console;
import java.io.PrintWriter;
import java.util.function.Consumer;

/// One line on standard error that says how far a command is, when that is a terminal and the work
/// takes a while.
public final class ProgressLine implements Consumer<String>, AutoCloseable {

    private static final long EVERY_NANOS = 200_000_000L;
    private static final int WIDTH = 79;

    private final PrintWriter err;
    private long next = System.nanoTime() + 2 * EVERY_NANOS;
    private boolean drawn;
    private boolean hidden;

    public ProgressLine(PrintWriter err) {
        this.err = err;
    }

    @SuppressWarnings("SystemConsoleNull") // it is, in JDK 25, when output goes to a file or pipe
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    @Override
    public void accept(String text) {
        if (hidden || System.nanoTime() - next < 0) {
            return;
        }
        hidden = !drawn && !isTerminal();
        if (hidden) {
            return;
        }
        next = System.nanoTime() + EVERY_NANOS;
        String line = Terminal.shown(text);
        String cut = line.substring(0, Math.min(WIDTH, line.length()));
        err.print("\r" + cut + " ".repeat(WIDTH - cut.length()));
        err.flush();
        drawn = true;
    }

    /// Wipes the line, so that what is told gets one of its own.
    public void clear() {
        if (drawn) {
            err.print("\r" + " ".repeat(WIDTH) + "\r");
            err.flush();
            drawn = false;
        }
    }

    @Override
    public void close() {
        clear();
    }
}
