package org.tapwarden.capture.flow;

import java.util.Arrays;
import org.tapwarden.capture.Address;

/// Living flows of one capture thread. A flow is a slot; what every frame reads or writes of it
/// lies side by side in one array of longs, two cache lines of it, and the rest in another.
///
/// The flows of a whole program lie in {@link #SHARDS} shards, chosen by key hash; a thread owns
/// whole shards and locks nothing. Each shard holds a sixteenth of the cap, so the same flow is
/// evicted at the same frame however many threads there are.
///
/// A full shard gives up a flow on probation before an established one: a flood of new flows, made
/// up or not, cannot flush out the conversations that were there before it.
public final class FlowTable {

    /// Shards of all tables together; more capture threads than this make no sense.
    public static final int SHARDS = 16;

    static final int NONE = SlotLists.NONE;

    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;
    private static final int TCP = 6;
    private static final int WELL_KNOWN = 1024;

    // What a slot's longs hold that every frame reads or writes.
    private static final int SOURCE_LOW = 0;
    private static final int DESTINATION_LOW = 1;
    private static final int SOURCE_HIGH = 2;
    private static final int DESTINATION_HIGH = 3;

    /// Ports above, space and protocol below; {@link #FREE} while the slot is free.
    private static final int KEY = 4;

    private static final int LAST = 5;
    private static final int STATE = 6;

    /// Packets, and in the cell after them bytes, of a side.
    private static final int PACKETS_SOURCE = 7;

    private static final int PACKETS_DESTINATION = 9;

    /// The sequence number after the last byte seen: the source's above, the destination's below.
    private static final int REACH = 11;

    private static final int HASH = 12;

    /// First sequence numbers: the source's above, the destination's below.
    private static final int SEQUENCES = 13;

    private static final int FLOW_ID = 14;
    private static final int FIRST = 15;
    private static final int STRIDE = 16;

    // What a slot's longs hold that few frames ask for.
    private static final int SLICE_FIRST = 0;
    private static final int SLICE_CUT = 1;

    /// Packets and bytes by direction when the slice began.
    private static final int SLICE_BASE = 2;

    /// What a frame's own clock said that was not believed.
    private static final int CLAIMED = 6;

    /// MAC above, VLAN in the low sixteen bits.
    private static final int SOURCE_MAC = 7;

    /// MAC above, in the low sixteen bits a bit for each {@link Outer} that frames came in.
    private static final int DESTINATION_MAC = 8;

    /// Interface above, slice number below.
    private static final int INTERFACE = 9;

    /// Copies by side, as {@link #PACKETS_SOURCE} and the three after it count originals.
    private static final int COPIES = 10;

    /// The same when the slice began.
    private static final int COPIES_BASE = 14;

    /// What the first tunnel calls itself.
    private static final int OUTER_ID = 18;

    private static final int SELDOM_STRIDE = 19;

    /// Packets and bytes of both sides.
    private static final int COUNTERS = 4;

    /// No flow has this key: no protocol number is above 255 in a space of 24 bits with ports that
    /// are all ones and protocol 255 besides.
    private static final long FREE = -1L;

    // Bits of STATE.
    private static final long INTEREST = 0b11;
    private static final long CLOSING = 1L << 2;
    private static final long SWAPPED = 1L << 3;
    private static final long SOURCE_SEQUENCE_KNOWN = 1L << 4;
    private static final long DESTINATION_SEQUENCE_KNOWN = 1L << 5;

    /// Nothing was counted in this slice yet.
    private static final long SLICE_EMPTY = 1L << 6;

    private static final long SOURCE_REACH_KNOWN = 1L << 24;
    private static final long DESTINATION_REACH_KNOWN = 1L << 25;

    /// A frame of the flow came in a tunnel.
    private static final long TUNNELLED = 1L << 26;

    private static final int SOURCE_FLAGS_SHIFT = 8;
    private static final int DESTINATION_FLAGS_SHIFT = 16;

    /// Frames from both sides and at least as many as a handshake and one segment: a scan does not
    /// come so far with anybody who refuses it.
    private static final int ESTABLISHED_PACKETS = 4;

    /// More than anybody sends who gets no answer: five retries of a SYN and some.
    private static final int LONG_PACKETS = 10;

    /// A larger step is no loss but a lie, or another connection with the same ports.
    private static final int MOST_BELIEVED_UNSEEN = 1 << 26;

    /// How many flows are looked at to find one to give up.
    private static final int MOST_PASSED_OVER = 8;

    private static final int ON_PROBATION = 0;
    private static final int ESTABLISHED = 1;
    private static final int SEGMENTS = 2;

    private final long datagramIdle;
    private final long tcpIdle;
    private final long linger;
    private final long sliceLength;
    private final int shardCapacity;
    private final int indexMask;
    private final int[] owned;

    /// The place of a shard among the owned ones, or {@link #NONE}.
    private final int[] placeOf = new int[SHARDS];

    private final Shard[] shards;
    private final long[] cells;
    private final long[] seldom;
    private boolean doubled;
    private boolean fromSource;
    private final SlotLists ages;
    private final SlotLists slices;
    private final TimingWheel wheel;

    /// @param owned numbers of the shards that this table's thread owns
    FlowTable(FlowLimits limits, int[] owned) {
        this.datagramIdle = limits.datagramIdle().toNanos();
        this.tcpIdle = limits.tcpIdle().toNanos();
        this.linger = limits.linger().toNanos();
        this.sliceLength = limits.slice().toNanos();
        this.shardCapacity = limits.flows() / SHARDS;
        this.owned = owned.clone();
        int size = Integer.highestOneBit(Math.max(2, shardCapacity * 2 - 1)) << 1;
        this.indexMask = size - 1;
        this.shards = new Shard[owned.length];
        Arrays.fill(placeOf, NONE);
        for (int place = 0; place < owned.length; place++) {
            placeOf[owned[place]] = place;
            shards[place] = new Shard(place * shardCapacity, size);
        }
        int slots = owned.length * shardCapacity;
        cells = new long[slots * STRIDE];
        seldom = new long[slots * SELDOM_STRIDE];
        ages = new SlotLists(slots, owned.length * SEGMENTS);
        slices = new SlotLists(slots, owned.length);
        long longest = Math.max(Math.max(datagramIdle, tcpIdle), linger);
        wheel = new TimingWheel(slots, owned.length, longest);
    }

    // ---- what an inspector may ask ----

    /// Slots of this table; an inspector sizes its own columns by it.
    public int slots() {
        return shards.length * shardCapacity;
    }

    /// The shard that the flow lies in; what an inspector lends to flows is capped by shard, too.
    public int shard(int slot) {
        return owned[slot / shardCapacity];
    }

    /// Unique for the observer, in the order in which flows began.
    public long flowId(int slot) {
        return cells[slot * STRIDE + FLOW_ID];
    }

    public Address source(int slot) {
        return new Address(sourceHigh(slot), sourceLow(slot));
    }

    public Address destination(int slot) {
        return new Address(destinationHigh(slot), destinationLow(slot));
    }

    public long sourceHigh(int slot) {
        return cells[slot * STRIDE + SOURCE_HIGH];
    }

    public long sourceLow(int slot) {
        return cells[slot * STRIDE + SOURCE_LOW];
    }

    public long destinationHigh(int slot) {
        return cells[slot * STRIDE + DESTINATION_HIGH];
    }

    public long destinationLow(int slot) {
        return cells[slot * STRIDE + DESTINATION_LOW];
    }

    /// For ICMP its type.
    public int sourcePort(int slot) {
        return (int) (cells[slot * STRIDE + KEY] >>> 48);
    }

    /// For ICMP its code.
    public int destinationPort(int slot) {
        return (int) (cells[slot * STRIDE + KEY] >>> 32) & 0xffff;
    }

    public int protocolNumber(int slot) {
        return (int) cells[slot * STRIDE + KEY] & 0xff;
    }

    public int space(int slot) {
        return (int) cells[slot * STRIDE + KEY] >>> 8;
    }

    /// The first packet seen came from the side that answers.
    public boolean isSwapped(int slot) {
        return (state(slot) & SWAPPED) != 0;
    }

    public long sourceMac(int slot) {
        return seldom[slot * SELDOM_STRIDE + SOURCE_MAC] >>> 16;
    }

    public long destinationMac(int slot) {
        return seldom[slot * SELDOM_STRIDE + DESTINATION_MAC] >>> 16;
    }

    public int vlan(int slot) {
        return (short) seldom[slot * SELDOM_STRIDE + SOURCE_MAC];
    }

    public int interfaceIndex(int slot) {
        return (int) (seldom[slot * SELDOM_STRIDE + INTERFACE] >>> 32);
    }

    /// Where the flow's frames came by: bit {@link Outer#ordinal} for each kind of tunnel, and that
    /// of {@link Outer#NONE} for frames in none. A conversation that is mirrored inside a tunnel
    /// and again outside is one flow with both.
    public int outers(int slot) {
        return (int) seldom[slot * SELDOM_STRIDE + DESTINATION_MAC] & 0xffff;
    }

    /// What the first tunnel of the flow calls itself: network, label, key, session or tunnel
    /// endpoint; 0 for none.
    public int outerId(int slot) {
        return (int) seldom[slot * SELDOM_STRIDE + OUTER_ID];
    }

    /// 1 for the slice being counted first.
    public int sliceNumber(int slot) {
        return (int) seldom[slot * SELDOM_STRIDE + INTERFACE];
    }

    /// The own timestamp of the first frame whose clock was not believed, or 0.
    public long claimedNanos(int slot) {
        return seldom[slot * SELDOM_STRIDE + CLAIMED];
    }

    public long firstNanos(int slot) {
        return cells[slot * STRIDE + FIRST];
    }

    public long lastNanos(int slot) {
        return cells[slot * STRIDE + LAST];
    }

    public long sliceFirstNanos(int slot) {
        return seldom[slot * SELDOM_STRIDE + SLICE_FIRST];
    }

    /// Of a slice in which nothing was counted, when something was counted last.
    public long sliceLastNanos(int slot) {
        return lastNanos(slot);
    }

    public long packets(int slot, Direction from) {
        return total(slot, counter(from));
    }

    public long bytes(int slot, Direction from) {
        return total(slot, counter(from) + 1);
    }

    public long slicePackets(int slot, Direction from) {
        return sinceCut(slot, counter(from));
    }

    public long sliceBytes(int slot, Direction from) {
        return sinceCut(slot, counter(from) + 1);
    }

    private long total(int slot, int counter) {
        int base = slot * STRIDE;
        int number = counter - PACKETS_SOURCE;
        long copies = doubled ? 0 : seldom[slot * SELDOM_STRIDE + COPIES + number];
        return cells[base + counter] + copies;
    }

    private long sinceCut(int slot, int counter) {
        int base = slot * STRIDE;
        int number = counter - PACKETS_SOURCE;
        long copies =
                doubled
                        ? 0
                        : seldom[slot * SELDOM_STRIDE + COPIES + number]
                                - seldom[slot * SELDOM_STRIDE + COPIES_BASE + number];
        return cells[base + counter] - seldom[slot * SELDOM_STRIDE + SLICE_BASE + number] + copies;
    }

    /// Frames of the flow that count nowhere since the mirror doubled them.
    long copies(int slot) {
        return doubled
                ? seldom[slot * SELDOM_STRIDE + COPIES] + seldom[slot * SELDOM_STRIDE + COPIES + 2]
                : 0;
    }

    private static int counter(Direction from) {
        return from == Direction.FROM_SOURCE ? PACKETS_SOURCE : PACKETS_DESTINATION;
    }

    /// All TCP flags that this side sent, or-ed.
    public int tcpFlags(int slot, Direction from) {
        boolean source = from == Direction.FROM_SOURCE;
        int shift = source ? SOURCE_FLAGS_SHIFT : DESTINATION_FLAGS_SHIFT;
        return (int) (state(slot) >>> shift) & 0xff;
    }

    private long state(int slot) {
        return cells[slot * STRIDE + STATE];
    }

    // ---- what the engine does ----

    /// Reads what {@link #find} will read, for all frames of the batch before any of them is
    /// counted: so the memory's answers to thirty-two questions are under way at one time.
    ///
    /// @return what was read, to be used somewhere: a value that nobody uses is never read
    long touch(DecodedFrames frames) {
        long read = 0;
        for (int i = 0; i < frames.count; i++) {
            long hash = frames.hash[i];
            int slot = shard(hash).index[indexOf(hash)];
            frames.guess[i] = slot;
        }
        for (int i = 0; i < frames.count; i++) {
            int slot = frames.guess[i];
            if (slot != NONE) {
                read += cells[slot * STRIDE] + cells[slot * STRIDE + REACH];
            }
        }
        return read;
    }

    /// The slot of the frame's flow, or {@link #NONE}.
    int find(DecodedFrames frames, int i) {
        long key = key(frames, i);
        int guess = frames.guess[i];
        if (guess != NONE && isSameFlow(guess * STRIDE, frames, i, key)) {
            return guess;
        }
        int[] index = shard(frames.hash[i]).index;
        int at = indexOf(frames.hash[i]);
        int slot;
        while ((slot = index[at]) != NONE) {
            if (isSameFlow(slot * STRIDE, frames, i, key)) {
                return slot;
            }
            at = (at + 1) & indexMask;
        }
        return NONE;
    }

    private static long key(DecodedFrames frames, int i) {
        int ports = (frames.sourcePort[i] << 16) | frames.destinationPort[i];
        int others = (frames.space[i] << 8) | frames.protocolNumber[i];
        return ((long) ports << 32) | (others & 0xffff_ffffL);
    }

    private static long turned(long key) {
        return ((long) Integer.rotateLeft((int) (key >>> 32), 16) << 32) | (key & 0xffff_ffffL);
    }

    private boolean isSameFlow(int base, DecodedFrames frames, int i, long key) {
        fromSource = isFromSource(base, frames, i, key);
        return fromSource
                || (cells[base + KEY] == turned(key)
                        && cells[base + SOURCE_LOW] == frames.destinationLow[i]
                        && cells[base + DESTINATION_LOW] == frames.sourceLow[i]
                        && cells[base + SOURCE_HIGH] == frames.destinationHigh[i]
                        && cells[base + DESTINATION_HIGH] == frames.sourceHigh[i]);
    }

    private boolean isFromSource(int base, DecodedFrames frames, int i, long key) {
        return cells[base + KEY] == key
                && cells[base + SOURCE_LOW] == frames.sourceLow[i]
                && cells[base + DESTINATION_LOW] == frames.destinationLow[i]
                && cells[base + SOURCE_HIGH] == frames.sourceHigh[i]
                && cells[base + DESTINATION_HIGH] == frames.destinationHigh[i];
    }

    /// Who sent the frame whose flow was found or begun last.
    Direction direction() {
        return fromSource ? Direction.FROM_SOURCE : Direction.FROM_DESTINATION;
    }

    /// Gives the frame's flow a slot. The caller has made room.
    int begin(DecodedFrames frames, int i, long id) {
        int place = place(frames.hash[i]);
        Shard shard = shards[place];
        int slot = shard.takeFree();
        int base = slot * STRIDE;
        boolean answers = isAnswer(frames, i);
        fromSource = !answers;
        long vlan = frames.vlan[i] & 0xffffL;
        long outer = 1L << frames.outer[i].ordinal();
        boolean tunnelled = frames.outer[i] != Outer.NONE;
        if (answers) {
            cells[base + SOURCE_HIGH] = frames.destinationHigh[i];
            cells[base + SOURCE_LOW] = frames.destinationLow[i];
            cells[base + DESTINATION_HIGH] = frames.sourceHigh[i];
            cells[base + DESTINATION_LOW] = frames.sourceLow[i];
            cells[base + KEY] = turned(key(frames, i));
            seldom[slot * SELDOM_STRIDE + SOURCE_MAC] = frames.destinationMac[i] << 16 | vlan;
            seldom[slot * SELDOM_STRIDE + DESTINATION_MAC] = frames.sourceMac[i] << 16 | outer;
        } else {
            cells[base + SOURCE_HIGH] = frames.sourceHigh[i];
            cells[base + SOURCE_LOW] = frames.sourceLow[i];
            cells[base + DESTINATION_HIGH] = frames.destinationHigh[i];
            cells[base + DESTINATION_LOW] = frames.destinationLow[i];
            cells[base + KEY] = key(frames, i);
            seldom[slot * SELDOM_STRIDE + SOURCE_MAC] = frames.sourceMac[i] << 16 | vlan;
            seldom[slot * SELDOM_STRIDE + DESTINATION_MAC] = frames.destinationMac[i] << 16 | outer;
        }
        long now = frames.eventNanos[i];
        cells[base + FLOW_ID] = id;
        cells[base + HASH] = frames.hash[i];
        seldom[slot * SELDOM_STRIDE + INTERFACE] = (long) frames.interfaceIndex[i] << 32 | 1;
        seldom[slot * SELDOM_STRIDE + CLAIMED] = frames.claimedNanos[i];
        seldom[slot * SELDOM_STRIDE + OUTER_ID] = frames.outerId[i];
        cells[base + STATE] =
                Inspector.Interest.MORE.ordinal()
                        | SLICE_EMPTY
                        | (answers ? SWAPPED : 0)
                        | (tunnelled ? TUNNELLED : 0);
        cells[base + LAST] = now;
        cells[base + FIRST] = now;
        seldom[slot * SELDOM_STRIDE + SLICE_FIRST] = now;
        seldom[slot * SELDOM_STRIDE + SLICE_CUT] = now;
        for (int counter = 0; counter < COUNTERS; counter++) {
            cells[base + PACKETS_SOURCE + counter] = 0;
            seldom[slot * SELDOM_STRIDE + SLICE_BASE + counter] = 0;
            seldom[slot * SELDOM_STRIDE + COPIES + counter] = 0;
            seldom[slot * SELDOM_STRIDE + COPIES_BASE + counter] = 0;
        }
        cells[base + REACH] = 0;
        cells[base + SEQUENCES] = 0;
        shard.enter(slot);
        ages.append(place * SEGMENTS + ON_PROBATION, slot);
        slices.append(place, slot);
        wheel.add(place, slot, now + timeoutNanos(base), now);
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

    /// Remembers how the frame came, where that may be another way than the flow's first frame.
    void came(int slot, DecodedFrames frames, int i) {
        Outer outer = frames.outer[i];
        int at = slot * STRIDE + STATE;
        if (outer == Outer.NONE && (cells[at] & TUNNELLED) == 0) {
            return;
        }
        int rest = slot * SELDOM_STRIDE;
        if (outer != Outer.NONE && (cells[at] & TUNNELLED) == 0) {
            cells[at] |= TUNNELLED;
            seldom[rest + OUTER_ID] = frames.outerId[i];
        }
        seldom[rest + DESTINATION_MAC] |= 1L << outer.ordinal();
    }

    /// Whether an original was counted; a copy may be all that a flow's new slot has seen.
    boolean hasPackets(int slot) {
        int base = slot * STRIDE;
        return cells[base + PACKETS_SOURCE] + cells[base + PACKETS_DESTINATION] > 0;
    }

    /// Counts a copy apart.
    void countCopy(int slot, Direction from, DecodedFrames frames, int i) {
        int at = slot * SELDOM_STRIDE + COPIES + (from == Direction.FROM_SOURCE ? 0 : 2);
        seldom[at] += frames.packets[i];
        seldom[at + 1] += frames.ipBytes[i];
    }

    /// Says whether copies count nowhere, for whoever asks for counters from now on.
    void doubled(boolean doubles) {
        this.doubled = doubles;
    }

    /// How many bytes the frame acknowledges that its flow never saw: they were lost before us, by
    /// the mirror or by the ring (as Zeek's capture-loss does). Also remembers what it brings.
    int unseen(int slot, Direction from, DecodedFrames frames, int i) {
        int flags = frames.tcpFlags[i];
        if ((flags & RST) != 0) {
            return 0;
        }
        int base = slot * STRIDE;
        boolean source = from == Direction.FROM_SOURCE;
        int phantom = (flags & SYN) != 0 ? 1 : 0;
        phantom += (flags & FIN) != 0 ? 1 : 0;
        int reached = frames.sequence[i] + frames.wirePayload[i] + phantom;
        long state = cells[base + STATE];
        long own = source ? SOURCE_REACH_KNOWN : DESTINATION_REACH_KNOWN;
        long others = source ? DESTINATION_REACH_KNOWN : SOURCE_REACH_KNOWN;
        int ownShift = source ? 32 : 0;
        int otherShift = source ? 0 : 32;
        long reach = cells[base + REACH];
        if ((state & own) == 0 || reached - (int) (reach >>> ownShift) > 0) {
            reach = withReach(reach, ownShift, reached);
            cells[base + STATE] = state | own;
        }
        int missing = 0;
        if ((flags & ACK) != 0 && (state & others) != 0) {
            int acknowledged = (int) frames.acknowledgment[i];
            int ahead = acknowledged - (int) (reach >>> otherShift);
            if (ahead > 0 && ahead <= MOST_BELIEVED_UNSEEN) {
                missing = ahead;
                reach = withReach(reach, otherShift, acknowledged);
            }
        }
        cells[base + REACH] = reach;
        return missing;
    }

    private static long withReach(long reach, int shift, int value) {
        return (reach & ~(0xffff_ffffL << shift)) | ((value & 0xffff_ffffL) << shift);
    }

    /// Counts the frame.
    void count(int slot, Direction from, DecodedFrames frames, int i) {
        int base = slot * STRIDE;
        long now = frames.eventNanos[i];
        cells[base + LAST] = now;
        boolean source = from == Direction.FROM_SOURCE;
        int counter = base + (source ? PACKETS_SOURCE : PACKETS_DESTINATION);
        cells[counter] += frames.packets[i];
        cells[counter + 1] += frames.ipBytes[i];
        int shift = source ? SOURCE_FLAGS_SHIFT : DESTINATION_FLAGS_SHIFT;
        long before = cells[base + STATE];
        long state = before | (long) frames.tcpFlags[i] << shift;
        if (state != before) {
            cells[base + STATE] = state;
        }
        if ((state & SLICE_EMPTY) != 0) {
            cells[base + STATE] = state & ~SLICE_EMPTY;
            seldom[slot * SELDOM_STRIDE + SLICE_FIRST] = now;
        }
        if (frames.claimedNanos[i] != 0 && seldom[slot * SELDOM_STRIDE + CLAIMED] == 0) {
            seldom[slot * SELDOM_STRIDE + CLAIMED] = frames.claimedNanos[i];
        }
        boolean mayClose = (frames.tcpFlags[i] & (FIN | RST)) != 0 && (state & CLOSING) == 0;
        if (mayClose && isClosed(state)) {
            cells[base + STATE] |= CLOSING;
            wheel.move(slot / shardCapacity, slot, now + linger);
        }
    }

    /// Whether a TCP flow of some length has frames of one side only: the mirror shows half of it.
    boolean isOneSided(int slot) {
        int base = slot * STRIDE;
        long source = cells[base + PACKETS_SOURCE];
        long destination = cells[base + PACKETS_DESTINATION];
        return isLong(slot) && (source == 0 || destination == 0);
    }

    /// A TCP flow that is long enough to have been answered.
    boolean isLong(int slot) {
        int base = slot * STRIDE;
        return protocolNumber(slot) == TCP
                && cells[base + PACKETS_SOURCE] + cells[base + PACKETS_DESTINATION] >= LONG_PACKETS;
    }

    private static boolean isClosed(long state) {
        long source = state >>> SOURCE_FLAGS_SHIFT;
        long destination = state >>> DESTINATION_FLAGS_SHIFT;
        return (source & destination & FIN) != 0 || ((source | destination) & RST) != 0;
    }

    /// A SYN on a closed flow is a new connection that uses the same ports again.
    boolean isReused(int slot, DecodedFrames frames, int i) {
        return (frames.tcpFlags[i] & (SYN | ACK | RST)) == SYN && (state(slot) & CLOSING) != 0;
    }

    /// Where these bytes stand in the sender's stream, from the first byte seen of it.
    long streamOffset(int slot, Direction from, DecodedFrames frames, int i) {
        int base = slot * STRIDE;
        boolean source = from == Direction.FROM_SOURCE;
        long known = source ? SOURCE_SEQUENCE_KNOWN : DESTINATION_SEQUENCE_KNOWN;
        int shift = source ? 32 : 0;
        if ((cells[base + STATE] & known) == 0) {
            cells[base + STATE] |= known;
            boolean syn = (frames.tcpFlags[i] & SYN) != 0;
            int first = syn ? frames.sequence[i] + 1 : frames.sequence[i];
            cells[base + SEQUENCES] |= (first & 0xffff_ffffL) << shift;
            return 0;
        }
        return (long) (frames.sequence[i] - (int) (cells[base + SEQUENCES] >>> shift));
    }

    Inspector.Interest interest(int slot) {
        return INTERESTS[(int) (state(slot) & INTEREST)];
    }

    void interest(int slot, Inspector.Interest wanted) {
        int at = slot * STRIDE + STATE;
        cells[at] = (cells[at] & ~INTEREST) | wanted.ordinal();
    }

    private static final Inspector.Interest[] INTERESTS = Inspector.Interest.values();

    boolean owns(int shard) {
        return placeOf[shard] != NONE;
    }

    /// Whether a new flow of this hash needs another to go first.
    boolean isFull(long keyHash) {
        return shard(keyHash).free == 0;
    }

    /// The flow that a full shard gives up for a new one of this hash: the oldest on probation,
    /// else of the established ones one that has been silent for long.
    int leastMissed(long keyHash) {
        int place = place(keyHash);
        int probation = place * SEGMENTS + ON_PROBATION;
        int established = place * SEGMENTS + ESTABLISHED;
        int slot;
        while ((slot = ages.first(probation)) != NONE && isEstablished(slot)) {
            ages.move(slot, established);
        }
        if (slot != NONE) {
            return slot;
        }
        slot = ages.first(established);
        int longest = slot;
        for (int passed = 1; passed < MOST_PASSED_OVER; passed++) {
            slot = ages.next(slot);
            if (slot == NONE) {
                break;
            }
            longest = lastNanos(slot) < lastNanos(longest) ? slot : longest;
        }
        // Those passed over go to the tail, so that the next search sees others.
        int passed = ages.first(established);
        for (int i = 0; i < MOST_PASSED_OVER && passed != longest; i++) {
            ages.move(passed, established);
            passed = ages.first(established);
        }
        return longest;
    }

    private boolean isEstablished(int slot) {
        int base = slot * STRIDE;
        long source = cells[base + PACKETS_SOURCE];
        long destination = cells[base + PACKETS_DESTINATION];
        return source > 0
                && destination > 0
                && source + destination >= ESTABLISHED_PACKETS
                && (cells[base + STATE] & CLOSING) == 0;
    }

    /// A flow of the shard whose time is over, or {@link #NONE}. The caller ends it before asking
    /// again.
    int overdue(int shardNumber, long now) {
        int place = placeOf[shardNumber];
        int slot;
        while ((slot = wheel.next(place, now)) != NONE) {
            int base = slot * STRIDE;
            long deadline = cells[base + LAST] + timeoutNanos(base);
            if (deadline <= now) {
                return slot;
            }
            wheel.move(place, slot, deadline);
        }
        return NONE;
    }

    private long timeoutNanos(int base) {
        if ((cells[base + STATE] & CLOSING) != 0) {
            return linger;
        }
        return ((int) cells[base + KEY] & 0xff) == TCP ? tcpIdle : datagramIdle;
    }

    EndReason overdueReason(int slot) {
        long state = state(slot);
        if ((state & CLOSING) == 0) {
            return EndReason.IDLE;
        }
        long either = state >>> SOURCE_FLAGS_SHIFT | state >>> DESTINATION_FLAGS_SHIFT;
        return (either & RST) != 0 ? EndReason.RESET : EndReason.FINISHED;
    }

    /// A flow whose slice is to be cut now, or {@link #NONE}. Ask again after {@link #cut}.
    int sliceDue(int shardNumber, long now) {
        int head = slices.first(placeOf[shardNumber]);
        boolean due = head != NONE && now - seldom[head * SELDOM_STRIDE + SLICE_CUT] >= sliceLength;
        return due ? head : NONE;
    }

    boolean hasCountedInSlice(int slot) {
        return (state(slot) & SLICE_EMPTY) == 0;
    }

    /// Starts the next slice; its number rises only when the last one was written.
    void cut(int slot, long now, boolean written) {
        int base = slot * STRIDE;
        int rest = slot * SELDOM_STRIDE;
        slices.move(slot, slot / shardCapacity);
        seldom[slot * SELDOM_STRIDE + SLICE_CUT] = now;
        if (written) {
            seldom[slot * SELDOM_STRIDE + INTERFACE]++;
            seldom[slot * SELDOM_STRIDE + SLICE_FIRST] = cells[base + LAST];
            cells[base + STATE] |= SLICE_EMPTY;
            System.arraycopy(cells, base + PACKETS_SOURCE, seldom, rest + SLICE_BASE, COUNTERS);
            System.arraycopy(seldom, rest + COPIES, seldom, rest + COPIES_BASE, COUNTERS);
        }
    }

    /// Frees the slot.
    void remove(int slot) {
        shards[slot / shardCapacity].leave(slot);
        ages.remove(slot);
        slices.remove(slot);
        wheel.remove(slot);
        cells[slot * STRIDE + KEY] = FREE;
    }

    /// The shard's living flows in the order in which they began.
    int[] living(int shardNumber) {
        int place = placeOf[shardNumber];
        int[] slots = new int[shardCapacity - shards[place].free];
        int n = 0;
        for (int segment = 0; segment < SEGMENTS; segment++) {
            int slot = ages.first(place * SEGMENTS + segment);
            for (; slot != NONE; slot = ages.next(slot)) {
                slots[n++] = slot;
            }
        }
        return Arrays.stream(slots)
                .boxed()
                .sorted((a, b) -> Long.compare(flowId(a), flowId(b)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    int livingCount() {
        int living = 0;
        for (Shard shard : shards) {
            living += shardCapacity - shard.free;
        }
        return living;
    }

    /// Begins anew, in whatever time the next frames have. No flow may live.
    void reset() {
        wheel.reset();
    }

    static int shardOf(long keyHash) {
        return (int) (keyHash >>> 60);
    }

    private Shard shard(long keyHash) {
        return shards[place(keyHash)];
    }

    private int place(long keyHash) {
        int place = placeOf[shardOf(keyHash)];
        if (place == NONE) {
            throw new IllegalStateException(
                    "shard " + shardOf(keyHash) + " belongs to another thread");
        }
        return place;
    }

    private int indexOf(long keyHash) {
        return (int) (keyHash ^ keyHash >>> 32) & indexMask;
    }

    /// One shard: a hash index over slots, and the free ones.
    private final class Shard {

        final int[] index;
        final int[] freeSlots = new int[shardCapacity];
        int free = shardCapacity;

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

        private int home(int slot) {
            return indexOf(cells[slot * STRIDE + HASH]);
        }

        void enter(int slot) {
            int at = home(slot);
            while (index[at] != NONE) {
                at = (at + 1) & indexMask;
            }
            index[at] = slot;
        }

        /// Takes the slot out and closes the gap, so that no search stops early.
        void leave(int slot) {
            int gap = home(slot);
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
                boolean mayMove = ((at - home(candidate)) & indexMask) >= ((at - gap) & indexMask);
                if (mayMove) {
                    index[gap] = candidate;
                    gap = at;
                }
            }
            index[gap] = NONE;
            freeSlots[free++] = slot;
        }
    }
}
