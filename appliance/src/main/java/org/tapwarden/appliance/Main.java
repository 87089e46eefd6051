package org.tapwarden.appliance;

import java.io.PrintWriter;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.control.Control;
import org.tapwarden.appliance.replay.PlainReplay;
import org.tapwarden.appliance.replay.ReplayRun;

/// Where the program starts: `tapwarden <command>`.
///
/// A replay of a small capture takes less work than starting picocli, whose class files are too old
/// for the JDK's ahead-of-time cache. So what is said plainly is done without it; everything else,
/// and all that is wrong, is picocli's ({@link Commands}). Nothing here or in what a plain replay
/// loads may throw or catch picocli's exceptions: the verifier would load them.
public final class Main {

    private static final int OK = 0;
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] args) {
        Integer plain = plainly(args);
        int code = plain == null ? execute(args) : plain;
        // Exiting wakes the JDK's logging; who just returns ends as well, once no thread is left.
        if (plain == null || code != OK) {
            System.exit(code);
        }
    }

    private static int execute(String[] args) {
        String word = args.length == 0 ? "" : args[0];
        if (Control.names().contains(word)) {
            var output = new StandardOutput();
            var out = new PrintWriter(output, true, StandardCharsets.UTF_8);
            var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
            int code = Control.execute(args, out, err);
            out.flush();
            return output.exit(code, err);
        }
        return Commands.of(word).execute(args);
    }

    /// @return the exit code, or null when it is picocli's
    private static @Nullable Integer plainly(String[] args) {
        if (args.length == 1 && args[0].equals("version")) {
            System.out.println(BuildVersion.line());
            return OK;
        }
        if (args.length < 2 || !args[0].equals("replay")) {
            return null;
        }
        ReplayRun replay = PlainReplay.of(Arrays.asList(args).subList(1, args.length));
        return replay == null ? null : run(replay);
    }

    private static int run(ReplayRun replay) {
        URL.setURLStreamHandlerFactory(new NoHttp());
        var out = new PrintWriter(System.out, true, System.out.charset());
        var err = new PrintWriter(System.err, true, System.err.charset());
        try {
            return replay.replay(out, err);
        } catch (RuntimeException e) {
            // As picocli does: a bug ends the program with its trace, whatever threads are left.
            e.printStackTrace(err);
            return FAILED;
        }
    }
}
