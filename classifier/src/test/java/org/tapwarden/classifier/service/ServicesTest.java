package org.tapwarden.classifier.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.Category;

class ServicesTest {

    private final Services services = Services.load();

    @ParameterizedTest
    @CsvSource({
        "www.youtube.com, youtube",
        "r3---sn-4g5e6nl7.googlevideo.com, youtube",
        "YOUTUBE.COM., youtube",
        "mail.google.com, gmail",
        "www.google.com, google",
        "mask.icloud.com, icloudprivaterelay",
        "p42-content.icloud.com, appleicloud",
        "instagram.fxyz1-1.fna.fbcdn.net, instagram",
        "scontent.xx.fbcdn.net, facebook",
        "instagram.example,",
        "evilyoutube.com,",
        "youtube.com.evil.example,",
        "com,",
        "'',",
        "...,",
        "192.0.2.1,"
    })
    void the_longest_end_at_a_dot_decides(String name, String word) {
        var service = services.lookup(name);
        assertThat(service == null ? null : service.word()).isEqualTo(word);
    }

    @Test
    void says_what_matched_and_what_it_is_for() {
        assertThat(services.lookup("i.ytimg.com"))
                .isEqualTo(new Services.Service("youtube", Category.STREAMING, "ytimg.com"));
    }

    @Test
    void a_monster_of_a_name_is_a_bounded_amount_of_work() {
        assertThat(services.lookup("a.".repeat(120) + "youtube.com")).isNotNull();
        assertThat(services.lookup("a.".repeat(200_000) + "youtube.com")).isNull();
    }

    @Test
    void the_table_is_large_enough() {
        assertThat(services.size()).isGreaterThan(1_500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "youtube streaming",
                "youtube nonsense youtube.com",
                "youtube streaming com",
                "youtube streaming You.Tube",
                "a web *.example.org",
                "a web b*c.example",
                "a web b*.example",
                "a web b*.c*.example",
                "a web b*.a.example b*.a.example",
                "a web a.example a.example"
            })
    void a_wrong_line_is_named(String line) {
        assertThatIllegalStateException()
                .isThrownBy(() -> Services.read(new StringReader("# first\n" + line)))
                .withMessageContaining("line 2");
    }

    @Test
    void the_table_has_a_limit() throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < Services.MAX_SUFFIXES; i++) {
            lines.append("s web n").append(i).append(".example\n");
        }
        assertThat(Services.read(new StringReader(lines.toString())).size())
                .isEqualTo(Services.MAX_SUFFIXES);
        assertThatIllegalStateException()
                .isThrownBy(() -> Services.read(new StringReader(lines + "s web x.example")));
    }
}
