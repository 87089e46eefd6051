package org.tapwarden.classifier.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.SecondBest;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.record.Explanation;
import org.tapwarden.classifier.service.Services;

class LabellerTest {

    private final Labeller labeller = new Labeller(Services.load());

    private static final Address CLIENT = Address.parse("192.0.2.1");
    private static final Address SERVER = Address.parse("198.51.100.1");
    private static final Address RESOLVER = Address.parse("192.0.2.53");
    private static final long SECOND = 1_000_000_000L;

    private Label labelOf(Protocol protocol, String serverName, String question) {
        return labelOf(protocol, serverName, question, FlowRecord.Tls.NONE);
    }

    private Label labelOf(
            Protocol protocol, String serverName, String question, FlowRecord.Tls tls) {
        return labeller.label(event(protocol, serverName, question, tls, CLIENT, SERVER)).label();
    }

    private static FlowEvent event(
            Protocol protocol, String serverName, String question, Address from, Address to) {
        return event(protocol, serverName, question, FlowRecord.Tls.NONE, from, to);
    }

    private static FlowEvent event(
            Protocol protocol,
            String serverName,
            String question,
            FlowRecord.Tls tls,
            Address from,
            Address to) {
        var names =
                new FlowRecord.Names(
                        serverName,
                        serverName == null ? Basis.NONE : Basis.SEEN,
                        null,
                        null,
                        question,
                        null,
                        tls);
        var content = new FlowEvent.Content(protocol, null, Category.UNKNOWN, "bytes-of-it");
        return event(content, names, from, to);
    }

    private static FlowEvent event(FlowEvent.Content content, Address from, Address to) {
        return event(content, FlowRecord.Names.NONE, from, to);
    }

    private static FlowEvent event(
            FlowEvent.Content content, FlowRecord.Names names, Address from, Address to) {
        var traffic = new FlowRecord.Traffic(2 * SECOND, 3 * SECOND, 1, 60, 1, 60, 0, 0);
        return new FlowEvent(
                FlowEvent.Phase.LEARNT,
                new FlowRecord.Identity("here", 1, 1, null),
                new FlowRecord.Conversation(0, from, 50_000, to, 40_000, 17, false, 0),
                traffic,
                traffic,
                content,
                names,
                new FlowRecord.Place("unnamed", Population.UNKNOWN, 0, 0, null, 0, 0, 0, 0));
    }

    private void answer(Address client, String name) {
        labeller.see(
                new Sighting.Told(
                        new Sighting.Frame(SECOND, 0, 0, -1, 1, 2, RESOLVER, client),
                        new Telling.NameAnswered(name, List.of(SERVER), 300)));
    }

    @ParameterizedTest
    @CsvSource({
        "TLS, chat.988lifeline.org,",
        "QUIC, www.988lifeline.org,",
        "HTTP, 988lifeline.org,",
        "DNS,, www.988lifeline.org"
    })
    void of_a_protected_destination_there_is_no_record(
            String protocol, String serverName, String question) {
        Protocol spoken =
                switch (protocol) {
                    case "TLS" -> Protocol.TLS;
                    case "QUIC" -> Protocol.QUIC;
                    case "HTTP" -> Protocol.HTTP;
                    default -> Protocol.DNS;
                };
        assertThat(labeller.label(event(spoken, serverName, question, CLIENT, SERVER))).isNull();
    }

    /// Anybody may answer to LLMNR and NetBIOS.
    @Test
    void what_a_neighbour_answers_names_no_flow_and_protects_none() {
        for (String name : List.of("www.example.org", "www.988lifeline.org")) {
            labeller.see(
                    new Sighting.Told(
                            new Sighting.Frame(SECOND, 0, 0, -1, 1, 2, RESOLVER, CLIENT),
                            new Telling.NameAnswered(
                                    name, List.of(SERVER), 300, null, Protocol.LLMNR, 1)));
            FlowRecord record = labeller.label(event(Protocol.TLS, null, null, CLIENT, SERVER));
            assertThat(record).isNotNull();
            assertThat(record.names().serverName()).isNull();
        }
    }

    @Test
    void an_address_answered_for_one_protects_whoever_goes_there_without_a_name() {
        Address other = Address.parse("192.0.2.2");
        answer(CLIENT, "www.example.org");
        assertThat(labeller.label(event(Protocol.TLS, null, null, CLIENT, SERVER))).isNotNull();
        answer(CLIENT, "www.988lifeline.org");
        for (Protocol spoken : List.of(Protocol.TLS, Protocol.UNKNOWN, Protocol.ICMP)) {
            assertThat(labeller.label(event(spoken, null, null, CLIENT, SERVER))).isNull();
            assertThat(labeller.label(event(spoken, null, null, SERVER, CLIENT))).isNull();
            assertThat(labeller.label(event(spoken, null, null, other, SERVER))).isNull();
        }
    }

    @Test
    void on_a_shared_address_another_name_is_another_flow() {
        answer(CLIENT, "www.988lifeline.org");
        Label label = labelOf(Protocol.TLS, "www.youtube.com", null);
        assertThat(label.application()).isEqualTo("youtube");
        assertThat(labelOf(Protocol.DNS, null, "www.example.org").category())
                .isEqualTo(Category.NETWORK);
    }

    @Test
    void to_look_for_its_address_is_to_look_for_its_name() {
        String reverse = "1.100.51.198.in-addr.arpa";
        FlowEvent lookup = event(Protocol.DNS, null, reverse, CLIENT, RESOLVER);
        assertThat(labeller.label(lookup)).isNotNull();
        answer(CLIENT, "www.988lifeline.org");
        assertThat(labeller.label(lookup)).isNull();
    }

    @Test
    void a_tunnel_cannot_hide_behind_an_answer_that_somebody_made_up() {
        answer(CLIENT, "www.988lifeline.org");
        assertThat(labelOf(Protocol.named("wireguard", Category.VPN), null, null).category())
                .isEqualTo(Category.VPN);
    }

    @Test
    void the_name_is_remembered_for_no_client() {
        answer(CLIENT, "www.988lifeline.org");
        FlowEvent ordinary = event(Protocol.TLS, null, null, CLIENT, Address.parse("203.0.113.9"));
        assertThat(labeller.label(ordinary).names()).isEqualTo(FlowRecord.Names.NONE);
        assertThat(labeller.answersEvicted()).isZero();
        assertThat(labeller.protectedAddressesDisplaced()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "www.youtube.com, youtube",
        "www.example.org,",
        "www.nordvpn.com,",
        "www.torproject.org,",
        "utorrent.com,"
    })
    void a_lookup_is_about_a_service_and_is_no_use_of_it(String question, String application) {
        Label label = labelOf(Protocol.DNS, null, question);
        assertThat(label.application()).isEqualTo(application);
        assertThat(label.category()).isEqualTo(Category.NETWORK);
        assertThat(label.basis()).isEqualTo(Basis.SEEN);
        assertThat(label.protocol()).isSameAs(Protocol.DNS);
    }

    @ParameterizedTest
    @CsvSource({"www.youtube.com, youtube, STREAMING", "www.nordvpn.com, nordvpn, VPN"})
    void a_name_in_a_hello_is_the_service(String name, String application, Category category) {
        Label label = labelOf(Protocol.TLS, name, null);
        assertThat(label.application()).isEqualTo(application);
        assertThat(label.category()).isEqualTo(category);
        assertThat(label.grounds())
                .containsExactly(
                        new Grounds(Grounds.Kind.BYTES, "bytes-of-it"),
                        new Grounds(Grounds.Kind.SERVICE_TABLE, application));
    }

    /// A tunnel runs through its client's resolver, which is not who digs it.
    @Test
    void a_tunnel_in_questions_is_its_clients_and_not_the_resolvers() {
        var tunnel = new FlowEvent.Content(Protocol.DNS, "iodine", Category.VPN, "iodine-version");
        Label digs = labeller.label(event(tunnel, CLIENT, RESOLVER)).label();
        assertThat(digs.category()).isEqualTo(Category.VPN);
        assertThat(digs.application()).isEqualTo("iodine");
        answer(CLIENT, "www.example.org");
        Label passesOn = labeller.label(event(tunnel, RESOLVER, SERVER)).label();
        assertThat(passesOn.category()).isEqualTo(Category.NETWORK);
        assertThat(passesOn.application()).isNull();
        assertThat(passesOn.grounds())
                .containsExactly(new Grounds(Grounds.Kind.BYTES, "iodine-version"));
        assertThat(labeller.label(event(tunnel, CLIENT, RESOLVER)).label()).isEqualTo(digs);
        assertThat(labeller.nameServersEvicted()).isZero();
    }

    private static FlowRecord.Tls certificate(String subject, String issuer, String alternative) {
        return new FlowRecord.Tls(EncryptedHello.NONE, null, null, subject, issuer, alternative);
    }

    @ParameterizedTest
    @CsvSource({
        ", CN=x, *.waze.com, waze, INFERRED",
        "192.0.2.9, CN=www.waze.com, , waze, INFERRED",
        "192.0.2.9, O=www.waze.com, , , SEEN",
        "www.example.org, CN=x, *.waze.com, , SEEN",
        ", CN=x, *.nordvpn.com, , SEEN"
    })
    void a_certificate_names_only_who_asked_for_nobody_and_accuses_nobody(
            String name, String subject, String alternative, String application, Basis basis) {
        Label label = labelOf(Protocol.TLS, name, null, certificate(subject, "CN=y", alternative));
        assertThat(label.application()).isEqualTo(application);
        assertThat(label.basis()).isEqualTo(basis);
        assertThat(label.grounds().getLast())
                .isEqualTo(
                        application == null
                                ? new Grounds(Grounds.Kind.BYTES, "bytes-of-it")
                                : new Grounds(Grounds.Kind.CERTIFICATE, application));
    }

    @ParameterizedTest
    @CsvSource({
        "www.q4cyamnc6mt.com, CN=www.abcdefgh234.net, CN=www.hgfedcba765.com, , TOR",
        "www.q4cyamnc6mt.org, CN=www.abcdefgh234.net, CN=www.hgfedcba765.com, , WEB",
        "www.q4cyamnc6mt.com, CN=www.abcdefgh234.com, CN=www.hgfedcba765.com, , WEB",
        "www.q4cyamnc6mt.com, CN=www.abcdefgh234.net, 'CN=www.hgfedcba765.com, O=x', , WEB",
        "www.q4cyamnc6mt.com, CN=www.abcdefgh234.net, CN=www.hgfedcba765.com, a.example, WEB",
        "www.abcdefgh234.com, CN=www.abcdefgh234.net, CN=www.hgfedcba765.com, , WEB",
        "www.q4cyamnc6mt.com, , , , WEB"
    })
    void tor_takes_three_made_up_names(
            String name, String subject, String issuer, String alternative, Category category) {
        Label label = labelOf(Protocol.TLS, name, null, certificate(subject, issuer, alternative));
        assertThat(label.category()).isEqualTo(category);
    }

    @ParameterizedTest
    @CsvSource({
        "www.q4cyamnc6mt.com, t13d181100_796efca44d18_d41ae481755e, TOR, INFERRED",
        "www.wftc6epg25.com, t13d181000_796efca44d18_000000000000, TOR, INFERRED",
        "www.q4cyamnc6mt.org, t13d181100_796efca44d18_d41ae481755e, WEB, SEEN",
        "www.q4cy-mnc6mt.com, t13d181100_796efca44d18_d41ae481755e, WEB, SEEN",
        ", t13d181100_796efca44d18_d41ae481755e, WEB, SEEN",
        "www.q4cyamnc6mt.com, t13d1811h2_796efca44d18_d41ae481755e, WEB, SEEN",
        "www.q4cyamnc6mt.com, t13d171100_5b57614c22b0_d41ae481755e, WEB, SEEN",
        "www.q4cyamnc6mt.com, t12d181100_796efca44d18_d41ae481755e, WEB, SEEN",
        "www.q4cyamnc6mt.com, , WEB, SEEN"
    })
    void tor_in_tls_1_3_takes_its_suites_and_a_made_up_name(
            String name, String ja4, Category category, Basis basis) {
        var tls = new FlowRecord.Tls(EncryptedHello.NONE, ja4, null, null, null, null);
        Label label = labelOf(Protocol.TLS, name, null, tls);
        assertThat(label.category()).isEqualTo(category);
        assertThat(label.basis()).isEqualTo(basis);
    }

    @ParameterizedTest
    @CsvSource({
        "www.youtube.com, nothing",
        "www.example.org, nothing",
        "www.nordvpn.com, nordvpn vpn service-table:nordvpn lookup"
    })
    void what_is_not_said_of_a_lookup_came_second(String question, String second) {
        assertThat(SecondBest.of(labelOf(Protocol.DNS, null, question))).isEqualTo(second);
    }

    @ParameterizedTest
    @CsvSource({
        "www.youtube.com, *.waze.com, waze web certificate:waze own-name",
        "www.example.org, *.waze.com, waze web certificate:waze own-name",
        "www.waze.com, *.waze.com, nothing",
        "www.example.org, *.example.org, nothing",
        ", *.waze.com, nothing",
        ", *.nordvpn.com, nordvpn vpn certificate:nordvpn shared-certificate",
        "192.0.2.9, *.nordvpn.com, nordvpn vpn certificate:nordvpn shared-certificate"
    })
    void a_certificate_comes_second_to_a_name_and_when_it_would_accuse(
            String name, String alternative, String second) {
        Label label = labelOf(Protocol.TLS, name, null, certificate("CN=x", "CN=y", alternative));
        assertThat(SecondBest.of(label)).isEqualTo(second);
    }

    @Test
    void of_several_names_for_an_address_the_last_comes_second() {
        assertThat(SecondBest.of(labelOf(Protocol.TLS, null, null))).isEqualTo("nothing");
        answer(CLIENT, "www.example.org");
        answer(CLIENT, "www.youtube.com");
        assertThat(SecondBest.of(labelOf(Protocol.TLS, null, null)))
                .isEqualTo("youtube streaming dns-answer:this-client several-names");
        answer(CLIENT, "www.example.org");
        assertThat(SecondBest.of(labelOf(Protocol.TLS, null, null)))
                .as("it would have been the same label")
                .isEqualTo("nothing");
        FlowRecord unknown = labeller.label(event(Protocol.UNKNOWN, null, null, CLIENT, SERVER));
        assertThat(SecondBest.of(unknown.label()))
                .isEqualTo("null unknown dns-answer:this-client several-names");
        assertThat(Explanation.sentence(unknown))
                .startsWith("unknown: ")
                .doesNotContain("no name belongs to it")
                .endsWith(
                        " Second was an unknown protocol (unknown), since the same client was given"
                                + " this address for a name just before; but it was given it for"
                                + " more than one name, and nobody can say which was meant.");
    }

    @Test
    void a_name_that_the_flow_shows_comes_before_an_answer() {
        answer(CLIENT, "www.youtube.com");
        Label label = labelOf(Protocol.TLS, "www.netflix.com", null);
        assertThat(label.application()).isEqualTo("netflix");
        assertThat(SecondBest.of(label))
                .isEqualTo("youtube streaming dns-answer:this-client own-name");
        assertThat(SecondBest.of(labelOf(Protocol.TLS, "m.youtube.com", null)))
                .isEqualTo("nothing");
        assertThat(SecondBest.of(labelOf(Protocol.TLS, null, null))).isEqualTo("nothing");
    }

    @Test
    void a_protected_destination_never_comes_second() {
        answer(CLIENT, "www.988lifeline.org");
        assertThat(SecondBest.of(labelOf(Protocol.TLS, "www.netflix.com", null)))
                .isEqualTo("nothing");
        var service = new Services.Service("lifeline", Category.PROTECTED, "988lifeline.org");
        assertThat(
                        RunnersUp.service(
                                Label.UNKNOWN,
                                service,
                                Grounds.Kind.DNS_ANSWER,
                                RunnerUp.Lost.OWN_NAME))
                .isNull();
    }

    @Test
    void a_name_does_not_lift_what_the_bytes_show() {
        Label label = labelOf(Protocol.WIREGUARD, "www.netflix.com", null);
        assertThat(label.category()).isEqualTo(Category.VPN);
        assertThat(label.application()).isEqualTo("netflix");
        assertThat(label.basis()).isEqualTo(Basis.SEEN);
        assertThat(SecondBest.of(label))
                .isEqualTo("netflix streaming service-table:netflix outweighed");
    }

    /// A tunnel shows the certificate that its provider signed itself, and any name or none.
    @ParameterizedTest
    @CsvSource({
        "'CN=AnyNet Root CA, O=philandro Software GmbH', anydesk, REMOTE_ACCESS",
        "CN=AnyDesk Client, anydesk, REMOTE_ACCESS",
        "'CN=54.153.90.230, O=Windscribe', windscribe, VPN",
        "'CN=Private Internet Access, O=Private Internet Access', privateinternetaccess, VPN",
        "'CN=NordVPN Root CA, O=NordVPN', nordvpn, VPN",
    })
    void who_signs_its_own_certificates_is_told_by_them(
            String issuer, String application, Category category) {
        var tls = new FlowRecord.Tls(EncryptedHello.NONE, null, "x", "CN=host7", issuer, null);
        for (String name : new String[] {null, "www.youtube.com", "203.0.113.5"}) {
            Label label = labelOf(Protocol.TLS, name, null, tls);
            assertThat(label.application()).isEqualTo(application);
            assertThat(label.category()).isEqualTo(category);
            assertThat(label.basis()).isEqualTo(Basis.SEEN);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'CN=R11, O=Let''s Encrypt'",
        "'CN=Windscribe, O=Someone Else'",
        "'O=Not NordVPN'",
        "CN=NordVPN Fans",
    })
    void whose_authority_signs_for_others_is_not_told_by_it(String issuer) {
        var tls = new FlowRecord.Tls(EncryptedHello.NONE, null, "x", "CN=host7", issuer, null);
        assertThat(labelOf(Protocol.TLS, null, null, tls).application()).isNull();
    }

    @Test
    void every_service_with_an_authority_of_its_own_is_in_the_table() {
        Services services = Services.load();
        assertThat(OwnAuthorities.names())
                .allSatisfy(name -> assertThat(services.lookup(name)).isNotNull());
    }
}
