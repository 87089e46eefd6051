package org.tapwarden.classifier.protocol.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.extension;
import static org.tapwarden.classifier.protocol.Samples.serverName;
import static org.tapwarden.classifier.protocol.web.Hellos.CIPHERS;
import static org.tapwarden.classifier.protocol.web.Hellos.EXTENSIONS;
import static org.tapwarden.classifier.protocol.web.Hellos.SIGNATURES;
import static org.tapwarden.classifier.protocol.web.Hellos.extensions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;

/// Hashes in here are those that the specification gives for its example (FoxIO, "JA4: TLS Client
/// Fingerprinting"), or are made by a second, simple computation.
class Ja4Test {

    private static final String CIPHER_HASH = "8daaf6152771";
    private static final String EXTENSION_HASH = "e5627efa2ab1";

    private static @Nullable String ja4(Carrier carrier, byte[] body) {
        var payload = new Payload();
        payload.set(body, 0, body.length);
        var learnt = new Learnt();
        ClientHello.body(carrier, payload, 0, body.length, body.length, learnt);
        return learnt.fingerprint();
    }

    private static @Nullable String tls(String ciphers, byte[]... extensions) {
        return ja4(Carrier.TLS, Hellos.body(Carrier.TLS, 0x0303, ciphers, extensions));
    }

    private static String sha256(String text) throws Exception {
        byte[] sum =
                MessageDigest.getInstance("SHA-256")
                        .digest(text.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(sum).substring(0, 12);
    }

    @Test
    void is_that_of_the_specifications_example() {
        assertThat(tls(CIPHERS, extensions(EXTENSIONS, "6832", "0304,0303", SIGNATURES)))
                .isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
    }

    @Test
    void grease_counts_nowhere() {
        String ciphers = "3a3a," + CIPHERS;
        String types = "1a1a," + EXTENSIONS + ",dada";
        assertThat(tls(ciphers, extensions(types, "6832", "fafa,0304,0303", "0a0a," + SIGNATURES)))
                .isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void begins_with_what_carried_the_hello(Carrier carrier) {
        byte[][] extensions = extensions(EXTENSIONS, "6833", "0304", SIGNATURES);
        String letter = carrier.name().substring(0, 1).toLowerCase(java.util.Locale.ROOT);
        assertThat(ja4(carrier, Hellos.body(carrier, 0x0303, CIPHERS, extensions)))
                .isEqualTo(letter + "13d1516h3_" + CIPHER_HASH + "_" + EXTENSION_HASH);
    }

    @Test
    void extensions_without_signature_algorithms_are_hashed_alone() {
        String types = EXTENSIONS.replace("000d", "000e");
        String sorted = "0005,000a,000b,000e,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01";
        String alone = EXTENSIONS.replace("000d,", "");
        assertThat(tls(CIPHERS, extensions(alone, "6832", "0304", "")))
                .startsWith("t13d1515h2_" + CIPHER_HASH);
        assertThat(tls(CIPHERS, extensions(types, "6832", "0304", "")))
                .satisfies(made -> assertThat(made).endsWith("_" + sha256(sorted)));
        assertThat(tls(CIPHERS, extensions(EXTENSIONS, "6832", "0304", "")))
                .as("the specification's own")
                .endsWith("_6d807ffa2a79");
    }

    @Test
    void the_same_program_has_the_same_tail_with_and_without_a_name() {
        String types = EXTENSIONS.replace("0000,", "").replace("0010,", "");
        assertThat(tls(CIPHERS, extensions(types, "", "0304", SIGNATURES)))
                .isEqualTo("t13i151400_8daaf6152771_e5627efa2ab1");
    }

    @Test
    void lists_that_are_empty_are_zeros() {
        assertThat(tls("", serverName("a.example")))
                .isEqualTo("t12d000100_000000000000_000000000000");
        assertThat(tls("0a0a")).isEqualTo("t12i000000_000000000000_000000000000");
    }

    @Test
    void a_hello_of_old_may_end_behind_its_compressions() throws Exception {
        byte[] body = bytes().u16(0x0301).noise(32).hex("00 0004 0035 002f 01 00").done();
        assertThat(ja4(Carrier.TLS, body))
                .isEqualTo("t10i020000_" + sha256("002f,0035") + "_000000000000");
    }

    @ParameterizedTest
    @CsvSource({
        "0304, 13",
        "0303, 12",
        "0302, 11",
        "0301, 10",
        "0300, s3",
        "0002, s2",
        "0305, 00",
        "feff, d1",
        "fefd, d2",
        "fefc, d3",
        "7f12, 00"
    })
    void the_version_is_the_field_of_the_hello_where_nothing_newer_is_listed(
            String number, String shown) {
        int version = Integer.parseInt(number, 16);
        byte[] body = Hellos.body(Carrier.TLS, version, CIPHERS, serverName("a.example"));
        assertThat(ja4(Carrier.TLS, body)).startsWith("t" + shown + "d1501");
    }

    @ParameterizedTest
    @CsvSource({
        "TLS, '0303,0304,0302', 13",
        "TLS, '5a5a,0301', 10",
        "TLS, '0304,7f1c', 00",
        "TLS, 0a0a, 12",
        "DTLS, 'fefd,fefc', d3",
        "DTLS, 'fefd,feff,eaea', d2"
    })
    void the_version_is_the_highest_of_those_listed(
            Carrier carrier, String versions, String shown) {
        byte[] body = Hellos.body(carrier, 0x0303, CIPHERS, Hellos.versions(versions));
        assertThat(ja4(carrier, body))
                .satisfies(made -> assertThat(made.substring(1, 3)).isEqualTo(shown));
    }

    @ParameterizedTest
    @CsvSource({
        "6832, h2",
        "687474702f312e31, h1",
        "68, hh",
        "ab, ab",
        "abcd, ad",
        "30ab, 3b",
        "3031abcd, 3d",
        "30abcd31, 01",
        "'', 00",
        "5a2d39, Z9"
    })
    void two_characters_stand_for_the_first_protocol(String protocol, String shown) {
        assertThat(tls(CIPHERS, Hellos.alpn(protocol))).contains("i1501" + shown + "_");
    }

    @Test
    void more_than_two_digits_are_99() {
        assertThat(tls("c0ff,".repeat(120), extensions("00aa,".repeat(100) + "00ab", "", "", "")))
                .startsWith("t12i999900_");
    }

    @Test
    void too_long_a_list_has_no_fingerprint() {
        String most = "c0ff,".repeat(Ja4.MOST_LISTED);
        assertThat(tls(most)).isNotNull();
        assertThat(tls(most + "c0fe")).isNull();
        assertThat(tls(CIPHERS, Hellos.signatures(most))).isNotNull();
        assertThat(tls(CIPHERS, Hellos.signatures(most + "c0fe"))).isNull();
        String types = "00aa,".repeat(Ja4.MOST_LISTED - 1) + "00ab";
        assertThat(tls(CIPHERS, extensions(types, "", "", ""))).isNotNull();
        assertThat(tls(CIPHERS, extensions(types + ",00ac", "", "", ""))).isNull();
    }

    @Test
    void lengths_that_lie_give_no_fingerprint() {
        byte[] lie = bytes().u16(5).u16(900).u8(0).done();
        assertThat(tls(CIPHERS, lie)).isNull();
        byte[] whole = Hellos.body(Carrier.TLS, 0x0303, CIPHERS, extension(5, new byte[9]));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            var payload = new Payload();
            payload.set(cut, 0, length);
            String made =
                    length < 35 ? null : Ja4.of(Carrier.TLS, payload, 0, length, new Learnt());
            boolean old = length == 35 + 2 + 30 + 2 || length == 35 + 2 + 30 + 4;
            assertThat(made == null).as("%d bytes", length).isEqualTo(!old);
        }
    }
}
