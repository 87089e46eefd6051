package org.tapwarden.classifier.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.capture.flow.EventStream;
import org.tapwarden.capture.flow.FlowEngine;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.FlowTable;
import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.capture.flow.Inspector;
import org.tapwarden.capture.flow.Outside;
import org.tapwarden.capture.flow.Pipeline;
import org.tapwarden.capture.flow.Replay;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.web.QuicInitials;

/// Whatever comes, a flow costs no more than its budget, all flows together no more than the pools
/// hold, and honest flows that begin meanwhile are still told.
class FlowInspectorTest {

    private static final int CLIENT = 0x0a14_0001;
    private static final int SERVER = 0xc633_6407;
    private static final int HONEST = 0x0a1e_0000;
    private static final int GARBAGE_FLOWS = 200_000;
    private static final int EVERY = 1_000;

    /// Cut after so many bytes, as those of browsers are.
    private static final int FIRST_SEGMENT = 60;

    private static final byte[] NOTHING = {};
    private static final byte[] ID = {1, 2, 3, 4, 5, 6, 7, 8};

    private static final FlowLimits LIMITS =
            new FlowLimits(
                    1 << 16,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(300),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5));

    /// What a replay came to.
    private record Played(
            List<FlowEvent> flows, FlowEngine.Counters counters, List<Watched> inspectors) {

        FlowEvent only() {
            assertThat(flows).hasSize(1);
            return flows.getFirst();
        }

        long named(String name) {
            return flows.stream().filter(flow -> name.equals(flow.names().serverName())).count();
        }
    }

    private static Played play(FrameSource source, int threads) throws IOException {
        List<Watched> inspectors = new ArrayList<>();
        var pipeline =
                Pipeline.of(
                        LIMITS,
                        (table, events) -> {
                            var watched = new Watched(table, events);
                            inspectors.add(watched);
                            return watched;
                        });
        List<FlowEvent> flows = new ArrayList<>();
        var reader = new FlowEventCodec.Reader("test");
        try (var replay = new Replay(pipeline, source, threads)) {
            replay.start();
            boolean over;
            do {
                over = replay.isOver();
                while (replay.events()
                                .drain(
                                        (kind, array, offset, _) -> {
                                            if (kind != EventStream.SIGHTING) {
                                                flows.add(reader.read(array, offset));
                                            }
                                        },
                                        4_096)
                        > 0) {}
            } while (!over);
            return new Played(flows, replay.flowCounters(), inspectors);
        }
    }

    /// An inspector, and what it does with each flow.
    private static final class Watched implements Inspector {

        private final FlowInspector inspector;
        private final int[] shown;
        private int mostShown;
        private int mostCollected;

        Watched(FlowTable table, EventStream events) {
            inspector = new FlowInspector(table, events, Listeners.LABELS);
            shown = new int[table.slots()];
        }

        @Override
        public void began(int slot, FrameFacts frame, MemorySegment block, long end) {
            shown[slot] = 0;
            inspector.began(slot, frame, block, end);
        }

        @Override
        public Interest inspect(
                int slot,
                Direction direction,
                long streamOffset,
                FrameFacts frame,
                MemorySegment block,
                long at,
                int length) {
            Interest interest =
                    inspector.inspect(slot, direction, streamOffset, frame, block, at, length);
            if (interest != Interest.EACH) {
                mostShown = Math.max(mostShown, ++shown[slot]);
            }
            int collected = inspector.collected(slot, direction);
            mostCollected = Math.max(mostCollected, collected);
            return interest;
        }

        @Override
        public KeptRanges kept() {
            return inspector.kept();
        }

        @Override
        public long refused() {
            return inspector.refused();
        }

        @Override
        public void sliced(int slot) {
            inspector.sliced(slot);
        }

        @Override
        public void ended(int slot, EndReason reason) {
            inspector.ended(slot, reason);
        }

        @Override
        public void outside(
                Outside kind, FrameFacts frame, MemorySegment block, long at, long end) {
            inspector.outside(kind, frame, block, at, end);
        }

        @Override
        public void watched(int watched, boolean fromWatched, FrameFacts frame) {
            inspector.watched(watched, fromWatched, frame);
        }
    }

    private static void staysWithinBudget(Played played) {
        for (Watched watched : played.inspectors) {
            FlowInspector inspector = watched.inspector;
            // The one after the last is shown to be told that it is not wanted.
            assertThat(watched.mostShown).isLessThanOrEqualTo(FlowInspector.MAX_PAYLOADS + 1);
            assertThat(watched.mostCollected).isLessThanOrEqualTo(StreamStart.CAPACITY);
            assertThat(inspector.starts().mostLent())
                    .isLessThanOrEqualTo(FlowInspector.MAX_STREAM_STARTS / FlowTable.SHARDS);
            assertThat(inspector.hellos().mostLent())
                    .isLessThanOrEqualTo(FlowInspector.MAX_QUIC_HELLOS / FlowTable.SHARDS);
            assertThat(inspector.memories().mostLent())
                    .isLessThanOrEqualTo(FlowInspector.MAX_MEMORIES / FlowTable.SHARDS);
            assertThat(inspector.echoes().mostLent())
                    .isLessThanOrEqualTo(FlowInspector.MAX_PINGS / FlowTable.SHARDS);
            assertThat(inspector.echoes().lent()).as("given back").isZero();
            assertThat(inspector.starts().lent()).as("given back").isZero();
            assertThat(inspector.hellos().lent()).as("given back").isZero();
            assertThat(inspector.memories().lent()).as("given back").isZero();
        }
        long refused = played.inspectors.stream().mapToLong(Watched::refused).sum();
        assertThat(played.counters.inspectionsRefused()).isEqualTo(refused);
    }

    private static void accusesNobody(Played played) {
        assertThat(played.flows)
                .noneMatch(flow ->
                        flow.content().protocol().category().isEvasion()
                                || flow.content().applicationCategory().isEvasion());
    }

    // ---- floods ----

    /// A frame of a flood, and now and then two of an honest client, whose hello takes both.
    private static Flood among(int count, Flood.Frames flood) {
        byte[] hello = Samples.record(22, Samples.usualHello("www.example.org"));
        byte[] first = Arrays.copyOf(hello, FIRST_SEGMENT);
        byte[] rest = Arrays.copyOfRange(hello, FIRST_SEGMENT, hello.length);
        return new Flood(
                count,
                number -> {
                    int client = HONEST + number / EVERY;
                    return switch (number % EVERY) {
                        case EVERY / 2 ->
                                Flood.tcp(client, 5_000, SERVER, 443, 9, 0, Flood.SYN, NOTHING);
                        case EVERY / 2 + 1 ->
                                Flood.tcp(client, 5_000, SERVER, 443, 10, 1, Flood.PUSH, first);
                        case EVERY / 2 + 20 ->
                                Flood.tcp(
                                        client,
                                        5_000,
                                        SERVER,
                                        443,
                                        10L + first.length,
                                        1,
                                        Flood.PUSH,
                                        rest);
                        default -> flood.frame(number);
                    };
                });
    }

    @Test
    void garbage_to_any_port_is_nothing_and_holds_nothing() throws IOException {
        var random = new Random(53);
        int[] ports = {53, 443, 0};
        Played played =
                play(
                        among(
                                GARBAGE_FLOWS,
                                number -> {
                                    byte[] garbage = new byte[1 + random.nextInt(120)];
                                    random.nextBytes(garbage);
                                    int port = ports[number % 3];
                                    port = port == 0 ? 1 + random.nextInt(65_535) : port;
                                    int client = CLIENT + number / 6;
                                    int from = 10_000 + number % 6;
                                    return number % 2 == 0
                                            ? Flood.udp(client, from, SERVER, port, garbage)
                                            : Flood.tcp(
                                                    client,
                                                    from,
                                                    SERVER,
                                                    port,
                                                    7,
                                                    7,
                                                    Flood.PUSH,
                                                    garbage);
                                }),
                        1);
        assertThat(played.flows.size()).isGreaterThan(GARBAGE_FLOWS - GARBAGE_FLOWS / 100);
        staysWithinBudget(played);
        accusesNobody(played);
        assertThat(played.named("www.example.org")).isEqualTo(GARBAGE_FLOWS / EVERY);
    }

    @Test
    void a_port_scan_asks_nobody_and_holds_nothing() throws IOException {
        int count = 100_000;
        Played played =
                play(
                        among(
                                count,
                                number ->
                                        Flood.tcp(
                                                CLIENT,
                                                40_000,
                                                SERVER + number / 60_000,
                                                1 + number % 60_000,
                                                7,
                                                0,
                                                Flood.SYN,
                                                NOTHING)),
                        1);
        staysWithinBudget(played);
        accusesNobody(played);
        assertThat(played.named("www.example.org")).isEqualTo(count / EVERY);
        assertThat(played.counters.inspectionsRefused()).isZero();
    }

    @Test
    void pings_of_more_hosts_than_can_be_remembered_hold_no_more() throws IOException {
        byte[] data = Samples.bytes().noise(56).done();
        int hosts = 2 * FlowInspector.MAX_PINGS;
        Played played =
                play(among(hosts, number -> Flood.echo(CLIENT, SERVER + number, 8, 1, 1, data)), 1);
        staysWithinBudget(played);
        accusesNobody(played);
        assertThat(played.counters.inspectionsRefused()).isPositive();
        assertThat(played.named("www.example.org")).isEqualTo(hosts / EVERY);
    }

    /// What openings of handshakes that never come to their end look like.
    private static byte[] endless(int kind, int length) {
        String opening =
                switch (kind) {
                    case 0 -> "GET /";
                    case 1 -> "SSH-2.0-";
                    case 2 -> "EHLO ";
                    case 3 -> "\26\3\1\77\377\1\0\77\373\3\3";
                    default -> "\26\3\3\100\0\2\0\77\374\3\3";
                };
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'a');
        byte[] first = opening.getBytes(ISO_8859_1);
        System.arraycopy(first, 0, bytes, 0, Math.min(length, first.length));
        return bytes;
    }

    /// Frame `number` of many handshakes at once, each going on by `size` bytes a segment.
    private static byte[] endlessFrame(int number, int flows, int size) {
        int flow = number % flows;
        int turn = number / flows;
        byte[] stream = endless(flow % 5, (turn + 1) * size);
        byte[] segment = Arrays.copyOfRange(stream, turn * size, stream.length);
        int[] ports = {80, 22, 25, 443, 443};
        long sequence = 1L + (long) turn * size;
        return Flood.tcp(
                CLIENT + flow, 5_000, SERVER, ports[flow % 5], sequence, 1, Flood.PUSH, segment);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void handshakes_that_go_on_byte_by_byte_keep_nobody_from_his(int threads) throws IOException {
        int flows = 4_000;
        Played played = play(among(20 * flows, number -> endlessFrame(number, flows, 1)), threads);
        staysWithinBudget(played);
        accusesNobody(played);
        assertThat(played.counters.inspectionsRefused()).as("more than all hold").isPositive();
        assertThat(played.named("www.example.org")).isEqualTo(20L * flows / EVERY);
    }

    @Test
    void handshakes_that_go_on_in_large_segments_keep_nobody_from_his() throws IOException {
        int flows = 2_000;
        Played played = play(among(20 * flows, number -> endlessFrame(number, flows, 1_400)), 1);
        staysWithinBudget(played);
        accusesNobody(played);
        assertThat(played.named("www.example.org")).isEqualTo(20L * flows / EVERY);
    }

    /// One that goes on for ever, alone, fills its slab and no more.
    @Test
    void one_direction_keeps_no_more_than_its_slab() throws IOException {
        Played played = play(new Flood(40, number -> endlessFrame(5 * number + 3, 5, 1_400)), 1);
        staysWithinBudget(played);
        assertThat(played.inspectors.getFirst().mostCollected)
                .isBetween(StreamStart.CAPACITY - 1_400, StreamStart.CAPACITY);
        assertThat(played.only().content().protocol()).isEqualTo(Protocol.TLS);
    }

    /// They stop after one datagram each, for which any address will do.
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void hellos_of_quic_that_never_end_keep_nobody_from_his(int threads) throws Exception {
        byte[] whole = Samples.usualHello("quic.example.org");
        byte[] hanging =
                QuicInitials.initial(
                        1,
                        ID,
                        0,
                        QuicInitials.crypto(0, Arrays.copyOf(whole, 40)),
                        new byte[1_100]);
        byte[] first =
                QuicInitials.initial(
                        1,
                        ID,
                        0,
                        QuicInitials.crypto(0, Arrays.copyOf(whole, 60)),
                        new byte[1_100]);
        byte[] rest =
                QuicInitials.initial(
                        1,
                        ID,
                        1,
                        QuicInitials.crypto(60, Arrays.copyOfRange(whole, 60, whole.length)),
                        new byte[1_100]);
        int count = 6_000;
        Played played =
                play(
                        new Flood(
                                count,
                                number -> {
                                    int client = HONEST + number / 100;
                                    return switch (number % 100) {
                                        case 50 -> Flood.udp(client, 5_000, SERVER, 443, first);
                                        case 70 -> Flood.udp(client, 5_000, SERVER, 443, rest);
                                        default ->
                                                Flood.udp(
                                                        CLIENT + number,
                                                        5_000,
                                                        SERVER,
                                                        443,
                                                        hanging);
                                    };
                                }),
                        threads);
        staysWithinBudget(played);
        assertThat(played.counters.inspectionsRefused()).as("more than all hold").isPositive();
        assertThat(played.named("quic.example.org")).isEqualTo(count / 100);
        assertThat(played.flows).allMatch(flow -> flow.content().protocol() == Protocol.QUIC);
    }

    /// Of each a dissector remembers that it saw one, and waits for the next.
    @Test
    void what_is_remembered_of_streams_that_never_go_on_keeps_nobody_from_his() throws IOException {
        int count = 40_000;
        Played played =
                play(
                        new Flood(
                                count,
                                number -> {
                                    int client = HONEST + number / 1_000;
                                    return switch (number % 1_000) {
                                        case 500 -> speech(client, 7);
                                        case 600 -> speech(client, 8);
                                        default -> speech(CLIENT + number, 7);
                                    };
                                }),
                        1);
        staysWithinBudget(played);
        assertThat(played.counters.inspectionsRefused()).as("more than all hold").isPositive();
        assertThat(played.flows)
                .filteredOn(flow -> flow.content().protocol() == Protocol.UNKNOWN)
                .hasSize(count - count / 1_000 * 2);
    }

    /// A packet of RTP.
    private static byte[] speech(int client, int number) {
        byte[] packet =
                Samples.bytes()
                        .u16(0x8008)
                        .u16(number)
                        .u32(1_000 + 160L * number)
                        .u32(0x5a17_0c3e)
                        .noise(160)
                        .done();
        return Flood.udp(client, 40_000, SERVER, 40_002, packet);
    }

    @Test
    void who_goes_without_does_not_depend_on_the_number_of_threads() throws IOException {
        int flows = 4_000;
        List<FlowEvent> before = null;
        for (int threads : new int[] {1, 2, 5}) {
            Played played =
                    play(among(8 * flows, number -> endlessFrame(number, flows, 3)), threads);
            assertThat(played.counters.inspectionsRefused()).isPositive();
            if (before != null) {
                assertThat(played.flows.size()).isEqualTo(before.size());
                assertThat(played.flows.equals(before)).as("%d threads", threads).isTrue();
            }
            before = played.flows;
        }
        assertThat(Objects.requireNonNull(before)).isNotEmpty();
    }

    // ---- one end is over, the other is waited for ----

    private static byte[] client(long sequence, int flags, byte[] payload) {
        return Flood.tcp(CLIENT, 5_000, SERVER, 443, sequence, 1, flags, payload);
    }

    private static byte[] server(long sequence, int flags, byte[] payload) {
        return Flood.tcp(SERVER, 443, CLIENT, 5_000, sequence, 1, flags, payload);
    }

    /// The server chooses AES in a TLS 1.2 without a certificate.
    private static byte[] serverHello() {
        byte[] body = Samples.bytes().u16(0x0303).noise(32).u8(0).u16(0xc02f).u8(0).done();
        byte[] hello = Samples.bytes().u8(2).u24(body.length).put(body).done();
        return Samples.record(22, hello);
    }

    @Test
    void the_end_that_said_everything_is_not_looked_at_again_and_the_other_is_still_read()
            throws IOException {
        List<byte[]> frames = new ArrayList<>();
        byte[] hello = Samples.record(22, Samples.usualHello("www.example.org"));
        frames.add(client(1, Flood.PUSH, hello));
        long next = 1L + hello.length;
        // Of these none may move the label, though every one is another hello.
        byte[] other = Samples.record(22, Samples.usualHello("other.example.org"));
        for (int i = 0; i < 5; i++) {
            frames.add(client(next, Flood.PUSH, other));
            next += other.length;
        }
        byte[] answer = serverHello();
        frames.add(server(1, Flood.PUSH, Arrays.copyOf(answer, 20)));
        frames.add(server(21, Flood.PUSH, Arrays.copyOfRange(answer, 20, answer.length)));
        Played played = play(Flood.of(frames), 1);
        staysWithinBudget(played);
        FlowEvent flow = played.only();
        assertThat(flow.content().protocol()).isEqualTo(Protocol.TLS);
        assertThat(flow.names().serverName()).isEqualTo("www.example.org");
        assertThat(flow.names().tls().cipher()).contains("AES_128_GCM");
    }

    @Test
    void what_the_other_end_says_too_late_is_not_read() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        byte[] hello = Samples.record(22, Samples.usualHello("www.example.org"));
        frames.add(client(1, Flood.PUSH, hello));
        long next = 1L + hello.length;
        for (int i = 1; i < FlowInspector.MAX_PAYLOADS + 1; i++) {
            frames.add(client(next++, Flood.PUSH, new byte[] {23}));
        }
        frames.add(server(1, Flood.PUSH, serverHello()));
        Played played = play(Flood.of(frames), 1);
        staysWithinBudget(played);
        assertThat(played.only().names().serverName()).isEqualTo("www.example.org");
        assertThat(played.only().names().tls().cipher()).isNull();
    }

    @Test
    void an_end_that_is_over_holds_nothing_while_the_other_is_waited_for() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        byte[] hello = Samples.record(22, Samples.usualHello("www.example.org"));
        frames.add(client(1, Flood.PUSH, Arrays.copyOf(hello, 30)));
        frames.add(client(31, Flood.PUSH, Arrays.copyOfRange(hello, 30, hello.length)));
        frames.add(client(1L + hello.length, Flood.PUSH, new byte[500]));
        Played played = play(Flood.of(frames), 1);
        staysWithinBudget(played);
        assertThat(played.inspectors.getFirst().mostCollected).isLessThan(31);
        assertThat(played.only().names().serverName()).isEqualTo("www.example.org");
    }

    // ---- what pads a frame ----

    private static byte[] ssh() {
        return "SSH-2.0-OpenSSH_9.6\r\n".getBytes(ISO_8859_1);
    }

    private static Protocol toldAfter(byte[] padding, int flags) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        frames.add(client(1, flags, padding));
        // The stream goes on as if the padding had been no part of it.
        frames.add(client((flags & Flood.SYN) == 0 ? 1 : 2, Flood.PUSH, ssh()));
        return play(Flood.of(frames), 1).only().content().protocol();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 6})
    void zeros_on_a_bare_segment_are_no_data(int zeros) throws IOException {
        assertThat(toldAfter(new byte[zeros], Flood.ACK)).isEqualTo(Protocol.SSH);
        assertThat(toldAfter(new byte[zeros], Flood.SYN)).isEqualTo(Protocol.SSH);
        assertThat(toldAfter(new byte[zeros], Flood.SYN | Flood.ACK)).isEqualTo(Protocol.SSH);
    }

    @Test
    void zeros_that_are_pushed_or_too_many_or_not_all_zeros_are_data() throws IOException {
        assertThat(toldAfter(new byte[6], Flood.PUSH)).isEqualTo(Protocol.UNKNOWN);
        assertThat(toldAfter(new byte[7], Flood.ACK)).isEqualTo(Protocol.UNKNOWN);
        assertThat(toldAfter(new byte[] {0, 0, 0, 0, 0, 1}, Flood.ACK)).isEqualTo(Protocol.UNKNOWN);
    }

    @Test
    void padding_counts_as_a_payload_that_was_looked_at() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < FlowInspector.MAX_PAYLOADS + 1; i++) {
            // Acknowledges something else each time, or it would be one frame mirrored again.
            frames.add(Flood.tcp(CLIENT, 5_000, SERVER, 443, 1, 1L + i, Flood.ACK, new byte[6]));
        }
        frames.add(client(1, Flood.PUSH, ssh()));
        Played played = play(Flood.of(frames), 1);
        staysWithinBudget(played);
        assertThat(played.only().content().protocol()).isEqualTo(Protocol.UNKNOWN);
    }
}
