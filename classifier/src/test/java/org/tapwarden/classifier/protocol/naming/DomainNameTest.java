package org.tapwarden.classifier.protocol.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.udp;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Samples;

class DomainNameTest {

    private static DomainName in(byte[] bytes) {
        return new DomainName(udp(bytes, 53), 0, bytes.length);
    }

    private static DomainName read(byte[] bytes) {
        DomainName name = in(bytes);
        assertThat(name.read(0)).isTrue();
        assertThat(name.next()).isEqualTo(bytes.length);
        return name;
    }

    private static Samples label(Samples to, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return to.u8(utf8.length).put(utf8);
    }

    private static byte[] name(String... labels) {
        var name = bytes();
        for (String text : labels) {
            label(name, text);
        }
        return name.u8(0).done();
    }

    @Test
    void letters_of_every_script_become_lower_case_and_stay_as_written_too() {
        DomainName name = read(name("ÉCOLE", "Ñandú", "Example"));
        assertThat(name.text()).isEqualTo("école.ñandú.example");
        assertThat(name.written()).isEqualTo("ÉCOLE.Ñandú.Example");
        assertThat(name.isOrdinary()).isFalse();
        assertThat(read(name("WWW", "Example-1", "_Tcp")).text()).isEqualTo("www.example-1._tcp");
        assertThat(read(name("WWW", "Example-1", "_Tcp")).isOrdinary()).isTrue();
    }

    @Test
    void bytes_that_are_no_text_do_no_harm() {
        DomainName name = read(bytes().hex("03 41ff42 00").done());
        assertThat(name.text()).isEqualTo("a\ufffdb");
        assertThat(name.isOrdinary()).isFalse();
    }

    @Test
    void dots_backslashes_and_control_characters_are_escaped() {
        byte[] sly = bytes().u8(7).ascii("A.b\\").hex("00 1f 7f").u8(0).done();
        assertThat(read(sly).text()).isEqualTo("a\\.b\\\\\\000\\031\\127");
        assertThat(read(sly).written()).isEqualTo("A\\.b\\\\\\000\\031\\127");
        assertThat(read(sly).isOrdinary()).isFalse();
    }

    @Test
    void the_longest_name_fits_in_its_longest_spelling() {
        byte[] label = bytes().u8(63).zeros(63).done();
        var labels = bytes().put(label).put(label).put(label);
        byte[] longest = bytes().put(labels.done()).u8(61).zeros(61).u8(0).done();
        assertThat(longest).as("RFC 1035, section 2.3.4").hasSize(255);
        assertThat(read(longest).text()).hasSize(4 * 250 + 3).startsWith("\\000\\000");
        byte[] longer = bytes().put(labels.done()).u8(62).zeros(62).u8(0).done();
        assertThat(in(longer).read(0)).isFalse();
    }

    @Test
    void the_root_is_a_dot_and_written_as_nothing() {
        DomainName root = read(new byte[1]);
        assertThat(root.text()).isEqualTo(".");
        assertThat(root.written()).isEmpty();
        assertThat(root.lowerCase()).isEmpty();
        assertThat(root.labels()).isZero();
    }

    /// A name, then as many pointers as wanted, each to the one before.
    private static byte[] pointers(int count) {
        var all = bytes().name("a.example");
        int length = all.done().length;
        for (int i = 0; i < count; i++) {
            all.u16(0xc000 | (i == 0 ? 0 : length + 2 * (i - 1)));
        }
        return all.done();
    }

    @Test
    void as_many_pointers_are_followed_as_may_be_and_no_more() {
        byte[] most = pointers(DomainName.MAX_POINTERS);
        DomainName name = in(most);
        assertThat(name.read(most.length - 2)).isTrue();
        assertThat(name.text()).isEqualTo("a.example");
        assertThat(name.next()).isEqualTo(most.length);
        byte[] more = pointers(DomainName.MAX_POINTERS + 1);
        assertThat(in(more).read(more.length - 2)).isFalse();
    }

    @Test
    void of_a_name_without_its_end_the_whole_labels_are_known() {
        byte[] partial = bytes().u8(6).ascii("Laptop").u8(5).ascii("lab").done();
        DomainName name = in(partial);
        assertThat(name.read(0)).isFalse();
        assertThat(name.labels()).isEqualTo(1);
        assertThat(name.written()).isEqualTo("Laptop");
    }

    @Test
    void nothing_but_a_pointer_to_the_name_is_told_from_a_longer_one() {
        byte[] bytes = bytes().name("a.example").u16(0xc000).u8(1).ascii("b").u16(0xc000).done();
        DomainName name = in(bytes);
        assertThat(name.isPointer(11, 0)).isTrue();
        assertThat(name.isPointer(11, 2)).isFalse();
        assertThat(name.isPointer(13, 0)).isFalse();
        assertThat(name.isPointer(bytes.length - 1, 0)).as("half a pointer").isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.org, WWW.Example.ORG, true",
        "www.example.org, www.example.net, false",
        "www.example.org, www.example, false",
        "www.example.org, wwwexample.org, false",
        "a@b.c, A`B.c, false",
        "école.fr, École.fr, false",
        "école.fr, école.FR, true"
    })
    void names_are_one_whatever_the_case_of_their_ascii_letters(
            String one, String other, boolean same) {
        byte[] first = name(one.split("\\."));
        byte[] second = name(other.split("\\."));
        DomainName name = in(bytes().put(first).put(second).done());
        assertThat(name.read(0)).isTrue();
        assertThat(name.read(first.length)).isTrue();
        assertThat(name.isSame(0, first.length)).isEqualTo(same);
        assertThat(name.isSame(first.length, 0)).isEqualTo(same);
    }

    @Test
    void names_are_one_across_pointers() {
        byte[] bytes =
                bytes().name("cdn.example.org") // at 0, `example` at 4, `org` at 12
                        .u8(3)
                        .ascii("CDN")
                        .u16(0xc004) // at 17
                        .u8(3)
                        .ascii("cdn")
                        .u8(7)
                        .ascii("eXample")
                        .u16(0xc00c) // at 23
                        .u16(0xc011) // at 37
                        .done();
        DomainName name = in(bytes);
        for (int one : new int[] {0, 17, 23, 37}) {
            assertThat(name.read(one)).isTrue();
            for (int other : new int[] {0, 17, 23, 37}) {
                assertThat(name.isSame(one, other)).as("%d and %d", one, other).isTrue();
            }
            assertThat(name.isSame(one, 4)).isFalse();
        }
    }

    @Test
    void the_message_may_lie_anywhere() {
        byte[] message = bytes().name("A.example").u8(1).ascii("b").u16(0xc000).done();
        byte[] around = bytes().noise(7).put(message).noise(9).done();
        var payload = new Payload();
        payload.set(around, 5, 2 + message.length);
        var name = new DomainName(payload, 2, 2 + message.length);
        assertThat(name.read(2 + 11)).isTrue();
        assertThat(name.text()).isEqualTo("b.a.example");
        assertThat(name.next()).isEqualTo(2 + message.length);
        assertThat(new DomainName(payload, 2, 1 + message.length).read(2 + 11)).isFalse();
    }
}
