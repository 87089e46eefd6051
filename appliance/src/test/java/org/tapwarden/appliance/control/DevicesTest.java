package org.tapwarden.appliance.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.identity.Persons;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.store.SensorStore;

/// `tapwarden devices ...` on the stores of an appliance that does not run.
class DevicesTest {

    private static final long LAPTOP = 0x002170000001L;
    private static final long PRINTER = 0x002170000002L;
    private static final long PRIVATE = 0x0a1122000001L;
    private static final Address ADDRESS = Address.parse("10.1.2.3");
    private static final String HOSTILE = "=cmd|'/c calc'!A1,\u001b[2J\u202e";

    /// 01:30 of the first time and of the second, when clocks go back.
    private static final Instant SUMMER = Instant.parse("2026-11-01T08:30:00Z");

    private static final Instant WINTER = Instant.parse("2026-11-01T09:30:00Z");

    @TempDir Path folder;
    private Path config;

    record Said(int exit, String out, String err) {}

    @BeforeEach
    void a_laptop_gave_its_address_to_a_printer_between_the_two() throws IOException {
        config = folder.resolve("tapwarden.yaml");
        Files.writeString(
                config,
                "state: state\ntime-zone: America/Los_Angeles\ncapture: {interface: tap0}\n");
        Files.createDirectory(folder.resolve("state"));
        try (var store = new SensorStore(folder.resolve("state/sensor.db"), Segments.UNDECLARED)) {
            var endpoints = new Endpoints(Makers.load(), store::nextId, store, 100);
            Endpoint laptop = seen(endpoints, LAPTOP, SUMMER.minusSeconds(7_200));
            endpoints.bind(laptop, ADDRESS, nanos(SUMMER.minusSeconds(7_200)), "dhcp");
            endpoints.hostName(laptop, "room-12", nanos(SUMMER.minusSeconds(7_200)), "dhcp");
            Endpoint printer = seen(endpoints, PRINTER, SUMMER.plusSeconds(1_800));
            endpoints.bind(printer, ADDRESS, nanos(SUMMER.plusSeconds(1_800)), "arp");
            endpoints.hostName(printer, HOSTILE, nanos(SUMMER.plusSeconds(1_801)), "mdns");
            seen(endpoints, PRIVATE, WINTER);
            store.awaitCommitted(store.submitted());
        }
    }

    private static long nanos(Instant at) {
        return at.toEpochMilli() * 1_000_000L;
    }

    private static Endpoint seen(Endpoints endpoints, long mac, Instant at) {
        return Objects.requireNonNull(
                endpoints.atMac(Segments.UNDECLARED.all().getFirst(), mac, nanos(at)));
    }

    private Said run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = config.toString();
        int exit = Control.execute(all, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Said(exit, out.toString(), err.toString());
    }

    private Said load(String text) throws IOException {
        Path list = folder.resolve("list.csv");
        Files.writeString(list, text);
        return run("devices", "import", list.toString());
    }

    @Test
    void who_had_an_address_is_told_for_both_hours_when_clocks_went_back() {
        Said said = run("devices", "show", "10.1.2.3", "--at", "2026-11-01 01:30");
        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("twice; both are answered", "2 answers")
                .contains("At 2026-11-01 01:30:00 -07:00: MAC 00:21:70:00:00:01")
                .contains("At 2026-11-01 01:30:00 -08:00: MAC 00:21:70:00:00:02")
                .contains("until another had it 2026-11-01 01:00:00 -08:00")
                .contains("last confirmed 2026-10-31 23:30:00 -07:00")
                .contains("it was not seen between that and the time asked for");
    }

    @Test
    void an_hour_that_did_not_come_is_refused_and_so_is_no_time() {
        Said said = run("devices", "show", "10.1.2.3", "--at", "2026-03-08 02:30");
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err().lines().findFirst().orElseThrow())
                .contains("there was no 2026-03-08 02:30 in America/Los_Angeles");
        assertThat(run("devices", "show", "10.1.2.3", "--at", "then").exit()).isEqualTo(2);
        Said nobody = run("devices", "show", "10.1.2.3", "--at", "2026-10-01 00:00");
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err().lines()).hasSize(1);
    }

    @Test
    void nobody_is_no_device_and_says_so() {
        Said nobody = run("devices", "show", " ");
        assertThat(nobody.exit()).isEqualTo(2);
        assertThat(nobody.err()).contains("say which device");
    }

    @Test
    void who_used_it_is_shown_to_who_says_why_and_that_is_in_the_audit() throws IOException {
        try (var store = new SensorStore(folder.resolve("state/sensor.db"), Segments.UNDECLARED)) {
            long laptop = store.byMac(new Mac(LAPTOP)).orElseThrow().endpoint();
            long now = SUMMER.toEpochMilli();
            store.bound(new Binding(laptop, Persons.USER, "kim\u001b[2J", now, "kerberos", 60));
            store.bound(new Binding(laptop, Persons.USE, "shared", now, "kerberos", 60));
            store.awaitCommitted(store.submitted());
        }
        assertThat(run("devices", "show", "00:21:70:00:00:01").out())
                .contains(
                        "use                Shared: more than 3 persons", "(kerberos, 60 %, since")
                .doesNotContain("kim");
        Said short1 = run("devices", "show", "00:21:70:00:00:01", "--purpose", "x");
        assertThat(short1.exit()).isEqualTo(2);
        assertThat(short1.err()).contains("3 to 500 characters");
        assertThat(run("audit", "verify").out()).contains("what people decided: 0 rows");
        Said said = run("devices", "show", "00:21:70:00:00:01", "--purpose", "ticket 4711");
        assertThat(said.out()).contains("used by            kim?[2J").doesNotContain("\u001b");
        assertThat(run("audit", "verify").out()).contains("what people decided: 1 rows, intact");
        Said before =
                run(
                        "devices",
                        "show",
                        "00:21:70:00:00:01",
                        "--purpose",
                        "ticket",
                        "--at",
                        "2026-10-31 23:00",
                        "--format",
                        "json");
        assertThat(before.out()).doesNotContain("kim");
    }

    @Test
    void what_is_no_list_is_one_line_that_moves_no_cursor() throws IOException {
        for (String text :
                List.of(
                        "\u001b[2J\u0000x,y\n",
                        "mac;name\n",
                        "mac,name\n\"00:21:70:00:00:01,x\n")) {
            Said said = load(text);
            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.err().lines().findFirst().orElseThrow())
                    .contains("list.csv:")
                    .doesNotContainPattern("\\p{Cntrl}");
        }
        assertThat(load("mac;name\n").err()).contains("with commas between them");
        assertThat(load("mac,name\n\"00:21:70:00:00:01,x\n").err())
                .contains("a quote is not closed");
        assertThat(run("devices", "import", folder.toString()).err()).contains("is a directory");
        assertThat(run("devices", "import", "-").err()).contains("'-' is no file");
        Said endless = run("devices", "import", "/dev/zero");
        assertThat(endless.exit()).isEqualTo(1);
        assertThat(endless.err()).contains("is larger than 16 MiB").hasLineCount(1);
    }

    @Test
    void json_has_the_same_answers_and_nothing_moves_the_cursor() throws IOException {
        Said said =
                run("devices", "show", "10.1.2.3", "--at", "2026-11-01 01:30", "--format", "json");
        JsonNode answers = new ObjectMapper().readTree(said.out()).path("answers");
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).path("holding").path("last_confirmed").asText())
                .isEqualTo("2026-10-31T23:30-07:00");
        assertThat(answers.get(1).path("mac").asText()).isEqualTo("00:21:70:00:00:02");
        String shown = run("devices", "show", "00:21:70:00:00:02").out();
        assertThat(shown).contains("=cmd|").doesNotContain("\u001b").doesNotContain("\u202e");
    }

    @Test
    void a_diff_names_who_came_and_one_segment_can_be_asked_for() {
        Said said = run("devices", "diff", "--from", "2026-11-01 00:30", "--to", "2026-11-02");
        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("+ 00:21:70:00:00:02", "+ 0a:11:22:00:00:01", "2 came, 1 went")
                .doesNotContain("\u001b");
        assertThat(
                        run(
                                        "devices",
                                        "diff",
                                        "--from",
                                        "2026-11-01 00:30",
                                        "--to",
                                        "2026-11-02",
                                        "--segment",
                                        "other")
                                .out())
                .contains("0 came");
        assertThat(run("devices", "diff", "--from", "2026-11-02", "--to", "2026-11-01").exit())
                .isEqualTo(2);
    }

    @Test
    void what_is_proposed_can_be_imported_as_it_is() throws IOException {
        try (var store = new SensorStore(folder.resolve("state/sensor.db"), Segments.UNDECLARED)) {
            long printer = store.byMac(new Mac(PRINTER)).orElseThrow().endpoint();
            long at = WINTER.toEpochMilli();
            store.bound(new Binding(printer, Binding.ROLE, "access-point", at, "lldp", 40));
            store.awaitCommitted(store.submitted());
        }
        Said said = run("devices", "propose");
        assertThat(said.out())
                .contains("it says that it is access-point (lldp): if it is the office's, write");
        assertThat(said.out())
                .contains("mac,name,owner,segment,kind,asset_tag")
                .contains("00:21:70:00:00:01,room-12,,unnamed,")
                .contains("00:21:70:00:00:02,\"'=cmd|'/c calc'!A1,?[2J?\",,unnamed,")
                .contains("# not proposed, its address is a private one")
                .doesNotContain("\u001b");
        assertThat(said.err()).contains("2 devices proposed, 1 more as comments");
        assertThat(load(said.out()).out()).contains("2 added, 0 changed");
        assertThat(run("devices", "propose").err()).contains("0 devices proposed");
        assertThat(run("devices", "propose", "--since", "2027-01-01").err())
                .contains("0 devices proposed, 0 more");
    }

    @Test
    void rows_with_one_asset_tag_are_one_device_found_by_its_tag() throws IOException {
        Said first =
                load(
                        """
                        mac,name,owner,asset_tag,serial,ownership,group,site,expires
                        00:21:70:00:00:01,cart 1,it,A-4711,S1,office,grade 7,HS1,2030-06-30
                        00:21:70:00:00:77,cart 1,it,A-4711,S1,office,grade 7,HS1,2030-06-30
                        """);
        assertThat(first.out()).contains("2 added").contains("cart 1 asset:A-4711");
        String shown = run("devices", "show", "a-4711").out();
        assertThat(shown)
                .contains("MAC 00:21:70:00:00:01")
                .contains("asset tag          A-4711")
                .contains("serial             S1")
                .contains("ownership          office")
                .contains("group              grade 7")
                .contains("MACs               00:21:70:00:00:01, 00:21:70:00:00:77")
                .contains("approved until     2030-07-01 00:00:00 -07:00")
                .contains("state              approved");
        Said replaced =
                load(
                        """
                        mac,name,owner,asset_tag,serial,ownership,group,site,expires
                        00:21:70:00:00:78,cart 1,it,A-4711,S1,office,grade 7,HS1,2030-06-30
                        """);
        assertThat(replaced.exit())
                .as("a device that has another network card is not gone: " + replaced.err())
                .isZero();
        assertThat(replaced.out()).contains("1 added, 0 changed, 2 retired");
    }

    @Test
    void an_approval_that_ended_leaves_a_known_device() throws IOException {
        load("mac,expires\n00:21:70:00:00:01,2026-10-31\n00:21:70:00:00:02,2026-11-01\n");
        assertThat(run("devices", "list").out())
                .containsPattern("00:21:70:00:00:01 +known")
                .containsPattern("00:21:70:00:00:02 +approved");
        run("devices", "approve", "00:21:70:00:00:01", "--owner", "it", "--expires", "2030-06-30");
        assertThat(run("devices", "show", "00:21:70:00:00:01").out())
                .contains("owner              it")
                .contains("approved until     2030-07-01 00:00:00 -07:00");
        Said soon = run("devices", "approve", "00:21:70:00:00:01", "--expires", "soon");
        assertThat(soon.exit()).isEqualTo(2);
        assertThat(soon.err()).contains("'soon' is no day; write it as 2027-06-30");
        Said over = run("devices", "approve", "00:21:70:00:00:01", "--expires", "2020-01-01");
        assertThat(over.exit()).isEqualTo(2);
        assertThat(over.err()).contains("the last day 2020-01-01 is over");
        assertThat(run("devices", "approve", "ff:ff:ff:ff:ff:ff").err())
                .contains("ff:ff:ff:ff:ff:ff is no device's address");
    }

    @Test
    void a_device_that_is_approved_again_stays_the_one_of_the_inventory() throws IOException {
        load("mac,name,asset_tag,expires\n00:21:70:00:00:01,cart 1,A-4711,2026-10-31\n");
        run("devices", "approve", "00:21:70:00:00:01", "--expires", "2030-06-30");
        assertThat(run("devices", "show", "A-4711").out())
                .contains("inventory name     cart 1")
                .contains("approved until     2030-07-01 00:00:00 -07:00")
                .contains("state              approved");
        assertThat(run("audit", "verify").out()).contains("what people decided: 2 rows, intact");
    }

    @Test
    void all_that_is_wrong_with_a_list_is_told_one_line_each_and_nothing_is_changed()
            throws IOException {
        Said said =
                load(
                        """
                        mac,asset_tag,owner,ownership,expires
                        zz,,,,
                        00:21:70:00:00:01,A1,it,borrowed,
                        00:21:70:00:00:02,A1,it,office,30.6.2027
                        00:21:70:00:00:03,A2,it,office,
                        00:21:70:00:00:04,A2,library,office,
                        """);
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.err().lines())
                .hasSize(5)
                .satisfiesExactly(
                        l -> assertThat(l).contains("list.csv:2: 'zz' is no MAC address"),
                        l ->
                                assertThat(l)
                                        .contains(":3: 'borrowed' must be one of [office, stipend"),
                        l -> assertThat(l).contains(":4: '30.6.2027' is no day; write it as"),
                        l -> assertThat(l).contains(":6: the device asset:A2 has another owner"),
                        l -> assertThat(l).contains("nothing was changed"));
        assertThat(run("devices", "list").out()).contains("learning");
    }
}
