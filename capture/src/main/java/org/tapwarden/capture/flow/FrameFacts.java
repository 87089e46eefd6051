package org.tapwarden.capture.flow;

/// What the loop knows of the frame at hand. One object a thread, filled again for every frame:
/// read it during the call, never keep it.
public final class FrameFacts {

    long eventNanos;
    long number;
    long sourceMac;
    long destinationMac;
    int vlan = org.tapwarden.capture.Block.NO_VLAN;
    int interfaceIndex;
    int space;
    int timeToLive;
    int protocolNumber;
    int sourcePort;
    int destinationPort;
    int tcpFlags;
    long acknowledgment;
    int sequence;
    int arpOperation;
    int payloadLength;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int shard;
    boolean air;
    long synAt;
    boolean dontFragment;

    /// Event time in nanoseconds since 1970; never runs back.
    public long eventNanos() {
        return eventNanos;
    }

    /// Which of the frames it is, counted from 1: in a replay as the captures have them, one
    /// capture after the other; live as this capture thread took them.
    public long number() {
        return number;
    }

    /// The Ethernet sender in the low 48 bits, 0 where the link has none.
    public long sourceMac() {
        return sourceMac;
    }

    public long destinationMac() {
        return destinationMac;
    }

    /// The outermost VLAN id, or {@link org.tapwarden.capture.Block#NO_VLAN}.
    public int vlan() {
        return vlan;
    }

    public int interfaceIndex() {
        return interfaceIndex;
    }

    public int space() {
        return space;
    }

    /// Of the innermost IP header; 0 for frames without one.
    public int timeToLive() {
        return timeToLive;
    }

    /// IANA protocol number of the innermost IP payload; 0 for frames without IP.
    public int protocolNumber() {
        return protocolNumber;
    }

    public int sourcePort() {
        return sourcePort;
    }

    public int destinationPort() {
        return destinationPort;
    }

    public int tcpFlags() {
        return tcpFlags;
    }

    /// The TCP acknowledgment number, unsigned.
    public long acknowledgment() {
        return acknowledgment;
    }

    /// The TCP sequence number of the first byte; only in {@link Inspector#watched}.
    public int sequence() {
        return sequence;
    }

    /// The operation of an ARP frame that asks for or tells another's address, else 0: claims to
    /// one's own and probes are neither. Only in {@link Inspector#watched}.
    public int arpOperation() {
        return arpOperation;
    }

    /// Whether it was heard on the radio: it was on no wire then.
    public boolean air() {
        return air;
    }

    /// Which of the {@link FlowTable#SHARDS} the frame belongs to; what is remembered by shard is
    /// the same on any number of threads.
    public int shard() {
        return shard;
    }

    /// Where in the block the TCP header lies; only of a SYN without ACK, in {@link
    /// Inspector#began}.
    public long synAt() {
        return synAt;
    }

    /// Whether routers may not cut the packet up; only as {@link #synAt}. True in IPv6.
    public boolean dontFragment() {
        return dontFragment;
    }

    public int payloadLength() {
        return payloadLength;
    }

    public long sourceHigh() {
        return sourceHigh;
    }

    public long sourceLow() {
        return sourceLow;
    }

    public long destinationHigh() {
        return destinationHigh;
    }

    public long destinationLow() {
        return destinationLow;
    }
}
