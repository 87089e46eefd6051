package org.tapwarden.classifier.protocol.queue;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class QueueConversations {

    public static final List<Conversation> ALL =
            List.of(
                    tcp("mqtt", 1883).client(mqttConnect(4)),
                    tcp("mqtt", 1883)
                            .client(
                                    bytes().hex("10 11 0006")
                                            .ascii("MQIsdp")
                                            .hex("03 02 003c 0003")
                                            .ascii("abc")
                                            .done()),
                    udp("mqtt-sn", 1884)
                            .client(bytes().hex("0b 04 04 01 003c").ascii("abcde").done())
                            .server(bytes().hex("03 05 00").done()),
                    udp("coap", 5683)
                            .client(coapRequest())
                            .server(bytes().hex("62 45 1234 a1b2 c0 ff").ascii("21.5").done()),
                    udp("coap", 5683)
                            .client(
                                    bytes().hex("40 01 1234 bb")
                                            .ascii(".well-known")
                                            .hex("04")
                                            .ascii("core")
                                            .done()),
                    tcp("amqp", 5672).client(bytes().ascii("AMQP").hex("00000901").done()),
                    tcp("amqp", 5672).client(bytes().ascii("AMQP").hex("03010000").done()),
                    tcp("amqp", 5672)
                            .client(bytes().hex("01 0001 00000008 003c 0050 00000001 ce").done()),
                    tcp("amqp", 5672)
                            .client(
                                    bytes().hex("00000011 02 00 0000 00 53 10 c0 04 01 a1 0161")
                                            .done()),
                    tcp("kafka", 9092)
                            .client(kafkaRequest())
                            .server(bytes().hex("00000010 00000007 0000").noise(10).done()),
                    tcp("nats", 4222)
                            .server(text("INFO {\"server_id\":\"A\",\"version\":\"2.10.1\"}\r\n")),
                    tcp("nats", 4222).client(text("CONNECT {\"verbose\":false}\r\n")),
                    tcp("stomp", 61_613)
                            .client(text("CONNECT\naccept-version:1.2\nhost:mq.example.org\n\n\0")),
                    tcp("stomp", 61_613)
                            .server(text("CONNECTED\nversion:1.2\nserver:example/1.0\n\n\0")),
                    tcp("zeromq", 5555)
                            .client(
                                    bytes().hex("ff 0000000000000001 7f 03 00")
                                            .ascii("NULL")
                                            .zeros(48)
                                            .done()),
                    tcp("pulsar", 6650)
                            .client(
                                    bytes().hex("00000018 00000014 0802 12 10 0a 0c")
                                            .ascii("Example-v1.2")
                                            .hex("2013")
                                            .done()),
                    tcp("rabbitmq-stream", 5552)
                            .client(
                                    bytes().hex("0000001f 0011 0001 00000001 00000001 0007")
                                            .ascii("product")
                                            .hex("0006")
                                            .ascii("tester")
                                            .done()),
                    tcp("apache_thrift", 9090)
                            .client(
                                    bytes().hex("80010001 00000004")
                                            .ascii("ping")
                                            .hex("00000001 00")
                                            .done()),
                    tcp("apache_thrift", 9090)
                            .client(
                                    bytes().hex("00000011 80010001 00000004")
                                            .ascii("ping")
                                            .hex("00000001 00")
                                            .done()),
                    tcp("apache_thrift", 9090)
                            .client(
                                    bytes().hex("0000000b 82 21 01 06")
                                            .ascii("getAll")
                                            .hex("00")
                                            .done()),
                    tcp("raft", 9001)
                            .client(
                                    bytes().hex(
                                                    "0100000000000000 0100000000000000 1800000000000000")
                                            .ascii("192.0.2.17:9001")
                                            .zeros(9)
                                            .done()),
                    tcp("fix", 5001).client(text("8=FIX.4.4\u00019=65\u000135=A\u000149=A\u0001")),
                    tcp("hl7", 2575)
                            .client(
                                    text(
                                            "\u000bMSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5.1|\r\u001c\r")),
                    tcp("avast", 80)
                            .client(
                                    bytes().ascii("NOSA")
                                            .hex("0010 01 0100 00030108")
                                            .zeros(3)
                                            .done()),
                    tcp("json-rpc", 4000)
                            .client(
                                    text(
                                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":[]}\n")),
                    tcp("nsq", 4150).client(text("  V2")),
                    tcp("gearman", 4730)
                            .client(
                                    bytes().u8(0)
                                            .ascii("REQ")
                                            .hex("00000010 00000002")
                                            .ascii("hi")
                                            .done()),
                    tcp("beanstalk", 11_300)
                            .client(text("use mail\r\n"))
                            .server(text("USING mail\r\n")),
                    tcp("openwire", 61_616)
                            .client(
                                    bytes().hex("00000016 01")
                                            .ascii("ActiveMQ")
                                            .hex("0000000c 01")
                                            .zeros(8)
                                            .done()),
                    tcp("ibmmq", 1414)
                            .client(
                                    bytes().ascii("TSH ")
                                            .hex("00000024 02 01 31 00")
                                            .zeros(24)
                                            .done()),
                    tcp("msmq", 1801)
                            .client(
                                    bytes().hex("10 5a 0b00")
                                            .ascii("LIOR")
                                            .hex("3c020000 ffffffff")
                                            .zeros(16)
                                            .done()),
                    tcp("rocketmq", 9876)
                            .client(
                                    bytes().hex("00000014 00000010")
                                            .ascii("{\"code\":105,\"a\":")
                                            .done()),
                    tcp("dubbo", 20_880)
                            .client(
                                    bytes().hex("dabb c2 00 0000000000000001 00000010 05")
                                            .ascii("2.0.2")
                                            .noise(10)
                                            .done()));

    static byte[] text(String text) {
        return bytes().ascii(text).done();
    }

    static byte[] mqttConnect(int level) {
        return bytes().hex("10 0f 0004")
                .ascii("MQTT")
                .u8(level)
                .hex("02 003c 0003")
                .ascii("abc")
                .done();
    }

    /// Confirmable GET with a token of two bytes for a path.
    static byte[] coapRequest() {
        return bytes().hex("42 01 1234 a1b2 b4").ascii("temp").done();
    }

    /// ApiVersions, version 3, number 7, and who asks.
    static byte[] kafkaRequest() {
        return bytes().hex("00000012 0012 0003 00000007 0007").ascii("example").u8(0).done();
    }

    private QueueConversations() {}
}
