package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.index.Saturating;

/// A sealed day answers from its sums of hours what its slices would answer.
class RollUpTest {

    private static final Instant END = Flows.DAY.plus(Duration.ofDays(1));

    /// Which of these need nothing but sums.
    private static final List<String> BY_HOURS =
            List.of(
                    "| top 10 source.ip by bytes",
                    "| top 3 source.endpoint by flows",
                    "| top 5 tapwarden.category by packets",
                    "| top 4 source.ip by sum(destination.bytes)",
                    "| count by tapwarden.category, network.type",
                    "category:games or category:web | count by source.ip",
                    "not source.ip:10.0.0.0/8 | top 100 source.ip by flows",
                    "| timeline 1h",
                    "| timeline 6h by tapwarden.category",
                    "| distinct source.ip",
                    "| top 5 tls.client.server_name by bytes",
                    "| top 3 destination.domain by flows",
                    "sni:*tiktok* | count by sni",
                    "not sni:* | timeline 6h",
                    "| timeline 1h by url.domain",
                    "| distinct sni");

    private static final List<String> BY_SLICES =
            List.of(
                    "| top 10 destination.ip by bytes",
                    "proto:tcp | top 10 source.ip by bytes",
                    "| timeline 10m",
                    "| count by sni, category",
                    "sni:example.org or dns.question.name:example.org | top 3 sni by bytes",
                    "| top 4 source.ip by sum(event.duration)");

    @TempDir Path folder;

    @Test
    void sums_answer_as_the_slices_do() throws IOException, SearchRefused {
        HistorySettings settings =
                HistorySettings.of(ZoneId.of("America/Los_Angeles"), Directory.NOBODY)
                        .with(Retention.FOR_EVER)
                        .with(InstantSource.fixed(Opened.NOW));
        var unused = new AtomicReference<Query>(new Query.Everything());
        var flows = new Flows(5);
        int indexes;
        List<Answer> before = new ArrayList<>();
        try (var opened = Opened.in(folder, settings, unused, Partitions.MOST_PARTITIONS)) {
            for (int i = 0; i < 6_000; i++) {
                FlowRecord flow = flows.next();
                if (flow.slice().endNanos() < Saturating.nanos(END)) {
                    opened.append(flow);
                }
            }
            opened.catchUp();
            indexes = opened.history.counts().partitions();
            for (String question : BY_HOURS) {
                before.add(opened.history.search(request(question, Flows.DAY, END)));
            }
            for (String question : BY_SLICES) {
                before.add(opened.history.search(request(question, Flows.DAY, END)));
            }
        }
        assertThat(before).allMatch(answer -> answer.rolledUp() == 0);
        HistorySettings sealing = settings.sealingAfter(Duration.ofMillis(200));
        try (var opened = Opened.in(folder, sealing, unused, Partitions.MOST_PARTITIONS)) {
            while (opened.history.counts().written().sealed() < indexes) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            for (int i = 0; i < before.size(); i++) {
                boolean byHours = i < BY_HOURS.size();
                String question = byHours ? BY_HOURS.get(i) : BY_SLICES.get(i - BY_HOURS.size());
                Answer answer = opened.history.search(request(question, Flows.DAY, END));
                assertThat(answer.rolledUp()).as(question).isEqualTo(byHours ? indexes : 0);
                assertThat(answer.table()).as(question).isEqualTo(before.get(i).table());
                assertThat(answer.matched()).as(question).isEqualTo(before.get(i).matched());
            }
            Instant late = Flows.DAY.plus(Duration.ofMinutes(90));
            Answer cut = opened.history.search(request(BY_HOURS.getFirst(), late, END));
            assertThat(cut.rolledUp()).as("an hour is cut in two").isZero();
            Instant one = Flows.DAY.plus(Duration.ofHours(1));
            Instant three = Flows.DAY.plus(Duration.ofHours(3));
            Answer hours = opened.history.search(request("| timeline 1h", one, three));
            assertThat(hours.rolledUp()).isEqualTo(indexes);
            assertThat(hours.table()).isNotNull();
            assertThat(hours.table().rows()).hasSize(2);
            long all = opened.history.search(request("", one, three)).matched();
            assertThat(hours.matched()).isEqualTo(all);
        }
    }

    private static Request request(String question, Instant from, Instant to) {
        return new Request("ann", "console", "compares", question, from, to, 10);
    }
}
