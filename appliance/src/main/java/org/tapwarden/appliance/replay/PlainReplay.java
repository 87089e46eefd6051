package org.tapwarden.appliance.replay;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a command line that holds no riddle: known options, each once, their values a word
/// further, and files. Starting picocli costs several times what a short replay does.
public final class PlainReplay {

    private static final int MOST_DIGITS = 9;

    /// Options that stand alone, and those that a value follows.
    static final Set<String> FLAGS = Set.of("--each", "--explain");

    static final Set<String> VALUED =
            Set.of(
                    "--flows",
                    "--threads",
                    "--filter",
                    "--findings",
                    "--segments",
                    "--policy",
                    "--devices",
                    "--history",
                    "--lists",
                    "--repeat");

    private PlainReplay() {}

    /// What the words ask for, ready to run.
    ///
    /// @param arguments what follows `replay`
    /// @return null for anything else, also for what is wrong: picocli shall read it and say so
    public static @Nullable ReplayRun of(List<String> arguments) {
        try {
            ReplayOptions options = options(arguments);
            return options == null || options.wrong() != null ? null : new ReplayRun(options);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    static @Nullable ReplayOptions options(List<String> arguments) {
        List<Path> files = new ArrayList<>();
        Set<String> flags = new HashSet<>();
        Map<String, String> values = new HashMap<>();
        for (var rest = arguments.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            boolean accepted;
            if (isPlain(word)) {
                accepted = files.add(Path.of(word));
            } else if (FLAGS.contains(word)) {
                accepted = flags.add(word);
            } else {
                accepted =
                        VALUED.contains(word) && rest.hasNext() && put(values, word, rest.next());
            }
            if (!accepted) {
                return null;
            }
        }
        if (files.isEmpty()) {
            return null;
        }
        return new ReplayOptions(
                files,
                values.get("--flows"),
                flags.contains("--each"),
                count(values.getOrDefault("--threads", "1")),
                values.get("--filter"),
                values.get("--findings"),
                path(values, "--segments"),
                path(values, "--policy"),
                path(values, "--devices"),
                path(values, "--history"),
                path(values, "--lists"),
                count(values.getOrDefault("--repeat", "1")),
                flags.contains("--explain"));
    }

    private static boolean put(Map<String, String> values, String option, String value) {
        return (isPlain(value) || value.equals("-")) && values.put(option, value) == null;
    }

    private static @Nullable Path path(Map<String, String> values, String option) {
        String value = values.get(option);
        return value == null ? null : Path.of(value);
    }

    /// Neither an option nor picocli's `@` file of arguments.
    private static boolean isPlain(String word) {
        return !word.isEmpty() && word.charAt(0) != '-' && word.charAt(0) != '@';
    }

    /// @return 0, which no option here takes, for what is not plainly a number
    private static int count(String digits) {
        int count = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i == MOST_DIGITS) {
                return 0;
            }
            count = 10 * count + digit;
        }
        return count;
    }
}
