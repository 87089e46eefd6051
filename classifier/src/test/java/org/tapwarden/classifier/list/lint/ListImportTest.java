package org.tapwarden.classifier.list.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.list.DomainText;
import org.tapwarden.classifier.list.ListFacts;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.list.Lists;
import org.tapwarden.classifier.list.lint.ListImport.Taken;
import org.tapwarden.classifier.list.lint.ListImport.Wanted;
import org.tapwarden.classifier.list.reader.Archives;
import org.tapwarden.classifier.list.reader.ListFormat;

/// What is said of a list before it counts.
class ListImportTest {

    private static final PublicSuffixes SUFFIXES = PublicSuffixes.load();
    private static final Canaries CANARIES = Canaries.load();

    @TempDir private Path folder;
    private int generations;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Wanted wanted(
            Path file, String id, @Nullable Category category, @Nullable String part) {
        return new Wanted(
                file, id, category, null, false, null, part, "CC0-1.0", false, "tester", 9);
    }

    private static ListImport fresh() {
        return new ListImport(SUFFIXES, CANARIES, () -> {});
    }

    private Lists opened(ListImport taken) throws IOException {
        Path file = folder.resolve("generation" + generations++);
        taken.built().write(file, 1);
        return Lists.open(file);
    }

    @ParameterizedTest
    @CsvSource({
        "co.uk, REGISTRY",
        "k12.ca.us, REGISTRY",
        "com, REGISTRY",
        "github.io, PRIVATE",
        "example.co.uk, NONE",
        "something.ck, REGISTRY",
        "www.ck, NONE",
        "xn--55qx5d.cn, REGISTRY",
        "example.org, NONE",
    })
    void public_suffixes_are_known(String name, PublicSuffixes.Kind kind) {
        assertThat(SUFFIXES.of(name)).isEqualTo(kind);
        assertThat(SUFFIXES.size()).isGreaterThan(9_000);
    }

    @Test
    void a_public_suffix_is_refused_and_the_rest_is_taken() throws IOException {
        var one = fresh();
        Path file = file("list", "co.uk\ngithub.io\nexample.co.uk\ngames.example\n");
        one.take(wanted(file, "games", Category.GAMES, null));
        one.build();
        Taken taken = one.taken().getFirst();
        assertThat(taken.refusedSuffixes()).isEqualTo(2);
        assertThat(taken.shownSuffixes()).containsExactly("co.uk", "github.io");
        assertThat(taken.look().list().entries()).isEqualTo(2);
        assertThat(opened(one).lookup("shop.other.co.uk")).isNull();
    }

    @Test
    void names_that_companies_lend_may_be_meant_but_never_those_of_a_country() throws IOException {
        var one = fresh();
        Path file = file("list", "co.uk\nduckdns.org\n");
        one.take(
                new Wanted(
                        file,
                        "dyn",
                        Category.DYNAMIC_DNS,
                        null,
                        false,
                        ListFormat.DOMAINS,
                        null,
                        "",
                        true,
                        "tester",
                        9));
        one.build();
        assertThat(one.taken().getFirst().shownSuffixes()).containsExactly("co.uk");
        assertThat(opened(one).lookup("home.duckdns.org")).isNotNull();
    }

    @Test
    void a_list_that_hits_a_canary_or_its_parent_is_told() throws IOException {
        var one = fresh();
        Path file =
                file(
                        "list",
                        """
                        ||google.com^
                        ||evil.docs.google.com^
                        ||khanacademy.org^
                        @@||wikipedia.org^
                        ||*.code.org^
                        """);
        one.take(wanted(file, "bad", Category.MALWARE, null));
        one.build();
        List<String> canaries = one.taken().getFirst().canaries();
        assertThat(canaries)
                .contains(
                        "google.com", "classroom.google.com", "khanacademy.org", "studio.code.org")
                .doesNotContain("code.org", "wikipedia.org", "en.wikipedia.org");
    }

    @Test
    void the_canaries_are_names_and_enough_of_them() {
        assertThat(CANARIES.names()).hasSizeGreaterThan(200).doesNotHaveDuplicates();
        assertThat(CANARIES.names())
                .allSatisfy(name -> assertThat(DomainText.canonical(name)).isEqualTo(name));
    }

    @Test
    void an_allow_list_hits_no_canary() throws IOException {
        var one = fresh();
        one.take(
                new Wanted(
                        file("list", "google.com\n"),
                        "ours",
                        null,
                        ListFacts.Type.ALLOW,
                        true,
                        null,
                        null,
                        "",
                        false,
                        "tester",
                        9));
        one.build();
        assertThat(one.taken().getFirst().canaries()).isEmpty();
        ListHit hit = opened(one).lookup("docs.google.com");
        assertThat(hit.allows()).isTrue();
        assertThat(hit.list().office()).isTrue();
    }

    @Test
    void overlap_duplicates_and_what_a_parent_says_are_counted() throws IOException {
        var first = fresh();
        first.take(wanted(file("a", "one.example\ntwo.example\n"), "first", Category.GAMES, null));
        first.build();
        Lists before = opened(first);
        var second = fresh();
        Path file = file("b", "two.example\ntwo.example\nwww.two.example\nthree.example\n");
        second.take(wanted(file, "second", Category.GAMES, null));
        second.keep(before);
        second.build();
        var look = second.taken().getFirst().look();
        assertThat(look.list().entries()).isEqualTo(3);
        assertThat(look.duplicates()).isEqualTo(1);
        assertThat(look.belowParents()).isEqualTo(1);
        assertThat(look.overlaps()).containsExactly(java.util.Map.entry("first", 1));
        assertThat(opened(second).lists()).extracting(ListFacts::id).contains("first", "second");
    }

    @Test
    void a_list_of_the_same_id_is_replaced() throws IOException {
        var first = fresh();
        first.take(wanted(file("a", "one.example\n"), "games", Category.GAMES, null));
        first.build();
        Lists before = opened(first);
        var second = fresh();
        second.take(wanted(file("b", "two.example\n"), "games", Category.SOCIAL, null));
        second.keep(before);
        second.build();
        Lists after = opened(second);
        assertThat(after.lookup("one.example")).isNull();
        assertThat(after.lookup("two.example").category()).isEqualTo(Category.SOCIAL);
    }

    @Test
    void toulouses_archive_becomes_lists_of_our_categories() throws IOException {
        byte[] archive =
                new Archives()
                        .file("blacklists/adult/domains", "x.example\n")
                        .file("blacklists/sect/domains", "s.example\n")
                        .file("blacklists/liste_bu/domains", "wiki.example\n")
                        .file("blacklists/global_usage", "NAME: liste_bu\nDEFAULT_TYPE: white\n")
                        .tarGz();
        Path file = Files.write(folder.resolve("ut1.tar.gz"), archive);
        var one = fresh();
        one.take(wanted(file, "ut1", null, null));
        one.build();
        assertThat(one.leftOut()).containsExactly("sect");
        Lists lists = opened(one);
        assertThat(lists.lookup("x.example").category()).isEqualTo(Category.ADULT);
        assertThat(lists.lookup("x.example").grounds()).isEqualTo("ut1-adult/x.example");
        assertThat(lists.lookup("s.example")).isNull();
        assertThat(lists.lookup("wiki.example").allows()).isTrue();

        var second = fresh();
        second.take(wanted(file, "books", Category.ADULT, "adult"));
        second.build();
        assertThat(opened(second).lookup("x.example").list().id()).isEqualTo("books");
        assertThatThrownBy(() -> fresh().take(wanted(file, "ut1", Category.ADULT, "nothing")))
                .hasMessageContaining("no part 'nothing'");
    }

    @Test
    void what_is_no_list_is_said_in_one_line() throws IOException {
        Path empty = file("empty", "");
        Path text = file("text", "Dear reader,\nthis is no list at all.\n");
        Path good = file("good", "one.example\n");
        assertThatThrownBy(() -> fresh().take(wanted(empty, "a", Category.GAMES, null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no list of a format that we know");
        assertThatThrownBy(() -> fresh().take(wanted(text, "a", Category.GAMES, null)))
                .hasMessageContaining("no list of a format that we know");
        assertThatThrownBy(() -> fresh().take(wanted(good, "a b", Category.GAMES, null)))
                .hasMessageContaining("no id of a list");
        assertThatThrownBy(() -> fresh().take(wanted(good, "a", null, null)))
                .hasMessageContaining("--category");
        assertThatThrownBy(() ->
                        fresh().take(
                                        new Wanted(
                                                good,
                                                "a",
                                                Category.GAMES,
                                                null,
                                                false,
                                                ListFormat.HOSTS,
                                                null,
                                                "",
                                                false,
                                                "t",
                                                1)))
                .hasMessageContaining("not one entry of the format hosts");
    }
}
