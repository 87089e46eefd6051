package org.tapwarden.appliance;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/// Where commands write, which remembers what could not be written: `PrintStream` and `PrintWriter`
/// keep it to themselves, and a list that is cut short must not look like a whole one.
final class StandardOutput extends FilterOutputStream {

    private static final int OK = 0;
    private static final int FAILED = 1;

    private @Nullable IOException trouble;

    StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            trouble = e;
            throw e;
        }
    }

    /// The exit code that is true of the output, too. Whoever reads only the first lines (`head`)
    /// knows that there were more, so nothing is said of that.
    int exit(int code, PrintWriter err) {
        IOException what = trouble;
        if (what == null) {
            return code;
        }
        String message = String.valueOf(what.getMessage());
        if (!message.contains("Broken pipe")) {
            err.println("tapwarden: not all of the output could be written: " + message);
            err.flush();
        }
        return code == OK ? FAILED : code;
    }
}
