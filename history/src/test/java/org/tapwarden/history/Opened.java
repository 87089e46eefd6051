package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// A spool and a history in a folder, and a question at hand instead of a parser.
final class Opened implements AutoCloseable {

    static final Instant NOW = Flows.DAY.plus(Duration.ofDays(4));
    static final Duration LONG = Duration.ofSeconds(60);

    /// What a search may take here: it runs behind everything else, and a busy machine leaves it
    /// next to nothing.
    private static final Duration BUDGET = Duration.ofMinutes(5);

    final Spool spool;
    final FlowHistory history;
    final AtomicReference<Query> question;

    private Opened(Spool spool, FlowHistory history, AtomicReference<Query> question) {
        this.spool = spool;
        this.history = history;
        this.question = question;
    }

    static HistorySettings settings(AtomicReference<Query> question, Directory directory) {
        return HistorySettings.of(
                        _ -> new Question(question.get(), List.of()), ZoneOffset.UTC, directory)
                .with(Retention.FOR_EVER)
                .with(InstantSource.fixed(NOW))
                .withBudget(BUDGET);
    }

    static Opened in(Path folder) throws IOException {
        return in(folder, Directory.NOBODY, Partitions.MOST_PARTITIONS);
    }

    static Opened in(Path folder, Directory directory, int mostPartitions) throws IOException {
        var question = new AtomicReference<Query>(new Query.Everything());
        return in(folder, settings(question, directory), question, mostPartitions);
    }

    static Opened in(
            Path folder,
            HistorySettings settings,
            AtomicReference<Query> question,
            int mostPartitions)
            throws IOException {
        Spool spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
        try {
            return new Opened(
                    spool,
                    FlowHistory.open(folder, spool, settings, Elsewhere.NOTHING, mostPartitions),
                    question);
        } catch (IOException e) {
            spool.close();
            throw e;
        }
    }

    void append(FlowRecord flow) {
        assertThat(spool.append(FlowCodec.encode(flow))).isPositive();
    }

    void catchUp() {
        assertThat(spool.force()).isTrue();
        assertThat(history.catchUp(LONG)).isTrue();
    }

    Answer ask(Query query) throws SearchRefused {
        question.set(query);
        return history.search(request(FlowSearch.MOST_ROWS));
    }

    Answer everything() throws SearchRefused {
        return ask(new Query.Everything());
    }

    static Request request(int limit) {
        return request("checks the history", Instant.EPOCH, NOW.plusSeconds(1_000_000), limit);
    }

    static Request request(String purpose, Instant from, Instant to, int limit) {
        return new Request("ann", "console", purpose, "asked by the test", from, to, limit);
    }

    @Override
    public void close() throws IOException {
        history.close();
        spool.close();
    }
}
