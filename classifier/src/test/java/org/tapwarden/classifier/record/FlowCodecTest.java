package org.tapwarden.classifier.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.register.Protocols;

class FlowCodecTest {

    private static final int RECORDS = 5_000;

    private final Random random = new Random(20);

    @Test
    void what_was_written_is_read_again() throws UnreadableFlow {
        for (int i = 0; i < RECORDS; i++) {
            FlowRecord record = record();
            assertThat(FlowCodec.decode(FlowCodec.encode(record))).isEqualTo(record);
        }
    }

    @Test
    void an_ordinary_record_is_small() {
        assertThat(FlowCodec.encode(record("docs.google.com"))).hasSizeLessThan(400);
    }

    @Test
    void a_record_cut_anywhere_is_refused() {
        for (int i = 0; i < 200; i++) {
            byte[] whole = FlowCodec.encode(record());
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> FlowCodec.decode(cut)).isInstanceOf(UnreadableFlow.class);
            }
            byte[] longer = Arrays.copyOf(whole, whole.length + 1);
            assertThatThrownBy(() -> FlowCodec.decode(longer)).isInstanceOf(UnreadableFlow.class);
        }
    }

    @Test
    void damage_gives_a_record_or_one_kind_of_exception() {
        int refused = 0;
        for (int i = 0; i < (Boolean.getBoolean("tapwarden.whole") ? 200_000 : 50_000); i++) {
            byte[] bytes = FlowCodec.encode(record());
            for (int change = 0; change <= random.nextInt(4); change++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                FlowRecord read = FlowCodec.decode(bytes);
                assertThat(FlowCodec.encode(read)).isNotEmpty();
            } catch (UnreadableFlow e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void noise_is_refused() {
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            if (noise.length > 0) {
                noise[0] = FlowCodec.VERSION;
            }
            assertThatThrownBy(() -> FlowCodec.decode(noise)).isInstanceOf(UnreadableFlow.class);
        }
    }

    @Test
    void a_version_of_the_future_is_named() {
        byte[] bytes = FlowCodec.encode(record());
        bytes[0] = 9;
        assertThatThrownBy(() -> FlowCodec.decode(bytes))
                .isInstanceOf(UnreadableFlow.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void what_version_1_wrote_is_still_read() throws UnreadableFlow {
        String written =
                "01066f6c640e020869646c65040004c0000201c03e04c0000202f6060c008080d0e2c6bfce972f0a04c801"
                        + "02780424000a04c8010278042406746c730106776562087365656e001e7777772e6578616d706c652e"
                        + "6f7267087365656e04683206312e3301010e756e6e616d65640e756e6b6e6f776e01000100000000";
        FlowRecord read = FlowCodec.decode(HexFormat.of().parseHex(written));
        assertThat(read.names())
                .isEqualTo(
                        new FlowRecord.Names(
                                "www.example.org",
                                Basis.SEEN,
                                "h2",
                                "1.3",
                                null,
                                null,
                                FlowRecord.Tls.NONE.with(EncryptedHello.OFFERED)));
        assertThat(FlowCodec.decode(FlowCodec.encode(read))).isEqualTo(read);
    }

    @Test
    void what_version_2_wrote_is_still_read_and_has_no_second() throws UnreadableFlow {
        String written =
                "02066f6c640e020869646c65000004c0000201c03e04c0000202f6060c008080d0e2c6bfce972f0a04c8"
                        + "0102780424000a04c8010278042406746c730e6e6574666c69781273747265616d696e67087365656e04"
                        + "2c62797465733a746c732d636c69656e742d68656c6c6f2a736572766963652d7461626c653a6e657466"
                        + "6c69781e7777772e6e6574666c69782e636f6d087365656e04683206312e3201010e756e6e616d65640e"
                        + "756e6b6e6f776e01000102040e00086e6f6e6548743132643135313668325f3864616166363135323737"
                        + "315f6535363237656661326162310120434e3d2a2e6e6574666c69782e636f6d0a434e3d52311a2a2e6e"
                        + "6574666c69782e636f6d";
        FlowRecord read = FlowCodec.decode(HexFormat.of().parseHex(written));
        assertThat(read.label())
                .isEqualTo(
                        new Label(
                                Protocol.TLS,
                                "netflix",
                                Category.STREAMING,
                                Basis.SEEN,
                                List.of(
                                        new Grounds(Grounds.Kind.BYTES, "tls-client-hello"),
                                        new Grounds(Grounds.Kind.SERVICE_TABLE, "netflix"))));
        assertThat(read.names().tls())
                .isEqualTo(
                        new FlowRecord.Tls(
                                EncryptedHello.NONE,
                                "t12d1516h2_8daaf6152771_e5627efa2ab1",
                                null,
                                "CN=*.netflix.com",
                                "CN=R1",
                                "*.netflix.com"));
        byte[] again = FlowCodec.encode(read);
        assertThat(again[0]).isEqualTo((byte) 4);
        assertThat(FlowCodec.decode(again)).isEqualTo(read);
    }

    @Test
    void texts_and_grounds_beyond_their_cap_are_cut_and_the_record_fits_the_spool()
            throws UnreadableFlow {
        var grounds = new Grounds(Grounds.Kind.BYTES, "g".repeat(1_000));
        String name = "ä".repeat(FlowCodec.LONGEST_TEXT);
        FlowRecord record = record(name);
        record =
                record.with(
                        new Label(
                                Protocol.TLS,
                                name,
                                Category.WEB,
                                Basis.SEEN,
                                Collections.nCopies(100, grounds),
                                new RunnerUp(
                                        Protocol.TLS,
                                        name,
                                        Category.WEB,
                                        grounds,
                                        RunnerUp.Lost.OWN_NAME)),
                        new FlowRecord.Names(
                                name,
                                Basis.SEEN,
                                name,
                                name,
                                name,
                                name,
                                new FlowRecord.Tls(
                                        EncryptedHello.LIKELY, name, name, name, name, name)));
        byte[] bytes = FlowCodec.encode(record);
        assertThat(bytes).hasSizeLessThan(1 << 16);
        FlowRecord read = FlowCodec.decode(bytes);
        assertThat(read.label().grounds()).hasSize(FlowCodec.MOST_GROUNDS);
        assertThat(read.names().serverName()).isEqualTo("ä".repeat(FlowCodec.LONGEST_TEXT / 2));
        String odd = "a" + name;
        FlowRecord cutInACharacter = FlowCodec.decode(FlowCodec.encode(record(odd)));
        assertThat(cutInACharacter.names().serverName())
                .isEqualTo("a" + "ä".repeat(FlowCodec.LONGEST_TEXT / 2 - 1));
    }

    private FlowRecord record() {
        return record(text());
    }

    private FlowRecord record(@Nullable String serverName) {
        boolean known = serverName != null;
        List<Grounds> grounds =
                Collections.nCopies(
                        random.nextInt(3),
                        new Grounds(any(Grounds.Kind.values()), "tls-client-hello"));
        return new FlowRecord(
                new FlowRecord.Identity(
                        "sensor",
                        random.nextLong(1 << 20),
                        1 + random.nextInt(100),
                        random.nextBoolean() ? any(EndReason.values()) : null),
                new FlowRecord.Conversation(
                        random.nextInt(3),
                        address(),
                        random.nextInt(1 << 16),
                        address(),
                        random.nextInt(1 << 16),
                        random.nextInt(256),
                        random.nextBoolean(),
                        random.nextBoolean() ? 0 : random.nextLong()),
                traffic(),
                traffic(),
                new Label(
                        any(Protocols.all().toArray(Protocol[]::new)),
                        known ? "youtube" : null,
                        any(Category.values()),
                        any(Basis.values()),
                        grounds,
                        runnerUp()),
                new FlowRecord.Names(
                        serverName,
                        any(Basis.values()),
                        known ? "h2" : null,
                        known ? "1.3" : null,
                        text(),
                        text(),
                        tls()),
                new FlowRecord.Place(
                        "room-" + random.nextInt(20),
                        any(Population.values()),
                        random.nextInt(4_096) - 1,
                        random.nextInt(8),
                        random.nextBoolean() ? "gre" : null,
                        random.nextLong(1L << 48),
                        random.nextLong(1L << 48),
                        random.nextLong(1 << 16),
                        random.nextLong(1 << 16)));
    }

    private @Nullable RunnerUp runnerUp() {
        return random.nextBoolean()
                ? null
                : new RunnerUp(
                        any(Protocols.all().toArray(Protocol[]::new)),
                        random.nextBoolean() ? "youtube" : null,
                        any(Category.values()),
                        new Grounds(any(Grounds.Kind.values()), "443"),
                        any(RunnerUp.Lost.values()));
    }

    private FlowRecord.Tls tls() {
        return random.nextBoolean()
                ? FlowRecord.Tls.NONE
                : new FlowRecord.Tls(
                        any(EncryptedHello.values()), text(), text(), text(), text(), text());
    }

    private FlowRecord.Traffic traffic() {
        long start = 1_700_000_000_000_000_000L + random.nextLong(1L << 50);
        return new FlowRecord.Traffic(
                start,
                start + random.nextLong(1L << 40),
                random.nextLong(1 << 10),
                random.nextLong(1 << 20),
                random.nextLong(1 << 10),
                random.nextLong(1 << 20),
                random.nextInt(256),
                random.nextInt(256));
    }

    private Address address() {
        return random.nextBoolean()
                ? Address.ipv4(random.nextInt())
                : new Address(random.nextLong(), random.nextLong());
    }

    private @Nullable String text() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> "";
            case 2 -> "www." + Integer.toString(random.nextInt(1 << 20), 36) + ".example";
            default -> "\u0000\n\"ü\uD83D\uDE00=cmd|' /C calc'!A0";
        };
    }

    private <E> E any(E[] values) {
        return values[random.nextInt(values.length)];
    }
}
