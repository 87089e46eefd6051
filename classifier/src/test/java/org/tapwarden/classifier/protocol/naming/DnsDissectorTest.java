package org.tapwarden.classifier.protocol.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_EACH;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_MORE;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.dnsAnswer;
import static org.tapwarden.classifier.protocol.Samples.dnsQuery;
import static org.tapwarden.classifier.protocol.Samples.udp;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Transport;

class DnsDissectorTest {

    private static final int TRANSACTION = 0x1234;

    private final DnsDissector dissector = new DnsDissector();
    private final Learnt learnt = new Learnt();

    private Dissector.Answer look(byte[] bytes, int port) {
        learnt.clear();
        return dissector.look(udp(bytes, port), learnt);
    }

    /// What a name server answers to the question with the number that the messages here have.
    private static Telling.NameAnswered answered(
            String name, List<Address> addresses, long ttlSeconds, @Nullable String front) {
        return new Telling.NameAnswered(
                name, addresses, ttlSeconds, front, Protocol.DNS, TRANSACTION);
    }

    private static Telling.NameAnswered answered(
            String name, List<Address> addresses, long ttlSeconds) {
        return answered(name, addresses, ttlSeconds, null);
    }

    private Dissector.Answer stream(byte[] bytes) {
        learnt.clear();
        return dissector.look(
                Samples.payload(bytes, Transport.TCP, Direction.FROM_SOURCE, 50_000, 53), learnt);
    }

    @Test
    void reads_the_question() {
        assertThat(look(dnsQuery("WWW.example.org"), 53)).isEqualTo(YES_EACH);
        assertThat(learnt.question()).isEqualTo("www.example.org");
        assertThat(learnt.tellings()).isEmpty();
    }

    /// @param body in hex, or text behind it
    private static byte[] answerOf(String asked, int type, int answered, String hex, String body) {
        byte[] bytes = bytes().hex(hex).ascii(body).done();
        return bytes().hex("1234 8400 0001 0001 0000 0000")
                .name(asked)
                .u16(type)
                .u16(1)
                .hex("c00c")
                .u16(answered)
                .hex("0001 00000000")
                .u16(bytes.length)
                .put(bytes)
                .done();
    }

    private static final String VERSION = "vaaaakav2we.t.example.org";

    @ParameterizedTest
    @CsvSource({
        "10, 10, '', VACKJs",
        "65399, 65399, '', VACKJs",
        "16, 16, 10, tkzaugs15l1kseaa",
        "5, 5, 10, hkzaugs01rl4i0aa",
        "1, 5, 10, hkzaugs1bqodjsaa",
        "15, 15, 000a 10, hkzaugszy10zveaa",
        "33, 33, 000a 000a 13c4 10, hkzaugs1htpjjkaa"
    })
    void a_tunnel_is_told_by_how_its_ends_greet(int type, int answered, String hex, String body) {
        look(answerOf(VERSION, type, answered, hex, body), 53);
        assertThat(learnt.application()).isEqualTo("iodine");
        assertThat(learnt.applicationCategory()).isEqualTo(Category.VPN);
        assertThat(learnt.grounds()).isEqualTo("iodine-version");
        look(answerOf(VERSION.toUpperCase(Locale.ROOT), type, answered, hex, body), 53);
        assertThat(learnt.application()).isEqualTo("iodine");
        for (byte[] other :
                List.of(
                        answerOf("vaaaalav2we.t.example.org", type, answered, hex, body),
                        answerOf("vaaaak.t.example.org", type, answered, hex, body),
                        answerOf(VERSION, type, 28, hex, body),
                        answerOf(VERSION, type, answered, hex, "x" + body),
                        answerOf(VERSION, type, answered, hex, body.substring(0, 3)))) {
            assertThat(look(other, 53)).isEqualTo(YES_EACH);
            assertThat(learnt.application()).isNull();
        }
    }

    @Test
    void a_question_alone_is_no_greeting() {
        look(asks(10, "vaaaakav2we", "t", "example", "org"), 53);
        assertThat(learnt.application()).isNull();
    }

    private byte[] asks(int type, String... labels) {
        var message = bytes().hex("1234 0100 0001 0000 0000 0000");
        for (String label : labels) {
            message.u8(label.length()).ascii(label);
        }
        return message.u8(0).u16(type).u16(1).done();
    }

    @Test
    void so_is_one_that_writes_what_no_host_is_called() {
        look(asks(16, "VDkAAAAAAA", "=auth", "t", "example", "org"), 53);
        assertThat(learnt.application()).isEqualTo("dns2tcp");
        assertThat(learnt.grounds()).isEqualTo("dns2tcp-label");
        look(asks(1, "VDkAAAAAAA", "=auth", "t", "example", "org"), 53);
        assertThat(learnt.application()).isNull();
        look(asks(16, "VDkAAAAAAA", "auth", "t", "example", "org"), 53);
        assertThat(learnt.application()).isNull();
        look(asks(16, "a", "=other", "t", "example", "org"), 53);
        assertThat(learnt.application()).isNull();
    }

    @Test
    void follows_aliases_to_the_addresses() {
        look(dnsAnswer(), 53);
        assertThat(learnt.tellings())
                .containsExactly(
                        answered(
                                "www.example.org",
                                List.of(Address.parse("192.0.2.1"), Address.parse("2001:db8::1")),
                                30));
    }

    @Test
    void an_address_of_another_name_is_not_the_answer() {
        byte[] forged =
                bytes().hex("1234 8180 0001 0001 0000 0000")
                        .name("a.example")
                        .u16(1)
                        .u16(1)
                        .name("bank.example")
                        .hex("0001 0001 0000003c 0004 c0000201")
                        .done();
        assertThat(look(forged, 53)).isEqualTo(YES_EACH);
        assertThat(learnt.tellings()).isEmpty();
    }

    @Test
    void aliases_in_a_ring_end() {
        byte[] ring =
                bytes().hex("1234 8180 0001 0001 0000 0000")
                        .name("a.example")
                        .u16(1)
                        .u16(1)
                        .hex("c00c 0005 0001 0000012c 0002 c00c")
                        .done();
        assertThat(look(ring, 53)).isEqualTo(YES_EACH);
        assertThat(learnt.tellings()).isEmpty();
    }

    /// `a0`, which is an alias of `a1`, and so on; the last one has an address. Each owner is
    /// written in another case than where it was a target.
    private static byte[] chain(int aliases) {
        var message =
                bytes().hex("1234 8180 0001")
                        .u16(aliases + 1)
                        .hex("0000 0000")
                        .name("a0")
                        .u16(1)
                        .u16(1);
        for (int i = 0; i < aliases; i++) {
            byte[] target = bytes().name("a" + (i + 1)).done();
            message.name("A" + i).hex("0005 0001 0000003c").u16(target.length).put(target);
        }
        return message.name("A" + aliases).hex("0001 0001 0000003c 0004 c0000201").done();
    }

    @Test
    void a_chain_of_aliases_is_followed_so_far_and_no_farther() {
        look(chain(15), 53);
        assertThat(learnt.tellings())
                .containsExactly(answered("a0", List.of(Address.parse("192.0.2.1")), 60));
        look(chain(16), 53);
        assertThat(learnt.tellings()).isEmpty();
    }

    /// The answer to a question for HTTPS, of one record.
    ///
    /// @param target as it stands on the wire
    private static byte[] binding(String asked, int priority, String target, byte[]... parameters) {
        var all = bytes();
        for (byte[] parameter : parameters) {
            all.put(parameter);
        }
        byte[] body = bytes().u16(priority).hex(target).put(all.done()).done();
        return bytes().hex("1234 8180 0001 0001 0000 0000")
                .name(asked)
                .hex("0041 0001 c00c 0041 0001 0000012c")
                .u16(body.length)
                .put(body)
                .done();
    }

    private static byte[] parameter(int key, byte[] value) {
        return bytes().u16(key).u16(value.length).put(value).done();
    }

    /// A list of one configuration of a version nobody knows and one that is known.
    private static byte[] encryption(String publicName) {
        byte[] contents =
                bytes().hex("07 0020 0020")
                        .noise(32)
                        .hex("0004 0001 0001 40")
                        .u8(publicName.length())
                        .ascii(publicName)
                        .u16(0)
                        .done();
        byte[] list =
                bytes().hex("fe0a 0003 010203")
                        .u16(0xfe0d)
                        .u16(contents.length)
                        .put(contents)
                        .done();
        return parameter(5, bytes().u16(list.length).put(list).done());
    }

    private static final byte[] ALPN = parameter(1, bytes().u8(2).ascii("h2").done());
    private static final byte[] HINT4 = parameter(4, bytes().hex("c0000201 c0000202").done());
    private static final byte[] HINT6 =
            parameter(6, bytes().hex("20010db8000000000000000000000001").done());

    @Test
    void hints_of_a_service_binding_are_addresses_and_its_public_name_is_told() {
        byte[] answer =
                binding("Hidden.example", 1, "00", ALPN, HINT4, encryption("Front.example"), HINT6);
        assertThat(look(answer, 53)).isEqualTo(YES_EACH);
        assertThat(learnt.tellings())
                .containsExactly(
                        answered(
                                "hidden.example",
                                List.of(
                                        Address.parse("192.0.2.1"),
                                        Address.parse("192.0.2.2"),
                                        Address.parse("2001:db8::1")),
                                300,
                                "front.example"));
    }

    @Test
    void a_port_before_the_name_of_a_binding_is_no_part_of_it() {
        look(binding("_8443._https.hidden.example", 1, "00", HINT4), 53);
        assertThat(learnt.tellings())
                .singleElement()
                .satisfies(told ->
                        assertThat(((Telling.NameAnswered) told).name())
                                .isEqualTo("hidden.example"));
    }

    @Test
    void a_binding_that_tells_neither_or_is_an_alias_says_nothing() {
        look(binding("a.example", 1, "00", ALPN), 53);
        assertThat(learnt.tellings()).isEmpty();
        look(binding("a.example", 0, "c00c"), 53);
        assertThat(learnt.tellings()).isEmpty();
        look(binding("a.example", 1, "00", encryption("front.example")), 53);
        assertThat(learnt.tellings())
                .containsExactly(answered("a.example", List.of(), 300, "front.example"));
    }

    @Test
    void a_binding_that_is_cut_or_damaged_breaks_nothing() {
        byte[] good = binding("a.example", 1, "00", HINT4, encryption("front.example"), HINT6);
        for (int length = 0; length < good.length; length++) {
            look(Arrays.copyOf(good, length), 53);
            assertThat(learnt.tellings()).as("%d bytes", length).isEmpty();
        }
        var random = new java.util.Random(3);
        for (int i = 0; i < 50_000; i++) {
            byte[] bad = good.clone();
            bad[40 + random.nextInt(bad.length - 40)] = (byte) random.nextInt();
            assertThat(look(bad, 53)).isNotNull();
        }
    }

    @Test
    void an_answer_may_spell_the_name_in_another_case() {
        byte[] answer =
                bytes().hex("1234 8180 0001 0001 0000 0000")
                        .name("wWw.example.ORG")
                        .u16(1)
                        .u16(1)
                        .name("WWW.eXample.org")
                        .hex("0001 0001 0000003c 0004 c0000201")
                        .done();
        look(answer, 53);
        assertThat(learnt.tellings())
                .containsExactly(
                        answered("www.example.org", List.of(Address.parse("192.0.2.1")), 60));
    }

    @Test
    void only_ascii_letters_have_two_cases() {
        var question = bytes().hex("1234 8180 0001 0001 0000 0000").hex("03 c38965 00 0001 0001");
        String address = "0001 0001 0000003c 0004 c0000201";
        byte[] same = bytes().put(question.done()).hex("03 c38945 00").hex(address).done();
        look(same, 53);
        assertThat(learnt.question()).isEqualTo("ée");
        assertThat(learnt.tellings()).as("RFC 4343, section 3").hasSize(1);
        byte[] other = bytes().put(question.done()).hex("03 c3a965 00").hex(address).done();
        look(other, 53);
        assertThat(learnt.question()).isEqualTo("ée");
        assertThat(learnt.tellings()).isEmpty();
    }

    @Test
    void the_root_has_no_address() {
        byte[] answer =
                bytes().hex("0000 8180 0001 0001 0000 0000")
                        .hex("00 0001 0001")
                        .hex("00 0001 0001 0000003c 0004 c0000201")
                        .done();
        assertThat(look(answer, 53)).isEqualTo(YES_EACH);
        assertThat(learnt.question()).isEqualTo(".");
        assertThat(learnt.tellings()).isEmpty();
    }

    /// Records that point at the question, each with another address.
    private static byte[] addresses(int count) {
        var message =
                bytes().hex("1234 8180 0001")
                        .u16(count)
                        .hex("0000 0000")
                        .name("a.example")
                        .u16(1)
                        .u16(1);
        for (int i = 0; i < count; i++) {
            message.hex("c00c 0001 0001 0000003c 0004 c00002").u8(i);
        }
        return message.done();
    }

    @Test
    void addresses_and_records_beyond_their_limits_are_left_out() {
        look(addresses(Telling.NameAnswered.MAX_ADDRESSES + 1), 53);
        var answered = (Telling.NameAnswered) learnt.tellings().getFirst();
        assertThat(answered.addresses()).hasSize(Telling.NameAnswered.MAX_ADDRESSES);
        assertThat(look(addresses(DnsMessage.MAX_RECORDS), 5000)).isEqualTo(YES_EACH);
        assertThat(look(addresses(DnsMessage.MAX_RECORDS + 1), 5000)).isEqualTo(NO);
        assertThat(look(addresses(DnsMessage.MAX_RECORDS + 1), 53)).isEqualTo(YES_EACH);
    }

    @Test
    void what_is_wrong_in_one_record_spoils_what_comes_after() {
        String first = "c00c 0001 0001 0000003c 0004 c0000201";
        var message =
                bytes().hex("1234 8180 0001 0003 0000 0000").name("a.example").hex("0001 0001");
        byte[] cut = bytes().put(message.done()).hex(first).hex("c00c 0001 0001 0000").done();
        look(cut, 53);
        assertThat(learnt.tellings()).hasSize(1);
        byte[] crooked =
                bytes().put(message.done())
                        .hex("c00c 0001 0001 0000003c 0003 c00002") // three bytes are no address
                        .hex("c00c 0005 0001 0000003c 0002 c0ff") // an alias of nobody
                        .hex(first)
                        .done();
        look(crooked, 53);
        assertThat(((Telling.NameAnswered) learnt.tellings().getFirst()).addresses())
                .containsExactly(Address.parse("192.0.2.1"));
    }

    @Test
    void a_question_that_nobody_wants_is_not_put_together() {
        learnt.wants(false, true);
        assertThat(look(dnsAnswer(), 53)).isEqualTo(YES_EACH);
        assertThat(learnt.question()).isNull();
        assertThat(learnt.tellings()).hasSize(1);
    }

    @Test
    void a_pointer_to_itself_or_ahead_is_no_name() {
        String header = "1234 0100 0001 0000 0000 0000";
        assertThat(look(bytes().hex(header).hex("c00c 0001 0001").done(), 53)).isEqualTo(NO);
        assertThat(look(bytes().hex(header).hex("c00e c00c 0001 0001").done(), 53)).isEqualTo(NO);
        assertThat(look(bytes().hex(header).hex("0161 c00c 0001 0001").done(), 53)).isEqualTo(NO);
    }

    @Test
    void a_dot_inside_a_label_does_not_make_another_name() {
        byte[] sly =
                bytes().hex("1234 0100 0001 0000 0000 0000")
                        .u8(10)
                        .ascii("google.com")
                        .name("evil.example")
                        .u16(1)
                        .u16(1)
                        .done();
        look(sly, 53);
        assertThat(learnt.question()).isEqualTo("google\\.com.evil.example");
    }

    @Test
    void counts_that_lie_cost_nothing_and_spoil_only_themselves() {
        byte[] query = dnsQuery("a.example");
        byte[] lying = Arrays.copyOf(query, query.length);
        lying[2] = (byte) 0x81;
        lying[6] = 1; // 256 answers that are not there
        assertThat(look(lying, 53)).isEqualTo(YES_EACH);
        assertThat(learnt.question()).isEqualTo("a.example");
    }

    @Test
    void elsewhere_the_message_must_be_right_to_the_last_byte() {
        assertThat(look(dnsQuery("www.example.org"), 5000)).isEqualTo(YES_EACH);
        assertThat(look(dnsAnswer(), 5000)).isEqualTo(YES_EACH);
        assertThat(look(bytes().put(dnsQuery("www.example.org")).u8(0).done(), 5000)).isEqualTo(NO);
        assertThat(look(dnsQuery("local"), 5000)).isEqualTo(NO);
    }

    @Test
    void noise_is_not_dns_even_on_its_port() {
        assertThat(look(bytes().noise(100).done(), 53)).isEqualTo(NO);
        assertThat(look(new byte[100], 53)).isEqualTo(NO);
    }

    @Test
    void reads_messages_from_a_stream() {
        byte[] query = dnsQuery("a.example");
        byte[] framed = bytes().u16(query.length).put(query).done();
        assertThat(stream(framed)).isEqualTo(YES_MORE);
        assertThat(learnt.question()).isEqualTo("a.example");
        assertThat(stream(Arrays.copyOf(framed, framed.length - 1))).isEqualTo(PERHAPS);
        assertThat(stream(bytes().ascii("GET / HTTP/1.1\r\n\r\n").done())).isEqualTo(NO);
    }

    @Test
    void leaves_its_relatives_alone() {
        assertThat(look(dnsQuery("www.example.org"), 5353)).isEqualTo(NO);
        assertThat(look(dnsQuery("www.example.org"), 5355)).isEqualTo(NO);
    }
}
