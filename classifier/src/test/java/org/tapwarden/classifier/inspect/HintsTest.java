package org.tapwarden.classifier.inspect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.SecondBest;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.list.Fingerprint;
import org.tapwarden.classifier.list.ListFacts;
import org.tapwarden.classifier.list.Lists;
import org.tapwarden.classifier.list.ListsBuilder;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.record.Explanation;

/// What two hints say together, and one does not, from the frames to the label.
class HintsTest {

    private static final int CLIENT = 0x0a14_0001;

    /// 198.51.100.7, of the range that the VPN's provider has.
    private static final int PROVIDER = 0xc633_6407;

    private static final int ELSEWHERE = 0xcb00_7107;
    private static final int SHARED = 0xc633_64f0;
    private static final int BAD = 0xcb00_7199;

    private static final Grounds RANDOM =
            new Grounds(Grounds.Kind.BYTES, "random-from-the-first-byte");

    private static final byte[] HELLO = Samples.record(22, Samples.clientHello());

    @TempDir private Path folder;

    private final ActiveLists lists = new ActiveLists();

    @BeforeEach
    void lists_of_addresses_and_of_fingerprints() throws IOException {
        lists.publish(listing("none"));
        String ja4 = labelled(stream(ELSEWHERE, 443, HELLO, new byte[0])).names().tls().ja4();
        assertThat(ja4).isNotNull();
        lists.publish(listing(ja4));
    }

    private Lists listing(String ja4) throws IOException {
        var builder = new ListsBuilder();
        int vpn = list(builder, "vpn-ranges", Category.VPN, ListFacts.Type.DENY);
        range(builder, vpn, "198.51.100.0", "198.51.100.255");
        int ours = list(builder, "ours", null, ListFacts.Type.ALLOW);
        range(builder, ours, "198.51.100.240", "198.51.100.240");
        int malware = list(builder, "malware-hosts", Category.MALWARE, ListFacts.Type.DENY);
        range(builder, malware, "203.0.113.153", "203.0.113.153");
        int clients = list(builder, "vpn-clients", Category.VPN, ListFacts.Type.DENY);
        builder.fingerprint(clients, Fingerprint.JA4, ja4, 1, ja4);
        builder.build();
        Path file = folder.resolve(ja4);
        builder.write(file, 1);
        return Lists.open(file);
    }

    private static int list(ListsBuilder builder, String id, Category category, ListFacts.Type type)
            throws IOException {
        return builder.begin(
                new ListFacts(id, category, type, false, "", "cidr", "f", 0, 0, "t", 0));
    }

    private static void range(ListsBuilder builder, int list, String from, String to)
            throws IOException {
        builder.range(list, Address.parse(from), Address.parse(to), 1, "");
    }

    private FlowRecord labelled(List<byte[]> frames) throws IOException {
        return LabelledFlow.of(lists, frames.toArray(byte[][]::new));
    }

    /// A connection from its first segment on, in which both say something.
    private static List<byte[]> stream(int server, int port, byte[] asked, byte[] answered) {
        byte[] nothing = {};
        List<byte[]> frames = new ArrayList<>();
        frames.add(Flood.tcp(CLIENT, 50_000, server, port, 0, 0, Flood.SYN, nothing));
        frames.add(Flood.tcp(server, port, CLIENT, 50_000, 0, 1, Flood.SYN | Flood.ACK, nothing));
        frames.add(Flood.tcp(CLIENT, 50_000, server, port, 1, 1, Flood.PUSH, asked));
        frames.add(
                Flood.tcp(server, port, CLIENT, 50_000, 1, 1 + asked.length, Flood.PUSH, answered));
        return frames;
    }

    private static List<byte[]> random(int server, int port) {
        return stream(server, port, Samples.chance(1, 120), Samples.chance(2, 300));
    }

    @Test
    void bytes_like_chance_to_an_address_of_a_vpn_are_a_vpn() throws IOException {
        FlowRecord flow = labelled(random(PROVIDER, 443));
        assertThat(LabelledFlow.said(flow))
                .isEqualTo(
                        "unknown null vpn inferred [bytes:random-from-the-first-byte,"
                                + " address-list:vpn-ranges/198.51.100.0-198.51.100.255]");
        assertThat(Explanation.sentence(flow))
                .contains("random from the first byte")
                .contains(
                        "the server's address stands on the list vpn-ranges, entry"
                                + " 198.51.100.0-198.51.100.255");
    }

    /// Policy hears of it while it goes on.
    @Test
    void it_is_told_as_soon_as_both_have_spoken() throws IOException {
        byte[][] frames = random(PROVIDER, 443).toArray(byte[][]::new);
        List<FlowRecord> said = LabelledFlow.all(Listeners.LABELS_AND_DECISIONS, lists, frames);
        assertThat(said).hasSize(2);
        assertThat(said.getFirst().identity().end()).isNull();
        assertThat(said.getFirst().label().category()).isEqualTo(Category.VPN);
    }

    @Test
    void at_the_port_of_shadowsocks_they_are_that() throws IOException {
        assertThat(LabelledFlow.said(labelled(random(ELSEWHERE, 8_388))))
                .isEqualTo("unknown shadowsocks vpn inferred [" + RANDOM.code() + ", port:8388]");
        byte[] text = "hello, and welcome to a service that only has this port".getBytes(US_ASCII);
        assertThat(LabelledFlow.said(labelled(stream(ELSEWHERE, 8_388, text, text))))
                .startsWith("unknown null unknown");
    }

    @Test
    void one_hint_is_what_came_second() throws IOException {
        FlowRecord alone = labelled(random(ELSEWHERE, 9_000));
        assertThat(LabelledFlow.said(alone)).isEqualTo("unknown null unknown none []");
        assertThat(SecondBest.of(alone.label()))
                .isEqualTo("null vpn " + RANDOM.code() + " one-hint");
        assertThat(Explanation.sentence(alone))
                .endsWith("but one hint alone is a guess, and accuses nobody.");
        FlowRecord listed = labelled(stream(PROVIDER, 9_000, new byte[60], new byte[60]));
        assertThat(listed.label().category()).isEqualTo(Category.UNKNOWN);
        assertThat(SecondBest.of(listed.label()))
                .isEqualTo("null vpn address-list:vpn-ranges/198.51.100.0-198.51.100.255 one-hint");
    }

    /// An address and a fingerprint are two.
    @Test
    void a_listed_hello_to_a_listed_address_is_what_both_say() throws IOException {
        assertThat(LabelledFlow.said(labelled(stream(PROVIDER, 443, HELLO, new byte[0]))))
                .startsWith(
                        "tls null vpn inferred [bytes:tls-client-hello, address-list:vpn-ranges/")
                .contains(", fingerprint-list:vpn-clients/");
        FlowRecord elsewhere = labelled(stream(ELSEWHERE, 443, HELLO, new byte[0]));
        assertThat(elsewhere.label().category()).isEqualTo(Category.WEB);
        FlowRecord another = labelled(stream(BAD, 443, HELLO, new byte[0]));
        assertThat(another.label().category()).isEqualTo(Category.WEB);
        assertThat(SecondBest.of(another.label()))
                .isEqualTo("null malware address-list:malware-hosts/203.0.113.153 one-hint");
    }

    @Test
    void a_service_that_says_its_name_is_that_wherever_it_lies() throws IOException {
        byte[] hello = Samples.record(22, Samples.usualHello("www.youtube.com"));
        FlowRecord flow = labelled(stream(PROVIDER, 443, hello, new byte[0]));
        assertThat(flow.label().application()).isEqualTo("youtube");
        assertThat(flow.label().category()).isEqualTo(Category.STREAMING);
    }

    @Test
    void an_allowed_address_within_a_listed_range_is_no_hint() throws IOException {
        FlowRecord flow = labelled(random(SHARED, 443));
        assertThat(flow.label().category()).isEqualTo(Category.UNKNOWN);
        assertThat(SecondBest.of(flow.label()))
                .isEqualTo("null vpn " + RANDOM.code() + " one-hint");
    }

    /// Random bytes hide a tunnel; what else stands on a list of addresses does not need them.
    @Test
    void chance_does_not_speak_for_malware() throws IOException {
        assertThat(labelled(random(BAD, 443)).label().category()).isEqualTo(Category.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "answer in clear, 120, 1, text",
        "the same beginning, 120, 1, same",
        "too short, 40, 2, random",
    })
    void both_ends_must_look_like_chance_and_differ(String what, int asked, int seed, String kind)
            throws IOException {
        byte[] question = Samples.chance(seed, asked);
        byte[] answer = Samples.chance(9, 200);
        if (kind.equals("text")) {
            Arrays.fill(answer, (byte) 'x');
        } else if (kind.equals("same")) {
            System.arraycopy(question, 0, answer, 0, 2);
        }
        FlowRecord flow = labelled(stream(PROVIDER, 443, question, answer));
        assertThat(flow.label().category()).as(what).isEqualTo(Category.UNKNOWN);
    }

    /// In the middle everything that is encrypted looks so.
    @Test
    void of_a_stream_whose_beginning_was_not_seen_nothing_is_said() throws IOException {
        List<byte[]> frames = random(PROVIDER, 443);
        FlowRecord flow = labelled(frames.subList(2, frames.size()));
        assertThat(flow.label().category()).isEqualTo(Category.UNKNOWN);
        assertThat(SecondBest.of(flow.label())).startsWith("null vpn address-list:");
    }

    /// A server that sends first is none of these protocols.
    @Test
    void the_client_must_begin() throws IOException {
        List<byte[]> frames = new ArrayList<>(random(PROVIDER, 443).subList(0, 2));
        frames.add(
                Flood.tcp(PROVIDER, 443, CLIENT, 50_000, 1, 1, Flood.PUSH, Samples.chance(4, 99)));
        frames.add(
                Flood.tcp(
                        CLIENT, 50_000, PROVIDER, 443, 1, 100, Flood.PUSH, Samples.chance(5, 99)));
        assertThat(labelled(frames).label().category()).isEqualTo(Category.UNKNOWN);
    }
}
