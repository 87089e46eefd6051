package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.record.FlowCodec;

/// What must be done with indexes where the disk has no room for it: sealed, summed up, destroyed.
class FullDiskUpkeepTest {

    private static final Duration ONE = Duration.ofDays(1);
    private static final int FLOWS = 20_000;
    private static final int PARTS = 4;
    private static final long STEP = 20_000;
    private static final LocalDate FIRST = LocalDate.ofInstant(Flows.DAY, ZoneOffset.UTC);
    private static final Hold.By OFFICER = new Hold.By("rose", "console", "ticket 4711");

    @TempDir Path folder;

    private static HistorySettings settings(Room room) {
        var question = new AtomicReference<Query>(new Query.Everything());
        return Opened.settings(question, Directory.NOBODY).with(new Retention(Map.of(), room));
    }

    /// Without a row in the audit, for which there may be no room.
    private static long count(FlowHistory history) throws IOException {
        return history.upkeep().stats().indexes().stream().mapToLong(Upkeep.Index::slices).sum();
    }

    /// Whatever is written when the disk is full: the merged flows, the sums of hours, the
    /// manifest.
    @Test
    void an_index_that_could_not_be_sealed_is_as_before_and_is_sealed_when_there_is_room()
            throws Exception {
        try (var disk = new LoopDisk(folder, "disk", 32)) {
            Path state = disk.path().resolve("history");
            for (int part = 0; part < PARTS; part++) {
                write(state, folder.resolve("spool"), FLOWS / PARTS, Flows.DAY);
            }
            int failed = 0;
            boolean sealed = false;
            try (var history = FlowHistory.openToSearch(state, settings(Room.ANY))) {
                for (long left = 0; !sealed; left += STEP) {
                    disk.fill(left);
                    try {
                        history.upkeep().seal(true, _ -> {});
                        sealed = true;
                    } catch (IOException e) {
                        failed++;
                        assertThat(e).hasMessageEndingWith("No space left on device");
                        assertThat(history.upkeep().stats().indexes())
                                .as("%s with %d bytes left", e, left)
                                .singleElement()
                                .matches(index -> !index.isSealed() && index.slices() == FLOWS);
                    }
                    disk.empty();
                }
                assertThat(history.upkeep().stats().indexes())
                        .singleElement()
                        .matches(index -> index.isSealed() && index.slices() == FLOWS);
                assertThat(history.upkeep().verify(_ -> {}).differences()).isEmpty();
            }
            System.out.printf("full disk: sealing failed in %d places%n", failed);
            assertThat(failed).isGreaterThan(3);
            DiskFaultTest.checkIndexes(state);
        }
    }

    /// @param ballast whether there is still some: else there is room for no certificate
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void on_a_full_disk_days_can_be_destroyed_and_none_goes_without_its_certificate(boolean ballast)
            throws Exception {
        try (var disk = new LoopDisk(folder, "disk", 32)) {
            Path state = disk.path().resolve("history");
            try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                    var history = FlowHistory.open(state, spool, settings(Room.ANY))) {
                append(spool, 1_000, Flows.DAY);
                append(spool, 1_000, Flows.DAY.plus(ONE));
                assertThat(spool.force()).isTrue();
                assertThat(history.catchUp(Opened.LONG)).isTrue();
                assertThat(state.resolve(Ballast.FILE)).hasSize(Ballast.BYTES);
                if (!ballast) {
                    Files.delete(state.resolve(Ballast.FILE));
                }
                disk.fill(0);
                if (!ballast) {
                    assertThatThrownBy(() -> purge(history))
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining("No space left on device");
                    assertThat(count(history)).as("nothing went").isEqualTo(2_000);
                    assertThat(files(state.resolve("certificates"))).isEmpty();
                    disk.empty();
                }
                Records.Purged purged = purge(history);
                assertThat(purged.finished()).isTrue();
                assertThat(purged.certificates()).hasSize(1);
                assertThat(count(history)).isEqualTo(1_000);
            }
            assertThat(files(state.resolve("certificates")))
                    .singleElement()
                    .asString()
                    .endsWith(".txt");
            assertThat(SearchAudit.verify(state).intact()).isTrue();
        }
    }

    @Test
    void after_a_crash_a_history_opens_on_a_full_disk() throws Exception {
        try (var disk = new LoopDisk(folder, "disk", 32)) {
            Path state = disk.path().resolve("history");
            Path spooled = disk.path().resolve("spool");
            write(state, spooled, 1_000, Flows.DAY);
            Files.writeString(
                    state.resolve(SearchAudit.FILE), "{\"number\":", StandardOpenOption.APPEND);
            disk.fill(0);
            try (var spool = Spool.open(spooled, SpoolLimits.DEFAULT);
                    var history = FlowHistory.open(state, spool, settings(Room.ANY))) {
                assertThat(count(history)).isEqualTo(1_000);
                assertThat(Files.readString(state.resolve(SearchAudit.FILE)))
                        .contains("\"act\":\"tail-cut\"");
            }
            assertThat(SearchAudit.verify(state).intact()).isTrue();
        }
    }

    private static Records.Purged purge(FlowHistory history) throws IOException {
        LocalDate next = FIRST.plusDays(1);
        return history.records().purge(next, Set.of(Population.STAFF), OFFICER);
    }

    @Test
    void where_so_much_must_be_free_the_oldest_day_makes_room_on_a_full_disk_by_itself()
            throws Exception {
        try (var disk = new LoopDisk(folder, "disk", 32)) {
            Path state = disk.path().resolve("history");
            write(state, folder.resolve("spool"), 2 * FLOWS, Flows.DAY);
            long before = disk.free();
            try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                    var history =
                            FlowHistory.open(state, spool, settings(new Room(Long.MAX_VALUE, 8)))) {
                assertThat(count(history)).isEqualTo(2 * FLOWS);
                disk.fill(0);
                append(spool, FLOWS, Opened.NOW);
                assertThat(spool.force()).isTrue();
                assertThat(history.catchUp(Opened.LONG)).isTrue();
                assertThat(history.counts().shortened()).isOne();
                assertThat(count(history)).isEqualTo(FLOWS);
                awaitEndOfTroubles(history);
            }
            assertThat(before).isPositive();
        }
    }

    /// That it is over is found out by looking, some time later.
    private static void awaitEndOfTroubles(FlowHistory history) {
        long deadline = System.nanoTime() + Opened.LONG.toNanos();
        while (!history.troubles().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(history.troubles()).isEmpty();
    }

    private static void write(Path state, Path spooled, int flows, Instant end) throws IOException {
        try (var spool = Spool.open(spooled, SpoolLimits.DEFAULT);
                var history = FlowHistory.open(state, spool, settings(Room.ANY))) {
            append(spool, flows, end);
            assertThat(spool.force()).isTrue();
            assertThat(history.catchUp(Opened.LONG)).isTrue();
        }
    }

    private static void append(Spool spool, int flows, Instant from) {
        for (int i = 0; i < flows; i++) {
            assertThat(
                            spool.append(
                                    FlowCodec.encode(
                                            Flows.flow(
                                                    i + 1L,
                                                    from.plusSeconds(i % 80_000),
                                                    Population.STAFF,
                                                    "name" + i + ".example.org"))))
                    .isPositive();
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
