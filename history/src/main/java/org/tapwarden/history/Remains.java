package org.tapwarden.history;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.history.packets.PacketItems;

/// Lets what is left of destroyed flows go too: the parts of the spool that held them, and what is
/// kept elsewhere. Only then a destruction is finished. Owned by the writing thread.
final class Remains {

    private static final long NOTHING = -1;
    private static final String DAYS = Partitions.FLOWS + "/";

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
            PartitionKey key = key(one.begun().folder());
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

    /// Of which day and whose flows a folder was; null when it was no index of a day.
    private static @Nullable PartitionKey key(String folder) {
        if (!folder.startsWith(DAYS)) {
            return null; // a hold's, whatever its name looks like
        }
        String name = folder.substring(DAYS.length()).replaceFirst("\\.damaged.*$", "");
        return PartitionKey.of(name).orElse(null);
    }
}
