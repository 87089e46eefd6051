package org.tapwarden.detector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Dispositions;
import org.tapwarden.detector.Users;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.approved.OneApproval;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.identity.Persons;
import org.tapwarden.detector.identity.PersonsList;
import org.tapwarden.detector.identity.Use;
import org.tapwarden.detector.segment.Segments;

class DecidedTest {

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("sensor.db");
    }

    private SensorStore open() throws IOException {
        return new SensorStore(file, Segments.UNDECLARED);
    }

    private static String audit(SensorStore store) {
        return String.join("\n", store.audit(0, 100).stream().map(AuditTrail.Row::record).toList());
    }

    @Test
    void who_imported_which_list_is_in_the_audit_and_no_person_is() throws IOException {
        var entry = new ApprovedList.Entry(new Mac(0x1122), "pc", "", "", "");
        var kim = new PersonsList.Entry(0x1122, null, "kim", Long.MIN_VALUE, Long.MAX_VALUE);
        try (SensorStore store = open()) {
            store.apply(store.difference(List.of(entry)), "ana", "list.csv by ana", Instant.EPOCH);
            store.listPersons(List.of(kim), "bo", "loans.csv", Instant.EPOCH);
            assertThat(audit(store))
                    .contains("approved list imported", "\"actor\":\"ana\"", "00:00:00:00:11:22")
                    .contains("list of persons imported", "\"actor\":\"bo\"", "loans.csv")
                    .doesNotContain("kim");
            assertThat(store.verifyAudit().rows()).isEqualTo(2);
            assertThat(store.verifyAudit().intact()).isTrue();
        }
        try (Connection other = Schema.open(file)) {
            try (Statement statement = other.createStatement()) {
                statement.executeUpdate("UPDATE audit SET record = '{}' WHERE number = 1");
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
        try (SensorStore store = open()) {
            assertThat(store.verifyAudit().firstBad()).hasValue(1);
        }
    }

    @Test
    void an_import_of_many_names_the_first_macs_in_the_audit_and_counts_the_rest()
            throws IOException {
        List<ApprovedList.Entry> many = new ArrayList<>();
        for (int i = 1; i <= Decided.MOST_NAMED + 3; i++) {
            many.add(new ApprovedList.Entry(new Mac(i), "pc", "", "", ""));
        }
        try (SensorStore store = open()) {
            store.apply(store.difference(many), "ana", "list.csv", Instant.EPOCH);
            assertThat(audit(store)).contains("00:00:00:00:00:14 and 3 more");
        }
    }

    private static OneApproval approval(long mac, Instant expires, long alert) {
        return new OneApproval(new Mac(mac), "", "library", expires, alert, "ana", "ticket 4711");
    }

    @Test
    void a_person_approves_one_device_and_what_the_inventory_knows_of_it_stays()
            throws IOException {
        var entry =
                new ApprovedList.Entry(
                        new Mac(0x1122),
                        "pc",
                        "it",
                        "",
                        "",
                        "A-1",
                        "S1",
                        "office",
                        "",
                        "HS1",
                        null);
        Instant ends = Instant.parse("2030-07-01T00:00:00Z");
        try (SensorStore store = open()) {
            store.apply(store.difference(List.of(entry)), "ana", "list.csv", Instant.EPOCH);
            store.approve(approval(0x1122, ends, 0), Instant.EPOCH);
            assertThat(store.approvals().get(0x1122L).device()).isEqualTo("asset:A-1");
            assertThat(store.approvals().get(0x1122L).expiresMillis())
                    .isEqualTo(ends.toEpochMilli());
            ApprovedList.Difference back = store.difference(List.of(entry));
            assertThat(back.changed()).as("owner and end are other ones").hasSize(1);
            assertThat(audit(store))
                    .contains("device approved", "library", "ticket 4711", "2030-07-01");
        }
    }

    /// Else the first device that somebody approves would make all others strangers.
    @Test
    void a_single_approval_is_no_list_and_the_next_list_takes_it_off() throws IOException {
        var entry = new ApprovedList.Entry(new Mac(0x3344), "pc", "", "", "");
        try (SensorStore store = open()) {
            store.approve(approval(0x1122, null, 0), Instant.EPOCH);
            assertThat(store.learning()).isTrue();
            assertThat(store.difference(List.of(entry)).retired())
                    .extracting(ApprovedList.Entry::mac)
                    .containsExactly(new Mac(0x1122));
            store.apply(store.difference(List.of(entry)), "ana", "list.csv", Instant.EPOCH);
            assertThat(store.learning()).isFalse();
            store.approve(approval(0x3344, null, 0), Instant.EPOCH);
            assertThat(store.learning()).as("one of the list stays one").isFalse();
        }
    }

    @Test
    void an_approval_settles_its_case_in_the_same_moment_or_is_not_made() throws IOException {
        try (SensorStore store = open()) {
            assertThatThrownBy(() -> store.approve(approval(0x1122, null, 1), Instant.EPOCH))
                    .hasMessageContaining("no case 1");
            assertThat(store.approvals()).isEmpty();
            store.alert(SensorStoreTest.alert(1, 1), Optional.empty());
            store.awaitCommitted(store.submitted());
            store.approve(approval(0x1122, null, 1), Instant.EPOCH);
            assertThat(store.of(1).orElseThrow().disposition())
                    .isEqualTo(Dispositions.Disposition.APPROVED);
            assertThat(store.approvals()).containsOnlyKeys(0x1122L);
            assertThat(store.verifyAudit().rows()).as("approved and judged").isEqualTo(2);
        }
    }

    @Test
    void how_many_use_a_device_is_told_without_their_names() throws IOException {
        try (SensorStore store = open()) {
            store.bound(new Binding(5, Persons.USER, "kim", 1_000, "radius-accounting", 95));
            store.bound(new Binding(5, Persons.USE, "shared", 2_000, "kerberos", 60));
            store.awaitCommitted(store.submitted());
            assertThat(store.use(5, Instant.ofEpochMilli(999))).isEmpty();
            Users.HowUsed one = store.use(5, Instant.ofEpochMilli(1_500)).orElseThrow();
            assertThat(one.use()).isEqualTo(Use.ONE_PERSON);
            assertThat(one.confidence()).isEqualTo(95);
            Users.HowUsed shared = store.use(5, Instant.ofEpochMilli(2_000)).orElseThrow();
            assertThat(shared.use()).isEqualTo(Use.SHARED);
            assertThat(shared.source()).isEqualTo("kerberos");
            assertThat(shared.since()).isEqualTo(Instant.ofEpochMilli(2_000));
        }
    }

    @Test
    void what_else_one_person_uses_is_told_without_the_name_and_apart_from_what_others_use_too()
            throws IOException {
        try (SensorStore store = open()) {
            store.bound(new Binding(5, Persons.USER, "SCHOOL\\kim", 1_000, "kerberos", 90));
            store.bound(new Binding(6, Persons.USER, "kim@school.example", 1_000, "radius", 95));
            store.bound(new Binding(7, Persons.USER, "lee\nkim", 1_000, "kerberos", 60));
            store.bound(new Binding(7, Persons.USE, Use.SHARED.word(), 1_000, "kerberos", 60));
            store.bound(new Binding(8, Persons.USER, "lee", 1_000, "kerberos", 90));
            store.bound(new Binding(9, Persons.USER, "kim", 1_000, "kerberos", 90));
            store.bound(new Binding(9, Persons.USER, "", 2_000, "kerberos", 90));
            store.awaitCommitted(store.submitted());
            Instant now = Instant.ofEpochMilli(3_000);
            assertThat(store.samePerson(5, now))
                    .contains(new Users.SamePerson(List.of(6L), List.of(7L)));
            assertThat(store.samePerson(5, Instant.ofEpochMilli(1_500)))
                    .contains(new Users.SamePerson(List.of(6L, 9L), List.of(7L)));
            assertThat(store.samePerson(7, now)).as("several use it").isEmpty();
            assertThat(store.samePerson(9, now)).as("nobody uses it any more").isEmpty();
            assertThat(store.samePerson(10, now)).isEmpty();
        }
    }
}
