package org.tapwarden.history.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.keep.WholeFrames.WholeFrame;
import org.tapwarden.history.payload.PayloadOrder.State;

/// What is kept while an order stands, and what is left of it.
class KeptPayloadTest {

    @TempDir private Path folder;

    @Test
    void what_is_kept_is_sealed_read_as_it_was_and_gone_when_the_order_is_over() throws Exception {
        try (var desk = new Desk(folder)) {
            desk.keep(0, 5, 5);
            long number = desk.stands();
            desk.keep(5, 1_005, 5);
            byte[] export = desk.export(number);
            assertThat(Desk.numbers(export)).isEqualTo(IntStream.range(5, 1_005).boxed().toList());
            assertThat(Desk.givenAway(folder)).isEmpty();
            assertThat(desk.acts()).endsWith("payload-read");

            byte[] sealed = Files.readAllBytes(desk.part(number, 1));
            byte[] key = Files.readAllBytes(folder.resolve("order-1.key"));
            desk.now = desk.now.plus(Desk.HOUR);
            desk.orders.tick();
            assertThat(desk.orders.newest(1).getFirst().state()).isEqualTo(State.EXPIRED);
            assertThat(desk.acts()).contains("payload-expired", "payload-destroyed");
            assertThatThrownBy(() -> desk.export(number))
                    .isInstanceOf(PayloadRefused.class)
                    .hasMessageContaining("it is expired");
            assertThat(Desk.givenAway(folder)).isEmpty();
            // Neither the file nor its key is anywhere below the folder, whatever its name.
            try (var files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    byte[] bytes = Files.readAllBytes(file);
                    assertThat(contains(bytes, key)).as("%s", file).isFalse();
                    assertThat(contains(bytes, Arrays.copyOfRange(sealed, 60, 124)))
                            .as("%s", file)
                            .isFalse();
                }
            }
            // A copy of the file that somebody made can no longer be read.
            Files.write(desk.part(number, 1), sealed);
            assertThatThrownBy(() -> new OrderKeys(folder).read(number))
                    .hasMessageContaining("there is no key");
            String certificate =
                    Files.readString(folder.resolve("certificates/order-1.txt"), UTF_8);
            assertThat(certificate)
                    .contains("case 17\nasked by ortega\nconfirmed by lindqvist\n")
                    .contains("why its time is over\n")
                    .containsPattern("file [0-9a-f]{64} " + sealed.length + " order-1.part-1");
            desk.keep(2_000, 2_010, 5);
            assertThat(desk.orders.counters()).containsEntry("payload_orders_standing", 0L);
        }
    }

    private static boolean contains(byte[] bytes, byte[] piece) {
        for (int at = 0; at + piece.length <= bytes.length; at++) {
            if (Arrays.mismatch(bytes, at, at + piece.length, piece, 0, piece.length) < 0) {
                return true;
            }
        }
        return false;
    }

    @Test
    void an_order_that_a_person_ends_is_gone_at_once_and_one_that_ran_out_at_the_next_start()
            throws Exception {
        try (var desk = new Desk(folder)) {
            long ended = desk.stands();
            desk.keep(0, 5, 5);
            assertThat(desk.orders.end(ended, Desk.CONFIRMER, "the case is closed").isDestroyed())
                    .isTrue();
            assertThat(desk.part(ended, 1)).doesNotExist();
            long left = desk.stands();
            desk.orders.keep(Desk.frame(1, 5, 1 << 1)); // the second order's bit
            desk.orders.close();
            assertThat(desk.part(left, 1)).exists();
            desk.now = desk.now.plus(Desk.HOUR);
            desk.again();
            assertThat(desk.part(left, 1)).doesNotExist();
            assertThat(folder.resolve("certificates/order-" + left + ".txt")).exists();
        }
    }

    @Test
    void an_order_has_so_many_files_and_no_more() throws Exception {
        try (var desk = new Desk(folder)) {
            long number = desk.stands();
            for (int i = 1; i <= Keeping.MOST_PARTS; i++) {
                desk.keep(i, i + 1, 5);
                desk.again(); // each start begins a new file
            }
            assertThat(desk.part(number, Keeping.MOST_PARTS)).exists();
            desk.keep(1_000, 1_003, 5);
            assertThat(desk.orders.counters())
                    .containsEntry("payload_frames_kept", 0L)
                    .containsEntry("payload_frames_over_cap", 3L);
            assertThat(desk.part(number, Keeping.MOST_PARTS + 1)).doesNotExist();
            assertThat(Desk.numbers(desk.export(number)))
                    .isEqualTo(IntStream.rangeClosed(1, Keeping.MOST_PARTS).boxed().toList());
        }
    }

    @Test
    void every_changed_byte_and_every_cut_is_noticed() throws Exception {
        try (var desk = new Desk(folder)) {
            long number = desk.stands();
            desk.keep(0, 40, 5);
            assertThat(Desk.numbers(desk.export(number))).hasSize(40);
            desk.keep(40, 80, 5);
            assertThat(Desk.numbers(desk.export(number))).hasSize(80);
            desk.again(); // the file has its end now
            Path file = desk.part(number, 1);
            byte[] good = Files.readAllBytes(file);
            List<Integer> chunks = Desk.chunks(good);
            assertThat(chunks).hasSizeGreaterThanOrEqualTo(4);
            for (int at = 0; at < good.length; at += 41) {
                byte[] bad = good.clone();
                bad[at] ^= 4;
                assertRefused(desk, number, file, bad);
            }
            for (int end : chunks.subList(0, chunks.size() - 1)) {
                assertRefused(desk, number, file, Arrays.copyOf(good, end));
                assertRefused(desk, number, file, Arrays.copyOf(good, end + 9));
            }
            assertRefused(desk, number, file, Arrays.copyOf(good, good.length + 1));
            assertRefused(desk, number, file, exchanged(good, chunks));
            Files.delete(file);
            assertThatThrownBy(() -> desk.export(number)).isInstanceOf(PayloadRefused.class);
            Files.write(file, good);
            assertThat(Desk.numbers(desk.export(number))).hasSize(80);
        }
    }

    private static byte[] exchanged(byte[] good, List<Integer> chunks) {
        var out = new ByteArrayOutputStream();
        out.write(good, 0, chunks.get(0));
        out.write(good, chunks.get(1), chunks.get(2) - chunks.get(1));
        out.write(good, chunks.get(0), chunks.get(1) - chunks.get(0));
        out.write(good, chunks.get(2), good.length - chunks.get(2));
        return out.toByteArray();
    }

    private static void assertRefused(Desk desk, long number, Path file, byte[] bad)
            throws Exception {
        Files.write(file, bad);
        var out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> desk.orders.export(number, Desk.ASKER, Desk.WHY, out))
                .isInstanceOf(PayloadRefused.class)
                .hasMessageContaining("is not as it was written");
        assertThat(out.size()).isZero();
    }

    @Test
    void a_file_takes_no_more_than_an_order_may_have() throws Exception {
        try (var desk = new Desk(folder)) {
            desk.limits = new PayloadLimits(Desk.TWO.accounts(), 4_096);
            desk.again();
            long number = desk.stands();
            desk.keep(0, 1_000, 5);
            int kept = Desk.numbers(desk.export(number)).size();
            assertThat(kept).isBetween(10, 100);
            assertThat(desk.orders.counters())
                    .containsEntry("payload_frames_kept", (long) kept)
                    .containsEntry("payload_frames_over_cap", 1_000L - kept);
            assertThat(Files.size(desk.part(number, 1))).isLessThan(4_096 + 256);
        }
    }

    @Test
    void a_flow_that_is_taken_back_is_not_handed_out() throws Exception {
        try (var desk = new Desk(folder)) {
            long number = desk.stands();
            desk.keep(0, 5, 5);
            desk.keep(5, 10, 6);
            assertThat(Desk.numbers(desk.export(number))).hasSize(10);
            desk.orders.withdraw(5);
            desk.orders.withdraw(99); // of which nothing was kept
            assertThat(Desk.numbers(desk.export(number))).containsExactly(5, 6, 7, 8, 9);
            desk.again(); // it stands in the file
            assertThat(Desk.numbers(desk.export(number))).containsExactly(5, 6, 7, 8, 9);
            assertThat(desk.orders.counters()).containsEntry("payload_flows_withdrawn", 0L);
        }
    }

    @Test
    void an_order_of_which_too_much_is_taken_back_ends() throws Exception {
        try (var desk = new Desk(folder)) {
            long number = desk.stands();
            desk.keep(0, 5, 5);
            desk.again(); // nobody knows any more of which flows
            for (long flow = 0; flow <= Keeping.MOST_TAKEN_BACK; flow++) {
                desk.orders.withdraw(flow);
            }
            desk.orders.tick();
            assertThat(desk.orders.newest(1).getFirst().state()).isEqualTo(State.EXPIRED);
            assertThat(desk.part(number, 1)).doesNotExist();
        }
    }

    @Test
    void frames_wait_until_it_is_known_that_they_may_be_kept() {
        long[] nanos = {0};
        List<Long> withdrawn = new ArrayList<>();
        List<WholeFrame> released = new ArrayList<>();
        var settling = new Settling(() -> nanos[0], withdrawn::add);
        settling.frame(Desk.frame(0, 5, 1));
        settling.frame(Desk.frame(1, 6, 1));
        settling.release(released::add);
        assertThat(released).isEmpty();
        settling.hide(6);
        nanos[0] = Settling.SETTLING_NANOS;
        settling.release(released::add);
        assertThat(released).extracting(WholeFrame::flow).containsExactly(5L);
        assertThat(withdrawn).containsExactly(6L);
        settling.frame(Desk.frame(2, 6, 1));
        assertThat(settling.withheld()).isEqualTo(2);
        // More than fits.
        byte[] large = new byte[16_000];
        int fit = Settling.MOST_BYTES / (large.length + 100);
        for (int i = 0; i < fit + 3; i++) {
            settling.frame(
                    new WholeFrame(MemorySegment.ofArray(large), large.length, 0, 1, 0, 7, 1));
        }
        assertThat(settling.skipped()).isEqualTo(3);
        // More was said than anybody heard: nothing that waits goes on.
        for (int i = 0; i <= Settling.MOST_TOLD; i++) {
            settling.hide(1_000 + i);
        }
        nanos[0] *= 3;
        settling.release(released::add);
        assertThat(released).hasSize(1);
        assertThat(settling.skipped()).isEqualTo(3L + fit);
    }
}
