package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;
import org.tapwarden.classifier.protocol.Samples;

/// Frames that are made as they are read, ten microseconds apart: so a flood needs no room.
final class Flood implements FrameSource {

    static final int SYN = 0x02;
    static final int ACK = 0x10;
    static final int PUSH = 0x18;

    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int ICMP = 1;
    private static final int ETHERNET = 1;
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long APART_NANOS = 10_000;

    private final int count;
    private final Frames frames;
    private final int linkType;
    private final long apartNanos;
    private int next;

    /// Makes the frame of each number, from 0 on.
    @FunctionalInterface
    interface Frames {
        byte[] frame(int number);
    }

    Flood(int count, Frames frames) {
        this(count, frames, ETHERNET, APART_NANOS);
    }

    Flood(int count, Frames frames, int linkType, long apartNanos) {
        this.count = count;
        this.frames = frames;
        this.linkType = linkType;
        this.apartNanos = apartNanos;
    }

    static Flood of(List<byte[]> frames) {
        return new Flood(frames.size(), frames::get);
    }

    @Override
    public Read read(Block block, long waitNanos) {
        List<byte[]> some = new ArrayList<>();
        int bytes = 0;
        while (next < count && some.size() < Block.CAPACITY) {
            byte[] frame = frames.frame(next++);
            some.add(frame);
            bytes += frame.length;
        }
        byte[] memory = new byte[bytes];
        block.begin(MemorySegment.ofArray(memory), Window.STATIC);
        int at = 0;
        long first = START + (next - some.size()) * apartNanos;
        for (byte[] frame : some) {
            System.arraycopy(frame, 0, memory, at, frame.length);
            long nanos = first + block.count() * apartNanos;
            block.add(at, frame.length, frame.length, nanos, linkType, Block.NO_VLAN, 0);
            at += frame.length;
        }
        return some.isEmpty() ? Read.END : Read.FRAMES;
    }

    @Override
    public Losses losses() {
        return Losses.NONE;
    }

    @Override
    public void close() {}

    static byte[] udp(int from, int fromPort, int to, int toPort, byte[] payload) {
        return ip(
                from,
                to,
                UDP,
                Samples.bytes()
                        .u16(fromPort)
                        .u16(toPort)
                        .u16(8 + payload.length)
                        .u16(0)
                        .put(payload)
                        .done());
    }

    static byte[] tcp(
            int from,
            int fromPort,
            int to,
            int toPort,
            long sequence,
            long acknowledged,
            int flags,
            byte[] payload) {
        return ip(
                from,
                to,
                TCP,
                Samples.bytes()
                        .u16(fromPort)
                        .u16(toPort)
                        .u32(sequence)
                        .u32(acknowledged)
                        .u8(0x50)
                        .u8(flags)
                        .hex("1000 0000 0000")
                        .put(payload)
                        .done());
    }

    /// An echo that is asked (type 8) or answered (type 0).
    static byte[] echo(int from, int to, int type, int id, int sequence, byte[] data) {
        return ip(from, to, ICMP, message(type, id, sequence, data));
    }

    /// The same between two hosts of one link, by the last byte of their addresses: 128 and 129.
    static byte[] echo6(int from, int to, int type, int id, int sequence, byte[] data) {
        byte[] message = message(type, id, sequence, data);
        return Samples.bytes()
                .hex("020000000001 020000000002 86dd 60000000")
                .u16(message.length)
                .hex("3a40 fe8000000000000000000000000000")
                .u8(from)
                .hex("fe8000000000000000000000000000")
                .u8(to)
                .put(message)
                .done();
    }

    private static byte[] message(int type, int id, int sequence, byte[] data) {
        return Samples.bytes().u8(type).u8(0).u16(0).u16(id).u16(sequence).put(data).done();
    }

    private static byte[] ip(int from, int to, int protocol, byte[] payload) {
        return Samples.bytes()
                .hex("020000000001 020000000002 0800 4500")
                .u16(20 + payload.length)
                .hex("0000 0000 40")
                .u8(protocol)
                .u16(0)
                .u32(from)
                .u32(to)
                .put(payload)
                .done();
    }
}
