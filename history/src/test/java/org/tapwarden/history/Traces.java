package org.tapwarden.history;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Looks for a name in every file below a folder.
final class Traces {

    private Traces() {}

    static List<Path> of(String name, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> holds(file, name)).toList();
        }
    }

    private static boolean holds(Path file, String name) {
        try {
            return Files.readString(file, ISO_8859_1).contains(name);
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }
}
