package org.tapwarden.history.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.flow.WatchList;
import org.tapwarden.history.payload.PayloadOrder.State;

/// Who may order whole payload, and how long an order stands.
class PayloadOrdersTest {

    @TempDir private Path folder;

    @Test
    void an_order_stands_when_a_second_person_says_so_and_the_audit_has_both() throws Exception {
        try (var desk = new Desk(folder)) {
            PayloadOrder asked = desk.asked();
            assertThat(desk.orders.subjects()).isSameAs(WatchList.EMPTY);
            desk.keep(0, 3, 5);
            assertThatThrownBy(() -> desk.orders.confirm(asked.number(), Desk.ASKER))
                    .isInstanceOf(PayloadRefused.class)
                    .hasMessageContaining("another person must confirm it");
            assertThatThrownBy(() -> desk.orders.confirm(asked.number(), "somebody"))
                    .isInstanceOf(PayloadRefused.class)
                    .hasMessageContaining("may not order whole payload");
            PayloadOrder stands = desk.orders.confirm(asked.number(), Desk.CONFIRMER);
            assertThat(stands.state()).isEqualTo(State.STANDING);
            assertThat(stands.until()).isEqualTo(Desk.NOON.plus(Desk.HOUR));
            assertThat(desk.acts())
                    .containsExactly(
                            "payload-asked",
                            "payload-not-done",
                            "payload-not-done",
                            "payload-confirmed");
            assertThat(desk.audit.getFirst().who()).isEqualTo(Desk.ASKER);
            assertThat(desk.audit.getFirst().about())
                    .containsEntry("reason", Desk.WHY)
                    .containsEntry("alert", "17")
                    .containsEntry("seconds", "3600");
            assertThat(desk.audit.getLast().who()).isEqualTo(Desk.CONFIRMER);
            // What came before it stood is not there.
            assertThat(Desk.numbers(desk.export(stands.number()))).isEmpty();
            assertThat(desk.orders.counters())
                    .containsEntry("payload_orders_standing", 1L)
                    .containsEntry("payload_refused", 2L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "ab"})
    void nobody_asks_without_a_reason(String reason) throws Exception {
        try (var desk = new Desk(folder)) {
            assertThatThrownBy(
                            () -> desk.orders.ask(Desk.subject(17), Desk.ASKER, reason, Desk.HOUR))
                    .isInstanceOf(PayloadRefused.class)
                    .hasMessageContaining("say why, in 3 to 500 characters");
            assertThatThrownBy(() ->
                            desk.orders.ask(
                                    Desk.subject(17), Desk.ASKER, "x".repeat(501), Desk.HOUR))
                    .isInstanceOf(PayloadRefused.class)
                    .hasMessageContaining("not 501");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 24 * 3_600 + 1, 1_000_000})
    void no_order_stands_longer_than_a_day(long seconds) throws Exception {
        try (var desk = new Desk(folder)) {
            assertThatThrownBy(() ->
                            desk.orders.ask(
                                    Desk.subject(17),
                                    Desk.ASKER,
                                    Desk.WHY,
                                    Duration.ofSeconds(seconds)))
                    .isInstanceOf(PayloadRefused.class)
                    .hasMessageContaining("from 1 second to 24 hours");
            assertThat(
                            desk.orders
                                    .ask(
                                            Desk.subject(17),
                                            Desk.ASKER,
                                            Desk.WHY,
                                            PayloadLimits.LONGEST)
                                    .state())
                    .isEqualTo(State.ASKED);
        }
    }

    @Test
    void a_request_that_nobody_confirms_lapses() throws Exception {
        try (var desk = new Desk(folder)) {
            long number = desk.asked().number();
            desk.now = desk.now.plus(PayloadLimits.CONFIRM_WITHIN);
            assertThatThrownBy(() -> desk.orders.confirm(number, Desk.CONFIRMER))
                    .isInstanceOf(PayloadRefused.class)
                    .hasMessageContaining("it is lapsed");
            assertThat(desk.acts()).contains("payload-lapsed");
            long other = desk.asked().number();
            assertThat(other).isGreaterThan(number);
            desk.orders.refuse(other, Desk.CONFIRMER, "headers will do");
            assertThatThrownBy(() -> desk.orders.confirm(other, Desk.CONFIRMER))
                    .hasMessageContaining("it is refused");
            assertThat(desk.acts()).contains("payload-refused");
        }
    }

    @Test
    void so_many_orders_and_no_more() throws Exception {
        try (var desk = new Desk(folder)) {
            for (int i = 0; i < PayloadLimits.MOST_ORDERS; i++) {
                long number = desk.asked().number();
                if (i % 2 == 0) {
                    desk.orders.confirm(number, Desk.CONFIRMER);
                }
            }
            assertThatThrownBy(desk::asked)
                    .isInstanceOf(PayloadRefused.class)
                    .hasMessageContaining("no more may");
            assertThat(desk.orders.counters()).containsEntry("payload_refused", 1L);
            desk.orders.end(1, Desk.CONFIRMER, "the case is closed");
            assertThat(desk.asked().state()).isEqualTo(State.ASKED);
        }
    }

    @Test
    void nothing_is_done_that_the_audit_does_not_take() throws Exception {
        try (var desk = new Desk(folder)) {
            long number = desk.stands();
            desk.keep(0, 5, 5);
            desk.auditFails = true;
            var out = new ByteArrayOutputStream();
            assertThatThrownBy(() -> desk.orders.export(number, Desk.ASKER, Desk.WHY, out))
                    .isInstanceOf(PayloadRefused.class)
                    .hasMessageContaining("the audit cannot be written");
            assertThat(out.size()).isZero();
            assertThatThrownBy(desk::asked).isInstanceOf(PayloadRefused.class);
            assertThat(desk.orders.newest(10)).hasSize(1);
            // That it ends waits for nobody.
            desk.now = desk.now.plus(Desk.HOUR);
            desk.orders.tick();
            assertThat(desk.orders.newest(10).getFirst().isDestroyed()).isTrue();
            assertThat(folder.resolve("order-1.key")).doesNotExist();
        }
    }

    @Test
    void a_key_that_others_may_read_is_none() throws Exception {
        try (var desk = new Desk(folder)) {
            desk.stands();
            Path key = folder.resolve("appliance.key");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
            long number = desk.asked().number();
            assertThatThrownBy(() -> desk.orders.confirm(number, Desk.CONFIRMER))
                    .isInstanceOf(PayloadRefused.class)
                    .hasMessageContaining("appliance.key has the mode rw-r-----");
            assertThat(desk.orders.newest(1).getFirst().state()).isEqualTo(State.ASKED);
        }
    }

    @Test
    void the_end_comes_whatever_happens_to_the_clock() throws Exception {
        try (var desk = new Desk(folder)) {
            desk.stands();
            desk.nanos += Desk.HOUR.toNanos(); // the wall clock stands still
            desk.orders.tick();
            assertThat(desk.orders.newest(1).getFirst().state()).isEqualTo(State.EXPIRED);
            desk.stands();
            desk.now = desk.now.minus(Duration.ofDays(1));
            desk.again(); // only the wall clock is left, and it was set back
            assertThat(desk.orders.newest(1).getFirst().state()).isEqualTo(State.EXPIRED);
            assertThat(desk.orders.newest(1).getFirst().isDestroyed()).isTrue();
        }
    }

    @Test
    void an_order_goes_on_after_a_start_and_is_over_where_nobody_may_order_any_more()
            throws Exception {
        try (var desk = new Desk(folder)) {
            long number = desk.stands();
            desk.keep(0, 5, 5);
            desk.again();
            desk.keep(5, 9, 5);
            assertThat(Desk.numbers(desk.export(number)))
                    .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
            desk.limits = PayloadLimits.NOBODY;
            desk.again();
            assertThat(desk.orders.newest(1).getFirst().state()).isEqualTo(State.EXPIRED);
            assertThat(desk.part(number, 1)).doesNotExist();
        }
    }

    @Test
    void a_journal_that_was_changed_gives_nobody_an_order() throws Exception {
        try (var desk = new Desk(folder)) {
            long number = desk.stands();
            desk.keep(0, 5, 5);
            desk.orders.close();
            Path journal = folder.resolve(OrderJournal.FILE);
            String text = Files.readString(journal);
            Files.writeString(journal, text.replace("T13:00:00Z", "T23:00:00Z"));
            desk.orders =
                    PayloadOrders.open(
                            folder,
                            desk.limits,
                            (_, act, _, _) -> desk.audit.add(new Desk.Noted("", act, Map.of())),
                            () -> desk.now,
                            () -> desk.nanos);
            assertThat(desk.orders.newest(10)).isEmpty();
            assertThat(desk.acts()).contains("payload-all-destroyed");
            assertThat(desk.part(number, 1)).doesNotExist();
            assertThat(folder.resolve("order-1.key")).doesNotExist();
            assertThat(desk.asked().number()).isEqualTo(2);
        }
    }

    @Test
    void the_journal_does_not_grow_without_an_end() throws Exception {
        try (var desk = new Desk(folder)) {
            Path journal = folder.resolve(OrderJournal.FILE);
            long number = desk.stands();
            desk.keep(0, 5, 5);
            String why = "\ud83d\udcdd".repeat(500);
            int reads = 0;
            while (Files.size(journal) <= OrderJournal.MOST_BYTES) {
                desk.orders.export(number, Desk.ASKER, why).close();
                assertThat(++reads).isLessThan(1_000);
            }
            desk.auditFails = true;
            desk.orders.tick();
            assertThat(Files.size(journal))
                    .as("no row leaves without the audit's")
                    .isGreaterThan(OrderJournal.MOST_BYTES);
            desk.auditFails = false;
            desk.nanos += Duration.ofMinutes(1).toNanos();
            desk.orders.tick();
            assertThat(Files.size(journal)).isBetween(1L, OrderJournal.MOST_BYTES / 100);
            assertThat(desk.acts()).endsWith("payload-journal-shortened");
            assertThat(desk.orders.counters())
                    .containsEntry("payload_journal_rows_left", (long) reads);
            desk.again();
            assertThat(Desk.numbers(desk.export(number))).hasSize(5);
            assertThat(desk.asked().number()).isEqualTo(number + 1);
        }
    }

    @Test
    void a_row_that_a_crash_left_half_written_is_cut_off() throws IOException, PayloadRefused {
        try (var desk = new Desk(folder)) {
            long number = desk.stands();
            desk.orders.close();
            Path journal = folder.resolve(OrderJournal.FILE);
            Files.writeString(journal, Files.readString(journal) + "{\"number\":9,\"ti");
            desk.again();
            assertThat(desk.orders.newest(1).getFirst().number()).isEqualTo(number);
            assertThat(desk.orders.newest(1).getFirst().state()).isEqualTo(State.STANDING);
        }
    }
}
