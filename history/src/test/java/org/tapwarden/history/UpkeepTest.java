package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.history.Upkeep.Index;
import org.tapwarden.history.Upkeep.Stats;
import org.tapwarden.history.Upkeep.Verified;

class UpkeepTest {

    @TempDir Path folder;

    private static void twoDays(Opened opened) {
        opened.append(Flows.flow(1, Flows.DAY));
        opened.append(Flows.flow(2, Flows.DAY.plusMillis(10)));
        opened.append(Flows.flow(3, Flows.DAY, Population.STUDENT, "a.example"));
        opened.append(Flows.flow(4, Opened.NOW));
        opened.catchUp();
    }

    private FlowHistory closed() throws IOException {
        return FlowHistory.openToSearch(
                folder,
                HistorySettings.of(ZoneOffset.UTC, Directory.NOBODY).with(Retention.FOR_EVER));
    }

    @Test
    void what_there_is_is_told_index_by_index() throws IOException {
        try (var opened = Opened.in(folder)) {
            twoDays(opened);
            Stats stats = opened.history.upkeep().stats();
            assertThat(stats.indexes())
                    .extracting(Index::name)
                    .containsExactlyInAnyOrder(
                            "2026-03-10-staff", "2026-03-10-student", "2026-03-14-staff");
            Index first = named(stats, "2026-03-10-staff");
            assertThat(first.slices()).isEqualTo(2);
            assertThat(first.flows()).isEqualTo(2);
            assertThat(first.first()).contains(Flows.DAY);
            assertThat(first.last()).contains(Flows.DAY.plusMillis(10));
            assertThat(first.isSealed()).isFalse();
            assertThat(first.bytes()).isPositive();
            assertThat(stats.newest()).contains(Opened.NOW);
            assertThat(stats.now()).isEqualTo(Opened.NOW);
            assertThat(stats.damaged()).isEmpty();
        }
    }

    private static Index named(Stats stats, String name) {
        return stats.indexes().stream().filter(i -> i.name().equals(name)).findAny().orElseThrow();
    }

    @Test
    void a_running_history_seals_at_once_what_is_over_and_goes_on() throws Exception {
        try (var opened = Opened.in(folder)) {
            twoDays(opened);
            List<String> told = new ArrayList<>();
            List<Index> sealed = opened.history.upkeep().seal(false, told::add);
            assertThat(sealed)
                    .extracting(Index::name)
                    .containsExactlyInAnyOrder("2026-03-10-staff", "2026-03-10-student");
            assertThat(sealed).allMatch(Index::isSealed);
            assertThat(told).isNotEmpty().allMatch(line -> line.startsWith("sealing "));
            assertThat(opened.history.upkeep().seal(false, told::add)).isEmpty();
            assertThatThrownBy(() -> opened.history.upkeep().seal(true, told::add))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("flows still come");
            opened.append(Flows.flow(5, Flows.DAY.plusMillis(20)));
            opened.catchUp();
            assertThat(opened.everything().matched()).isEqualTo(5);
            assertThat(named(opened.history.upkeep().stats(), "2026-03-10-staff-2").slices())
                    .isEqualTo(1);
            Verified verified = opened.history.upkeep().verify(told::add);
            assertThat(verified.differences()).isEmpty();
            assertThat(verified.sealed()).isEqualTo(2);
            assertThat(verified.open()).isEqualTo(2);
        }
    }

    @Test
    void a_history_that_nothing_writes_can_be_sealed_whole() throws Exception {
        try (var opened = Opened.in(folder)) {
            twoDays(opened);
        }
        try (FlowHistory history = closed()) {
            assertThat(history.upkeep().seal(true, _ -> {})).hasSize(3);
            assertThat(history.upkeep().stats().indexes()).allMatch(Index::isSealed);
            var everything =
                    new FlowSearch.Request(
                            "ann",
                            "console",
                            "checks the history",
                            "",
                            Instant.EPOCH,
                            Opened.NOW.plusSeconds(9),
                            9);
            assertThat(history.search(everything).matched()).isEqualTo(4);
        }
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(6, Opened.NOW.plusMillis(1)));
            opened.catchUp();
            assertThat(opened.everything().matched()).isEqualTo(5);
        }
    }

    @Test
    void whatever_is_not_as_it_was_sealed_is_one_line() throws Exception {
        try (var opened = Opened.in(folder)) {
            twoDays(opened);
        }
        try (FlowHistory history = closed()) {
            assertThat(history.upkeep().seal(true, _ -> {})).hasSize(3);
            Path staff = folder.resolve("flows/2026-03-10-staff");
            Path changed = largest(staff);
            byte[] bytes = Files.readAllBytes(changed);
            bytes[bytes.length / 2] ^= 1;
            Files.write(changed, bytes);
            Files.writeString(staff.resolve("segments_zz"), "x");
            Path student = folder.resolve("flows/2026-03-10-student");
            Path gone = largest(student);
            Files.delete(gone);
            Path late = folder.resolve("flows/2026-03-14-staff/manifest");
            Files.writeString(late, Files.readString(late).replace("slices 1", "slices 2"));
            Verified verified = history.upkeep().verify(_ -> {});
            assertThat(verified.differences())
                    .containsExactly(
                            "2026-03-10-staff: " + changed.getFileName() + " was changed",
                            "2026-03-10-staff: segments_zz was added",
                            "2026-03-10-student: " + gone.getFileName() + " is missing",
                            "2026-03-14-staff: cannot be read: the manifest in "
                                    + late.getParent()
                                    + " was changed");
            assertThat(verified.sealed()).isEqualTo(3);
        }
        try (FlowHistory history = closed()) {
            assertThat(history.upkeep().verify(_ -> {}).differences())
                    .as("opened again, it is set aside")
                    .contains(
                            "2026-03-14-staff.damaged1: set aside as damaged; no search reads it");
        }
    }

    private static Path largest(Path index) throws IOException {
        try (Stream<Path> files = Files.list(index)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> !f.endsWith("manifest"))
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }
}
