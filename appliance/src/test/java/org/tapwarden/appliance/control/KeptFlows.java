package org.tapwarden.appliance.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.tapwarden.appliance.run.Histories;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.FlowHistory;

/// A history in a folder, with flows in it.
final class KeptFlows {

    static final Instant END = Instant.parse("2026-03-10T20:00:00Z");

    private KeptFlows() {}

    /// A slice of `bytes` that the client sent to a server of this name.
    static FlowRecord flow(long id, String client, String name, long bytes) {
        long end = END.plusSeconds(id).getEpochSecond() * 1_000_000_000L;
        var traffic = new FlowRecord.Traffic(end - 5_000_000, end, 2, bytes, 1, 0, 2, 18);
        return new FlowRecord(
                new FlowRecord.Identity("test", id, 1, EndReason.IDLE),
                new FlowRecord.Conversation(
                        0,
                        Address.parse(client),
                        4_000,
                        Address.parse("192.0.2.1"),
                        443,
                        6,
                        false,
                        0),
                traffic,
                traffic,
                new Label(Protocol.TLS, null, Category.WEB, Basis.SEEN, List.of()),
                new FlowRecord.Names(name, Basis.SEEN, null, null, null, null, FlowRecord.Tls.NONE),
                new FlowRecord.Place(
                        "room-1", Population.STAFF, Block.NO_VLAN, 0, null, 0, 0, 0, 0));
    }

    /// Writes a history as a replay does.
    static void write(Path folder, FlowRecord... flows) throws IOException {
        try (Spool spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                FlowHistory history = Histories.openForReplay(folder, spool, ZoneOffset.UTC)) {
            for (FlowRecord flow : flows) {
                assertThat(spool.append(FlowCodec.encode(flow))).isPositive();
            }
            assertThat(spool.force()).isTrue();
            assertThat(history.catchUp(Duration.ofSeconds(60))).isTrue();
        }
    }
}
