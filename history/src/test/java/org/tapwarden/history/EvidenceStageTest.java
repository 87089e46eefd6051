package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.packets.KeptItem;
import org.tapwarden.history.packets.Order;
import org.tapwarden.history.packets.PacketLimits;
import org.tapwarden.history.packets.Ring;
import org.tapwarden.history.stage.Cell;

/// `... | evidence`: from flows to the packets that were kept of them.
class EvidenceStageTest {

    @TempDir private Path folder;

    @Test
    void flows_lead_to_the_packets_that_were_kept_of_them() throws Exception {
        HistorySettings settings =
                HistorySettings.of(ZoneOffset.UTC, Directory.NOBODY)
                        .with(Retention.FOR_EVER)
                        .with(InstantSource.fixed(Opened.NOW));
        try (var spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                var history = FlowHistory.open(folder, spool, settings);
                var ring = new Ring(folder.resolve("ring"))) {
            for (long id = 1; id <= 5; id++) {
                Instant end = Flows.DAY.plus(Duration.ofHours(12)).plusSeconds(id);
                var flow = Flows.flow(id, end, Population.STAFF, "host-" + id + ".example");
                assertThat(spool.append(FlowCodec.encode(flow))).isPositive();
            }
            assertThat(spool.force()).isTrue();
            assertThat(history.catchUp(Opened.LONG)).isTrue();
            for (long flow = 1; flow <= 3; flow++) {
                ring.add(flow, 10);
            }
            keep(history, ring, 1, "test");
            keep(history, ring, 2, "test");
            keep(history, ring, 3, "the sensor of another office");

            Answer all = ask(history, "| evidence");
            assertThat(all.matched()).isEqualTo(5);
            assertThat(all.table().columns().stream().map(h -> h.name()).toList())
                    .containsExactly(
                            "item",
                            "alert",
                            "rule",
                            "time",
                            "flows",
                            "packets",
                            "bytes",
                            "truncated",
                            "sha256");
            KeptItem second = history.packets().ofAlert(2).orElseThrow();
            assertThat(all.table().rows()).hasSize(2);
            assertThat(all.table().rows().getFirst())
                    .containsExactly(
                            new Cell.Whole(2),
                            new Cell.Whole(2),
                            new Cell.Word("rogue-router"),
                            new Cell.Time(Ring.MOMENT.toEpochMilli()),
                            new Cell.Whole(1),
                            new Cell.Whole(10),
                            new Cell.Whole(second.bytes()),
                            new Cell.Truth(false),
                            new Cell.Word(second.sha256()));

            assertThat(items(ask(history, "sni:host-1.example | evidence"))).containsExactly(1L);
            assertThat(items(ask(history, "sni:host-5.example | evidence"))).isEmpty();
            assertThat(items(ask(history, "| evidence | sort item asc"))).containsExactly(1L, 2L);
            Answer first = ask(history, "| evidence | sort item asc | head 1 | fields item, rule");
            assertThat(items(first)).containsExactly(1L);
            assertThat(first.table().rows().getFirst()).hasSize(2);
            assertThat(first.table().total()).isEqualTo(2);
            var text = new StringWriter();
            Rows.CSV.write(first, ZoneOffset.UTC, text);
            assertThat(text.toString()).isEqualTo("item,rule\r\n1,rogue-router\r\n");
        }
    }

    private static void keep(FlowHistory history, Ring ring, long alert, String sensor)
            throws Exception {
        PacketLimits limits = PacketLimits.DEFAULT;
        Order order = Ring.order(alert, limits, Population.STAFF);
        history.packets()
                .keep(
                        new Order(
                                alert,
                                order.rule(),
                                order.populations(),
                                sensor,
                                order.clock(),
                                order.drops(),
                                order.wanted()),
                        ring.frames(),
                        limits,
                        _ -> false);
    }

    private static Answer ask(FlowHistory history, String question) throws Exception {
        return history.search(
                new FlowSearch.Request(
                        "ann",
                        "console",
                        "ticket 4711",
                        question,
                        Flows.DAY,
                        Flows.DAY.plus(Duration.ofDays(1)),
                        100));
    }

    private static List<Long> items(Answer answer) {
        return answer.table().rows().stream()
                .map(row -> ((Cell.Whole) row.getFirst()).value())
                .toList();
    }
}
