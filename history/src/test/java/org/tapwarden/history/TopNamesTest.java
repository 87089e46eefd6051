package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.codec.HistoryCodec;
import org.tapwarden.history.index.TopNames;
import org.tapwarden.history.stage.Cell;

/// More names than are kept of an hour: what a long range is told, and by how much that may be
/// wrong.
class TopNamesTest {

    private static final int NAMES = 900;
    private static final int[] HOURS = {3, 4, 27, 30};

    @TempDir Path folder;

    private final List<FlowRecord> flows = new ArrayList<>();

    private final HistorySettings settings =
            HistorySettings.of(ZoneOffset.UTC, Directory.NOBODY)
                    .with(Retention.FOR_EVER)
                    .with(InstantSource.fixed(Opened.NOW));

    /// The heavy tail of names: in each hour most of them once, with little, and a few often.
    private void school() {
        var random = new Random(7);
        long id = 0;
        for (int hour : HOURS) {
            for (int i = 0; i < NAMES; i++) {
                int times = i < 12 ? 40 - i : 1;
                String name = i == 5 ? null : (i % 2 == 0 ? "n" : "N") + (i * 7919 % NAMES);
                for (int k = 0; k < times; k++) {
                    Instant end =
                            Flows.DAY
                                    .plus(Duration.ofHours(hour))
                                    .plusSeconds(random.nextInt(3_600));
                    long bytes = 1L + random.nextInt(i < 12 ? 100_000 : 4_000);
                    flows.add(sent(Flows.flow(++id, end, Population.STAFF, name), bytes));
                }
            }
        }
    }

    private static FlowRecord sent(FlowRecord flow, long bytes) {
        FlowRecord.Traffic slice = flow.slice();
        var sent =
                new FlowRecord.Traffic(
                        slice.startNanos(),
                        slice.endNanos(),
                        1 + bytes / 1_500,
                        bytes,
                        slice.destinationPackets(),
                        slice.destinationBytes(),
                        2,
                        18);
        return new FlowRecord(
                flow.identity(),
                flow.conversation(),
                sent,
                sent,
                flow.label(),
                flow.names(),
                flow.place());
    }

    private static String name(FlowRecord flow) {
        String name = flow.names().serverName();
        return name == null ? "" : name.toLowerCase(Locale.ROOT);
    }

    private static Map<String, Long> sums(
            List<FlowRecord> flows, ToLongFunction<FlowRecord> metric) {
        Map<String, Long> sums = new TreeMap<>();
        flows.forEach(flow -> sums.merge(name(flow), metric.applyAsLong(flow), Long::sum));
        return sums;
    }

    /// Added up in another way: what an hour leaves out.
    private record Cut(Set<String> names, long slices, long mostBytes) {

        static Cut of(List<FlowRecord> hour) {
            Map<String, Long> bytes = sums(hour, flow -> flow.slice().bytes());
            Set<String> cut = new HashSet<>(bytes.keySet());
            cut.removeAll(largest(bytes));
            cut.removeAll(largest(sums(hour, _ -> 1)));
            cut.removeAll(largest(sums(hour, flow -> flow.slice().packets())));
            cut.remove("");
            long slices = hour.stream().filter(flow -> cut.contains(name(flow))).count();
            return new Cut(cut, slices, cut.stream().mapToLong(bytes::get).max().orElse(0));
        }

        private static List<String> largest(Map<String, Long> sums) {
            return sums.entrySet().stream()
                    .filter(entry -> !entry.getKey().isEmpty())
                    .sorted(
                            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                    .thenComparing(Map.Entry.comparingByKey()))
                    .limit(TopNames.MOST)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    private List<Cut> cuts() {
        List<Cut> cuts = new ArrayList<>();
        for (int hour : HOURS) {
            Instant from = Flows.DAY.plus(Duration.ofHours(hour));
            long first = from.toEpochMilli() * 1_000_000;
            long next = from.plus(Duration.ofHours(1)).toEpochMilli() * 1_000_000;
            cuts.add(
                    Cut.of(
                            flows.stream()
                                    .filter(flow -> flow.slice().endNanos() >= first)
                                    .filter(flow -> flow.slice().endNanos() < next)
                                    .toList()));
        }
        return cuts;
    }

    private Opened opened() throws IOException {
        return opened(settings.sealingAfter(Duration.ofMillis(100)));
    }

    private Opened opened(HistorySettings wanted) throws IOException {
        return Opened.in(
                folder,
                wanted,
                new AtomicReference<>(new Query.Everything()),
                Partitions.MOST_PARTITIONS);
    }

    private static void awaitSeals(Opened opened) {
        long deadline = System.nanoTime() + Opened.LONG.toNanos();
        while (opened.history.counts().written().sealed() < 2) {
            assertThat(System.nanoTime()).as("sealed in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static Answer ask(Opened opened, String question, int days) throws SearchRefused {
        Instant to = Flows.DAY.plus(Duration.ofDays(days));
        return opened.history.search(
                new Request("ann", "console", "compares", question, Flows.DAY, to, 10));
    }

    private static Map<String, Long> shown(Answer answer) {
        Map<String, Long> shown = new TreeMap<>();
        assertThat(answer.table()).isNotNull();
        for (List<Cell> row : answer.table().rows()) {
            String name = row.getFirst() instanceof Cell.Word word ? word.text() : "";
            shown.put(name, ((Cell.Whole) row.getLast()).value());
        }
        return shown;
    }

    @Test
    void sums_of_a_long_range_lack_what_the_answer_says_and_no_more() throws Exception {
        school();
        List<Cut> cuts = cuts();
        long most = cuts.stream().mapToLong(Cut::mostBytes).sum();
        long left = cuts.stream().mapToLong(Cut::slices).sum();
        assertThat(cuts).as("the test leaves something out").allMatch(cut -> cut.slices() > 50);
        Map<String, Long> exact = sums(flows, flow -> flow.slice().bytes());
        Answer before;
        try (var opened = opened(settings)) {
            flows.forEach(opened::append);
            opened.catchUp();
        }
        try (var opened = opened()) {
            awaitSeals(opened);
            Answer eight = ask(opened, "| top 8 sni by bytes", 2);
            assertThat(eight.rolledUp()).isEqualTo(2);
            assertThat(eight.matched()).isEqualTo(flows.size());
            assertThat(eight.table()).isNotNull();
            assertThat(eight.table().slices()).isEqualTo(flows.size());
            assertThat(exact).containsAllEntriesOf(shown(eight));
            assertThat(eight.notes())
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains(String.format(Locale.ROOT, "up to %,d too small", most))
                    .contains(String.format(Locale.ROOT, "%,d slices in all", left))
                    .contains("in 4 hours", "the largest is certain");
            Answer many = ask(opened, "| top 300 sni by bytes", 2);
            assertThat(many.notes()).last().asString().contains("may belong here");
            assertThat(shown(many))
                    .hasSize(300)
                    .allSatisfy((name, sum) ->
                            assertThat(sum).isBetween(exact.get(name) - most, exact.get(name)));
            before = ask(opened, "| top 300 sni by bytes", 1);
            assertThat(before.rolledUp()).as("a day is counted slice by slice").isZero();
            assertThat(before.notes()).isEmpty();
            assertThat(ask(opened, "| count by sni", 2).rolledUp()).isZero();
            assertThat(shown(ask(opened, "| top 10000 sni by bytes", 1)))
                    .isEqualTo(sums(firstDay(), flow -> flow.slice().bytes()));
            assertThat(ask(opened, "sni:n1* | top 3 sni by bytes", 2).rolledUp()).isZero();
        }
        Answer again;
        otherBuilds();
        try (var opened = opened()) {
            again = ask(opened, "| top 300 sni by bytes", 2);
        }
        assertThat(again.rolledUp()).as("sums of other builds are not asked").isZero();
        assertThat(again.matched()).isEqualTo(flows.size());
        assertThat(exact).containsAllEntriesOf(shown(again));
    }

    private List<FlowRecord> firstDay() {
        long end = Flows.DAY.plus(Duration.ofDays(1)).toEpochMilli() * 1_000_000;
        return flows.stream().filter(flow -> flow.slice().endNanos() < end).toList();
    }

    /// An earlier build wrote no names beside a day, a later one writes them otherwise.
    private void otherBuilds() throws IOException {
        List<Path> sealed;
        try (Stream<Path> days = Files.list(folder.resolve("flows"))) {
            sealed = days.sorted().toList();
        }
        assertThat(sealed).hasSize(2);
        IOUtils.rm(sealed.getFirst().resolve(TopNames.FOLDER));
        var replacing =
                new IndexWriterConfig()
                        .setCodec(new HistoryCodec())
                        .setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        Path names = sealed.getLast().resolve(TopNames.FOLDER);
        try (var directory = FSDirectory.open(names);
                var writer = new IndexWriter(directory, replacing)) {
            writer.setLiveCommitData(Map.of("version", "2").entrySet());
            var _ = writer.commit();
        }
    }
}
