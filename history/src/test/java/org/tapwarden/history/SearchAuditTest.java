package org.tapwarden.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.history.FlowSearch.Request;

class SearchAuditTest {

    private static final Instant NOW = Flows.DAY;

    @TempDir Path folder;

    @Test
    void rows_go_on_from_where_they_ended() throws IOException {
        assertThat(write(3)).isEqualTo(6);
        assertThat(write(2)).isEqualTo(10);
        SearchAudit.Verdict verdict = SearchAudit.verify(folder);
        assertThat(verdict.intact()).isTrue();
        assertThat(verdict.rows()).isEqualTo(10);
        assertThat(verdict.sentence()).isEqualTo("intact: 10 rows");
    }

    @Test
    void a_row_that_was_changed_is_named() throws IOException {
        damage(lines -> changed(lines, 3, lines.get(3).replace("ann", "bob")));
        assertThat(SearchAudit.verify(folder).firstBad()).hasValue(4);
        assertThat(SearchAudit.verify(folder).sentence())
                .isEqualTo("not intact: row 4 of 10 was changed, or a row before it is missing");
    }

    @Test
    void a_row_that_is_missing_put_in_or_moved_is_named() throws IOException {
        damage(lines -> {
            lines.remove(2);
            return lines;
        });
        assertThat(SearchAudit.verify(folder).firstBad()).hasValue(3);
        damage(lines -> {
            lines.add(5, lines.get(4));
            return lines;
        });
        assertThat(SearchAudit.verify(folder).firstBad()).hasValue(6);
        damage(lines -> {
            Collections.swap(lines, 6, 7);
            return lines;
        });
        assertThat(SearchAudit.verify(folder).firstBad()).hasValue(7);
        damage(lines -> changed(lines, 0, "{}"));
        assertThat(SearchAudit.verify(folder).firstBad()).hasValue(1);
    }

    @Test
    void any_changed_byte_is_found() throws IOException {
        write(5);
        Path file = folder.resolve(SearchAudit.FILE);
        byte[] good = Files.readAllBytes(file);
        var random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = good.clone();
            // Without the last line's end the last row is torn, which is no lie.
            int at = random.nextInt(bad.length - 1);
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            assertThat(SearchAudit.verify(folder).intact()).as("byte " + at).isFalse();
        }
    }

    @Test
    void a_row_torn_by_a_crash_is_cut_off_and_that_is_said() throws IOException {
        write(2);
        Path file = folder.resolve(SearchAudit.FILE);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 30));
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
        assertThat(SearchAudit.verify(folder).torn()).isPositive();
        write(1);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(6);
        assertThat(lines.get(3)).startsWith("{\"number\":4,").contains("\"act\":\"tail-cut\"");
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
        assertThat(SearchAudit.verify(folder).torn()).isZero();
    }

    @Test
    void a_power_failure_that_leaves_zeros_is_cut_off_too() throws IOException {
        write(1);
        Path file = folder.resolve(SearchAudit.FILE);
        Files.write(file, new byte[5_000_000], StandardOpenOption.APPEND);
        assertThat(SearchAudit.verify(folder).torn()).isEqualTo(5_000_000);
        write(1);
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
        assertThat(Files.size(file)).isLessThan(5_000);
    }

    @Test
    void writing_goes_on_behind_damage_and_the_damage_stays_named() throws IOException {
        damage(lines -> changed(lines, 3, "x".repeat(2 * SearchAudit.LONGEST_ROW)));
        write(1);
        SearchAudit.Verdict verdict = SearchAudit.verify(folder);
        assertThat(verdict.firstBad()).hasValue(4);
        assertThat(verdict.rows()).isEqualTo(12);
        assertThat(Files.readAllLines(folder.resolve(SearchAudit.FILE)).getLast())
                .startsWith("{\"number\":12,");
    }

    @Test
    void text_from_a_person_cannot_make_a_row() throws IOException {
        String nasty = "x\"}\n{\"number\":1,\"hash\":\"\u202e\u0000\ud800";
        try (var audit = SearchAudit.open(folder, NOW)) {
            audit.begun(request(nasty), nasty, NOW);
        }
        String text = Files.readString(folder.resolve(SearchAudit.FILE));
        assertThat(text.lines()).hasSize(1);
        assertThat(text)
                .contains("x\\\"}\\u000a{\\\"number\\\":1")
                .contains("\\u202e\\u0000\\ud800");
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
    }

    @Test
    void text_beyond_the_cap_is_cut_with_a_mark() throws IOException {
        try (var audit = SearchAudit.open(folder, NOW)) {
            audit.begun(request("p"), "\u0001".repeat(10 * SearchAudit.LONGEST_TEXT), NOW);
        }
        String text = Files.readString(folder.resolve(SearchAudit.FILE));
        assertThat(text).contains("\\u0001...\"").hasSizeLessThan(SearchAudit.LONGEST_ROW);
        assertThat(SearchAudit.verify(folder).intact()).isTrue();
    }

    private static Request request(String purpose) {
        return new Request("ann", "console", purpose, "", Instant.EPOCH, NOW, 9);
    }

    /// @return number of the last row, had it been written now
    private long write(int searches) throws IOException {
        long last = 0;
        try (var audit = SearchAudit.open(folder, NOW)) {
            for (int i = 0; i < searches; i++) {
                last = audit.begun(request("because"), "*", NOW);
                audit.ended(last, request("because"), 1, 2, true, "", NOW);
            }
        }
        return last + 1;
    }

    private void damage(UnaryOperator<List<String>> change) throws IOException {
        Path file = folder.resolve(SearchAudit.FILE);
        Files.deleteIfExists(file);
        write(5);
        List<String> lines = change.apply(new ArrayList<>(Files.readAllLines(file)));
        Files.write(file, lines, UTF_8);
    }

    private static List<String> changed(List<String> lines, int index, String line) {
        lines.set(index, line);
        return lines;
    }
}
