package org.tapwarden.history.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.history.payload.PayloadOrder.State;

/// Which orders are remembered, and that a start remembers the same.
class OrderBookTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final Map<String, String> ASKED =
            Map.ofEntries(
                    Map.entry("alert", "17"),
                    Map.entry("rule", "rogue-router"),
                    Map.entry("mac", "02:00:00:00:00:01"),
                    Map.entry("address", "10.1.0.7"),
                    Map.entry("who", "anna"),
                    Map.entry("reason", "the router in room 12"),
                    Map.entry("seconds", "60"),
                    Map.entry("until", "2026-11-27T13:00:00Z"));

    @TempDir private Path folder;

    @Test
    void of_orders_that_are_over_the_newest_are_listed_and_no_open_one_is_forgotten()
            throws Exception {
        int over = OrderBook.MOST_OVER + 5;
        try (var book = new OrderBook(folder, NOON)) {
            book.write(OrderBook.ASKED, book.next(), ASKED, NOON);
            for (int i = 0; i < over; i++) {
                long number = book.next();
                book.write(OrderBook.ASKED, number, ASKED, NOON);
                book.write(OrderBook.REFUSED, number, Map.of("who", "ben"), NOON);
            }
            book.write(OrderBook.ASKED, book.next(), ASKED, NOON);
            isAsItMustBe(book, over);
        }
        try (var again = new OrderBook(folder, NOON)) {
            assertThat(again.isDamaged()).isFalse();
            isAsItMustBe(again, over);
        }
    }

    @Test
    void rows_that_nobody_needs_leave_and_a_start_knows_the_same() throws Exception {
        Path journal = folder.resolve(OrderJournal.FILE);
        String before;
        try (var book = new OrderBook(folder, NOON)) {
            book.write(OrderBook.ASKED, 1, ASKED, NOON);
            book.write(OrderBook.REFUSED, 1, Map.of("who", "ben"), NOON);
            Instant later = NOON.plus(OrderBook.KEPT);
            book.write(OrderBook.ASKED, 2, ASKED, later);
            book.write(OrderBook.CONFIRMED, 2, confirmed(later.plusSeconds(60)), later);
            book.write(OrderBook.PART_BEGUN, 2, Map.of("part", "1"), later);
            book.write(OrderBook.READ, 2, Map.of("who", "ben"), later);
            assertThat(book.isToBeShortened(later.plusSeconds(3_600))).isFalse();
            Instant day = later.plusSeconds(3_601);
            assertThat(book.isToBeShortened(day)).as("older than the audit is kept").isTrue();
            before = book.hash();
            // What leaves: both rows of the first order, and who read the second.
            assertThat(book.shorten(day)).isEqualTo(3);
            assertThat(book.isToBeShortened(day)).isFalse();
            book.write(
                    OrderBook.PART_ENDED,
                    2,
                    Map.of("part", "1", "chunks", "7", "whole", "true"),
                    day);
            isTheSecond(book);
        }
        assertThat(Files.readAllLines(journal))
                .hasSize(5)
                .first()
                .asString()
                .contains("\"act\":\"shortened\",\"order\":2", before);
        assertThat(Files.getPosixFilePermissions(journal))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        // A crash before the new file took the place of the old.
        Files.writeString(folder.resolve(OrderJournal.FILE + ".next"), "half a ro");
        try (var again = new OrderBook(folder, NOON)) {
            assertThat(again.isDamaged()).isFalse();
            isTheSecond(again);
        }
        Files.writeString(journal, Files.readString(journal).replace("room 12", "room 13"));
        try (var changed = new OrderBook(folder, NOON)) {
            assertThat(changed.isDamaged()).isTrue();
        }
    }

    private static Map<String, String> confirmed(Instant until) {
        return Map.of("who", "ben", "until", until.toString());
    }

    private static void isTheSecond(OrderBook book) {
        assertThat(book.all()).hasSize(1);
        assertThat(book.order(2).orElseThrow().state()).isEqualTo(State.STANDING);
        assertThat(book.parts(2)).containsExactly(new OrderBook.Part(1, 7, true));
        assertThat(book.next()).isEqualTo(3);
    }

    private static void isAsItMustBe(OrderBook book, int over) {
        assertThat(book.count(State.REFUSED)).isEqualTo(OrderBook.MOST_OVER);
        assertThat(book.count(State.ASKED)).isEqualTo(2);
        assertThat(book.order(1)).isPresent();
        assertThat(book.order(2)).as("the oldest that is over").isEmpty();
        assertThat(book.order(over + 1L)).as("the newest that is over").isPresent();
        assertThat(book.next()).as("no number is given twice").isEqualTo(over + 3L);
    }
}
