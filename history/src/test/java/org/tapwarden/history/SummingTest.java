package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.classifier.record.PackedFlow;
import org.tapwarden.history.codec.HistoryCodec;
import org.tapwarden.history.index.Budget;
import org.tapwarden.history.index.Finder;
import org.tapwarden.history.index.FlowBatch;
import org.tapwarden.history.index.Helper;
import org.tapwarden.history.stage.Collecting;
import org.tapwarden.history.stage.Counting;
import org.tapwarden.history.stage.Range;
import org.tapwarden.history.stage.Refusals;
import org.tapwarden.history.stage.Table;

/// What two threads add up of one segment is what one does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SummingTest {

    private static final int SLICES = 300_000;
    private static final int DIFFERENT = 2_000;

    private final Directory directory = new ByteBuffersDirectory();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private DirectoryReader reader;

    @BeforeAll
    void one_long_segment() throws Exception {
        var flows = new Flows(5);
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < DIFFERENT; i++) {
            records.add(FlowCodec.encode(flows.next()));
        }
        var settings =
                new IndexWriterConfig()
                        .setCodec(new HistoryCodec())
                        .setIndexSort(FlowBatch.NEWEST_FIRST);
        var packed = new PackedFlow();
        var batch = new FlowBatch();
        try (var writer = new IndexWriter(directory, settings)) {
            for (int i = 0; i < SLICES; i++) {
                if (batch.isFull()) {
                    var _ = writer.addIndexes(batch.reader());
                    batch.clear();
                }
                batch.add(packed.read(records.get(i % DIFFERENT)));
            }
            var _ = writer.addIndexes(batch.reader());
            writer.forceMerge(1);
        }
        reader = DirectoryReader.open(directory);
        assertThat(reader.leaves()).hasSize(1);
    }

    @AfterAll
    void close() throws IOException {
        threads.shutdown();
        reader.close();
        directory.close();
    }

    static List<Stage> stages() {
        Field host = field("source.ip");
        Field name = field("tls.client.server_name");
        return List.of(
                // By the ordinals of one dictionary, and by combinations of codes.
                new Stage.Top(10, host, Metric.Total.BYTES),
                new Stage.Top(10, name, Metric.Total.PACKETS),
                new Stage.CountBy(List.of(host, field("destination.port"))),
                new Stage.CountBy(List.of(field("network.transport"), name)),
                new Stage.Timeline(Duration.ofMinutes(10), Optional.empty()),
                new Stage.Distinct(name));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void two_threads_add_up_what_one_does(Stage stage) throws Exception {
        Budget budget = Budget.of(Duration.ofMinutes(1));
        Counting alone = counting(stage);
        Finder one = finder(budget);
        one.addUp(alone, false, Helper.NONE);
        var asked = new AtomicInteger();
        Counting together = counting(stage);
        Finder two = finder(budget);
        two.addUp(
                together,
                false,
                work -> {
                    asked.incrementAndGet();
                    return threads.submit(work);
                });
        assertThat(asked).hasValue(1);
        assertThat(two.isWhole()).isTrue();
        assertThat(two.matched()).isEqualTo(one.matched()).isEqualTo(SLICES);
        Table expected = alone.table();
        assertThat(expected.rows()).isNotEmpty();
        assertThat(together.table()).isEqualTo(expected);
    }

    /// The helper is handed the work and takes all that is left before whoever asked goes on.
    @Test
    void a_helper_may_do_all_that_is_left() throws Exception {
        Counting counting = counting(stages().getFirst());
        Finder finder = finder(Budget.of(Duration.ofMinutes(1)));
        finder.addUp(counting, false, SummingTest::atOnce);
        assertThat(finder.matched()).isEqualTo(SLICES);
        Counting alone = counting(stages().getFirst());
        finder(Budget.of(Duration.ofMinutes(1))).addUp(alone, false, Helper.NONE);
        assertThat(counting.table()).isEqualTo(alone.table());
    }

    @Test
    void when_the_time_is_over_both_end_and_the_answer_says_so() throws Exception {
        Budget budget = Budget.of(Duration.ofMinutes(1));
        Finder finder = finder(budget);
        finder.addUp(
                counting(stages().getFirst()),
                false,
                work -> {
                    budget.cancel();
                    return threads.submit(work);
                });
        assertThat(finder.isWhole()).isFalse();
        assertThat(finder.matched()).isPositive().isLessThan(SLICES);
    }

    @Test
    void what_fails_beside_fails_the_sum() throws Exception {
        Finder finder = finder(Budget.of(Duration.ofMinutes(1)));
        Counting counting = counting(stages().getFirst());
        assertThatThrownBy(() ->
                        finder.addUp(
                                counting,
                                false,
                                _ ->
                                        threads.submit(() -> {
                                            throw new IOException("a bad disk");
                                        })))
                .isInstanceOf(IOException.class)
                .hasMessage("a bad disk");
    }

    private static Future<?> atOnce(Callable<?> work) {
        ExecutorService one = Executors.newSingleThreadExecutor();
        Future<?> done = one.submit(work);
        one.close();
        return done;
    }

    private Finder finder(Budget budget) throws IOException {
        return new Finder(
                reader, MatchAllDocsQuery.INSTANCE, Long.MIN_VALUE, Long.MAX_VALUE, budget);
    }

    private static Counting counting(Stage stage) throws Exception {
        var question = new Question(new Query.Everything(), List.of(stage));
        return (Counting) Collecting.of(question, Range.unbounded(ZoneOffset.UTC), new Refusals());
    }

    private static Field field(String name) {
        return Catalogue.field(name).orElseThrow();
    }
}
