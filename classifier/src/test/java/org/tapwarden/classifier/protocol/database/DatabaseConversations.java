package org.tapwarden.classifier.protocol.database;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Conversation.udp;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.record;
import static org.tapwarden.classifier.protocol.Samples.usualHello;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class DatabaseConversations {

    /// An empty document of BSON.
    private static final String EMPTY = "05000000 00";

    public static final List<Conversation> ALL =
            List.of(
                    tcp("postgresql", 5432).client(postgreSqlStartup()),
                    tcp("postgresql", 5432)
                            .client(bytes().hex("00000008 04d2162f").done())
                            .server(text("S"))
                            .client(record(22, usualHello("db.example.org"))),
                    tcp("postgresql", 5432)
                            .server(bytes().hex("52 0000000c 00000005 12345678").done()),
                    tcp("mysql", 3306).server(mySqlGreeting()),
                    tcp("mysql", 3306).client(mySqlSslRequest()),
                    tcp("mssql-tds", 1433).client(tdsPrelogin()),
                    tcp("mssql-tds", 1433).client(tdsLogin()),
                    tcp("mssql-tds", 1433)
                            .client(
                                    bytes().hex("0101 001c 0000 01 00")
                                            .put(utf16("select 1 a"))
                                            .done()),
                    tcp("mssql-tds", 1433)
                            .client(
                                    bytes().hex("0301 0036 0000 01 00")
                                            .hex("16000000 12000000 0200 0000000000000000 01000000")
                                            .hex("0000")
                                            .noise(22)
                                            .done()),
                    tcp("mssql-tds", 1433)
                            .server(
                                    bytes().hex("0401 0015 0033 01 00 fd 1000 c100")
                                            .hex("0100000000000000")
                                            .done()),
                    tcp("oracle", 1521).client(oracleConnect()),
                    tcp("oracle", 1521)
                            .server(
                                    bytes().hex("0020 0000 02 00 0000 013b 0000 2000 ffff 0100")
                                            .hex("0000 0020 4141 00000000 00000000 0000")
                                            .done()),
                    tcp("mongodb", 27_017)
                            .client(
                                    bytes().hex("1a000000 01000000 00000000 dd070000")
                                            .hex("00000000 00")
                                            .hex(EMPTY)
                                            .done()),
                    tcp("mongodb", 27_017).client(mongoQuery()),
                    tcp("mongodb", 27_017)
                            .server(
                                    bytes().hex("29000000 07000000 01000000 01000000")
                                            .hex("08000000 0000000000000000 00000000 01000000")
                                            .hex(EMPTY)
                                            .done()),
                    tcp("resp", 6379).client(text("*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n")),
                    tcp("resp", 6379).server(text("*1\r\n*2\r\n$3\r\nget\r\n:2\r\n")),
                    tcp("memcached", 11_211)
                            .client(text("get greeting\r\n"))
                            .server(text("END\r\n")),
                    tcp("memcached", 11_211).client(text("set greeting 0 60 5\r\nhello\r\n")),
                    tcp("memcached", 11_211).server(text("STAT pid 7\r\n")),
                    tcp("memcached", 11_211)
                            .client(memcached(0x80, 0x0b, 0))
                            .server(memcached(0x81, 0x0b, 5)),
                    udp("memcached", 11_211)
                            .client(bytes().hex("0001 0000 0001 0000").ascii("stats\r\n").done()),
                    udp("memcached", 11_211)
                            .server(
                                    bytes().hex("0001 0000 0001 0000")
                                            .ascii("STAT pid 7\r\nEND\r\n")
                                            .done()),
                    tcp("couchbase", 11_210).client(couchbaseHello()),
                    tcp("cassandra", 9042)
                            .client(bytes().hex("04 00 0000 05 00000000").done())
                            .client(
                                    bytes().hex("04 00 0001 01 00000016 0001 000b")
                                            .ascii("CQL_VERSION")
                                            .hex("0005")
                                            .ascii("3.0.0")
                                            .done()),
                    tcp("drda", 50_000)
                            .client(
                                    bytes().hex("0026 d041 0001 0020 1041 001c 115e")
                                            .noise(26)
                                            .done()),
                    tcp("elasticsearch", 9300)
                            .client(
                                    bytes().ascii("ES")
                                            .hex("0000000d 0000000000000001 08 006bbb4b")
                                            .done()),
                    tcp("firebird", 3050)
                            .client(
                                    bytes().hex("00000001 00000013 00000003 0000001d 00000008")
                                            .ascii("/db/test")
                                            .done()),
                    tcp("clickhouse", 9000)
                            .client(
                                    bytes().hex("00 11")
                                            .ascii("ClickHouse client")
                                            .hex("180b")
                                            .done()),
                    tcp("bolt", 7687)
                            .client(
                                    bytes().hex("6060b017 00000404 00000304 00000003 00000002")
                                            .done()),
                    tcp("aerospike", 3000)
                            .client(bytes().hex("02 01 000000000006").ascii("build\n").done()),
                    tcp("aerospike", 3000)
                            .client(bytes().hex("02 03 000000000020 16").noise(31).done()),
                    tcp("tarantool", 3301)
                            .server(
                                    text(
                                            "Tarantool 2.11.0 (Binary) 0a1b2c3d-0000-4000-8000-0123456789ab \n")),
                    tcp("hana", 30_015)
                            .client(bytes().hex("ffffffff 04 2000 04 0100 00 01 01 01").done()),
                    tcp("rethinkdb", 28_015).client(bytes().hex("c3bdc234").done()),
                    tcp("zookeeper", 2181)
                            .client(
                                    bytes().hex("0000002d 00000000 0000000000000000 00007530")
                                            .hex("0000000000000000 00000010")
                                            .zeros(17)
                                            .done()),
                    tcp("dicom", 104)
                            .client(
                                    bytes().hex("0100 000000cd 0001 0000")
                                            .ascii("ARCHIVE         SCANNER         ")
                                            .zeros(32)
                                            .hex("1000 0015")
                                            .ascii("1.2.840.10008.3.1.1.1")
                                            .done()),
                    tcp("z3950", 210)
                            .client(
                                    bytes().hex(
                                                    "b4 12 8302 00e0 8403 00e9a2 8503 010000 8603 010000")
                                            .done()));

    static byte[] text(String text) {
        return bytes().ascii(text).done();
    }

    static byte[] utf16(String text) {
        return text.getBytes(StandardCharsets.UTF_16LE);
    }

    static byte[] postgreSqlStartup() {
        byte[] names = text("user\0tester\0database\0books\0\0");
        return bytes().u32(8 + names.length).hex("00030000").put(names).done();
    }

    /// Version, connection, salt, filler, capabilities, character set, status, capabilities, length
    /// of salt, reserved, salt, the way to log in.
    static byte[] mySqlGreeting() {
        byte[] body =
                bytes().u8(10)
                        .ascii("8.0.36")
                        .u8(0)
                        .hex("07000000")
                        .noise(8)
                        .hex("00 ffff ff 0200 ffdf 15")
                        .zeros(10)
                        .noise(12)
                        .u8(0)
                        .ascii("mysql_native_password")
                        .u8(0)
                        .done();
        return bytes().u8(body.length).hex("0000 00").put(body).done();
    }

    static byte[] mySqlSslRequest() {
        return bytes().hex("200000 01 85aeff19 00000001 ff")
                .zeros(23)
                .put(record(22, usualHello("db.example.org")))
                .done();
    }

    /// Version and encryption, whose values lie behind the list.
    static byte[] tdsPrelogin() {
        return bytes().hex("1201 001a 0000 00 00")
                .hex("00 000b 0006 01 0011 0001 ff")
                .hex("0f000000 0000 01")
                .done();
    }

    static byte[] tdsLogin() {
        return bytes().hex("1001 0068 0000 01 00 60000000 04000074").noise(88).done();
    }

    static byte[] oracleConnect() {
        return bytes().hex("0064 0000 01 00 0000 013b 012c 0c41 2000 ffff 7f08 0000 0100")
                .hex("0020 0044 00000800 4141")
                .zeros(0x44 - 34)
                .ascii("(DESCRIPTION=(CONNECT_DATA=(SID=)")
                .done();
    }

    static byte[] mongoQuery() {
        return bytes().hex("2c000000 01000000 00000000 d4070000 00000000")
                .ascii("admin.$cmd\0")
                .hex("00000000 ffffffff")
                .hex(EMPTY)
                .done();
    }

    /// Magic, opcode, no key and no extras, no status, size, number, version.
    static byte[] memcached(int magic, int opcode, int size) {
        return bytes().u8(magic)
                .u8(opcode)
                .hex("0000 00 00 0000")
                .u32(size)
                .hex("00000007 0000000000000000")
                .zeros(size)
                .done();
    }

    static byte[] couchbaseHello() {
        return bytes().hex("80 1f 0008 00 00 0000 0000000c 00000001 0000000000000000")
                .ascii("{\"a\":\"x\"")
                .hex("0002 0006")
                .done();
    }

    private DatabaseConversations() {}
}
