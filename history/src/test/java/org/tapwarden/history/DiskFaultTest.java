package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.capture.spool.SpoolQueue;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.detector.Health;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// What disks do to the history: real ones, that are full, read-only or do not answer.
class DiskFaultTest {

    private static final long MB = 1L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final Duration SELDOM = Duration.ofSeconds(3);

    private static final int MOST_FILLS = 5;

    /// How often each happens to one history: `-Dtapwarden.whole=true`, as `./check soak` says,
    /// takes longer.
    private static final int TIMES = Boolean.getBoolean("tapwarden.whole") ? 5 : 1;

    @TempDir Path folder;

    private static SpoolLimits spool(long total) {
        return new SpoolLimits(MB, total, Duration.ofMillis(50), 2 * MB);
    }

    static HistorySettings settings() {
        return committing(Duration.ofMillis(100));
    }

    private static HistorySettings committing(Duration every) {
        return new HistorySettings(
                Retention.FOR_EVER,
                _ -> new Question(new Query.Everything(), List.of()),
                ZoneOffset.UTC,
                Directory.NOBODY,
                InstantSource.fixed(Opened.NOW),
                Duration.ofSeconds(30),
                every,
                Duration.ofMinutes(10));
    }

    /// Until the index has something that it must write within three seconds. Where it is up to
    /// date when its disk fails, and the spool takes no more, it never writes and has no trouble to
    /// tell.
    private static void awaitWork(FlowHistory history, Spool spool) throws InterruptedException {
        long before = history.counts().written().committedOffset();
        await("a commit", () -> history.counts().written().committedOffset() > before);
        await("more", () -> spool.forced() > history.counts().written().committedOffset());
    }

    /// The trouble of a kind, or null.
    private static Health.Trouble trouble(FlowHistory history, String kind) {
        return history.troubles().stream()
                .filter(trouble -> trouble.kind().equals(kind))
                .findFirst()
                .orElse(null);
    }

    private static boolean says(FlowHistory history, String kind, String words) {
        Health.Trouble trouble = trouble(history, kind);
        return trouble != null && trouble.sentence().contains(words);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static void isWhole(FlowHistory history, Feed feed) throws SearchRefused {
        List<Long> found = Feed.found(history, feed.sent());
        assertThat(found).as("none is there twice").hasSize(new HashSet<>(found).size());
        assertThat(new HashSet<>(found))
                .as("every flow that was confirmed")
                .containsAll(feed.confirmed())
                .as("and none that nobody took")
                .isEqualTo(new HashSet<>(feed.taken()));
    }

    static void checkIndexes(Path history) throws IOException {
        try (var indexes = Files.newDirectoryStream(history.resolve("flows"))) {
            for (Path index : indexes) {
                try (var directory = FSDirectory.open(index);
                        var check = new CheckIndex(directory)) {
                    assertThat(check.checkIndex().clean).as(index.toString()).isTrue();
                }
            }
        }
    }

    @Test
    void a_full_disk_of_spool_and_index_is_told_of_costs_flows_by_number_and_is_over_by_itself()
            throws Exception {
        try (var disk = new LoopDisk(folder, "disk", 48)) {
            Path state = disk.path().resolve("history");
            long last;
            try (var spool = Spool.open(disk.path().resolve("spool"), spool(1L << 30));
                    var history = FlowHistory.open(state, spool, settings());
                    var feed = new Feed(spool, 1)) {
                spool.forceInBackground();
                await("flows come in", () -> history.counts().written().indexed() > 1_000);
                for (int i = 1; i < TIMES; i++) {
                    fill(disk, spool, history, feed);
                    empty(disk, history);
                }
                fill(disk, spool, history, feed);
                long already = feed.dropped();
                await("the spool's trouble", () -> feed.dropped() > already + 1_000);
                assertThat(trouble(history, "index").sentence())
                        .contains("cannot be written", disk.path().toString(), "is full")
                        .contains("Flows wait in the spool");
                await("it is told", () -> trouble(history, "spool") != null);
                assertThat(trouble(history, "spool").sentence())
                        .contains("cannot be put into the spool", "is full", "lost since");
                long before = feed.confirmedCount();

                disk.empty();
                long room = System.nanoTime();
                await("flows are confirmed again", () -> feed.confirmedCount() > before + 1_000);
                await("no trouble any more", () -> history.troubles().isEmpty());
                System.out.printf(
                        "full disk: well again %d ms after there was room%n",
                        Duration.ofNanos(System.nanoTime() - room).toMillis());
                feed.stop();
                assertThat(spool.force()).isTrue();
                assertThat(history.catchUp(Opened.LONG)).isTrue();
                isWhole(history, feed);
                assertThat(spool.counts().dropped()).isEqualTo(feed.dropped());
                assertThat(spool.counts().droppedDisk()).isEqualTo(feed.dropped());
                assertThat(lost(history)).isEqualTo(feed.dropped());
                last = feed.sent();
                assertThat(history.search(Opened.request(1)).gaps())
                        .anyMatch(gap ->
                                gap.contains("were lost, since the spool's disk took no more"));
            }
            checkIndexes(state);
            try (var spool = Spool.open(disk.path().resolve("spool"), spool(1L << 30));
                    var history = FlowHistory.open(state, spool, settings())) {
                assertThat(history.catchUp(Opened.LONG)).isTrue();
                assertThat(Feed.found(history, last)).isNotEmpty();
                assertThat(history.search(Opened.request(1)).complete()).isFalse();
                assertThat(history.upkeep().stats().losses())
                        .anyMatch(loss -> loss.contains("were lost, since the spool's disk"));
            }
            assertThat(SearchAudit.verify(state).intact()).isTrue();
        }
    }

    /// Until both miss the room. Where the spool was the first to, and the index had all that is in
    /// it, the index has nothing to write and misses none: then once more.
    private static void fill(LoopDisk disk, Spool spool, FlowHistory history, Feed feed)
            throws IOException, InterruptedException {
        for (int tries = 0; tries < MOST_FILLS; tries++) {
            long already = feed.dropped();
            disk.fill(0);
            await("the spool's trouble", () -> feed.dropped() > already);
            await(
                    "the index's trouble, or nothing to write",
                    () ->
                            says(history, "index", "is full")
                                    || history.counts().written().committedOffset() == spool.end());
            if (says(history, "index", "is full")) {
                return;
            }
            empty(disk, history);
        }
        throw new AssertionError("the index never missed room");
    }

    private static void empty(LoopDisk disk, FlowHistory history)
            throws IOException, InterruptedException {
        disk.empty();
        await("no trouble any more", () -> history.troubles().isEmpty());
    }

    private static long lost(FlowHistory history) {
        return history.losses().stream().mapToLong(Losses.Loss::records).sum();
    }

    @Test
    void while_only_the_index_has_no_room_the_spool_grows_to_its_size_and_then_counts()
            throws Exception {
        try (var disk = new LoopDisk(folder, "index", 32)) {
            Path state = disk.path().resolve("history");
            try (var spool = Spool.open(folder.resolve("spool"), spool(3 * MB));
                    var history = FlowHistory.open(state, spool, settings());
                    var feed = new Feed(spool, 1)) {
                spool.forceInBackground();
                await("flows come in", () -> history.counts().written().indexed() > 1_000);
                disk.fill(0);
                await("the index's trouble", () -> says(history, "index", "is full"));
                await("the spool is full", () -> feed.dropped() > 1_000);
                await("it is told", () -> trouble(history, "spool") != null);
                assertThat(trouble(history, "spool").sentence())
                        .contains("find the spool full", "lost since");
                disk.empty();
                await("no trouble any more", () -> history.troubles().isEmpty());
                feed.stop();
                assertThat(spool.force()).isTrue();
                assertThat(history.catchUp(Opened.LONG)).isTrue();
                isWhole(history, feed);
                assertThat(lost(history)).isEqualTo(feed.dropped());
                assertThat(spool.counts().droppedSpoolFull()).isEqualTo(feed.dropped());
                assertThat(history.search(Opened.request(1)).gaps())
                        .anyMatch(gap -> gap.contains("the spool had reached its size"));
            }
            checkIndexes(state);
        }
    }

    @Test
    void a_disk_that_is_read_only_for_a_while_is_told_of_and_goes_on_by_itself() throws Exception {
        try (var disk = new LoopDisk(folder, "disk", 48)) {
            Path state = disk.path().resolve("history");
            try (var spool = Spool.open(disk.path().resolve("spool"), spool(8 * MB));
                    var history = FlowHistory.open(state, spool, committing(SELDOM));
                    var feed = new Feed(spool, 1)) {
                spool.forceInBackground();
                await("flows come in", () -> history.counts().written().indexed() > 1_000);
                awaitWork(history, spool);
                disk.makeReadOnly();
                await("the index's trouble", () -> says(history, "index", "Read-only file system"));
                await("the spool's trouble", () -> trouble(history, "spool") != null);
                assertThat(trouble(history, "index").sentence())
                        .contains(disk.path().toString(), "Read-only file system");
                await("flows are lost by number", () -> feed.dropped() > 100);
                disk.makeWritable();
                await("no trouble any more", () -> history.troubles().isEmpty());
                feed.stop();
                assertThat(spool.force()).isTrue();
                assertThat(history.catchUp(Opened.LONG)).isTrue();
                isWhole(history, feed);
                assertThat(lost(history)).isEqualTo(feed.dropped());
            }
            checkIndexes(state);
            assertThat(SearchAudit.verify(state).intact()).isTrue();
        }
    }

    @Test
    void a_disk_that_the_kernel_gives_up_costs_nothing_that_was_confirmed_before()
            throws Exception {
        try (var disk = new LoopDisk(folder, "disk", 48)) {
            Path state = disk.path().resolve("history");
            var before = new HashSet<Long>();
            HashSet<Long> confirmed;
            long last;
            try (var spool = Spool.open(disk.path().resolve("spool"), spool(8 * MB));
                    var history = FlowHistory.open(state, spool, committing(SELDOM));
                    var feed = new Feed(spool, 1)) {
                spool.forceInBackground();
                await("flows come in", () -> history.counts().written().indexed() > 1_000);
                feed.newlyConfirmed((from, to) -> {
                    for (long id = from; id <= to; id++) {
                        before.add(id);
                    }
                });
                awaitWork(history, spool);
                disk.breakDown();
                await("the index's trouble", () -> says(history, "index", "Read-only file system"));
                await("the spool's trouble", () -> trouble(history, "spool") != null);
                assertThat(trouble(history, "index").sentence())
                        .contains(disk.path().toString(), "Read-only file system");
                await("flows are lost by number", () -> feed.dropped() > 100);
                feed.stop();
                confirmed = new HashSet<>(feed.confirmed());
                last = feed.sent();
            }
            disk.mend();
            try (var spool = Spool.open(disk.path().resolve("spool"), spool(8 * MB));
                    var history = FlowHistory.open(state, spool, settings())) {
                assertThat(history.catchUp(Opened.LONG)).isTrue();
                List<Long> found = Feed.found(history, last);
                assertThat(found).hasSize(new HashSet<>(found).size());
                assertThat(new HashSet<>(found)).containsAll(before);
                // What was forced while the kernel gave the disk up was lost once, after fsync had
                // said that it was safe: told, and not promised.
                found.forEach(confirmed::remove);
                System.out.printf(
                        "broken disk: of flows forced while it broke, %d are lost%n",
                        confirmed.size());
                // Of what was not confirmed, pages in the middle may be missing: that is a gap.
            }
            checkIndexes(state);
            assertThat(SearchAudit.verify(state).intact()).isTrue();
        }
    }

    @Test
    void a_disk_that_does_not_answer_holds_nobody_up_and_what_it_costs_is_a_gap() throws Exception {
        try (var disk = new LoopDisk(folder, "index", 32)) {
            Path state = disk.path().resolve("history");
            try (var spool = Spool.open(folder.resolve("spool"), spool(3 * MB));
                    var history = FlowHistory.open(state, spool, settings());
                    var feed = new Feed(spool, 1)) {
                spool.forceInBackground();
                await("flows come in", () -> history.counts().written().indexed() > 1_000);
                disk.freeze();
                await("the index's trouble", () -> says(history, "index", "has not come round"));
                assertThat(trouble(history, "index").sentence())
                        .contains("is not written", "has not come round");
                await("the spool is full", () -> feed.dropped() > 1_000);
                disk.thaw();
                await("no trouble any more", () -> history.troubles().isEmpty());
                feed.stop();
                assertThat(spool.force()).isTrue();
                assertThat(history.catchUp(Opened.LONG)).isTrue();
                isWhole(history, feed);
                assertThat(lost(history)).isEqualTo(feed.dropped());
                assertThat(spool.counts().droppedSpoolFull()).isEqualTo(feed.dropped());
            }
            checkIndexes(state);
        }
    }

    @Test
    void a_spool_on_a_disk_that_does_not_answer_holds_nobody_up_either() throws Exception {
        try (var disk = new LoopDisk(folder, "disk", 32)) {
            Path state = disk.path().resolve("history");
            int sent = 0;
            try (var spool = Spool.open(disk.path().resolve("spool"), spool(16 * MB));
                    var history = FlowHistory.open(state, spool, settings());
                    var queue = new SpoolQueue(spool)) {
                spool.forceInBackground();
                disk.freeze();
                long longest = 0;
                while (sent < 5_000) {
                    byte[] flow = FlowCodec.encode(Flows.flow(++sent, Feed.end(sent)));
                    long began = System.nanoTime();
                    assertThat(queue.offer(flow)).isTrue();
                    assertThat(spool.counts().dropped()).isZero();
                    longest = Math.max(longest, System.nanoTime() - began);
                }
                assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(2));
                assertThat(queue.drain(Duration.ofMillis(200))).as("it is frozen").isFalse();
                disk.thaw();
                assertThat(queue.drain(PATIENCE)).isTrue();
                assertThat(spool.force()).isTrue();
                assertThat(history.catchUp(Opened.LONG)).isTrue();
                assertThat(Feed.found(history, sent)).hasSize(sent).doesNotHaveDuplicates();
            }
        }
    }
}
