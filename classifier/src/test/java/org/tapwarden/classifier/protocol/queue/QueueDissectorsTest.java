package org.tapwarden.classifier.protocol.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.payload;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Dissector.Answer;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

class QueueDissectorsTest {

    private final Learnt learnt = new Learnt();

    private static byte[] text(String text) {
        return QueueConversations.text(text);
    }

    private Answer client(Dissector dissector, byte[] bytes) {
        Transport transport = dissector.about().transports().iterator().next();
        Payload payload = payload(bytes, transport, Direction.FROM_SOURCE, 50_000, 40_000);
        learnt.clear();
        return dissector.look(payload, learnt);
    }

    private static Protocol told(Conversation conversation) {
        return conversation.toldBy(QueueDissectors.ALL);
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    @Test
    void noise_is_no_queue() {
        var random = new Random(6);
        int[] firsts = {0, 1, 2, 0x10, 0x40, 0x42, 0x80, 0xff, 'A', 'C', 0xda, '{'};
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(120)];
            random.nextBytes(noise);
            if (i % 2 == 0) {
                noise[0] = (byte) firsts[random.nextInt(firsts.length)];
            }
            byte[] answer = new byte[1 + random.nextInt(120)];
            random.nextBytes(answer);
            var stream = Conversation.tcp("noise", 9092).client(noise).server(answer);
            var datagrams = Conversation.udp("noise", 5683).client(noise).server(answer);
            assertThat(told(stream)).isSameAs(Protocol.UNKNOWN);
            assertThat(told(datagrams)).isSameAs(Protocol.UNKNOWN);
        }
    }

    @Test
    void zeros_and_sizes_are_no_queue() {
        for (int length = 1; length < 300; length++) {
            byte[] zeros = new byte[length];
            byte[] sized = bytes().u32(length).zeros(length).done();
            for (byte[] bytes : new byte[][] {zeros, sized}) {
                assertThat(told(Conversation.tcp("zeros", 40_000).client(bytes).server(bytes)))
                        .isSameAs(Protocol.UNKNOWN);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 3.1.1", "5, 5.0", "132, 3.1.1"})
    void mqtt_learns_the_version(int level, String version) {
        assertThat(client(new MqttDissector(), QueueConversations.mqttConnect(level)))
                .isEqualTo(Answer.YES);
        assertThat(learnt.version()).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 4, 7, 8})
    void mqtt_is_told_by_its_name_and_level(int at) {
        byte[] wrong = with(QueueConversations.mqttConnect(4), at, 0x77);
        assertThat(client(new MqttDissector(), wrong)).isNotEqualTo(Answer.YES);
    }

    @Test
    void mqtt_sn_takes_an_answer() {
        byte[] connect = bytes().hex("0b 04 04 01 003c").ascii("abcde").done();
        var asked = Conversation.udp("mqtt-sn", 1884).client(connect);
        assertThat(told(asked)).isSameAs(Protocol.UNKNOWN);
        assertThat(told(asked.server(bytes().hex("03 05 04").done()))).isSameAs(Protocol.UNKNOWN);
        assertThat(client(new MqttSnDissector(), with(connect, 0, 12))).isEqualTo(Answer.NO);
        assertThat(client(new MqttSnDissector(), with(connect, 3, 2))).isEqualTo(Answer.NO);
    }

    private static Protocol coap(String response) {
        return told(
                Conversation.udp("coap", 5683)
                        .client(QueueConversations.coapRequest())
                        .server(bytes().hex(response).done()));
    }

    @Test
    void coap_takes_the_response_that_has_the_token() {
        assertThat(coap("62 45 1234 a1b2")).isSameAs(CoapDissector.COAP);
        assertThat(coap("52 45 7777 a1b2")).isSameAs(CoapDissector.COAP);
        assertThat(coap("62 45 1234 a1b3")).isSameAs(Protocol.UNKNOWN);
        assertThat(coap("62 c5 1234 a1b2")).isSameAs(Protocol.UNKNOWN);
        assertThat(coap("62 45 1234 a1b2 ff")).isSameAs(Protocol.UNKNOWN);
        assertThat(coap("22 45 1234 a1b2")).isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void a_response_of_coap_may_come_after_its_acknowledgement() {
        var asked =
                Conversation.udp("coap", 5683)
                        .client(QueueConversations.coapRequest())
                        .server(bytes().hex("60 00 1234").done());
        assertThat(told(asked)).isSameAs(Protocol.UNKNOWN);
        assertThat(told(asked.server(bytes().hex("42 45 0007 a1b2").done())))
                .isSameAs(CoapDissector.COAP);
    }

    @ParameterizedTest
    @CsvSource({"00000901, 0-9-1", "03010000, 1.0", "01010009, 0-9"})
    void amqp_learns_the_version(String rest, String version) {
        assertThat(client(new AmqpDissector(), bytes().ascii("AMQP").hex(rest).done()))
                .isEqualTo(Answer.YES);
        assertThat(learnt.version()).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 8, 10, 15})
    void a_frame_of_amqp_has_a_class_and_an_end(int at) {
        byte[] frame = bytes().hex("01 0001 00000008 003c 0050 00000001 ce").done();
        assertThat(client(new AmqpDissector(), frame)).isEqualTo(Answer.YES);
        assertThat(client(new AmqpDissector(), with(frame, at, 7))).isEqualTo(Answer.NO);
    }

    @Test
    void kafka_takes_the_response_with_the_number_of_the_request() {
        var asked = Conversation.tcp("kafka", 9092).client(QueueConversations.kafkaRequest());
        assertThat(told(asked)).isSameAs(Protocol.UNKNOWN);
        assertThat(told(asked.server(bytes().hex("00000010 00000008 0000").noise(10).done())))
                .isSameAs(Protocol.UNKNOWN);
        byte[] unnamed = bytes().hex("0000000a 0012 0000 00000007 ffff").done();
        byte[] answer = bytes().hex("00000010 00000007 0000").noise(10).done();
        assertThat(told(Conversation.tcp("kafka", 9092).client(unnamed).server(answer)))
                .isSameAs(KafkaDissector.KAFKA);
        assertThat(told(Conversation.tcp("kafka", 9093).client(unnamed).server(answer)))
                .isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void nats_learns_the_version_of_the_server() {
        byte[] info = text("INFO {\"server_id\":\"A\",\"version\":\"2.10.1\"}\r\n");
        assertThat(client(new NatsDissector(), info)).isEqualTo(Answer.YES);
        assertThat(learnt.software()).isEqualTo("nats-server 2.10.1");
        assertThat(client(new NatsDissector(), text("INFO {\"server_id\":")))
                .isEqualTo(Answer.YES_MORE);
        assertThat(client(new NatsDissector(), text("INFO server\r\n"))).isEqualTo(Answer.NO);
        assertThat(client(new NatsDissector(), text("CONNECT example.org:443 HTTP/1.1\r\n")))
                .isEqualTo(Answer.NO);
    }

    @Test
    void stomp_learns_host_and_server_and_no_passcode() {
        byte[] connect = text("CONNECT\nlogin:anna\npasscode:secret\nhost:mq.example.org\n\n\0");
        assertThat(client(new StompDissector(), connect)).isEqualTo(Answer.YES);
        assertThat(learnt.serverName()).isEqualTo("mq.example.org");
        assertThat(learnt.software()).isNull();
        byte[] connected = text("CONNECTED\r\nversion:1.2\r\nserver:example/1.0\r\n\r\n\0");
        assertThat(client(new StompDissector(), connected)).isEqualTo(Answer.YES);
        assertThat(learnt.version()).isEqualTo("1.2");
        assertThat(learnt.software()).isEqualTo("example/1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT example.org:443 HTTP/1.1\r\n",
                "CONNECT\nhello world and more\n",
                "STOMPED\n",
                "SEND\ndestination:/queue/a\n"
            })
    void stomp_is_not_told_by_a_word_alone(String wrong) {
        assertThat(client(new StompDissector(), text(wrong))).isEqualTo(Answer.NO);
    }

    @Test
    void zeromq_learns_the_version() {
        byte[] greeting = bytes().hex("ff 0000000000000001 7f 03 01").ascii("NULL").done();
        assertThat(client(new ZeroMqDissector(), greeting)).isEqualTo(Answer.YES);
        assertThat(learnt.version()).isEqualTo("3.1");
        assertThat(client(new ZeroMqDissector(), with(greeting, 9, 0x7e))).isEqualTo(Answer.NO);
        assertThat(client(new ZeroMqDissector(), with(greeting, 4, 1))).isEqualTo(Answer.NO);
    }

    @Test
    void pulsar_learns_the_client() {
        byte[] connect =
                bytes().hex("00000018 00000014 0802 12 10 0a 0c")
                        .ascii("Example-v1.2")
                        .hex("2013")
                        .done();
        assertThat(client(new PulsarDissector(), connect)).isEqualTo(Answer.YES);
        assertThat(learnt.software()).isEqualTo("Example-v1.2");
        assertThat(client(new PulsarDissector(), with(connect, 7, 0x15))).isEqualTo(Answer.NO);
        assertThat(client(new PulsarDissector(), with(connect, 9, 4))).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80010005", "80010000", "80020001", "81010001"})
    void thrift_has_a_version_and_a_kind(String start) {
        byte[] wrong = bytes().hex(start + "00000004").ascii("ping").hex("00000001 00").done();
        assertThat(client(new ThriftDissector(), wrong)).isEqualTo(Answer.NO);
    }

    @Test
    void thrift_has_a_name_of_letters() {
        byte[] wrong = bytes().hex("80010001 00000004").ascii("p ng").hex("00000001").done();
        assertThat(client(new ThriftDissector(), wrong)).isEqualTo(Answer.NO);
        byte[] longer = bytes().hex("80010001 00000041").ascii("a".repeat(65)).done();
        assertThat(client(new ThriftDissector(), longer)).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 16, 20, 24 + 10, 24 + 15, 24 + 23})
    void raft_is_told_by_an_address_in_words_of_eight_bytes(int at) {
        byte[] good =
                bytes().hex("0100000000000000 0100000000000000 1800000000000000")
                        .ascii("192.0.2.17:9001")
                        .zeros(9)
                        .done();
        assertThat(client(new RaftDissector(), good)).isEqualTo(Answer.YES);
        assertThat(client(new RaftDissector(), with(good, at, 9))).isEqualTo(Answer.NO);
    }

    @Test
    void fix_learns_the_version() {
        byte[] good = text("8=FIXT.1.1\u00019=65\u000135=A\u000149=A\u0001");
        assertThat(client(new FixDissector(), good)).isEqualTo(Answer.YES);
        assertThat(learnt.version()).isEqualTo("FIXT.1.1");
        assertThat(client(new FixDissector(), text("8=FIX.4.4|9=65|35=A|49=A|56=B|34=1|")))
                .isEqualTo(Answer.NO);
    }

    @Test
    void hl7_learns_the_version_and_nothing_of_a_patient() {
        byte[] good = text("\u000bMSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5.1|\r");
        assertThat(client(new Hl7Dissector(), good)).isEqualTo(Answer.YES);
        assertThat(learnt.version()).isEqualTo("2.5.1");
        assertThat(learnt.software()).isNull();
        assertThat(client(new Hl7Dissector(), with(good, 0, 'x'))).isEqualTo(Answer.NO);
        assertThat(client(new Hl7Dissector(), with(good, 5, 'x'))).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"login\",\"params\":{}}",
                "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"mining.subscribe\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"eth_getWork\",\"params\":[]}",
                "{ no json }",
                "[1]"
            })
    void what_miners_say_is_left_to_others(String wrong) {
        assertThat(client(new JsonRpcDissector(), text(wrong))).isEqualTo(Answer.NO);
    }

    @Test
    void json_without_version_or_method_is_not_json_rpc() {
        assertThat(client(new JsonRpcDissector(), text("{\"id\":1,\"method\":\"echo\"}")))
                .isEqualTo(Answer.PERHAPS);
        assertThat(client(new JsonRpcDissector(), text("{\"a\":\"" + "b".repeat(600))))
                .isEqualTo(Answer.NO);
    }

    @Test
    void signatures_are_wanted_whole() {
        assertThat(client(new NsqDissector(), text("  V1"))).isEqualTo(Answer.NO);
        byte[] gearman = bytes().u8(0).ascii("REQ").hex("0000002b 00000002").done();
        assertThat(client(new GearmanDissector(), gearman)).isEqualTo(Answer.NO);
        byte[] openWire = bytes().hex("00000016 01").ascii("ActiveMX").zeros(9).done();
        assertThat(client(new OpenWireDissector(), openWire)).isEqualTo(Answer.NO);
        byte[] ibm = bytes().ascii("TSH ").hex("00000024 03 01 31 00").zeros(24).done();
        assertThat(client(new IbmMqDissector(), ibm)).isEqualTo(Answer.NO);
        byte[] msmq = bytes().hex("10 5a 0b00").ascii("LIOR").hex("00000080").zeros(16).done();
        assertThat(client(new MsmqDissector(), msmq)).isEqualTo(Answer.NO);
        byte[] rocket = bytes().hex("00000014 00000011").ascii("{\"code\":105").done();
        assertThat(client(new RocketMqDissector(), rocket)).isEqualTo(Answer.NO);
        byte[] dubbo = bytes().hex("dabb c2 00 0000000100000001 00000010").done();
        assertThat(client(new DubboDissector(), dubbo)).isEqualTo(Answer.NO);
        byte[] avast = bytes().ascii("NOSA").hex("0010 02 0100").done();
        assertThat(client(new AvastDissector(), avast)).isEqualTo(Answer.NO);
        byte[] rabbit = bytes().hex("0000001f 0011 0002 00000001 00000001 0007").zeros(7).done();
        assertThat(client(new RabbitStreamDissector(), rabbit)).isEqualTo(Answer.NO);
    }

    @Test
    void beanstalk_takes_an_answer() {
        var asked = Conversation.tcp("beanstalk", 11_300).client(text("use mail\r\n"));
        assertThat(told(asked)).isSameAs(Protocol.UNKNOWN);
        assertThat(told(asked.server(text("ERROR\r\n")))).isSameAs(Protocol.UNKNOWN);
        assertThat(told(asked.server(text("USING mail\n")))).isSameAs(Protocol.UNKNOWN);
    }
}
