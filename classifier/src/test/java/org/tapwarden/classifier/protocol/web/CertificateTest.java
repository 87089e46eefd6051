package org.tapwarden.classifier.protocol.web;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.web.Certificates.alternatives;
import static org.tapwarden.classifier.protocol.web.Certificates.attribute;
import static org.tapwarden.classifier.protocol.web.Certificates.der;
import static org.tapwarden.classifier.protocol.web.Certificates.dns;
import static org.tapwarden.classifier.protocol.web.Certificates.names;
import static org.tapwarden.classifier.protocol.web.Certificates.utf8;
import static org.tapwarden.classifier.protocol.web.Certificates.whole;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.protocol.CertificateHashes;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;

class CertificateTest {

    private static final byte[] NOBODY = names();

    private static Learnt read(byte[] certificate) {
        var payload = new Payload();
        payload.set(certificate, 0, certificate.length);
        var learnt = new Learnt();
        Certificate.read(payload, 0, certificate.length, learnt);
        return learnt;
    }

    @Test
    void its_hashes_are_made_where_a_list_asks_for_them() throws Exception {
        byte[] certificate = Certificates.of("a.example", "R1", "Example", "b.example.org");
        assertThat(read(certificate).certificateHashes()).isNull();
        var learnt = new Learnt();
        learnt.wantsCertificateHashes(true);
        byte[] around = new byte[certificate.length + 12];
        System.arraycopy(certificate, 0, around, 7, certificate.length);
        var payload = new Payload();
        payload.set(around, 2, around.length - 2);
        Certificate.read(payload, 5, 5 + certificate.length, learnt);
        CertificateHashes hashes = learnt.certificateHashes();
        assertThat(hashes.sha1()).isEqualTo(hash("SHA-1", certificate)).hasSize(40);
        assertThat(hashes.sha256()).isEqualTo(hash("SHA-256", certificate)).hasSize(64);
        assertThat(learnt.subject()).isEqualTo("CN=a.example");
        learnt.clear();
        assertThat(learnt.certificateHashes()).isNull();
    }

    private static String hash(String algorithm, byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    }

    @Test
    void says_whose_it_is_and_who_signed_it() {
        Learnt learnt = read(Certificates.of("a.example", "R1", "Example", "B.Example.org"));
        assertThat(learnt.subject()).isEqualTo("CN=a.example");
        assertThat(learnt.issuer()).isEqualTo("CN=R1, O=Example");
        assertThat(learnt.alternativeName()).isEqualTo("b.example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "Example Inc., 'CN=Example Inc.'",
        "'Example, Inc.', 'CN=Example\\, Inc.'",
        "'a\"+\\<>;b', 'CN=a\\\"\\+\\\\\\<\\>\\;b'",
        "'  ', ",
        "Schüler, CN=Schüler"
    })
    void names_are_written_as_rfc_4514_has_them(String name, String written) {
        byte[] subject = names(attribute("550403", 0x0c, utf8(name)));
        assertThat(read(whole(subject, NOBODY)).subject()).isEqualTo(written);
        byte[] wide = names(attribute("550403", 0x1e, name.getBytes(UTF_16BE)));
        assertThat(read(whole(wide, NOBODY)).subject()).isEqualTo(written);
    }

    @Test
    void the_most_specific_common_name_counts_and_an_organisation_stands_in_for_it() {
        byte[] two =
                names(
                        attribute("550403", 0x0c, utf8("general")),
                        attribute("550403", 0x0c, utf8("special.example")));
        byte[] organisation = names(attribute("55040a", 0x13, utf8("Example")));
        Learnt learnt = read(whole(two, organisation));
        assertThat(learnt.subject()).isEqualTo("CN=special.example");
        assertThat(learnt.issuer()).isEqualTo("O=Example");
    }

    @Test
    void the_first_alternative_name_that_is_a_host_counts() {
        byte[] address = der(0x87, new byte[] {10, 0, 0, 1});
        byte[] list = alternatives(false, address, dns("a b"), dns("*.example.org"), dns("c"));
        byte[] certificate = whole(NOBODY, NOBODY, der(0xa3, der(0x30, list)));
        Learnt learnt = read(certificate);
        assertThat(learnt.alternativeName()).isEqualTo("*.example.org");
        assertThat(learnt.subject()).isNull();
    }

    @Test
    void nothing_is_said_of_a_certificate_that_names_nobody() {
        Learnt learnt = read(whole(NOBODY, NOBODY));
        assertThat(learnt.subject()).isNull();
        assertThat(learnt.issuer()).isNull();
        assertThat(learnt.alternativeName()).isNull();
    }

    @Test
    void the_number_of_entries_is_bounded() {
        byte[] other = attribute("55040b", 0x13, utf8("unit"));
        byte[] own = attribute("550403", 0x13, utf8("late"));
        byte[][] most = Collections.nCopies(Certificate.MOST_ENTRIES, other).toArray(byte[][]::new);
        most[most.length - 1] = own;
        assertThat(read(whole(names(most), NOBODY)).subject()).isEqualTo("CN=late");
        byte[][] more = Arrays.copyOf(most, most.length + 1);
        more[most.length - 1] = other;
        more[most.length] = own;
        assertThat(read(whole(names(more), NOBODY)).subject()).isNull();
    }

    @Test
    void a_long_name_is_cut() {
        byte[] subject = names(attribute("550403", 0x0c, utf8("x".repeat(5000))));
        assertThat(read(whole(subject, NOBODY)).subject())
                .isEqualTo("CN=" + "x".repeat(Learnt.MAX_TEXT - 3));
    }

    @Test
    void cuts_and_damage_teach_less_and_break_nothing() {
        byte[] good = Certificates.of("a.example", "R1", "Example", "b.example");
        for (int length = 0; length < good.length; length++) {
            assertThat(read(Arrays.copyOf(good, length)).subject()).isNull();
        }
        var random = new Random(9);
        int told = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            bad[random.nextInt(200)] = (byte) random.nextInt();
            told += read(bad).subject() != null ? 1 : 0;
        }
        assertThat(told).isPositive();
    }
}
