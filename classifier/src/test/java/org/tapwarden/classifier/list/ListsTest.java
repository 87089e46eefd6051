package org.tapwarden.classifier.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tapwarden.classifier.list.ListFacts.Type.ALLOW;
import static org.tapwarden.classifier.list.ListFacts.Type.DENY;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Category;

/// What is asked in the middle of the work: names, fingerprints, addresses.
class ListsTest {

    @TempDir private Path folder;

    private final ListsBuilder builder = new ListsBuilder();
    private int written;

    static ListFacts facts(String id, Category category, ListFacts.Type type, boolean office) {
        return new ListFacts(
                id, category, type, office, "CC0-1.0", "domains", id + ".txt", 5, 6, "tester", 0);
    }

    private int list(String id, Category category) throws IOException {
        return builder.begin(facts(id, category, DENY, false));
    }

    private void put(int list, String name, Scope scope) throws IOException {
        builder.name(list, name, scope, false, 1, name);
    }

    private Lists opened() throws IOException {
        return opened(builder);
    }

    private Lists opened(ListsBuilder built) throws IOException {
        built.build();
        Path file = folder.resolve("lists-" + written++);
        built.write(file, 7);
        return Lists.open(file);
    }

    private static String said(Lists lists, String name) {
        ListHit hit = lists.lookup(name);
        return hit == null ? "-" : (hit.allows() ? "allow " : "") + hit.grounds();
    }

    // ---- which entry ----

    @ParameterizedTest
    @CsvSource({
        "example.org,           games/example.org",
        "www.example.org,       games/example.org",
        "a.b.c.d.example.org,   games/example.org",
        "WWW.Example.ORG,       games/example.org",
        "www.example.org.,      games/example.org",
        "badexample.org,        -",
        "example.org.uk,        -",
        "org,                   -",
        "deep.example.org,      social/deep.example.org",
        "very.deep.example.org, social/deep.example.org",
        "only.example.net,      games/full:only.example.net",
        "x.only.example.net,    -",
        "under.example.net,     -",
        "x.under.example.net,   games/*.under.example.net",
        "example..org,          -",
        ".,                     -",
        "'',                    -",
    })
    void the_longest_end_of_a_name_at_a_dot_counts(String name, String expected)
            throws IOException {
        int games = list("games", Category.GAMES);
        int social = list("social", Category.SOCIAL);
        put(games, "example.org", Scope.TREE);
        put(social, "deep.example.org", Scope.TREE);
        put(games, "only.example.net", Scope.EXACT);
        put(games, "under.example.net", Scope.BELOW);
        assertThat(said(opened(), name)).isEqualTo(expected);
    }

    @Test
    void a_name_that_no_list_can_have_still_lies_below_one_that_is_listed() throws IOException {
        put(list("games", Category.GAMES), "example.org", Scope.TREE);
        Lists lists = opened();
        assertThat(said(lists, "spiel\u00fc.example.org")).isEqualTo("games/example.org");
        assertThat(said(lists, "\u00fcexample.org")).isEqualTo("-");
        String longest = "a.".repeat(120) + "example.org";
        assertThat(longest).hasSizeLessThan(DomainText.LONGEST);
        assertThat(said(lists, longest)).isEqualTo("games/example.org");
        assertThat(said(lists, "a.".repeat(130) + "example.org")).isEqualTo("-");
    }

    @Test
    void the_entrys_own_line_is_told() throws IOException {
        int games = list("games", Category.GAMES);
        builder.name(games, "example.org", Scope.TREE, false, 17, "0.0.0.0 example.org # Spiele");
        builder.name(games, "example.net", Scope.TREE, false, 70_000, "||EXAMPLE.net^");
        String longLine = "example.com " + "x".repeat(300);
        builder.name(games, "example.com", Scope.TREE, false, 19, longLine);
        Lists lists = opened();
        ListHit hit = lists.lookup("www.example.org");
        assertThat(hit.line()).isEqualTo("0.0.0.0 example.org # Spiele");
        assertThat(hit.lineNumber()).isEqualTo(17);
        assertThat(hit.suffix()).isEqualTo("example.org");
        assertThat(hit.category()).isEqualTo(Category.GAMES);
        assertThat(hit.list().licence()).isEqualTo("CC0-1.0");
        assertThat(lists.lookup("example.net").line()).isEqualTo("||EXAMPLE.net^");
        assertThat(lists.lookup("example.net").lineNumber()).isEqualTo(70_000);
        assertThat(lists.lookup("example.com").line())
                .isEqualTo(longLine.substring(0, Rows.LONGEST_TEXT));
    }

    @Test
    void allow_beats_deny_the_office_beats_feeds_and_the_more_specific_beats_the_less()
            throws IOException {
        int feed = list("feed", Category.GAMES);
        int fair = builder.begin(facts("fair", null, ALLOW, false));
        int ours = builder.begin(facts("ours", Category.OFFICE_APP, ALLOW, true));
        int ban = builder.begin(facts("ban", Category.SOCIAL, DENY, true));
        put(feed, "same.example", Scope.TREE);
        put(fair, "same.example", Scope.TREE);
        put(fair, "wide.example", Scope.TREE);
        put(feed, "bad.wide.example", Scope.TREE);
        put(ours, "school.example", Scope.TREE);
        put(feed, "deep.school.example", Scope.TREE);
        put(ban, "no.school.example", Scope.TREE);
        put(ban, "both.example", Scope.TREE);
        put(ours, "both.example", Scope.TREE);
        Lists lists = opened();
        assertThat(said(lists, "same.example")).isEqualTo("allow fair/same.example");
        assertThat(said(lists, "bad.wide.example")).isEqualTo("feed/bad.wide.example");
        assertThat(said(lists, "a.wide.example")).isEqualTo("allow fair/wide.example");
        assertThat(said(lists, "deep.school.example")).isEqualTo("allow ours/school.example");
        assertThat(said(lists, "no.school.example")).isEqualTo("ban/no.school.example");
        assertThat(said(lists, "both.example")).isEqualTo("allow ours/both.example");
        assertThat(lists.lookup("same.example").category()).isNull();
        assertThat(lists.lookup("school.example").category()).isEqualTo(Category.OFFICE_APP);
    }

    @Test
    void an_exception_of_a_list_lifts_what_lies_above_it() throws IOException {
        int feed = list("feed", Category.GAMES);
        put(feed, "example.org", Scope.TREE);
        builder.name(feed, "good.example.org", Scope.TREE, true, 2, "@@||good.example.org^");
        Lists lists = opened();
        assertThat(said(lists, "good.example.org")).isEqualTo("allow feed/good.example.org");
        assertThat(lists.lookup("good.example.org").category()).isNull();
        assertThat(said(lists, "bad.example.org")).isEqualTo("feed/example.org");
    }

    @Test
    void of_several_categories_the_one_that_protects_comes_first_then_the_worst()
            throws IOException {
        put(list("games", Category.GAMES), "a.example", Scope.TREE);
        int malware = list("malware", Category.MALWARE);
        put(malware, "a.example", Scope.TREE);
        put(malware, "b.example", Scope.TREE);
        put(list("help", Category.PROTECTED), "b.example", Scope.TREE);
        Lists lists = opened();
        assertThat(said(lists, "a.example")).isEqualTo("malware/a.example");
        assertThat(said(lists, "b.example")).isEqualTo("help/b.example");
    }

    // ---- against a model ----

    /// The same rules, written down without an index, a hash or a compression.
    private record Entry(int list, String name, Scope scope, boolean exception) {
        boolean covers(String asked) {
            return asked.equals(name)
                    ? scope != Scope.BELOW
                    : scope != Scope.EXACT && asked.endsWith("." + name);
        }
    }

    private static String model(List<ListFacts> lists, List<Entry> entries, String asked) {
        Entry best = null;
        for (Entry one : entries) {
            if (one.covers(asked) && (best == null || beats(lists, one, best))) {
                best = one;
            }
        }
        if (best == null) {
            return "-";
        }
        ListFacts list = lists.get(best.list());
        boolean allows = list.type() == ALLOW || best.exception();
        return (allows ? "allow " : "") + list.id();
    }

    private static boolean beats(List<ListFacts> lists, Entry one, Entry other) {
        ListFacts mine = lists.get(one.list());
        ListFacts theirs = lists.get(other.list());
        if (mine.office() != theirs.office()) {
            return mine.office();
        }
        if (one.name().length() != other.name().length()) {
            return one.name().length() > other.name().length();
        }
        boolean allows = mine.type() == ALLOW || one.exception();
        boolean othersAllows = theirs.type() == ALLOW || other.exception();
        if (allows != othersAllows) {
            return allows;
        }
        return one.list() < other.list(); // all of one category here
    }

    private static final String[] LABELS = {"a", "b", "c"};

    private static String randomName(Random random) {
        var name = new StringBuilder("example");
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            name.insert(0, LABELS[random.nextInt(LABELS.length)] + ".");
        }
        return name.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void every_answer_is_the_models_also_with_what_parents_say_left_out(long seed)
            throws IOException {
        var random = new Random(seed);
        List<ListFacts> lists =
                List.of(
                        facts("a-one", Category.GAMES, DENY, false),
                        facts("b-two", Category.GAMES, DENY, false),
                        facts("c-fair", Category.GAMES, ALLOW, false),
                        facts("d-ours", Category.GAMES, random.nextBoolean() ? ALLOW : DENY, true));
        for (ListFacts list : lists) {
            builder.begin(list);
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            int kind = random.nextInt(10);
            var entry =
                    new Entry(
                            Math.max(0, random.nextInt(10) - 6),
                            randomName(random),
                            kind == 0 ? Scope.EXACT : kind == 1 ? Scope.BELOW : Scope.TREE,
                            random.nextInt(12) == 0);
            entries.add(entry);
            builder.name(
                    entry.list(), entry.name(), entry.scope(), entry.exception(), i, entry.name());
        }
        Lists opened = opened();
        assertThat(builder.compressed()).isPositive();
        var again = new ListsBuilder();
        again.keep(opened, id -> true);
        Lists copied = opened(again);
        for (int i = 0; i < 2_000; i++) {
            String name = randomName(random);
            String expected = model(lists, entries, name);
            assertThat(withoutEntry(said(opened, name))).as(name).isEqualTo(expected);
            assertThat(withoutEntry(said(copied, name))).as(name).isEqualTo(expected);
        }
        assertThat(copied.lists()).isEqualTo(opened.lists());
        assertThat(copied.names()).isEqualTo(opened.names());
    }

    private static String withoutEntry(String said) {
        return said.replaceFirst("/.*", "");
    }

    // ---- what is left out ----

    @Test
    void what_a_parent_says_is_left_out_of_the_index_and_comes_back_when_a_list_comes_between()
            throws IOException {
        int feed = list("feed", Category.GAMES);
        put(feed, "example.org", Scope.TREE);
        put(feed, "b.a.example.org", Scope.TREE);
        put(feed, "c.example.org", Scope.TREE);
        Lists first = opened();
        assertThat(first.names()).isEqualTo(1);
        assertThat(builder.look(feed).belowParents()).isEqualTo(2);
        assertThat(first.lists().getFirst().entries()).isEqualTo(3);

        var second = new ListsBuilder();
        second.keep(first, id -> true);
        int fair = second.begin(facts("fair", null, ALLOW, false));
        second.name(fair, "a.example.org", Scope.TREE, false, 1, "a.example.org");
        Lists lists = opened(second);
        assertThat(said(lists, "x.a.example.org")).isEqualTo("allow fair/a.example.org");
        assertThat(said(lists, "b.a.example.org")).isEqualTo("feed/b.a.example.org");
        assertThat(lists.names()).isEqualTo(3);
    }

    @Test
    void one_name_again_and_again_is_one_entry_and_takes_no_time() throws IOException {
        int feed = list("feed", Category.GAMES);
        int other = list("other", Category.GAMES);
        for (int i = 0; i < 200_000; i++) {
            put(feed, "example.org", Scope.TREE);
        }
        put(other, "example.org", Scope.TREE);
        put(other, "example.net", Scope.TREE);
        Lists lists = opened();
        assertThat(lists.names()).isEqualTo(2);
        ListsBuilder.Look look = builder.look(feed);
        assertThat(look.list().entries()).isEqualTo(1);
        assertThat(look.duplicates()).isEqualTo(199_999);
        assertThat(look.overlaps()).isEqualTo(Map.of("other", 1));
        assertThat(builder.look(other).overlaps()).isEqualTo(Map.of("feed", 1));
    }

    // ---- what it costs ----

    @Test
    void a_name_takes_ten_bytes_of_heap_at_most() {
        for (int names : new int[] {400_000, 1_000_000, 5_000_000, 19_000_000}) {
            assertThat(NameIndex.size(names)).isLessThan(10L * names);
        }
    }

    @Test
    void a_miss_allocates_nothing() throws IOException {
        put(list("games", Category.GAMES), "example.org", Scope.TREE);
        var active = new ActiveLists();
        active.publish(opened());
        var asker = new ActiveLists.Asker(active);
        String[] names = {"www.example.net", "a.b.c.badexample.org", "localhost"};
        for (int i = 0; i < 30_000; i++) {
            asker.ask(names[i % names.length]);
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int hits = 0;
        for (int i = 0; i < 100_000; i++) {
            hits += asker.ask(names[i % names.length]) == null ? 0 : 1;
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(hits).isZero();
        assertThat(allocated).isLessThan(10_000);
    }

    // ---- while others ask ----

    @Test
    void an_answer_is_of_one_generation_while_another_thread_swaps() throws Exception {
        var generations = new ArrayList<Lists>();
        Map<String, String> right = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            var one = new ListsBuilder();
            String id = "generation" + i;
            int list = one.begin(facts(id, Category.values()[i + 3], DENY, false));
            // Only of one generation; and one of all, whose line says which.
            one.name(list, "only" + i + ".example", Scope.TREE, false, i, "only" + i);
            one.name(list, "all.example", Scope.TREE, false, i, "all.example of " + id);
            generations.add(opened(one));
            right.put(id, i + " all.example of " + id + " " + Category.values()[i + 3]);
        }
        var active = new ActiveLists();
        active.publish(generations.getFirst());
        var over = new AtomicBoolean();
        var trouble = new AtomicReference<String>();
        List<Thread> askers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            askers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                var asker = new ActiveLists.Asker(active);
                                while (!over.get()) {
                                    ListHit hit = asker.ask("www.all.example");
                                    String told =
                                            hit == null
                                                    ? "nothing"
                                                    : hit.lineNumber()
                                                            + " "
                                                            + hit.line()
                                                            + " "
                                                            + hit.category();
                                    String wanted =
                                            hit == null ? "a hit" : right.get(hit.list().id());
                                    if (!told.equals(wanted)) {
                                        trouble.set(told + " instead of " + wanted);
                                    }
                                }
                            }));
        }
        for (int i = 0; i < 20_000; i++) {
            active.publish(generations.get(i % generations.size()));
            if (i % 64 == 0) {
                Thread.sleep(0, 100_000);
            }
        }
        over.set(true);
        for (Thread asker : askers) {
            asker.join();
        }
        assertThat(trouble.get()).isNull();
    }

    // ---- files ----

    @Test
    void a_file_with_any_byte_changed_or_cut_off_is_refused() throws IOException {
        put(list("games", Category.GAMES), "example.org", Scope.TREE);
        builder.build();
        Path file = folder.resolve("whole");
        builder.write(file, 7);
        byte[] whole = Files.readAllBytes(file);
        Path damaged = folder.resolve("damaged");
        for (int at = 0; at < whole.length; at += Math.max(1, whole.length / 300)) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 1;
            Files.write(damaged, bytes);
            assertThatThrownBy(() -> Lists.open(damaged))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
            Files.write(damaged, java.util.Arrays.copyOf(whole, at));
            assertThatThrownBy(() -> Lists.open(damaged)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void an_empty_generation_says_nothing() throws IOException {
        Lists lists = opened();
        assertThat(lists.lookup("example.org")).isNull();
        assertThat(lists.lookup(Address.parse("192.0.2.1"))).isNull();
        assertThat(lists.names()).isZero();
    }

    // ---- fingerprints and addresses ----

    @Test
    void fingerprints_are_found_by_themselves_and_never_as_names() throws IOException {
        int tools = list("tools", Category.VPN);
        builder.fingerprint(tools, Fingerprint.JA4, "t13d1516h2_8daaf6152771_b186095e22b6", 1, "");
        builder.fingerprint(tools, Fingerprint.CERTIFICATE, "ab".repeat(20), 2, "ab,tool");
        Lists lists = opened();
        assertThat(
                        lists.lookup(Fingerprint.JA4, "t13d1516h2_8daaf6152771_b186095e22b6")
                                .list()
                                .id())
                .isEqualTo("tools");
        assertThat(lists.lookup(Fingerprint.CERTIFICATE, "AB".repeat(20)).line())
                .isEqualTo("ab,tool");
        assertThat(lists.lookup(Fingerprint.CERTIFICATE, "t13d1516h2_8daaf6152771_b186095e22b6"))
                .isNull();
        assertThat(lists.lookup("ja4:t13d1516h2_8daaf6152771_b186095e22b6")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0,       hosters wide",
        "192.0.2.127,     hosters wide",
        "192.0.2.128,     vpns narrow",
        "192.0.2.129,     vpns narrow",
        "192.0.2.130,     hosters wide",
        "192.0.2.255,     hosters wide",
        "192.0.3.0,       -",
        "192.0.1.255,     -",
        "198.51.100.5,    hosters crossing",
        "198.51.100.15,   vpns smaller",
        "198.51.100.17,   vpns smaller",
        "198.51.100.20,   -",
        "2001:db8::1,     vpns six",
        "2001:db7::1,     -",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, hosters last",
        "0.0.0.0,         -",
    })
    void the_narrowest_range_counts(String address, String expected) throws IOException {
        int hosters = list("hosters", Category.WEB);
        int vpns = list("vpns", Category.VPN);
        range(hosters, "192.0.2.0", "192.0.2.255", "wide");
        range(vpns, "192.0.2.128", "192.0.2.129", "narrow");
        range(hosters, "198.51.100.0", "198.51.100.16", "crossing");
        range(vpns, "198.51.100.10", "198.51.100.19", "smaller");
        range(vpns, "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "six");
        String last = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
        range(hosters, last, last, "last");
        Lists.AddressHit hit = opened().lookup(Address.parse(address));
        assertThat(hit == null ? "-" : hit.list().id() + " " + hit.note()).isEqualTo(expected);
    }

    @Test
    void an_address_is_no_protected_destination() throws IOException {
        int shelters = list("shelters", Category.PROTECTED);
        assertThatThrownBy(() -> range(shelters, "192.0.2.0", "192.0.2.255", ""))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("line 1 has an address, and protected destinations");
    }

    private void range(int list, String from, String to, String note) throws IOException {
        builder.range(list, Address.parse(from), Address.parse(to), 1, note);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ranges_are_as_if_each_were_looked_at(long seed) throws IOException {
        var random = new Random(seed);
        int list = list("hosters", Category.WEB);
        int[][] ranges = new int[60][];
        for (int i = 0; i < ranges.length; i++) {
            int from = random.nextInt(1_000);
            ranges[i] = new int[] {from, from + random.nextInt(150)};
            builder.range(
                    list,
                    Address.ipv4(ranges[i][0]),
                    Address.ipv4(ranges[i][1]),
                    i,
                    String.valueOf(ranges[i][1] - ranges[i][0]));
        }
        Lists lists = opened();
        for (int at = 0; at < 1_200; at++) {
            int narrowest = Integer.MAX_VALUE;
            for (int[] range : ranges) {
                if (range[0] <= at && at <= range[1]) {
                    narrowest = Math.min(narrowest, range[1] - range[0]);
                }
            }
            Lists.AddressHit hit = lists.lookup(Address.ipv4(at));
            assertThat(hit == null ? Integer.MAX_VALUE : Integer.parseInt(hit.note()))
                    .as("address %d", at)
                    .isEqualTo(narrowest);
        }
    }
}
