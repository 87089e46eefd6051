package org.tapwarden.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;

class FlowHistoryTest {

    private static final Instant DAY = Flows.DAY;
    private static final Query ALL = new Query.Everything();

    @TempDir Path folder;

    @Test
    void a_flow_is_found_within_a_second() throws Exception {
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, DAY));
            opened.catchUp(); // the index exists
            opened.append(Flows.flow(2, DAY));
            assertThat(opened.spool.force()).isTrue();
            Instant limit = Instant.now().plusSeconds(1);
            while (opened.everything().matched() < 2) {
                assertThat(Instant.now()).isBefore(limit);
                Thread.sleep(20);
            }
        }
    }

    @Test
    void rows_are_whole_and_newest_first_over_days_and_populations()
            throws IOException, SearchRefused {
        var flows = new Flows(9);
        List<FlowRecord> all = new ArrayList<>();
        try (var opened = Opened.in(folder)) {
            for (int i = 0; i < 300; i++) {
                all.add(flows.next());
            }
            all.sort(Comparator.comparingLong(flow -> flow.slice().endNanos()));
            all.forEach(opened::append);
            opened.catchUp();
            List<FlowRecord> rows = opened.everything().rows();
            assertThat(rows)
                    .containsExactlyInAnyOrderElementsOf(all.stream().map(Flows::kept).toList());
            assertThat(rows)
                    .isSortedAccordingTo(
                            Comparator.comparingLong((FlowRecord f) -> f.slice().endNanos())
                                    .reversed());
            Answer some = opened.history.search(Opened.request(70));
            assertThat(some.rows()).isEqualTo(rows.subList(0, 70));
            assertThat(some.matched()).isEqualTo(300);
            assertThat(some.complete()).isTrue();
        }
    }

    @Test
    void grounds_that_fit_into_no_word_of_the_index_are_cut_and_the_slice_is_there()
            throws IOException, SearchRefused {
        FlowRecord flow = Flows.flow(1, DAY);
        Label label = flow.label();
        List<Grounds> long16 =
                Collections.nCopies(
                        FlowCodec.MOST_GROUNDS,
                        new Grounds(Grounds.Kind.LIST, "x".repeat(FlowCodec.LONGEST_TEXT - 10)));
        FlowRecord large =
                flow.with(
                        new Label(
                                label.protocol(),
                                label.application(),
                                label.category(),
                                label.basis(),
                                long16),
                        flow.names());
        try (var opened = Opened.in(folder)) {
            opened.append(large);
            opened.catchUp();
            FlowRecord row = opened.everything().rows().getFirst();
            assertThat(row.label().grounds()).isEqualTo(long16.subList(0, 1));
            assertThat(row.label().category()).isEqualTo(label.category());
        }
    }

    @Test
    void the_range_includes_its_first_moment_and_not_its_last() throws IOException, SearchRefused {
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, DAY.minusNanos(1)));
            opened.append(Flows.flow(2, DAY));
            opened.append(Flows.flow(3, DAY.plusSeconds(60).minusNanos(1)));
            opened.append(Flows.flow(4, DAY.plusSeconds(60)));
            opened.catchUp();
            Answer answer =
                    opened.history.search(
                            Opened.request("looks at a minute", DAY, DAY.plusSeconds(60), 10));
            assertThat(answer.rows())
                    .extracting(flow -> flow.identity().flow())
                    .containsExactly(3L, 2L);
            Answer ever =
                    opened.history.search(
                            Opened.request("looks at all", Instant.MIN, Instant.MAX, 10));
            assertThat(ever.matched()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, 60, 10, 'the purpose must have 3 to 500 characters, not 0'",
        "'  x  ', 0, 60, 10, 'the purpose must have 3 to 500 characters, not 1'",
        "long, 0, 60, 10, 'the purpose must have 3 to 500 characters, not 501'",
        "a good reason, 0, 60, 0, 'the limit is 1 to 10000 rows, not 0'",
        "a good reason, 0, 60, 10001, 'the limit is 1 to 10000 rows, not 10001'",
        "a good reason, 60, 60, 10, 'the range ends at 2026-03-10T00:01:00Z, not after its begin"
                + " 2026-03-10T00:01:00Z'"
    })
    void refuses_in_one_line_what_cannot_be_asked(
            String purpose, int from, int to, int limit, String message) throws IOException {
        String given = purpose.equals("long") ? "x".repeat(501) : purpose;
        Request request = Opened.request(given, DAY.plusSeconds(from), DAY.plusSeconds(to), limit);
        try (var opened = Opened.in(folder)) {
            assertThatThrownBy(() -> opened.history.search(request))
                    .isInstanceOf(SearchRefused.class)
                    .hasMessage(message);
            assertThat(opened.history.counts().refused()).isEqualTo(1);
        }
        assertThat(audit()).isEmpty();
    }

    @Test
    void a_wrong_query_is_refused_before_the_audit() throws IOException {
        HistorySettings settings =
                HistorySettings.of(
                        text -> {
                            throw new SearchRefused("no such field: " + text);
                        },
                        ZoneOffset.UTC,
                        Directory.NOBODY);
        try (var opened = Opened.in(folder, settings, new AtomicReference<>(ALL), 10)) {
            assertThatThrownBy(() -> opened.history.search(Opened.request(10)))
                    .hasMessageStartingWith("no such field");
        }
        assertThat(audit()).isEmpty();
    }

    @Test
    void the_audit_says_who_asked_what_and_how_much_was_shown() throws IOException, SearchRefused {
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, DAY));
            opened.append(Flows.flow(2, DAY));
            opened.catchUp();
            Answer answer = opened.history.search(Opened.request(1));
            assertThat(answer.auditNumber()).isEqualTo(1);
        }
        assertThat(audit()).hasSize(2);
        assertThat(audit().getFirst())
                .contains("\"number\":1", "\"act\":\"search-begun\"", "\"who\":\"ann\"")
                .contains("\"via\":\"console\"", "\"query\":\"*\"", "\"limit\":1")
                .contains("\"purpose\":\"checks the history\"");
        assertThat(audit().getLast())
                .contains("\"act\":\"search-ended\"", "\"begun\":1", "\"rows\":1")
                .contains("\"matched\":2", "\"complete\":true");
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
    }

    @Test
    void a_search_out_of_time_says_which_days_are_missing() throws IOException, SearchRefused {
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, DAY));
            opened.append(Flows.flow(2, DAY.plus(Duration.ofDays(1))));
            opened.catchUp();
        }
        var question = new AtomicReference<Query>(ALL);
        HistorySettings hasty =
                Opened.settings(question, Directory.NOBODY).withBudget(Duration.ofNanos(1));
        try (var opened = Opened.in(folder, hasty, question, 10)) {
            Answer answer = opened.everything();
            assertThat(answer.complete()).isFalse();
            assertThat(answer.gaps())
                    .containsExactly(
                            "staff flows of 2026-03-11 were not searched: the time was over",
                            "staff flows of 2026-03-10 were not searched: the time was over");
            assertThat(opened.history.counts().incomplete()).isEqualTo(1);
        }
        assertThat(audit().getLast()).contains("\"complete\":false", "the time was over");
    }

    @Test
    void gaps_beyond_the_cap_are_counted() throws IOException, SearchRefused {
        int days = Gaps.MOST + 5;
        try (var opened = Opened.in(folder)) {
            for (int i = 0; i < days; i++) {
                opened.append(Flows.flow(i, DAY.minus(Duration.ofDays(i))));
            }
            opened.catchUp();
        }
        var question = new AtomicReference<Query>(ALL);
        HistorySettings hasty =
                Opened.settings(question, Directory.NOBODY).withBudget(Duration.ofNanos(1));
        try (var opened = Opened.in(folder, hasty, question, 100)) {
            assertThat(opened.everything().gaps()).hasSize(Gaps.MOST + 1).endsWith("and 5 more");
        }
    }

    @Test
    void more_days_than_writers_lose_and_double_nothing() throws IOException, SearchRefused {
        int days = Writers.MOST + 5;
        try (var opened = Opened.in(folder)) {
            for (int round = 0; round < 3; round++) {
                for (int day = 0; day < days; day++) {
                    opened.append(Flows.flow(round * days + day, DAY.minus(Duration.ofDays(day))));
                }
            }
            opened.catchUp();
            assertThat(opened.everything().matched()).isEqualTo(3L * days);
            assertThat(opened.history.counts().writersClosedEarly()).isPositive();
            assertThat(opened.history.counts().partitions()).isEqualTo(days);
        }
        try (var opened = Opened.in(folder)) {
            assertThat(opened.everything().matched()).isEqualTo(3L * days);
        }
    }

    @Test
    void indexes_that_nobody_writes_stay_open_as_far_as_the_heap_allows() {
        assertThat(IdleReaders.allowed(0)).isEqualTo(IdleReaders.MOST);
        assertThat(IdleReaders.allowed(IdleReaders.TABLES)).isEqualTo(IdleReaders.MOST);
        assertThat(IdleReaders.allowed(IdleReaders.TABLES + 1)).isEqualTo(IdleReaders.FEWEST);
    }

    @Test
    void many_days_are_all_searched() throws IOException, SearchRefused {
        int days = IdleReaders.FEWEST + 10;
        try (var opened = Opened.in(folder)) {
            for (int day = 0; day < days; day++) {
                opened.append(Flows.flow(day, DAY.minus(Duration.ofDays(day))));
            }
            opened.catchUp();
            for (int round = 0; round < 2; round++) {
                assertThat(opened.everything().matched()).isEqualTo(days);
                assertThat(opened.history.catchUp(Opened.LONG)).isTrue();
            }
        }
    }

    @Test
    void what_cannot_be_kept_goes_into_counters_and_nowhere_else()
            throws IOException, SearchRefused {
        var question = new AtomicReference<Query>(ALL);
        HistorySettings settings =
                Opened.settings(question, Directory.NOBODY).with(Retention.DEFAULT);
        try (var opened = Opened.in(folder, settings, question, 2)) {
            Instant now = Opened.NOW;
            opened.append(Flows.flow(1, now, Population.STUDENT, null));
            opened.append(Flows.flow(2, now.minus(Duration.ofDays(32)), Population.STUDENT, null));
            opened.append(Flows.flow(3, now.minus(Duration.ofDays(32)), Population.STAFF, null));
            opened.append(Flows.flow(4, now.plus(Duration.ofDays(3)), Population.STAFF, null));
            opened.append(Flows.flow(5, Instant.MAX, Population.STAFF, null));
            opened.append(Flows.flow(6, now.minus(Duration.ofDays(9)), Population.STAFF, null));
            assertThat(opened.spool.append("nonsense".getBytes(UTF_8))).isPositive();
            opened.append(Flows.flow(7, now, Population.STUDENT, null));
            opened.catchUp();
            FlowHistory.Written written = opened.history.counts().written();
            assertThat(written.indexed()).isEqualTo(3);
            assertThat(written.tooOld()).isEqualTo(1);
            assertThat(written.tooFarAhead()).isEqualTo(2);
            assertThat(written.noRoom()).isEqualTo(1);
            assertThat(written.unreadable()).isEqualTo(1);
            assertThat(written.alive()).isTrue();
            assertThat(opened.everything().rows())
                    .extracting(flow -> flow.identity().flow())
                    .containsExactlyInAnyOrder(1L, 7L, 3L);
            assertThat(opened.history.counts().partitions()).isEqualTo(2);
        }
    }

    @Test
    void days_go_when_they_are_due_each_with_a_row_and_others_stay()
            throws IOException, SearchRefused {
        var question = new AtomicReference<Query>(ALL);
        HistorySettings settings =
                Opened.settings(question, Directory.NOBODY)
                        .with(new Retention(Map.of(Population.STUDENT, 30, Population.STAFF, 180)));
        try (var opened = Opened.in(folder, settings, question, 100)) {
            opened.append(Flows.flow(1, DAY, Population.STUDENT, null));
            opened.append(Flows.flow(2, DAY.plusSeconds(9), Population.STUDENT, null));
            opened.append(Flows.flow(3, DAY, Population.STAFF, null));
            opened.append(Flows.flow(4, DAY.plus(Duration.ofDays(1)), Population.STUDENT, null));
            opened.catchUp();
            Instant due = DAY.plus(Duration.ofDays(31));
            assertThat(opened.history.destroyWhatIsDue(due.minusNanos(1))).isZero();
            assertThat(opened.everything().matched()).isEqualTo(4);
            assertThat(opened.history.destroyWhatIsDue(due)).isEqualTo(1);
            assertThat(opened.everything().rows())
                    .extracting(flow -> flow.identity().flow())
                    .containsExactly(4L, 3L);
            assertThat(opened.history.counts().destroyedPartitions()).isEqualTo(1);
            assertThat(opened.history.counts().destroyedFlows()).isEqualTo(2);
            assertThat(folder.resolve("flows/2026-03-10-student")).doesNotExist();
            // A flow of the day that went must not bring a folder back that nobody searches.
            opened.append(Flows.flow(5, DAY.plus(Duration.ofDays(1)), Population.STUDENT, null));
            opened.catchUp();
            assertThat(opened.everything().matched()).isEqualTo(3);
        }
        assertThat(audit())
                .filteredOn(row -> row.contains("\"act\":\"destroyed\""))
                .singleElement()
                .asString()
                .contains("\"partition\":\"2026-03-10-student\"", "\"flows\":2");
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
    }

    @Test
    void the_writer_keeps_the_schedule_by_itself() throws Exception {
        var question = new AtomicReference<Query>(ALL);
        HistorySettings settings =
                Opened.settings(question, Directory.NOBODY).with(Retention.DEFAULT);
        try (var opened = Opened.in(folder, settings, question, 100)) {
            opened.append(Flows.flow(1, DAY, Population.GUEST, null));
            opened.catchUp();
        }
        HistorySettings later = settings.with(InstantSource.fixed(DAY.plus(Duration.ofDays(40))));
        try (var opened = Opened.in(folder, later, question, 100)) {
            Instant limit = Instant.now().plusSeconds(10);
            while (opened.history.counts().destroyedPartitions() == 0) {
                assertThat(Instant.now()).isBefore(limit);
                Thread.sleep(10);
            }
            assertThat(opened.everything().matched()).isZero();
        }
    }

    /// The question stops in the ledger of devices, between the days it has read and the others.
    @Test
    void a_search_under_way_survives_the_destruction_of_what_it_reads() throws Exception {
        var asked = new CountDownLatch(1);
        var destroyed = new CountDownLatch(1);
        Directory slow =
                (_, _, _, _) -> {
                    asked.countDown();
                    awaitUninterruptibly(destroyed);
                    return List.of(new Directory.Held(7, 0, Long.MAX_VALUE));
                };
        var host = Catalogue.field("host.name").orElseThrow();
        var question = new AtomicReference<Query>(new Query.Exists(host));
        HistorySettings settings =
                Opened.settings(question, slow).with(new Retention(Map.of(Population.STAFF, 1)));
        try (var opened = Opened.in(folder, settings, question, 100);
                var threads = Executors.newSingleThreadExecutor()) {
            opened.append(Flows.flow(1, Opened.NOW));
            opened.append(Flows.flow(2, Opened.NOW.minusSeconds(1)));
            opened.catchUp();
            Future<Answer> answer = threads.submit(() -> opened.history.search(Opened.request(9)));
            asked.await();
            Instant later = Opened.NOW.plus(Duration.ofDays(9));
            assertThat(opened.history.destroyWhatIsDue(later)).isEqualTo(2);
            destroyed.countDown();
            // The newest day's reader was open: its row is there. The other day is gone.
            assertThat(answer.get().rows())
                    .extracting(flow -> flow.identity().flow())
                    .containsExactly(1L);
            assertThat(answer.get().complete()).isTrue();
        }
    }

    @Test
    void a_damaged_day_is_set_aside_and_said_and_the_others_go_on()
            throws IOException, SearchRefused {
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, DAY));
            opened.append(Flows.flow(2, DAY.plus(Duration.ofDays(1))));
            opened.catchUp();
        }
        Path broken = folder.resolve("flows/2026-03-10-staff");
        try (var files = Files.list(broken)) {
            for (Path file : files.filter(f -> f.toString().contains("segments_")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        try (var opened = Opened.in(folder)) {
            Answer before = opened.everything();
            assertThat(before.matched()).isEqualTo(1);
            assertThat(before.gaps())
                    .containsExactly("2026-03-10-staff.damaged1 is damaged and was not searched");
            opened.append(Flows.flow(3, DAY));
            opened.catchUp();
            Answer after = opened.everything();
            assertThat(after.matched()).isEqualTo(2);
            assertThat(after.gaps())
                    .containsExactly("2026-03-10-staff.damaged1 is damaged and was not searched");
            assertThat(opened.history.counts().damagedPartitions()).isEqualTo(1);
        }
    }

    @Test
    void a_search_that_nobody_waits_for_is_given_up_and_says_so() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        Directory slow =
                (_, _, _, _) -> {
                    asked.countDown();
                    awaitQuietly(answer);
                    return List.of();
                };
        var got = new AtomicReference<Answer>();
        try (var opened = Opened.in(folder, slow, Partitions.MOST_PARTITIONS)) {
            opened.append(Flows.flow(1, DAY));
            opened.append(Flows.flow(2, DAY.plus(Duration.ofDays(1))));
            opened.catchUp();
            var host = Catalogue.field("host.name").orElseThrow();
            Thread asking =
                    new Thread(() -> {
                        try {
                            got.set(opened.ask(new Query.Not(new Query.Exists(host))));
                        } catch (SearchRefused e) {
                            throw new AssertionError(e);
                        }
                    });
            asking.start();
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            asking.interrupt();
            answer.countDown();
            asking.join(30_000);
            assertThat(got.get()).isNotNull();
            assertThat(got.get().complete()).isFalse();
            assertThat(opened.history.counts().incomplete()).isEqualTo(1);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_writer_begins_again_when_the_disk_is_well() throws Exception {
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, DAY));
            opened.catchUp();
            Path inTheWay = folder.resolve("flows/2026-03-11-staff");
            Files.writeString(inTheWay, "no folder can be made here");
            opened.append(Flows.flow(2, DAY));
            opened.append(Flows.flow(3, DAY.plus(Duration.ofDays(1))));
            assertThat(opened.spool.force()).isTrue();
            Instant limit = Instant.now().plusSeconds(10);
            while (opened.history.counts().written().diskErrors() == 0) {
                assertThat(Instant.now()).isBefore(limit);
                Thread.sleep(10);
            }
            Files.delete(inTheWay);
            opened.catchUp();
            assertThat(opened.everything().rows())
                    .extracting(flow -> flow.identity().flow())
                    .containsExactlyInAnyOrder(1L, 2L, 3L);
        }
    }

    @Test
    void searches_beyond_the_cap_wait_and_are_then_refused() throws Exception {
        var begun = new CountDownLatch(Searches.MOST_SEARCHES);
        var go = new CountDownLatch(1);
        Directory slow =
                (_, _, _, _) -> {
                    begun.countDown();
                    awaitUninterruptibly(go);
                    return List.of();
                };
        var host = Catalogue.field("host.name").orElseThrow();
        var question = new AtomicReference<Query>(new Query.Exists(host));
        HistorySettings settings =
                Opened.settings(question, slow).withBudget(Duration.ofSeconds(3));
        try (var opened = Opened.in(folder, settings, question, 100);
                var threads = Executors.newCachedThreadPool()) {
            opened.append(Flows.flow(1, DAY));
            opened.catchUp();
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < Searches.MOST_SEARCHES; i++) {
                answers.add(threads.submit(() -> opened.history.search(Opened.request(9))));
            }
            try {
                assertThat(begun.await(2, TimeUnit.MINUTES)).as("all began within budget").isTrue();
                assertThatThrownBy(() -> opened.history.search(Opened.request(9)))
                        .isInstanceOf(SearchRefused.class)
                        .hasMessage("too many searches at the same time; try again");
            } finally {
                go.countDown(); // else closing waits for them
            }
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().rows()).isEmpty();
            }
        }
    }

    @Test
    void the_flow_language_is_understood_and_answered_in_canonical_names()
            throws IOException, SearchRefused {
        HistorySettings settings =
                HistorySettings.of(ZoneOffset.UTC, Directory.NOBODY)
                        .with(InstantSource.fixed(Opened.NOW));
        try (var opened = Opened.in(folder, settings, new AtomicReference<>(ALL), 10)) {
            opened.append(Flows.flow(1, DAY));
            opened.append(Flows.flow(2, DAY, Population.STAFF, "example.org"));
            opened.catchUp();
            Answer answer = opened.history.search(asked("ip:10.0.0.0/8 and sni:*.Google.com"));
            assertThat(answer.rows())
                    .extracting(flow -> flow.identity().flow())
                    .containsExactly(1L);
            assertThat(answer.canonical())
                    .isEqualTo(
                            "(source.ip:10.0.0.0/8 or destination.ip:10.0.0.0/8)"
                                    + " and tls.client.server_name:*.google.com");
            assertThat(opened.history.search(asked(" ")).matched()).isEqualTo(2);
            assertThatThrownBy(() -> opened.history.search(asked("destination.prt:443")))
                    .isInstanceOf(SearchRefused.class)
                    .hasMessageContaining("destination.port");
        }
    }

    private static Request asked(String query) {
        return new Request(
                "ann", "command-line", "checks", query, DAY, Opened.NOW, FlowSearch.MOST_ROWS);
    }

    @Test
    void what_is_committed_is_let_go_of_by_the_spool() throws IOException {
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, DAY));
            opened.catchUp();
            assertThat(opened.history.counts().written().committedOffset())
                    .isEqualTo(opened.spool.end());
        }
    }

    @Test
    void a_second_owner_is_refused() throws IOException {
        var question = new AtomicReference<Query>(ALL);
        try (var opened = Opened.in(folder)) {
            assertThat(opened.history.counts().partitions()).isZero();
            assertThatThrownBy(() ->
                            FlowHistory.openToSearch(
                                    folder, Opened.settings(question, Directory.NOBODY)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another");
        }
    }

    @Test
    void what_nobody_writes_now_can_be_searched() throws IOException, SearchRefused {
        try (var opened = Opened.in(folder)) {
            opened.append(Flows.flow(1, DAY));
            opened.catchUp();
        }
        HistorySettings settings = Opened.settings(new AtomicReference<>(ALL), Directory.NOBODY);
        try (var history = FlowHistory.openToSearch(folder, settings)) {
            assertThat(history.search(Opened.request(9)).rows()).hasSize(1);
        }
        Path nothing = folder.resolve("nothing");
        assertThatThrownBy(() -> FlowHistory.openToSearch(nothing, settings))
                .hasMessage("there is no flow history in " + nothing);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> audit() throws IOException {
        return Files.readAllLines(folder.resolve(SearchAudit.FILE));
    }
}
