package org.tapwarden.classifier.protocol.database;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class DatabaseDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new PostgreSqlDissector(),
                    new MySqlDissector(),
                    new TdsDissector(),
                    new RespDissector(),
                    new MongoDbDissector(),
                    new CouchbaseDissector(),
                    new MemcachedDissector(),
                    new OracleDissector(),
                    new CassandraDissector(),
                    new DrdaDissector(),
                    new ElasticsearchDissector(),
                    new FirebirdDissector(),
                    new ClickHouseDissector(),
                    new BoltDissector(),
                    new AerospikeDissector(),
                    new TarantoolDissector(),
                    new HanaDissector(),
                    new RethinkDbDissector(),
                    new ZooKeeperDissector(),
                    new DicomDissector(),
                    new Z3950Dissector());

    private DatabaseDissectors() {}
}
