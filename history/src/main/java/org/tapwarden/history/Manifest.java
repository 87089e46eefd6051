package org.tapwarden.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a sealed index holds, written down beside it when it was closed for good: a text of a few
/// lines, the last of which is the SHA-256 of those before.
///
/// @param slices flow slices in it
/// @param flows of them first slices
/// @param firstMillis earliest end of a slice
/// @param lastMillis latest
/// @param cursor how far the spool had been read when it was closed; what comes again from before
///   that is in it
/// @param files all of the index, by name
record Manifest(
        PartitionKey key,
        long slices,
        long flows,
        long firstMillis,
        long lastMillis,
        Instant sealed,
        Cursor cursor,
        List<Sum> files) {

    static final String FILE = "manifest";

    private static final String TITLE = "tapwarden flow history, sealed index, version 1\n";
    private static final String LAST = "sha256 ";
    private static final Pattern BODY =
            Pattern.compile(
                    """
                    index (\\S+)
                    slices (\\d{1,18}) flows (\\d{1,18})
                    ends (-?\\d{1,18}) to (-?\\d{1,18}) ms since 1970
                    sealed (\\S+)
                    spool ([0-9a-f]{1,16}) offset (\\d{1,18})
                    ((?:file [0-9a-f]{64} \\d{1,18} \\S+
                    )*)\
                    """);
    private static final Pattern SUM = Pattern.compile("file ([0-9a-f]{64}) (\\d{1,18}) (\\S+)\n");
    private static final int BUFFER = 1 << 16;

    Manifest {
        files = List.copyOf(files);
    }

    /// A file of the index.
    record Sum(String name, long length, String sha256) {

        /// @param folder that the name is told from
        static Sum of(Path folder, Path file) throws IOException {
            String name = folder.relativize(file).toString();
            return new Sum(name, Files.size(file), hashOf(file));
        }
    }

    /// All files of an index but the manifest and Lucene's lock, by name.
    static List<Sum> sums(Path folder) throws IOException {
        List<Sum> sums = new ArrayList<>();
        for (Path path : ofIndex(folder)) {
            sums.add(Sum.of(folder, path));
        }
        return sums;
    }

    private static List<Path> ofIndex(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            return entries.filter(Files::isRegularFile)
                    .filter(path -> isOfIndex(String.valueOf(path.getFileName())))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isOfIndex(String name) {
        return !name.startsWith(FILE) && !name.equals("write.lock");
    }

    /// What is wrong with the files of an index, one sentence each; none when they are as they
    /// were.
    List<String> differences(Path folder) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Sum sum : files) {
            Path file = folder.resolve(sum.name());
            if (!Files.exists(file)) {
                wrong.add(sum.name() + " is missing");
            } else if (!Sum.of(folder, file).equals(sum)) {
                wrong.add(sum.name() + " was changed");
            }
        }
        Set<String> known = new HashSet<>();
        files.forEach(sum -> known.add(sum.name()));
        for (Path path : ofIndex(folder)) {
            String name = folder.relativize(path).toString();
            if (!known.contains(name)) {
                wrong.add(name + " was added");
            }
        }
        return wrong;
    }

    private String body() {
        var text = new StringBuilder(TITLE);
        text.append("index ").append(key.name()).append('\n');
        text.append("slices ").append(slices).append(" flows ").append(flows).append('\n');
        text.append("ends ").append(firstMillis).append(" to ").append(lastMillis);
        text.append(" ms since 1970\nsealed ").append(sealed).append('\n');
        text.append("spool ").append(Long.toHexString(cursor.spool()));
        text.append(" offset ").append(cursor.offset()).append('\n');
        for (Sum file : files) {
            text.append("file ").append(file.sha256()).append(' ').append(file.length());
            text.append(' ').append(file.name()).append('\n');
        }
        return text.toString();
    }

    /// Whole or not at all, also when the power fails.
    void write(Path folder) throws IOException {
        String body = body();
        String text = body + LAST + hex(digest(body.getBytes(StandardCharsets.UTF_8))) + "\n";
        Path next = folder.resolve(FILE + ".next");
        try (var channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) < 0) {
                    throw new IOException("cannot write " + next);
                }
            }
            channel.force(true);
        }
        Files.move(
                next,
                folder.resolve(FILE),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Cursor.force(folder);
    }

    /// The manifest of an index; empty when it is not sealed.
    ///
    /// @throws Unusable when it was changed
    static Optional<Manifest> read(Path folder) throws IOException {
        String text;
        try {
            text = Files.readString(folder.resolve(FILE));
        } catch (NoSuchFileException notSealed) {
            return Optional.empty();
        }
        int last = text.lastIndexOf(LAST);
        String body = last < 0 ? "" : text.substring(0, last);
        String sum = hex(digest(body.getBytes(StandardCharsets.UTF_8)));
        if (last < 0 || !text.substring(last).equals(LAST + sum + "\n")) {
            throw new Unusable("the manifest in " + folder + " was changed");
        }
        return Optional.of(parse(body, folder));
    }

    private static Manifest parse(String body, Path folder) throws IOException {
        Matcher matcher =
                BODY.matcher(body.startsWith(TITLE) ? body.substring(TITLE.length()) : "");
        if (!matcher.matches()) {
            throw new Unusable("the manifest in " + folder + " is of another program");
        }
        List<Sum> files = new ArrayList<>();
        Matcher each = SUM.matcher(matcher.group(9));
        while (each.find()) {
            files.add(new Sum(each.group(3), Long.parseLong(each.group(2)), each.group(1)));
        }
        try {
            return new Manifest(
                    PartitionKey.of(matcher.group(1))
                            .orElseThrow(() -> new Unusable("no index: " + folder)),
                    Long.parseLong(matcher.group(2)),
                    Long.parseLong(matcher.group(3)),
                    Long.parseLong(matcher.group(4)),
                    Long.parseLong(matcher.group(5)),
                    Instant.parse(matcher.group(6)),
                    new Cursor(
                            Long.parseUnsignedLong(matcher.group(7), 16),
                            Long.parseLong(matcher.group(8))),
                    files);
        } catch (DateTimeException e) {
            throw new Unusable("the manifest in " + folder + " is of another program");
        }
    }

    private static String hashOf(Path file) throws IOException {
        MessageDigest digest = newDigest();
        var buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return hex(digest.digest());
    }

    static String sha256(byte[] bytes) {
        return hex(digest(bytes));
    }

    private static byte[] digest(byte[] bytes) {
        return newDigest().digest(bytes);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("no SHA-256 in this Java", e));
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
