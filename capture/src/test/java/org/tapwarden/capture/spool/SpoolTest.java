package org.tapwarden.capture.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final SpoolLimits SMALL =
            new SpoolLimits(1_000, 100_000, Duration.ofMillis(200));

    @TempDir Path directory;

    @Test
    void what_was_appended_and_forced_is_read_in_order_across_segments() throws IOException {
        try (var spool = Spool.open(directory, SMALL)) {
            append(spool, 0, 200);
            assertThat(spool.force()).isTrue();

            assertThat(read(spool.reader(0))).isEqualTo(names(0, 200));
            assertThat(SegmentFormat.segments(directory)).hasSizeGreaterThan(3);
        }
    }

    @Test
    void a_reader_of_the_owner_sees_only_what_is_forced() throws IOException {
        try (var spool = Spool.open(directory, SMALL);
                var reader = spool.reader(0)) {
            append(spool, 0, 3);
            assertThat(reader.next()).isNull();

            spool.force();
            assertThat(read(reader)).isEqualTo(names(0, 3));
            append(spool, 3, 4);
            spool.force();
            assertThat(read(reader)).isEqualTo(names(3, 4));
        }
    }

    @Test
    void a_reader_goes_on_where_another_stopped() throws IOException {
        try (var spool = Spool.open(directory, SMALL)) {
            append(spool, 0, 100);
            long middle = spool.end();
            append(spool, 100, 200);
            spool.force();

            assertThat(read(spool.reader(middle))).isEqualTo(names(100, 200));
        }
    }

    @Test
    void goes_on_after_closing_with_the_same_id_and_growing_offsets() throws IOException {
        long id;
        long end;
        try (var spool = Spool.open(directory, SMALL)) {
            append(spool, 0, 50);
            id = spool.id();
            end = spool.end();
        }
        try (var spool = Spool.open(directory, SMALL)) {
            assertThat(spool.id()).isEqualTo(id);
            assertThat(spool.end()).isEqualTo(end);
            append(spool, 50, 60);
            spool.force();
            assertThat(read(spool.reader(0))).isEqualTo(names(0, 60));
        }
    }

    @Test
    void a_torn_tail_is_cut_off_when_opened() throws IOException {
        try (var spool = Spool.open(directory, SMALL)) {
            append(spool, 0, 5);
        }
        Path last = SegmentFormat.segments(directory).getLast().file();
        Files.write(last, new byte[] {0, 0, 0, 50, 1, 2, 3}, StandardOpenOption.APPEND);

        try (var reader = SpoolReader.follow(directory, 0)) {
            assertThat(read(reader)).isEqualTo(names(0, 5));
            assertThat(reader.gaps()).isZero();
        }
        try (var spool = Spool.open(directory, SMALL)) {
            assertThat(spool.counts().tornBytes()).isEqualTo(7);
            append(spool, 5, 6);
            spool.force();
            assertThat(read(spool.reader(0))).isEqualTo(names(0, 6));
        }
    }

    @Test
    void damage_in_the_middle_is_one_gap_and_the_rest_is_read() throws IOException {
        try (var spool = Spool.open(directory, SMALL)) {
            append(spool, 0, 100);
            spool.force();
            Path first = SegmentFormat.segments(directory).getFirst().file();
            overwrite(first, SegmentFormat.HEADER + 3 * recordBytes() + 9, (byte) 0x7f);

            try (var reader = spool.reader(0)) {
                var expected = new ArrayList<>(names(0, 100));
                expected.remove(3);
                assertThat(read(reader)).isEqualTo(expected);
                assertThat(reader.gaps()).isEqualTo(1);
                assertThat(reader.lostBytes()).isEqualTo(recordBytes());
            }
        }
    }

    @Test
    void a_damaged_length_costs_one_record() throws IOException {
        try (var spool = Spool.open(directory, SMALL)) {
            append(spool, 0, 100);
            spool.force();
            Path first = SegmentFormat.segments(directory).getFirst().file();
            overwrite(first, SegmentFormat.HEADER + 3 * recordBytes(), (byte) 0x7f);

            try (var reader = spool.reader(0)) {
                assertThat(read(reader)).hasSize(99);
                assertThat(reader.gaps()).isEqualTo(1);
            }
        }
    }

    @Test
    void a_segment_that_is_gone_is_a_gap() throws IOException {
        try (var spool = Spool.open(directory, SMALL)) {
            append(spool, 0, 200);
            spool.force();
            Files.delete(SegmentFormat.segments(directory).get(1).file());

            try (var reader = spool.reader(0)) {
                assertThat(read(reader)).hasSizeLessThan(200).endsWith("record 199");
                assertThat(reader.gaps()).isEqualTo(1);
            }
        }
    }

    @Test
    void beyond_its_size_it_drops_and_counts_until_something_is_deleted() throws IOException {
        var limits = new SpoolLimits(1_000, 2_000, Duration.ofMillis(200));
        try (var spool = Spool.open(directory, limits)) {
            append(spool, 0, 200);
            spool.force();
            var full = spool.counts();
            assertThat(full.appended() + full.droppedSpoolFull()).isEqualTo(200);
            assertThat(full.droppedSpoolFull()).isPositive();
            assertThat(full.bytes()).isLessThanOrEqualTo(2_000);

            spool.deleteBefore(spool.end());
            assertThat(spool.append(bytes("again"))).isNotEqualTo(Spool.DROPPED);
            assertThat(spool.begin()).isPositive();
        }
    }

    @Test
    void takes_the_longest_record_and_refuses_one_byte_more() throws IOException {
        try (var spool = Spool.open(directory, SpoolLimits.DEFAULT)) {
            assertThat(spool.append(new byte[SegmentFormat.MAX_RECORD])).isPositive();
            assertThat(spool.append(new byte[SegmentFormat.MAX_RECORD + 1]))
                    .isEqualTo(Spool.DROPPED);
            assertThat(spool.counts().droppedTooLarge()).isEqualTo(1);
            spool.force();
            assertThat(spool.reader(0).next()).hasSize(SegmentFormat.MAX_RECORD);
        }
    }

    @Test
    void deleting_keeps_what_lies_behind_the_offset() throws IOException {
        try (var spool = Spool.open(directory, SMALL)) {
            append(spool, 0, 100);
            long middle = spool.end();
            append(spool, 100, 200);
            spool.force();
            spool.deleteBefore(middle);

            assertThat(spool.begin()).isPositive().isLessThanOrEqualTo(middle);
            assertThat(read(spool.reader(middle))).isEqualTo(names(100, 200));
            try (var late = spool.reader(0)) {
                assertThat(late.next()).isNotNull();
                assertThat(late.gaps()).isEqualTo(1);
            }
        }
    }

    @Test
    void a_rolled_spool_lets_go_of_all_that_was_appended_before() throws IOException {
        Files.writeString(directory.resolve("77.damaged"), "name-of-old");
        try (var spool = Spool.open(directory, SMALL)) {
            append(spool, 0, 5);
            long behind = spool.roll();
            assertThat(behind).isEqualTo(spool.end());
            assertThat(spool.roll()).as("nothing was appended since").isEqualTo(behind);
            append(spool, 5, 7);
            assertThat(spool.letGo(behind, Instant.EPOCH)).as("not forced yet").isFalse();
            assertThat(spool.force()).isTrue();
            assertThat(directory.resolve("77.damaged")).exists();
            assertThat(spool.letGo(behind, Instant.now().plusSeconds(60))).isTrue();
            assertThat(directory.resolve("77.damaged")).doesNotExist();
            assertThat(spool.begin()).isEqualTo(behind);
            assertThat(read(spool.reader(behind))).isEqualTo(names(5, 7));
            assertThat(SegmentFormat.segments(directory)).hasSize(1);
        }
        try (var spool = Spool.open(directory, SMALL)) {
            assertThat(spool.begin()).isPositive();
            append(spool, 7, 9);
            spool.force();
            assertThat(read(spool.reader(spool.begin()))).isEqualTo(names(5, 9));
        }
    }

    @Test
    void has_one_owner() throws IOException {
        var spool = Spool.open(directory, SMALL);
        assertThatThrownBy(() -> Spool.open(directory, SMALL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("in use");
        spool.close();
        Spool.open(directory, SMALL).close();
    }

    @Test
    void a_full_disk_drops_and_counts_and_loses_nothing_it_took() throws IOException {
        var disk = new FillingDisk();
        var limits = new SpoolLimits(1 << 20, 1 << 24, Duration.ofMillis(200));
        var taken = new ArrayList<String>();
        try (var spool = Spool.open(directory, limits, disk::open)) {
            disk.full = true;
            byte[] large = new byte[50_000];
            int tried = 0;
            while (spool.counts().droppedDisk() == 0 && tried < 1_000) {
                if (spool.append(large) != Spool.DROPPED) {
                    taken.add(new String(large, UTF_8));
                }
                tried++;
            }
            assertThat(spool.force()).isFalse();
            assertThat(spool.forced()).isZero();
            assertThat(spool.counts().diskErrors()).isPositive();
            assertThat(spool.trouble()).contains("No space left");

            disk.full = false;
            assertThat(spool.append(bytes("room again"))).isPositive();
            taken.add("room again");
            assertThat(spool.force()).isTrue();
            assertThat(spool.trouble()).isNull();
            assertThat(read(spool.reader(0))).isEqualTo(taken);
        }
    }

    @Test
    void a_disk_that_stays_full_for_long_costs_no_files_and_no_record_that_was_taken()
            throws IOException {
        var disk = new FillingDisk();
        var taken = new ArrayList<String>();
        try (var spool = Spool.open(directory, SMALL, disk::open)) {
            for (int i = 0; i < 20; i++) {
                disk.full = i % 5 != 4;
                String name = "record %03d".formatted(i);
                if (spool.append(bytes(name)) != Spool.DROPPED) {
                    taken.add(name);
                }
                assertThat(spool.force()).isEqualTo(!disk.full);
            }
            assertThat(taken).hasSize(20);
            assertThat(read(spool.reader(0))).isEqualTo(taken);
            assertThat(SegmentFormat.segments(directory)).hasSizeLessThan(6);
        }
        try (var again = Spool.open(directory, SMALL)) {
            assertThat(read(again.reader(0))).isEqualTo(taken);
        }
    }

    @Test
    void leaves_room_on_the_disk_to_those_who_make_room() throws IOException {
        var limits = new SpoolLimits(1_000, 100_000, Duration.ofMillis(200), Long.MAX_VALUE);
        try (var spool = Spool.open(directory, limits)) {
            append(spool, 0, 200);
            Spool.Counts counts = spool.counts();
            assertThat(counts.appended()).isEqualTo((1_000 - SegmentFormat.HEADER) / recordBytes());
            assertThat(counts.droppedDisk()).isEqualTo(200 - counts.appended());
            assertThat(counts.dropped()).isEqualTo(counts.droppedDisk());
            assertThat(spool.trouble()).contains("are left on the disk");
            assertThat(spool.force()).isTrue();
        }
    }

    @Test
    void what_could_not_be_forced_is_written_into_another_file_and_forced_there()
            throws IOException {
        var disk = new FillingDisk();
        try (var spool = Spool.open(directory, SMALL, disk::open)) {
            append(spool, 0, 10);
            assertThat(spool.force()).isTrue();
            long confirmed = spool.forced();
            append(spool, 10, 150); // over several segments
            disk.cannotForce = true;
            assertThat(spool.force()).isFalse();
            append(spool, 150, 160);
            assertThat(spool.force()).isFalse();
            assertThat(spool.forced()).as("nothing of it is confirmed").isEqualTo(confirmed);
            assertThat(read(spool.reader(0))).isEqualTo(names(0, 10));
            assertThat(spool.trouble()).contains("Input/output error");

            disk.cannotForce = false;
            Object before = inode(0);
            assertThat(spool.force()).isTrue();
            assertThat(inode(0)).isNotEqualTo(before);
            assertThat(disk.forcedInVain).as("forced again after it failed").isZero();
            assertThat(spool.counts().rescued()).isPositive();
            assertThat(spool.counts().lostBytes()).isZero();
            assertThat(spool.trouble()).isNull();
            append(spool, 160, 170);
            assertThat(spool.force()).isTrue();
            assertThat(read(spool.reader(0))).isEqualTo(names(0, 170));
        }
        try (var again = Spool.open(directory, SMALL)) {
            assertThat(read(again.reader(0))).isEqualTo(names(0, 170));
        }
    }

    @Test
    void what_the_kernel_threw_away_when_forcing_failed_is_counted_lost_and_shows_as_a_gap()
            throws IOException {
        var disk = new FillingDisk();
        try (var spool = Spool.open(directory, SMALL, disk::open)) {
            append(spool, 0, 10);
            assertThat(spool.force()).isTrue();
            append(spool, 10, 20);
            disk.cannotForce = true;
            assertThat(spool.force()).isFalse();
            disk.cannotForce = false;
            disk.unreadableFrom = SegmentFormat.HEADER + 15L * recordBytes() + 3;

            assertThat(spool.force()).isTrue();
            assertThat(spool.counts().lostBytes()).isEqualTo(5L * recordBytes());
            append(spool, 20, 30);
            assertThat(spool.force()).isTrue();
            var reader = spool.reader(0);
            List<String> left = new ArrayList<>(names(0, 15));
            left.addAll(names(20, 30));
            assertThat(read(reader)).isEqualTo(left);
            assertThat(reader.gaps()).isOne();
        }
    }

    private Object inode(int segment) throws IOException {
        return Files.getAttribute(
                SegmentFormat.segments(directory).get(segment).file(), "unix:ino");
    }

    @Test
    void a_spool_made_anew_has_another_id() throws IOException {
        long id;
        try (var spool = Spool.open(directory.resolve("a"), SMALL)) {
            id = spool.id();
        }
        try (var spool = Spool.open(directory.resolve("b"), SMALL)) {
            assertThat(spool.id()).isNotEqualTo(id);
        }
    }

    private static void append(Spool spool, int from, int to) {
        names(from, to).forEach(name -> spool.append(bytes(name)));
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj("record %03d"::formatted).toList();
    }

    private static int recordBytes() {
        return SegmentFormat.PREFIX + "record 000".length();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<String> read(SpoolReader reader) throws IOException {
        var all = new ArrayList<String>();
        for (byte[] record = reader.next(); record != null; record = reader.next()) {
            all.add(new String(record, UTF_8));
        }
        return all;
    }

    private static void overwrite(Path file, long position, byte value) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {value}), position);
        }
    }

    /// A disk that takes half of a write and then is full. As the kernel does, it tells once of a
    /// file that its bytes could not be forced, and then takes them for written.
    private static final class FillingDisk {

        private boolean full;
        private boolean cannotForce;
        private int forcedInVain;
        private long unreadableFrom = Long.MAX_VALUE;

        SpoolFile open(Path path) throws IOException {
            SpoolFile file = SpoolFile.onDisk(path);
            return new SpoolFile() {
                private boolean failedOnce;

                @Override
                public int read(ByteBuffer bytes, long position) throws IOException {
                    long readable = unreadableFrom - position;
                    if (readable <= 0) {
                        throw new IOException("Input/output error");
                    }
                    bytes.limit((int) Math.min(bytes.limit(), bytes.position() + readable));
                    return file.read(bytes, position);
                }

                @Override
                public void write(ByteBuffer bytes, long position) throws IOException {
                    if (full) {
                        file.write(bytes.slice(bytes.position(), bytes.remaining() / 2), position);
                        throw new IOException("No space left on device");
                    }
                    file.write(bytes, position);
                }

                @Override
                public void force() throws IOException {
                    if (failedOnce) {
                        forcedInVain++;
                    }
                    if (cannotForce) {
                        failedOnce = true;
                        throw new IOException("Input/output error");
                    }
                    file.force();
                }

                @Override
                public void truncate(long size) throws IOException {
                    file.truncate(size);
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }
    }
}
