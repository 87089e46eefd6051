package org.tapwarden.classifier.protocol.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.payload;
import static org.tapwarden.classifier.protocol.Samples.record;
import static org.tapwarden.classifier.protocol.Samples.usualHello;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Dissector.Answer;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

class DatabaseDissectorsTest {

    private final Learnt learnt = new Learnt();

    private static byte[] text(String text) {
        return DatabaseConversations.text(text);
    }

    private Answer client(Dissector dissector, byte[] bytes) {
        return look(dissector, Direction.FROM_SOURCE, bytes);
    }

    private Answer server(Dissector dissector, byte[] bytes) {
        return look(dissector, Direction.FROM_DESTINATION, bytes);
    }

    private Answer look(Dissector dissector, Direction direction, byte[] bytes) {
        Payload payload = payload(bytes, Transport.TCP, direction, 50_000, 40_000);
        learnt.clear();
        return dissector.look(payload, learnt);
    }

    private static Protocol told(Conversation conversation) {
        return conversation.toldBy(DatabaseDissectors.ALL);
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    @Test
    void noise_on_tcp_is_no_database() {
        var random = new Random(5);
        int[] firsts = {0, 1, 2, 4, 0x12, '*', 'R', 'S', 0x80, 0x81, 0xb4, 0xff, 'E', 0x60};
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            if (i % 2 == 0) {
                noise[0] = (byte) firsts[random.nextInt(firsts.length)];
            }
            byte[] answer = new byte[1 + random.nextInt(200)];
            random.nextBytes(answer);
            assertThat(told(Conversation.tcp("noise", 40_000).client(noise).server(answer)))
                    .isSameAs(Protocol.UNKNOWN);
        }
    }

    @Test
    void zeros_and_counters_are_no_database() {
        for (int length = 1; length < 300; length++) {
            byte[] zeros = new byte[length];
            byte[] sized = bytes().u32(length + 4).zeros(length).done();
            byte[] counted = bytes().u32(1).u32(length).u32(0).u32(1).zeros(length).done();
            for (byte[] bytes : new byte[][] {zeros, sized, counted}) {
                assertThat(told(Conversation.tcp("zeros", 40_000).client(bytes).server(bytes)))
                        .isSameAs(Protocol.UNKNOWN);
            }
        }
    }

    @Test
    void postgresql_learns_the_version_and_no_user() {
        byte[] startup = DatabaseConversations.postgreSqlStartup();
        assertThat(client(new PostgreSqlDissector(), startup)).isEqualTo(Answer.YES);
        assertThat(learnt.version()).isEqualTo("3.0");
        assertThat(learnt.software()).isNull();
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void postgresql_learns_the_name_in_the_hello_behind_its_request() {
        byte[] stream =
                bytes().hex("00000008 04d2162f")
                        .put(record(22, usualHello("db.example.org")))
                        .done();
        assertThat(client(new PostgreSqlDissector(), stream)).isEqualTo(Answer.YES);
        assertThat(learnt.serverName()).isEqualTo("db.example.org");
        assertThat(learnt.grounds()).isEqualTo("postgresql-ssl-request");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 8})
    void a_startup_of_postgresql_has_version_length_and_a_name(int at) {
        byte[] wrong = with(DatabaseConversations.postgreSqlStartup(), at, 0x7f);
        assertThat(client(new PostgreSqlDissector(), wrong)).isEqualTo(Answer.NO);
    }

    @Test
    void a_startup_of_postgresql_ends_with_a_zero() {
        byte[] startup = DatabaseConversations.postgreSqlStartup();
        byte[] wrong = with(startup, startup.length - 1, 'x');
        assertThat(client(new PostgreSqlDissector(), wrong)).isEqualTo(Answer.NO);
    }

    @Test
    void mysql_learns_the_version_in_the_greeting() {
        byte[] greeting = DatabaseConversations.mySqlGreeting();
        assertThat(server(new MySqlDissector(), greeting)).isEqualTo(Answer.YES_MORE);
        assertThat(learnt.software()).isEqualTo("8.0.36");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 11, 24, 33})
    void a_greeting_of_mysql_has_its_zeros_where_they_belong(int at) {
        byte[] wrong = with(DatabaseConversations.mySqlGreeting(), at, 0x55);
        assertThat(server(new MySqlDissector(), wrong)).isEqualTo(Answer.NO);
    }

    @Test
    void mysql_learns_the_name_in_the_hello_behind_its_request() {
        byte[] request = DatabaseConversations.mySqlSslRequest();
        assertThat(client(new MySqlDissector(), request)).isEqualTo(Answer.YES);
        assertThat(learnt.serverName()).isEqualTo("db.example.org");
        assertThat(client(new MySqlDissector(), with(request, 20, 1))).isEqualTo(Answer.NO);
    }

    @Test
    void tds_learns_the_name_in_the_hello_inside_of_its_packets() {
        byte[] hello = record(22, usualHello("db.example.org"));
        byte[] stream =
                bytes().put(DatabaseConversations.tdsPrelogin())
                        .hex("1201")
                        .u16(hello.length + 8)
                        .hex("0000 00 00")
                        .put(hello)
                        .done();
        assertThat(client(new TdsDissector(), stream)).isEqualTo(Answer.YES);
        assertThat(learnt.serverName()).isEqualTo("db.example.org");
        assertThat(learnt.grounds()).isEqualTo("tds-prelogin");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 8, 10, 12, 13, 15, 17, 18})
    void a_prelogin_of_tds_lists_what_lies_behind_it(int at) {
        byte[] wrong = with(DatabaseConversations.tdsPrelogin(), at, 0x66);
        assertThat(client(new TdsDissector(), wrong)).isNotIn(Answer.YES, Answer.YES_MORE);
    }

    @Test
    void tds_learns_the_version_of_a_login_whose_lengths_agree() {
        byte[] login = DatabaseConversations.tdsLogin();
        assertThat(client(new TdsDissector(), login)).isEqualTo(Answer.YES);
        assertThat(learnt.version()).isEqualTo("7.4");
        assertThat(client(new TdsDissector(), with(login, 8, 0x61))).isEqualTo(Answer.NO);
        assertThat(client(new TdsDissector(), with(login, 15, 0x75))).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 8, 10, 26, 0x44})
    void oracle_is_told_by_versions_and_where_the_data_begin(int at) {
        byte[] wrong = with(DatabaseConversations.oracleConnect(), at, 0x99);
        assertThat(client(new OracleDissector(), wrong)).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 12, 13, 16 + 1, 43 - 4})
    void a_query_of_mongodb_holds_a_document_of_its_length(int at) {
        byte[] query = DatabaseConversations.mongoQuery();
        assertThat(client(new MongoDbDissector(), query)).isEqualTo(Answer.YES);
        assertThat(client(new MongoDbDissector(), with(query, at, 0x77))).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*\r\n$4\r\nPING\r\n",
                "* OK ready\r\n",
                "*1\n$4\nPING\n",
                "*1\r\n$4\r\nPINGS\r\n",
                "*1\r\n$99\r\nPING\r\n",
                "*1\r\n$4\r\nPI G\r\n",
                "*1\r\n+OK\r\n",
                "+OK\r\n"
            })
    void what_is_no_array_of_strings_is_not_redis(String wrong) {
        assertThat(client(new RespDissector(), text(wrong))).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set greeting zero 60 5\r\n",
                "set greeting\r\n",
                "get greeting\n",
                "GET / HTTP/1.1\r\n",
                "use mail\r\n"
            })
    void what_memcached_does_not_know_is_not_memcached(String wrong) {
        assertThat(client(new MemcachedDissector(), text(wrong))).isEqualTo(Answer.NO);
    }

    @Test
    void a_question_to_memcached_needs_its_answer() {
        var asked = Conversation.tcp("memcached", 11_211).client(text("get greeting\r\n"));
        assertThat(told(asked)).isSameAs(Protocol.UNKNOWN);
        assertThat(told(asked.server(text("ERROR\r\n")))).isSameAs(Protocol.UNKNOWN);
        var binary =
                Conversation.tcp("memcached", 11_211)
                        .client(DatabaseConversations.memcached(0x80, 0x0b, 0));
        assertThat(told(binary.server(DatabaseConversations.memcached(0x81, 0x0c, 0))))
                .isSameAs(Protocol.UNKNOWN);
    }

    @Test
    void cassandra_is_told_by_the_options_of_a_session() {
        byte[] options = bytes().hex("04 00 0000 05 00000000").done();
        assertThat(client(new CassandraDissector(), options)).isEqualTo(Answer.PERHAPS);
        assertThat(server(new CassandraDissector(), options)).isEqualTo(Answer.NO);
        byte[] other = bytes().hex("04 00 0000 01 00000016").noise(0x16).done();
        assertThat(client(new CassandraDissector(), other)).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 6, 7, 8})
    void drda_is_told_by_two_lengths_and_a_code_point(int at) {
        byte[] good = bytes().hex("0026 d041 0001 0020 1041 001c 115e").noise(26).done();
        assertThat(client(new DrdaDissector(), good)).isEqualTo(Answer.YES);
        assertThat(client(new DrdaDissector(), with(good, at, 0x9f))).isEqualTo(Answer.NO);
    }

    @Test
    void elasticsearch_learns_the_version() {
        byte[] good = bytes().ascii("ES").hex("0000000d 0000000000000001 08 006bbb4b").done();
        assertThat(client(new ElasticsearchDissector(), good)).isEqualTo(Answer.YES);
        assertThat(learnt.version()).isEqualTo("7.6.2");
        assertThat(client(new ElasticsearchDissector(), with(good, 6, 1))).isEqualTo(Answer.NO);
        assertThat(client(new ElasticsearchDissector(), with(good, 15, 9))).isEqualTo(Answer.NO);
    }

    @Test
    void names_of_products_are_learnt() {
        byte[] clickHouse = bytes().hex("00 11").ascii("ClickHouse client").done();
        assertThat(client(new ClickHouseDissector(), clickHouse)).isEqualTo(Answer.YES);
        assertThat(learnt.software()).isEqualTo("ClickHouse client");
        byte[] tarantool = text("Tarantool 2.11.0 (Binary) " + "a".repeat(37) + "\n");
        assertThat(server(new TarantoolDissector(), tarantool)).isEqualTo(Answer.YES);
        assertThat(learnt.software()).isEqualTo("Tarantool 2.11.0");
    }

    @Test
    void signatures_are_wanted_whole() {
        byte[] bolt = bytes().hex("6060b018 00000404").done();
        assertThat(client(new BoltDissector(), bolt)).isEqualTo(Answer.NO);
        byte[] firebird = bytes().hex("00000001 00000013 00000004 0000001d 00000008").done();
        assertThat(client(new FirebirdDissector(), firebird)).isEqualTo(Answer.NO);
        byte[] hana = bytes().hex("ffffffff 04 2000 04 0100 00 02 01 01").done();
        assertThat(client(new HanaDissector(), hana)).isEqualTo(Answer.NO);
        byte[] rethink = bytes().hex("c3bdc235").done();
        assertThat(client(new RethinkDbDissector(), rethink)).isEqualTo(Answer.NO);
        byte[] aerospike = bytes().hex("02 01 000000000006").ascii("build").u8(0x80).done();
        assertThat(client(new AerospikeDissector(), aerospike)).isEqualTo(Answer.NO);
        byte[] couchbase = with(DatabaseConversations.couchbaseHello(), 16, 1);
        assertThat(client(new CouchbaseDissector(), couchbase)).isEqualTo(Answer.NO);
        byte[] z3950 = bytes().hex("b4 12 8302 00e0 8503 010000 8603 010000 0000").done();
        assertThat(client(new Z3950Dissector(), z3950)).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7, 16, 31})
    void zookeeper_is_told_by_lengths_and_a_timeout(int at) {
        byte[] good =
                bytes().hex("0000002d 00000000 0000000000000000 00007530")
                        .hex("0000000000000000 00000010")
                        .zeros(17)
                        .done();
        assertThat(client(new ZooKeeperDissector(), good)).isEqualTo(Answer.YES);
        assertThat(client(new ZooKeeperDissector(), with(good, at, 0x7f))).isEqualTo(Answer.NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 7, 74, 80})
    void dicom_is_told_by_its_application_context(int at) {
        byte[] good =
                bytes().hex("0100 000000cd 0001 0000")
                        .ascii("ARCHIVE         SCANNER         ")
                        .zeros(32)
                        .hex("1000 0015")
                        .ascii("1.2.840.10008.3.1.1.1")
                        .done();
        assertThat(client(new DicomDissector(), good)).isEqualTo(Answer.YES);
        assertThat(learnt.software()).isNull();
        assertThat(client(new DicomDissector(), with(good, at, 0x7f))).isEqualTo(Answer.NO);
    }
}
