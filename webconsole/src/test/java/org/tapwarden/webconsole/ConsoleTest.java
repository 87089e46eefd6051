package org.tapwarden.webconsole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        return route.path().pattern().replace("([0-9]{1,18})", "1");
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
            } else {
                assertThat(answer.statusCode()).as(path(route)).isEqualTo(303);
                assertThat(answer.headers().firstValue("Location")).contains("/login");
            }
        }
        assertThat(stranger.get("/elsewhere").statusCode()).isEqualTo(303);
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
        assertThat(found).contains(Office.FAR).doesNotContain(Office.ATTACK);
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
