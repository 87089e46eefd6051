package org.tapwarden.classifier.protocol.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Transport;

/// What the dissectors of this family must not say, and what they learn.
class ManagementDissectorsTest {

    private static final int[] PORTS =
            ManagementConversations.ALL.stream().mapToInt(Conversation::port).distinct().toArray();

    private final Learnt learnt = new Learnt();

    /// A conversation of the family, by its number in the list.
    private static Conversation conversation(String word, int number) {
        return ManagementConversations.ALL.stream()
                .filter(one -> one.word().equals(word))
                .skip(number)
                .findFirst()
                .orElseThrow();
    }

    private static Conversation with(Conversation old, UnaryOperator<byte[]> change) {
        List<Conversation.Turn> turns = new ArrayList<>(old.turns());
        int last = turns.size() - 1;
        Conversation.Turn turn = turns.get(last);
        turns.set(
                last, new Conversation.Turn(turn.direction(), change.apply(turn.bytes().clone())));
        return new Conversation(old.word(), old.transport(), old.port(), turns);
    }

    private static Protocol toldBy(Conversation conversation) {
        return conversation.toldBy(ManagementDissectors.ALL);
    }

    /// Word, number of the conversation with this word, offset in its last message, what stands
    /// there instead.
    @ParameterizedTest
    @CsvSource({
        "ntp, 0, 0, c0",
        "ntp, 0, 0, eb",
        "ntp, 0, 1, 11",
        "ntp, 0, 4, 01",
        "ntp, 0, 8, 01",
        "ntp, 2, 1, 10",
        "ntp, 2, 10, 0001",
        "ntp, 3, 4, 0003",
        "ntp, 3, 7, 47",
        "snmp, 0, 0, 31",
        "snmp, 0, 1, 27",
        "snmp, 0, 4, 02",
        "snmp, 0, 5, 05",
        "snmp, 0, 6, 07",
        "snmp, 0, 13, a9",
        "snmp, 0, 14, 18",
        "snmp, 0, 15, 04",
        "snmp, 2, 4, 02",
        "snmp, 2, 5, 31",
        "snmp, 2, 18, 02",
        "snmp, 2, 20, 08",
        "snmp, 2, 23, 05",
        "syslog, 0, 0, 28",
        "syslog, 0, 1, 3e3e",
        "syslog, 0, 1, 393939",
        "syslog, 0, 3, 3c",
        "syslog, 0, 6, 00",
        "syslog, 1, 0, 78",
        "syslog, 2, 3, 39",
        "radius, 0, 0, 06",
        "radius, 0, 2, 0022",
        "radius, 0, 21, 01",
        "radius, 1, 0, 05",
        "radius, 1, 1, 0a",
        "radius, 1, 28, 07",
        "netflow, 0, 1, 06",
        "netflow, 0, 2, 0003",
        "netflow, 0, 8, 00000001",
        "netflow, 0, 12, 7fffffff",
        "netflow, 1, 8, 00000001",
        "netflow, 1, 20, 0002",
        "netflow, 1, 22, 000d",
        "ipfix, 0, 1, 0b",
        "ipfix, 0, 2, 0025",
        "ipfix, 0, 4, 00000001",
        "ipfix, 0, 16, 0004",
        "ipfix, 1, 18, 000d",
        "sflow, 0, 3, 06",
        "sflow, 0, 7, 03",
        "sflow, 0, 24, 01",
        "sflow, 0, 31, 06",
        "sflow, 0, 35, 14",
        "collectd, 0, 1, 03",
        "collectd, 0, 8, 41",
        "collectd, 0, 12, 0b",
        "collectd, 0, 24, 41",
        "collectd, 0, 30, 02",
        "collectd, 1, 2, 0045",
        "collectd, 1, 4, 0000",
        "collectd, 1, 6, 01",
        "rmcp, 0, 0, 07",
        "rmcp, 0, 1, 01",
        "rmcp, 0, 4, 06",
        "rmcp, 0, 13, 0a",
        "rmcp, 0, 16, c9",
        "rmcp, 1, 7, bf",
        "rmcp, 2, 5, 16",
        "rmcp, 2, 6, 01",
        "rmcp, 2, 14, 21",
        "zabbix, 0, 3, 45",
        "zabbix, 0, 4, 02",
        "zabbix, 0, 4, 09",
        "zabbix, 1, 0, 41",
        "kismet, 0, 7, 20",
        "ripeatlas, 0, 6, 2d",
        "roughtime, 0, 4, 41",
        "roughtime, 0, 8, 4d",
        "roughtime, 1, 7, 4e",
        "roughtime, 1, 8, f5",
        "ptpv2, 0, 0, 04",
        "ptpv2, 0, 1, 01",
        "ptpv2, 0, 3, 2b",
        "ptpv2, 0, 0, 08",
        "ptpv2, 0, 28, 0000",
        "ptpv2, 1, 3, 3f",
        "ptpv2, 1, 0, 00",
        "tacacs-plus, 0, 0, b0",
        "tacacs-plus, 0, 0, c2",
        "tacacs-plus, 0, 1, 04",
        "tacacs-plus, 0, 2, 02",
        "tacacs-plus, 0, 3, 02",
        "tacacs-plus, 0, 4, 00000000",
        "tacacs-plus, 0, 8, 01",
        "diameter, 0, 0, 02",
        "diameter, 0, 3, 4d",
        "diameter, 0, 4, 81",
        "diameter, 0, 6, 0000",
        "diameter, 0, 23, 09",
        "diameter, 0, 24, 41",
        "diameter, 0, 25, 01",
        "openflow, 0, 0, 07",
        "openflow, 0, 1, 01",
        "openflow, 0, 3, 12",
        "openflow, 0, 9, 02",
        "openflow, 1, 1, 05",
        "openflow, 1, 3, 09",
        "checkmk, 0, 11, 3c",
        "nrpe, 0, 1, 05",
        "nrpe, 0, 3, 03",
        "nrpe, 0, 7, 00",
        "nrpe, 0, 500, 01",
        "munin, 0, 2, 4d",
        "graphite, 0, 0, 20",
        "graphite, 0, 18, 78",
        "graphite, 0, 30, 20",
        "statsd, 0, 12, 3d",
        "statsd, 0, 13, 78",
        "statsd, 0, 15, 78",
        "ganglia, 0, 3, 7f",
        "ganglia, 0, 7, 06",
        "ganglia, 0, 13, 01",
        "ganglia, 0, 8, 07",
        "relp, 0, 7, 2d",
        "relp, 0, 10, 52",
        "gelf, 0, 2, 56",
        "gelf, 0, 41, 53",
        "gelf, 1, 1, 0e",
        "gelf, 1, 11, 00",
        "gelf, 1, 12, 1e",
        "lumberjack, 0, 0, 33",
        "lumberjack, 0, 2, ff",
        "lumberjack, 0, 6, 31",
        "lumberjack, 0, 7, 58",
        "agentx, 0, 1, 12",
        "agentx, 0, 3, 01",
        "agentx, 0, 7, 01",
        "agentx, 0, 19, 11",
        "agentx, 0, 21, 01",
        "wccp, 0, 3, 0e",
        "wccp, 0, 4, 03",
        "wccp, 0, 7, 11",
        "wccp, 0, 9, 01",
        "wake-on-lan, 0, 5, fe",
        "wake-on-lan, 0, 101, ef"
    })
    void a_wrong_byte_is_not_forgiven(String word, int number, int offset, String hex) {
        Conversation right = conversation(word, number);
        assertThat(toldBy(right)).hasToString(word);
        byte[] wrong = HexFormat.of().parseHex(hex);
        Conversation changed =
                with(
                        right,
                        bytes -> {
                            System.arraycopy(wrong, 0, bytes, offset, wrong.length);
                            return bytes;
                        });
        assertThat(toldBy(changed)).isSameAs(Protocol.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "ntp, 0",
        "ntp, 2",
        "ntp, 3",
        "snmp, 0",
        "snmp, 2",
        "radius, 0",
        "netflow, 0",
        "netflow, 1",
        "ipfix, 0",
        "collectd, 0",
        "collectd, 1",
        "rmcp, 2",
        "roughtime, 1",
        "wccp, 0"
    })
    void a_datagram_that_misses_a_byte_or_has_one_more_is_not_told(String word, int number) {
        Conversation right = conversation(word, number);
        assertThat(toldBy(with(right, bytes -> Arrays.copyOf(bytes, bytes.length - 1))))
                .isSameAs(Protocol.UNKNOWN);
        assertThat(toldBy(with(right, bytes -> Arrays.copyOf(bytes, bytes.length + 1))))
                .isSameAs(Protocol.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "ntp, 0",
        "ntp, 2",
        "ntp, 3",
        "radius, 0",
        "ptpv2, 0",
        "ptpv2, 1",
        "openflow, 1",
        "zabbix, 1",
        "graphite, 0",
        "statsd, 0",
        "munin, 0"
    })
    void a_weak_shape_is_not_told_on_another_port(String word, int number) {
        Conversation right = conversation(word, number);
        var elsewhere = new Conversation(word, right.transport(), 40_000, right.turns());
        assertThat(toldBy(elsewhere)).isSameAs(Protocol.UNKNOWN);
    }

    /// On the ports of the family as well, and in both directions.
    @Test
    void noise_is_none_of_them() {
        var random = new Random(23);
        var payload = new Payload();
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            int port = PORTS[random.nextInt(PORTS.length)];
            Direction direction = i % 2 == 0 ? Direction.FROM_SOURCE : Direction.FROM_DESTINATION;
            Transport transport = i % 3 == 0 ? Transport.TCP : Transport.UDP;
            payload.set(noise, 0, noise.length);
            for (Dissector dissector : ManagementDissectors.ALL) {
                if (dissector.about().transports().contains(transport)) {
                    payload.of(transport, direction, 50_000, port);
                    payload.after(1, random.nextInt(4));
                    learnt.clear();
                    assertThat(dissector.look(payload, learnt))
                            .as(dissector.about().title())
                            .isIn(Dissector.Answer.NO, Dissector.Answer.PERHAPS);
                }
            }
        }
    }

    @Test
    void a_community_is_a_password_and_goes_nowhere() {
        Learnt learnt = learnBy("snmp", 0, new SnmpDissector());
        assertThat(learnt.version()).isEqualTo("2c");
        assertThat(learnt.software()).isNull();
        assertThat(learnt.question()).isNull();
        assertThat(learnt.serverName()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "ntp, 0, 4",
        "ntp, 3, 2",
        "snmp, 2, 3",
        "syslog, 0, 1",
        "netflow, 0, 5",
        "netflow, 1, 9",
        "ipfix, 0, 10",
        "sflow, 0, 5",
        "ptpv2, 0, 2",
        "nrpe, 0, 2",
        "lumberjack, 0, 2"
    })
    void versions_are_learnt(String word, int number, String version) {
        assertThat(learnBy(word, number, dissector(word)).version()).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({"diameter, exampled", "checkmk, Checkmk 2.1.0p10", "kismet, Kismet 2005.08.R1"})
    void software_is_learnt_where_it_names_itself(String word, String software) {
        assertThat(learnBy(word, 0, dissector(word)).software()).isEqualTo(software);
    }

    @Test
    void an_answer_without_the_question_before_is_no_radius_elsewhere() {
        byte[] answer = ManagementConversations.radius(2);
        var alone = Conversation.udp("radius", 40_000).server(answer);
        var question = Conversation.udp("radius", 40_000).client(ManagementConversations.radius(1));
        assertThat(toldBy(alone)).isSameAs(Protocol.UNKNOWN);
        assertThat(toldBy(question)).isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void one_bare_hello_is_not_yet_openflow() {
        byte[] hello = Samples.bytes().hex("01 00 0008 00000001").done();
        var twice = Conversation.tcp("openflow", 6653).client(hello).client(new byte[0]);
        assertThat(toldBy(twice)).isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void two_lines_of_text_before_an_agents_answer_do_not_confuse() {
        var wrong =
                Conversation.tcp("zabbix", 10_050)
                        .client(Samples.bytes().ascii("agent.ping\n").done())
                        .server(Samples.bytes().ascii("HTTP/1.1 400 Bad Request\r\n").done());
        assertThat(toldBy(wrong)).isSameAs(Protocol.UNKNOWN);
    }

    private static Dissector dissector(String word) {
        return ManagementDissectors.ALL.stream()
                .filter(one -> one.about().protocol().word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private Learnt learnBy(String word, int number, Dissector dissector) {
        Conversation conversation = conversation(word, number);
        Conversation.Turn turn = conversation.turns().getLast();
        learnt.clear();
        var payload =
                Samples.payload(
                        turn.bytes(),
                        conversation.transport(),
                        turn.direction(),
                        50_000,
                        conversation.port());
        assertThat(dissector.look(payload, learnt)).isEqualTo(Dissector.Answer.YES);
        return learnt;
    }
}
