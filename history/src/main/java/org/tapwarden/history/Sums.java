package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import org.tapwarden.history.index.RollUp;
import org.tapwarden.history.index.TopNames;

/// The sums of a sealed index, each in a folder inside of it, and their readers. Guarded by its
/// owner.
final class Sums {

    /// By what was summed.
    enum Kind {
        SENDERS(RollUp.FOLDER),
        NAMES(TopNames.FOLDER);

        private final String folder;

        Kind(String folder) {
            this.folder = folder;
        }

        Path in(Path index) {
            return index.resolve(folder);
        }
    }

    private final Path index;
    private final @Nullable DirectoryReader[] readers = new DirectoryReader[Kind.values().length];

    Sums(Path index) {
        this.index = index;
    }

    /// @param unwanted asked between two kinds
    /// @return false when it was given up
    static boolean write(DirectoryReader sealed, Path index, BooleanSupplier unwanted)
            throws IOException {
        if (unwanted.getAsBoolean()) {
            return false;
        }
        RollUp.write(sealed, Kind.SENDERS.in(index));
        if (unwanted.getAsBoolean()) {
            return false;
        }
        TopNames.write(sealed, Kind.NAMES.in(index));
        return !unwanted.getAsBoolean();
    }

    /// Lends a reader, to be given back with {@link DirectoryReader#decRef}; null where an earlier
    /// or a later build wrote no such sums, or others.
    @Nullable DirectoryReader acquire(Kind kind) throws IOException {
        DirectoryReader current = readers[kind.ordinal()];
        if (current == null) {
            current = open(kind);
            readers[kind.ordinal()] = current;
        }
        if (current != null) {
            current.incRef();
        }
        return current;
    }

    private @Nullable DirectoryReader open(Kind kind) throws IOException {
        Path folder = kind.in(index);
        if (!Files.isDirectory(folder)) {
            return null;
        }
        FSDirectory directory = FSDirectory.open(folder);
        try {
            DirectoryReader opened = DirectoryReader.open(directory);
            if (kind == Kind.NAMES && !TopNames.isKnown(opened)) {
                opened.close();
                directory.close();
                return null;
            }
            return opened;
        } catch (IndexNotFoundException neverCommitted) {
            directory.close();
            return null;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    boolean hasReader() {
        for (DirectoryReader reader : readers) {
            if (reader != null) {
                return true;
            }
        }
        return false;
    }

    /// Lets go of the readers; searches under way keep theirs.
    void hide() throws IOException {
        for (int i = 0; i < readers.length; i++) {
            DirectoryReader before = readers[i];
            readers[i] = null;
            if (before != null) {
                before.decRef();
            }
        }
    }
}
