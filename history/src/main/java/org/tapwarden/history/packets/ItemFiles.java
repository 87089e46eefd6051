package org.tapwarden.history.packets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where the files of items lie. The folder is made with the first, and only its owner may look.
///
/// @param folder of all items
record ItemFiles(Path folder) {

    static final String PART = ".part";
    private static final Pattern NAME =
            Pattern.compile("item-(\\d{1,18})\\.(?:pcapng|json)(?:\\.part)?");

    Path frames(long number) {
        return folder.resolve(name(number, ".pcapng"));
    }

    Path manifest(long number) {
        return folder.resolve(name(number, ".json"));
    }

    /// Where frames are written to until all are there.
    Path part(long number) {
        return folder.resolve(name(number, ".pcapng" + PART));
    }

    private Path manifestPart(long number) {
        return folder.resolve(name(number, ".json" + PART));
    }

    private static String name(long number, String suffix) {
        return String.format(Locale.ROOT, "item-%09d%s", number, suffix);
    }

    void make() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Path parent = folder.getParent();
            if (parent != null) {
                force(parent);
            }
        }
    }

    /// Gives the frames their name, and puts the manifest beside them; both are on the disk then.
    void place(KeptItem item) throws IOException {
        Path manifest = manifest(item.number());
        Path next = manifestPart(item.number());
        Files.deleteIfExists(next);
        write(next, item.json());
        Files.move(part(item.number()), frames(item.number()), StandardCopyOption.ATOMIC_MOVE);
        Files.move(next, manifest, StandardCopyOption.ATOMIC_MOVE);
        force(folder);
    }

    private static void write(Path file, String text) throws IOException {
        try (var channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) < 0) {
                    throw new IOException("cannot write " + file);
                }
            }
            channel.force(true);
        }
    }

    /// What both files take.
    long bytes(long number) throws IOException {
        long bytes = 0;
        for (Path file : List.of(frames(number), manifest(number))) {
            bytes += Files.exists(file) ? Files.size(file) : 0;
        }
        return bytes;
    }

    void delete(long number) throws IOException {
        Files.deleteIfExists(frames(number));
        Files.deleteIfExists(manifest(number));
        Files.deleteIfExists(part(number));
        Files.deleteIfExists(manifestPart(number));
        force(folder);
    }

    /// The highest number that a file here has; 0 where there is none.
    long highest() throws IOException {
        long highest = 0;
        for (Path file : others(_ -> false)) {
            highest = Math.max(highest, number(String.valueOf(file.getFileName())).orElse(0));
        }
        return highest;
    }

    /// Files of ours that belong to no item.
    List<Path> others(LongPredicate isItem) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                OptionalLong number = number(name);
                if (number.isPresent() && !isItem.test(number.getAsLong())) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static OptionalLong number(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? OptionalLong.of(Long.parseLong(matcher.group(1)))
                : OptionalLong.empty();
    }

    /// Without this a power failure may lose a name though the bytes are safe.
    private static void force(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
