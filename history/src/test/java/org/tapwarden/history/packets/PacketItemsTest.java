package org.tapwarden.history.packets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.Population;
import org.tapwarden.history.packets.KeptPackets.Look;
import org.tapwarden.history.packets.KeptPackets.PacketsRefused;

class PacketItemsTest {

    private static final PacketLimits LIMITS = PacketLimits.DEFAULT;
    private static final Instant NOW = Ring.MOMENT.plusSeconds(30);
    private static final LocalDate DAY = LocalDate.parse("2026-03-10");
    private static final Look ANN = new Look("ann", "console", "ticket 4711");

    @TempDir private Path directory;
    private final List<String> audit = new ArrayList<>();
    private Ring ring;
    private Path folder = Path.of("");

    @BeforeEach
    void a_ring_with_frames_of_some_flows() throws IOException {
        folder = directory.resolve("items");
        ring = new Ring(directory.resolve("ring"));
        for (long flow = 1; flow <= 6; flow++) {
            ring.add(flow, 20);
        }
    }

    @AfterEach
    void close() {
        ring.close();
    }

    private PacketItems open() throws IOException {
        return open((day, population, now) ->
                population == Population.STUDENT && now.isAfter(NOW.plus(Duration.ofDays(30))));
    }

    private PacketItems open(PacketItems.Schedule schedule) throws IOException {
        return PacketItems.open(
                folder,
                schedule,
                (act, item, look, at) ->
                        audit.add(
                                act
                                        + " "
                                        + item.number()
                                        + " "
                                        + look.who()
                                        + " "
                                        + look.purpose()),
                InstantSource.fixed(NOW));
    }

    private void keep(PacketItems items, long alert) throws IOException {
        items.keep(Ring.order(alert, LIMITS, Population.STAFF), ring.frames(), LIMITS, _ -> false);
    }

    @Test
    void an_item_says_what_it_is_and_the_next_start_knows_it() throws Exception {
        KeptItem made;
        try (var items = open()) {
            assertThat(folder).doesNotExist();
            assertThat(items.verify().intact()).isTrue();
            keep(items, 1);
            keep(items, 2);
            keep(items, 1);
            made = items.ofAlert(2).orElseThrow();
            assertThat(items.counts().kept()).isEqualTo(2);
        }
        assertThat(made.packets()).isEqualTo(20);
        assertThat(made.flows()).containsExactly(2L);
        assertThat(made.drops()).containsEntry("kernel", 3L);
        assertThat(made.isCut()).isFalse();
        Path file = folder.resolve("item-000000002.pcapng");
        assertThat(made.bytes()).isEqualTo(Files.size(file));
        assertThat(made.sha256()).isEqualTo(Hashes.of(file));
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("headers of a frame", "flow 2")
                .doesNotContain(Ring.SECRET, "flow 1");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path one : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                        .as(one.toString())
                        .isEqualTo("rw-------");
            }
        }
        try (var again = open()) {
            assertThat(again.ofAlert(2)).contains(made);
            assertThat(again.lastAlert()).isEqualTo(2);
            assertThat(again.verify().intact()).isTrue();
            keep(again, 3);
            assertThat(again.newest(10)).extracting(KeptItem::number).containsExactly(3L, 2L, 1L);
            assertThat(again.newest(1)).hasSize(1);
        }
    }

    @Test
    void an_item_with_more_than_its_cap_says_that_it_was_cut() throws Exception {
        var few = new PacketLimits(1 << 20, 7, 4 << 20, Duration.ZERO, Duration.ZERO);
        try (var items = open()) {
            items.keep(Ring.order(1, few, Population.STAFF), ring.frames(), few, _ -> false);
            KeptItem item = items.ofAlert(1).orElseThrow();
            assertThat(item.packets()).isEqualTo(7);
            assertThat(item.isCut()).isTrue();
        }
    }

    @Test
    void where_the_ring_has_nothing_of_an_alert_it_is_said_why() throws Exception {
        try (var items = open()) {
            keep(items, 77);
            items.none(78, "the alert is about a segment");
        }
        try (var again = open()) {
            assertThat(again.ofAlert(77)).isEmpty();
            assertThat(again.whyNone(77))
                    .hasValueSatisfying(why -> assertThat(why).contains("ring"));
            assertThat(again.whyNone(78)).contains("the alert is about a segment");
            assertThat(again.lastAlert()).isEqualTo(78);
            keep(again, 1);
            assertThat(again.newest(10)).isEmpty();
        }
    }

    @Test
    void one_flipped_byte_anywhere_is_found() throws Exception {
        try (var items = open()) {
            keep(items, 1);
            keep(items, 2);
            keep(items, 3);
            List<Path> files;
            try (Stream<Path> all = Files.list(folder)) {
                files = all.sorted().toList();
            }
            assertThat(files).hasSize(7);
            for (Path file : files) {
                byte[] bytes = Files.readAllBytes(file);
                for (int at = 0; at < bytes.length - 1; at += Math.max(1, bytes.length / 97)) {
                    bytes[at] ^= 1;
                    Files.write(file, bytes);
                    assertThat(items.verify().intact()).as(file + " at " + at).isFalse();
                    bytes[at] ^= 1;
                }
                Files.write(file, bytes);
                assertThat(items.verify().intact()).isTrue();
            }
        }
    }

    @Test
    void what_is_missing_and_what_was_put_in_is_found() throws Exception {
        try (var items = open()) {
            keep(items, 1);
            keep(items, 2);
            keep(items, 3);
            Path file = folder.resolve("item-000000002.pcapng");
            Files.move(file, directory.resolve("away"));
            assertThat(items.verify().differences())
                    .containsExactly("item 2: the packets are missing");
            Files.move(directory.resolve("away"), file);
            Files.delete(folder.resolve("item-000000002.json"));
            assertThat(items.verify().differences())
                    .containsExactly("item 2: the manifest is missing");
            Files.writeString(folder.resolve("item-000000009.json"), "{}");
            assertThat(items.verify().differences()).hasSize(2);
            Path chain = folder.resolve(Chain.FILE);
            List<String> rows = new ArrayList<>(Files.readAllLines(chain));
            rows.remove(1);
            Files.write(chain, rows);
            assertThat(items.verify().firstBad()).hasValue(2);
            Files.delete(chain);
            assertThat(items.verify().intact()).isFalse();
        }
    }

    @Test
    void a_damaged_manifest_stops_nothing_and_goes_with_the_strictest_schedule() throws Exception {
        try (var items = open()) {
            keep(items, 1);
            keep(items, 2);
        }
        Path manifest = folder.resolve("item-000000001.json");
        String said = Files.readString(manifest);
        Files.writeString(manifest, said.replace("2026-03-10", "2036-03-10"));
        try (var again = open()) {
            assertThat(again.byNumber(1).orElseThrow().rule()).contains("damaged");
        }
        Files.writeString(manifest, "{");
        try (var again = open()) {
            assertThat(again.newest(9)).hasSize(2);
            assertThatThrownBy(() -> again.open(1, ANN)).isInstanceOf(PacketsRefused.class);
            again.destroyWhatIsDue(NOW.plus(Duration.ofDays(31)));
            assertThat(again.newest(9)).extracting(KeptItem::number).containsExactly(2L);
            assertThat(again.verify().intact()).isTrue();
        }
    }

    @Test
    void items_go_with_the_flows_of_their_day_and_population_but_held_ones_stay() throws Exception {
        try (var items = open()) {
            keep(items, 1);
            items.keep(
                    Ring.order(2, LIMITS, Population.STAFF, Population.STUDENT),
                    ring.frames(),
                    LIMITS,
                    _ -> false);
            items.keep(
                    Ring.order(3, LIMITS, Population.STUDENT), ring.frames(), LIMITS, _ -> false);
            items.hold(3, true, ANN);
            items.destroy(DAY.minusDays(1), Population.STUDENT);
            assertThat(items.newest(9)).hasSize(3);
            items.destroy(DAY, Population.STUDENT);
            assertThat(items.newest(9)).extracting(KeptItem::number).containsExactly(3L, 1L);
            assertThat(items.whyNone(2)).contains("they were destroyed with its flows");
            assertThat(items.verify().intact()).isTrue();
        }
        assertThat(folder.resolve("item-000000002.pcapng")).doesNotExist();
        assertThat(folder.resolve("item-000000002.json")).doesNotExist();
        assertThat(Files.readString(folder.resolve(Chain.FILE))).doesNotContain("flows\":[");
        try (var again = open()) {
            assertThat(again.isHeld(3)).isTrue();
            again.hold(3, false, ANN);
            again.destroyWhatIsDue(NOW.plus(Duration.ofDays(31)));
            assertThat(again.newest(9)).extracting(KeptItem::number).containsExactly(1L);
            assertThat(again.counts().destroyed()).isEqualTo(1);
        }
        assertThat(audit)
                .containsExactly(
                        "packets-held 3 ann ticket 4711", "packets-released 3 ann ticket 4711");
    }

    @Test
    void for_want_of_room_the_oldest_goes_and_never_one_of_an_open_case() throws Exception {
        var small =
                new PacketLimits(64 << 10, 2_000, 132_000, Duration.ofSeconds(1), Duration.ZERO);
        LongPredicate open = alert -> alert == 1;
        try (var items = open()) {
            long alert = 0;
            while (items.counts().displaced() == 0) {
                alert++;
                ring.add(100 + alert, 100);
                keepFlow(items, alert, 100 + alert, small, open);
            }
            assertThat(items.ofAlert(1)).isPresent();
            assertThat(items.ofAlert(2)).isEmpty();
            assertThat(items.whyNone(2)).contains("they were destroyed for want of room");
            assertThat(items.counts().bytes()).isLessThanOrEqualTo(small.bytes());
            long last = alert + 1;
            ring.add(100 + last, 100);
            keepFlow(items, last, 100 + last, small, _ -> true);
            assertThat(items.counts().refused()).isEqualTo(1);
            assertThat(items.whyNone(last)).hasValueSatisfying(w -> assertThat(w).contains("room"));
            assertThat(items.verify().intact()).isTrue();
        }
    }

    private void keepFlow(
            PacketItems items, long alert, long flow, PacketLimits limits, LongPredicate open)
            throws IOException {
        Order order = Ring.order(flow, limits, Population.STAFF);
        items.keep(
                new Order(
                        alert,
                        order.rule(),
                        order.populations(),
                        order.sensor(),
                        order.clock(),
                        order.drops(),
                        order.wanted()),
                ring.frames(),
                limits,
                open);
    }

    @Test
    void nobody_is_handed_an_item_before_who_and_why_is_written_down() throws Exception {
        try (var items = open()) {
            keep(items, 1);
            assertThatThrownBy(() -> items.open(1, new Look("ann", "console", " x ")))
                    .hasMessageContaining("say why");
            assertThatThrownBy(() -> items.open(9, ANN)).hasMessageContaining("no kept packets 9");
            assertThat(audit).isEmpty();
            assertThat(items.open(1, ANN))
                    .isEqualTo(Files.readAllBytes(folder.resolve("item-000000001.pcapng")));
            assertThat(audit).containsExactly("packets-opened 1 ann ticket 4711");
        }
        var mute =
                PacketItems.open(
                        folder,
                        (_, _, _) -> false,
                        (_, _, _, _) -> {
                            throw new IOException("the disk is full");
                        },
                        InstantSource.fixed(NOW));
        try (mute) {
            assertThatThrownBy(() -> mute.open(1, ANN)).hasMessageContaining("audit");
            Path file = folder.resolve("item-000000001.pcapng");
            Files.writeString(file, "changed");
            assertThatThrownBy(() -> mute.open(1, ANN)).hasMessageContaining("not as they were");
        }
    }

    @Test
    void a_disk_that_takes_half_of_an_item_leaves_none_and_it_is_tried_again() throws Exception {
        try (var items = open()) {
            keep(items, 1);
            Path inTheWay = Files.createDirectory(folder.resolve("item-000000002.json.part"));
            Files.writeString(inTheWay.resolve("x"), "x");
            assertThatThrownBy(() -> keep(items, 2)).isInstanceOf(IOException.class);
            assertThat(items.verify().intact()).isTrue();
            assertThat(items.lastAlert()).isEqualTo(1);
            Files.delete(inTheWay.resolve("x"));
            Files.delete(inTheWay);
            keep(items, 2);
            assertThat(items.ofAlert(2)).isPresent();
        }
    }

    @Test
    void files_that_the_chain_should_know_of_are_left_alone_and_reported() throws Exception {
        try (var items = open()) {
            keep(items, 1);
            keep(items, 2);
            keep(items, 3);
        }
        Path chain = folder.resolve(Chain.FILE);
        Files.write(chain, Files.readAllLines(chain).subList(0, 1));
        try (var again = open()) {
            assertThat(again.newest(9)).hasSize(1);
            assertThat(folder.resolve("item-000000003.pcapng")).exists();
            keep(again, 4);
            assertThat(again.ofAlert(4).orElseThrow().number()).isEqualTo(4);
            assertThat(again.verify().differences())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("item-000000003"));
        }
        Files.delete(chain);
        try (var again = open()) {
            keep(again, 5);
            assertThat(again.ofAlert(5).orElseThrow().number()).isEqualTo(5);
            assertThat(folder.resolve("item-000000001.pcapng")).exists();
            assertThat(again.verify().intact()).isFalse();
        }
    }

    @Test
    void the_number_of_items_has_a_cap() {
        var book = new ItemBook();
        for (long alert = 1; alert <= ItemBook.MOST_REASONS + 2; alert++) {
            book.none(alert, "nothing");
        }
        assertThat(book.whyNone(2)).isEmpty();
        assertThat(book.whyNone(3)).contains("nothing");
        assertThat(ItemBook.CAPACITY).isEqualTo(10_000);
    }
}
