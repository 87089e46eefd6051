package org.tapwarden.classifier.list;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where the generations lie: files with numbers, of which `current` names the one that counts.
///
/// A generation is written beside the others, read once whole, and then counts by one atomic
/// rename, so whoever reads finds the old or the new one. Whoever writes holds the folder's lock;
/// readers need none.
public final class ListsFolder {

    /// Generations that are kept: the one that counts and the one before.
    public static final int KEPT = 2;

    private static final String CURRENT = "current";
    private static final Pattern GENERATION = Pattern.compile("generation-(\\d{6,9})\\.lists");
    private static final String HALF_WRITTEN = ".new";
    private static final int LONGEST_POINTER = 100;

    private final Path folder;

    public ListsFolder(Path folder) {
        this.folder = folder;
    }

    public Path path() {
        return folder;
    }

    /// The file of the generation that counts; empty when nothing was imported yet.
    ///
    /// @throws IOException when `current` cannot be read or names nothing
    public Optional<Path> current() throws IOException {
        Path pointer = folder.resolve(CURRENT);
        byte[] bytes;
        try (var in = Files.newInputStream(pointer)) {
            bytes = in.readNBytes(LONGEST_POINTER);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String name = new String(bytes, StandardCharsets.UTF_8).strip();
        if (!GENERATION.matcher(name).matches()) {
            throw new IOException(pointer + ": it names no generation of lists");
        }
        return Optional.of(folder.resolve(name));
    }

    /// The generations there are, the newest last.
    public List<Path> generations() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> number(file) >= 0).sorted().toList();
        }
    }

    /// The number in a generation's file name, or -1.
    public static int number(Path file) {
        Matcher matcher = GENERATION.matcher(String.valueOf(file.getFileName()));
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    /// Writes what was built, reads it back, and makes it count. Older generations than the one
    /// before go.
    ///
    /// @return what counts now
    public Lists publish(ListsBuilder built, long nowMillis) throws IOException {
        Files.createDirectories(folder);
        removeHalfWritten();
        List<Path> before = generations();
        Optional<Path> counted = current();
        int next = before.isEmpty() ? 1 : number(before.getLast()) + 1;
        Path file = folder.resolve(String.format("generation-%06d.lists", next));
        Path half = folder.resolve(file.getFileName() + HALF_WRITTEN);
        Lists lists;
        try {
            built.write(half, nowMillis);
            lists = Lists.open(half);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            throw e; // It names its file.
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(half);
        }
        point(file);
        List<Path> kept = new ArrayList<>(List.of(file));
        counted.ifPresent(kept::add);
        for (Path old : before) {
            if (!kept.contains(old)) {
                Files.deleteIfExists(old);
            }
        }
        return lists;
    }

    /// Makes the generation before count again. The one that counted stays until the next import.
    ///
    /// @return what counts now
    /// @throws IOException when there is none before, or it is damaged
    public Lists rollback() throws IOException {
        Path now =
                current()
                        .orElseThrow(
                                () -> new IOException(folder + ": no lists were imported yet"));
        Path before = null;
        for (Path file : generations()) {
            if (number(file) < number(now)) {
                before = file;
            }
        }
        if (before == null) {
            throw new IOException(folder + ": there is no generation before " + number(now));
        }
        Lists lists = Lists.open(before);
        point(before);
        return lists;
    }

    private void point(Path file) throws IOException {
        Path half = folder.resolve(CURRENT + HALF_WRITTEN);
        byte[] name = (file.getFileName() + "\n").getBytes(StandardCharsets.UTF_8);
        try (var channel =
                FileChannel.open(
                        half,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(name);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                half,
                folder.resolve(CURRENT),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /// What an import that was killed left behind.
    private void removeHalfWritten() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(HALF_WRITTEN)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
