package org.tapwarden.appliance.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.keep.WholeFrames.WholeFrame;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.history.payload.PayloadDesk;
import org.tapwarden.history.payload.PayloadLimits;
import org.tapwarden.history.payload.PayloadOrders;

/// `tapwarden packets payload` over the sensor's real store and audit.
class PayloadCommandTest {

    private static final String GATEWAY = "02:00:00:00:00:01";

    @TempDir private Path folder;
    private SensorStore store;
    private PayloadOrders orders;
    private PayloadDesk desk;

    private record Said(int exit, String text) {}

    @BeforeEach
    void open() throws IOException {
        store = new SensorStore(folder.resolve("sensor.db"), Segments.UNDECLARED);
        store.alert(alert(1, 7, "02:00:00:00:00:07"), Optional.empty());
        store.alert(alert(2, 0, ""), Optional.empty());
        store.alert(alert(3, 8, GATEWAY), Optional.empty());
        store.awaitCommitted(store.submitted());
        orders =
                PayloadOrders.open(
                        folder.resolve("payload"),
                        new PayloadLimits(Set.of("ortega", "lindqvist"), 1 << 20),
                        store::note,
                        InstantSource.system(),
                        System::nanoTime);
        desk = new PayloadDesk(orders, store, () -> Map.of(GATEWAY, "serves"), Segments.UNDECLARED);
    }

    @AfterEach
    void close() throws IOException {
        orders.close();
        store.close();
    }

    private static Alert alert(long id, long endpoint, String mac) {
        Instant now = Instant.now();
        return new Alert(
                id,
                id,
                "rogue-router",
                "K.17",
                "No equipment without approval.",
                "high",
                "Somebody routes",
                endpoint,
                mac,
                mac.isEmpty() ? "" : "10.0.0.7",
                "",
                "",
                "unnamed",
                "",
                "",
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "notify",
                false,
                now,
                now);
    }

    private Said as(String who, String... arguments) {
        return run(who, desk, arguments);
    }

    private Said run(String who, @Nullable PayloadDesk at, String... arguments) {
        var text = new StringWriter();
        var out = new PrintWriter(text, true);
        int exit = Operations.over(tools(who, at), arguments, out, out).execute(arguments);
        return new Said(exit, text.toString());
    }

    private Tools tools(String who, @Nullable PayloadDesk at) {
        return new Tools(
                who, ZoneOffset.UTC, InstantSource.system(), null, store, null, null, Map.of(), at);
    }

    @Test
    void two_persons_order_one_reads_and_all_of_it_is_in_the_audit() throws IOException {
        Said asked = as("ortega", "packets", "payload", "ask", "1", "--reason", "ticket 4711");
        assertThat(asked.exit()).as(asked.text()).isZero();
        assertThat(asked.text()).contains("tapwarden packets payload confirm 1");
        Said own = as("ortega", "packets", "payload", "confirm", "1");
        assertThat(own.exit()).isEqualTo(1);
        assertThat(own.text()).contains("another person must confirm it");
        assertThat(as("root", "packets", "payload", "confirm", "1").text())
                .contains("'root' may not order whole payload");
        assertThat(as("lindqvist", "packets", "payload", "confirm", "1").text())
                .contains("order 1 stands: whole frames of 02:00:00:00:00:07 are kept until ");
        byte[] bytes = "a frame with all of its payload, to the last byte".getBytes(ISO_8859_1);
        for (int i = 0; i < 100; i++) {
            orders.keep(
                    new WholeFrame(
                            MemorySegment.ofArray(bytes),
                            bytes.length,
                            i,
                            LinkType.ETHERNET.code(),
                            0,
                            5,
                            1));
        }
        assertThat(as("ortega", "packets", "payload", "list").text())
                .contains("standing", "02:00:00:00:00:07", "ticket 4711");
        Path out = folder.resolve("out.pcapng");
        var said = new StringWriter();
        String[] export = {
            "packets", "payload", "export", "1", out.toString(), "--reason", "ticket 4711"
        };
        int exit =
                ExportFile.writeDecoded(
                        out,
                        rows ->
                                Operations.over(
                                                tools("lindqvist", desk),
                                                export,
                                                rows,
                                                new PrintWriter(said, true))
                                        .execute(export));
        assertThat(exit).as(said.toString()).isZero();
        assertThat(said.toString()).isEqualTo("100 frames\n");
        String text = Files.readString(out, ISO_8859_1);
        assertThat(text).startsWith("\n\r\r\n");
        assertThat(text.split("to the last byte", -1)).hasSize(101);
        assertThat(as("lindqvist", "packets", "payload", "end", "1", "--reason", "closed").text())
                .contains("order 1 is over, and what was kept is destroyed");
        String audit = store.audit(0, 100).toString();
        assertThat(audit)
                .containsSubsequence(
                        "payload-asked",
                        "payload-not-done",
                        "payload-confirmed",
                        "payload-read",
                        "payload-ended",
                        "payload-destroyed");
        assertThat(store.verifyAudit().intact()).isTrue();
    }

    @Test
    void what_cannot_be_ordered_is_said_in_one_line() {
        for (Map.Entry<List<String>, String> one :
                Map.of(
                                List.of("ask", "9", "--reason", "ticket"),
                                "there is no case 9",
                                List.of("ask", "2", "--reason", "ticket"),
                                "case 2 names no device",
                                List.of("ask", "3", "--reason", "ticket"),
                                "serves others",
                                List.of("ask", "1", "--reason", " "),
                                "say why",
                                List.of("ask", "1", "--reason", "ticket", "--for", "25h"),
                                "from 1 second to 24 hours",
                                List.of("confirm", "5"),
                                "there is no order 5")
                        .entrySet()) {
            var all = new ArrayList<>(List.of("packets", "payload"));
            all.addAll(one.getKey());
            Said said = as("ortega", all.toArray(String[]::new));
            assertThat(said.exit()).as("%s", one).isEqualTo(1);
            assertThat(said.text()).startsWith("tapwarden: ").contains(one.getValue());
            assertThat(said.text().lines()).hasSize(1);
        }
        assertThat(as("ortega", "packets", "payload", "ask", "1").exit()).isEqualTo(2);
        assertThat(
                        as(
                                        "ortega",
                                        "packets",
                                        "payload",
                                        "ask",
                                        "1",
                                        "--reason",
                                        "x",
                                        "--for",
                                        "soon")
                                .text())
                .contains("'soon' must be a time such as 30m or 4h");
        assertThat(run("ortega", null, "packets", "payload", "list").text())
                .contains("the appliance is not running");
    }
}
