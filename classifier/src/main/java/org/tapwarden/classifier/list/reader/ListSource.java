package org.tapwarden.classifier.list.reader;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// What somebody wants to import: a file, a folder or an archive.
public final class ListSource {

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final int BUFFER = 1 << 16;

    private ListSource() {}

    /// Takes the lists of a source, one after the other. Most sources are one list.
    public interface Parts {
        /// A list begins.
        ///
        /// @param name of the part; empty when the source is one list
        /// @param allows whether the source says that its names are good ones
        /// @return null when it is not wanted
        @Nullable Reading begin(String name, boolean allows) throws IOException;

        /// It is over.
        void end(Reading reading) throws IOException;
    }

    /// Reads all of it.
    ///
    /// @param part the one wanted, of a source with several, or null
    /// @throws IOException in one line, when the source cannot be read or is none
    public static void read(Path file, ListFormat format, @Nullable String part, Parts parts)
            throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": there is no such file");
        }
        try {
            switch (format) {
                case UT1 -> Ut1.of(file).read(part, parts);
                case V2FLY -> tree(file, part, parts);
                default -> lines(file, format, parts);
            }
        } catch (IOException e) {
            throw new IOException(file + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static void lines(Path file, ListFormat format, Parts parts) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a folder; only ut1 and v2fly are read from one");
        }
        Reading reading = parts.begin("", false);
        if (reading != null) {
            try (InputStream in = unpacked(Files.newInputStream(file))) {
                LineFormat.all(new Lines(in), format.lines(), reading);
            }
            parts.end(reading);
        }
    }

    private static void tree(Path file, @Nullable String part, Parts parts) throws IOException {
        boolean folder = Files.isDirectory(file);
        if (folder && part == null) {
            throw new IOException("it is a folder; say with --part which of its files is meant");
        }
        Path data = Files.isDirectory(file.resolve("data")) ? file.resolve("data") : file;
        Path parent = file.toAbsolutePath().getParent();
        Path root = folder || parent == null ? data : parent;
        String name = folder && part != null ? part : String.valueOf(file.getFileName());
        if (name.contains("/") || !Files.isRegularFile(root.resolve(name))) {
            throw new IOException("there is no file '" + name + "' in it");
        }
        Reading reading = parts.begin("", false);
        if (reading != null) {
            new V2flyTree(root, reading).read(name);
            parts.end(reading);
        }
    }

    /// As it is, or what is packed in it.
    static InputStream unpacked(InputStream file) throws IOException {
        var in = new BufferedInputStream(file, BUFFER);
        in.mark(2);
        boolean packed = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
        in.reset();
        return packed ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
    }
}
