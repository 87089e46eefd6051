package org.tapwarden.detector.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.GeneralReason;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.policy.Measure;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.Rule;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.sensor.Asked;
import org.tapwarden.detector.sensor.Sensor;
import org.tapwarden.detector.sensor.Watches;

class SensorStoreTest {

    @TempDir Path folder;

    private SensorStore open() throws IOException {
        return new SensorStore(folder.resolve("sensor.db"), Segments.UNDECLARED);
    }

    static Alert alert(long id, long revision) {
        return new Alert(
                id,
                revision,
                "rogue-router",
                "K.17",
                "No.",
                "high",
                "A router",
                7,
                "50:c7:bf:00:00:01",
                "10.0.0.5",
                "TP-LINK",
                "TL",
                "unnamed",
                "",
                "",
                "",
                List.of("identity"),
                List.of("why"),
                List.of(),
                List.of(),
                List.of(),
                "notify",
                false,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    static Asked asked(Alert alert) {
        return new Asked(
                alert,
                new Measure(Rule.Step.NOTIFY, Measure.Mode.NOTIFY, Duration.ofHours(4), ""),
                List.of("50:c7:bf:00:00:01"),
                List.of("10.0.0.5"),
                3);
    }

    @Test
    void an_alert_and_what_it_asks_for_come_back_after_a_restart() throws IOException {
        try (SensorStore store = open()) {
            store.alert(alert(1, 1), Optional.of(asked(alert(1, 1))));
            store.alert(alert(1, 2), Optional.empty());
            store.awaitCommitted(store.submitted());
        }
        try (SensorStore store = open()) {
            assertThat(store.newest(10)).containsExactly(alert(1, 2));
            assertThat(store.changedAfter(1, 10)).hasSize(1);
            assertThat(store.changedAfter(2, 10)).isEmpty();
            assertThat(store.askedAfter(0, 10))
                    .containsExactly(new SensorStore.Numbered(1, asked(alert(1, 1))));
            assertThat(store.askedAfter(1, 10)).isEmpty();
        }
    }

    @Test
    void evidence_comes_back_with_its_frame() throws IOException {
        var evidence = new Evidence(7, GeneralReason.NOT_ON_THE_LIST, "", 5_000, 4_711, "x");
        try (SensorStore store = open()) {
            store.evidence(CaseKind.UNKNOWN_DEVICE, "unnamed", evidence);
            store.awaitCommitted(store.submitted());
        }
        try (SensorStore store = open()) {
            assertThat(store.evidenceOf(7)).containsExactly(evidence);
        }
    }

    /// Of the file, as the first version with alerts wrote it.
    @Test
    void an_alert_that_was_kept_before_there_were_traces_has_none() throws Exception {
        var json = (ObjectNode) Documents.JSON.readTree(Documents.line(alert(1, 1)));
        json.remove("traces");
        assertThat(Documents.JSON.treeToValue(json, Alert.class)).isEqualTo(alert(1, 1));
    }

    /// Of the journal, as it was written before rules could name destinations.
    @Test
    void a_measure_that_was_kept_before_there_were_destinations_has_none() throws Exception {
        Measure before = asked(alert(1, 1)).measure();
        var json = (ObjectNode) Documents.JSON.valueToTree(before);
        json.remove("destinations");
        assertThat(Documents.JSON.treeToValue(json, Measure.class)).isEqualTo(before);
        var restricts =
                new Measure(
                        Rule.Step.RESET,
                        Measure.Mode.ACT,
                        Duration.ofHours(4),
                        "",
                        List.of("203.0.113.0/24:443"));
        assertThat(restricts.words()).isEqualTo("reset to 203.0.113.0/24:443 for 4 h");
        assertThat(
                        Documents.JSON.readValue(
                                Documents.JSON.writeValueAsString(restricts), Measure.class))
                .isEqualTo(restricts);
    }

    @Test
    void ids_are_never_given_twice() throws IOException {
        long last = 0;
        for (int run = 0; run < 3; run++) {
            try (SensorStore store = open()) {
                for (int i = 0; i < SensorStore.ID_BLOCK * 2; i++) {
                    long id = store.nextId();
                    if (id == 0) {
                        store.awaitCommitted(store.submitted());
                        continue;
                    }
                    assertThat(id).isGreaterThan(last);
                    last = id;
                }
            }
        }
    }

    @Test
    void the_ledger_answers_as_of_a_time() throws IOException {
        try (SensorStore store = open()) {
            store.bound(new Binding(5, Binding.HOST_NAME, "Alpha", 1_000, "dhcp", 60));
            store.bound(new Binding(5, Binding.HOST_NAME, "Beta", 2_000, "dhcp", 60));
            store.bound(new Binding(6, Binding.HOST_NAME, "alpha", 1_500, "dhcp", 60));
            store.awaitCommitted(store.submitted());
            var field = new Field(Binding.HOST_NAME, Field.Kind.WORD, Field.Scope.DEVICE, "");
            assertThat(store.resolve(field, "alpha"::equals, 0, 5_000))
                    .extracting(h -> h.endpoint() + " " + h.fromMillis() + " " + h.toMillis())
                    .containsExactly("5 1000 2000", "6 1500 " + Long.MAX_VALUE);
            assertThat(store.resolve(field, "alpha"::equals, 2_000, 5_000)).hasSize(1);
        }
    }

    @Test
    void an_import_is_there_for_the_next_run() throws IOException {
        var entry = new ApprovedList.Entry(new Mac(0x1122), "pc", "", "", "");
        try (SensorStore store = open()) {
            assertThat(store.learning()).isTrue();
            store.apply(store.difference(List.of(entry)), "it", "test", Instant.EPOCH);
            assertThat(store.learning()).isFalse();
            assertThat(store.difference(List.of(entry)).isEmpty()).isTrue();
        }
        try (SensorStore store = open()) {
            assertThat(store.approvals()).containsOnlyKeys(0x1122L);
        }
    }

    @Test
    void alerts_are_counted_and_found_by_their_device() throws IOException {
        try (SensorStore store = open()) {
            for (int id = 1; id <= 5; id++) {
                store.alert(alert(id, id), Optional.empty());
            }
            store.awaitCommitted(store.submitted());
            assertThat(store.countBySeverity()).isEqualTo(Map.of("high", 5L));
            assertThat(store.about(7, 2)).extracting(Alert::id).containsExactly(5L, 4L);
            assertThat(store.about(8, 2)).isEmpty();
        }
    }

    private static Endpoint endpoint(long id, long mac, long lastNanos) {
        return Endpoint.kept(
                id,
                mac,
                "",
                Segments.UNDECLARED.all().getFirst(),
                Devices.Standing.UNKNOWN,
                1,
                lastNanos,
                "",
                "",
                "",
                List.of(),
                List.of(),
                false,
                true);
    }

    @Test
    void a_device_is_found_by_its_mac_and_the_one_seen_last_when_there_are_two()
            throws IOException {
        try (SensorStore store = open()) {
            store.endpoint(endpoint(11, 0x1122, 10));
            store.endpoint(endpoint(12, 0x1122, 30));
            store.endpoint(endpoint(13, 0x1122, 20));
            store.endpoint(endpoint(14, 0, 40));
            store.awaitCommitted(store.submitted());
            assertThat(store.byMac(new Mac(0x1122)).orElseThrow().endpoint()).isEqualTo(12);
            assertThat(store.byMac(new Mac(0x1123))).isEmpty();
            // Endpoints behind a router have no MAC, so none of them is "the one without".
            assertThat(store.byMac(new Mac(0))).isEmpty();
        }
    }

    @Test
    void who_asked_for_an_address_is_a_client_after_a_restart_too() throws IOException {
        try (SensorStore store = open()) {
            store.endpoint(endpoint(11, 0x1122, 10));
        }
        try (SensorStore store = open()) {
            var sensor =
                    new Sensor(
                            Segments.UNDECLARED,
                            new Policy(List.of(), List.of()),
                            Makers.load(),
                            store::nextId,
                            store,
                            new Watches(),
                            _ -> _ -> false);
            store.recall(sensor);
            assertThat(sensor.endpoints().all()).allMatch(Endpoint::isClient).hasSize(1);
        }
    }

    /// Kills a writer again and again: what it said was committed is there, and an alert never
    /// without what it asks for.
    @Test
    void kill_9_loses_nothing_that_was_acknowledged() throws Exception {
        long acknowledged = 0;
        for (int kill = 0; kill < 5; kill++) {
            Process child =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Writer.class.getName(),
                                    folder.resolve("sensor.db").toString(),
                                    Long.toString(acknowledged + 1_000L * kill))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (var said =
                    new BufferedReader(
                            new InputStreamReader(
                                    child.getInputStream(), StandardCharsets.UTF_8))) {
                for (int i = 0; i < 20; i++) {
                    acknowledged = Long.parseLong(String.valueOf(said.readLine()));
                }
                child.destroyForcibly().waitFor();
            }
            try (SensorStore store = open()) {
                var alerts = store.newest(100_000);
                long known = acknowledged;
                assertThat(alerts).anyMatch(a -> a.id() == known);
                assertThat(store.askedAfter(0, 100_000)).hasSameSizeAs(alerts);
            }
        }
    }

    /// The child that is killed.
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            var store = new SensorStore(Path.of(arguments[0]), Segments.UNDECLARED);
            for (long id = Long.parseLong(arguments[1]) + 1; ; id++) {
                store.alert(alert(id, id), Optional.of(asked(alert(id, id))));
                store.awaitCommitted(store.submitted());
                System.out.println(id);
            }
        }
    }

    @Test
    void of_places_the_newest_of_each_source_is_told() throws IOException {
        try (SensorStore store = open()) {
            place(store, 7, "switch=\"a\" port=\"1\"", 10, "snmp");
            place(store, 7, "switch=\"b\" port=\"x\"", 11, "lldp");
            place(store, 7, "switch=\"a\" port=\"2\" vlan=\"20\"", 12, "snmp");
            place(store, 7, "not a place", 13, "radius");
            place(store, 8, "switch=\"c\"", 13, "snmp");
            place(store, 10, "switch=\"d\" port=\"3\"", 14, "radius-accounting");
            store.awaitCommitted(store.submitted());
            assertThat(store.places(7))
                    .containsExactly(
                            new Place("a", "2", "", 20, Place.Source.SNMP, 12),
                            new Place("b", "x", "", 0, Place.Source.LLDP, 11));
            assertThat(store.places(9)).isEmpty();
            assertThat(store.places(10))
                    .containsExactly(new Place("d", "3", "", 0, Place.Source.RADIUS, 14));
        }
    }

    private static void place(
            SensorStore store, long endpoint, String text, long atMillis, String source) {
        store.bound(new Binding(endpoint, Binding.PLACE, text, atMillis, source, 90));
    }
}
