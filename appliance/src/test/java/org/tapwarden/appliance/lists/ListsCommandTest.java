package org.tapwarden.appliance.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.appliance.replay.ReplayCommand;
import org.tapwarden.classifier.list.Lists;
import org.tapwarden.classifier.list.ListsFolder;
import picocli.CommandLine;

/// The command from its arguments to what a flow is called.
class ListsCommandTest {

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int lists(String... arguments) {
        return run(new CommandLine(new ListsCommand()), arguments);
    }

    private int run(CommandLine line, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines)).toString();
    }

    private String directory() {
        return folder.resolve("lists").toString();
    }

    private int load(String file, String id, String category, String... more) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "import",
                                file,
                                "--id",
                                id,
                                "--category",
                                category,
                                "--lists",
                                directory()));
        all.addAll(Arrays.asList(more));
        return lists(all.toArray(String[]::new));
    }

    private boolean hits(String name) throws IOException {
        Path file = new ListsFolder(Path.of(directory())).current().orElseThrow();
        return Lists.open(file).lookup(name) != null;
    }

    @Test
    void an_import_counts_is_told_and_can_be_taken_back() throws IOException {
        assertThat(lists("status", "--lists", directory())).isZero();
        assertThat(out.toString()).contains("No lists were imported.");

        String one = file("one.txt", "games.example", "www.games.example", "no name");
        assertThat(load(one, "games", "games", "--licence", "MIT")).isZero();
        assertThat(out.toString())
                .contains("games: deny games, 2 entries, domains")
                .contains("licence     MIT")
                .contains("line 3: no name of a domain: no name")
                .contains("1 entries lie below another")
                .contains("generation 1 counts now: 1 lists, 1 names");
        assertThat(hits("a.games.example")).isTrue();

        String two = file("two.txt", "0.0.0.0 bets.example", "0.0.0.0 games.example");
        assertThat(load(two, "bets", "gambling", "--office")).isZero();
        assertThat(out.toString())
                .contains("bets: office deny gambling, 2 entries, hosts")
                .contains("overlap     1 names (50 %) are also on games")
                .contains("generation 2 counts now: 2 lists, 3 names");

        assertThat(lists("status", "--lists", directory())).isZero();
        assertThat(out.toString())
                .contains("generation 2 of ")
                .contains("one.txt, of today; licence: MIT; imported by ")
                .contains("licence: not said")
                .contains("generation 1 is kept to go back to");

        assertThat(lists("rollback", "--lists", directory())).isZero();
        assertThat(out.toString()).contains("generation 1 counts now: 1 lists");
        assertThat(hits("bets.example")).isFalse();
        assertThat(lists("status", "--lists", directory())).isZero();
        assertThat(out.toString()).contains("generation 2 was gone back from");
        assertThat(lists("rollback", "--lists", directory())).isEqualTo(1);
        assertThat(err.toString()).contains("no generation before 1").hasLineCount(1);
    }

    @Test
    void a_list_is_replaced_and_removed_by_its_id() throws IOException {
        load(file("one.txt", "one.example"), "a", "games");
        load(file("two.txt", "two.example"), "a", "games");
        assertThat(hits("one.example")).isFalse();
        assertThat(hits("two.example")).isTrue();
        load(file("three.txt", "three.example"), "b", "games");
        assertThat(lists("remove", "a", "--lists", directory())).isZero();
        assertThat(hits("two.example")).isFalse();
        assertThat(hits("three.example")).isTrue();
        assertThat(lists("remove", "zzz", "--lists", directory())).isEqualTo(1);
        assertThat(err.toString()).contains("there is no list 'zzz'").hasLineCount(1);
    }

    @Test
    void a_list_that_hits_what_schools_need_changes_nothing_without_yes() throws IOException {
        String bad = file("bad.txt", "google.com", "games.example");
        assertThat(load(bad, "bad", "games")).isEqualTo(1);
        assertThat(out.toString()).contains("CANARIES").contains("classroom.google.com");
        assertThat(err.toString()).contains("nothing was changed").contains("--yes");
        assertThat(new ListsFolder(Path.of(directory())).current()).isEmpty();
        assertThat(lists("check", bad)).isEqualTo(1);
        assertThat(load(bad, "bad", "games", "--yes")).isZero();
        assertThat(hits("docs.google.com")).isTrue();
    }

    @Test
    void a_public_suffix_is_left_out_and_said() throws IOException {
        assertThat(load(file("a.txt", "co.uk", "shop.example"), "a", "games")).isZero();
        assertThat(out.toString()).contains("REFUSED     1 public suffixes").contains("co.uk");
        assertThat(hits("anything.co.uk")).isFalse();
        String lent = file("b.txt", "duckdns.org");
        assertThat(load(lent, "b", "dynamic-dns", "--keep-suffixes")).isZero();
        assertThat(hits("home.duckdns.org")).isTrue();
    }

    @Test
    void what_is_no_list_fails_in_one_line() throws IOException {
        String empty = file("empty.txt");
        String text = file("text.txt", "Dear reader,", "this is a letter.");
        for (String wrong : List.of(empty, text, folder.resolve("missing").toString())) {
            assertThat(load(wrong, "a", "games")).isEqualTo(1);
            assertThat(err.toString()).contains(wrong).hasLineCount(1).doesNotContain("Exception");
        }
        String good = file("good.txt", "a.example");
        assertThat(lists("import", good, "--id", "a", "--lists", directory())).isEqualTo(1);
        assertThat(err.toString()).contains("--category").hasLineCount(1);
        assertThat(load(good, "A b", "games")).isEqualTo(2);
        assertThat(load(good, "a", "nonsense")).isEqualTo(2);
        assertThat(load(good, "a", "games", "--format", "xml")).isEqualTo(2);
        assertThat(load(good, "a", "games", "--type", "maybe")).isEqualTo(2);
        assertThat(lists()).isEqualTo(2);
        assertThat(lists("import")).isEqualTo(2);
        assertThat(lists("status", "--config", folder.resolve("no.yaml").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("no.yaml").hasLineCount(1);
    }

    @Test
    void what_a_list_says_of_itself_steers_no_terminal() throws IOException {
        String bad = file("a.txt", "a.example", "b.example", "\u001b[2J evil \u202e line");
        assertThat(load(bad, "a", "games", "--licence", "\u001b]0;x\u0007")).isZero();
        assertThat(out.toString()).doesNotContain("\u001b").doesNotContain("\u202e");
    }

    @Test
    void an_old_list_is_called_old() throws IOException {
        String old = file("old.txt", "a.example");
        Files.setLastModifiedTime(
                Path.of(old), FileTime.from(Instant.now().minus(Duration.ofDays(90))));
        assertThat(load(old, "old", "games")).isZero();
        assertThat(out.toString()).contains("90 days old, OLD");
    }

    @Test
    void a_check_changes_nothing() throws IOException {
        String one = file("one.txt", "games.example");
        assertThat(load(one, "games", "games")).isZero();
        assertThat(lists("check", one, file("two.txt", "other.example"), "--lists", directory()))
                .isZero();
        assertThat(out.toString())
                .contains("one.txt: deny")
                .contains("are also on games")
                .contains("two.txt: deny");
        assertThat(new ListsFolder(Path.of(directory())).generations()).hasSize(1);
    }

    // ---- what flows are called ----

    private Path morning() throws IOException {
        Path capture = folder.resolve("morning.pcap");
        try (var in =
                new GZIPInputStream(
                        ListsCommand.class.getResourceAsStream(
                                "/org/tapwarden/appliance/demo/morning.pcap.gz"))) {
            Files.copy(in, capture);
        }
        return capture;
    }

    private static final String NAME = "\"server_name\":\"";

    private static String someName(Path flows) throws IOException {
        for (String line : Files.readAllLines(flows)) {
            int at = line.indexOf(NAME);
            if (at >= 0 && !line.contains("service-table")) {
                int from = at + NAME.length();
                return line.substring(from, line.indexOf('"', from));
            }
        }
        throw new AssertionError("no flow with a name that is no service");
    }

    @Test
    void a_replay_goes_by_them_and_a_check_counts_what_they_would_have_hit() throws IOException {
        Path capture = morning();
        Path history = folder.resolve("history");
        Path flows = folder.resolve("flows.ndjson");
        var replay = new CommandLine(new ReplayCommand());
        assertThat(
                        run(
                                replay,
                                "--history",
                                history.toString(),
                                "--flows",
                                flows.toString(),
                                capture.toString()))
                .isZero();
        String name = someName(flows);
        assertThat(Files.readString(flows)).doesNotContain("list:weapons");

        String list = file("weapons.txt", name);
        assertThat(lists("check", list, "--category", "weapons", "--history", history.toString()))
                .isZero();
        assertThat(out.toString())
                .containsPattern("would hit   [1-9][0-9,]* flows, weapons.txt: weapons")
                .containsPattern("history: [1-9][0-9,]* flows with a server's name\\R");
        assertThat(out.toString().substring(out.toString().indexOf("history:")))
                .doesNotContain(name);

        assertThat(load(list, "weapons", "weapons")).isZero();
        Path again = folder.resolve("again.ndjson");
        for (String threads : List.of("1", "3")) {
            assertThat(
                            run(
                                    new CommandLine(new ReplayCommand()),
                                    "--lists",
                                    directory(),
                                    "--threads",
                                    threads,
                                    "--flows",
                                    again.toString(),
                                    capture.toString()))
                    .isZero();
            assertThat(Files.readString(again))
                    .contains("\"list:weapons/" + name + "\"")
                    .contains("\"category\":\"weapons\"");
        }
        assertThat(
                        run(
                                new CommandLine(new ReplayCommand()),
                                "--lists",
                                folder.resolve("none").toString(),
                                capture.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no lists were imported there");
    }

    // ---- while the appliance runs ----

    private static void await(BooleanSupplier there) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!there.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void a_running_appliance_takes_new_lists_over_and_keeps_the_old_ones_when_they_are_broken()
            throws Exception {
        try (var watched = ListsInUse.watch(Path.of(directory()))) {
            assertThat(watched.active().current()).isNull();
            load(file("one.txt", "one.example"), "a", "games");
            await(() -> watched.counters().get("lists_generation") == 1);
            assertThat(watched.active().current().lookup("one.example")).isNotNull();
            load(file("two.txt", "two.example"), "b", "games");
            await(() -> watched.counters().get("lists_generation") == 2);
            assertThat(watched.active().current().lookup("two.example")).isNotNull();
            lists("rollback", "--lists", directory());
            await(() -> watched.counters().get("lists_generation") == 1);
            assertThat(watched.active().current().lookup("two.example")).isNull();

            Path broken = Path.of(directory(), "generation-000009.lists");
            Files.writeString(broken, "no lists");
            Files.writeString(Path.of(directory(), "current"), "generation-000009.lists\n");
            await(() -> watched.counters().get("lists_refused") == 1);
            assertThat(watched.active().current().lookup("one.example")).isNotNull();
        }
    }

    @Test
    void what_an_entry_cannot_do_is_told_at_the_import() throws IOException {
        String ranges = file("ranges.txt", "198.51.100.0/24");
        assertThat(load(ranges, "vpns", "vpn")).isZero();
        assertThat(out.toString()).contains("a hint      an entry alone labels nothing");
        String hashes = file("hashes.txt", "a".repeat(40));
        assertThat(load(hashes, "bad", "malware", "--format", "certificates")).isZero();
        assertThat(out.toString()).contains("compared    with certificates that TLS shows");
        assertThat(load(ranges, "shelters", "protected")).isEqualTo(1);
        assertThat(err.toString()).contains("line 1 has an address").hasLineCount(1);
    }
}
