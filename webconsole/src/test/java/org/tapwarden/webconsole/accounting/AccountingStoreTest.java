package org.tapwarden.webconsole.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.identity.Identification;
import org.tapwarden.detector.identity.Identification.What;
import org.tapwarden.enforcer.radius.Session;
import org.tapwarden.enforcer.radius.Sessions;
import org.tapwarden.webconsole.accounting.AccountingRequest.Status;

class AccountingStoreTest {

    private static final Address CLIENT = Address.parse("192.0.2.1");
    private static final Address OTHER = Address.parse("192.0.2.2");
    private static final long MAC = 0x002170aabb01L;
    private static final long HOUR = 3_600_000;

    @TempDir Path folder;

    private AccountingStore store;
    private long now = 1_750_000_000_000L;

    @BeforeEach
    void open() throws IOException {
        store = new AccountingStore(folder.resolve("accounting.db"), () -> now);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void take(Status status, String nas, String session, String user, long at) {
        take(CLIENT, new AccountingRequest(status, session, user, MAC, null, nas, "", 0, at, ""));
    }

    private void take(Address client, AccountingRequest request) {
        var done = new CompletableFuture<Boolean>();
        assertThat(store.submit(request, client, done::complete)).isTrue();
        assertThat(done.join()).isTrue();
    }

    private List<String> told() {
        return store.after(0, 1_000).stream()
                .map(n -> n.what())
                .map(i -> i.what() + " " + i.person())
                .toList();
    }

    @Test
    void a_phone_that_roams_is_in_all_the_time() {
        take(Status.START, "ap1", "1", "kim", now);
        take(Status.START, "ap2", "2", "kim", now + 1_000);
        take(Status.STOP, "ap1", "1", "kim", now + 2_000);
        assertThat(told()).containsExactly("BEGAN kim", "BEGAN kim");
        take(Status.STOP, "ap2", "2", "kim", now + 3_000);
        assertThat(told()).endsWith("ENDED kim").hasSize(3);
    }

    @Test
    void a_record_that_comes_late_or_again_changes_nothing() {
        take(Status.START, "sw", "1", "kim", now);
        take(Status.STOP, "sw", "1", "kim", now + 1_000);
        take(Status.START, "sw", "1", "kim", now);
        take(Status.INTERIM, "sw", "1", "kim", now + 500);
        take(Status.STOP, "sw", "1", "kim", now + 1_000);
        assertThat(told()).containsExactly("BEGAN kim", "ENDED kim");
    }

    @Test
    void a_session_that_goes_on_is_told_once_an_hour() {
        take(Status.START, "sw", "1", "kim", now);
        for (int i = 1; i <= 12; i++) {
            take(Status.INTERIM, "sw", "1", "", now + i * HOUR / 6);
        }
        assertThat(told()).containsExactly("BEGAN kim", "GOES_ON kim", "GOES_ON kim");
    }

    @Test
    void another_account_on_one_session_ends_the_first() {
        take(Status.START, "sw", "1", "host/pc1", now);
        take(Status.INTERIM, "sw", "1", "kim", now + 1_000);
        assertThat(told()).containsExactly("BEGAN host/pc1", "ENDED host/pc1", "GOES_ON kim");
    }

    @Test
    void what_one_client_says_touches_no_session_of_another() {
        take(Status.START, "sw", "1", "kim", now);
        take(
                OTHER,
                new AccountingRequest(Status.OFF, "", "", 0, null, "sw", "", 0, now + 1_000, ""));
        take(
                OTHER,
                new AccountingRequest(
                        Status.STOP, "1", "kim", 0, null, "sw", "", 0, now + 1_000, ""));
        assertThat(told()).containsExactly("BEGAN kim");
    }

    @Test
    void a_record_without_mac_and_address_is_of_nobody_until_one_comes() {
        take(
                CLIENT,
                new AccountingRequest(Status.START, "1", "kim", 0, null, "sw", "", 0, now, ""));
        assertThat(told()).isEmpty();
        Address address = Address.parse("10.20.1.7");
        take(
                CLIENT,
                new AccountingRequest(
                        Status.INTERIM, "1", "", 0, address, "sw", "", 0, now + 1, ""));
        assertThat(told()).containsExactly("GOES_ON kim");
    }

    @Test
    void it_goes_on_where_it_stopped() throws IOException {
        take(Status.START, "sw", "1", "kim", now);
        close();
        open();
        take(Status.STOP, "sw", "1", "kim", now + 1_000);
        assertThat(store.after(1, 10)).hasSize(1);
        assertThat(store.after(1, 10).getFirst().number()).isEqualTo(2);
        assertThat(told()).containsExactly("BEGAN kim", "ENDED kim");
    }

    @Test
    void what_is_too_old_is_forgotten_and_numbers_are_never_used_again() {
        take(Status.START, "sw", "1", "kim", now);
        now += AccountingStore.KEPT_MILLIS + HOUR + 1;
        take(Status.START, "sw", "2", "lee", now);
        take(Status.START, "sw", "3", "lee", now + 1);
        List<Identification> left = store.after(0, 10).stream().map(n -> n.what()).toList();
        assertThat(left).extracting(Identification::person).containsOnly("lee");
        assertThat(left).extracting(Identification::what).containsOnly(What.BEGAN);
        assertThat(store.after(0, 10).getFirst().number()).isEqualTo(2);
    }

    @Test
    void the_enforcer_is_told_where_a_device_is_in_and_how_its_session_ended() {
        String spelled = "0021.70AA.BB01";
        for (String id : List.of("1", "2", "3")) {
            take(
                    CLIENT,
                    new AccountingRequest(
                            Status.START, id, "kim", MAC, null, "sw" + id, "", 0, now, spelled));
            now += 1_000;
        }
        take(Status.STOP, "sw1", "1", "kim", now);
        take(
                CLIENT,
                new AccountingRequest(Status.ON, "", "", 0, null, "sw2", "", 0, now + 1_000, ""));
        assertThat(store.of(new Mac(MAC)))
                .extracting(Session::nas, Session::state, Session::station, Session::user)
                .containsExactly(
                        tuple("sw2", Session.State.LOST_BY_RESTART, spelled, "kim"),
                        tuple("sw1", Session.State.ENDED, spelled, "kim"),
                        tuple("sw3", Session.State.OPEN, spelled, "kim"));
        assertThat(store.of(new Mac(MAC)).getFirst().client()).isEqualTo(CLIENT);
        assertThat(store.of(new Mac(MAC + 1))).isEmpty();
    }

    @Test
    void the_enforcer_is_told_who_is_in_by_an_account_and_not_who_was() {
        for (int i = 0; i <= Sessions.MOST_UNDER; i++) {
            take(
                    CLIENT,
                    new AccountingRequest(
                            Status.START,
                            "s" + i,
                            "host/pc1",
                            MAC + i,
                            null,
                            "sw",
                            "",
                            0,
                            now,
                            ""));
        }
        assertThat(store.under("host/pc1")).hasSize(Sessions.MOST_UNDER);
        for (int i = 2; i <= Sessions.MOST_UNDER; i++) {
            take(
                    CLIENT,
                    new AccountingRequest(
                            Status.STOP, "s" + i, "", MAC + i, null, "sw", "", 0, now + 1, ""));
        }
        assertThat(store.under("host/pc1"))
                .containsExactlyInAnyOrder(new Mac(MAC), new Mac(MAC + 1));
        assertThat(store.under("host/pc")).isEmpty();
        assertThat(store.under("HOST/PC1", Instant.ofEpochMilli(now)))
                .containsExactlyInAnyOrder(new Mac(MAC), new Mac(MAC + 1));
        assertThat(store.under("host/pc1", Instant.ofEpochMilli(now + 1))).isEmpty();
    }

    @Test
    void who_came_to_a_port_since_and_is_in_there_is_told() {
        in("s1", MAC, "Gi 1/0/9", now - 1_000);
        in("s2", MAC + 1, "Gi 1/0/9", now);
        in("s3", MAC + 2, "Gi 1/0/9", now + 1_000);
        in("s4", MAC + 3, "Gi 1/0/10", now + 1_000);
        in("s6", MAC, "Gi 1/0/9", now + 1_500); // let in again
        in("s5", MAC + 4, "Gi 1/0/9", now + 2_000);
        take(
                CLIENT,
                new AccountingRequest(
                        Status.STOP, "s5", "", MAC + 4, null, "sw", "", 0, now + 3_000, ""));
        assertThat(store.at("sw Gi 1/0/9", Instant.ofEpochMilli(now)))
                .containsExactly(new Mac(MAC + 2), new Mac(MAC + 1));
        for (int i = 0; i < Sessions.MOST_UNDER; i++) {
            in("t" + i, MAC + 10 + i, "Gi 1/0/9", now + 4_000);
        }
        assertThat(store.at("sw Gi 1/0/9", Instant.ofEpochMilli(now)))
                .hasSize(Sessions.MOST_UNDER)
                .doesNotContain(new Mac(MAC + 1));
    }

    private void in(String id, long mac, String port, long atMillis) {
        take(
                CLIENT,
                new AccountingRequest(
                        Status.START, id, "", mac, null, "sw", port, 0, atMillis, ""));
    }

    @Test
    void of_one_device_no_more_sessions_are_told_than_the_cap() {
        for (int i = 0; i <= Sessions.MOST; i++) {
            take(Status.START, "sw", "s" + i, "kim", now + i);
        }
        assertThat(store.of(new Mac(MAC))).hasSize(Sessions.MOST);
        assertThat(store.of(new Mac(MAC)).getFirst().id()).isEqualTo("s" + Sessions.MOST);
    }

    @Test
    void a_file_of_before_is_read_on() throws Exception {
        take(Status.START, "sw", "1", "kim", now);
        close();
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("accounting.db"));
                var statement = connection.createStatement()) {
            statement.execute("ALTER TABLE session DROP COLUMN station");
        }
        open();
        take(Status.INTERIM, "sw", "1", "kim", now + 1_000);
        assertThat(store.of(new Mac(MAC)))
                .extracting(Session::id, Session::station)
                .containsExactly(tuple("1", ""));
    }

    private void limited(int waiting, long rows, long sessions) throws IOException {
        close();
        store =
                new AccountingStore(
                        folder.resolve("accounting.db"),
                        () -> now,
                        new AccountingStore.Limits(waiting, rows, sessions));
    }

    @Test
    void a_full_journal_forgets_what_is_oldest_and_counts_it() throws IOException {
        limited(16, 3, 100);
        for (int i = 0; i < 5; i++) {
            take(Status.START, "sw", "" + i, "person" + i, now + i);
        }
        assertThat(told()).containsExactly("BEGAN person2", "BEGAN person3", "BEGAN person4");
        assertThat(store.counts().of(Count.JOURNAL_FORGOTTEN)).isEqualTo(2);
    }

    @Test
    void too_many_sessions_displace_ended_ones_first() throws IOException {
        limited(16, 100, 2);
        take(Status.START, "sw", "1", "kim", now);
        take(Status.START, "sw", "2", "lee", now + 1);
        take(Status.STOP, "sw", "2", "lee", now + 2);
        take(Status.START, "sw", "3", "max", now + 3);
        assertThat(store.counts().of(Count.SESSIONS_DISPLACED)).isOne();
        take(Status.STOP, "sw", "1", "", now + 4);
        assertThat(told()).endsWith("ENDED kim");
    }

    @Test
    void more_than_may_wait_for_the_disk_are_counted_and_not_taken() throws Exception {
        limited(2, 100, 100);
        var held = new CompletableFuture<Void>();
        var began = new CompletableFuture<Void>();
        var request =
                new AccountingRequest(Status.START, "1", "kim", MAC, null, "sw", "", 0, now, "");
        assertThat(
                        store.submit(
                                request,
                                CLIENT,
                                _ -> {
                                    began.complete(null);
                                    held.join();
                                }))
                .isTrue();
        began.join();
        assertThat(store.submit(request, CLIENT, _ -> {})).isTrue();
        assertThat(store.submit(request, CLIENT, _ -> {})).isTrue();
        assertThat(store.submit(request, CLIENT, _ -> {})).isFalse();
        assertThat(store.counts().of(Count.QUEUE_FULL)).isOne();
        held.complete(null);
    }
}
