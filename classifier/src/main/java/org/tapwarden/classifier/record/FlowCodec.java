package org.tapwarden.classifier.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

/// A flow record as bytes, for the spool and the history.
///
/// The first byte is the version. A later version may only append, so that it still reads what an
/// earlier one wrote. What is one of few values is written as its word and not as its number: a
/// protocol or category that is put in between must not give last month's flows another meaning.
/// Numbers are of variable length and times are differences, since most are small.
public final class FlowCodec {

    /// Longest text kept, in bytes of UTF-8; a longer one is cut. With it a record stays far below
    /// what the spool takes.
    public static final int LONGEST_TEXT = 2_048;

    /// Most grounds kept; more are cut off.
    public static final int MOST_GROUNDS = 16;

    /// 2: what a TLS handshake told, behind all that 1 had. 3: what came second, behind that.
    static final byte VERSION = 3;

    private static final byte HANDSHAKE_SINCE = 2;
    private static final byte RUNNER_UP_SINCE = 3;

    private static final byte OLDEST = 1;

    /// Most records fit without growing.
    private static final int FIRST_SIZE = 512;

    private static final int SWAPPED = 1;
    private static final int ENCRYPTED_HELLO = 2;

    private static final Map<String, Protocol> PROTOCOLS = Protocols.byWord();
    private static final Map<String, Category> CATEGORIES =
            words(Category.values(), Category::word);
    private static final Map<String, Basis> BASES = words(Basis.values(), Basis::word);
    private static final Map<String, EncryptedHello> HELLOS =
            words(EncryptedHello.values(), EncryptedHello::word);
    private static final Map<String, Population> POPULATIONS =
            words(Population.values(), Population::word);
    private static final Map<String, RunnerUp.Lost> LOSSES =
            words(RunnerUp.Lost.values(), RunnerUp.Lost::word);
    private static final Map<String, EndReason> ENDS = words(EndReason.values(), EndReason::word);

    private FlowCodec() {}

    /// Says that bytes are no flow record, or one of a version that this program does not know.
    public static final class UnreadableFlow extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableFlow(String message) {
            super(message);
        }
    }

    public static byte[] encode(FlowRecord flow) {
        var out = new Out();
        out.put(VERSION);
        FlowRecord.Identity identity = flow.identity();
        out.text(identity.observer());
        out.number(identity.flow());
        out.number(identity.slice());
        EndReason end = identity.end();
        out.text(end == null ? null : end.word());
        FlowRecord.Conversation between = flow.conversation();
        FlowRecord.Names names = flow.names();
        out.number(
                (between.swapped() ? SWAPPED : 0)
                        | (names.tls().encryptedHello() == EncryptedHello.NONE
                                ? 0
                                : ENCRYPTED_HELLO));
        out.number(between.space());
        out.address(between.source());
        out.number(between.sourcePort());
        out.address(between.destination());
        out.number(between.destinationPort());
        out.number(between.protocolNumber());
        out.number(between.claimedNanos());
        out.traffic(flow.slice(), 0);
        out.traffic(flow.whole(), flow.slice().startNanos());
        label(out, flow.label());
        out.text(names.serverName());
        out.text(names.serverNameBasis().word());
        out.text(names.applicationProtocol());
        out.text(names.version());
        out.text(names.question());
        out.text(names.software());
        place(out, flow.place());
        tls(out, names.tls());
        runnerUp(out, flow.label().runnerUp());
        return Arrays.copyOf(out.bytes, out.length);
    }

    private static void label(Out out, Label label) {
        out.text(label.protocol().word());
        out.text(label.application());
        out.text(label.category().word());
        out.text(label.basis().word());
        int grounds = Math.min(label.grounds().size(), MOST_GROUNDS);
        out.number(grounds);
        for (Grounds each : label.grounds().subList(0, grounds)) {
            out.text(each.code());
        }
    }

    private static void place(Out out, FlowRecord.Place place) {
        out.text(place.segment());
        out.text(place.population().word());
        out.number(place.vlan());
        out.number(place.interfaceIndex());
        out.text(place.outer());
        out.number(place.sourceMac());
        out.number(place.destinationMac());
        out.number(place.sourceEndpoint());
        out.number(place.destinationEndpoint());
    }

    private static void tls(Out out, FlowRecord.Tls tls) {
        boolean nothing = tls.equals(FlowRecord.Tls.NONE);
        out.text(nothing ? null : tls.encryptedHello().word());
        if (!nothing) {
            out.text(tls.ja4());
            out.text(tls.cipher());
            out.text(tls.subject());
            out.text(tls.issuer());
            out.text(tls.alternativeName());
        }
    }

    private static void runnerUp(Out out, @Nullable RunnerUp second) {
        out.text(second == null ? null : second.protocol().word());
        if (second != null) {
            out.text(second.application());
            out.text(second.category().word());
            out.text(second.grounds().code());
            out.text(second.lost().word());
        }
    }

    /// @throws UnreadableFlow when the bytes are anything but what {@link #encode} wrote
    public static FlowRecord decode(byte[] bytes) throws UnreadableFlow {
        if (bytes.length == 0) {
            throw new UnreadableFlow("no bytes are no flow record");
        }
        byte version = bytes[0];
        if (version < OLDEST || version > VERSION) {
            throw new UnreadableFlow(
                    "flow record of version "
                            + version
                            + "; this program knows versions "
                            + OLDEST
                            + " to "
                            + VERSION);
        }
        var in = new In(ByteBuffer.wrap(bytes).position(1));
        String observer = in.someText();
        long flow = in.number();
        int slice = in.small();
        String endWord = in.text();
        EndReason end = endWord == null ? null : in.known(ENDS, endWord);
        int truths = in.small();
        int space = in.small();
        Address source = in.address();
        int sourcePort = in.small();
        Address destination = in.address();
        int destinationPort = in.small();
        int protocolNumber = in.small();
        long claimedNanos = in.number();
        FlowRecord.Traffic counted = in.traffic(0);
        FlowRecord.Traffic whole = in.traffic(counted.startNanos());
        Label label = label(in);
        var names =
                new FlowRecord.Names(
                        in.text(),
                        in.known(BASES, in.someText()),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text(),
                        FlowRecord.Tls.NONE);
        FlowRecord.Place place = place(in);
        boolean hello = (truths & ENCRYPTED_HELLO) != 0;
        names = names.with(version < HANDSHAKE_SINCE ? oldest(hello) : tls(in));
        label = version < RUNNER_UP_SINCE ? label : label.with(runnerUp(in));
        if (in.buffer.hasRemaining()) {
            throw new UnreadableFlow(
                    in.buffer.remaining() + " bytes too many behind a flow record");
        }
        return new FlowRecord(
                new FlowRecord.Identity(observer, flow, slice, end),
                new FlowRecord.Conversation(
                        space,
                        source,
                        sourcePort,
                        destination,
                        destinationPort,
                        protocolNumber,
                        (truths & SWAPPED) != 0,
                        claimedNanos),
                counted,
                whole,
                label,
                names,
                place);
    }

    private static FlowRecord.Tls oldest(boolean encryptedHello) {
        return encryptedHello
                ? FlowRecord.Tls.NONE.with(EncryptedHello.OFFERED)
                : FlowRecord.Tls.NONE;
    }

    private static FlowRecord.Tls tls(In in) throws UnreadableFlow {
        String encryptedHello = in.text();
        return encryptedHello == null
                ? FlowRecord.Tls.NONE
                : new FlowRecord.Tls(
                        in.known(HELLOS, encryptedHello),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text());
    }

    private static @Nullable RunnerUp runnerUp(In in) throws UnreadableFlow {
        String protocol = in.text();
        return protocol == null
                ? null
                : new RunnerUp(
                        in.known(PROTOCOLS, protocol),
                        in.text(),
                        in.known(CATEGORIES, in.someText()),
                        in.grounds(),
                        in.known(LOSSES, in.someText()));
    }

    private static Label label(In in) throws UnreadableFlow {
        Protocol protocol = in.known(PROTOCOLS, in.someText());
        String application = in.text();
        Category category = in.known(CATEGORIES, in.someText());
        Basis basis = in.known(BASES, in.someText());
        int count = in.small();
        if (count < 0 || count > MOST_GROUNDS) {
            throw new UnreadableFlow("a flow record with " + count + " grounds");
        }
        List<Grounds> grounds = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            grounds.add(in.grounds());
        }
        return new Label(protocol, application, category, basis, grounds);
    }

    private static FlowRecord.Place place(In in) throws UnreadableFlow {
        return new FlowRecord.Place(
                in.someText(),
                in.known(POPULATIONS, in.someText()),
                in.small(),
                in.small(),
                in.text(),
                in.number(),
                in.number(),
                in.number(),
                in.number());
    }

    private static <E> Map<String, E> words(E[] values, Function<E, String> word) {
        Map<String, E> words = new HashMap<>();
        for (E value : values) {
            words.put(word.apply(value), value);
        }
        return Map.copyOf(words);
    }

    private static final class Out {
        private byte[] bytes = new byte[FIRST_SIZE];
        private int length;

        void put(int value) {
            room(1);
            bytes[length++] = (byte) value;
        }

        void put(byte[] from, int count) {
            room(count);
            System.arraycopy(from, 0, bytes, length, count);
            length += count;
        }

        private void room(int count) {
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
            }
        }

        /// Seven bits a byte, low ones first, the sign folded into the lowest bit.
        void number(long value) {
            long rest = (value << 1) ^ (value >> 63);
            while ((rest & ~0x7fL) != 0) {
                put(((int) rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            put((int) rest);
        }

        void text(@Nullable String text) {
            if (text == null) {
                number(-1);
                return;
            }
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int kept = Math.min(utf8.length, LONGEST_TEXT);
            while (kept < utf8.length && (utf8[kept] & 0xc0) == 0x80) {
                kept--; // never half a character
            }
            number(kept);
            put(utf8, kept);
        }

        void address(Address address) {
            byte[] network = address.bytes();
            put(network.length);
            put(network, network.length);
        }

        void traffic(FlowRecord.Traffic traffic, long since) {
            number(traffic.startNanos() - since);
            number(traffic.endNanos() - traffic.startNanos());
            number(traffic.sourcePackets());
            number(traffic.sourceBytes());
            number(traffic.destinationPackets());
            number(traffic.destinationBytes());
            number(traffic.sourceFlags());
            number(traffic.destinationFlags());
        }
    }

    private record In(ByteBuffer buffer) {

        private byte u8() throws UnreadableFlow {
            if (!buffer.hasRemaining()) {
                throw new UnreadableFlow("a flow record that stops in the middle");
            }
            return buffer.get();
        }

        long number() throws UnreadableFlow {
            long folded = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte next = u8();
                folded |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return (folded >>> 1) ^ -(folded & 1);
                }
            }
            throw new UnreadableFlow("a number longer than 64 bits in a flow record");
        }

        int small() throws UnreadableFlow {
            long number = number();
            if (number != (int) number) {
                throw new UnreadableFlow("a number too big in a flow record: " + number);
            }
            return (int) number;
        }

        @Nullable String text() throws UnreadableFlow {
            int length = small();
            if (length == -1) {
                return null;
            }
            byte[] utf8 = bytes(length);
            return new String(utf8, StandardCharsets.UTF_8);
        }

        String someText() throws UnreadableFlow {
            String text = text();
            if (text == null) {
                throw new UnreadableFlow("a text is missing in a flow record");
            }
            return text;
        }

        private byte[] bytes(int length) throws UnreadableFlow {
            if (length < 0 || length > LONGEST_TEXT || length > buffer.remaining()) {
                throw new UnreadableFlow("a text of " + length + " bytes in a flow record");
            }
            byte[] bytes = new byte[length];
            buffer.get(bytes);
            return bytes;
        }

        Address address() throws UnreadableFlow {
            byte length = u8();
            if (length != 4 && length != 16) {
                throw new UnreadableFlow("an address of " + length + " bytes in a flow record");
            }
            return Address.of(bytes(length));
        }

        Grounds grounds() throws UnreadableFlow {
            String code = someText();
            try {
                return Grounds.of(code);
            } catch (IllegalArgumentException e) {
                throw new UnreadableFlow("grounds that are none in a flow record");
            }
        }

        <E> E known(Map<String, E> words, String word) throws UnreadableFlow {
            E value = words.get(word);
            if (value == null) {
                throw new UnreadableFlow("a word that is not known in a flow record");
            }
            return value;
        }

        FlowRecord.Traffic traffic(long since) throws UnreadableFlow {
            long start = number() + since;
            return new FlowRecord.Traffic(
                    start,
                    start + number(),
                    number(),
                    number(),
                    number(),
                    number(),
                    small(),
                    small());
        }
    }
}
