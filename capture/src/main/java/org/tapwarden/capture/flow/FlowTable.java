package org.tapwarden.capture.flow;

import java.util.Arrays;
import org.tapwarden.capture.Address;

/// Living flows of one capture thread, in columns indexed by slot.
///
/// The flows of a whole program lie in {@link #SHARDS} shards, chosen by key hash; a thread owns
/// whole shards and locks nothing. Each shard holds a sixteenth of the cap, so the same flow is
/// evicted at the same frame however many threads there are.
///
/// Every list below is ordered by time because each has one timeout: a flow goes to the tail when
/// it is touched, and what is over stands at the head.
public final class FlowTable {

    /// Shards of all tables together; more capture threads than this make no sense.
    public static final int SHARDS = 16;

    static final int NONE = -1;

    /// Lists by timeout, in the order in which they are asked for what is over.
    static final int CLOSING = 0;

    static final int DATAGRAM = 1;
    static final int STREAM = 2;
    static final int IDLE_LISTS = 3;

    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;
    private static final int TCP = 6;
    private static final int WELL_KNOWN = 1024;

    private final FlowLimits limits;
    private final int shardCapacity;
    private final int indexMask;
    private final Shard[] shards;

    private final long[] flowId;
    private final long[] hash;
    private final long[] sourceHigh;
    private final long[] sourceLow;
    private final long[] destinationHigh;
    private final long[] destinationLow;
    private final int[] ports;
    private final int[] protocolAndSpace;
    private final boolean[] swapped;

    private final long[] sourceMac;
    private final long[] destinationMac;
    private final int[] vlan;
    private final int[] interfaceIndex;
    private final Outer[] outer;

    private final long[] claimedNanos;
    private final long[] firstNanos;
    private final long[] lastNanos;
    private final long[] sliceFirstNanos;
    private final long[] sliceLastNanos;
    private final long[] sliceCutNanos;
    private final int[] sliceNumber;
    private final long[] packetsSource;
    private final long[] packetsDestination;
    private final long[] bytesSource;
    private final long[] bytesDestination;
    private final long[] slicePacketsSource;
    private final long[] slicePacketsDestination;
    private final long[] sliceBytesSource;
    private final long[] sliceBytesDestination;
    private final int[] flagsSource;
    private final int[] flagsDestination;
    private final int[] firstSequenceSource;
    private final int[] firstSequenceDestination;
    private final byte[] sequenceKnown;
    private final byte[] interest;
    private final byte[] idleList;

    private final int[] nextIdle;
    private final int[] previousIdle;
    private final int[] nextSlice;
    private final int[] previousSlice;

    /// @param owned numbers of the shards that this table's thread owns
    FlowTable(FlowLimits limits, int[] owned) {
        this.limits = limits;
        this.shardCapacity = limits.flows() / SHARDS;
        int size = Integer.highestOneBit(Math.max(2, shardCapacity * 2 - 1)) << 1;
        this.indexMask = size - 1;
        this.shards = new Shard[SHARDS];
        for (int local = 0; local < owned.length; local++) {
            shards[owned[local]] = new Shard(local * shardCapacity, size);
        }
        int slots = owned.length * shardCapacity;
        flowId = new long[slots];
        hash = new long[slots];
        sourceHigh = new long[slots];
        sourceLow = new long[slots];
        destinationHigh = new long[slots];
        destinationLow = new long[slots];
        ports = new int[slots];
        protocolAndSpace = new int[slots];
        swapped = new boolean[slots];
        sourceMac = new long[slots];
        destinationMac = new long[slots];
        vlan = new int[slots];
        interfaceIndex = new int[slots];
        outer = new Outer[slots];
        claimedNanos = new long[slots];
        firstNanos = new long[slots];
        lastNanos = new long[slots];
        sliceFirstNanos = new long[slots];
        sliceLastNanos = new long[slots];
        sliceCutNanos = new long[slots];
        sliceNumber = new int[slots];
        packetsSource = new long[slots];
        packetsDestination = new long[slots];
        bytesSource = new long[slots];
        bytesDestination = new long[slots];
        slicePacketsSource = new long[slots];
        slicePacketsDestination = new long[slots];
        sliceBytesSource = new long[slots];
        sliceBytesDestination = new long[slots];
        flagsSource = new int[slots];
        flagsDestination = new int[slots];
        firstSequenceSource = new int[slots];
        firstSequenceDestination = new int[slots];
        sequenceKnown = new byte[slots];
        interest = new byte[slots];
        idleList = new byte[slots];
        nextIdle = new int[slots];
        previousIdle = new int[slots];
        nextSlice = new int[slots];
        previousSlice = new int[slots];
    }

    // ---- what an inspector may ask ----

    /// Slots of this table; an inspector sizes its own columns by it.
    public int slots() {
        return flowId.length;
    }

    /// The shard that the flow lies in; what an inspector lends to flows is capped by shard, too.
    public int shard(int slot) {
        return shardOf(hash[slot]);
    }

    /// Unique for the observer, in the order in which flows began.
    public long flowId(int slot) {
        return flowId[slot];
    }

    public Address source(int slot) {
        return new Address(sourceHigh[slot], sourceLow[slot]);
    }

    public Address destination(int slot) {
        return new Address(destinationHigh[slot], destinationLow[slot]);
    }

    public long sourceHigh(int slot) {
        return sourceHigh[slot];
    }

    public long sourceLow(int slot) {
        return sourceLow[slot];
    }

    public long destinationHigh(int slot) {
        return destinationHigh[slot];
    }

    public long destinationLow(int slot) {
        return destinationLow[slot];
    }

    /// For ICMP its type.
    public int sourcePort(int slot) {
        return ports[slot] >>> 16;
    }

    /// For ICMP its code.
    public int destinationPort(int slot) {
        return ports[slot] & 0xffff;
    }

    public int protocolNumber(int slot) {
        return protocolAndSpace[slot] & 0xff;
    }

    public int space(int slot) {
        return protocolAndSpace[slot] >>> 8;
    }

    /// The first packet seen came from the side that answers.
    public boolean isSwapped(int slot) {
        return swapped[slot];
    }

    public long sourceMac(int slot) {
        return sourceMac[slot];
    }

    public long destinationMac(int slot) {
        return destinationMac[slot];
    }

    public int vlan(int slot) {
        return vlan[slot];
    }

    public int interfaceIndex(int slot) {
        return interfaceIndex[slot];
    }

    public Outer outer(int slot) {
        return outer[slot];
    }

    /// 1 for the slice being counted first.
    public int sliceNumber(int slot) {
        return sliceNumber[slot];
    }

    /// The own timestamp of the first frame whose clock was not believed, or 0.
    public long claimedNanos(int slot) {
        return claimedNanos[slot];
    }

    public long firstNanos(int slot) {
        return firstNanos[slot];
    }

    public long lastNanos(int slot) {
        return lastNanos[slot];
    }

    public long sliceFirstNanos(int slot) {
        return sliceFirstNanos[slot];
    }

    public long sliceLastNanos(int slot) {
        return sliceLastNanos[slot];
    }

    public long packets(int slot, Direction from) {
        return from == Direction.FROM_SOURCE ? packetsSource[slot] : packetsDestination[slot];
    }

    public long bytes(int slot, Direction from) {
        return from == Direction.FROM_SOURCE ? bytesSource[slot] : bytesDestination[slot];
    }

    public long slicePackets(int slot, Direction from) {
        return from == Direction.FROM_SOURCE
                ? slicePacketsSource[slot]
                : slicePacketsDestination[slot];
    }

    public long sliceBytes(int slot, Direction from) {
        return from == Direction.FROM_SOURCE ? sliceBytesSource[slot] : sliceBytesDestination[slot];
    }

    /// All TCP flags that this side sent, or-ed.
    public int tcpFlags(int slot, Direction from) {
        return from == Direction.FROM_SOURCE ? flagsSource[slot] : flagsDestination[slot];
    }

    // ---- what the engine does ----

    /// The slot of the frame's flow, or {@link #NONE}.
    int find(DecodedFrames frames, int i) {
        Shard shard = shard(frames.hash[i]);
        int at = indexOf(frames.hash[i]);
        int slot;
        while ((slot = shard.index[at]) != NONE) {
            if (hash[slot] == frames.hash[i] && isSameFlow(slot, frames, i)) {
                return slot;
            }
            at = (at + 1) & indexMask;
        }
        return NONE;
    }

    private boolean isSameFlow(int slot, DecodedFrames frames, int i) {
        if (protocolAndSpace[slot] != protocolAndSpace(frames, i)) {
            return false;
        }
        return isFromSource(slot, frames, i)
                || (sourceLow[slot] == frames.destinationLow[i]
                        && destinationLow[slot] == frames.sourceLow[i]
                        && sourceHigh[slot] == frames.destinationHigh[i]
                        && destinationHigh[slot] == frames.sourceHigh[i]
                        && ports[slot] == (frames.destinationPort[i] << 16 | frames.sourcePort[i]));
    }

    private boolean isFromSource(int slot, DecodedFrames frames, int i) {
        return sourceLow[slot] == frames.sourceLow[i]
                && destinationLow[slot] == frames.destinationLow[i]
                && sourceHigh[slot] == frames.sourceHigh[i]
                && destinationHigh[slot] == frames.destinationHigh[i]
                && ports[slot] == (frames.sourcePort[i] << 16 | frames.destinationPort[i]);
    }

    Direction direction(int slot, DecodedFrames frames, int i) {
        return isFromSource(slot, frames, i) ? Direction.FROM_SOURCE : Direction.FROM_DESTINATION;
    }

    private static int protocolAndSpace(DecodedFrames frames, int i) {
        return frames.space[i] << 8 | frames.protocolNumber[i];
    }

    /// Gives the frame's flow a slot. The caller has made room.
    int begin(DecodedFrames frames, int i, long id) {
        Shard shard = shard(frames.hash[i]);
        int slot = shard.takeFree();
        flowId[slot] = id;
        hash[slot] = frames.hash[i];
        boolean answers = isAnswer(frames, i);
        swapped[slot] = answers;
        if (answers) {
            sourceHigh[slot] = frames.destinationHigh[i];
            sourceLow[slot] = frames.destinationLow[i];
            destinationHigh[slot] = frames.sourceHigh[i];
            destinationLow[slot] = frames.sourceLow[i];
            ports[slot] = frames.destinationPort[i] << 16 | frames.sourcePort[i];
            sourceMac[slot] = frames.destinationMac[i];
            destinationMac[slot] = frames.sourceMac[i];
        } else {
            sourceHigh[slot] = frames.sourceHigh[i];
            sourceLow[slot] = frames.sourceLow[i];
            destinationHigh[slot] = frames.destinationHigh[i];
            destinationLow[slot] = frames.destinationLow[i];
            ports[slot] = frames.sourcePort[i] << 16 | frames.destinationPort[i];
            sourceMac[slot] = frames.sourceMac[i];
            destinationMac[slot] = frames.destinationMac[i];
        }
        protocolAndSpace[slot] = protocolAndSpace(frames, i);
        vlan[slot] = frames.vlan[i];
        interfaceIndex[slot] = frames.interfaceIndex[i];
        outer[slot] = frames.outer[i];
        long now = frames.eventNanos[i];
        claimedNanos[slot] = frames.claimedNanos[i];
        firstNanos[slot] = now;
        lastNanos[slot] = now;
        sliceCutNanos[slot] = now;
        sliceNumber[slot] = 1;
        packetsSource[slot] = 0;
        packetsDestination[slot] = 0;
        bytesSource[slot] = 0;
        bytesDestination[slot] = 0;
        clearSlice(slot);
        flagsSource[slot] = 0;
        flagsDestination[slot] = 0;
        sequenceKnown[slot] = 0;
        interest[slot] = (byte) Inspector.Interest.MORE.ordinal();
        shard.enter(slot);
        int list = frames.protocolNumber[i] == TCP ? STREAM : DATAGRAM;
        idleList[slot] = (byte) list;
        shard.appendIdle(list, slot);
        shard.appendSlice(slot);
        return slot;
    }

    /// The first packet was an answer: SYN+ACK, or from a well-known port to one that is not.
    private static boolean isAnswer(DecodedFrames frames, int i) {
        int protocol = frames.protocolNumber[i];
        if (protocol == TCP && (frames.tcpFlags[i] & SYN) != 0) {
            return (frames.tcpFlags[i] & ACK) != 0;
        }
        if (protocol == 1 || protocol == 58) {
            return frames.sourcePort[i] == 0 && frames.destinationPort[i] != 0;
        }
        boolean hasPorts = protocol == TCP || protocol == 17 || protocol == 132;
        return hasPorts
                && frames.sourcePort[i] < WELL_KNOWN
                && frames.destinationPort[i] >= WELL_KNOWN;
    }

    /// Counts the frame and moves its flow to the tail.
    void count(int slot, Direction from, DecodedFrames frames, int i) {
        long now = frames.eventNanos[i];
        lastNanos[slot] = now;
        if (claimedNanos[slot] == 0) {
            claimedNanos[slot] = frames.claimedNanos[i];
        }
        if (slicePacketsSource[slot] + slicePacketsDestination[slot] == 0) {
            sliceFirstNanos[slot] = now;
        }
        sliceLastNanos[slot] = now;
        int packets = frames.packets[i];
        int bytes = frames.ipBytes[i];
        if (from == Direction.FROM_SOURCE) {
            packetsSource[slot] += packets;
            bytesSource[slot] += bytes;
            slicePacketsSource[slot] += packets;
            sliceBytesSource[slot] += bytes;
            flagsSource[slot] |= frames.tcpFlags[i];
        } else {
            packetsDestination[slot] += packets;
            bytesDestination[slot] += bytes;
            slicePacketsDestination[slot] += packets;
            sliceBytesDestination[slot] += bytes;
            flagsDestination[slot] |= frames.tcpFlags[i];
        }
        Shard shard = shard(hash[slot]);
        int list = idleList[slot];
        if (list == STREAM && isClosed(slot)) {
            shard.removeIdle(STREAM, slot);
            idleList[slot] = CLOSING;
            shard.appendIdle(CLOSING, slot);
        } else if (shard.lastIdle[list] != slot) {
            shard.removeIdle(list, slot);
            shard.appendIdle(list, slot);
        }
    }

    private boolean isClosed(int slot) {
        int both = flagsSource[slot] & flagsDestination[slot];
        return (both & FIN) != 0 || ((flagsSource[slot] | flagsDestination[slot]) & RST) != 0;
    }

    /// A SYN on a closed flow is a new connection that uses the same ports again.
    boolean isReused(int slot, DecodedFrames frames, int i) {
        return idleList[slot] == CLOSING && (frames.tcpFlags[i] & (SYN | ACK | RST)) == SYN;
    }

    /// Where these bytes stand in the sender's stream, from the first byte seen of it.
    long streamOffset(int slot, Direction from, DecodedFrames frames, int i) {
        int bit = from == Direction.FROM_SOURCE ? 1 : 2;
        int[] first = bit == 1 ? firstSequenceSource : firstSequenceDestination;
        if ((sequenceKnown[slot] & bit) == 0) {
            sequenceKnown[slot] |= (byte) bit;
            boolean syn = (frames.tcpFlags[i] & SYN) != 0;
            first[slot] = syn ? frames.sequence[i] + 1 : frames.sequence[i];
            return 0;
        }
        return (long) (frames.sequence[i] - first[slot]);
    }

    Inspector.Interest interest(int slot) {
        return INTERESTS[interest[slot]];
    }

    void interest(int slot, Inspector.Interest wanted) {
        interest[slot] = (byte) wanted.ordinal();
    }

    private static final Inspector.Interest[] INTERESTS = Inspector.Interest.values();

    boolean owns(int shard) {
        return shards[shard] != null;
    }

    /// Whether a new flow of this hash needs another to go first.
    boolean isFull(long keyHash) {
        return shard(keyHash).free == 0;
    }

    /// The flow of the hash's shard that has been silent the longest.
    int longestSilent(long keyHash) {
        Shard shard = shard(keyHash);
        int oldest = NONE;
        for (int list = 0; list < IDLE_LISTS; list++) {
            int head = shard.firstIdle[list];
            if (head != NONE && (oldest == NONE || lastNanos[head] < lastNanos[oldest])) {
                oldest = head;
            }
        }
        return oldest;
    }

    /// A flow of the shard whose time is over, or {@link #NONE}.
    int overdue(int shardNumber, long now) {
        Shard shard = owned(shardNumber);
        for (int list = 0; list < IDLE_LISTS; list++) {
            int head = shard.firstIdle[list];
            if (head != NONE && now - lastNanos[head] >= timeoutNanos(list)) {
                return head;
            }
        }
        return NONE;
    }

    private long timeoutNanos(int list) {
        return switch (list) {
            case CLOSING -> limits.linger().toNanos();
            case DATAGRAM -> limits.datagramIdle().toNanos();
            default -> limits.tcpIdle().toNanos();
        };
    }

    EndReason overdueReason(int slot) {
        if (idleList[slot] != CLOSING) {
            return EndReason.IDLE;
        }
        return ((flagsSource[slot] | flagsDestination[slot]) & RST) != 0
                ? EndReason.RESET
                : EndReason.FINISHED;
    }

    /// A flow whose slice is to be cut now, or {@link #NONE}. Ask again after {@link #cut}.
    int sliceDue(int shardNumber, long now) {
        int head = owned(shardNumber).firstSlice;
        boolean due = head != NONE && now - sliceCutNanos[head] >= limits.slice().toNanos();
        return due ? head : NONE;
    }

    boolean hasCountedInSlice(int slot) {
        return slicePacketsSource[slot] + slicePacketsDestination[slot] > 0;
    }

    /// Starts the next slice; its number rises only when the last one was written.
    void cut(int slot, long now, boolean written) {
        Shard shard = shard(hash[slot]);
        shard.removeSlice(slot);
        shard.appendSlice(slot);
        sliceCutNanos[slot] = now;
        if (written) {
            sliceNumber[slot]++;
            clearSlice(slot);
        }
    }

    private void clearSlice(int slot) {
        slicePacketsSource[slot] = 0;
        slicePacketsDestination[slot] = 0;
        sliceBytesSource[slot] = 0;
        sliceBytesDestination[slot] = 0;
        sliceFirstNanos[slot] = lastNanos[slot];
        sliceLastNanos[slot] = lastNanos[slot];
    }

    /// Frees the slot.
    void remove(int slot) {
        Shard shard = shard(hash[slot]);
        shard.removeIdle(idleList[slot], slot);
        shard.removeSlice(slot);
        shard.leave(slot);
    }

    /// The shard's living flows in the order in which they began.
    int[] living(int shardNumber) {
        Shard shard = owned(shardNumber);
        int[] slots = new int[shardCapacity - shard.free];
        int n = 0;
        for (int list = 0; list < IDLE_LISTS; list++) {
            for (int slot = shard.firstIdle[list]; slot != NONE; slot = nextIdle[slot]) {
                slots[n++] = slot;
            }
        }
        return Arrays.stream(slots)
                .boxed()
                .sorted((a, b) -> Long.compare(flowId[a], flowId[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    int livingCount() {
        int living = 0;
        for (Shard shard : shards) {
            living += shard == null ? 0 : shardCapacity - shard.free;
        }
        return living;
    }

    static int shardOf(long keyHash) {
        return (int) (keyHash >>> 60);
    }

    private Shard shard(long keyHash) {
        return owned(shardOf(keyHash));
    }

    private Shard owned(int number) {
        Shard shard = shards[number];
        if (shard == null) {
            throw new IllegalStateException("shard " + number + " belongs to another thread");
        }
        return shard;
    }

    private int indexOf(long keyHash) {
        return (int) (keyHash ^ keyHash >>> 32) & indexMask;
    }

    /// One shard: a hash index over slots, the free ones, and the lists by time.
    private final class Shard {

        final int[] index;
        final int[] freeSlots = new int[shardCapacity];
        int free = shardCapacity;
        final int[] firstIdle = {NONE, NONE, NONE};
        final int[] lastIdle = {NONE, NONE, NONE};
        int firstSlice = NONE;
        int lastSlice = NONE;

        Shard(int firstSlot, int indexSize) {
            index = new int[indexSize];
            Arrays.fill(index, NONE);
            for (int i = 0; i < shardCapacity; i++) {
                freeSlots[i] = firstSlot + shardCapacity - 1 - i;
            }
        }

        int takeFree() {
            return freeSlots[--free];
        }

        void enter(int slot) {
            int at = indexOf(hash[slot]);
            while (index[at] != NONE) {
                at = (at + 1) & indexMask;
            }
            index[at] = slot;
        }

        /// Takes the slot out and closes the gap, so that no search stops early.
        void leave(int slot) {
            int gap = indexOf(hash[slot]);
            while (index[gap] != slot) {
                gap = (gap + 1) & indexMask;
            }
            int at = gap;
            while (true) {
                at = (at + 1) & indexMask;
                int candidate = index[at];
                if (candidate == NONE) {
                    break;
                }
                int home = indexOf(hash[candidate]);
                boolean mayMove = ((at - home) & indexMask) >= ((at - gap) & indexMask);
                if (mayMove) {
                    index[gap] = candidate;
                    gap = at;
                }
            }
            index[gap] = NONE;
            freeSlots[free++] = slot;
        }

        void appendIdle(int list, int slot) {
            previousIdle[slot] = lastIdle[list];
            nextIdle[slot] = NONE;
            if (lastIdle[list] == NONE) {
                firstIdle[list] = slot;
            } else {
                nextIdle[lastIdle[list]] = slot;
            }
            lastIdle[list] = slot;
        }

        void removeIdle(int list, int slot) {
            int previous = previousIdle[slot];
            int next = nextIdle[slot];
            if (previous == NONE) {
                firstIdle[list] = next;
            } else {
                nextIdle[previous] = next;
            }
            if (next == NONE) {
                lastIdle[list] = previous;
            } else {
                previousIdle[next] = previous;
            }
        }

        void appendSlice(int slot) {
            previousSlice[slot] = lastSlice;
            nextSlice[slot] = NONE;
            if (lastSlice == NONE) {
                firstSlice = slot;
            } else {
                nextSlice[lastSlice] = slot;
            }
            lastSlice = slot;
        }

        void removeSlice(int slot) {
            int previous = previousSlice[slot];
            int next = nextSlice[slot];
            if (previous == NONE) {
                firstSlice = next;
            } else {
                nextSlice[previous] = next;
            }
            if (next == NONE) {
                lastSlice = previous;
            } else {
                previousSlice[next] = previous;
            }
        }
    }
}
