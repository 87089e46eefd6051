package org.tapwarden.classifier.record;

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
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.register.Protocols;

/// Reads what {@link PackedWriter} wrote. Anything else is an {@link UnreadableFlow}, never another
/// exception and never much memory.
public final class PackedReader {

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

    private final byte[] bytes;
    private final int end;
    private int at;

    public PackedReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    private static <E> Map<String, E> words(E[] values, Function<E, String> word) {
        Map<String, E> words = new HashMap<>();
        for (E value : values) {
            words.put(word.apply(value), value);
        }
        return Map.copyOf(words);
    }

    public int remaining() {
        return end - at;
    }

    /// Leaves bytes out.
    ///
    /// @return where they are
    int pass(int count) throws UnreadableFlow {
        if (count > remaining()) {
            throw new UnreadableFlow("a flow record that stops in the middle");
        }
        int from = at;
        at += count;
        return from;
    }

    public byte u8() throws UnreadableFlow {
        if (at >= end) {
            throw new UnreadableFlow("a flow record that stops in the middle");
        }
        return bytes[at++];
    }

    public long number() throws UnreadableFlow {
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

    public int small() throws UnreadableFlow {
        long number = number();
        if (number != (int) number) {
            throw new UnreadableFlow("a number too big in a flow record: " + number);
        }
        return (int) number;
    }

    public @Nullable String text() throws UnreadableFlow {
        int length = small();
        if (length == -1) {
            return null;
        }
        int from = skip(length);
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    public String someText() throws UnreadableFlow {
        String text = text();
        if (text == null) {
            throw new UnreadableFlow("a text is missing in a flow record");
        }
        return text;
    }

    private int skip(int length) throws UnreadableFlow {
        if (length < 0 || length > PackedWriter.LONGEST_TEXT || length > remaining()) {
            throw new UnreadableFlow("a text of " + length + " bytes in a flow record");
        }
        int from = at;
        at += length;
        return from;
    }

    Address address() throws UnreadableFlow {
        byte length = u8();
        if (length != 4 && length != 16) {
            throw new UnreadableFlow("an address of " + length + " bytes in a flow record");
        }
        return address(length);
    }

    /// @param length 4 or 16 bytes
    public Address address(int length) throws UnreadableFlow {
        int from = skip(length);
        return Address.of(Arrays.copyOfRange(bytes, from, from + length));
    }

    public FlowRecord.Traffic traffic(long since) throws UnreadableFlow {
        long start = number() + since;
        return new FlowRecord.Traffic(
                start, start + number(), number(), number(), number(), number(), small(), small());
    }

    /// Without what came second.
    public Label label() throws UnreadableFlow {
        Protocol protocol = known(PROTOCOLS);
        String application = text();
        Category category = known(CATEGORIES);
        Basis basis = basis();
        int count = small();
        if (count < 0 || count > PackedWriter.MOST_GROUNDS) {
            throw new UnreadableFlow("a flow record with " + count + " grounds");
        }
        List<Grounds> grounds = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            grounds.add(grounds());
        }
        return new Label(protocol, application, category, basis, grounds);
    }

    public @Nullable RunnerUp runnerUp() throws UnreadableFlow {
        String protocol = text();
        return protocol == null
                ? null
                : new RunnerUp(
                        known(PROTOCOLS, protocol),
                        text(),
                        known(CATEGORIES),
                        grounds(),
                        known(LOSSES));
    }

    FlowRecord.Tls tls() throws UnreadableFlow {
        String encryptedHello = text();
        return encryptedHello == null
                ? FlowRecord.Tls.NONE
                : new FlowRecord.Tls(
                        known(HELLOS, encryptedHello), text(), text(), text(), text(), text());
    }

    FlowRecord.Place place() throws UnreadableFlow {
        return new FlowRecord.Place(
                someText(),
                population(),
                small(),
                small(),
                text(),
                number(),
                number(),
                number(),
                number());
    }

    public Basis basis() throws UnreadableFlow {
        return known(BASES);
    }

    public Population population() throws UnreadableFlow {
        return known(POPULATIONS);
    }

    public EncryptedHello encryptedHello() throws UnreadableFlow {
        return known(HELLOS);
    }

    /// Null where it was not the last slice.
    public @Nullable EndReason endReason() throws UnreadableFlow {
        String word = text();
        return word == null ? null : known(ENDS, word);
    }

    private Grounds grounds() throws UnreadableFlow {
        String code = someText();
        try {
            return Grounds.of(code);
        } catch (IllegalArgumentException e) {
            throw new UnreadableFlow("grounds that are none in a flow record");
        }
    }

    private <E> E known(Map<String, E> words) throws UnreadableFlow {
        return known(words, someText());
    }

    private static <E> E known(Map<String, E> words, String word) throws UnreadableFlow {
        E value = words.get(word);
        if (value == null) {
            throw new UnreadableFlow("a word that is not known in a flow record");
        }
        return value;
    }
}
