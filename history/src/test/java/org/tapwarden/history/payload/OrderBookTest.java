package org.tapwarden.history.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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

    private static void isAsItMustBe(OrderBook book, int over) {
        assertThat(book.count(State.REFUSED)).isEqualTo(OrderBook.MOST_OVER);
        assertThat(book.count(State.ASKED)).isEqualTo(2);
        assertThat(book.order(1)).isPresent();
        assertThat(book.order(2)).as("the oldest that is over").isEmpty();
        assertThat(book.order(over + 1L)).as("the newest that is over").isPresent();
        assertThat(book.next()).as("no number is given twice").isEqualTo(over + 3L);
    }
}
