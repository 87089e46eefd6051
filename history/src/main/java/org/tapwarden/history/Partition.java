package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.history.index.FlowDocument;

/// One index: a day's flows of one population.
///
/// Writing belongs to whoever holds the lock of {@link Partitions}. Reading is for any thread:
/// {@link #acquire} lends a reader that stays whole, whatever is written, closed or destroyed
/// meanwhile.
final class Partition {

    private static final double BUFFER_MEGABYTES = 16;

    private final PartitionKey key;
    private final Path path;

    private final FlowDocument document = new FlowDocument();

    private volatile @Nullable IndexWriter writer;
    private long alreadyThere;
    private boolean newSinceRefresh;
    private boolean newSinceCommit;

    /// These three are guarded by this object.
    private @Nullable DirectoryReader reader;

    private boolean destroyed;
    private long usedNanos;

    Partition(PartitionKey key, Path path) {
        this.key = key;
        this.path = path;
    }

    PartitionKey key() {
        return key;
    }

    Path path() {
        return path;
    }

    boolean isOpenForWriting() {
        return writer != null;
    }

    /// @throws IOException when the disk fails or the index is damaged
    void openWriter(long spool) throws IOException {
        var settings =
                new IndexWriterConfig()
                        .setIndexSort(FlowDocument.NEWEST_FIRST)
                        .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                        .setCommitOnClose(false);
        FSDirectory directory = FSDirectory.open(path);
        IndexWriter opened;
        try {
            opened = new IndexWriter(directory, settings);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
        try {
            Map<String, String> commit = new HashMap<>();
            Iterable<Map.Entry<String, String>> entries = opened.getLiveCommitData();
            if (entries != null) {
                entries.forEach(entry -> commit.put(entry.getKey(), entry.getValue()));
            }
            alreadyThere = Cursor.committed(commit, spool);
            show(DirectoryReader.open(opened));
        } catch (IOException | RuntimeException e) {
            opened.rollback();
            directory.close();
            throw e;
        }
        writer = opened;
        newSinceRefresh = false;
        newSinceCommit = false;
    }

    /// @param offset where the record ends in the spool
    /// @return false when it is there since before a crash
    boolean add(FlowRecord flow, long offset) throws IOException {
        if (offset <= alreadyThere) {
            return false;
        }
        writing().addDocument(document.of(flow));
        newSinceRefresh = true;
        newSinceCommit = true;
        return true;
    }

    /// Makes what was added visible.
    void refresh() throws IOException {
        if (!newSinceRefresh) {
            return;
        }
        DirectoryReader current;
        synchronized (this) {
            current = reader;
        }
        DirectoryReader next =
                current == null
                        ? DirectoryReader.open(writing())
                        : DirectoryReader.openIfChanged(current, writing());
        if (next != null) {
            show(next);
        }
        newSinceRefresh = false;
    }

    /// Makes what was added durable, together with how far that is.
    void commit(Cursor cursor) throws IOException {
        if (newSinceCommit) {
            writing().setLiveCommitData(cursor.asCommit().entrySet());
            if (writing().commit() < 0) {
                throw new IOException("nothing to commit in " + path);
            }
            newSinceCommit = false;
        }
    }

    /// Ends writing; what was not committed is gone.
    void closeWriter() throws IOException {
        IndexWriter open = writer;
        writer = null;
        if (open == null) {
            return;
        }
        show(null); // the next one to ask reads what is on the disk
        try {
            if (newSinceCommit) {
                open.rollback();
            } else {
                open.close();
            }
        } finally {
            open.getDirectory().close();
        }
    }

    private IndexWriter writing() {
        IndexWriter open = writer;
        if (open == null) {
            throw new IllegalStateException(path + " is not open for writing");
        }
        return open;
    }

    /// A reader for one search, or null when there is nothing to read. Give it back with {@link
    /// DirectoryReader#decRef}.
    synchronized @Nullable DirectoryReader acquire() throws IOException {
        if (destroyed) {
            return null;
        }
        DirectoryReader current = reader;
        if (current == null) {
            current = openReader();
            reader = current;
        }
        if (current != null) {
            current.incRef();
            usedNanos = System.nanoTime();
        }
        return current;
    }

    private @Nullable DirectoryReader openReader() throws IOException {
        FSDirectory directory = FSDirectory.open(path);
        try {
            return DirectoryReader.open(directory);
        } catch (IndexNotFoundException neverCommitted) {
            directory.close();
            return null;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private synchronized void show(@Nullable DirectoryReader next) throws IOException {
        DirectoryReader before = reader;
        reader = next;
        if (before != null) {
            before.decRef();
        }
    }

    /// Whether a reader is kept though nobody writes.
    synchronized boolean hasIdleReader() {
        return reader != null && writer == null;
    }

    /// When a reader was last asked for, on the monotonic clock.
    synchronized long usedNanos() {
        return usedNanos;
    }

    void closeIdleReader() throws IOException {
        if (!isOpenForWriting()) {
            show(null);
        }
    }

    /// From now on nobody finds it; searches under way keep their reader.
    void destroy() throws IOException {
        newSinceCommit = true; // nothing is worth a commit any more
        closeWriter();
        synchronized (this) {
            destroyed = true;
        }
        show(null);
    }
}
