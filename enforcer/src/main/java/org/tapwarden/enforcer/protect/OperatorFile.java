package org.tapwarden.enforcer.protect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The operator's list: on each line a MAC, an address or a prefix, then in words what it is; `#`
/// starts a comment.
public final class OperatorFile {

    public static final int MOST_LINES = 10_000;

    private OperatorFile() {}

    /// @throws IllegalArgumentException with file and line, which stops the start
    public static ProtectedSet read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("protected: cannot read " + file, e);
        }
        if (lines.size() > MOST_LINES) {
            throw new IllegalArgumentException(
                    "protected: " + file + " has more than " + MOST_LINES + " lines");
        }
        ProtectedSet all = ProtectedSet.NOBODY;
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (line.isEmpty()) {
                continue;
            }
            String[] entryAndWords = line.split("\\s+", 2);
            String words = entryAndWords.length == 2 ? entryAndWords[1] : "no words given";
            try {
                ProtectedSet.of(Map.of(entryAndWords[0], words));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "protected: "
                                + file
                                + " line "
                                + (i + 1)
                                + ": '"
                                + entryAndWords[0]
                                + "' is neither a MAC nor an address nor a prefix",
                        e);
            }
            entries.put(entryAndWords[0], "on the operator's list (" + words + ")");
        }
        return all.and(ProtectedSet.of(entries));
    }
}
