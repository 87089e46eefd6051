package org.tapwarden.capture.flow;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.Window;

/// Builds Ethernet frames for tests, and plays them as a source.
final class Frames {

    static final long SECOND = 1_000_000_000L;
    static final long START = 1_700_000_000L * SECOND;
    static final int SYN = 2;
    static final int ACK = 16;
    static final int FIN = 1;
    static final int RST = 4;

    private final List<byte[]> bytes = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final int linkType;

    Frames() {
        this(1);
    }

    Frames(int linkType) {
        this.linkType = linkType;
    }

    Frames add(long nanos, byte[] frame) {
        bytes.add(frame);
        times.add(nanos);
        return this;
    }

    int count() {
        return bytes.size();
    }

    FrameSource source() {
        return new Source();
    }

    static byte[] udp(String from, int fromPort, String to, int toPort, String payload) {
        byte[] text = payload.getBytes(StandardCharsets.US_ASCII);
        return ethernet(ip(from, to, 17, udpDatagram(fromPort, toPort, text)));
    }

    static byte[] udpDatagram(int fromPort, int toPort, byte[] payload) {
        return join(u16(fromPort), u16(toPort), u16(8 + payload.length), u16(0), payload);
    }

    static byte[] tcp(String from, int fromPort, String to, int toPort, int flags, String payload) {
        return tcp(from, fromPort, to, toPort, flags, 1_000, payload);
    }

    static byte[] tcp(
            String from, int fromPort, String to, int toPort, int flags, int seq, String payload) {
        byte[] text = payload.getBytes(StandardCharsets.US_ASCII);
        byte[] segment =
                join(
                        u16(fromPort),
                        u16(toPort),
                        u32(seq),
                        u32(0),
                        new byte[] {0x50, (byte) flags, 0x10, 0, 0, 0, 0, 0},
                        text);
        return ethernet(ip(from, to, 6, segment));
    }

    static byte[] ip(String from, String to, int protocol, byte[] payload) {
        return ip(from, to, protocol, 0, 0, payload);
    }

    static byte[] ip(String from, String to, int protocol, int id, int fragment, byte[] payload) {
        byte[] source = Address.parse(from).bytes();
        byte[] destination = Address.parse(to).bytes();
        if (source.length == 16) {
            byte[] header = join(u32(0x60000000), u16(payload.length));
            byte[] next = {(byte) protocol, 64};
            return join(header, next, source, destination, payload);
        }
        byte[] header =
                join(new byte[] {0x45, 0}, u16(20 + payload.length), u16(id), u16(fragment));
        byte[] rest = {64, (byte) protocol, 0, 0};
        return join(header, rest, source, destination, payload);
    }

    static byte[] ethernet(byte[] packet) {
        int type = (packet[0] >> 4 & 0xf) == 6 ? 0x86dd : 0x0800;
        return ethernet(type, packet);
    }

    static byte[] ethernet(int type, byte[] packet) {
        return join(mac("02:00:00:00:00:02"), mac("02:00:00:00:00:01"), u16(type), packet);
    }

    static byte[] tagged(int vlan, byte[] frame) {
        byte[] macs = Arrays.copyOf(frame, 12);
        byte[] rest = Arrays.copyOfRange(frame, 12, frame.length);
        return join(macs, u16(0x8100), u16(vlan), rest);
    }

    static byte[] mac(String text) {
        byte[] bytes = new byte[6];
        long bits = Mac.parse(text).bits();
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (bits >>> (40 - 8 * i));
        }
        return bytes;
    }

    static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    static byte[] u32(int value) {
        return join(u16(value >>> 16), u16(value));
    }

    static byte[] join(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private final class Source implements FrameSource {

        private final MemorySegment segment;
        private final long[] offsets = new long[bytes.size()];
        private int next;

        Source() {
            long total = 1;
            for (int i = 0; i < bytes.size(); i++) {
                offsets[i] = total;
                total += bytes.get(i).length;
            }
            segment = Arena.ofAuto().allocate(total);
            for (int i = 0; i < bytes.size(); i++) {
                byte[] frame = bytes.get(i);
                MemorySegment.copy(
                        frame, 0, segment, ValueLayout.JAVA_BYTE, offsets[i], frame.length);
            }
        }

        @Override
        public Read read(Block block, long waitNanos) {
            block.begin(segment, Window.STATIC);
            while (next < bytes.size() && !block.isFull()) {
                int length = bytes.get(next).length;
                block.add(
                        offsets[next], length, length, times.get(next), linkType, Block.NO_VLAN, 0);
                next++;
            }
            return block.count() == 0 ? Read.END : Read.FRAMES;
        }

        @Override
        public Losses losses() {
            return Losses.NONE;
        }

        @Override
        public void close() {}
    }
}
