package org.tapwarden.classifier.language;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.register.Protocols;

/// Records to ask about: one that has every field, one that has as few as possible, and random ones
/// between them.
final class Slices {

    /// 2023-11-14T22:13:20Z.
    static final long START_MILLIS = 1_700_000_000_000L;

    static final long NANOS = 1_000_000;

    private static final RunnerUp SECOND =
            new RunnerUp(
                    Protocol.TLS,
                    "akamai",
                    Category.NETWORK,
                    new Grounds(Grounds.Kind.CERTIFICATE, "akamai"),
                    RunnerUp.Lost.OWN_NAME);

    static final FlowRecord FULL = full("Docs.Google.com", Basis.SEEN, Protocol.TLS);

    static final FlowRecord BARE = bare();

    private Slices() {}

    static FlowRecord full(@Nullable String name, Basis basis, Protocol protocol) {
        long start = START_MILLIS * NANOS;
        return new FlowRecord(
                new FlowRecord.Identity("closet-3", 77, 2, EndReason.FINISHED),
                new FlowRecord.Conversation(
                        0,
                        Address.parse("10.1.2.3"),
                        40_000,
                        Address.parse("142.250.1.9"),
                        443,
                        6,
                        true,
                        start + 60_000 * NANOS),
                new FlowRecord.Traffic(
                        start, start + 5_250 * NANOS + 7, 10, 2_000, 20, 18_000, 2, 18),
                new FlowRecord.Traffic(0, start + 5_250 * NANOS + 7, 90, 90_000, 90, 90_000, 2, 18),
                new Label(
                        protocol,
                        "google-docs",
                        Category.OFFICE_APP,
                        basis,
                        List.of(
                                new Grounds(Grounds.Kind.BYTES, "tls-client-hello"),
                                new Grounds(Grounds.Kind.SERVICE_TABLE, "google.com")),
                        SECOND),
                new FlowRecord.Names(
                        name,
                        basis,
                        "h2",
                        "1.3",
                        "Docs.google.com",
                        "Mozilla/5.0 (X11)",
                        new FlowRecord.Tls(
                                EncryptedHello.LIKELY,
                                "t13d1516h2_8daaf6152771_e5627efa2ab1",
                                "TLS_AES_128_GCM_SHA256",
                                "CN=*.google.com",
                                "CN=WR2, O=Google Trust Services",
                                "*.google.com")),
                new FlowRecord.Place(
                        "Library",
                        Population.STUDENT,
                        120,
                        0,
                        "gre",
                        0x0200_0000_0001L,
                        0x0200_0000_00ffL,
                        7,
                        8));
    }

    private static FlowRecord bare() {
        long start = START_MILLIS * NANOS;
        var traffic = new FlowRecord.Traffic(start, start, 1, 60, 0, 0, 0, 0);
        return new FlowRecord(
                new FlowRecord.Identity("closet-3", 78, 1, null),
                new FlowRecord.Conversation(
                        0, Address.parse("fe80::1"), 0, Address.parse("ff02::2"), 0, 58, false, 0),
                traffic,
                traffic,
                Label.UNKNOWN,
                FlowRecord.Names.NONE,
                new FlowRecord.Place("unnamed", Population.UNKNOWN, -1, 0, null, 0, 0, 0, 0));
    }

    private static FlowRecord.Tls tls(Random random) {
        EncryptedHello[] hellos = EncryptedHello.values();
        return new FlowRecord.Tls(
                hellos[random.nextInt(hellos.length)],
                Queries.word(random),
                null,
                Queries.word(random),
                null,
                Queries.word(random));
    }

    /// Few different values, so that random conditions are often met.
    static FlowRecord random(Random random) {
        long start = (START_MILLIS + random.nextInt(5_000)) * NANOS + random.nextInt(1_000_000);
        var traffic =
                new FlowRecord.Traffic(
                        start,
                        start + random.nextInt(5_000) * NANOS,
                        random.nextInt(5),
                        random.nextInt(5_000),
                        random.nextInt(5),
                        random.nextInt(5_000),
                        0,
                        0);
        Basis basis = Basis.values()[random.nextInt(3)];
        String name = random.nextInt(3) == 0 ? null : Queries.word(random);
        String question = random.nextInt(3) == 0 ? null : Queries.word(random);
        return new FlowRecord(
                new FlowRecord.Identity(
                        Queries.word(random),
                        random.nextInt(1_000),
                        random.nextInt(4),
                        random.nextBoolean() ? EndReason.IDLE : null),
                new FlowRecord.Conversation(
                        0,
                        Queries.address(random),
                        random.nextInt(1_000),
                        Queries.address(random),
                        random.nextInt(1_000),
                        random.nextInt(256),
                        random.nextBoolean(),
                        random.nextBoolean() ? 0 : start),
                traffic,
                traffic,
                new Label(
                        Protocols.all().get(random.nextInt(Protocols.all().size())),
                        name,
                        Category.values()[random.nextInt(Category.values().length)],
                        basis,
                        List.of(),
                        random.nextBoolean() ? SECOND : null),
                new FlowRecord.Names(name, basis, question, question, question, name, tls(random)),
                new FlowRecord.Place(
                        Queries.word(random),
                        Population.STAFF,
                        random.nextInt(4) - 1,
                        0,
                        question,
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(5),
                        random.nextInt(5)));
    }
}
