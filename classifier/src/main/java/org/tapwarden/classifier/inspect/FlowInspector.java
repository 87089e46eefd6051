package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.capture.flow.EventStream;
import org.tapwarden.capture.flow.FlowTable;
import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.capture.flow.Inspector;
import org.tapwarden.capture.flow.Outside;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.capture.header.TcpHeader;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.confidential.Guard;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.web.QuicHello;
import org.tapwarden.classifier.protocol.web.QuicProtection;
import org.tapwarden.classifier.register.AskingOrder;

/// Finds out what the flows of one capture thread are.
///
/// Of each flow it sees the first payloads, at most {@link #MAX_PAYLOADS}; every dissector that
/// speaks the transport is asked until one says yes or all said no. What a stream's first segments
/// leave open is collected in order, in a slab of a bounded pool.
public final class FlowInspector implements Inspector {

    /// Payloads of one flow that are looked at. A hello with post-quantum shares takes three
    /// segments; a lossy start repeats some.
    public static final int MAX_PAYLOADS = 16;

    /// Streams in pieces at one time, in all shards: 16 MiB.
    public static final int MAX_STREAM_STARTS = Caps.of(1_024, FlowTable.SHARDS);

    /// QUIC hellos in pieces at one time, in all shards.
    public static final int MAX_QUIC_HELLOS = Caps.of(512, FlowTable.SHARDS);

    /// Echoes of one flow, asked and answered, that are looked at: all pings between two hosts are
    /// one flow.
    public static final int MAX_ECHOES = 64;

    /// Flows of which echoes are remembered at one time, in all shards: 2 MiB.
    public static final int MAX_PINGS = Caps.of(8_192, FlowTable.SHARDS);

    /// Flows of which dissectors remember something at one time, in all shards.
    public static final int MAX_MEMORIES = Caps.of(16_384, FlowTable.SHARDS);

    private static final FlowFacts NOTHING = new FlowFacts();

    private final FlowTable table;
    private final EventStream events;
    private final boolean decides;
    private final ActiveLists lists;
    private final Payload payload = new Payload();
    private final Learnt learnt;
    private final RecordWriter writer = new RecordWriter();
    private final OutsideReader outside = new OutsideReader(writer, this::sighting);

    /// Some words a flow: whose question is still open.
    private final long[] candidates;

    private final byte[] payloads;
    private final short[] chosen;

    /// Ends of a flow of which nothing more is wanted, a bit each, and {@link #ASKED}.
    private final byte[] over;

    /// Whether a flow holds anything lent; of most flows that end nothing else needs to be read.
    private final boolean[] holds;

    private final @Nullable FlowFacts[] facts;
    private final Pool<Memories> memories;

    /// By side: a flow's two, one after the other.
    private final Pool<StreamStart> starts;

    private final Pool<QuicHello> hellos;
    private final Pool<Echoes> echoes;

    /// Whose protocol the payload at hand was, or null while nobody knows.
    private @Nullable Dissector told;

    private final KeptRanges kept = new KeptRanges();

    /// Of {@link #over}.
    private static final byte BOTH = 3;

    /// Of {@link #over}: everybody was asked once, so whose question is still open said PERHAPS.
    private static final byte ASKED = 4;

    /// Of {@link #over}: what the source sent looks random.
    private static final byte RANDOM = 8;

    /// 60 bytes less the headers of Ethernet, IPv4 and TCP.
    private static final int MOST_PADDING = 60 - 14 - 20 - 20;

    private final Withheld withheld;

    private static final short UNDECIDED = -1;

    /// Set in `chosen` beside the number of a dissector that wants every datagram.
    private static final short EACH = 0x4000;

    private static final int WORDS = AskingOrder.WORDS;

    public FlowInspector(FlowTable table, EventStream events, Listeners listeners) {
        this(table, events, listeners, new ActiveLists(), null);
    }

    /// @param lists that say whether certificates are compared with any
    /// @param guard knows whose packets must not be kept; null where none are kept at all
    public FlowInspector(
            FlowTable table,
            EventStream events,
            Listeners listeners,
            ActiveLists lists,
            @Nullable Guard guard) {
        this.table = table;
        this.events = events;
        this.decides = listeners == Listeners.LABELS_AND_DECISIONS;
        this.lists = lists;
        this.learnt = new Learnt(decides);
        int slots = table.slots();
        this.candidates = new long[WORDS * slots];
        this.payloads = new byte[slots];
        this.chosen = new short[slots];
        this.over = new byte[slots];
        this.holds = new boolean[slots];
        this.facts = new FlowFacts[slots];
        this.memories =
                new Pool<>(slots, MAX_MEMORIES / FlowTable.SHARDS, Memories::new, Memories::clear);
        this.starts =
                new Pool<>(
                        2 * slots,
                        MAX_STREAM_STARTS / FlowTable.SHARDS,
                        StreamStart::new,
                        StreamStart::clear);
        this.echoes = new Pool<>(slots, MAX_PINGS / FlowTable.SHARDS, Echoes::new, Echoes::clear);
        var protection = new QuicProtection();
        this.hellos =
                new Pool<>(
                        slots,
                        MAX_QUIC_HELLOS / FlowTable.SHARDS,
                        () -> new QuicHello(protection),
                        QuicHello::reset);
        this.withheld = new Withheld(guard, table);
    }

    private AskingOrder order(int slot) {
        return table.protocolNumber(slot) == IpProtocol.TCP ? AskingOrder.TCP : AskingOrder.UDP;
    }

    /// Streams, QUIC hellos, memories and pings that were not kept to their end since all were
    /// lent.
    @Override
    public long refused() {
        return starts.refused() + hellos.refused() + memories.refused() + echoes.refused();
    }

    @Override
    public long radioRepeated() {
        return outside.radio().repeated();
    }

    @Override
    public long radioSkipped() {
        return outside.radio().skipped();
    }

    Pool<StreamStart> starts() {
        return starts;
    }

    Pool<QuicHello> hellos() {
        return hellos;
    }

    Pool<Echoes> echoes() {
        return echoes;
    }

    Pool<Memories> memories() {
        return memories;
    }

    /// Bytes of one direction of a flow that are kept now.
    int collected(int slot, Direction direction) {
        StreamStart start = starts.of(side(slot, direction));
        return start == null ? 0 : start.known();
    }

    @Override
    public void began(int slot, FrameFacts frame, MemorySegment block, long end) {
        boolean stream = table.protocolNumber(slot) == IpProtocol.TCP;
        int count = order(slot).size();
        for (int word = 0; word < WORDS; word++) {
            candidates[WORDS * slot + word] = firstOf(count - word * Long.SIZE);
        }
        payloads[slot] = 0;
        chosen[slot] = UNDECIDED;
        over[slot] = 0;
        facts[slot] = null;
        withheld.began(slot);
        int handshake = frame.tcpFlags() & (TcpHeader.SYN | TcpHeader.ACK);
        if (decides && stream && handshake == TcpHeader.SYN) {
            Sighting.Stack stack = SynReader.stack(block, frame.synAt(), end, frame.dontFragment());
            sighting(SightingCodec.synSent(writer, frame, stack));
        }
        if (table.protocolNumber(slot) == IpProtocol.ICMP) {
            facts(slot).protocol = Protocol.ICMP;
        } else if (table.protocolNumber(slot) == IpProtocol.ICMPV6) {
            facts(slot).protocol = Protocol.ICMPV6;
        }
    }

    /// The lowest bits of a word, as many as there are.
    private static long firstOf(int count) {
        return count <= 0 ? 0 : -1L >>> Math.max(0, Long.SIZE - count);
    }

    @Override
    public Interest inspect(
            int slot,
            Direction direction,
            long streamOffset,
            FrameFacts frame,
            MemorySegment block,
            long at,
            int length) {
        int protocol = table.protocolNumber(slot);
        told = null;
        if (protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6) {
            return echo(slot, frame, block, at, length);
        }
        boolean stream = protocol == IpProtocol.TCP;
        if (isOver(slot, direction) || (stream && isPadding(frame, block, at, length))) {
            return ++payloads[slot] > MAX_PAYLOADS ? done(slot) : Interest.MORE;
        }
        payload.of(
                stream ? Transport.TCP : Transport.UDP,
                direction,
                table.sourcePort(slot),
                table.destinationPort(slot));
        payload.copy(block, at, length);
        if (isEach(slot)) {
            look(slot, chosen[slot] & ~EACH, frame);
            return Interest.EACH;
        }
        if (++payloads[slot] > MAX_PAYLOADS) {
            return done(slot);
        }
        if (stream && !collect(slot, direction, streamOffset)) {
            return Interest.MORE;
        }
        return decide(slot, direction, frame);
    }

    /// Looks whether the answers of a host are those that a ping gets.
    private Interest echo(int slot, FrameFacts frame, MemorySegment block, long at, int length) {
        if (++payloads[slot] > MAX_ECHOES) {
            return done(slot);
        }
        Echoes known = echoes.held(slot, table.shard(slot));
        holds[slot] = true;
        payload.copy(block, at, Math.min(length, Echoes.MOST));
        // An answer has its request's ports turned round, so its own is the code, which is 0.
        boolean request = frame.sourcePort() != 0;
        Echoes.Tunnel tunnel = known.see(request, payload.array(), payload.at(), payload.length());
        if (tunnel == null) {
            return Interest.MORE;
        }
        FlowFacts facts = facts(slot);
        facts.application = tunnel.application();
        facts.applicationCategory = Category.VPN;
        facts.grounds = tunnel.grounds();
        if (decides) {
            flow(FlowEvent.Phase.LEARNT, slot, null);
        }
        return done(slot);
    }

    private boolean isOver(int slot, Direction direction) {
        return (over[slot] & bit(direction)) != 0;
    }

    private static int bit(Direction direction) {
        return 1 << direction.ordinal();
    }

    /// Some senders count what pads a bare SYN or acknowledgement to Ethernet's 60 bytes as data;
    /// the stream goes on with other bytes in its place.
    private static boolean isPadding(FrameFacts frame, MemorySegment block, long at, int length) {
        boolean bare = (frame.tcpFlags() & ~(TcpHeader.SYN | TcpHeader.ACK)) == 0;
        if (length > MOST_PADDING || !bare) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (block.get(ValueLayout.JAVA_BYTE, at + i) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isEach(int slot) {
        return chosen[slot] >= EACH;
    }

    /// Points the payload at the stream's start as far as it is known; false when that is no more
    /// than it was.
    private boolean collect(int slot, Direction direction, long streamOffset) {
        StreamStart start = starts.of(side(slot, direction));
        if (start == null) {
            if (streamOffset == 0) {
                return true;
            }
            start = start(slot, direction);
            if (start == null) {
                return false;
            }
        }
        boolean grown = start.add(streamOffset, payload.array(), payload.at(), payload.length());
        payload.set(start.array(), 0, start.known());
        return grown;
    }

    /// Keeps what a first segment brought, since its dissector wants to see it with the next.
    private void keep(int slot, Direction direction) {
        if (starts.of(side(slot, direction)) == null) {
            StreamStart start = start(slot, direction);
            if (start != null) {
                start.add(0, payload.array(), payload.at(), payload.length());
            }
        }
    }

    private static int side(int slot, Direction direction) {
        return 2 * slot + direction.ordinal();
    }

    /// Room for a stream, if need be that of the flow in the shard that has waited the longest: the
    /// segments of an honest hello come one right after the other. Null when that is this flow.
    private @Nullable StreamStart start(int slot, Direction direction) {
        int shard = table.shard(slot);
        if (starts.isFull(shard)) {
            starts.refuse();
            int waiting = starts.oldest(shard) / 2;
            if (waiting == slot) {
                return null;
            }
            giveUp(waiting);
        }
        holds[slot] = true;
        return starts.take(side(slot, direction), shard);
    }

    /// Nothing more is learnt of a flow whose first bytes are gone.
    private void giveUp(int slot) {
        release(slot);
        payloads[slot] = MAX_PAYLOADS;
    }

    private Interest decide(int slot, Direction direction, FrameFacts frame) {
        learnt.wantsCertificateHashes(lists.haveCertificates());
        if (holds[slot] && hellos.of(slot) != null) {
            return quic(slot, frame);
        }
        if (chosen[slot] != UNDECIDED) {
            return follow(slot, chosen[slot], look(slot, chosen[slot], frame), direction, frame);
        }
        return ask(slot, direction, frame);
    }

    /// Shows the payload to everybody who has not said no yet, until one says yes.
    private Interest ask(int slot, Direction direction, FrameFacts frame) {
        AskingOrder order = order(slot);
        if (payload.length() > 0) {
            int first = payload.u8(0);
            for (int word = 0; word < WORDS; word++) {
                candidates[WORDS * slot + word] &= order.wanted(first, word);
            }
        }
        int home = order.home(table.sourcePort(slot), table.destinationPort(slot));
        if (home != AskingOrder.NOBODY && isCandidate(slot, home)) {
            Dissector.Answer answer = look(slot, home, frame);
            if (isYes(answer)) {
                facts(slot).open = stillOpen(slot, home, home);
                return follow(slot, home, answer, direction, frame);
            }
            if (answer == Dissector.Answer.NO) {
                candidates[WORDS * slot + home / Long.SIZE] &= ~(1L << home);
            }
        }
        boolean open = false;
        for (int word = 0; word < WORDS; word++) {
            long left = candidates[WORDS * slot + word];
            for (long rest = left; rest != 0; rest &= rest - 1) {
                int bit = Long.numberOfTrailingZeros(rest);
                int number = word * Long.SIZE + bit;
                if (number == home) {
                    continue;
                }
                Dissector.Answer answer = look(slot, number, frame);
                if (answer == Dissector.Answer.NO) {
                    left &= ~(1L << bit);
                } else if (isYes(answer)) {
                    candidates[WORDS * slot + word] = left;
                    facts(slot).open = stillOpen(slot, number, home);
                    return follow(slot, number, answer, direction, frame);
                }
            }
            candidates[WORDS * slot + word] = left;
            open |= left != 0;
        }
        over[slot] |= ASKED;
        return open ? more(slot, direction) : nobodys(slot, direction);
    }

    /// What nobody knows is left alone, unless it looks random: then the answer is looked at as
    /// well, since one end alone may have sent a file.
    private Interest nobodys(int slot, Direction direction) {
        boolean asked = (over[slot] & RANDOM) != 0;
        boolean answer = direction == Direction.FROM_DESTINATION;
        if (asked && !answer) {
            return Interest.MORE;
        }
        boolean random = asked == answer && isWhole(slot) && looksRandom();
        if (!random) {
            return done(slot);
        }
        FlowFacts known = facts(slot);
        int head = payload.u16(0);
        if (!answer) {
            over[slot] |= RANDOM;
            known.head = head;
            return Interest.MORE;
        }
        if (head != known.head) {
            known.grounds = RandomLook.GROUNDS;
            if (decides) {
                flow(FlowEvent.Phase.LEARNT, slot, null);
            }
        }
        return done(slot);
    }

    private boolean looksRandom() {
        return RandomLook.isOf(payload.array(), payload.at(), payload.length());
    }

    /// Whether the beginning of a stream was seen, in both directions.
    private boolean isWhole(int slot) {
        int both =
                table.tcpFlags(slot, Direction.FROM_SOURCE)
                        & table.tcpFlags(slot, Direction.FROM_DESTINATION);
        return table.protocolNumber(slot) == IpProtocol.TCP && (both & TcpHeader.SYN) != 0;
    }

    /// Who comes first among those that said PERHAPS when another said yes.
    ///
    /// @param yes whose number is that of the other
    /// @param home who was asked first, or nobody
    private Protocol stillOpen(int slot, int yes, int home) {
        AskingOrder order = order(slot);
        if (home != AskingOrder.NOBODY && home != yes && isCandidate(slot, home)) {
            return order.get(home).about().protocol();
        }
        int end = (over[slot] & ASKED) == 0 ? (yes == home ? 0 : yes) : order.size();
        for (int word = 0; word * Long.SIZE < end; word++) {
            long left = candidates[WORDS * slot + word] & firstOf(end - word * Long.SIZE);
            if (yes / Long.SIZE == word) {
                left &= ~(1L << yes);
            }
            if (left != 0) {
                int number = word * Long.SIZE + Long.numberOfTrailingZeros(left);
                return order.get(number).about().protocol();
            }
        }
        return Protocol.UNKNOWN;
    }

    private boolean isCandidate(int slot, int number) {
        return (candidates[WORDS * slot + number / Long.SIZE] & 1L << number) != 0;
    }

    private static boolean isYes(Dissector.Answer answer) {
        return answer != Dissector.Answer.NO && answer != Dissector.Answer.PERHAPS;
    }

    /// What the one dissector that counts now wants of the flow.
    private Interest follow(
            int slot, int number, Dissector.Answer answer, Direction direction, FrameFacts frame) {
        return switch (answer) {
            case NO, YES -> done(slot);
            case PERHAPS -> more(slot, direction);
            case YES_EACH -> {
                chosen[slot] = (short) (EACH | number);
                release(slot);
                yield Interest.EACH;
            }
            case YES_SIDE -> {
                chosen[slot] = (short) number;
                over[slot] |= (byte) bit(direction);
                if ((over[slot] & BOTH) == BOTH) {
                    yield done(slot);
                }
                starts.giveBack(side(slot, direction), table.shard(slot));
                yield Interest.MORE;
            }
            case YES_MORE -> {
                chosen[slot] = (short) number;
                if (order(slot).get(number).about().protocol() == Protocol.QUIC) {
                    yield quic(slot, frame);
                }
                yield more(slot, direction);
            }
        };
    }

    private Interest more(int slot, Direction direction) {
        if (table.protocolNumber(slot) == IpProtocol.TCP) {
            keep(slot, direction);
        }
        return Interest.MORE;
    }

    /// Asks one dissector, and takes down what it learnt.
    private Dissector.Answer look(int slot, int number, FrameFacts frame) {
        Dissector dissector = order(slot).get(number);
        FlowFacts known = facts[slot];
        learnt.clear();
        learnt.wants(
                withheld.wantsQuestions() || known == null || known.question == null,
                known == null || known.software == null);
        Memories memory = holds[slot] ? memories.of(slot) : null;
        payload.after(payloads[slot], memory == null ? 0 : memory.of(number));
        Dissector.Answer answer = dissector.look(payload, learnt);
        if (memory != null || learnt.memory() != 0) {
            remember(slot, number, learnt.memory());
        }
        if (isYes(answer)) {
            told = dissector;
            learn(slot, dissector.about().protocol(), frame);
        }
        return answer;
    }

    private void remember(int slot, int number, long value) {
        Memories memory = memories.held(slot, table.shard(slot));
        holds[slot] = true;
        memory.put(number, value);
    }

    private Interest quic(int slot, FrameFacts frame) {
        QuicHello hello = hellos.of(slot);
        if (hello == null) {
            int shard = table.shard(slot);
            if (hellos.isFull(shard)) {
                hellos.refuse();
                giveUp(hellos.oldest(shard));
            }
            hello = hellos.take(slot, shard);
            holds[slot] = true;
        }
        learnt.clear();
        Dissector.Answer answer = hello.add(payload, learnt);
        told = answer == Dissector.Answer.NO ? null : order(slot).get(chosen[slot]);
        learn(slot, Protocol.QUIC, frame);
        boolean over = answer == Dissector.Answer.YES || answer == Dissector.Answer.NO;
        return over ? done(slot) : Interest.MORE;
    }

    private void learn(int slot, Protocol protocol, FrameFacts frame) {
        FlowFacts known = facts(slot);
        boolean isNew = known.protocol == Protocol.UNKNOWN;
        boolean namedBefore = known.serverName != null;
        boolean certifiedBefore = known.certificate != null;
        known.add(protocol, learnt);
        withheld.learnt(slot, learnt, frame.eventNanos());
        for (Telling telling : learnt.tellings()) {
            sighting(SightingCodec.told(writer, frame, telling));
        }
        boolean worth = protocol.category() != Category.NETWORK;
        boolean named = !namedBefore && known.serverName != null;
        boolean certified = !certifiedBefore && known.certificate != null;
        boolean more = isNew || named || certified;
        if (decides && worth && more) {
            flow(FlowEvent.Phase.LEARNT, slot, null);
        }
    }

    private FlowFacts facts(int slot) {
        FlowFacts known = facts[slot];
        if (known == null) {
            known = new FlowFacts();
            facts[slot] = known;
        }
        return known;
    }

    private Interest done(int slot) {
        release(slot);
        return Interest.DONE;
    }

    private void release(int slot) {
        if (!holds[slot]) {
            return;
        }
        holds[slot] = false;
        int shard = table.shard(slot);
        starts.giveBack(side(slot, Direction.FROM_SOURCE), shard);
        starts.giveBack(side(slot, Direction.FROM_DESTINATION), shard);
        hellos.giveBack(slot, shard);
        memories.giveBack(slot, shard);
        echoes.giveBack(slot, shard);
    }

    @Override
    public KeptRanges kept() {
        kept.clear();
        if (told != null) {
            told.keeps(payload, kept);
        }
        return kept;
    }

    @Override
    public boolean isKept(int slot) {
        return withheld.mayKeep(slot);
    }

    @Override
    public void sliced(int slot) {
        flow(FlowEvent.Phase.SLICED, slot, null);
    }

    @Override
    public void ended(int slot, EndReason reason) {
        flow(FlowEvent.Phase.ENDED, slot, reason);
        release(slot);
        facts[slot] = null;
    }

    private void flow(FlowEvent.Phase phase, int slot, @Nullable EndReason reason) {
        FlowFacts known = facts[slot];
        FlowFacts all = known == null ? NOTHING : known;
        FlowEventCodec.write(writer, phase, table, slot, all, payloads[slot] != 0, reason);
        events.flow(writer.bytes(), writer.length());
    }

    private void sighting(RecordWriter record) {
        events.sighting(record.bytes(), record.length());
    }

    @Override
    public void outside(Outside kind, FrameFacts frame, MemorySegment block, long at, long end) {
        if (!decides) {
            return;
        }
        outside.read(kind, frame, block, at, end);
    }

    @Override
    public void watched(int watched, boolean fromWatched, FrameFacts frame) {
        boolean says = fromWatched ? WatchedFrame.tries(frame) : WatchedFrame.answers(frame);
        if (decides && says) {
            sighting(SightingCodec.watched(writer, frame, fromWatched, watched));
        }
    }
}
