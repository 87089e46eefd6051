package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tapwarden.classifier.Sighting.BridgeSpoke;
import org.tapwarden.classifier.protocol.Samples;

class SpanningTreeTest {

    private static final long ROOT = 0x1000_0011_2233_4455L;
    private static final long BRIDGE = 0x8000_0200_0000_0002L;
    private static final String TIMES = "8004 0100 1400 0200 0f00";

    /// Flags are the byte before the root's id.
    private static Samples configuration(String head, int flags) {
        return bytes().hex(head)
                .u8(flags)
                .hex("1000 001122334455 00030d40 8000 020000000002")
                .hex(TIMES);
    }

    private static byte[] frame(byte[] message) {
        return bytes().hex("0180c2000000 020000000002")
                .u16(3 + message.length)
                .hex("424203")
                .put(message)
                .zeros(Math.max(0, 46 - 3 - message.length))
                .done();
    }

    private static void assertSays(
            byte[] message, long root, long bridge, long cost, int version, boolean change) {
        var spoke = Heard.one(BridgeSpoke.class, frame(message));
        assertThat(spoke)
                .isEqualTo(new BridgeSpoke(spoke.frame(), root, bridge, cost, version, change));
    }

    @Test
    void reads_stp_rapid_and_multiple_spanning_tree() {
        byte[] stp = configuration("0000 00 00", 0).done();
        assertSays(stp, ROOT, BRIDGE, 200_000, 0, false);
        byte[] rapid = configuration("0000 02 02", 0x3d).hex("00").done();
        assertSays(rapid, ROOT, BRIDGE, 200_000, 2, true);
        byte[] multiple =
                configuration("0000 03 02", 0x7c)
                        .hex("00 0040")
                        .zeros(51)
                        .hex("00000000")
                        .hex("9000 020000000009 14")
                        .done();
        assertSays(multiple, ROOT, 0x9000_0200_0000_0009L, 200_000, 3, false);
    }

    @Test
    void a_changing_tree_is_told_with_and_without_ids() {
        assertSays(configuration("0000 00 00", 1).done(), ROOT, BRIDGE, 200_000, 0, true);
        assertSays(bytes().hex("0000 00 80").done(), 0, 0, 0, 0, true);
    }

    @Test
    void reads_the_trees_of_single_vlans_in_snap() {
        byte[] message = configuration("0000 02 02", 0x0e).hex("00 0000 0002 0005").done();
        byte[] frame =
                bytes().hex("01000ccccccd 020000000002")
                        .u16(8 + message.length)
                        .hex("aaaa03 00000c 010b")
                        .put(message)
                        .done();
        assertThat(Heard.one(BridgeSpoke.class, frame).root()).isEqualTo(ROOT);
    }

    @Test
    void what_is_cut_or_wrong_says_nothing() {
        byte[] stp = configuration("0000 00 00", 0).done();
        for (int length = 0; length < stp.length; length++) {
            byte[] cut = Arrays.copyOf(stp, length);
            assertThat(SpanningTree.read(MemorySegment.ofArray(cut), 0, length)).isNull();
        }
        assertThat(Heard.of(frame(configuration("0001 00 00", 0).done()))).isEmpty();
        assertThat(Heard.of(frame(configuration("0000 00 07", 0).done()))).isEmpty();
        assertThat(Heard.of(frame(configuration("0000 00 02", 0).done())))
                .as("rapid, of a version that has no such message")
                .isEmpty();
        assertThat(Heard.of(frame(configuration("0000 03 02", 0).hex("00").done())))
                .as("multiple, without the part that names its sender")
                .isEmpty();
    }
}
