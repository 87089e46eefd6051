package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;

class RoomTest {

    private static final Duration ONE = Duration.ofDays(1);
    private static final Disk.Gauge WIDE = () -> new Disk(900, 1_000);

    @TempDir Path folder;

    /// Four days before today and today, staff and students on each.
    private Opened full(Room room) throws IOException {
        Opened opened = open(room);
        long id = 1;
        for (int day = 0; day <= 4; day++) {
            var end = Flows.DAY.plus(ONE.multipliedBy(day));
            opened.append(Flows.flow(id++, end, Population.STAFF, "example.org"));
            opened.append(Flows.flow(id++, end, Population.STUDENT, "example.org"));
        }
        opened.catchUp();
        return opened;
    }

    private Opened open(Room room) throws IOException {
        var question = new AtomicReference<Query>(new Query.Everything());
        HistorySettings settings =
                Opened.settings(question, Directory.NOBODY).with(new Retention(Map.of(), room));
        return Opened.in(folder, settings, question, 100);
    }

    private List<String> indexes() throws IOException {
        try (Stream<Path> paths = Files.list(folder.resolve("flows"))) {
            return paths.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        }
    }

    @Test
    void while_there_is_room_nothing_goes() throws IOException {
        try (var opened = full(new Room(1L << 40, 10))) {
            assertThat(opened.history.makeRoom(Opened.NOW, WIDE)).isZero();
            assertThat(indexes()).hasSize(10);
        }
    }

    @Test
    void by_size_the_oldest_day_of_all_populations_goes_first_and_today_stays() throws Exception {
        try (var opened = full(new Room(1, 0))) {
            assertThat(opened.history.makeRoom(Opened.NOW, WIDE)).isEqualTo(8);
            assertThat(indexes()).containsExactly("2026-03-14-staff", "2026-03-14-student");
            assertThat(opened.everything().matched()).isEqualTo(2);
            assertThat(opened.history.counts().shortened()).isEqualTo(8);
        }
        List<String> rows =
                Files.readAllLines(folder.resolve(SearchAudit.FILE)).stream()
                        .filter(row -> row.contains("\"act\":\"destroyed\""))
                        .toList();
        assertThat(rows).hasSize(8).allMatch(row -> row.contains("\"via\":\"size\""));
        assertThat(rows.getFirst()).contains("2026-03-10-staff");
        assertThat(rows.get(1)).contains("2026-03-10-student");
        assertThat(rows.getLast()).contains("2026-03-13-student");
    }

    @Test
    void no_more_goes_than_must() throws IOException {
        long most;
        try (var opened = full(Room.ANY)) {
            most = -1; // so it is a byte too much
            opened.catchUp();
            for (String index : indexes()) {
                try (Stream<Path> files = Files.list(folder.resolve("flows").resolve(index))) {
                    most += files.mapToLong(file -> file.toFile().length()).sum();
                }
            }
        }
        try (var opened = open(new Room(most, 0))) {
            opened.history.makeRoom(Opened.NOW, WIDE);
            assertThat(indexes()).hasSize(9).doesNotContain("2026-03-10-staff");
        }
    }

    @Test
    void by_free_space_indexes_go_until_enough_is_free() throws IOException {
        try (var opened = full(new Room(Long.MAX_VALUE, 10))) {
            Deque<Long> free =
                    new ArrayDeque<>(List.of(50_000L, 80_000L, 80_000L, 120_000L, 120_000L));
            Disk.Gauge gauge = () -> new Disk(free.removeFirst(), 1_000_000);
            assertThat(opened.history.makeRoom(Opened.NOW, gauge)).isEqualTo(2);
            assertThat(indexes())
                    .hasSize(8)
                    .doesNotContain("2026-03-10-staff", "2026-03-10-student");
        }
    }

    @Test
    void where_something_else_fills_the_disk_one_index_a_round_is_the_most() throws IOException {
        try (var opened = full(new Room(Long.MAX_VALUE, 10))) {
            Disk.Gauge full = () -> new Disk(0, 1_000_000);
            assertThat(opened.history.makeRoom(Opened.NOW, full)).isEqualTo(1);
            assertThat(indexes()).hasSize(9);
        }
    }

    @Test
    void a_disk_knows_its_size() throws IOException {
        Disk disk = Disk.of(folder).read();
        assertThat(disk.total()).isPositive();
        assertThat(disk.free()).isBetween(0L, disk.total());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 0", "1, 91", "1, -1"})
    void room_that_makes_no_sense_is_refused(long bytes, int percent) {
        assertThatThrownBy(() -> new Room(bytes, percent))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
