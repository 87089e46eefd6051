package org.tapwarden.appliance.replay;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.flow.FlowTable;

/// What a replay was asked for, however it was said. Absent is null.
///
/// @param flows where the flows' last records go: a file, `-`, or with `each` a directory
/// @param each every file is a network of its own
/// @param findings where the findings go: a file or `-`
/// @param lists the folder that `tapwarden lists` keeps
/// @param repeat how often everything is played
/// @param explain tell of each flow why it is called what it is called
record ReplayOptions(
        List<Path> files,
        @Nullable String flows,
        boolean each,
        int threads,
        @Nullable String filter,
        @Nullable String findings,
        @Nullable Path segments,
        @Nullable Path policy,
        @Nullable Path devices,
        @Nullable Path history,
        @Nullable Path lists,
        int repeat,
        boolean explain) {

    ReplayOptions {
        files = List.copyOf(files);
    }

    /// What is wrong about the options together, or null.
    @Nullable String wrong() {
        if (threads < 1 || threads > FlowTable.SHARDS) {
            return "--threads must be 1 to " + FlowTable.SHARDS + ", not " + threads + ".";
        }
        if (repeat < 1) {
            return "--repeat must be at least 1, not " + repeat + ".";
        }
        if (each && (flows == null || flows.equals("-"))) {
            return "--each writes one file a capture: say where with --flows DIR.";
        }
        if (each && (findings != null || history != null)) {
            return "--findings and --history are of one network; leave out --each.";
        }
        if ("-".equals(flows) && "-".equals(findings)) {
            return "--flows and --findings cannot both go to standard output.";
        }
        if (explain && (each || "-".equals(flows) || "-".equals(findings))) {
            return "--explain goes to standard output, and is of one network; leave out --each,"
                    + " and write flows and findings to files.";
        }
        return each ? wrongNames() : null;
    }

    private @Nullable String wrongNames() {
        Map<String, Path> seen = new HashMap<>();
        for (Path file : files) {
            Path before = seen.put(nameOf(file), file);
            if (before != null) {
                return before + " and " + file + " would both be written to one file.";
            }
        }
        return null;
    }

    /// Whether anything asks for decisions; without it flows are only labelled.
    boolean decides() {
        return findings != null
                || segments != null
                || policy != null
                || devices != null
                || history != null;
    }

    /// A file's name without its directory.
    static String nameOf(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }
}
