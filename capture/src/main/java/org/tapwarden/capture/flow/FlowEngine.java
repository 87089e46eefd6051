package org.tapwarden.capture.flow;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.header.ArpHeader;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.capture.keep.FrameCopies;
import org.tapwarden.capture.keep.KeptRanges;

/// Turns decoded frames into flows, for the shards that one thread owns.
///
/// It finds or begins the flow, counts, asks the inspector where something may be learnt, and ends
/// what is over at each tick. It keeps no clock: time comes with the frames and the ticks, so the
/// same frames give the same flows on any number of threads.
public final class FlowEngine {

    /// Datagrams a shard shows in a second to an inspector that wants EACH; the rest are counted.
    static final int EACH_PER_SECOND = Caps.of(2_000, 16);

    private final FlowTable table;
    private final Inspector inspector;
    private final EventStream events;
    private final Supplier<WatchList> watching;
    private final FrameFacts facts = new FrameFacts();
    private final @Nullable FrameCopies copies;
    private final @Nullable WholeCopies whole;

    /// Of which living flows frames were kept; empty where none are.
    private final boolean[] kept;

    private final int[] eachThisSecond = new int[FlowTable.SHARDS];

    /// Keeps the compiler from leaving out the reads that bring flows into the cache early.
    @SuppressWarnings("UnusedVariable")
    private long touched;

    /// Of the frame at hand: its flow, and whether and where the inspector looked into it.
    private int slotAtHand;

    private boolean looked;
    private long lookedFrom;

    private long frames;
    private long flowsBegun;
    private long flowsEvicted;
    private long eachSkipped;
    private long refusedBefore;
    private long radioRepeatedBefore;
    private long radioSkippedBefore;
    private long mirrored;
    private long tcpBytes;
    private long tcpBytesUnseen;
    private long flowsLong;
    private long flowsOneSided;
    private volatile Counters published = Counters.NONE;

    /// What the engine has done so far, as of its last tick.
    ///
    /// @param frames that were decoded and handed to this engine
    /// @param mirrored frames of ended flows that were copies of others and count nowhere
    /// @param eachSkipped datagrams that nobody looked into since their shard's second was full
    /// @param radioRepeated radio frames of which nothing was told since they said nothing new
    /// @param radioSkipped radio frames of which nothing was told since their shard's second was
    ///   full
    /// @param tcpBytes payload of TCP that was seen
    /// @param inspectionsRefused times that an inspector had no room to collect what belongs
    ///   together
    /// @param tcpBytesUnseen payload of TCP that somebody acknowledged and we never saw
    /// @param flowsLong ended TCP flows that were long enough to have been answered
    /// @param flowsOneSided those of them of which only one side was seen
    public record Counters(
            long frames,
            long mirrored,
            long flowsBegun,
            long flowsLiving,
            long flowsEvicted,
            long eachSkipped,
            long radioRepeated,
            long radioSkipped,
            long inspectionsRefused,
            long tcpBytes,
            long tcpBytesUnseen,
            long flowsLong,
            long flowsOneSided) {

        /// Nothing yet.
        public static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        /// How much of the wire's TCP was lost before us, 0 to 1; an estimate, since it only knows
        /// what was acknowledged.
        public double lostBefore() {
            long all = tcpBytes + tcpBytesUnseen;
            return all == 0 ? 0 : (double) tcpBytesUnseen / all;
        }

        /// The sum of two engines' counters.
        public Counters plus(Counters other) {
            return new Counters(
                    frames + other.frames,
                    mirrored + other.mirrored,
                    flowsBegun + other.flowsBegun,
                    flowsLiving + other.flowsLiving,
                    flowsEvicted + other.flowsEvicted,
                    eachSkipped + other.eachSkipped,
                    radioRepeated + other.radioRepeated,
                    radioSkipped + other.radioSkipped,
                    inspectionsRefused + other.inspectionsRefused,
                    tcpBytes + other.tcpBytes,
                    tcpBytesUnseen + other.tcpBytesUnseen,
                    flowsLong + other.flowsLong,
                    flowsOneSided + other.flowsOneSided);
        }
    }

    /// @param copies where frames are kept, or null
    /// @param whole where whole frames are kept under orders, or null; only with `copies`
    FlowEngine(
            FlowTable table,
            Inspector inspector,
            EventStream events,
            Supplier<WatchList> watching,
            @Nullable FrameCopies copies,
            @Nullable WholeCopies whole) {
        this.copies = copies;
        this.whole = whole;
        this.kept = new boolean[copies == null ? 0 : table.slots()];
        this.table = table;
        this.inspector = inspector;
        this.events = events;
        this.watching = watching;
    }

    /// Forgets what was counted. The table must be empty.
    void reset() {
        if (table.livingCount() > 0) {
            throw new IllegalStateException("flows of the last observation still live");
        }
        table.reset();
        events.reset();
        Arrays.fill(eachThisSecond, 0);
        frames = 0;
        flowsBegun = 0;
        flowsEvicted = 0;
        eachSkipped = 0;
        refusedBefore = inspector.refused();
        radioRepeatedBefore = inspector.radioRepeated();
        radioSkippedBefore = inspector.radioSkipped();
        mirrored = 0;
        tcpBytes = 0;
        tcpBytesUnseen = 0;
        flowsLong = 0;
        flowsOneSided = 0;
        publish();
    }

    EventStream events() {
        return events;
    }

    /// Processes a batch; its memory is free to go when this returns.
    void accept(DecodedFrames batch) {
        WatchList watch = watching.get();
        touched += table.touch(batch);
        WholeCopies all = whole != null && whole.isAsked() ? whole : null;
        for (int i = 0; i < batch.count; i++) {
            Outside outside = batch.outside[i];
            if (outside != null) {
                outside(outside, batch, i);
            }
            if (batch.protocolNumber[i] != FrameDecoder.NO_PROTOCOL) {
                flow(batch, i);
            }
            if (!watch.isEmpty()) {
                cause(batch, i);
                facts.sequence = batch.sequence[i];
                facts.arpOperation = arpOperation(batch, i);
                watch(watch);
            }
            if (copies != null) {
                keep(copies, all, batch, i);
            }
        }
        frames += batch.count;
    }

    /// Keeps the frame's headers, and what a label was read from. A datagram joined from fragments
    /// lies in memory of its own, and its last fragment is not kept. Of some flows nothing is.
    private void keep(FrameCopies to, @Nullable WholeCopies all, DecodedFrames batch, int i) {
        boolean isFlow = batch.protocolNumber[i] != FrameDecoder.NO_PROTOCOL;
        long flow = isFlow ? table.flowId(slotAtHand) : 0;
        boolean withheld = isFlow && !inspector.isKept(slotAtHand);
        if (all != null && batch.segment[i].equals(to.segment())) {
            all.keep(batch, i, flow, withheld || (isFlow && mayTellYet(batch, i)));
        }
        if (withheld) {
            to.withhold();
            if (kept[slotAtHand]) {
                kept[slotAtHand] = false;
                to.withdraw(flow);
                if (whole != null) {
                    whole.withdraw(flow);
                }
            }
        } else if (batch.segment[i].equals(to.segment())) {
            to.offer(
                    batch.inBlock[i],
                    batch.outside[i] == null ? batch.payloadAt[i] : batch.messageEnd[i],
                    looked ? inspector.kept() : KeptRanges.NOTHING,
                    lookedFrom,
                    batch.outside[i] == null ? batch.payloadLength[i] : 0,
                    flow);
            if (isFlow) {
                kept[slotAtHand] = true;
            }
        }
        looked = false;
    }

    /// Whether a datagram that could have told of a protected destination was not looked into: a
    /// copy, or one above the cap of its second.
    private boolean mayTellYet(DecodedFrames batch, int i) {
        return !looked
                && batch.payloadLength[i] > 0
                && table.interest(slotAtHand) == Inspector.Interest.EACH;
    }

    private void outside(Outside kind, DecodedFrames batch, int i) {
        cause(batch, i);
        inspector.outside(kind, facts, batch.segment[i], batch.payloadAt[i], batch.messageEnd[i]);
    }

    /// Says which frame is at hand. Done only where somebody is going to ask: of ten frames nine
    /// belong to flows that have told everything.
    private void cause(DecodedFrames batch, int i) {
        events.cause(batch.order[i], FlowTable.shardOf(batch.hash[i]));
        table.doubled(batch.doubled[i]);
        fill(batch, i);
    }

    private void flow(DecodedFrames batch, int i) {
        int slot = table.find(batch, i);
        if (slot != FlowTable.NONE && table.isReused(slot, batch, i)) {
            cause(batch, i);
            end(slot, table.overdueReason(slot));
            slot = FlowTable.NONE;
        }
        if (slot == FlowTable.NONE) {
            slot = begin(batch, i);
        }
        slotAtHand = slot;
        Direction from = table.direction();
        table.came(slot, batch, i);
        if (batch.copy[i] && table.hasPackets(slot)) {
            table.countCopy(slot, from, batch, i);
            return;
        }
        table.count(slot, from, batch, i);
        if (batch.protocolNumber[i] == IpProtocol.TCP) {
            tcpBytes += batch.wirePayload[i];
            tcpBytesUnseen += table.unseen(slot, from, batch, i);
        }
        Inspector.Interest interest = table.interest(slot);
        if (interest != Inspector.Interest.DONE) {
            inspect(slot, from, interest, batch, i);
        }
    }

    private int begin(DecodedFrames batch, int i) {
        cause(batch, i);
        if (table.isFull(batch.hash[i])) {
            flowsEvicted++;
            end(table.leastMissed(batch.hash[i]), EndReason.EVICTED);
        }
        flowsBegun++;
        int slot = table.begin(batch, i, batch.frameId[i]);
        if (copies != null) {
            kept[slot] = false;
        }
        if (DecodedFrames.isSyn(batch.tcpFlags[i])) {
            facts.synAt = batch.synAt[i];
            facts.dontFragment = batch.dontFragment[i];
        }
        inspector.began(slot, facts, batch.segment[i], batch.messageEnd[i]);
        if (!speaks(batch.protocolNumber[i])) {
            table.interest(slot, Inspector.Interest.DONE);
        }
        return slot;
    }

    private static boolean speaks(int protocol) {
        return switch (protocol) {
            case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP, IpProtocol.ICMPV6 -> true;
            default -> false;
        };
    }

    private void inspect(
            int slot, Direction from, Inspector.Interest interest, DecodedFrames batch, int i) {
        boolean stream = batch.protocolNumber[i] == IpProtocol.TCP;
        long offset = stream ? table.streamOffset(slot, from, batch, i) : 0;
        if (batch.payloadLength[i] == 0) {
            return;
        }
        cause(batch, i);
        if (interest == Inspector.Interest.EACH) {
            int shard = FlowTable.shardOf(batch.hash[i]);
            if (eachThisSecond[shard] == EACH_PER_SECOND) {
                eachSkipped++;
                return;
            }
            eachThisSecond[shard]++;
        }
        looked = true;
        lookedFrom = offset;
        table.interest(
                slot,
                inspector.inspect(
                        slot,
                        from,
                        offset,
                        facts,
                        batch.segment[i],
                        batch.payloadAt[i],
                        batch.payloadLength[i]));
    }

    private static int arpOperation(DecodedFrames batch, int i) {
        if (batch.outside[i] != Outside.ARP) {
            return 0;
        }
        var arp = new ArpHeader(batch.segment[i], batch.payloadAt[i]);
        boolean own = arp.senderAddress() == 0 || arp.senderAddress() == arp.targetAddress();
        return own ? 0 : arp.operation();
    }

    private void watch(WatchList list) {
        int sender = list.mac(facts.sourceMac);
        if (sender == WatchList.NOT_WATCHED) {
            sender = list.address(facts.sourceHigh, facts.sourceLow);
        }
        if (sender != WatchList.NOT_WATCHED) {
            inspector.watched(sender, true, facts);
        }
        int receiver = list.mac(facts.destinationMac);
        if (receiver == WatchList.NOT_WATCHED) {
            receiver = list.address(facts.destinationHigh, facts.destinationLow);
        }
        if (receiver != WatchList.NOT_WATCHED && receiver != sender) {
            inspector.watched(receiver, false, facts);
        }
    }

    /// Ends and slices what is due at `now`; everything before `order` has been accepted.
    ///
    /// @param doubled whether copies count nowhere
    void tick(long order, long now, boolean doubled) {
        table.doubled(doubled);
        for (int shard = 0; shard < FlowTable.SHARDS; shard++) {
            if (!table.owns(shard)) {
                continue;
            }
            events.cause(order, shard);
            eachThisSecond[shard] = 0;
            int slot;
            while ((slot = table.overdue(shard, now)) != FlowTable.NONE) {
                end(slot, table.overdueReason(slot));
            }
            while ((slot = table.sliceDue(shard, now)) != FlowTable.NONE) {
                boolean counted = table.hasCountedInSlice(slot);
                if (counted) {
                    inspector.sliced(slot);
                }
                table.cut(slot, now, counted);
            }
        }
        publish();
    }

    /// Ends every flow: the capture is over.
    void finish(long order, boolean doubled) {
        table.doubled(doubled);
        for (int shard = 0; shard < FlowTable.SHARDS; shard++) {
            if (!table.owns(shard)) {
                continue;
            }
            events.cause(order, shard);
            for (int slot : table.living(shard)) {
                end(slot, EndReason.CAPTURE_ENDED);
            }
        }
        events.complete(Long.MAX_VALUE);
        publish();
    }

    private void end(int slot, EndReason reason) {
        mirrored += table.copies(slot);
        flowsLong += table.isLong(slot) ? 1 : 0;
        flowsOneSided += table.isOneSided(slot) ? 1 : 0;
        inspector.ended(slot, reason);
        table.remove(slot);
    }

    private void publish() {
        published =
                new Counters(
                        frames,
                        mirrored,
                        flowsBegun,
                        table.livingCount(),
                        flowsEvicted,
                        eachSkipped,
                        inspector.radioRepeated() - radioRepeatedBefore,
                        inspector.radioSkipped() - radioSkippedBefore,
                        inspector.refused() - refusedBefore,
                        tcpBytes,
                        tcpBytesUnseen,
                        flowsLong,
                        flowsOneSided);
    }

    /// Safe from any thread.
    public Counters counters() {
        return published;
    }

    private void fill(DecodedFrames batch, int i) {
        facts.eventNanos = batch.eventNanos[i];
        facts.number = batch.number[i];
        facts.shard = FlowTable.shardOf(batch.hash[i]);
        facts.sourceMac = batch.sourceMac[i];
        facts.destinationMac = batch.destinationMac[i];
        facts.vlan = batch.vlan[i];
        facts.interfaceIndex = batch.interfaceIndex[i];
        facts.space = batch.space[i];
        facts.air = batch.air[i];
        facts.timeToLive = batch.timeToLive[i];
        facts.protocolNumber = batch.protocolNumber[i];
        facts.sourcePort = batch.sourcePort[i];
        facts.destinationPort = batch.destinationPort[i];
        facts.tcpFlags = batch.tcpFlags[i];
        facts.acknowledgment = batch.acknowledgment[i];
        facts.payloadLength = batch.payloadLength[i];
        facts.sourceHigh = batch.sourceHigh[i];
        facts.sourceLow = batch.sourceLow[i];
        facts.destinationHigh = batch.destinationHigh[i];
        facts.destinationLow = batch.destinationLow[i];
    }
}
