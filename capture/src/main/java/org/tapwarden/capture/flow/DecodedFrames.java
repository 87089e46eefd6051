package org.tapwarden.capture.flow;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Window;
import org.tapwarden.capture.header.TcpHeader;

/// Up to {@link #CAPACITY} decoded frames of one shard owner, in columns.
///
/// The decoder fills it, one `FlowEngine` empties it. The payloads stay in the segment that the
/// frames lie in; the batch holds the segment's window while another thread works on it.
public final class DecodedFrames {

    static final int CAPACITY = 32;

    final long[] frameId = new long[CAPACITY];
    final long[] order = new long[CAPACITY];

    /// Of the frame among all that the decoder was given, from 1.
    final long[] number = new long[CAPACITY];

    final long[] eventNanos = new long[CAPACITY];
    final long[] claimedNanos = new long[CAPACITY];
    final long[] sourceHigh = new long[CAPACITY];
    final long[] sourceLow = new long[CAPACITY];
    final long[] destinationHigh = new long[CAPACITY];
    final long[] destinationLow = new long[CAPACITY];
    final long[] sourceMac = new long[CAPACITY];
    final long[] destinationMac = new long[CAPACITY];
    final long[] hash = new long[CAPACITY];
    final long[] payloadAt = new long[CAPACITY];
    final long[] messageEnd = new long[CAPACITY];
    final long[] acknowledgment = new long[CAPACITY];
    final int[] payloadLength = new int[CAPACITY];

    /// Where the TCP header lies, of a SYN without ACK; of others it may hold anything.
    final long[] synAt = new long[CAPACITY];

    /// Of the innermost IP header, as {@link #synAt}.
    final boolean[] dontFragment = new boolean[CAPACITY];

    /// TCP payload that the frame had on the wire; more than was captured where it was cut.
    final int[] wirePayload = new int[CAPACITY];

    /// Which frame of its block it is. Live only.
    final int[] inBlock = new int[CAPACITY];

    /// By which {@link MirrorCheck} knows a copy. Read in the decoder only.
    final int[] fingerprint = new int[CAPACITY];

    /// Heard on the radio.
    final boolean[] air = new boolean[CAPACITY];

    final boolean[] copy = new boolean[CAPACITY];

    /// Whether copies count nowhere, as of this frame.
    final boolean[] doubled = new boolean[CAPACITY];

    final int[] ipBytes = new int[CAPACITY];
    final int[] packets = new int[CAPACITY];
    final int[] sequence = new int[CAPACITY];
    final int[] sourcePort = new int[CAPACITY];
    final int[] destinationPort = new int[CAPACITY];
    final int[] protocolNumber = new int[CAPACITY];
    final int[] tcpFlags = new int[CAPACITY];
    final int[] timeToLive = new int[CAPACITY];
    final int[] vlan = new int[CAPACITY];
    final int[] interfaceIndex = new int[CAPACITY];
    final int[] space = new int[CAPACITY];

    /// Where the table supposes the frame's flow; it looks itself when that is wrong.
    final int[] guess = new int[CAPACITY];

    final Outer[] outer = new Outer[CAPACITY];

    /// What the tunnel calls itself: network, label, key, session or tunnel endpoint; 0 for none.
    final int[] outerId = new int[CAPACITY];

    final @Nullable Outside[] outside = new Outside[CAPACITY];

    /// Where each frame's bytes lie: the block's segment, or memory of a joined datagram.
    final MemorySegment[] segment = new MemorySegment[CAPACITY];

    Window window = Window.STATIC;
    int count;

    /// Starts over with frames of another window.
    void begin(Window window) {
        this.window = window;
        this.count = 0;
    }

    /// Says of a row that its frame lies in this segment, in no tunnel, and is in a flow.
    ///
    /// What is the case already is not said again: a collector wants to know of each reference that
    /// is written.
    void plain(int row, MemorySegment in) {
        outerId[row] = 0;
        packets[row] = 1;
        segment[row] = in;
        air[row] = false;
        if (outer[row] != Outer.NONE) {
            outer[row] = Outer.NONE;
        }
        if (outside[row] != null) {
            outside[row] = null;
        }
    }

    /// Asks for a connection: a SYN without ACK.
    static boolean isSyn(int tcpFlags) {
        return (tcpFlags & (TcpHeader.SYN | TcpHeader.ACK)) == TcpHeader.SYN;
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    /// Copies one frame's columns from another batch.
    void take(DecodedFrames from, int i) {
        int to = count++;
        segment[to] = from.segment[i];
        frameId[to] = from.frameId[i];
        order[to] = from.order[i];
        number[to] = from.number[i];
        eventNanos[to] = from.eventNanos[i];
        claimedNanos[to] = from.claimedNanos[i];
        sourceHigh[to] = from.sourceHigh[i];
        sourceLow[to] = from.sourceLow[i];
        destinationHigh[to] = from.destinationHigh[i];
        destinationLow[to] = from.destinationLow[i];
        sourceMac[to] = from.sourceMac[i];
        destinationMac[to] = from.destinationMac[i];
        hash[to] = from.hash[i];
        payloadAt[to] = from.payloadAt[i];
        messageEnd[to] = from.messageEnd[i];
        acknowledgment[to] = from.acknowledgment[i];
        payloadLength[to] = from.payloadLength[i];
        synAt[to] = from.synAt[i];
        dontFragment[to] = from.dontFragment[i];
        wirePayload[to] = from.wirePayload[i];
        copy[to] = from.copy[i];
        air[to] = from.air[i];
        doubled[to] = from.doubled[i];
        ipBytes[to] = from.ipBytes[i];
        packets[to] = from.packets[i];
        sequence[to] = from.sequence[i];
        sourcePort[to] = from.sourcePort[i];
        destinationPort[to] = from.destinationPort[i];
        protocolNumber[to] = from.protocolNumber[i];
        tcpFlags[to] = from.tcpFlags[i];
        timeToLive[to] = from.timeToLive[i];
        vlan[to] = from.vlan[i];
        interfaceIndex[to] = from.interfaceIndex[i];
        space[to] = from.space[i];
        outer[to] = from.outer[i];
        outerId[to] = from.outerId[i];
        outside[to] = from.outside[i];
    }
}
