package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.index.TopNames;
import org.tapwarden.history.packets.PacketLimits;
import org.tapwarden.history.packets.Ring;

class HoldTest {

    private static final String SUBJECT = "subject.example";
    private static final String OTHER = "somebody-else.example";
    private static final Duration ONE = Duration.ofDays(1);
    private static final Instant NOW = Flows.DAY.plus(Duration.ofDays(10)).plusSeconds(60);
    private static final LocalDate TODAY = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
    private static final Set<Population> ALL = EnumSet.allOf(Population.class);
    private static final Parser LANGUAGE = Parser.flowLanguage(ZoneOffset.UTC);
    private static final Hold.By ANN =
            new Hold.By("ann", "command-line", "request 12 of the court");
    private static final Optional<Instant> OPEN = Optional.empty();

    @TempDir Path folder;

    private final AtomicReference<Instant> wall = new AtomicReference<>(NOW);

    /// A history with the flow language and a clock that can be set.
    private final class Office implements AutoCloseable {

        private final Spool spool;
        private final FlowHistory history;

        Office() throws IOException {
            HistorySettings settings =
                    HistorySettings.of(LANGUAGE, ZoneOffset.UTC, Directory.NOBODY)
                            .with(Retention.FOR_EVER)
                            .with((InstantSource) wall::get)
                            .sealingAfter(Duration.ofMillis(100));
            spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
            history = FlowHistory.open(folder, spool, settings);
        }

        void flow(long id, Instant end, String name) {
            FlowRecord flow = Flows.flow(id, end, Population.STAFF, name);
            assertThat(spool.append(FlowCodec.encode(flow))).isPositive();
        }

        void catchUp() {
            assertThat(spool.force()).isTrue();
            assertThat(history.catchUp(Opened.LONG)).isTrue();
        }

        /// Of each of three days two flows of the subject and one of somebody else.
        Office full() {
            for (int day = 0; day < 3; day++) {
                Instant end = Flows.DAY.plus(ONE.multipliedBy(day));
                flow(10 * day + 1, end, SUBJECT);
                flow(10 * day + 2, end.plusSeconds(5), SUBJECT);
                flow(10 * day + 3, end, OTHER);
            }
            catchUp();
            return this;
        }

        Answer ask(String query) throws SearchRefused {
            return history.search(
                    new FlowSearch.Request(
                            "ann",
                            "console",
                            "checks a hold",
                            query,
                            Instant.EPOCH,
                            NOW.plus(ONE),
                            100));
        }

        List<Long> ids(String query) throws SearchRefused {
            return ask(query).rows().stream().map(row -> row.identity().flow()).toList();
        }

        Records.Held hold(String id, String query, Instant from, Optional<Instant> to)
                throws SearchRefused, IOException {
            Question question = LANGUAGE.parse(query);
            return history.records().hold(id, question, from, to, ANN);
        }

        Records.Purged purge() throws IOException {
            return history.records().purge(TODAY, ALL, ANN);
        }

        @Override
        public void close() throws IOException {
            history.close();
            spool.close();
        }
    }

    private List<String> audit() throws IOException {
        return Files.readAllLines(folder.resolve(SearchAudit.FILE));
    }

    private static void await(BooleanSupplier wanted) {
        long deadline = System.nanoTime() + Opened.LONG.toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void what_is_held_outlives_the_purge_and_is_found_once_before_and_after() throws Exception {
        try (var office = new Office().full()) {
            Records.Held held = office.hold("2026-7", "sni:" + SUBJECT, Instant.EPOCH, OPEN);
            assertThat(held.slices()).isEqualTo(6);
            assertThat(held.indexes()).isEqualTo(3);
            assertThat(office.ask("*").matched()).isEqualTo(9);
            assertThat(office.ask("*").notes()).isEmpty();
            List<FlowRecord> before = office.ask("sni:" + SUBJECT).rows();
            Records.Purged purged = office.purge();
            assertThat(purged.certificates()).hasSize(3);
            assertThat(purged.finished()).isTrue();
            Answer after = office.ask("*");
            assertThat(after.rows()).isEqualTo(before);
            assertThat(after.complete()).isTrue();
            assertThat(after.notes()).singleElement().asString().startsWith("6 of the slices");
            assertThat(office.ask("* | count by sni").matched()).isEqualTo(6);
        }
        assertThat(Traces.of(OTHER, folder)).isEmpty();
        assertThat(Traces.of(SUBJECT, folder.resolve("holds")))
                .as("in the slices that are held, and in the sums of their names")
                .extracting(file -> file.getParent().endsWith(TopNames.FOLDER))
                .contains(true, false);
        assertThat(Traces.of(SUBJECT, folder.resolve("flows"))).isEmpty();
        assertThat(Traces.of(SUBJECT, folder.resolve("spool"))).isEmpty();
        try (var office = new Office()) {
            assertThat(office.ids("*")).hasSize(6);
            assertThat(office.history.records().holds()).hasSize(1);
        }
        assertThat(audit())
                .filteredOn(row -> row.contains("\"act\":\"hold-placed\""))
                .singleElement()
                .asString()
                .contains("\"who\":\"ann\"", "\"case\":\"2026-7\"", "\"flows\":6")
                .contains("\"reason\":\"request 12 of the court\"");
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
    }

    @Test
    void only_the_range_is_held_and_a_hold_without_an_end_goes_on() throws Exception {
        try (var office = new Office().full()) {
            Instant second = Flows.DAY.plus(ONE);
            Optional<Instant> third = Optional.of(second.plus(ONE));
            assertThat(office.hold("a", "sni:" + SUBJECT, second, third).slices()).isEqualTo(2);
            assertThat(office.hold("b", "sni:" + SUBJECT, second, OPEN).slices()).isEqualTo(4);
            office.flow(91, NOW.minusSeconds(1), SUBJECT);
            office.flow(92, NOW.minusSeconds(1), OTHER);
            office.catchUp();
            wall.set(NOW.plus(ONE).plus(ONE));
            // Sealed, and only then copied, by the thread that seals.
            await(() -> office.history.records().holds().getLast().slices() == 5);
            assertThat(office.history.records().holds().getFirst().slices()).isEqualTo(2);
            office.history.records().purge(TODAY.plusDays(2), ALL, ANN);
            assertThat(office.ids("*")).containsExactly(91L, 22L, 21L, 12L, 11L);
        }
    }

    @Test
    void what_two_holds_have_is_found_once_and_outlives_the_first() throws Exception {
        try (var office = new Office().full()) {
            office.hold("a", "sni:" + SUBJECT, Instant.EPOCH, OPEN);
            office.hold("b", "*", Instant.EPOCH, OPEN);
            office.purge();
            assertThat(office.ids("*")).hasSize(9).doesNotHaveDuplicates();
            assertThat(office.ask("* | count by sni").matched()).isEqualTo(9);
            Records.Released released = office.history.records().release("a", ANN);
            assertThat(released.slices()).isEqualTo(6);
            assertThat(released.certificate()).isPresent();
            assertThat(office.ids("*")).hasSize(9).doesNotHaveDuplicates();
            office.history.records().release("b", ANN);
            assertThat(office.ask("*").matched()).isZero();
        }
        assertThat(Traces.of(OTHER, folder)).isEmpty();
        assertThat(Traces.of(SUBJECT, folder))
                .as("the query in the audit is all that is left")
                .containsExactly(folder.resolve(SearchAudit.FILE));
    }

    @Test
    void a_hold_over_days_that_are_gone_takes_what_other_holds_have() throws Exception {
        try (var office = new Office().full()) {
            office.hold("a", "sni:" + SUBJECT, Instant.EPOCH, OPEN);
            office.hold("b", "*", Instant.EPOCH, OPEN);
            office.purge();
            assertThat(office.hold("c", "*", Instant.EPOCH, OPEN).slices()).isEqualTo(9);
            office.history.records().release("a", ANN);
            office.history.records().release("b", ANN);
            assertThat(office.ids("*")).hasSize(9).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_hold_whose_days_still_stand_is_released_without_a_certificate() throws Exception {
        try (var office = new Office().full()) {
            office.hold("a", "sni:" + SUBJECT, Instant.EPOCH, OPEN);
            Records.Released released = office.history.records().release("a", ANN);
            assertThat(released.certificate()).isEmpty();
            assertThat(office.ids("*")).hasSize(9);
            assertThat(office.history.records().holds()).isEmpty();
            assertThatThrownBy(() -> office.history.records().release("a", ANN))
                    .hasMessage("there is no hold for a");
        }
        try (Stream<Path> left = Files.list(folder.resolve("holds"))) {
            assertThat(left).isEmpty();
        }
        assertThat(audit()).filteredOn(row -> row.contains("\"act\":\"hold-released\"")).hasSize(1);
    }

    @Test
    void what_comes_late_for_a_destroyed_day_does_not_hide_what_is_held() throws Exception {
        try (var office = new Office().full()) {
            office.hold("a", "sni:" + SUBJECT, Instant.EPOCH, OPEN);
            office.purge();
            office.flow(71, Flows.DAY.plusSeconds(9), SUBJECT);
            office.flow(72, Flows.DAY.plusSeconds(9), OTHER);
            office.catchUp();
            assertThat(office.ids("*")).hasSize(8).doesNotHaveDuplicates();
            office.purge();
            assertThat(office.ids("*")).hasSize(7).contains(71L).doesNotContain(72L);
        }
    }

    @Test
    void what_cannot_be_copied_is_not_destroyed() throws Exception {
        try (var office = new Office().full()) {
            office.hold("a", "sni:" + OTHER, Flows.DAY.plus(ONE), OPEN);
            // In the way of the copy of a day that comes later.
            Path way = folder.resolve("holds/a/2026-03-14-staff");
            Files.createDirectories(way.resolve("x"));
            office.flow(81, Flows.DAY.plus(Duration.ofDays(4)), OTHER);
            office.catchUp();
            assertThatThrownBy(office::purge).isInstanceOf(IOException.class);
            assertThat(office.ids("sni:" + OTHER)).contains(81L);
            assertThat(office.history.counts().partitions()).as("the others are gone").isEqualTo(1);
            Files.delete(way.resolve("x"));
            Files.delete(way);
            office.purge();
            assertThat(office.ids("*")).containsExactly(81L, 23L, 13L);
        }
    }

    @Test
    void a_damaged_index_of_a_held_day_stays() throws Exception {
        Path damaged = folder.resolve("flows/2026-03-10-staff.damaged1");
        Files.createDirectories(damaged);
        try (var office = new Office()) {
            office.hold("a", "sni:" + SUBJECT, Flows.DAY, OPEN);
            assertThat(office.history.records().wouldPurge(TODAY, ALL)).isEmpty();
            office.purge();
            assertThat(damaged).exists();
            office.history.records().release("a", ANN);
            assertThat(office.purge().certificates()).hasSize(1);
            assertThat(damaged).doesNotExist();
        }
    }

    @Test
    void the_release_of_a_hold_that_is_called_like_a_day_takes_no_packets_of_that_day()
            throws Exception {
        try (var office = new Office().full();
                var ring = new Ring(folder.resolve("ring"))) {
            String name = Flows.DAY.atOffset(ZoneOffset.UTC).toLocalDate() + "-staff";
            office.hold(name, "sni:" + SUBJECT, Instant.EPOCH, OPEN);
            office.purge();
            ring.add(1, 5);
            PacketLimits limits = PacketLimits.DEFAULT;
            office.history
                    .packets()
                    .keep(
                            Ring.order(1, limits, Population.STAFF),
                            ring.frames(),
                            limits,
                            _ -> false);
            Records.Released released = office.history.records().release(name, ANN);
            Path done =
                    folder.resolve(Certificates.FOLDER)
                            .resolve(released.certificate().orElseThrow() + ".txt");
            office.flow(91, NOW, OTHER);
            office.catchUp();
            await(() -> Files.exists(done));
            assertThat(office.history.packets().ofAlert(1)).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "../x, sni:a, a case is named",
        "a..b, sni:a, a case is named",
        "-x, sni:a, a case is named",
        "ok, * | count by sni, no stages"
    })
    void a_hold_that_makes_no_sense_is_refused(String id, String query, String message)
            throws IOException {
        try (var office = new Office()) {
            assertThatThrownBy(() -> office.hold(id, query, Instant.EPOCH, OPEN))
                    .isInstanceOf(SearchRefused.class)
                    .hasMessageContaining(message);
            assertThat(office.history.records().holds()).isEmpty();
        }
    }

    @Test
    void a_case_has_one_hold_and_no_more_are_placed_than_the_cap() throws Exception {
        try (var office = new Office()) {
            office.hold("h0", "sni:a", Instant.EPOCH, OPEN);
            assertThatThrownBy(() -> office.hold("h0", "sni:b", Instant.EPOCH, OPEN))
                    .hasMessageContaining("there is a hold for h0");
            for (int i = 1; i < Holds.MOST; i++) {
                office.hold("h" + i, "sni:a", Instant.EPOCH, OPEN);
            }
            assertThatThrownBy(() -> office.hold("more", "sni:b", Instant.EPOCH, OPEN))
                    .hasMessageContaining("there are 200 holds");
        }
    }

    @Test
    void a_purge_by_a_person_meets_days_and_populations_and_never_today() throws Exception {
        try (var office = new Office().full()) {
            FlowRecord student = Flows.flow(50, Flows.DAY, Population.STUDENT, OTHER);
            office.spool.append(FlowCodec.encode(student));
            office.flow(60, NOW, OTHER);
            office.catchUp();
            LocalDate second = LocalDate.parse("2026-03-11");
            Records records = office.history.records();
            Set<Population> students = Set.of(Population.STUDENT);
            assertThat(records.wouldPurge(second, ALL))
                    .extracting(Records.Due::what, Records.Due::slices)
                    .containsExactly(
                            tuple("staff flows of 2026-03-10", 3L),
                            tuple("student flows of 2026-03-10", 1L));
            assertThat(records.purge(TODAY, students, ANN).certificates())
                    .containsExactly("000001-2026-03-10-student");
            assertThat(office.ids("*")).hasSize(10).doesNotContain(50L);
            assertThat(records.purge(second, ALL, ANN).certificates()).hasSize(1);
            assertThat(office.ids("*")).hasSize(7);
            assertThatThrownBy(() -> records.purge(TODAY.plusDays(1), ALL, ANN))
                    .hasMessageContaining("is being written");
            records.purge(TODAY, ALL, ANN);
            assertThat(office.ids("*")).containsExactly(60L);
        }
        Path certificate = folder.resolve("certificates/000001-2026-03-10-student.txt");
        assertThat(certificate).content().contains("who ann", "why request 12 of the court");
        assertThat(audit())
                .filteredOn(row -> row.contains("\"act\":\"purge-begun\""))
                .hasSize(3)
                .first()
                .asString()
                .contains("\"before\":\"2026-03-20\"", "\"populations\":\"student\"");
    }

    @Test
    void a_reason_is_needed() {
        assertThatThrownBy(() -> new Hold.By("ann", "console", " x "))
                .hasMessage("the reason must have 3 to 500 characters, not 1");
    }

    @Test
    void a_hold_that_was_changed_keeps_nothing_more_and_is_left_alone() throws Exception {
        try (var office = new Office().full()) {
            office.hold("a", "sni:" + SUBJECT, Instant.EPOCH, OPEN);
        }
        Path file = folder.resolve("holds/a/hold");
        Files.writeString(file, Files.readString(file).replace("case a", "case b"));
        try (var office = new Office()) {
            assertThat(office.history.records().holds()).isEmpty();
            assertThat(office.ids("*")).hasSize(9);
        }
        assertThat(folder.resolve("holds/a/2026-03-10-staff")).exists();
    }
}
