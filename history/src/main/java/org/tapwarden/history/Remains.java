package org.tapwarden.history;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.history.packets.PacketItems;

/// Lets what is left of destroyed flows go too: the parts of the spool that held them, and what is
/// kept elsewhere. Only then a destruction is finished. Owned by the writing thread.
final class Remains {

    private static final long NOTHING = -1;

    private final Certificates certificates;
    private final Spool spool;
    private final Elsewhere elsewhere;
    private final PacketItems packets;
    private List<Certificates.Open> waiting = List.of();
    private long behind = NOTHING;

    Remains(Certificates certificates, Spool spool, Elsewhere elsewhere, PacketItems packets) {
        this.certificates = certificates;
        this.spool = spool;
        this.elsewhere = elsewhere;
        this.packets = packets;
    }

    /// @param committed how far the spool is in committed indexes
    void letGo(long committed) throws IOException {
        if (waiting.isEmpty()) {
            waiting = certificates.open().stream().filter(Certificates.Open::gone).toList();
            if (waiting.isEmpty()) {
                return;
            }
            behind = spool.roll();
        }
        if (committed < behind) {
            return; // what is not indexed yet is in the same file
        }
        Instant before = Instant.MIN;
        for (Certificates.Open one : waiting) {
            Instant end = one.begun().before();
            before = end.isAfter(before) ? end : before;
        }
        if (!spool.letGo(behind, before)) {
            return;
        }
        elsewhere.destroyBefore(before);
        for (Certificates.Open one : waiting) {
            String folder = one.begun().folder();
            PartitionKey key =
                    PartitionKey.of(folder.substring(folder.indexOf('/') + 1)).orElse(null);
            if (key != null) {
                packets.destroy(key.day(), key.population());
            }
        }
        for (Certificates.Open one : waiting) {
            certificates.done(one);
        }
        waiting = List.of();
        behind = NOTHING;
    }
}
