package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.SecondBest;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.list.Fingerprint;
import org.tapwarden.classifier.list.ListFacts;
import org.tapwarden.classifier.list.Lists;
import org.tapwarden.classifier.list.ListsBuilder;
import org.tapwarden.classifier.list.Scope;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.web.Certificates;
import org.tapwarden.classifier.record.Explanation;

/// What a list of certificates says, from the frames to the label.
class ListedCertificateTest {

    private static final int CLIENT = 0x0a14_0001;
    private static final int SERVER = 0xc633_6407;

    private static final byte[] LISTED =
            Certificates.of("c2.example", "R1", "Example", "c2.example");

    private static final byte[] OTHER =
            Certificates.of("www.example", "R1", "Example", "www.example");

    private static final String SAID =
            "tls null malware inferred [bytes:tls-client-hello, certificate-list:bad-servers/cert:";

    private static final String LOST =
            "null malware certificate-list:bad-servers/cert:[0-9a-f]{64} ";

    @TempDir private Path folder;

    private final ActiveLists lists = new ActiveLists();
    private final ListsBuilder builder = new ListsBuilder();

    private int list(
            String id, Category category, ListFacts.Type type, boolean office, String format)
            throws IOException {
        return builder.begin(
                new ListFacts(id, category, type, office, "", format, "f", 0, 0, "t", 0));
    }

    private void certificates(String hash, boolean office) throws IOException {
        int bad =
                list("bad-servers", Category.MALWARE, ListFacts.Type.DENY, office, "certificates");
        builder.fingerprint(bad, Fingerprint.CERTIFICATE, hash, 1, hash);
    }

    private void name(String name, Category category, ListFacts.Type type, boolean office)
            throws IOException {
        int names = list("names", category, type, office, "domains");
        builder.name(names, name, Scope.TREE, false, 1, name);
    }

    private void publish() throws IOException {
        builder.build();
        Path file = folder.resolve("lists");
        builder.write(file, 1);
        lists.publish(Lists.open(file));
    }

    private static String hash(String algorithm) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(LISTED);
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private FlowRecord flow(String name, byte[] certificate) throws IOException {
        return LabelledFlow.of(lists, frames(name, certificate));
    }

    private static byte[][] frames(String name, byte[] certificate) {
        byte[] hello = Samples.record(22, Samples.usualHello(name));
        byte[] shown =
                Samples.bytes()
                        .put(Samples.record(22, Samples.serverHello(0x0303, 0xc02f)))
                        .put(Samples.record(22, Certificates.message(certificate, OTHER)))
                        .done();
        byte[] nothing = {};
        int asked = 1 + hello.length;
        return new byte[][] {
            Flood.tcp(CLIENT, 50_000, SERVER, 443, 0, 0, Flood.SYN, nothing),
            Flood.tcp(SERVER, 443, CLIENT, 50_000, 0, 1, Flood.SYN | Flood.ACK, nothing),
            Flood.tcp(CLIENT, 50_000, SERVER, 443, 1, 1, Flood.PUSH, hello),
            Flood.tcp(SERVER, 443, CLIENT, 50_000, 1, asked, Flood.PUSH, shown)
        };
    }

    private FlowRecord flow(String name) throws IOException {
        return flow(name, LISTED);
    }

    @Test
    void either_hash_of_a_listed_certificate_gives_the_list_s_category() throws IOException {
        certificates(hash("SHA-1"), false);
        publish();
        FlowRecord flow = flow("cdn.example");
        assertThat(LabelledFlow.said(flow)).isEqualTo(SAID + hash("SHA-1") + "]");
        assertThat(Explanation.sentence(flow))
                .contains("the server's certificate stands on the list bad-servers, entry cert:");
    }

    /// Policy need not wait for the flow's end.
    @Test
    void it_is_told_as_soon_as_the_server_showed_it() throws IOException {
        certificates(hash("SHA-256"), false);
        publish();
        byte[][] frames = frames("cdn.example", LISTED);
        List<FlowRecord> said = LabelledFlow.all(Listeners.LABELS_AND_DECISIONS, lists, frames);
        assertThat(said).hasSize(3);
        assertThat(said.get(0).label().category()).isEqualTo(Category.WEB);
        assertThat(said.get(1).label().category()).isEqualTo(Category.MALWARE);
        assertThat(said.get(1).identity().end()).isNull();
    }

    @Test
    void of_a_certificate_on_no_list_nothing_is_said() throws IOException {
        certificates(hash("SHA-256"), false);
        publish();
        assertThat(LabelledFlow.said(flow("cdn.example"))).startsWith(SAID);
        FlowRecord another = flow("cdn.example", OTHER);
        assertThat(another.label().category()).isEqualTo(Category.WEB);
    }

    /// The client chooses the name that it shows.
    @Test
    void it_says_more_than_the_name_of_a_service() throws IOException {
        certificates(hash("SHA-256"), false);
        publish();
        FlowRecord flow = flow("www.youtube.com");
        assertThat(LabelledFlow.said(flow)).startsWith(SAID);
        assertThat(SecondBest.of(flow.label()))
                .isEqualTo("youtube streaming service-table:youtube listed-certificate");
    }

    @Test
    void the_office_s_word_on_the_name_beats_a_feed_s_on_the_certificate() throws IOException {
        certificates(hash("SHA-256"), false);
        name("vendor.example", Category.STREAMING, ListFacts.Type.ALLOW, true);
        publish();
        FlowRecord flow = flow("www.vendor.example");
        assertThat(flow.label().category()).isEqualTo(Category.STREAMING);
        assertThat(SecondBest.of(flow.label())).matches(LOST + "office-list");
    }

    @Test
    void a_feed_that_allows_the_name_beats_another_feed() throws IOException {
        certificates(hash("SHA-256"), false);
        name("vendor.example", null, ListFacts.Type.ALLOW, false);
        publish();
        FlowRecord flow = flow("www.vendor.example");
        assertThat(flow.label().category()).isEqualTo(Category.WEB);
        assertThat(SecondBest.of(flow.label())).matches(LOST + "allowed");
    }

    @Test
    void a_certificate_on_the_office_s_own_list_beats_what_feeds_say_of_the_name()
            throws IOException {
        certificates(hash("SHA-256"), true);
        name("vendor.example", null, ListFacts.Type.ALLOW, false);
        publish();
        assertThat(LabelledFlow.said(flow("www.vendor.example"))).startsWith(SAID);
    }

    @Test
    void lists_without_certificates_have_none_hashed() throws IOException {
        name("vendor.example", Category.GAMES, ListFacts.Type.DENY, false);
        publish();
        assertThat(lists.haveCertificates()).isFalse();
        assertThat(flow("www.vendor.example").label().category()).isEqualTo(Category.GAMES);
    }

    @Test
    void protected_destinations_are_known_by_names_only() throws IOException {
        int shelters =
                list("shelters", Category.PROTECTED, ListFacts.Type.DENY, true, "certificates");
        assertThatThrownBy(() ->
                        builder.fingerprint(
                                shelters, Fingerprint.CERTIFICATE, hash("SHA-1"), 4, "x"))
                .hasMessageContaining("line 4 has a certificate");
    }
}
