package org.tapwarden.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.Window;
import org.tapwarden.capture.keep.Excerpt;
import org.tapwarden.capture.keep.KeepLimits;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.capture.keep.PacketKeeper;
import org.tapwarden.classifier.Population;
import org.tapwarden.history.packets.Order;
import org.tapwarden.history.packets.PacketLimits;
import org.tapwarden.webconsole.Office.Browser;

class PacketPagesTest {

    private final long moment = Instant.now().getEpochSecond() * 1_000_000_000L;

    @TempDir Path folder;
    private Office office;
    private Browser boss;

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder);
        boss = office.administrator();
    }

    @AfterEach
    void close() throws Exception {
        office.close();
    }

    /// Through a ring of recent packets, as it happens.
    private void keepPacketsOf(long alert) throws IOException {
        var ringLimits = new KeepLimits(KeepLimits.FEWEST_BYTES, Duration.ofDays(1));
        try (var keeper = new PacketKeeper(folder.resolve("ring"), ringLimits, () -> moment)) {
            var ring = keeper.ring();
            keeper.start();
            byte[] frame = "headers of a frame of the router".getBytes(StandardCharsets.US_ASCII);
            var block = new Block();
            block.begin(MemorySegment.ofArray(frame), Window.STATIC);
            block.add(
                    0,
                    frame.length,
                    frame.length,
                    moment,
                    LinkType.ETHERNET.code(),
                    Block.NO_VLAN,
                    0);
            ring.begin(block);
            ring.offer(0, frame.length, KeptRanges.NOTHING, 0, 0, 7);
            ring.publish();
            while (keeper.counters().written() == 0) {
                LockSupport.parkNanos(1_000_000);
            }
            PacketLimits limits = PacketLimits.DEFAULT;
            office.history
                    .packets()
                    .keep(
                            new Order(
                                    alert,
                                    "rogue-router",
                                    Set.of(Population.UNKNOWN),
                                    "test",
                                    "the test's",
                                    Map.of("kernel", 12L),
                                    new Excerpt.Wanted(
                                            flow -> flow == 7,
                                            _ -> false,
                                            0,
                                            moment - 1,
                                            moment,
                                            moment + 1,
                                            limits.bytesOfItem(),
                                            limits.packetsOfItem())),
                            keeper::excerpt,
                            limits,
                            _ -> false);
        }
    }

    @Test
    void from_an_alert_one_comes_to_its_packets_with_a_reason_that_is_kept() throws Exception {
        keepPacketsOf(1);
        String page = boss.get("/alerts/1").body();
        Path file = folder.resolve("history/packets/item-000000001.pcapng");
        String sha256 = office.history.packets().ofAlert(1).orElseThrow().sha256();
        assertThat(page)
                .contains("Packets: 1, of flows: 1, in " + Files.size(file) + " bytes", sha256)
                .contains("12 frames were lost", "Download for Wireshark");
        HttpResponse<String> refused =
                boss.post("/alerts/1/packets", "csrf", boss.csrf(), "purpose", " ");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("say why").doesNotContain("headers of a frame");
        HttpResponse<String> got =
                boss.post("/alerts/1/packets", "csrf", boss.csrf(), "purpose", "ticket 4711");
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"tapwarden-alert-1-item-1.pcapng\"");
        assertThat(got.headers().firstValueAsLong("Content-Length")).hasValue(Files.size(file));
        assertThat(got.body()).contains("headers of a frame of the router", "flow 7");
        assertThat(boss.get("/audit").body())
                .contains("packets opened", "purpose: ticket 4711", sha256);
        assertThat(Files.readString(folder.resolve("history/audit.ndjson")))
                .contains("packets-opened", "\"who\":\"boss\"", "\"purpose\":\"ticket 4711\"");
    }

    @Test
    void a_program_gets_what_there_is_and_the_packets_with_a_purpose() throws Exception {
        keepPacketsOf(1);
        assertThat(boss.get("/api/alerts/1/packets").body())
                .contains("\"packets\":1", "\"truncated\":false", "\"flows\":[7]", "\"kernel\":12");
        assertThat(boss.get("/api/alerts/1/packets/pcapng").statusCode()).isEqualTo(400);
        assertThat(boss.get("/api/alerts/1/packets/pcapng?purpose=ticket&x=1").body())
                .contains("there is no parameter 'x'");
        assertThat(boss.get("/api/alerts/1/packets/pcapng?purpose=ticket+4711").body())
                .contains("headers of a frame of the router");
        assertThat(Files.readString(folder.resolve("history/audit.ndjson")))
                .containsOnlyOnce("packets-opened")
                .contains("\"via\":\"api\"");
        assertThat(boss.get("/api/alerts/2/packets").statusCode()).isEqualTo(404);
        assertThat(boss.get("/api/alerts/2/packets/pcapng?purpose=ticket").statusCode())
                .isEqualTo(404);
    }

    @Test
    void without_packets_the_page_says_why_and_the_help_desk_gets_none() throws Exception {
        assertThat(boss.get("/alerts/1").body())
                .contains("No packets are kept of this alert.")
                .doesNotContain("Download for Wireshark");
        keepPacketsOf(1);
        Browser helen = office.somebody(boss, "HELP_DESK", "helen");
        assertThat(helen.get("/alerts/1").body())
                .contains("An analyst or administrator can download them")
                .doesNotContain("Download for Wireshark");
        assertThat(
                        helen.post("/alerts/1/packets", "csrf", helen.csrf(), "purpose", "curious")
                                .statusCode())
                .isEqualTo(403);
        assertThat(helen.get("/api/alerts/1/packets").statusCode()).isEqualTo(403);
        assertThat(boss.post("/alerts/1/packets", "purpose", "without the token").statusCode())
                .isEqualTo(403);
        assertThat(Files.readString(folder.resolve("history/audit.ndjson")))
                .doesNotContain("packets-opened");
    }
}
