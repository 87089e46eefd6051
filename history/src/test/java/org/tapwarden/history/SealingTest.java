package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.index.Saturating;

class SealingTest {

    private static final Duration ONE = Duration.ofDays(1);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    private Opened sealing() throws IOException {
        var question = new AtomicReference<Query>(new Query.Everything());
        HistorySettings settings =
                Opened.settings(question, Directory.NOBODY).sealingAfter(Duration.ofMillis(300));
        return Opened.in(folder, settings, question, Partitions.MOST_PARTITIONS);
    }

    @Test
    void a_day_that_is_over_is_sealed_and_found_as_before() throws IOException, SearchRefused {
        var flows = new Flows(11);
        try (var opened = sealing()) {
            for (int i = 0; i < 2_000; i++) {
                FlowRecord flow = flows.next();
                if (flow.slice().endNanos() < Saturating.nanos(Flows.DAY.plus(ONE))) {
                    opened.append(flow); // of five populations
                }
            }
            opened.catchUp();
            List<FlowRecord> before = opened.everything().rows();
            int indexes = opened.history.counts().partitions();
            awaitSealed(opened, indexes);
            assertThat(opened.everything().rows()).containsExactlyInAnyOrderElementsOf(before);
            assertThat(opened.history.counts().partitions()).isEqualTo(indexes);
        }
        for (Path index : indexes()) {
            Manifest manifest = Manifest.read(index).orElseThrow();
            assertThat(manifest.differences(index)).isEmpty();
            assertThat(manifest.slices()).isPositive();
            assertThat(manifest.flows()).isLessThan(manifest.slices());
        }
    }

    @Test
    void a_late_flow_of_a_sealed_day_goes_into_a_second_index_of_that_day()
            throws IOException, SearchRefused {
        try (var opened = sealing()) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.catchUp();
            awaitSealed(opened, 1);
            opened.append(Flows.flow(2, Flows.DAY.plusMillis(1)));
            opened.catchUp();
            assertThat(ids(opened)).containsExactlyInAnyOrder(1L, 2L);
            awaitSealed(opened, 2);
            assertThat(ids(opened)).containsExactlyInAnyOrder(1L, 2L);
        }
        assertThat(indexes())
                .extracting(path -> String.valueOf(path.getFileName()))
                .containsExactlyInAnyOrder("2026-03-10-staff", "2026-03-10-staff-2");
    }

    @Test
    void what_the_spool_tells_again_after_a_seal_is_there_once() throws IOException, SearchRefused {
        try (var opened = sealing()) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.append(Flows.flow(2, Flows.DAY));
            opened.catchUp();
            awaitSealed(opened, 1);
        }
        // As after a crash between the seal and the writing of how far the spool was read.
        Files.delete(folder.resolve(Cursor.FILE));
        try (var opened = sealing()) {
            opened.append(Flows.flow(3, Flows.DAY));
            opened.catchUp();
            assertThat(ids(opened)).containsExactlyInAnyOrder(1L, 2L, 3L);
            assertThat(opened.history.counts().written().alreadyThere()).isEqualTo(2);
        }
    }

    @Test
    void a_day_that_was_left_unsealed_is_sealed_after_the_next_start() throws IOException {
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.append(Flows.flow(2, Flows.DAY, Population.STUDENT, "example.org"));
            opened.catchUp();
        }
        assertThat(indexes()).allMatch(index -> !Files.exists(index.resolve(Manifest.FILE)));
        try (var opened = sealing()) {
            awaitSealed(opened, 2);
        }
        assertThat(indexes()).allMatch(index -> Files.exists(index.resolve(Manifest.FILE)));
    }

    @Test
    void today_is_not_sealed() throws IOException {
        var question = new AtomicReference<Query>(new Query.Everything());
        HistorySettings settings =
                Opened.settings(question, Directory.NOBODY)
                        .with(InstantSource.fixed(Flows.DAY.plus(Duration.ofHours(24))))
                        .sealingAfter(Duration.ZERO);
        try (var opened = Opened.in(folder, settings, question, Partitions.MOST_PARTITIONS)) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.catchUp();
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            assertThat(opened.history.counts().written().sealed()).isZero();
        }
    }

    @Test
    void a_changed_file_or_manifest_is_noticed() throws IOException {
        try (var opened = sealing()) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.catchUp();
            awaitSealed(opened, 1);
        }
        Path index = indexes().getFirst();
        Manifest manifest = Manifest.read(index).orElseThrow();
        Path file = index.resolve(manifest.files().getFirst().name());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(manifest.differences(index))
                .containsExactly(file.getFileName() + " was changed");
        Files.delete(file);
        assertThat(manifest.differences(index)).containsExactly(file.getFileName() + " is missing");
        Path text = index.resolve(Manifest.FILE);
        Files.writeString(text, Files.readString(text).replace("slices 1", "slices 2"));
        assertThatThrownBy(() -> Manifest.read(index)).hasMessageContaining("was changed");
    }

    @Test
    void a_damaged_day_that_was_left_unsealed_stops_nothing() throws IOException, SearchRefused {
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.append(Flows.flow(2, Flows.DAY.plus(ONE)));
            opened.catchUp();
        }
        Path day = folder.resolve("flows/2026-03-10-staff");
        try (Stream<Path> files = Files.list(day)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".si")).toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        try (var opened = sealing()) {
            opened.append(Flows.flow(3, Flows.DAY.plus(ONE)));
            opened.catchUp();
            awaitSealed(opened, 1);
            FlowSearch.Answer answer = opened.everything();
            assertThat(answer.matched()).isEqualTo(2);
            assertThat(answer.gaps())
                    .containsExactly("2026-03-10-staff.damaged1 is damaged and was not searched");
            assertThat(opened.history.counts().written().diskErrors()).isZero();
        }
    }

    @Test
    void an_index_that_is_only_out_of_reach_keeps_its_name() throws IOException {
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.catchUp();
        }
        Path day = folder.resolve("flows/2026-03-10-staff");
        Path inTheWay = Files.createDirectory(day.resolve(Manifest.FILE)); // cannot be read
        assertThatThrownBy(() -> Opened.in(folder)).isInstanceOf(IOException.class);
        assertThat(day).isDirectory();
        Files.delete(inTheWay);
        try (var opened = Opened.in(folder)) {
            assertThat(opened.history.counts().damagedPartitions()).isZero();
        }
    }

    @Test
    void what_an_index_takes_on_the_disk_has_its_sums_of_hours_in_it() throws IOException {
        try (var opened = sealing()) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.catchUp();
            awaitSealed(opened, 1);
            long all = 0;
            try (Stream<Path> files = Files.walk(indexes().getFirst())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    all += Files.size(file);
                }
            }
            assertThat(indexes().getFirst().resolve("rollup")).isNotEmptyDirectory();
            assertThat(opened.history.upkeep().stats().indexes())
                    .singleElement()
                    .extracting(Upkeep.Index::bytes)
                    .isEqualTo(all);
        }
    }

    @Test
    void an_index_of_an_earlier_build_is_set_aside_and_said() throws IOException, SearchRefused {
        Path old = Files.createDirectories(folder.resolve("flows/2026-03-09-staff"));
        try (var directory = FSDirectory.open(old);
                var writer = new IndexWriter(directory, new IndexWriterConfig())) {
            writer.addDocument(List.of(NumericDocValuesField.indexedField("at", 1)));
        }
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, Flows.DAY));
            opened.catchUp();
            assertThat(opened.history.counts().damagedPartitions()).isEqualTo(1);
            FlowSearch.Answer answer = opened.everything();
            assertThat(answer.matched()).isEqualTo(1);
            assertThat(answer.gaps())
                    .containsExactly("2026-03-09-staff.damaged1 is damaged and was not searched");
        }
    }

    private static void awaitSealed(Opened opened, int count) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (opened.history.counts().written().sealed() < count) {
            assertThat(System.nanoTime()).as("sealed in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static Set<Long> ids(Opened opened) throws SearchRefused {
        Set<Long> ids = new HashSet<>();
        for (FlowRecord row : opened.everything().rows()) {
            assertThat(ids.add(row.identity().flow())).isTrue();
        }
        return ids;
    }

    private List<Path> indexes() throws IOException {
        try (Stream<Path> paths = Files.list(folder.resolve("flows"))) {
            return paths.toList();
        }
    }
}
