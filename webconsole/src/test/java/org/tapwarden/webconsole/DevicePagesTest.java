package org.tapwarden.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Dispositions;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.webconsole.Office.Browser;

class DevicePagesTest {

    @TempDir Path folder;
    private Office office;
    private Browser helen;

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder);
        helen = office.somebody(office.administrator(), "HELP_DESK", "helen");
    }

    @AfterEach
    void close() throws Exception {
        office.close();
    }

    private static String at(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode json(String path, int status) throws Exception {
        HttpResponse<String> answer = helen.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/json; charset=utf-8");
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void a_device_is_shown_with_who_said_what_and_since_when() throws Exception {
        String page = helen.get("/devices/1").body();
        assertThat(page)
                .contains("Host name", "DHCP", "60 %")
                .contains("says the switch, asked by SNMP, since", " s ago)")
                .doesNotContain("switch=")
                .contains("10.0.0.5", "last seen")
                .contains("&lt;script&gt;")
                .doesNotContain(Office.ATTACK);
        assertThat(page).contains("standing suspected");
        office.hold();
        assertThat(helen.get("/devices/1").body()).contains("standing quarantined");
    }

    @Test
    void a_false_alarm_leaves_nobody_suspected() throws Exception {
        office.sensor.dispose(
                1, Dispositions.Disposition.FALSE_ALARM, "helen", "a test", Instant.now());
        assertThat(helen.get("/devices/1").body()).contains("standing unknown");
    }

    @Test
    void a_device_is_shown_at_a_time_and_before_it_was_seen_not_at_all() throws Exception {
        assertThat(helen.get("/devices/1?at=2001-01-01").body())
                .contains("It had not been seen by then.");
        assertThat(helen.get("/devices/1?at=" + at("2026-03-08 02:30")).statusCode())
                .isEqualTo(400);
        String wrong = helen.get("/devices/1?at=" + at(Office.ATTACK)).body();
        assertThat(wrong).contains("is no time").doesNotContain(Office.ATTACK);
    }

    /// By the rules that are known today, clocks go back on that day, too.
    @Test
    void an_hour_that_comes_twice_is_answered_twice() throws Exception {
        String twice = at("2030-11-03 01:30");
        assertThat(helen.get("/devices/1?at=" + twice).body())
                .contains("both are answered", "At 2030-11-03 01:30:00 -07:00")
                .contains("At 2030-11-03 01:30:00 -08:00");
        assertThat(helen.get("/devices/at?address=10.0.0.5&at=" + twice).body())
                .contains("both are answered", Office.ROUTER.toString());
        assertThat(json("/api/devices?address=10.0.0.5&at=" + twice, 200).path("answers"))
                .hasSize(2);
    }

    @Test
    void who_had_an_address_is_found_and_its_name_is_text() throws Exception {
        String page = helen.get("/devices/at?address=10.0.0.5").body();
        assertThat(page)
                .contains(Office.ROUTER.toString(), "last confirmed", "&lt;script&gt;")
                .doesNotContain(Office.ATTACK);
        assertThat(helen.get("/devices/at?address=10.0.0.6").body()).contains("Nobody is known");
        assertThat(helen.get("/devices/at?address=10.0.0.5&segment=other").body())
                .contains("Nobody is known");
        HttpResponse<String> wrong = helen.get("/devices/at?address=" + at(Office.ATTACK));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("is no IP address").doesNotContain(Office.ATTACK);
    }

    @Test
    void a_diff_is_a_table_of_what_came_went_and_changed() throws Exception {
        String page = helen.get("/devices/diff?from=2001-01-01&to=2199-01-01").body();
        assertThat(page)
                .contains("added", Office.ROUTER.toString(), "&lt;script&gt;")
                .doesNotContain(Office.ATTACK);
        assertThat(helen.get("/devices/diff?from=2199-01-01&to=2001-01-01").statusCode())
                .isEqualTo(400);
        assertThat(helen.get("/devices/diff").statusCode()).isEqualTo(200);
    }

    @Test
    void programs_get_the_same_as_json() throws Exception {
        JsonNode all = json("/api/devices", 200);
        assertThat(all.path("complete").asBoolean()).isTrue();
        assertThat(all.path("devices").get(0).path("name").asText()).isEqualTo(Office.ATTACK);
        assertThat(json("/api/devices?find=nobody", 200).path("devices")).isEmpty();
        JsonNode one = json("/api/devices/1", 200);
        assertThat(one.path("state").asText()).isEqualTo("suspected");
        assertThat(one.path("answers").get(0).path("facts").findValuesAsText("value"))
                .contains("10.0.0.5", Office.ATTACK);
        assertThat(json("/api/devices/1?at=2001-01-01", 200).path("answers")).isEmpty();
        assertThat(json("/api/devices/99", 404).path("error").asText()).contains("no such device");
        assertThat(json("/api/devices/1?at=then", 400).path("error").asText()).contains("no time");
        JsonNode diff = json("/api/devices/diff?from=2001-01-01&to=2199-01-01", 200);
        assertThat(diff.path("added")).hasSize(1);
        assertThat(json("/api/devices/diff", 400).path("error").asText()).contains("no time");
        assertThat(json("/api/devices?adress=10.0.0.5", 400).path("error").asText())
                .isEqualTo(
                        "there is no parameter 'adress' here; known are find, address, at, segment");
        assertThat(json("/api/devices?at=2026-10-04", 400).path("error").asText())
                .contains("need 'address'");
        assertThat(json("/api/devices?find=x&address=10.0.0.5", 400).path("error").asText())
                .contains("either");
        assertThat(json("/api/devices?address=", 400).path("error").asText())
                .contains("no IP address");
        assertThat(json("/api/devices?find=suspected", 200).path("devices")).hasSize(1);
        assertThat(json("/api/devices?find=retired", 200).path("devices")).isEmpty();
        assertThat(json("/api/devices?address=x", 400).path("error").asText())
                .contains("no IP address");
    }

    @Test
    void whose_device_was_looked_at_for_which_time_is_in_the_audit() throws Exception {
        helen.get("/devices/1?at=2026-10-04");
        json("/api/devices?address=10.0.0.5&at=2026-10-04", 200);
        Browser boss = office.browser();
        boss.login("boss", Office.PASSWORD);
        assertThat(boss.get("/audit").body())
                .contains("device looked at", "address looked at", "2026-10-04", "helen");
    }

    @Test
    void what_the_inventory_says_is_on_the_page_as_text() throws Exception {
        var entry =
                new ApprovedList.Entry(
                        Office.ROUTER,
                        "AP " + Office.ATTACK,
                        "it",
                        "",
                        "",
                        "A-4711",
                        "S1",
                        "office",
                        "facilities",
                        "HS1",
                        null);
        var second =
                new ApprovedList.Entry(
                        new Mac(Office.ROUTER.bits() + 1),
                        "AP",
                        "it",
                        "",
                        "",
                        "A-4711",
                        "S1",
                        "office",
                        "facilities",
                        "HS1",
                        null);
        office.sensor.apply(
                office.sensor.difference(List.of(entry, second)), "it", "a test", Instant.now());
        assertThat(helen.get("/devices/1").body())
                .contains("A-4711", "facilities", "50:c7:bf:00:00:01, 50:c7:bf:00:00:02")
                .doesNotContain(Office.ATTACK);
    }
}
