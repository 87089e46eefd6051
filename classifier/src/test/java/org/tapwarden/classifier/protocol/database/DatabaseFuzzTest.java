package org.tapwarden.classifier.protocol.database;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class DatabaseFuzzTest extends FuzzTarget {

    @FuzzTest
    void postgreSql(byte[] bytes) {
        look(new PostgreSqlDissector(), bytes);
    }

    @FuzzTest
    void mySql(byte[] bytes) {
        look(new MySqlDissector(), bytes);
    }

    @FuzzTest
    void tds(byte[] bytes) {
        look(new TdsDissector(), bytes);
    }

    @FuzzTest
    void resp(byte[] bytes) {
        look(new RespDissector(), bytes);
    }

    @FuzzTest
    void mongoDb(byte[] bytes) {
        look(new MongoDbDissector(), bytes);
    }

    @FuzzTest
    void couchbase(byte[] bytes) {
        look(new CouchbaseDissector(), bytes);
    }

    @FuzzTest
    void memcached(byte[] bytes) {
        look(new MemcachedDissector(), bytes);
    }

    @FuzzTest
    void oracle(byte[] bytes) {
        look(new OracleDissector(), bytes);
    }

    @FuzzTest
    void cassandra(byte[] bytes) {
        look(new CassandraDissector(), bytes);
    }

    @FuzzTest
    void drda(byte[] bytes) {
        look(new DrdaDissector(), bytes);
    }

    @FuzzTest
    void elasticsearch(byte[] bytes) {
        look(new ElasticsearchDissector(), bytes);
    }

    @FuzzTest
    void firebird(byte[] bytes) {
        look(new FirebirdDissector(), bytes);
    }

    @FuzzTest
    void clickHouse(byte[] bytes) {
        look(new ClickHouseDissector(), bytes);
    }

    @FuzzTest
    void bolt(byte[] bytes) {
        look(new BoltDissector(), bytes);
    }

    @FuzzTest
    void aerospike(byte[] bytes) {
        look(new AerospikeDissector(), bytes);
    }

    @FuzzTest
    void tarantool(byte[] bytes) {
        look(new TarantoolDissector(), bytes);
    }

    @FuzzTest
    void hana(byte[] bytes) {
        look(new HanaDissector(), bytes);
    }

    @FuzzTest
    void rethinkDb(byte[] bytes) {
        look(new RethinkDbDissector(), bytes);
    }

    @FuzzTest
    void zooKeeper(byte[] bytes) {
        look(new ZooKeeperDissector(), bytes);
    }

    @FuzzTest
    void dicom(byte[] bytes) {
        look(new DicomDissector(), bytes);
    }

    @FuzzTest
    void z3950(byte[] bytes) {
        look(new Z3950Dissector(), bytes);
    }
}
