package org.tapwarden.capture.keep;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.tapwarden.capture.LinkType;

/// Reads what {@link PacketFile} wrote, frame by frame, up to where it stops being whole.
final class KeptFrames implements AutoCloseable {

    private static final int MOST_BODY = 2 * FrameCopies.LONGEST;
    private static final int BUFFER = 1 << 16;
    private static final int MAC_ADDRESSES = 12;

    private final InputStream in;
    private final byte[] body = new byte[MOST_BODY];
    private final ByteBuffer view = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    private final int[] links = new int[PacketFile.MOST_INTERFACES];
    private int interfaces;

    private int iface;
    private long nanos;
    private int captured;
    private int wire;
    private long flow;

    private KeptFrames(InputStream in) {
        this.in = in;
    }

    static KeptFrames open(Path file) throws IOException {
        return new KeptFrames(new BufferedInputStream(Files.newInputStream(file), BUFFER));
    }

    /// Goes to the next frame; false at the end, or where the file was torn.
    boolean next() throws IOException {
        while (true) {
            if (in.readNBytes(body, 0, PacketFile.BLOCK_HEADER) < PacketFile.BLOCK_HEADER) {
                return false;
            }
            int type = view.getInt(0);
            int rest = view.getInt(4) - PacketFile.BLOCK_HEADER;
            if (rest < 4 || rest > MOST_BODY || in.readNBytes(body, 0, rest) < rest) {
                return false;
            }
            if (type == PacketFile.INTERFACE && interfaces < links.length) {
                links[interfaces++] = Short.toUnsignedInt(view.getShort(0));
            } else if (type == PacketFile.PACKET) {
                return packet(rest - 4);
            }
        }
    }

    private boolean packet(int end) {
        iface = view.getInt(0);
        nanos = (long) view.getInt(4) << 32 | Integer.toUnsignedLong(view.getInt(8));
        captured = view.getInt(12);
        wire = view.getInt(16);
        int options = PacketFile.PACKET_HEADER + ((captured + 3) & -4);
        boolean whole = captured >= 0 && options <= end && iface >= 0 && iface < interfaces;
        flow = whole ? flow(options, end) : 0;
        return whole;
    }

    private long flow(int options, int end) {
        if (options + 4 > end || view.getShort(options) != PacketFile.OPTION_COMMENT) {
            return 0;
        }
        int length = Short.toUnsignedInt(view.getShort(options + 2));
        if (options + 4 + length > end || length <= PacketFile.FLOW.length()) {
            return 0;
        }
        var text = new String(body, options + 4, length, StandardCharsets.US_ASCII);
        try {
            return Long.parseUnsignedLong(text.substring(PacketFile.FLOW.length()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    long nanos() {
        return nanos;
    }

    /// 0 for a frame that belongs to no flow.
    long flow() {
        return flow;
    }

    /// Whether it is an Ethernet frame from or to a MAC.
    boolean concerns(long mac) {
        return links[iface] == LinkType.ETHERNET.code()
                && captured >= MAC_ADDRESSES
                && (mac(0) == mac || mac(MAC_ADDRESSES / 2) == mac);
    }

    private long mac(int at) {
        int start = PacketFile.PACKET_HEADER + at;
        long high = Short.toUnsignedLong(Short.reverseBytes(view.getShort(start)));
        return high << 32 | Integer.toUnsignedLong(Integer.reverseBytes(view.getInt(start + 2)));
    }

    /// A copy of it.
    Excerpt.Frame frame() {
        int start = PacketFile.PACKET_HEADER;
        byte[] bytes = Arrays.copyOfRange(body, start, start + captured);
        return new Excerpt.Frame(
                MemorySegment.ofArray(bytes), wire, nanos, links[iface], iface, flow);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
