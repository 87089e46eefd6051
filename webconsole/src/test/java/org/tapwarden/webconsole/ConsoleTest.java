package org.tapwarden.webconsole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.webconsole.Office.Browser;
import org.tapwarden.webconsole.access.Role;

class ConsoleTest {

    @TempDir Path folder;
    private Office office;

    @BeforeEach
    void open() throws Exception {
        office = new Office(folder);
    }

    @AfterEach
    void close() throws Exception {
        office.close();
    }

    private static String path(Route route) {
        return route.path().pattern().replaceAll("\\(\\[0-9]\\{1,1[89]}\\)", "1");
    }

    /// Whoever is not logged in gets to the login page, whatever is asked.
    @Test
    void without_an_account_every_route_but_the_way_in_leads_to_the_login() throws Exception {
        Browser stranger = office.browser();
        for (Route route : office.console.routes()) {
            HttpResponse<String> answer =
                    route.method().equals("GET")
                            ? stranger.get(path(route))
                            : stranger.post(path(route));
            if (route.isOpen()) {
                assertThat(answer.statusCode()).as(path(route)).isIn(200, 403);
                assertThat(answer.body()).doesNotContain(Office.ROUTER.toString());
            } else if (path(route).startsWith("/api/")) {
                assertThat(answer.statusCode()).as(path(route)).isEqualTo(401);
                assertThat(new ObjectMapper().readTree(answer.body()).path("error").asText())
                        .contains("log in first");
                assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
            } else {
                assertThat(answer.statusCode()).as(path(route)).isEqualTo(303);
                assertThat(answer.headers().firstValue("Location")).contains("/login");
            }
        }
        assertThat(stranger.get("/elsewhere").statusCode()).isEqualTo(303);
        assertThat(stranger.get("/api/elsewhere").statusCode()).isEqualTo(401);
        assertThat(stranger.post("/api/devices").statusCode()).isEqualTo(401);
    }

    @Test
    void a_program_is_told_in_json_what_it_did_wrong() throws Exception {
        Browser boss = office.administrator();
        Browser helen = office.somebody(boss, "HELP_DESK", "helen");
        HttpResponse<String> posted = boss.post("/api/devices", "csrf", boss.csrf());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("Allow")).contains("GET");
        assertThat(error(posted)).contains("only for GET");
        assertThat(boss.get("/release").statusCode()).as("of pages, too").isEqualTo(405);
        HttpResponse<String> nowhere = boss.get("/api/elsewhere");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(error(nowhere)).contains("no such page");
        HttpResponse<String> forbidden = helen.get("/api/flows/1?purpose=a+look");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(error(forbidden)).contains("Your role may not open this page");
        HttpResponse<String> mistyped = boss.get("/api/flows/1?porpose=a+look");
        assertThat(mistyped.statusCode()).isEqualTo(400);
        assertThat(error(mistyped)).contains("'porpose'", "purpose, observer");
    }

    private static String error(HttpResponse<String> answer) throws IOException {
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/json; charset=utf-8");
        return new ObjectMapper().readTree(answer.body()).path("error").asText();
    }

    @Test
    void every_route_opens_for_its_roles_and_for_no_other() throws Exception {
        Browser boss = office.administrator();
        Map<Role, Browser> browsers =
                Map.of(
                        Role.ADMINISTRATOR,
                        boss,
                        Role.ANALYST,
                        office.somebody(boss, "ANALYST", "ana"),
                        Role.HELP_DESK,
                        office.somebody(boss, "HELP_DESK", "helen"));
        for (Route route : office.console.routes()) {
            boolean stream = path(route).endsWith("stream");
            if (route.isOpen() || stream || path(route).equals("/logout")) {
                continue;
            }
            for (Role role : Role.values()) {
                Browser browser = browsers.get(role);
                HttpResponse<String> answer =
                        route.method().equals("GET")
                                ? browser.get(path(route))
                                : browser.post(path(route), "csrf", browser.csrf());
                boolean refused = answer.body().contains("Your role may not open this page");
                assertThat(refused)
                        .as(route.method() + " " + path(route) + " as " + role)
                        .isNotEqualTo(route.roles().contains(role));
            }
        }
    }

    @Test
    void the_help_desk_sees_the_device_and_never_where_it_went() throws Exception {
        Browser helen = office.somebody(office.administrator(), "HELP_DESK", "helen");
        for (String path : List.of("/", "/alerts", "/alerts/1", "/devices", "/devices/1")) {
            assertThat(helen.get(path).body()).as(path).doesNotContain(Office.FAR);
        }
        assertThat(helen.get("/devices/1").body())
                .contains(Office.ROUTER.toString())
                .contains("closet-2, port Gi1/0/14 (&lt;script&gt;");
        assertThat(helen.get("/").body())
                .contains("closet-2: authentication failed; never answered.");
        assertThat(helen.get("/flows").statusCode()).isEqualTo(403);
    }

    @Test
    void what_the_network_says_of_itself_is_shown_as_text() throws Exception {
        Browser boss = office.administrator();
        for (String path : List.of("/alerts", "/alerts/1", "/devices", "/devices/1")) {
            assertThat(boss.get(path).body())
                    .as(path)
                    .doesNotContain(Office.ATTACK)
                    .contains("&lt;script&gt;");
        }
        String found =
                boss.post("/flows", "csrf", boss.csrf(), "purpose", "a test", "query", "").body();
        assertThat(found)
                .contains(Office.FAR)
                .doesNotContain(Office.ATTACK)
                .doesNotContain(Office.TURNED);
    }

    @Test
    void a_search_needs_a_purpose_and_leaves_a_row_with_it() throws Exception {
        Browser boss = office.administrator();
        HttpResponse<String> without = boss.post("/flows", "csrf", boss.csrf(), "query", "");
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(without.body()).contains("purpose").doesNotContain(Office.FAR);
        HttpResponse<String> csv =
                boss.post(
                        "/flows",
                        "csrf",
                        boss.csrf(),
                        "purpose",
                        "ticket 4711",
                        "query",
                        "ip:10.0.0.5",
                        "format",
                        "csv");
        assertThat(csv.body()).contains(Office.FAR);
        assertThat(Files.readString(folder.resolve("history/audit.ndjson")))
                .contains("ticket 4711")
                .contains("\"who\":\"boss\"");
        HttpResponse<String> wrong =
                boss.post(
                        "/flows", "csrf", boss.csrf(), "purpose", "ticket", "query", "sorce.ip:1");
        assertThat(wrong.body()).contains("source.ip");
    }

    // ---- one flow

    private String audit() throws IOException {
        return Files.readString(folder.resolve("history/audit.ndjson"));
    }

    /// Where the first result of a search leads.
    private static String link(Browser browser) throws Exception {
        String found =
                browser.post("/flows", "csrf", browser.csrf(), "purpose", "ticket 4711").body();
        Matcher link = Pattern.compile("formaction=\"([^\"]+)\"").matcher(found);
        assertThat(link.find()).as(found).isTrue();
        return link.group(1).replace("&amp;", "&");
    }

    @Test
    void from_a_result_one_comes_to_why_it_is_called_so_and_the_look_is_audited() throws Exception {
        Browser ana = office.somebody(office.administrator(), "ANALYST", "ana");
        String link = link(ana);
        assertThat(link).startsWith("/flows/1?slice=1&end=");
        HttpResponse<String> page =
                ana.post(link, "csrf", ana.csrf(), "purpose", "a look at ticket 4711");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("tls (web), seen in clear, because its own bytes say so")
                .contains("Second was tls (adult), since the name www.&lt;script&gt;")
                .contains("but another entry says more exactly what the name is.")
                .contains("bytes:tls-client-hello")
                .contains("list:feed/example")
                .contains("less-specific")
                .contains(Office.FAR + " port 443")
                .contains("href=\"/devices/1?at=")
                .contains("unnamed")
                .doesNotContain(Office.ATTACK)
                .doesNotContain(Office.TURNED);
        List<String> begun =
                audit().lines().filter(row -> row.contains("\"act\":\"search-begun\"")).toList();
        assertThat(begun).hasSize(2);
        assertThat(begun.getLast())
                .contains("\"who\":\"ana\",\"via\":\"console\"")
                .contains("tapwarden.flow.id:1 and tapwarden.slice:1 and observer.name:test")
                .contains("\"purpose\":\"a look at ticket 4711\"");
        Matcher number = Pattern.compile("Audit row (\\d+)").matcher(page.body());
        assertThat(number.find()).isTrue();
        assertThat(begun.getLast()).startsWith("{\"number\":" + number.group(1) + ",");
    }

    @Test
    void a_flow_asks_for_a_purpose_before_it_shows_anything() throws Exception {
        Browser boss = office.administrator();
        String link = link(boss);
        String before = audit();
        HttpResponse<String> form = boss.get(link);
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.body()).contains("name=\"purpose\"").doesNotContain(Office.FAR);
        assertThat(form.body()).contains("action=\"" + link.replace("&", "&amp;") + "\"");
        for (String purpose : List.of("", "  ", "x")) {
            HttpResponse<String> without = boss.post(link, "csrf", boss.csrf(), "purpose", purpose);
            assertThat(without.statusCode()).isEqualTo(400);
            assertThat(without.body()).contains("purpose").doesNotContain(Office.FAR);
        }
        assertThat(boss.post(link, "purpose", "no token").statusCode()).isEqualTo(403);
        assertThat(audit()).isEqualTo(before);
    }

    @Test
    void a_flow_is_found_by_its_id_alone_within_a_time_and_says_when_it_is_not() throws Exception {
        Browser boss = office.administrator();
        String csrf = boss.csrf();
        assertThat(boss.post("/flows/1", "csrf", csrf, "purpose", "by id").body())
                .contains(Office.FAR);
        HttpResponse<String> old =
                boss.post("/flows/1", "csrf", csrf, "purpose", "by id", "to", "2020-01-01");
        assertThat(old.statusCode()).isEqualTo(404);
        assertThat(old.body()).contains("no such flow").doesNotContain(Office.FAR);
        for (String nobody :
                List.of(
                        "/flows/2",
                        "/flows/1?slice=2",
                        "/flows/1?observer=elsewhere",
                        "/flows/1?observer=%22%20or%20*%20or%20%22",
                        "/flows/9223372036854775807")) {
            assertThat(boss.post(nobody, "csrf", csrf, "purpose", "by id").statusCode())
                    .as(nobody)
                    .isEqualTo(404);
        }
        for (String wrong :
                List.of(
                        "/flows/9223372036854775808",
                        "/flows/1?slice=x",
                        "/flows/1?end=-1",
                        "/flows/1?from=soon",
                        "/flows/1?observer=" + "o".repeat(201))) {
            assertThat(boss.post(wrong, "csrf", csrf, "purpose", "by id").statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void a_program_gets_a_flow_with_its_sentence_as_json() throws Exception {
        Browser boss = office.administrator();
        Browser ana = office.somebody(boss, "ANALYST", "ana");
        Browser helen = office.somebody(boss, "HELP_DESK", "helen");
        HttpResponse<String> answer = ana.get("/api/flows/1?purpose=ticket+4711");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/json; charset=utf-8");
        assertThat(answer.body()).matches("\\p{ASCII}+");
        JsonNode json = new ObjectMapper().readTree(answer.body());
        assertThat(json.path("explanation").asText())
                .startsWith("tls (web), seen in clear, because")
                .contains(" Second was tls (adult), since the name www." + Office.ATTACK);
        assertThat(json.at("/flow/tapwarden/runner_up/lost").asText()).isEqualTo("less-specific");
        assertThat(json.at("/flow/destination/ip").asText()).isEqualTo(Office.FAR);
        assertThat(json.path("complete").asBoolean()).isTrue();
        assertThat(json.path("slices").asInt()).isEqualTo(1);
        assertThat(audit())
                .contains("{\"number\":" + json.path("audit").asInt() + ",")
                .contains("\"who\":\"ana\",\"via\":\"api\",\"query\":\"tapwarden.flow.id:1\"");
        String before = audit();
        HttpResponse<String> without = ana.get("/api/flows/1");
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(new ObjectMapper().readTree(without.body()).path("error").asText())
                .contains("purpose");
        assertThat(helen.get("/api/flows/1?purpose=ticket").statusCode()).isEqualTo(403);
        assertThat(helen.get("/flows/1").statusCode()).isEqualTo(403);
        assertThat(office.browser().get("/api/flows/1?purpose=ticket").statusCode()).isEqualTo(401);
        assertThat(audit()).isEqualTo(before);
        assertThat(ana.get("/api/flows/77?purpose=ticket").statusCode()).isEqualTo(404);
    }

    @Test
    void a_form_from_elsewhere_or_without_its_token_changes_nothing() throws Exception {
        Browser boss = office.administrator();
        assertThat(boss.post("/accounts/invite", "role", "ANALYST").statusCode()).isEqualTo(403);
        assertThat(
                        boss.postFrom(
                                        "https://evil.example",
                                        "/accounts/invite",
                                        "csrf",
                                        boss.csrf(),
                                        "role",
                                        "ANALYST")
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void the_set_up_link_works_once_and_only_while_there_is_no_account() throws Exception {
        String token = office.console.setUpLink().orElseThrow().getQuery().substring(6);
        Browser browser = office.browser();
        assertThat(browser.get("/setup?token=" + token).statusCode()).isEqualTo(200);
        HttpResponse<String> weak =
                browser.post(
                        "/setup",
                        "token",
                        token,
                        "name",
                        "boss",
                        "password",
                        "short",
                        "again",
                        "short");
        assertThat(weak.body()).contains("at least 12 characters");
        for (int expected : List.of(303, 403)) {
            assertThat(
                            browser.post(
                                            "/setup",
                                            "token",
                                            token,
                                            "name",
                                            "boss",
                                            "password",
                                            Office.PASSWORD,
                                            "again",
                                            Office.PASSWORD)
                                    .statusCode())
                    .isEqualTo(expected);
        }
        assertThat(office.console.setUpLink()).isEqualTo(Optional.empty());
    }

    @Test
    void who_guesses_is_slowed_down_and_told_nothing() throws Exception {
        office.administrator();
        Browser guesser = office.browser();
        String unknown = guesser.post("/login", "name", "nobody", "password", "x").body();
        String wrong = guesser.post("/login", "name", "boss", "password", "x").body();
        assertThat(unknown).isEqualTo(wrong);
        for (int i = 0; i < 5; i++) {
            guesser.post("/login", "name", "boss", "password", "x");
        }
        assertThat(guesser.post("/login", "name", "boss", "password", Office.PASSWORD).statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_session_ends_with_its_cookie_and_a_disabled_account_at_once() throws Exception {
        Browser boss = office.administrator();
        Browser ana = office.somebody(boss, "ANALYST", "ana");
        assertThat(ana.get("/alerts").statusCode()).isEqualTo(200);
        boss.post("/accounts/disable", "csrf", boss.csrf(), "name", "ana", "disabled", "true");
        assertThat(ana.get("/alerts").statusCode()).isEqualTo(303);
        assertThat(ana.post("/login", "name", "ana", "password", Office.PASSWORD).statusCode())
                .isEqualTo(403);
        boss.post("/logout", "csrf", boss.csrf());
        assertThat(boss.get("/alerts").statusCode()).isEqualTo(303);
    }

    @Test
    void every_answer_carries_the_headers_that_keep_a_page_to_itself() throws Exception {
        for (String path : List.of("/login", "/static/console.js", "/metrics", "/elsewhere")) {
            var headers = office.browser().get(path).headers();
            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(headers.firstValue("Strict-Transport-Security")).isPresent();
            assertThat(headers.firstValue("Server")).isEmpty();
        }
        assertThat(office.browser().get("/static/..%2f..%2fConsole.class").statusCode())
                .isIn(400, 404);
        Browser boss = office.administrator();
        assertThat(boss.cookie).startsWith("__Host-");
    }

    @Test
    void metrics_are_for_this_machine_without_an_account() throws Exception {
        assertThat(office.browser().get("/metrics").body()).contains("tapwarden_up 1");
    }

    @Test
    void an_alert_appears_on_the_live_list_within_a_second() throws Exception {
        Browser boss = office.administrator();
        HttpResponse<InputStream> stream =
                boss.client()
                        .send(
                                boss.request("/alerts/stream?after=1").GET().build(),
                                HttpResponse.BodyHandlers.ofInputStream());
        try (var lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("retry");
            long began = System.nanoTime();
            office.sensor.alert(office.alert(2, 2), Optional.empty());
            String line = lines.readLine();
            while (!line.startsWith("id:")) {
                line = lines.readLine();
            }
            assertThat(line).isEqualTo("id: 2");
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(10));
            String row = lines.readLine();
            assertThat(row).startsWith("data: <li");
        }
    }

    @Test
    void the_help_desk_says_what_became_of_an_alert_and_why() throws Exception {
        Browser helen = office.somebody(office.administrator(), "HELP_DESK", "helen");
        assertThat(helen.get("/alerts/1").body()).contains("(identity, frame 4711, 1969-12-31");
        assertThat(helen.get("/alerts/1").body())
                .contains("Nobody said yet", "closet-2, port Gi1/0/14 (&lt;script&gt;")
                .doesNotContain("show mac address-table");
        HttpResponse<String> silent =
                helen.post("/alerts/1", "csrf", helen.csrf(), "became", "confirmed", "why", " ");
        assertThat(silent.statusCode()).isEqualTo(400);
        HttpResponse<String> unknown =
                helen.post("/alerts/1", "csrf", helen.csrf(), "became", "approved", "why", "mine");
        assertThat(unknown.statusCode()).as("only an administrator approves").isEqualTo(400);
        HttpResponse<String> said =
                helen.post(
                        "/alerts/1",
                        "csrf",
                        helen.csrf(),
                        "became",
                        "false-alarm",
                        "why",
                        "a dock " + Office.ATTACK);
        assertThat(said.statusCode()).isEqualTo(303);
        assertThat(helen.get("/alerts/1").body())
                .contains("<strong>a false alarm</strong>, says helen", "a dock &lt;script&gt;")
                .doesNotContain(Office.ATTACK);
        assertThat(office.sensor.precision().get("rogue-router").falseAlarms()).isOne();
        assertThat(helen.get("/alerts/1").body())
                .contains("Of 1 alert of this rule that people judged, 0 were what it said (0 %)");
        assertThat(helen.get("/alerts").body())
                .contains("How often each rule was right", "It was <strong>a false alarm");
        assertThat(helen.get("/").body()).contains("Somebody said of each what it was.");
    }

    @Test
    void an_alert_that_nobody_judged_waits_on_the_first_page() throws Exception {
        Browser helen = office.somebody(office.administrator(), "HELP_DESK", "helen");
        assertThat(helen.get("/").body())
                .contains("1 waits for somebody to say what it was, 1 of them high or critical.")
                .contains("<a href=\"/alerts\">Alerts</a>");
        assertThat(helen.get("/alerts").body())
                .contains("Nobody said yet what it was")
                .doesNotContain("How often each rule was right");
        assertThat(helen.get("/alerts/1").body())
                .contains("Nobody said of an alert of this rule yet");
    }

    @Test
    void an_administrator_releases_with_a_reason() throws Exception {
        office.hold();
        Browser boss = office.administrator();
        assertThat(boss.get("/alerts/1").body()).contains("simulated").contains("Release now");
        String lease = office.enforcer.leases().getFirst().id();
        assertThat(boss.post("/release", "csrf", boss.csrf(), "lease", lease).statusCode())
                .isEqualTo(400);
        assertThat(
                        boss.post(
                                        "/release",
                                        "csrf",
                                        boss.csrf(),
                                        "lease",
                                        lease,
                                        "alert",
                                        "1",
                                        "why",
                                        "it was the printer")
                                .statusCode())
                .isEqualTo(303);
        assertThat(office.enforcer.leases()).isEmpty();
        assertThat(boss.get("/audit").body()).contains("it was the printer").contains("intact");
    }

    @Test
    void the_key_is_for_its_owner_only() throws IOException {
        Path key = folder.resolve("console/console.p12");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(office.console.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    }

    @Test
    void a_port_that_is_taken_is_one_line(@TempDir Path other) {
        assertThatThrownBy(() -> new Office(other, office.address.getPort()).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the port is taken")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void a_form_that_is_too_long_is_refused() throws Exception {
        assertThat(
                        office.browser()
                                .post("/login", "name", "x".repeat(40_000), "password", "y")
                                .statusCode())
                .isEqualTo(413);
        assertThat(Set.of(200, 303)).contains(office.administrator().get("/").statusCode());
    }
}
