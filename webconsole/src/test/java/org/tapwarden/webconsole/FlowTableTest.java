package org.tapwarden.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.webconsole.Office.Browser;

/// Searches with stages, and help while one writes them.
class FlowTableTest {

    private static final String TOP = "| top 5 source.ip by bytes";

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

    private HttpResponse<String> search(String query, String... more) throws Exception {
        String[] fields = {"csrf", boss.csrf(), "purpose", "ticket 4711", "query", query};
        String[] all = java.util.Arrays.copyOf(fields, fields.length + more.length);
        System.arraycopy(more, 0, all, fields.length, more.length);
        return boss.post("/flows", all);
    }

    private JsonNode api(String path) throws Exception {
        HttpResponse<String> answer = boss.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).matches("\\p{ASCII}+");
        return new ObjectMapper().readTree(answer.body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String audit() throws IOException {
        return Files.readString(folder.resolve("history/audit.ndjson"));
    }

    @Test
    void amounts_have_a_bar_and_values_lead_to_the_search_for_them() throws Exception {
        String page = search("category:web " + TOP).body();
        assertThat(page).contains("1 of 1 rows, of 1 slices.", "600 B", "<rect width=\"100\"");
        Matcher link = Pattern.compile("class=\"value\"[^>]* value=\"([^\"]+)\"").matcher(page);
        assertThat(link.find()).as(page).isTrue();
        assertThat(link.group(1)).isEqualTo("tapwarden.category:web and source.ip:10.0.0.5");
        assertThat(search(link.group(1)).body()).contains("1 of 1 slices shown", Office.FAR);
    }

    @Test
    void a_value_of_the_network_is_escaped_and_still_found_again() throws Exception {
        String page = search("| distinct tls.client.server_name").body();
        assertThat(page)
                .contains("www.&lt;script&gt;")
                .doesNotContain(Office.ATTACK)
                .doesNotContain(Office.TURNED + ".example</button>");
        Matcher link = Pattern.compile("class=\"value\"[^>]* value=\"([^\"]+)\"").matcher(page);
        assertThat(link.find()).as(page).isTrue();
        String query =
                link.group(1)
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&#34;", "\"")
                        .replace("&amp;", "&");
        assertThat(search(query).body()).as(query).contains("1 of 1 slices shown");
    }

    @Test
    void a_timeline_is_drawn_and_leads_into_its_intervals() throws Exception {
        String page = search("| timeline 5m by source.ip").body();
        assertThat(page)
                .contains("<svg class=\"timeline\"", "bytes every 5 min, the highest bar is 600 B")
                .contains("event.end");
        assertThat(search(TOP).body()).doesNotContain("<svg class=\"timeline\"");
    }

    @Test
    void a_table_can_be_exported_and_has_the_rows_that_its_stages_ask_for() throws Exception {
        assertThat(search(TOP, "format", "csv", "limit", "1").body())
                .isEqualTo("source.ip,bytes\r\n10.0.0.5,600\r\n");
    }

    @Test
    void without_a_purpose_nothing_is_counted() throws Exception {
        String before = audit();
        HttpResponse<String> page = boss.post("/flows", "csrf", boss.csrf(), "query", TOP);
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("purpose must have").doesNotContain("10.0.0.5");
        assertThat(boss.get("/api/flows?query=" + encoded(TOP)).statusCode()).isEqualTo(400);
        assertThat(audit()).isEqualTo(before);
    }

    @Test
    void a_slip_is_told_with_the_query_that_may_have_been_meant() throws Exception {
        HttpResponse<String> page = search("category:web | top 3 sorce.ip by bytes");
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body())
                .contains("sorce.ip")
                .contains("Did you mean")
                .contains("value=\"category:web | top 3 source.ip by bytes\"");
        assertThat(search("(").body()).doesNotContain("Did you mean");
    }

    @Test
    void a_program_gets_the_table_or_the_slices() throws Exception {
        JsonNode table = api("/api/flows?purpose=ticket&query=" + encoded(TOP)).path("table");
        assertThat(table.toString())
                .isEqualTo(
                        "{\"columns\":[\"source.ip\",\"bytes\"],\"rows\":[[\"10.0.0.5\",600]],"
                                + "\"total\":1,\"slices\":1,\"sentences\":[]}");
        JsonNode slices = api("/api/flows?purpose=ticket");
        assertThat(slices.at("/flows/0/destination/ip").asText()).isEqualTo(Office.FAR);
        assertThat(slices.path("matched").asInt()).isEqualTo(1);
        assertThat(audit()).contains("{\"number\":" + slices.path("audit").asInt() + ",");
        assertThat(boss.get("/api/flows?purpose=ticket&querry=x").body())
                .contains("no parameter 'querry'");
        assertThat(boss.get("/api/flows?purpose=ticket&from=soon").statusCode()).isEqualTo(400);
        Browser helen = office.somebody(boss, "HELP_DESK", "helen");
        assertThat(helen.get("/api/flows?purpose=ticket").statusCode()).isEqualTo(403);
        assertThat(helen.get("/api/flows/complete?text=s").statusCode()).isEqualTo(403);
    }

    @Test
    void what_could_go_on_is_told_and_looks_at_no_flow() throws Exception {
        String before = audit();
        JsonNode field = api("/api/flows/complete?text=sourc&cursor=5").path("suggestions");
        assertThat(field.size()).isBetween(1, QueryHelp.MOST_SHOWN);
        assertThat(field.get(0).path("text").asText()).startsWith("source.");
        assertThat(field.get(0).path("from").asInt()).isZero();
        String text = "category:web | ti";
        JsonNode stage = api("/api/flows/complete?text=" + encoded(text)).path("suggestions");
        assertThat(stage.get(0).path("text").asText()).isEqualTo("timeline");
        assertThat(stage.get(0).path("kind").asText()).isEqualTo("stage");
        assertThat(boss.get("/api/flows/complete?text=s&cursor=x").statusCode()).isEqualTo(400);
        assertThat(boss.get("/api/flows/complete?text=" + "s".repeat(4_001)).statusCode())
                .isEqualTo(400);
        assertThat(audit()).isEqualTo(before);
    }
}
