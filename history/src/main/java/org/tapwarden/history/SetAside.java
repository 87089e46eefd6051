package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Indexes that cannot be used, under another name: one damaged day must not stop all others. What
/// is left of it stays for whoever can mend it, until its day must go; every answer over that day
/// says so.
final class SetAside {

    private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);
    private static final String DAMAGED = ".damaged";

    private final Path folder;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /// @param folder of all indexes
    SetAside(Path folder) {
        this.folder = folder;
    }

    /// Whether an index is lost, and not only out of reach for as long as a disk fails.
    static boolean isFor(IOException trouble) {
        return trouble instanceof Unusable
                || trouble instanceof CorruptIndexException
                || trouble instanceof IndexFormatTooNewException
                || trouble instanceof IndexFormatTooOldException;
    }

    /// The same of what Lucene wraps, since a thread of its own met it.
    static boolean isAtBottomOf(Throwable trouble) {
        for (Throwable one = trouble; one != null; one = one.getCause()) {
            if (one instanceof IOException e && isFor(e)) {
                return true;
            }
        }
        return false;
    }

    /// Takes note of a folder that was set aside before.
    ///
    /// @return false when it is none
    boolean find(String name) {
        return name.contains(DAMAGED) && names.add(name);
    }

    /// Sets one aside that nobody finds any more.
    void add(Partition partition, IOException why) throws IOException {
        PartitionKey key = partition.key();
        partition.destroy();
        int number = 1;
        while (Files.exists(folder.resolve(key.name() + DAMAGED + number))) {
            number++;
        }
        String name = key.name() + DAMAGED + number;
        Files.move(partition.path(), folder.resolve(name));
        Cursor.force(folder);
        names.add(name);
        LOG.error("{} are set aside as {}: {}", key.sentence(), name, why.getMessage());
    }

    void forget(String name) {
        names.remove(name);
    }

    List<String> names() {
        return names.stream().sorted().toList();
    }

    /// Those of days from one to another.
    ///
    /// @param first a day, as it is written
    List<String> names(String first, String last) {
        return names().stream()
                .filter(name -> name.compareTo(first) >= 0 && name.compareTo(last + "~") <= 0)
                .toList();
    }

    /// By the names of their folders, what they were, of those that are meant.
    Map<String, PartitionKey> keys(Predicate<PartitionKey> meant) {
        Map<String, PartitionKey> keys = new TreeMap<>();
        for (String name : names) {
            PartitionKey.of(name.substring(0, name.indexOf(DAMAGED)))
                    .filter(meant)
                    .ifPresent(key -> keys.put(name, key));
        }
        return keys;
    }

    int size() {
        return names.size();
    }
}
