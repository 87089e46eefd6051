package org.tapwarden.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.identity.Persons;
import org.tapwarden.webconsole.Office.Browser;

/// Who uses a device: how many is told to everybody, who only to whom it concerns and says why.
class UsersTest {

    private static final String KIM = "kim" + Office.ATTACK;

    @TempDir Path folder;
    private Office office;
    private Browser boss;
    private Browser ana;
    private Browser helen;

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder);
        boss = office.administrator();
        ana = office.somebody(boss, "ANALYST", "ana");
        helen = office.somebody(boss, "HELP_DESK", "helen");
        long now = System.currentTimeMillis();
        told(Persons.USER, KIM + "\nlee", now - 2_000, "radius-accounting, kerberos", 47);
        told(Persons.USE, "multi-user", now - 1_000, "radius-accounting, kerberos", 47);
        office.sensor.awaitCommitted(office.sensor.submitted());
    }

    private void told(String fact, String value, long atMillis, String source, int confidence) {
        office.sensor.bound(
                new Binding(office.endpoint, fact, value, atMillis, source, confidence));
    }

    @AfterEach
    void close() throws Exception {
        office.close();
    }

    @Test
    void that_several_use_it_is_said_to_everybody_with_source_and_confidence_and_no_name()
            throws Exception {
        for (Browser somebody : new Browser[] {boss, ana, helen}) {
            // The token of the forms is random: sooner or later it has any three letters.
            assertThat(
                            somebody.get("/devices/1")
                                    .body()
                                    .replaceAll("name=\"csrf\" value=\"[^\"]+\"", ""))
                    .contains("Multi-user: several persons use it at once", "47 %")
                    .contains("RADIUS accounting, verified, a Kerberos ticket")
                    .doesNotContain("kim", "lee");
        }
        assertThat(helen.get("/devices/1").body()).doesNotContain("Show names");
        assertThat(ana.get("/devices/1").body()).contains("Show names");
    }

    @Test
    void names_are_shown_to_who_says_why_and_that_is_in_the_audit_first() throws Exception {
        HttpResponse<String> shown =
                ana.post("/devices/1/users", "csrf", ana.csrf(), "purpose", "ticket 4711");
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.body())
                .contains("kim&lt;script&gt;", "lee", "Purpose: ticket 4711")
                .doesNotContain(Office.ATTACK);
        assertThat(boss.get("/audit").body())
                .contains("persons looked at", "purpose: ticket 4711")
                .doesNotContain("kim");
    }

    @Test
    void without_a_purpose_or_the_role_there_is_no_name() throws Exception {
        HttpResponse<String> silent =
                ana.post("/devices/1/users", "csrf", ana.csrf(), "purpose", " x ");
        assertThat(silent.statusCode()).isEqualTo(400);
        assertThat(silent.body()).contains("3 to 500 characters").doesNotContain("kim");
        assertThat(
                        helen.post("/devices/1/users", "csrf", helen.csrf(), "purpose", "ticket")
                                .statusCode())
                .isEqualTo(403);
        assertThat(helen.get("/api/devices/1/users?purpose=ticket").statusCode()).isEqualTo(403);
        assertThat(boss.get("/audit").body()).doesNotContain("persons looked at");
        assertThat(
                        ana.post(
                                        "/devices/1/users",
                                        "csrf",
                                        ana.csrf(),
                                        "purpose",
                                        "a look",
                                        "at",
                                        "x")
                                .statusCode())
                .isEqualTo(400);
        assertThat(
                        ana.post("/devices/99/users", "csrf", ana.csrf(), "purpose", "a look")
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void before_anybody_used_it_nobody_did() throws Exception {
        HttpResponse<String> shown =
                ana.post(
                        "/devices/1/users",
                        "csrf",
                        ana.csrf(),
                        "purpose",
                        "ticket 4711",
                        "at",
                        "2001-01-01");
        assertThat(shown.body()).contains("It had not been seen by then").doesNotContain("kim");
    }

    @Test
    void programs_get_the_same_as_json() throws Exception {
        HttpResponse<String> answer = ana.get("/api/devices/1/users?purpose=ticket+4711");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode one = new ObjectMapper().readTree(answer.body()).path("answers").get(0);
        assertThat(one.path("use").path("use").asText()).isEqualTo("multi-user");
        assertThat(one.path("used_by").path("persons").get(0).asText()).isEqualTo(KIM);
        assertThat(one.path("used_by").path("confidence").asInt()).isEqualTo(47);
        assertThat(ana.get("/api/devices/1/users").statusCode()).isEqualTo(400);
        assertThat(ana.get("/api/devices/1/users?purpose=ticket&when=now").body())
                .contains("there is no parameter 'when' here; known are purpose, at");
        assertThat(ana.get("/api/devices/99/users?purpose=ticket").statusCode()).isEqualTo(404);
        assertThat(boss.get("/audit").body()).contains("persons looked at");
    }
}
