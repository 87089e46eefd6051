package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// A TCP header (RFC 9293, section 3.1).
///
/// Options that the snap length cut are no fault: everything that this view reads is there, and
/// {@link #payloadAt} then answers `end`.
public record TcpHeader(MemorySegment block, long at) {

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;

    private static final int MIN_LENGTH = 20;
    private static final int WORD = 4;

    private static final int DESTINATION_PORT = 2;
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGMENT = 8;
    private static final int DATA_OFFSET = 12;
    private static final int FLAGS = 13;
    private static final int WINDOW = 14;
    private static final int CHECKSUM = 16;

    public static Fault fault(MemorySegment block, long at, long end) {
        if (end - at < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        return new TcpHeader(block, at).headerLength() < MIN_LENGTH
                ? Fault.TCP_HEADER_TOO_SHORT
                : Fault.NONE;
    }

    public int sourcePort() {
        return NetworkOrder.u16(block, at);
    }

    public int destinationPort() {
        return NetworkOrder.u16(block, at + DESTINATION_PORT);
    }

    /// Unsigned.
    public long sequence() {
        return NetworkOrder.u32(block, at + SEQUENCE);
    }

    /// Unsigned.
    public long acknowledgment() {
        return NetworkOrder.u32(block, at + ACKNOWLEDGMENT);
    }

    /// With options; may promise more than was captured, see {@link #payloadAt}.
    public int headerLength() {
        return (NetworkOrder.u8(block, at + DATA_OFFSET) >>> 4) * WORD;
    }

    /// {@link #SYN} and its like, or-ed.
    public int flags() {
        return NetworkOrder.u8(block, at + FLAGS);
    }

    /// As sent, not scaled.
    public int window() {
        return NetworkOrder.u16(block, at + WINDOW);
    }

    public int checksum() {
        return NetworkOrder.u16(block, at + CHECKSUM);
    }

    /// The first eight bytes.
    public long portsAndSequence() {
        return NetworkOrder.bits64(block, at);
    }

    /// The second eight bytes.
    public long acknowledgmentToWindow() {
        return NetworkOrder.bits64(block, at + ACKNOWLEDGMENT);
    }

    public long payloadAt(long end) {
        return Math.min(at + headerLength(), end);
    }
}
