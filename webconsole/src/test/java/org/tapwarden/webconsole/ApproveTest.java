package org.tapwarden.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.Dispositions.Disposition;
import org.tapwarden.webconsole.Office.Browser;

class ApproveTest {

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

    private HttpResponse<String> approve(
            Browser who, String owner, String expires, String why, String alert) throws Exception {
        return who.post(
                "/devices/1/approve",
                "csrf",
                who.csrf(),
                "name",
                "AP hall",
                "owner",
                owner,
                "expires",
                expires,
                "why",
                why,
                "alert",
                alert);
    }

    private Standing standing() {
        return office.sensor.byMac(Office.ROUTER).orElseThrow().standing();
    }

    @Test
    void an_administrator_approves_a_device_with_owner_end_and_reason() throws Exception {
        assertThat(boss.get("/devices/1").body()).contains("Approve it", "Owner, who answers");
        HttpResponse<String> done = approve(boss, "Science", "2099-06-30", "ticket 4711", "");
        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(done.headers().firstValue("Location")).contains("/devices/1");
        assertThat(standing()).isEqualTo(Standing.APPROVED);
        assertThat(boss.get("/devices/1").body())
                .contains("Science", "2099-07-01 00:00:00 -07:00", "approved by boss: ticket 4711");
        assertThat(boss.get("/audit").body())
                .contains("device approved", "approval asked", "why: ticket 4711", "intact");
    }

    @Test
    void an_approval_settles_the_alert_that_it_is_about() throws Exception {
        assertThat(boss.get("/alerts/1").body()).contains("It was so, and may stay");
        HttpResponse<String> done = approve(boss, "Science", "", "it's the hall's", "1");
        assertThat(done.headers().firstValue("Location")).contains("/alerts/1");
        assertThat(office.sensor.of(1).orElseThrow().disposition()).isEqualTo(Disposition.APPROVED);
        assertThat(boss.get("/alerts/1").body())
                .contains("<strong>what the rule said, and approved</strong>, says boss");
        assertThat(boss.get("/devices/1").body()).contains("standing approved");
    }

    @Test
    void nobody_else_approves_and_none_sees_the_form() throws Exception {
        for (Map.Entry<String, String> one :
                Map.of("HELP_DESK", "helen", "ANALYST", "ana").entrySet()) {
            Browser somebody = office.somebody(boss, one.getKey(), one.getValue());
            assertThat(somebody.get("/devices/1").body()).doesNotContain("/devices/1/approve");
            assertThat(somebody.get("/alerts/1").body()).doesNotContain("/devices/1/approve");
            assertThat(approve(somebody, "Science", "", "ticket 4711", "").statusCode())
                    .isEqualTo(403);
        }
        HttpResponse<String> forged =
                boss.post("/devices/1/approve", "owner", "Science", "why", "ticket 4711");
        assertThat(forged.statusCode()).as("without the form's token").isEqualTo(403);
        assertThat(standing()).isEqualTo(Standing.UNKNOWN);
    }

    @Test
    void what_is_missing_or_wrong_changes_nothing_and_says_so() throws Exception {
        assertThat(approve(boss, " ", "", "ticket 4711", "").body()).contains("who answers for it");
        assertThat(approve(boss, "Science", "", " ", "").body()).contains("why it may stay");
        assertThat(approve(boss, "Science", "2020-01-01", "ticket", "").body())
                .contains("the last day 2020-01-01 is over");
        HttpResponse<String> wrong = approve(boss, "Science", Office.ATTACK, "ticket", "");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("is no day").doesNotContain(Office.ATTACK);
        assertThat(approve(boss, "Science", "", "ticket", "99").body())
                .contains("no such alert about it");
        assertThat(approve(boss, "x".repeat(256), "", "ticket", "").statusCode()).isEqualTo(400);
        assertThat(boss.post("/devices/99/approve", "csrf", boss.csrf()).statusCode())
                .isEqualTo(404);
        assertThat(standing()).isEqualTo(Standing.UNKNOWN);
        assertThat(office.sensor.of(1)).isEmpty();
        assertThat(office.sensor.audit(0, 10)).isEmpty();
    }

    @Test
    void a_learning_appliance_goes_on_learning() throws Exception {
        approve(boss, "Science", "", "ticket 4711", "");
        assertThat(office.sensor.learning()).isTrue();
        assertThat(boss.get("/devices").body()).contains("the appliance is learning");
        assertThat(office.sensor.byEndpoint(1).orElseThrow().asset().orElseThrow().since())
                .isBefore(Instant.now().plusSeconds(1));
    }
}
