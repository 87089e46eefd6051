package org.tapwarden.capture.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.Window;

/// Both ways of reading a frame must say the same of every frame, plain, broken or cut.
class ShortRoadTest {

    private static final int ROUNDS = 200_000;

    /// Seeds that frames are grown from: IPv4 and IPv6, TCP and UDP, with and without a tag.
    private static final String[] SEEDS = {
        "02000000000102000000000208004500003c12344000400600000a0000010a000002"
                + "c001005000001000000020005018ffff12340000"
                + "68656c6c6f20776f726c64212121212121212121",
        "0200000000010200000000028100206408004500002c0001000040110000c0a80001e00000fb"
                + "14e914e900181234"
                + "000000000000000000000000000000000000",
        "02000000000102000000000286dd6000000000200640"
                + "20010db8000000000000000000000001"
                + "20010db8000000000000000000000002"
                + "d00001bb0000000100000002a018010043210000"
                + "010203040506070809101112",
        "02000000000102000000000208004500003400014000400600000a0000010a000002"
                + "c001005000001000000000008002ffff12340000"
                + "020405b40103030801010402",
        "02000000000102000000000286dd60000000001c1140"
                + "fe800000000000000000000000000001"
                + "ff0200000000000000000000000000fb"
                + "14e914e9001cabcd"
                + "0102030405060708091011121314151617181920"
    };

    private final FrameDecoder quick = decoder(true);
    private final FrameDecoder thorough = decoder(false);
    private final DecodedFrames left = new DecodedFrames();
    private final DecodedFrames right = new DecodedFrames();
    private final Block block = new Block();

    private static FrameDecoder decoder(boolean shortRoad) {
        var clock = new EventClock(EventClock.REPLAY_AGREEMENT);
        return new FrameDecoder(clock, (iface, vlan) -> 0, 42, 1, 1, shortRoad);
    }

    @Test
    void both_roads_read_the_same_of_every_frame_however_broken() {
        var random = new Random(20_261_124);
        int short_ = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] frame = bytes(SEEDS[round % SEEDS.length]);
            // A third stays as it is; of the others up to four bytes are changed.
            for (int change = random.nextInt(6) - 1; change > 0; change--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            int captured = random.nextInt(3) > 0 ? frame.length : random.nextInt(frame.length + 1);
            int kernelTag = random.nextInt(8) == 0 ? random.nextInt(65_536) : Block.NO_VLAN;
            block.begin(MemorySegment.ofArray(frame), Window.STATIC);
            block.add(0, captured, frame.length, 1_000L * round, 1, kernelTag, 3);
            left.begin(Window.STATIC);
            right.begin(Window.STATIC);
            quick.decode(block, 0, left);
            thorough.decode(block, 0, right);
            short_ += left.count;
            assertThat(row(left)).as("frame %s", round).isEqualTo(row(right));
        }
        // The test would say nothing if hardly a frame were read.
        assertThat(short_).isGreaterThan(ROUNDS / 2);
        assertThat(quick.counters()).isEqualTo(thorough.counters());
    }

    /// The same by the fuzzer, of a frame of any link type.
    @FuzzTest
    void both_roads_read_the_same_of_any_bytes(byte[] bytes) {
        int head = Math.min(2, bytes.length);
        LinkType link =
                LinkType.values()[head == 0 ? 0 : (bytes[0] & 0xff) % LinkType.values().length];
        int tag = head < 2 || bytes[1] % 4 != 0 ? Block.NO_VLAN : bytes[1] & 0xff;
        block.begin(MemorySegment.ofArray(bytes), Window.STATIC);
        block.add(head, bytes.length - head, bytes.length, 1_000, link.code(), tag, 3);
        left.begin(Window.STATIC);
        right.begin(Window.STATIC);
        quick.decode(block, 0, left);
        thorough.decode(block, 0, right);
        assertThat(row(left)).isEqualTo(row(right));
    }

    private static String row(DecodedFrames frames) {
        if (frames.count == 0) {
            return "none";
        }
        return String.join(
                " ",
                Long.toString(frames.frameId[0]),
                Long.toString(frames.order[0]),
                Long.toString(frames.eventNanos[0]),
                Long.toHexString(frames.sourceHigh[0]),
                Long.toHexString(frames.sourceLow[0]),
                Long.toHexString(frames.destinationHigh[0]),
                Long.toHexString(frames.destinationLow[0]),
                Long.toHexString(frames.sourceMac[0]),
                Long.toHexString(frames.destinationMac[0]),
                Long.toHexString(frames.hash[0]),
                Long.toString(frames.payloadAt[0]),
                Long.toString(frames.messageEnd[0]),
                Long.toString(frames.acknowledgment[0]),
                Integer.toString(frames.payloadLength[0]),
                Integer.toString(frames.wirePayload[0]),
                Integer.toString(frames.fingerprint[0]),
                Integer.toString(frames.ipBytes[0]),
                Integer.toString(frames.packets[0]),
                Integer.toString(frames.sequence[0]),
                Integer.toString(frames.sourcePort[0]),
                Integer.toString(frames.destinationPort[0]),
                Integer.toString(frames.protocolNumber[0]),
                Integer.toString(frames.tcpFlags[0]),
                syn(frames),
                Boolean.toString(frames.air[0]),
                Integer.toString(frames.timeToLive[0]),
                Integer.toString(frames.vlan[0]),
                Integer.toString(frames.interfaceIndex[0]),
                Integer.toString(frames.space[0]),
                String.valueOf(frames.outer[0]),
                String.valueOf(frames.outside[0]));
    }

    private static String syn(DecodedFrames frames) {
        return DecodedFrames.isSyn(frames.tcpFlags[0])
                ? frames.synAt[0] + " " + frames.dontFragment[0]
                : "no SYN";
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
