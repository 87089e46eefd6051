package org.tapwarden.appliance.run;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;

/// A network on which somebody makes up MACs, connections and names: frames that no generator sent,
/// as quickly as they are taken.
///
/// First {@link #ESTABLISHED} connections of {@link #LISTED} listed devices, then the floods, then
/// a pause until {@link #goOn}, then one more packet of each connection, and as many listed devices
/// that nobody saw before.
final class Flood implements FrameSource {

    static final int ESTABLISHED = 1_000;
    static final int LISTED = 100;

    /// After a block of at most 32 frames.
    private static final long SLOWLY_NANOS = 300_000;

    private static final int HANDSHAKE = 6;
    private static final int FRAME = 256;
    private static final int ETHERNET = 1;
    private static final long GATEWAY = 0x00000c000001L;
    private static final long SCANNER = 0x00217000ffffL;
    private static final long NAME_SERVER = 0x002170005353L;
    private static final int NAME_SERVER_ADDRESS = 0x0a140035;
    private static final int SYN = 0x02;

    /// A TLS record of 512 bytes begins, with a client hello.
    private static final byte[] PIECE =
            HexFormat.of().parseHex("1603010200010001fc0303" + "5a".repeat(40));

    private static final int PUSH = 0x08;
    private static final int ACK = 0x10;

    /// What comes in which order.
    enum Phase {
        ESTABLISH,
        MACS,
        SCAN,
        NAMES,
        /// First fragments of datagrams that never become whole.
        FRAGMENTS,
        /// The first of two segments of a hello.
        PIECES,
        /// Devices that claim one address after the other.
        ADDRESSES,
        /// Each frame for a far address goes to another MAC.
        HOPS,
        PAUSE,
        AFTER,
        OVER
    }

    private final long[] sizes = new long[Phase.values().length];
    private final Runnable between;
    private final long stepNanos;
    private final MemorySegment memory = Arena.ofAuto().allocate(32L * FRAME);
    private final ByteBuffer frame = ByteBuffer.allocate(FRAME);
    private volatile long nanos;
    private volatile Phase phase = Phase.ESTABLISH;
    private volatile boolean goOn;
    private volatile long sent;
    private long handedOut;
    private boolean slow;
    private long gentle;
    private long n;

    /// @param stepNanos from one frame to the next
    /// @param between called at half and at the end of each flood
    Flood(long firstNanos, long stepNanos, long macs, long scan, long names, Runnable between) {
        this.nanos = firstNanos;
        this.stepNanos = stepNanos;
        this.between = between;
        sizes[Phase.ESTABLISH.ordinal()] = (long) ESTABLISHED * HANDSHAKE;
        sizes[Phase.MACS.ordinal()] = macs;
        sizes[Phase.SCAN.ordinal()] = scan;
        sizes[Phase.NAMES.ordinal()] = names;
        sizes[Phase.AFTER.ordinal()] = ESTABLISHED + 2L * LISTED;
    }

    /// More kinds of floods, as many frames of each; the first half of each so slowly that what is
    /// told of it gets through the rings and fills what comes behind them.
    Flood andOthers(long frames) {
        slow = true;
        for (Phase more : List.of(Phase.FRAGMENTS, Phase.PIECES, Phase.ADDRESSES, Phase.HOPS)) {
            sizes[more.ordinal()] = frames;
        }
        return this;
    }

    /// The first names come so slowly that they get through the rings, or how many are remembered
    /// of those that come as quickly as they are taken would be chance.
    Flood gentleNames(long first) {
        gentle = first;
        return this;
    }

    /// The time of the frame that was handed out last: this network's clock.
    long nanos() {
        return nanos;
    }

    long sent() {
        return sent;
    }

    Phase phase() {
        return phase;
    }

    void goOn() {
        goOn = true;
    }

    /// The MAC of a listed device, of which the first {@link #LISTED} speak before the floods.
    static long listed(int device) {
        return 0x002170000000L + device;
    }

    @Override
    public Read read(Block block, long waitNanos) {
        if (phase == Phase.PAUSE && goOn) {
            next();
        }
        if (phase == Phase.PAUSE || phase == Phase.OVER) {
            LockSupport.parkNanos(Math.min(waitNanos, 1_000_000L));
            return Read.IDLE;
        }
        block.begin(memory, Window.STATIC);
        long size = sizes[phase.ordinal()];
        long now = nanos;
        while (!block.isFull() && n < size) {
            long at = (long) block.count() * FRAME;
            int length = make(n++);
            MemorySegment.copy(frame.array(), 0, memory, ValueLayout.JAVA_BYTE, at, length);
            now += stepNanos;
            block.add(at, length, length, now, ETHERNET, Block.NO_VLAN, 0);
        }
        nanos = now;
        handedOut += block.count();
        sent = handedOut;
        if ((slow && n < size / 2) || (phase == Phase.NAMES && n < gentle)) {
            LockSupport.parkNanos(SLOWLY_NANOS);
        }
        boolean flood = phase != Phase.ESTABLISH && phase != Phase.AFTER;
        if (flood && (n == size || (n >= size / 2 && n - block.count() < size / 2))) {
            between.run();
        }
        if (n == size) {
            next();
        }
        return Read.FRAMES;
    }

    private void next() {
        n = 0;
        do {
            phase = Phase.values()[phase.ordinal() + 1];
        } while (sizes[phase.ordinal()] == 0 && phase != Phase.PAUSE && phase != Phase.OVER);
    }

    private int make(long number) {
        frame.clear();
        switch (phase) {
            case ESTABLISH -> handshake((int) (number / HANDSHAKE), (int) (number % HANDSHAKE));
            case MACS -> announcement(mixed(number) & 0xfcff_ffff_ffffL, inside(number));
            case SCAN -> {
                ethernet(GATEWAY, SCANNER, 0x0800);
                tcp(inside(number), (int) (0x64000000 + number), 40_000, 80, SYN, 1, 0, 0);
            }
            case NAMES -> answer(number);
            case FRAGMENTS -> {
                ethernet(GATEWAY, SCANNER, 0x0800);
                ip(17, inside(number), 0xcb007101, 64);
                frame.putShort(14 + 4, (short) number).putShort(14 + 6, (short) 0x2000);
                frame.put(new byte[64]);
            }
            case PIECES -> {
                ethernet(GATEWAY, SCANNER, 0x0800);
                int port = (int) (1_024 + number % 60_000);
                tcp(inside(number), 0xcb007101, port, 443, PUSH | ACK, 2, 2, PIECE.length);
                frame.position(frame.position() - PIECE.length).put(PIECE);
            }
            case ADDRESSES -> announcement(listed((int) (number % LISTED)), inside(number));
            case HOPS -> {
                ethernet(mixed(number) & 0xfcff_ffff_ffffL, listed(0), 0x0800);
                tcp(client(0), (int) (0x64000000 + number), 40_001, 81, SYN, 1, 0, 0);
            }
            case AFTER -> after((int) number);
            case PAUSE, OVER -> throw new IllegalStateException("nothing is sent now");
        }
        return Math.max(60, frame.position());
    }

    private void after(int number) {
        if (number < ESTABLISHED) {
            fromClient(number, PUSH | ACK, 12, 2, 10);
            return;
        }
        int device = LISTED + (number - ESTABLISHED) / 2;
        if (number % 2 == 0) {
            announcement(listed(device), client(device));
        } else {
            ethernet(GATEWAY, listed(device), 0x0800);
            tcp(client(device), 0xcb007101, 50_000, 8443, SYN, 1, 0, 0);
        }
    }

    private void handshake(int flow, int step) {
        switch (step) {
            case 0 -> fromClient(flow, SYN, 1, 0, 0);
            case 1 -> fromServer(flow, SYN | ACK, 1, 2);
            case 2 -> fromClient(flow, ACK, 2, 2, 0);
            case 3 -> fromClient(flow, PUSH | ACK, 2, 2, 10);
            case 4 -> fromServer(flow, ACK, 2, 12);
            default -> fromClient(flow, ACK, 12, 2, 0);
        }
    }

    private void fromClient(int flow, int flags, int sequence, int acknowledged, int payload) {
        ethernet(GATEWAY, listed(flow % LISTED), 0x0800);
        tcp(
                client(flow % LISTED),
                server(flow),
                20_000 + flow,
                443,
                flags,
                sequence,
                acknowledged,
                payload);
    }

    private void fromServer(int flow, int flags, int sequence, int acknowledged) {
        ethernet(listed(flow % LISTED), GATEWAY, 0x0800);
        tcp(
                server(flow),
                client(flow % LISTED),
                443,
                20_000 + flow,
                flags,
                sequence,
                acknowledged,
                0);
    }

    private static int client(int device) {
        return 0x0a140101 + device;
    }

    private static int server(int flow) {
        return 0xcb007101 + flow % 200;
    }

    /// An inside address that no listed device has.
    private static int inside(long number) {
        return 0x0a140200 + (int) Long.remainderUnsigned(mixed(number + 1), 60_000);
    }

    /// Each number another, in no order (SplitMix64's finalizer).
    private static long mixed(long number) {
        long z = number * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private void ethernet(long to, long from, int type) {
        frame.putShort((short) (to >>> 32)).putInt((int) to);
        frame.putShort((short) (from >>> 32)).putInt((int) from);
        frame.putShort((short) type);
    }

    /// An ARP announcement: who has my address? I have.
    private void announcement(long mac, int address) {
        ethernet(0xffff_ffff_ffffL, mac, 0x0806);
        frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
        frame.putShort((short) 1);
        frame.putShort((short) (mac >>> 32)).putInt((int) mac).putInt(address);
        frame.putShort((short) 0).putInt(0).putInt(address);
    }

    private void ip(int protocol, int from, int to, int payload) {
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload));
        frame.putInt(0x4000).put((byte) 64).put((byte) protocol).putShort((short) 0);
        frame.putInt(from).putInt(to);
    }

    private void tcp(
            int from,
            int to,
            int sourcePort,
            int destinationPort,
            int flags,
            int sequence,
            int acknowledged,
            int payload) {
        ip(6, from, to, 20 + payload);
        frame.putShort((short) sourcePort).putShort((short) destinationPort);
        frame.putInt(sequence).putInt(acknowledged);
        frame.put((byte) 0x50).put((byte) flags).putShort((short) 0xffff).putInt(0);
        frame.put(new byte[payload]);
    }

    /// A name server's answer to one of the listed devices: another name, address and port each.
    private void answer(long number) {
        byte[] label = ("n" + number).getBytes(StandardCharsets.US_ASCII);
        int question = 1 + label.length + 8 + 4 + 1 + 4;
        int length = 8 + 12 + question + 16;
        int device = (int) (number / 60_000 % LISTED);
        ethernet(listed(device), NAME_SERVER, 0x0800);
        ip(17, NAME_SERVER_ADDRESS, client(device), length);
        // The same few conversations again and again, where every datagram is to be looked at.
        long ports = slow ? 2 : 60_000;
        frame.putShort((short) 53).putShort((short) (1_024 + number % ports));
        frame.putShort((short) length);
        frame.putShort((short) 0);
        frame.putShort((short) number).putShort((short) 0x8180);
        frame.putShort((short) 1).putShort((short) 1).putInt(0);
        frame.put((byte) label.length).put(label);
        frame.put((byte) 7).put("example".getBytes(StandardCharsets.US_ASCII));
        frame.put((byte) 3).put("org".getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        frame.putInt(0x00010001);
        frame.putShort((short) 0xc00c).putInt(0x00010001).putInt(300).putShort((short) 4);
        frame.putInt((int) (0x64000000 + number));
    }

    @Override
    public Losses losses() {
        return Losses.NONE;
    }

    @Override
    public void close() {}
}
