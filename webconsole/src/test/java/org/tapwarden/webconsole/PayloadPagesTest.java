package org.tapwarden.webconsole;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.keep.WholeFrames.WholeFrame;
import org.tapwarden.history.payload.PayloadOrder.State;
import org.tapwarden.webconsole.Office.Browser;

class PayloadPagesTest {

    private static final String FRAME = "a frame with all of its payload, to the last byte";

    @TempDir Path folder;
    private Office office;
    private Browser boss;
    private Browser second;

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder);
        boss = office.administrator();
        second = office.somebody(boss, "ANALYST", "second");
    }

    @AfterEach
    void close() throws Exception {
        office.close();
    }

    private static HttpResponse<String> press(Browser who, String path, String... fields)
            throws Exception {
        List<String> form = new ArrayList<>(List.of("csrf", who.csrf()));
        form.addAll(List.of(fields));
        return who.post("/payload" + path, form.toArray(String[]::new));
    }

    private static HttpResponse<String> ask(Browser who, String number, String minutes, String why)
            throws Exception {
        return press(who, "/ask", "case", number, "minutes", minutes, "why", why);
    }

    private void keep(int frames) {
        byte[] bytes = FRAME.getBytes(ISO_8859_1);
        for (int i = 0; i < frames; i++) {
            office.payload.keep(
                    new WholeFrame(
                            MemorySegment.ofArray(bytes),
                            bytes.length,
                            i,
                            LinkType.ETHERNET.code(),
                            0,
                            5,
                            1));
        }
    }

    private State state(int index) {
        return office.payload.newest(10).get(index).state();
    }

    @Test
    void one_person_asks_another_confirms_and_each_step_is_in_the_audit() throws Exception {
        assertThat(boss.get("/alerts/1").body()).contains("/payload?case=1");
        assertThat(boss.get("/payload?case=1").body())
                .contains("Nothing is kept.", "name=\"case\"", "value=\"1\"");
        assertThat(ask(boss, "1", "90", "ticket 4711").body())
                .contains(
                        "Order 1 waits for another person until ",
                        Office.ROUTER.toString(),
                        "for 1 h 30 min",
                        "You asked for it; another person must confirm it.",
                        "data-until=")
                .doesNotContain("Confirm order 1");
        HttpResponse<String> own = press(boss, "/confirm", "order", "1");
        assertThat(own.statusCode()).isEqualTo(400);
        assertThat(own.body()).contains("You asked for order 1; another person must confirm it.");
        assertThat(second.get("/payload").body()).contains("Confirm order 1");
        keep(3);
        assertThat(press(second, "/confirm", "order", "1").body())
                .contains("Order 1 stands: whole frames of " + Office.ROUTER, "Ends by itself");
        keep(20);
        HttpResponse<String> file =
                press(second, "/export", "order", "1", "why", "look for malware");
        assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"case-1-order-1.pcapng\"");
        assertThat(file.body()).startsWith("\n\r\r\n");
        assertThat(file.body().split("to the last byte", -1)).hasSize(21);
        assertThat(press(boss, "/end", "order", "1", "why", "the case is closed").body())
                .contains(
                        "Order 1 is over, and what was kept is destroyed.",
                        "ended before its time");
        assertThat(folder.resolve("payload/order-1.key")).doesNotExist();
        String audit = boss.get("/audit").body();
        assertThat(audit)
                .contains("payload-asked", "payload-not-done", "payload-confirmed", "payload-read")
                .contains("payload-ended", "payload-destroyed", "reason: look for malware")
                .contains("whole payload read");
        assertThat(office.sensor.verifyAudit().intact()).isTrue();
    }

    @Test
    void what_was_asked_for_can_be_refused_and_taken_back() throws Exception {
        ask(boss, "1", "60", "ticket 4711");
        assertThat(press(second, "/refuse", "order", "1", "why", " ").statusCode()).isEqualTo(400);
        assertThat(press(second, "/refuse", "order", "1", "why", "headers will do").body())
                .contains("Order 1 is refused: nothing was kept.");
        ask(boss, "1", "60", "ticket 4711");
        assertThat(boss.get("/payload").body()).contains("Take it back");
        assertThat(press(boss, "/refuse", "order", "2", "why", "a mistake").statusCode())
                .isEqualTo(200);
        assertThat(office.payload.newest(10)).allMatch(order -> order.state() == State.REFUSED);
    }

    @Test
    void who_is_not_named_looks_and_does_nothing_and_others_do_not_look() throws Exception {
        office.orderPayload();
        Browser analyst = office.somebody(boss, "ANALYST", "analyst");
        String page = analyst.get("/payload").body();
        assertThat(page)
                .contains("Your account may not order it", "Order 1", "Order 2")
                .doesNotContain("Confirm order", "action=\"/payload/");
        for (String act : List.of("/confirm", "/refuse", "/end", "/export")) {
            HttpResponse<String> refused =
                    press(analyst, act, "order", act.length() > 7 ? "2" : "1", "why", "curious");
            assertThat(refused.statusCode()).as(act).isEqualTo(400);
            assertThat(refused.body()).contains("may not order whole payload");
        }
        assertThat(ask(analyst, "1", "60", "curious").body()).contains("may not order");
        assertThat(analyst.get("/alerts/1").body()).doesNotContain("/payload?case=1");
        Browser desk = office.somebody(boss, "HELP_DESK", "desk");
        assertThat(desk.get("/payload").statusCode()).isEqualTo(403);
        assertThat(desk.get("/").body()).doesNotContain("href=\"/payload\"");
        assertThat(boss.post("/payload/end", "order", "1", "why", "no token").statusCode())
                .isEqualTo(403);
        assertThat(
                        boss.postFrom(
                                        "https://elsewhere.example",
                                        "/payload/end",
                                        "csrf",
                                        boss.csrf(),
                                        "order",
                                        "1",
                                        "why",
                                        "from elsewhere")
                                .statusCode())
                .isEqualTo(403);
        assertThat(state(1)).isEqualTo(State.STANDING);
        assertThat(state(0)).isEqualTo(State.ASKED);
    }

    @Test
    void what_a_person_wrote_is_shown_as_text_and_what_is_no_order_is_said() throws Exception {
        office.orderPayload();
        assertThat(boss.get("/payload").body())
                .contains("&lt;script&gt;")
                .doesNotContain(Office.ATTACK, Office.TURNED);
        assertThat(boss.get("/payload?case=%22%3E%3Cscript%3E").body())
                .doesNotContain("<script>\"");
        assertThat(press(boss, "/confirm", "order", "<b>9").body())
                .contains("There is no order -1.");
        assertThat(press(boss, "/export", "order", "2", "why", "too early").body())
                .contains("Order 2 does not stand: it is asked.");
        assertThat(ask(boss, "9", "60", "ticket").body()).contains("There is no case 9.");
        assertThat(ask(boss, "1", "1441", "ticket").body()).contains("1 minute to 24 hours");
        assertThat(ask(boss, "1", "60", "x").body()).contains("Say why, in 3 to 500 characters");
    }

    @Test
    void what_was_changed_on_the_disk_is_not_handed_out() throws Exception {
        office.orderPayload();
        keep(50);
        assertThat(press(boss, "/export", "order", "1", "why", "ticket 4711").statusCode())
                .isEqualTo(200);
        Path part = folder.resolve("payload/order-1.part-1");
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.write(part, bytes);
        HttpResponse<String> refused = press(boss, "/export", "order", "1", "why", "ticket 4711");
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.headers().firstValue("Content-Disposition")).isEmpty();
        assertThat(refused.body())
                .contains("Not handed out", "is not as it was written")
                .doesNotContain("to the last byte");
    }
}
