package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.util.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.history.index.Summary;

/// Destroys folders of the history, each with a certificate and a row of the audit that are on the
/// disk before the first byte goes. What was begun is done, if need be after the next start.
final class Destruction {

    static final String DYING = ".dying";

    private static final Logger LOG = LoggerFactory.getLogger(Destruction.class);

    private final Path directory;
    private final SearchAudit audit;
    private final Certificates certificates;
    private final LongAdder partitions = new LongAdder();
    private final LongAdder slices = new LongAdder();

    /// Goes on with what a crash cut short.
    ///
    /// @param directory of the history
    Destruction(Path directory, SearchAudit audit, Certificates certificates, Instant now)
            throws IOException {
        this.directory = directory;
        this.audit = audit;
        this.certificates = certificates;
        for (Certificates.Open open : certificates.open()) {
            if (!open.gone()) {
                audit.completed(open.name(), open.begun(), now);
                delete(open);
            }
        }
    }

    /// What an index holds. Stops its writer and its readers first: from then on nobody finds it.
    Certificate certify(String folder, Partition partition, Cause cause, Instant now)
            throws IOException {
        PartitionKey key = partition.key();
        Summary all = summary(partition);
        partition.destroy();
        Manifest manifest = partition.manifest();
        return new Certificate(
                folder + "/" + key.name(),
                key.sentence(),
                all.slices(),
                all.flows(),
                all.firstMillis(),
                all.lastMillis(),
                endOf(key.day()),
                manifest == null ? Manifest.sums(partition.path()) : manifest.files(),
                cause,
                now);
    }

    /// One that cannot be read any more.
    Certificate certifyDamaged(
            String folder, PartitionKey key, String name, Cause cause, Instant now)
            throws IOException {
        String path = folder + "/" + name;
        return new Certificate(
                path,
                "a damaged index of " + key.sentence(),
                Certificate.UNKNOWN,
                Certificate.UNKNOWN,
                0,
                0,
                endOf(key.day()),
                Manifest.sums(directory.resolve(path)),
                cause,
                now);
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /// All that can be found in it.
    static Summary summary(Partition partition) {
        try {
            DirectoryReader reader = partition.acquire();
            if (reader == null) {
                return new Summary(0, 0, 0, 0);
            }
            try {
                return Summary.of(reader);
            } finally {
                reader.decRef();
            }
        } catch (IOException damaged) {
            // It is destroyed all the same.
            return new Summary(Certificate.UNKNOWN, Certificate.UNKNOWN, 0, 0);
        }
    }

    /// What a hold has.
    Certificate certifyHold(String folder, Holds.Kept kept, Hold.By by, Instant now) {
        long slices = 0;
        long flows = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        List<Manifest.Sum> files = new ArrayList<>();
        for (Partition part : kept.parts().values()) {
            Manifest manifest = part.manifest();
            if (manifest != null) {
                slices += manifest.slices();
                flows += manifest.flows();
                first = Math.min(first, manifest.firstMillis());
                last = Math.max(last, manifest.lastMillis());
                for (Manifest.Sum sum : manifest.files()) {
                    files.add(
                            new Manifest.Sum(
                                    part.key().name() + "/" + sum.name(),
                                    sum.length(),
                                    sum.sha256()));
                }
            }
        }
        Hold hold = kept.hold();
        return new Certificate(
                folder + "/" + hold.id(),
                "what the hold for " + hold.id() + " had, placed at " + hold.at(),
                slices,
                flows,
                first,
                last,
                Instant.EPOCH,
                files,
                Cause.person(by.who(), by.via(), by.reason()),
                now);
    }

    /// Deletes a folder of which nothing need be told. Whole or, after a crash, at the next start.
    static void discard(Path folder) throws IOException {
        Path dying = folder.resolveSibling(folder.getFileName() + DYING);
        if (Files.exists(dying)) {
            IOUtils.rm(dying);
        }
        Files.move(folder, dying);
        Cursor.force(parent(folder));
        IOUtils.rm(dying);
    }

    /// @return the certificate's name
    String carryOut(Certificate certificate) throws IOException {
        Certificates.Open open = certificates.begin(certificate);
        audit.destroyed(certificate, open.name());
        delete(open);
        partitions.increment();
        slices.add(Math.max(0, certificate.slices()));
        LOG.info(
                "destroyed {} flow slices: {}, by {}; certificate {}",
                certificate.slices(),
                certificate.what(),
                certificate.cause().via(),
                open.name());
        return open.name();
    }

    private void delete(Certificates.Open open) throws IOException {
        Path folder = directory.resolve(open.begun().folder()).normalize();
        if (!folder.startsWith(directory.normalize())) {
            throw new IOException(folder + " is not of this history");
        }
        Path dying = folder.resolveSibling(folder.getFileName() + DYING);
        if (Files.exists(folder)) {
            discard(folder);
        } else if (Files.exists(dying)) {
            IOUtils.rm(dying);
        }
        if (Files.isDirectory(parent(folder))) {
            Cursor.force(parent(folder));
        }
        certificates.gone(open);
    }

    private static Path parent(Path folder) {
        Path parent = folder.getParent();
        return parent == null ? Path.of("") : parent;
    }

    long destroyedPartitions() {
        return partitions.sum();
    }

    long destroyedFlows() {
        return slices.sum();
    }
}
