package org.tapwarden.classifier.protocol.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_MORE;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.tcp;
import static org.tapwarden.classifier.protocol.Samples.udp;
import static org.tapwarden.classifier.protocol.directory.DirectoryConversations.bind;
import static org.tapwarden.classifier.protocol.directory.DirectoryConversations.element;
import static org.tapwarden.classifier.protocol.directory.DirectoryConversations.kerberos;
import static org.tapwarden.classifier.protocol.directory.DirectoryConversations.ldap;
import static org.tapwarden.classifier.protocol.directory.DirectoryConversations.lengthFirst;
import static org.tapwarden.classifier.protocol.directory.DirectoryConversations.search;
import static org.tapwarden.classifier.protocol.directory.DirectoryConversations.startTls;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Transport;

class DirectoryDissectorsTest {

    private final KerberosDissector kerberos = new KerberosDissector();
    private final LdapDissector ldap = new LdapDissector();
    private final Learnt learnt = new Learnt();

    @ParameterizedTest
    @CsvSource({
        "10, 161, YES_SIDE, YES_SIDE",
        "11, 160, YES, YES_MORE", // without a name
        "12, 161, YES_SIDE, YES_SIDE",
        "13, 160, YES, YES_MORE",
        "14, 160, YES, YES",
        "15, 160, YES, YES",
        "30, 160, YES_MORE, YES_MORE"
    })
    void every_kind_of_message_is_kerberos(
            int type, int firstField, Dissector.Answer datagram, Dissector.Answer stream) {
        byte[] message = kerberos(type, firstField);
        assertThat(kerberos.look(udp(message, 40_000), learnt)).isEqualTo(datagram);
        assertThat(kerberos.look(tcp(lengthFirst(message)), learnt)).isEqualTo(stream);
        assertThat(learnt.serverName()).isNull();
    }

    /// A reply does not count from 1, a message has the type of its tag, and others have other
    /// tags.
    @ParameterizedTest
    @CsvSource({"10, 160", "11, 161", "9, 160", "16, 160", "29, 160"})
    void fields_that_do_not_fit_the_kind_of_message_are_not_kerberos(int type, int firstField) {
        byte[] message = kerberos(type, firstField);
        assertThat(kerberos.look(udp(message, 88), learnt)).isEqualTo(NO);
        assertThat(kerberos.look(tcp(lengthFirst(message)), learnt)).isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21})
    void one_wrong_byte_of_the_tags_is_not_kerberos(int at) {
        byte[] message = kerberos(10, 0xa1);
        message[at]++;
        assertThat(kerberos.look(udp(message, 88), learnt)).isEqualTo(NO);
        assertThat(learnt.grounds()).isNull();
    }

    @Test
    void a_password_change_has_the_lengths_of_its_parts() {
        byte[] change = DirectoryConversations.passwordChange();
        assertThat(kerberos.look(udp(change, 464), learnt)).isEqualTo(YES);
        change[1]++;
        assertThat(kerberos.look(udp(change, 464), learnt)).isEqualTo(NO);
    }

    @Test
    void a_search_over_udp_is_the_connectionless_kind() {
        assertThat(ldap.look(udp(ldap(search()), 389), learnt)).isEqualTo(YES);
        assertThat(learnt.variant()).isSameAs(LdapDissector.CLDAP);
        learnt.clear();
        assertThat(ldap.look(tcp(ldap(search())), learnt)).isEqualTo(YES);
        assertThat(learnt.variant()).isNull();
    }

    /// Sequence, number, operation, version, name.
    @ParameterizedTest
    @CsvSource({"0, 49", "2, 4", "3, 0", "3, 9", "5, 98", "7, 4", "9, 4", "10, 5", "12, 48"})
    void one_wrong_byte_is_not_a_bind(int at, int value) {
        byte[] message = ldap(bind());
        assertThat(ldap.look(tcp(message), learnt)).isEqualTo(YES);
        message[at] = (byte) value;
        learnt.clear();
        assertThat(ldap.look(tcp(message), learnt)).isEqualTo(NO);
        assertThat(learnt.grounds()).isNull();
    }

    /// SNMP has the same envelope.
    @Test
    void a_community_in_place_of_an_operation_is_not_ldap() {
        byte[] get =
                element(0x30, bytes().hex("020100 0406").ascii("public").hex("a003020101").done());
        assertThat(ldap.look(udp(get, 389), learnt)).isEqualTo(NO);
        assertThat(ldap.look(tcp(get), learnt)).isEqualTo(NO);
    }

    @Test
    void controls_may_stand_behind_an_operation_and_nothing_else() {
        byte[] controls = element(0xa0, bytes().hex("3000").done());
        byte[] other = element(0xa1, bytes().hex("3000").done());
        byte[] right = ldap(bytes().put(search()).put(controls).done());
        byte[] wrong = ldap(bytes().put(search()).put(other).done());
        assertThat(ldap.look(tcp(right), learnt)).isEqualTo(YES);
        assertThat(ldap.look(tcp(wrong), learnt)).isEqualTo(NO);
    }

    @Test
    void the_name_is_read_from_the_hello_behind_the_request_for_tls() {
        byte[] request = ldap(startTls());
        assertThat(ldap.look(tcp(request), learnt)).isEqualTo(YES_MORE);
        byte[] hello = Samples.record(22, Samples.usualHello("ldap.example.org"));
        byte[] both = bytes().put(request).put(hello).done();
        assertThat(ldap.look(tcp(both), learnt)).isEqualTo(YES);
        assertThat(learnt.serverName()).isEqualTo("ldap.example.org");
        assertThat(learnt.grounds()).isEqualTo("ldap-start-tls");
    }

    @ParameterizedTest
    @CsvSource({
        "'6193, 23 : USERID : UNIX : x|', YES",
        "'6193,23:ERROR:NO-USER|', YES",
        "'6193, 23', PERHAPS",
        "'6193, 23|', PERHAPS",
        "'6193, 23 : US', PERHAPS",
        "'6193, 23 : USUALLY', NO",
        "'6193; 23 : USERID', NO",
        "'x, 23 : USERID', NO",
        "'613313, 23 : USERID', NO"
    })
    void ident_answers_with_two_ports(String text, Dissector.Answer expected) {
        byte[] bytes = bytes().ascii(text.replace("|", "\r\n")).done();
        assertThat(new IdentDissector().look(tcp(bytes), learnt)).isEqualTo(expected);
        assertThat(learnt.software()).isNull();
    }

    @Test
    void noise_on_their_own_ports_convinces_none() {
        var random = new Random(6);
        int[] ports = {88, 113, 389, 464};
        var payload = new Payload();
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            noise[0] = i % 3 == 0 ? 0x30 : noise[0];
            payload.set(noise, 0, noise.length);
            for (Dissector dissector : DirectoryDissectors.ALL) {
                for (Transport transport : dissector.about().transports()) {
                    payload.of(transport, Direction.FROM_SOURCE, 50_000, ports[i % ports.length]);
                    learnt.clear();
                    assertThat(dissector.look(payload, learnt))
                            .as(dissector.about().title())
                            .isIn(NO, PERHAPS);
                }
            }
        }
    }
}
