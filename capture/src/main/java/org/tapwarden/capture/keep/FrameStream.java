package org.tapwarden.capture.keep;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.tapwarden.capture.keep.WholeFrames.WholeFrame;

/// Whole frames as pcapng that goes somewhere else than to a file, in pieces of whole blocks.
///
/// Each frame's comment is `flow N`. That a flow is taken back stands in a block of local use;
/// {@link #copyWithout} leaves its frames out, and such blocks.
public final class FrameStream {

    private static final int SHORTEST_BLOCK = PacketFile.BLOCK_HEADER + 4;
    private static final int WITHDRAWAL = SHORTEST_BLOCK + Long.BYTES;

    private final PacketFile out;

    /// @param to gets whole blocks with each write, and must take all of them
    public FrameStream(WritableByteChannel to) {
        out = new PacketFile(to);
    }

    /// Bytes so far, also those that still wait in memory.
    public long size() {
        return out.size();
    }

    /// Appends a frame; false when it comes from too many kinds of interfaces.
    public boolean add(WholeFrame frame) throws IOException {
        return out.add(
                frame.bytes(),
                frame.wire(),
                frame.nanos(),
                frame.link(),
                frame.iface(),
                frame.flow());
    }

    /// Says that the frames of a flow are taken back.
    public void withdraw(long flow) throws IOException {
        out.addWithdrawal(flow);
    }

    /// Hands out what waits in memory.
    public void flush() throws IOException {
        out.flush();
    }

    /// Tells of the flows that are taken back in a piece.
    ///
    /// @throws IOException when it is not made of whole blocks
    public static void withdrawals(byte[] piece, LongConsumer to) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < piece.length; at += length(in, at)) {
            if (in.getInt(at) == PacketFile.WITHDRAWN && length(in, at) == WITHDRAWAL) {
                to.accept(in.getLong(at + PacketFile.BLOCK_HEADER));
            }
        }
    }

    /// Copies a piece without the frames of flows that were taken back.
    ///
    /// @return frames that were copied
    /// @throws IOException when it is not made of whole blocks
    public static int copyWithout(LongPredicate withdrawn, byte[] piece, OutputStream to)
            throws IOException {
        ByteBuffer in = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
        int frames = 0;
        int length;
        for (int at = 0; at < piece.length; at += length) {
            length = length(in, at);
            int type = in.getInt(at);
            boolean isFrame = type == PacketFile.PACKET;
            boolean goes = isFrame && withdrawn.test(flow(piece, in, at, length));
            if (!goes && type != PacketFile.WITHDRAWN) {
                to.write(piece, at, length);
                frames += isFrame ? 1 : 0;
            }
        }
        return frames;
    }

    private static int length(ByteBuffer in, int at) throws IOException {
        int rest = in.limit() - at;
        int length = rest < SHORTEST_BLOCK ? 0 : in.getInt(at + 4);
        if (length < SHORTEST_BLOCK || length > rest) {
            throw new IOException("what was kept is not made of whole blocks");
        }
        return length;
    }

    /// 0 where the block names none.
    private static long flow(byte[] piece, ByteBuffer in, int at, int length) {
        int body = at + PacketFile.BLOCK_HEADER;
        int captured = in.getInt(body + 12);
        int option = body + PacketFile.PACKET_HEADER + ((captured + 3) & -4);
        if (captured < 0 || option + 4 > at + length - 4) {
            return 0;
        }
        int size = Short.toUnsignedInt(in.getShort(option + 2));
        boolean isComment = in.getShort(option) == PacketFile.OPTION_COMMENT;
        int from = option + 4 + PacketFile.FLOW.length();
        int to = option + 4 + size;
        if (!isComment || to > at + length - 4 || from >= to) {
            return 0;
        }
        var digits = new String(piece, from, to - from, StandardCharsets.US_ASCII);
        return Long.parseUnsignedLong(digits);
    }
}
