package org.tapwarden.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.ladder.NeverListReview.Point;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.webconsole.Office.Browser;

class EnforcementPagesTest {

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

    private HttpResponse<String> press(Browser who, String path, String... fields)
            throws Exception {
        List<String> form = new ArrayList<>(List.of("csrf", who.csrf()));
        form.addAll(List.of(fields));
        return who.post("/enforcement" + path, form.toArray(String[]::new));
    }

    private static HttpResponse<String> ask(
            Browser who, String step, String minutes, String why, String... more) throws Exception {
        List<String> form = new ArrayList<>(List.of("csrf", who.csrf(), "step", step));
        form.addAll(List.of("minutes", minutes, "why", why));
        form.addAll(List.of(more));
        return who.post("/devices/1/hold", form.toArray(String[]::new));
    }

    @Test
    void who_is_held_until_when_and_how_it_is_seen_to_work() throws Exception {
        assertThat(boss.get("/enforcement").body()).contains("Nobody is held.");
        office.hold();
        assertThat(boss.get("/enforcement").body())
                .contains(
                        Office.ROUTER.toString(),
                        "L5 quarantine, held; asked by test, clause K.17",
                        "recording",
                        "simulated: nothing on the network changed",
                        "data-until=",
                        "Release everybody");
        assertThat(boss.get("/devices/1").body())
                .contains("Quarantined until ", "L5 quarantine by recording", "asked by test");
    }

    @Test
    void what_a_rule_holds_says_by_which_case_it_is_renewed_and_how_long_at_most()
            throws Exception {
        office.holdByRule();
        assertThat(boss.get("/enforcement").body())
                .contains("<small>renewed while case alert-1 stands, at most until ");
        assertThat(boss.get("/devices/1").body())
                .contains("renewed while case alert-1 stands, at most until ");
    }

    @Test
    void an_administrator_releases_one_or_everybody_and_must_say_why() throws Exception {
        office.hold();
        assertThat(press(boss, "/release", "lease", "request-alert-1", "why", " ").statusCode())
                .isEqualTo(400);
        assertThat(
                        press(boss, "/release", "lease", Office.ATTACK, "why", "false alarm")
                                .statusCode())
                .isEqualTo(404);
        assertThat(office.enforcer.leases()).hasSize(1);
        assertThat(press(boss, "/release", "lease", "request-alert-1", "why", "false alarm").body())
                .contains("request-alert-1: simulated: released.", "Nobody is held.");
        office.hold();
        ask(boss, "quarantine", "15", "seen in room 12");
        assertThat(office.enforcer.leases()).hasSize(1);
        assertThat(press(boss, "/release-all", "why", "").statusCode()).isEqualTo(400);
        assertThat(press(boss, "/release-all", "why", "fire drill").body())
                .contains("1 released", "The breaker is open: nothing automatic happens anywhere.");
        assertThat(office.enforcer.leases()).isEmpty();
        assertThat(press(boss, "/resume", "why", "over").body()).contains("The breaker is closed.");
        assertThat(office.enforcer.safeguards().breakerOpen()).isFalse();
        assertThat(boss.get("/audit").body())
                .contains("release all asked", "breaker closed", "why: fire drill", "intact");
    }

    @Test
    void a_suspension_waits_on_the_page_for_another_administrator() throws Exception {
        assertThat(ask(boss, "suspend", "60", "decision of the board").statusCode()).isEqualTo(303);
        String page = boss.get("/enforcement").body();
        assertThat(page)
                .contains(
                        "L6 suspend",
                        "asked by boss: decision of the board",
                        "another administrator must confirm it")
                .doesNotContain("Confirm L6 suspend");
        assertThat(office.enforcer.leases()).isEmpty();
        Matcher found = Pattern.compile("name=\"request\" value=\"([^\"]+)\"").matcher(page);
        assertThat(found.find()).isTrue();
        assertThat(press(boss, "/confirm", "request", found.group(1)).body())
                .contains("refused: another person must confirm it.");
        Browser second = office.somebody(boss, "ADMINISTRATOR", "second");
        assertThat(second.get("/enforcement").body()).contains("Confirm L6 suspend");
        assertThat(press(second, "/confirm", "request", found.group(1)).body())
                .contains("simulated: nothing on the network changed", "L6 suspend, held");
        assertThat(press(second, "/confirm", "request", "request-none").statusCode())
                .isEqualTo(404);
        assertThat(boss.get("/audit").body())
                .contains("asked for a second person", "confirmed", "asked by: boss");
    }

    @Test
    void all_devices_of_a_person_are_revoked_only_where_it_is_known_that_one_person_uses_it()
            throws Exception {
        assertThat(askAll("revoke").body()).contains("it is not known that one person");
        assertThat(askAll("quarantine").body()).contains("suspended or revoked, by two people");
        office.usedBy("kim");
        assertThat(askAll("revoke").statusCode()).isEqualTo(303);
        assertThat(office.enforcer.safeguards().requests())
                .singleElement()
                .satisfies(r -> assertThat(r.together()).startsWith("together-"));
        assertThat(boss.get("/enforcement").body())
                .contains("L7 revoke", "value=\"together-", "asked by boss: decision 12")
                .doesNotContain("kim");
        assertThat(boss.get("/audit").body()).contains("devices of one person asked");
    }

    private HttpResponse<String> askAll(String step) throws Exception {
        return ask(boss, step, "60", "decision 12", "all", "yes");
    }

    @Test
    void what_waits_can_be_withdrawn() throws Exception {
        ask(boss, "revoke", "60", "decision of the board");
        String request = office.enforcer.safeguards().requests().getFirst().id();
        assertThat(press(boss, "/withdraw", "request", request, "why", "a mistake").body())
                .contains("Withdrawn: nothing comes of it.");
        assertThat(office.enforcer.safeguards().requests()).isEmpty();
        assertThat(press(boss, "/withdraw", "request", request, "why", "a mistake").statusCode())
                .isEqualTo(404);
    }

    @Test
    void destinations_are_taken_away_and_the_rest_is_left() throws Exception {
        assertThat(askTo("restrict", "203.0.113.0/24:443, [2001:db8::/32]:443").statusCode())
                .isEqualTo(303);
        assertThat(office.enforcer.leases())
                .singleElement()
                .satisfies(lease -> {
                    assertThat(lease.step()).isEqualTo(Step.RESET);
                    assertThat(lease.order().destinations())
                            .extracting(Object::toString)
                            .containsExactlyInAnyOrder("203.0.113.0/24:443", "[2001:db8::/32]:443");
                });
        assertThat(boss.get("/devices/1").body())
                .contains("Restricted to 203.0.113.0/24:443, [2001:db8::/32]:443 until ");
    }

    @Test
    void destinations_that_are_none_change_nothing() throws Exception {
        assertThat(askTo("quarantine", "203.0.113.5").body())
                .contains("destinations go with restrict; quarantine stops everything");
        assertThat(ask(boss, "suspend", "60", "a ticket", "to", "203.0.113.5", "all", "y").body())
                .contains("destinations go with restrict; suspend stops everything");
        assertThat(askTo("restrict", "www.example.edu").body()).contains("is no destination");
        assertThat(askTo("restrict", "0.0.0.0/0").body()).contains("is everything");
        assertThat(askTo("restrict", "192.0.2.1 ".repeat(16) + "<b>").body())
                .contains("is no destination")
                .doesNotContain("<b>");
        var many = new StringBuilder();
        for (int i = 1; i <= Destination.MOST + 1; i++) {
            many.append("192.0.2.").append(i).append(' ');
        }
        assertThat(askTo("restrict", many.toString()).body()).contains("more than 16 destinations");
        assertThat(office.enforcer.leases()).isEmpty();
    }

    private HttpResponse<String> askTo(String step, String to) throws Exception {
        return ask(boss, step, "60", "ticket 4711", "to", to);
    }

    @Test
    void what_is_asked_wrongly_changes_nothing() throws Exception {
        assertThat(ask(boss, "notify", "15", "a reason").statusCode()).isEqualTo(400);
        assertThat(ask(boss, "quarantine", "0", "a reason").statusCode()).isEqualTo(400);
        assertThat(ask(boss, "quarantine", "99999", "a reason").body()).contains("30 days");
        assertThat(ask(boss, "quarantine", "15", " ").statusCode()).isEqualTo(400);
        assertThat(
                        boss.post("/devices/99/hold", "csrf", boss.csrf(), "step", "quarantine")
                                .statusCode())
                .isEqualTo(404);
        assertThat(office.enforcer.leases()).isEmpty();
    }

    @Test
    void a_never_list_is_reviewed_point_by_point_with_a_name() throws Exception {
        assertThat(boss.get("/enforcement").body()).contains("unnamed", "nobody yet", "only told");
        assertThat(boss.get("/enforcement/review?segment=unnamed").body())
                .contains("fire alarm panels", "what calls 911", "points of sale");
        assertThat(boss.get("/enforcement/review?segment=none").statusCode()).isEqualTo(404);
        List<String> form = new ArrayList<>(List.of("segment", "unnamed"));
        for (Point point : Point.values()) {
            form.add(point.name());
            form.add(point == Point.DOOR ? "" : Office.ATTACK);
        }
        HttpResponse<String> open = press(boss, "/review", form.toArray(String[]::new));
        assertThat(open.statusCode()).isEqualTo(400);
        assertThat(open.body())
                .contains("Not kept: say of door controllers")
                .doesNotContain(Office.ATTACK);
        form.set(form.indexOf("DOOR") + 1, "10.0.0.9, on the list");
        assertThat(press(boss, "/review", form.toArray(String[]::new)).statusCode()).isEqualTo(303);
        assertThat(boss.get("/enforcement").body()).contains("boss, 20");
        assertThat(boss.get("/enforcement/review?segment=unnamed").body())
                .contains("Reviewed before by boss", "10.0.0.9, on the list")
                .doesNotContain(Office.ATTACK);
        assertThat(boss.get("/audit").body())
                .contains("never-list reviewed")
                .doesNotContain(Office.ATTACK);
    }

    @Test
    void a_driver_can_be_tested() throws Exception {
        assertThat(press(boss, "/test", "driver", "recording").body())
                .contains("recording: ready; holds 0 MAC addresses.");
        assertThat(press(boss, "/test", "driver", Office.ATTACK).statusCode()).isEqualTo(404);
        assertThat(boss.get("/audit").body()).contains("driver tested");
    }

    @Test
    void everybody_looks_and_only_administrators_press() throws Exception {
        office.hold();
        for (Map.Entry<String, String> one :
                Map.of("HELP_DESK", "helen", "ANALYST", "ana").entrySet()) {
            Browser somebody = office.somebody(boss, one.getKey(), one.getValue());
            assertThat(somebody.get("/enforcement").body())
                    .contains(Office.ROUTER.toString(), "request-alert-1")
                    .doesNotContain("<button>Release", "Test recording");
            assertThat(somebody.get("/devices/1").body()).doesNotContain("/devices/1/hold");
            for (String path :
                    List.of(
                            "/release",
                            "/release-all",
                            "/resume",
                            "/confirm",
                            "/test",
                            "/review")) {
                assertThat(press(somebody, path, "why", "a reason").statusCode())
                        .as(path)
                        .isEqualTo(403);
            }
            assertThat(ask(somebody, "quarantine", "15", "a reason").statusCode()).isEqualTo(403);
        }
        HttpResponse<String> forged = boss.post("/enforcement/release-all", "why", "a reason");
        assertThat(forged.statusCode()).as("without the form's token").isEqualTo(403);
        assertThat(office.enforcer.leases()).hasSize(1);
    }
}
