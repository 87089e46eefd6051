package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.history.Losses.Loss;
import org.tapwarden.history.Losses.Why;

class LossesTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    @TempDir Path folder;

    private static Loss loss(long fromSecond, long toSecond, long records, Why why) {
        return new Loss(NOON.plusSeconds(fromSecond), NOON.plusSeconds(toSecond), records, why);
    }

    @Test
    void what_is_lost_in_one_go_is_one_gap_with_the_sum() throws IOException {
        var losses = new Losses(folder);
        losses.add(loss(0, 1, 10, Why.DISK));
        losses.add(loss(1, 2, 1_300, Why.DISK));
        losses.add(loss(60, 61, 1, Why.DISK));
        losses.add(loss(61, 62, 2, Why.SPOOL_FULL));
        assertThat(losses.all())
                .containsExactly(
                        loss(0, 2, 1_310, Why.DISK),
                        loss(60, 61, 1, Why.DISK),
                        loss(61, 62, 2, Why.SPOOL_FULL));
    }

    @Test
    void a_search_says_what_is_missing_of_its_time_and_of_no_other() throws IOException {
        var losses = new Losses(folder);
        losses.add(loss(0, 2, 1_310, Why.DISK));
        losses.add(loss(60, 61, Losses.UNKNOWN, Why.DAMAGED));
        long noon = NOON.toEpochMilli();
        assertThat(losses.sentences(noon + 1_000, noon + 30_000))
                .containsExactly(
                        "between 2026-03-10T12:00:00Z and 2026-03-10T12:00:03Z 1,310 flow records"
                                + " were lost, since the spool's disk took no more");
        assertThat(losses.sentences(noon + 60_500, noon + 70_000))
                .containsExactly(
                        "between 2026-03-10T12:01:00Z and 2026-03-10T12:01:02Z flow records were"
                                + " lost, since the spool was damaged");
        assertThat(losses.sentences(noon + 2_001, noon + 59_999)).isEmpty();
        assertThat(losses.sentences(noon - 9_000, noon - 1)).isEmpty();
    }

    @Test
    void they_outlive_the_process_and_a_line_that_is_none_costs_no_other() throws IOException {
        var losses = new Losses(folder);
        losses.add(loss(0, 2, 1_310, Why.DISK));
        losses.save();
        Files.writeString(
                folder.resolve(Losses.FILE),
                "yesterday today many disk\n2026-03-10T12:00:00Z 2026-03-10T12:00:00Z 1 moon\n\n",
                StandardOpenOption.APPEND);
        assertThat(new Losses(folder).all()).containsExactly(loss(0, 2, 1_310, Why.DISK));
    }

    @Test
    void what_cannot_be_saved_is_kept_and_saved_later() throws IOException {
        var losses = new Losses(folder.resolve("gone"));
        losses.add(loss(0, 2, 1_310, Why.TOO_LARGE));
        assertThatThrownBy(losses::save).isInstanceOf(IOException.class);
        Files.createDirectory(folder.resolve("gone"));
        losses.save();
        assertThat(new Losses(folder.resolve("gone")).all()).isEqualTo(losses.all());
    }

    @Test
    void beyond_the_most_the_two_oldest_become_one_and_no_record_is_forgotten() throws IOException {
        var losses = new Losses(folder);
        Duration apart = Losses.ONE_GAP.multipliedBy(2);
        for (int i = 0; i < Losses.MOST + 5; i++) {
            long at = apart.toSeconds() * i;
            losses.add(loss(at, at + 1, 1, Why.DISK));
        }
        assertThat(losses.all()).hasSize(Losses.MOST);
        assertThat(losses.all().getFirst().records()).isEqualTo(6);
        assertThat(losses.all().getFirst().from()).isEqualTo(NOON);
        assertThat(losses.all().stream().mapToLong(Loss::records).sum()).isEqualTo(Losses.MOST + 5);
    }
}
