package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedFlow;
import org.tapwarden.history.codec.HistoryCodec;
import org.tapwarden.history.index.FlowBatch;
import org.tapwarden.history.index.Summary;

/// One index: a day's flows of one population.
///
/// Writing belongs to whoever holds the lock of {@link Partitions}. Reading is for any thread:
/// {@link #acquire} lends a reader that stays whole, whatever is written, closed or destroyed
/// meanwhile.
final class Partition {

    private final PartitionKey key;
    private final Path path;

    /// What was added and is not a segment yet. Null while nobody writes.
    private @Nullable FlowBatch batch;

    /// Null while it may still grow.
    private volatile @Nullable Cursor closedFor;

    private volatile @Nullable Manifest manifest;
    private volatile boolean waitsForSeal;
    private long slices;
    private volatile long usedForWritingNanos = System.nanoTime();

    private volatile @Nullable IndexWriter writer;
    private long alreadyThere;
    private boolean newSinceRefresh;
    private boolean newSinceCommit;

    /// Held by whoever makes or deletes files in the folder beside the index's own writer.
    private final ReentrantLock files = new ReentrantLock();

    /// These four are guarded by this object.
    private @Nullable DirectoryReader reader;

    private final Sums sums;
    private boolean destroyed;
    private long usedNanos;

    Partition(PartitionKey key, Path path) {
        this.key = key;
        this.path = path;
        this.sums = new Sums(path);
    }

    /// One that may be sealed already.
    ///
    /// @throws Unusable when it is sealed and its manifest was changed, or of an earlier build
    static Partition existing(PartitionKey key, Path path) throws IOException {
        var partition = new Partition(key, path);
        Manifest manifest = Manifest.read(path).orElse(null);
        if (manifest == null) {
            requireColumns(path);
        } else {
            partition.manifest = manifest;
            partition.closedFor = manifest.cursor();
        }
        return partition;
    }

    /// An index of the first builds kept its flows in another form, under some of the same names.
    private static void requireColumns(Path path) throws IOException {
        try (var directory = FSDirectory.open(path)) {
            for (SegmentCommitInfo segment : SegmentInfos.readLatestCommit(directory)) {
                if (!segment.info.getCodec().getName().equals(HistoryCodec.NAME)) {
                    throw new Unusable(path + " was written by an earlier build");
                }
            }
        } catch (IndexNotFoundException neverCommitted) {
            // and so it has nothing in it
        }
    }

    /// Null while it is not sealed.
    @Nullable Manifest manifest() {
        return manifest;
    }

    /// How far the spool had been read when the last slice had gone in; null while it may still
    /// grow.
    @Nullable Cursor closedFor() {
        return closedFor;
    }

    /// Slices in it while it is written.
    long slices() {
        return slices;
    }

    /// When it was last written, on the monotonic clock.
    long usedForWritingNanos() {
        return usedForWritingNanos;
    }

    /// A later part of its day was begun before it could be sealed: what it has committed is all
    /// that it will ever have.
    void closeAsCommitted() throws IOException {
        Cursor committed = new Cursor(0, 0);
        try (var directory = FSDirectory.open(path)) {
            committed = Cursor.of(SegmentInfos.readLatestCommit(directory).getUserData());
        } catch (IndexNotFoundException neverCommitted) {
            // and so it has nothing
        }
        closedFor = committed;
    }

    /// Lets nothing more in. Call {@link #seal} next, without a lock: it takes long.
    void closeForGood(Cursor cursor) throws IOException {
        refresh();
        commit(cursor);
        closedFor = cursor;
        waitsForSeal = true;
    }

    /// Whether it was closed for good and is on its way to be sealed.
    boolean waitsForSeal() {
        return waitsForSeal;
    }

    /// Merges what is there into one segment and writes the manifest. Searches go on meanwhile.
    ///
    /// @return false when it is empty or destroyed and so has none
    boolean seal(Instant now) throws IOException {
        Cursor cursor = closedFor;
        IndexWriter open = writing();
        if (cursor == null) {
            throw new IllegalStateException(path + " may still grow");
        }
        ((SegmentMerges) open.getConfig().getMergePolicy()).allAtOnce();
        open.forceMerge(1);
        open.setLiveCommitData(cursor.asCommit().entrySet());
        open.commit();
        closeWriter();
        files.lock();
        try {
            return complete(cursor, now);
        } finally {
            files.unlock();
        }
    }

    private boolean complete(Cursor cursor, Instant now) throws IOException {
        DirectoryReader sealed = acquire();
        if (sealed == null) {
            return false;
        }
        try {
            if (sealed.maxDoc() == 0 || !Sums.write(sealed, path, this::isDestroyed)) {
                return false;
            }
            Summary all = Summary.of(sealed);
            var written =
                    new Manifest(
                            key,
                            all.slices(),
                            all.flows(),
                            all.firstMillis(),
                            all.lastMillis(),
                            now,
                            cursor,
                            Manifest.sums(path));
            written.write(path);
            manifest = written;
            return true;
        } finally {
            sealed.decRef();
        }
    }

    PartitionKey key() {
        return key;
    }

    Path path() {
        return path;
    }

    /// On the disk, as of now, with the sums of hours.
    long bytes() throws IOException {
        long bytes = bytes(path);
        for (Sums.Kind kind : Sums.Kind.values()) {
            bytes += bytes(kind.in(path));
        }
        return bytes;
    }

    private static long bytes(Path folder) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                bytes += Files.isRegularFile(file) ? length(file) : 0;
            }
        } catch (NoSuchFileException neverWritten) {
            return 0;
        }
        return bytes;
    }

    /// Lucene deletes what it has merged at any time.
    private static long length(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException goneMeanwhile) {
            return 0;
        }
    }

    boolean isOpenForWriting() {
        return writer != null;
    }

    /// @throws IOException when the disk fails or the index is damaged
    /// @throws IllegalStateException when it is destroyed: nothing is made where it was
    void openWriter(long spool) throws IOException {
        files.lock();
        try {
            if (isDestroyed()) {
                throw new IllegalStateException(path + " is destroyed");
            }
            open(spool);
        } finally {
            files.unlock();
        }
    }

    private void open(long spool) throws IOException {
        var settings =
                new IndexWriterConfig()
                        .setCodec(new HistoryCodec())
                        .setIndexSort(FlowBatch.NEWEST_FIRST)
                        .setMergeScheduler(new BatchScheduler())
                        .setMergePolicy(new SegmentMerges())
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
        batch = new FlowBatch();
        slices = opened.getDocStats().numDocs;
        usedForWritingNanos = System.nanoTime();
        newSinceRefresh = false;
        newSinceCommit = false;
    }

    void usedForWriting() {
        usedForWritingNanos = System.nanoTime();
    }

    /// @param offset where the record ends in the spool
    /// @return false when it is there since before a crash
    /// @throws UnreadableFlow when it is damaged; it is not added then
    boolean add(PackedFlow flow, long offset) throws IOException, UnreadableFlow {
        if (offset <= alreadyThere) {
            return false;
        }
        FlowBatch adding = adding();
        if (adding.isFull()) {
            flush();
        }
        adding.add(flow);
        slices++;
        newSinceRefresh = true;
        newSinceCommit = true;
        return true;
    }

    private FlowBatch adding() {
        FlowBatch open = batch;
        if (open == null) {
            throw new IllegalStateException(path + " is not open for writing");
        }
        return open;
    }

    /// Makes a segment of what was added.
    private void flush() throws IOException {
        FlowBatch added = adding();
        if (added.count() > 0) {
            var _ = writing().addIndexes(added.reader());
            added.clear();
        }
    }

    /// Makes what was added visible.
    void refresh() throws IOException {
        if (!newSinceRefresh) {
            return;
        }
        flush();
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
            flush();
            writing().setLiveCommitData(cursor.asCommit().entrySet());
            if (writing().commit() < 0) {
                throw new IOException("nothing to commit in " + path);
            }
            newSinceCommit = false;
        }
    }

    /// Ends writing; what was not committed is gone.
    void closeWriter() throws IOException {
        IndexWriter open;
        synchronized (this) {
            open = writer;
            writer = null;
            batch = null;
        }
        if (open == null) {
            return;
        }
        show(null); // the next one to ask reads what is on the disk
        try {
            open.rollback(); // all that was to be kept is committed
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

    /// A reader of the sums of hours for one search, or null where there are none: it is not
    /// sealed, or by another build. Give it back with {@link DirectoryReader#decRef}.
    synchronized @Nullable DirectoryReader acquire(Sums.Kind kind) throws IOException {
        if (destroyed || manifest == null) {
            return null;
        }
        DirectoryReader lent = sums.acquire(kind);
        usedNanos = System.nanoTime();
        return lent;
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

    private synchronized void hideSums() throws IOException {
        sums.hide();
    }

    /// Whether a reader is kept though nobody writes.
    synchronized boolean hasIdleReader() {
        return (reader != null || sums.hasReader()) && writer == null;
    }

    /// When a reader was last asked for, on the monotonic clock.
    synchronized long usedNanos() {
        return usedNanos;
    }

    void closeIdleReader() throws IOException {
        if (!isOpenForWriting()) {
            show(null);
            hideSums();
        }
    }

    synchronized boolean isDestroyed() {
        return destroyed;
    }

    /// From now on nobody finds it, and nobody makes a file in its folder: who seals it just now
    /// ends first. Searches under way keep their reader.
    void destroy() throws IOException {
        newSinceCommit = true; // nothing is worth a commit any more
        synchronized (this) {
            destroyed = true;
        }
        closeWriter();
        files.lock();
        try {
            closeWriter(); // of whoever opened one meanwhile
            show(null);
            hideSums();
        } finally {
            files.unlock();
        }
    }
}
