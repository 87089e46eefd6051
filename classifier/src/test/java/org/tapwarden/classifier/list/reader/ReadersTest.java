package org.tapwarden.classifier.list.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each format from its own text: what counts, what is left out, what cannot be read.
class ReadersTest {

    @TempDir private Path folder;

    private final Collected found = new Collected();
    private final Reading reading = new Reading(found);

    private void read(ListFormat format, String text) throws IOException {
        read(format, text.getBytes(StandardCharsets.UTF_8));
    }

    private void read(ListFormat format, byte[] bytes) throws IOException {
        LineFormat.all(new Lines(new ByteArrayInputStream(bytes)), format.lines(), reading);
    }

    private List<String> bad() {
        return reading.shown().stream().map(bad -> bad.lineNumber() + " " + bad.why()).toList();
    }

    // ---- one line each ----

    @Test
    void hosts_files() throws IOException {
        read(
                ListFormat.HOSTS,
                """
                # a comment
                127.0.0.1 localhost
                127.0.0.1 localhost.localdomain
                fe80::1%lo0 localhost
                ::1 ip6-loopback
                0.0.0.0 0.0.0.0
                0.0.0.0 Bad.Example.org # why
                127.0.0.1\ttwo.example  three.example\r
                :: six.example
                10.0.0.5 printer.example
                example.net
                0.0.0.0
                0.0.0.0 un fit.-.example..
                """);
        assertThat(found.entries)
                .containsExactly("bad.example.org", "two.example", "three.example", "six.example");
        assertThat(bad())
                .containsExactly(
                        "11 no address and name",
                        "12 no address and name",
                        "13 no name of a domain");
        assertThat(reading.ignored())
                .containsEntry("names with an address of their own", 2)
                .containsEntry("names of the machine itself", 5);
        assertThat(reading.lines()).isEqualTo(13);
    }

    @Test
    void plain_and_wildcard_names() throws IOException {
        read(
                ListFormat.DOMAINS,
                """
                # a
                ! b
                ; c
                // d
                example.org
                *.wild.example
                .squid.example   # both
                EXAMPLE.COM.
                b\u00fccher.example
                192.0.2.1
                two words.example
                http://example.net/path
                localhost
                """);
        assertThat(found.entries)
                .containsExactly(
                        "example.org",
                        "wild.example",
                        "squid.example",
                        "example.com",
                        "xn--bcher-kva.example");
        assertThat(reading.badLines()).isEqualTo(4);
        assertThat(reading.shown().getFirst())
                .isEqualTo(new Reading.Bad("", 10, "192.0.2.1", "no name of a domain"));
    }

    @Test
    void of_filter_rules_only_those_that_mean_a_whole_domain() throws IOException {
        read(
                ListFormat.ADBLOCK,
                """
                [Adblock Plus 2.0]
                ! Title: test
                ||example.org^
                @@||good.example.org^|
                ||*.below.example^
                ||strong.example^$important
                ||third.example^$third-party
                ||path.example/ads^
                ||ads.*.example^
                example.com##.banner
                ##.banner
                /banner[0-9]+/
                &ad_box=
                ||-^
                """);
        assertThat(found.entries)
                .containsExactly(
                        "example.org", "!good.example.org", "*below.example", "strong.example");
        assertThat(reading.ignored())
                .isEqualTo(
                        Map.of(
                                "rules with a condition", 1,
                                "rules that mean no whole domain", 3,
                                "rules for parts of a page", 2,
                                "regular expressions", 1));
        assertThat(bad()).containsExactly("14 no name of a domain");
    }

    @Test
    void dnsmasq_settings() throws IOException {
        read(
                ListFormat.DNSMASQ,
                """
                # comment
                address=/one.example/two.example/0.0.0.0
                address=/three.example/
                server=/four.example/
                local=/five.example/
                server=/office.example/10.0.0.1
                cache-size=1000
                address=/
                """);
        assertThat(found.entries)
                .containsExactly(
                        "one.example",
                        "two.example",
                        "three.example",
                        "four.example",
                        "five.example");
        assertThat(reading.ignored())
                .isEqualTo(Map.of("names that are asked elsewhere", 1, "other settings", 1));
        assertThat(bad()).containsExactly("8 no name between two slashes");
    }

    @Test
    void response_policy_zones() throws IOException {
        read(
                ListFormat.RPZ,
                """
                $TTL 300
                @ IN SOA localhost. root.localhost. (
                      1 ; serial
                      3600 600 86400 300 )
                  IN NS localhost.
                $ORIGIN rpz.example.
                bad.example CNAME .
                *.bad.example 300 IN CNAME .
                pass.example.net.rpz.example. IN CNAME rpz-passthru.
                walled.example 1h CNAME garden.example.net.
                sink.example A 0.0.0.0
                24.0.2.0.192.rpz-ip CNAME .
                48.zz.db8.2001.rpz-ip CNAME .
                32.1.2.0.192.rpz-client-ip CNAME .
                ns.evil.example.rpz-nsdname CNAME .
                what is this
                """);
        assertThat(found.entries)
                .containsExactly(
                        "=bad.example",
                        "*bad.example",
                        "!=pass.example.net",
                        "=walled.example",
                        "=sink.example",
                        "192.0.2.0-192.0.2.255",
                        "2001:db8::-2001:db8:0:ffff:ffff:ffff:ffff:ffff");
        assertThat(reading.ignored()).containsEntry("rules about name servers and clients", 2);
        assertThat(bad()).containsExactly("16 no record of a response policy zone");
    }

    @Test
    void prefixes() throws IOException {
        read(
                ListFormat.CIDR,
                """
                # comment
                ; comment
                192.0.2.0/24
                198.51.100.7 ; one
                2001:db8::/32 # documentation
                192.0.2.1/24
                0.0.0.0/0
                192.0.2.0/33
                192.0.2.0/
                example.org
                """);
        assertThat(found.entries)
                .containsExactly(
                        "192.0.2.0-192.0.2.255",
                        "198.51.100.7-198.51.100.7 one",
                        "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff documentation");
        assertThat(bad())
                .containsExactly(
                        "6 bits behind the prefix",
                        "7 wider than /6",
                        "8 no length of a prefix",
                        "9 no length of a prefix",
                        "10 no address");
    }

    @Test
    void ranges() throws IOException {
        read(
                ListFormat.RANGES,
                """
                start,end,asn,name
                192.0.2.0,192.0.2.255,64496,"Example, Inc."
                198.51.100.0,198.51.100.7,US
                2001:db8::,2001:db8::ff
                192.0.2.9,192.0.2.1,1,x
                192.0.2.1,2001:db8::1,1,x
                0.0.0.0,255.255.255.255,1,all
                ::,ffff::,1,all
                alone
                """);
        assertThat(found.entries)
                .containsExactly(
                        "192.0.2.0-192.0.2.255 AS64496 Example, Inc.",
                        "198.51.100.0-198.51.100.7 US",
                        "2001:db8::-2001:db8::ff");
        assertThat(bad())
                .containsExactly(
                        "5 ends before it begins",
                        "6 ends before it begins",
                        "7 wider than /6",
                        "8 wider than /16",
                        "9 no two addresses");
    }

    @Test
    void fingerprints() throws IOException {
        read(
                ListFormat.JA4,
                """
                ja4,application
                t13d1516h2_8daaf6152771_b186095e22b6,tool
                Q13I0310H3_55B375C5D22E_CD85D2D88918
                t13d1516h2_8daaf6152771_b186095e22
                x13d1516h2_8daaf6152771_b186095e22b6
                """);
        assertThat(found.entries)
                .containsExactly(
                        "JA4 t13d1516h2_8daaf6152771_b186095e22b6",
                        "JA4 q13i0310h3_55b375c5d22e_cd85d2d88918");
        assertThat(bad()).containsExactly("4 no JA4", "5 no JA4");
    }

    @Test
    void hashes_of_certificates() throws IOException {
        String sha1 = "ab".repeat(20);
        String sha256 = "0F".repeat(32);
        read(
                ListFormat.CERTIFICATES,
                "# Listingdate,SHA1,Reason\n2026-01-02 03:04:05,"
                        + sha1
                        + ",C2\n"
                        + sha256
                        + "\n"
                        + "AB:".repeat(19)
                        + "AB\nabcdef\n");
        assertThat(found.entries)
                .containsExactly(
                        "CERTIFICATE " + sha1,
                        "CERTIFICATE " + sha256.toLowerCase(java.util.Locale.ROOT),
                        "CERTIFICATE " + sha1);
        assertThat(bad()).containsExactly("5 no SHA-1 or SHA-256");
    }

    // ---- bounds ----

    @Test
    void a_line_that_is_too_long_is_counted_and_the_next_one_is_read() throws IOException {
        read(ListFormat.DOMAINS, "a".repeat(Lines.LONGEST + 1) + "\nexample.org");
        assertThat(found.entries).containsExactly("example.org");
        assertThat(bad()).containsExactly("1 longer than " + Lines.LONGEST + " bytes");
        read(ListFormat.DOMAINS, " ".repeat(Lines.LONGEST - 12) + "example.com\r\n");
        assertThat(found.entries).containsExactly("example.org", "example.com");
    }

    @Test
    void of_many_bad_lines_the_first_few_are_kept_and_cut() throws IOException {
        read(ListFormat.DOMAINS, ("?" + "x".repeat(200) + "\n").repeat(1_000));
        assertThat(reading.badLines()).isEqualTo(1_000);
        assertThat(reading.shown()).hasSize(Reading.MOST_SHOWN);
        assertThat(reading.shown().getFirst().line()).hasSize(80);
    }

    // ---- trees and archives ----

    private Map<String, List<String>> source(Path file, ListFormat format, @Nullable String part)
            throws IOException {
        Map<String, List<String>> lists = new java.util.TreeMap<>();
        ListSource.read(
                file,
                format,
                part,
                new ListSource.Parts() {
                    @Override
                    public Reading begin(String name, boolean allows) {
                        var collected = new Collected();
                        lists.put((allows ? "+" : "-") + name, collected.entries);
                        return new Reading(collected);
                    }

                    @Override
                    public void end(Reading reading) {}
                });
        return lists;
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void a_file_of_v2flys_tree_with_what_it_includes() throws IOException {
        write(
                "data/games",
                """
                include:maker # theirs
                include:maker @cn
                include:other @-ads
                include:../secret
                include:missing
                include:games
                domain:one.example @cn
                full:only.one.example
                two.example
                regexp:^ads[0-9]+\\.example$
                keyword:game
                three.example cn
                """);
        write("data/maker", "cn.maker.example @cn\nworld.maker.example\n");
        write("data/other", "ads.other.example @ads\nother.example\ninclude:games\n");
        write("secret", "secret.example\n");
        var collected = new Collected();
        var here = new Reading(collected);
        new V2flyTree(folder.resolve("data"), here).read("games");
        assertThat(collected.entries)
                .containsExactly(
                        "one.example",
                        "=only.one.example",
                        "two.example",
                        "cn.maker.example",
                        "world.maker.example",
                        "cn.maker.example",
                        "other.example",
                        // games again, without what is marked as ads
                        "one.example",
                        "=only.one.example",
                        "two.example",
                        "cn.maker.example",
                        "world.maker.example",
                        "cn.maker.example");
        assertThat(here.ignored())
                .containsEntry("regular expressions", 2)
                .containsEntry("keywords", 2);
        assertThat(here.shown())
                .extracting(Reading.Bad::why)
                .contains("no name of a file", "words that are no attributes")
                .anyMatch(why -> why.contains("'missing'"));
        assertThat(source(folder, ListFormat.V2FLY, "maker").get("-"))
                .containsExactly("cn.maker.example", "world.maker.example");
        assertThat(source(folder.resolve("data/maker"), ListFormat.V2FLY, null).get("-"))
                .hasSize(2);
        assertThatThrownBy(() -> source(folder, ListFormat.V2FLY, null))
                .hasMessageContaining("--part");
        assertThatThrownBy(() -> source(folder, ListFormat.V2FLY, "../secret"))
                .hasMessageContaining("no file");
    }

    private static final String USAGE =
            """
            NAME:\tadult
            DEFAULT_TYPE: black
            NAME EN: Adult

            NAME:  liste_bu
            DEFAULT_TYPE: white
            NAME EN: Library
            """;

    @Test
    void toulouses_lists_are_black_or_white_as_they_say() throws IOException {
        byte[] archive =
                new Archives()
                        .entry("blacklists/", '5', "")
                        .file("blacklists/adult/domains", "x.example\ny.example\n")
                        .file("blacklists/adult/urls", "z.example/path\n")
                        .entry("blacklists/porn", '2', "")
                        .file("blacklists/liste_bu/domains", "wiki.example\n")
                        .file("blacklists/own/domains", "own.example\n")
                        .file("blacklists/own/usage", "white\n")
                        .file("blacklists/global_usage", USAGE)
                        .tarGz();
        Path file = Files.write(folder.resolve("blacklists.tar.gz"), archive);
        Map<String, List<String>> expected =
                Map.of(
                        "-adult", List.of("x.example", "y.example"),
                        "+liste_bu", List.of("wiki.example"),
                        "+own", List.of("own.example"));
        assertThat(source(file, ListFormat.UT1, null)).isEqualTo(expected);
        assertThat(source(file, ListFormat.UT1, "adult")).containsOnlyKeys("-adult");
        assertThat(FormatGuess.of(file)).isEqualTo(ListFormat.UT1);

        write("ut1/global_usage", USAGE);
        write("ut1/adult/domains", "x.example\ny.example\n");
        write("ut1/liste_bu/domains", "wiki.example\n");
        write("ut1/own/domains", "own.example\n");
        write("ut1/own/usage", "white");
        Files.createSymbolicLink(folder.resolve("ut1/porn"), folder.resolve("ut1/adult"));
        assertThat(source(folder.resolve("ut1"), ListFormat.UT1, null)).isEqualTo(expected);
    }

    @Test
    void archives_with_long_names_and_of_bad_bytes() throws IOException {
        String deep = "a".repeat(120);
        byte[] archive =
                new Archives()
                        .entry("././@LongLink", 'L', deep + "/gnu/domains\0")
                        .file("cut", "gnu.example\n")
                        .entry("pax", 'x', "30 mtime=1\n99 path=" + deep + "/posix/domains\n")
                        .file("cut", "posix.example\n")
                        .tar();
        Path file = folder.resolve("long.tar");
        Files.write(file, archive);
        assertThat(source(file, ListFormat.UT1, null))
                .isEqualTo(
                        Map.of("-gnu", List.of("gnu.example"), "-posix", List.of("posix.example")));
        Files.write(file, Arrays.copyOf(archive, archive.length - 1500));
        assertThatThrownBy(() -> source(file, ListFormat.UT1, null))
                .isInstanceOf(IOException.class);
        archive[5] ^= 1;
        Files.write(file, archive);
        assertThatThrownBy(() -> source(file, ListFormat.UT1, null))
                .hasMessageContaining("no tar archive");
        Files.write(file, Archives.gzip("x".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> source(file, ListFormat.UT1, null))
                .hasMessageContaining("no tar archive");
    }

    @Test
    void packed_files_are_unpacked_and_broken_ones_said() throws IOException {
        byte[] packed =
                Archives.gzip("example.org\nexample.net\n".getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(folder.resolve("list.gz"), packed);
        assertThat(source(file, ListFormat.DOMAINS, null).get("-")).hasSize(2);
        assertThat(FormatGuess.of(file)).isEqualTo(ListFormat.DOMAINS);
        Files.write(file, Arrays.copyOf(packed, packed.length - 10));
        assertThatThrownBy(() -> source(file, ListFormat.DOMAINS, null))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.toString());
        assertThatThrownBy(() -> source(folder.resolve("no"), ListFormat.DOMAINS, null))
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> source(folder, ListFormat.DOMAINS, null))
                .hasMessageContaining("it is a folder");
    }

    // ---- which format ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "# x,0.0.0.0 a.example,0.0.0.0 b.example                | HOSTS",
                "a.example,b.example,*.c.example                        | DOMAINS",
                "[Adblock],||a.example^,||b.example^,##.x               | ADBLOCK",
                "address=/a.example/0.0.0.0,local=/b.example/           | DNSMASQ",
                "a.example CNAME .,*.a.example CNAME .                  | RPZ",
                "192.0.2.0/24,198.51.100.0/24                           | CIDR",
                "192.0.2.0;192.0.2.255;1;x,198.51.100.0;198.51.100.1;2;y | RANGES",
                "t13d1516h2_8daaf6152771_b186095e22b6                   | JA4",
                "da39a3ee5e6b4b0d3255bfef95601890afd80709               | CERTIFICATES",
                "include:other,a.example,full:b.example                 | V2FLY",
                "a.example,b.example @cn,c.example                      | V2FLY",
                "this is,only some text,without any name                |",
                "#,#                                                    |",
            })
    void a_format_is_found_out(String lines, String expected) throws IOException {
        Path file = write("list", lines.replace(',', '\n').replace(';', ','));
        ListFormat format = FormatGuess.of(file);
        assertThat(format == null ? null : format.name()).isEqualTo(expected);
    }

    @Test
    void an_empty_file_is_of_no_format() throws IOException {
        assertThat(FormatGuess.of(write("empty", ""))).isNull();
        var random = new byte[5_000];
        new java.util.Random(1).nextBytes(random);
        assertThat(FormatGuess.of(Files.write(folder.resolve("random"), random))).isNull();
    }

    // ---- noise ----

    @Test
    void whatever_the_bytes_no_reader_throws() throws IOException {
        var random = new java.util.Random(7);
        String[] scraps = {
            "||",
            "^",
            "@@",
            "0.0.0.0 ",
            "example.org",
            "*.",
            "/",
            "address=/",
            "CNAME .",
            "(",
            ")",
            "rpz-ip",
            "24.",
            "zz.",
            ":",
            "include:",
            "full:",
            "@",
            "$",
            "#",
            "\n",
            " ",
            ",",
            "\"",
            "192.0.2.1",
            "::",
            "\u00e9",
            "\0",
            "_",
            "%",
            "=",
            "..",
            "-",
            "9"
        };
        for (int round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                text.append(scraps[random.nextInt(scraps.length)]);
            }
            for (ListFormat format : ListFormat.values()) {
                read(format, text.toString());
            }
        }
        assertThat(found.entries).isNotEmpty();
        assertThat(new ArrayList<>(reading.ignored().keySet())).hasSizeLessThan(30);
    }
}
