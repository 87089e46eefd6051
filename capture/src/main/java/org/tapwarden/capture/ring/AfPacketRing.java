package org.tapwarden.capture.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.Window;

/// Frames of an interface from a TPACKET_V3 ring (Linux, `Documentation/networking/packet_mmap`).
///
/// The kernel fills blocks of the ring and we read the frames where they lie; a kernel block goes
/// back with the read after its last frame was handed out. The interface is promiscuous while this
/// is open; frames that this machine sends itself are not seen. A link that goes down and up again
/// resumes; an interface that vanished ends the source with one clear line.
public final class AfPacketRing implements FrameSource {

    /// Holds a quarter of a second of a full gigabit, which outlasts the pauses of the collector.
    public static final int DEFAULT_RING_BYTES = 64 << 20;

    private static final Path INTERFACES = Path.of("/proc/self/net/dev");

    private static final int BLOCK_BYTES = 1 << 20;

    /// A block that is not full is handed over after this time: the latency of a quiet tap.
    private static final int RETIRE_MILLIS = 20;

    /// How often a silent interface is looked at, whether it still exists.
    private static final long LOOK_NANOS = 500_000_000L;

    /// A vanished interface leaves a block that is not full; the kernel still hands it over.
    private static final long LEAVE_NANOS = 3 * RETIRE_MILLIS * 1_000_000L;

    // From <sys/socket.h>, <linux/if_packet.h>, <linux/if_ether.h>, <poll.h>.
    private static final short ETH_P_ALL_NETWORK_ORDER = 0x0300;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_DETACH_FILTER = 27;
    static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VERSION = 10;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int PACKET_MR_PROMISC = 1;
    private static final int TPACKET_V3 = 2;
    private static final int TP_STATUS_KERNEL = 0;
    private static final int TP_STATUS_USER = 1;
    private static final int TP_STATUS_VLAN_VALID = 1 << 4;
    private static final short POLLIN = 1;

    // struct tpacket_block_desc.
    private static final int BLOCK_STATUS = 8;
    private static final int BLOCK_PACKETS = 12;
    private static final int BLOCK_FIRST = 16;
    private static final int BLOCK_HEADER = 48;

    // struct tpacket3_hdr.
    private static final int NEXT = 0;
    private static final int SECONDS = 4;
    private static final int NANOS = 8;
    private static final int SNAPLEN = 12;
    private static final int LENGTH = 16;
    private static final int STATUS = 20;
    private static final int MAC = 24;
    private static final int VLAN_TCI = 32;

    // struct sockaddr_ll, behind it.
    private static final int HARDWARE = 48 + 8;
    private static final int FRAME_HEADER = 48 + 20;

    // Of linux/if_arp.h: what a monitor interface brings.
    private static final int ARPHRD_IEEE80211 = 801;
    private static final int ARPHRD_IEEE80211_PRISM = 802;
    private static final int ARPHRD_IEEE80211_RADIOTAP = 803;

    private static final VarHandle STATUS_WORD = JAVA_INT.varHandle();

    private final Kernel kernel = new Kernel();
    private final String name;
    private final int index;
    private final int number;
    private final int fd;
    private final MemorySegment ring;
    private final int blocks;
    private final MemorySegment pollfd;
    private final MemorySegment statistics;
    private final ReentrantLock reading = new ReentrantLock();

    private int current;
    private long frameAt;
    private int framesLeft;
    private boolean lent;
    private long kernelFrames;
    private long kernelDrops;
    private long brokenFrames;
    private long handedOut;
    private long lastLook;
    private long goneSince;
    private boolean gone;
    private volatile Losses losses = Losses.NONE;
    private volatile boolean closed;
    private boolean released;

    /// Opens a ring of {@link #DEFAULT_RING_BYTES} on the interface.
    ///
    /// @throws IOException when there is no such interface, or the right to watch it is missing;
    ///   the message is one line for people
    public static AfPacketRing open(String interfaceName) throws IOException {
        return open(interfaceName, 0, DEFAULT_RING_BYTES, Fanout.ALONE);
    }

    /// Opens one member of a group that shares the interface's frames by their flow.
    ///
    /// @param number that its frames carry for their interface: the kernel's own changes when the
    ///   interface goes and comes back
    /// @param fanout the same for every member; {@link Fanout#ALONE} for no group
    public static AfPacketRing open(String interfaceName, int number, int ringBytes, Fanout fanout)
            throws IOException {
        return new AfPacketRing(interfaceName, number, ringBytes, fanout);
    }

    private AfPacketRing(String name, int number, int ringBytes, Fanout fanout) throws IOException {
        this.name = name;
        this.number = number;
        this.index = kernel.interfaceIndex(name);
        if (index == 0) {
            throw new IOException("no interface " + name + "; there are: " + interfaces());
        }
        this.fd = kernel.socket(RawSockets.AF_PACKET, RawSockets.SOCK_RAW, 0);
        if (fd < 0) {
            throw new IOException(RawSockets.refusal(kernel, "watching " + name));
        }
        MemorySegment mapped = MemorySegment.NULL;
        try {
            this.blocks = Math.max(2, ringBytes / BLOCK_BYTES);
            mapped = map();
            this.ring = mapped;
            watch(fanout);
            this.pollfd = kernel.allocate(8);
            this.statistics = kernel.allocate(12);
            pollfd.set(JAVA_INT, 0, fd);
            pollfd.set(JAVA_SHORT, 4, POLLIN);
        } catch (IOException e) {
            // Opening is tried again and again while an interface is gone: nothing may be left.
            if (!mapped.equals(MemorySegment.NULL)) {
                kernel.unmap(mapped);
            }
            kernel.close(fd);
            throw e;
        }
    }

    /// By the kernel's own list: the JDK's leaves out interfaces without an address.
    private static String interfaces() throws IOException {
        try (Stream<String> lines = Files.lines(INTERFACES, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(":"))
                    .map(line -> line.substring(0, line.indexOf(':')).strip())
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
    }

    private MemorySegment map() throws IOException {
        check(kernel.setsockopt(fd, SOL_PACKET, PACKET_VERSION, TPACKET_V3), "TPACKET_V3");
        check(kernel.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1), "ignoring own frames");
        MemorySegment request = kernel.allocate(28);
        request.set(JAVA_INT, 0, BLOCK_BYTES);
        request.set(JAVA_INT, 4, blocks);
        request.set(JAVA_INT, 8, 2_048);
        request.set(JAVA_INT, 12, BLOCK_BYTES / 2_048 * blocks);
        request.set(JAVA_INT, 16, RETIRE_MILLIS);
        check(kernel.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, request), "the receive ring");
        MemorySegment mapped = kernel.mapShared(fd, (long) BLOCK_BYTES * blocks);
        check(mapped.equals(MemorySegment.NULL) ? -1 : 0, "mapping the receive ring");
        return mapped;
    }

    private void watch(Fanout fanout) throws IOException {
        // Between binding and joining the group a member would get every frame, the others' too.
        check(kernel.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, nothing()), "the first filter");
        check(
                kernel.bind(fd, RawSockets.address(kernel, ETH_P_ALL_NETWORK_ORDER, index)),
                "watching " + name);
        MemorySegment membership = kernel.allocate(16);
        membership.set(JAVA_INT, 0, index);
        membership.set(JAVA_SHORT, 4, (short) PACKET_MR_PROMISC);
        check(
                kernel.setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership),
                "making " + name + " promiscuous");
        check(fanout.join(kernel, fd, index), "sharing " + name + " (is it up?)");
        check(kernel.setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, 0), "taking the filter off");
    }

    /// A program that lets no frame in: struct sock_fprog with the one instruction `ret #0`.
    private MemorySegment nothing() {
        MemorySegment instruction = kernel.allocate(8);
        instruction.set(JAVA_SHORT, 0, (short) 6);
        MemorySegment program = kernel.allocate(16);
        program.set(JAVA_SHORT, 0, (short) 1);
        program.set(ValueLayout.ADDRESS, 8, instruction);
        return program;
    }

    private void check(int answer, String what) throws IOException {
        if (answer < 0) {
            throw new IOException(
                    "interface " + name + ": " + what + " failed with errno " + kernel.error());
        }
    }

    @Override
    public Read read(Block block, long waitNanos) throws IOException {
        reading.lock();
        try {
            block.begin(ring, Window.STATIC);
            if (closed) {
                return Read.END;
            }
            giveBack();
            if (framesLeft == 0 && !nextBlock(waitNanos)) {
                return Read.IDLE;
            }
            fill(block);
            return block.count() == 0 ? Read.IDLE : Read.FRAMES;
        } finally {
            reading.unlock();
        }
    }

    /// Gives the kernel its block once all its frames were handed out and read.
    private void giveBack() {
        if (lent && framesLeft == 0) {
            STATUS_WORD.setRelease(ring, start() + BLOCK_STATUS, TP_STATUS_KERNEL);
            current = (current + 1) % blocks;
            lent = false;
        }
    }

    private long start() {
        return (long) current * BLOCK_BYTES;
    }

    private boolean isFilled() {
        int status = (int) STATUS_WORD.getAcquire(ring, start() + BLOCK_STATUS);
        return (status & TP_STATUS_USER) != 0;
    }

    /// Goes to the block that the kernel filled next, waiting for it.
    private boolean nextBlock(long waitNanos) throws IOException {
        if (!isFilled()) {
            int answer = kernel.poll(pollfd, (int) (waitNanos / 1_000_000));
            lookAfterInterface(answer);
            if (!isFilled()) {
                if (gone && System.nanoTime() - goneSince > LEAVE_NANOS) {
                    throw new IOException("interface " + name + " is gone");
                }
                return false;
            }
        }
        framesLeft = ring.get(JAVA_INT, start() + BLOCK_PACKETS);
        frameAt = start() + Integer.toUnsignedLong(ring.get(JAVA_INT, start() + BLOCK_FIRST));
        lent = true;
        count();
        return true;
    }

    private void fill(Block block) {
        long end = start() + BLOCK_BYTES;
        while (framesLeft > 0 && !block.isFull()) {
            // The kernel is trusted to be honest, and checked all the same: the ring is one
            // segment.
            if (frameAt < start() + BLOCK_HEADER || frameAt + FRAME_HEADER > end) {
                brokenFrames += framesLeft;
                framesLeft = 0;
                break;
            }
            int captured = ring.get(JAVA_INT, frameAt + SNAPLEN);
            long mac = frameAt + Short.toUnsignedInt(ring.get(JAVA_SHORT, frameAt + MAC));
            if (captured >= 0 && mac + captured <= end) {
                add(block, mac, captured);
                handedOut++;
            } else {
                brokenFrames++;
            }
            frameAt += Integer.toUnsignedLong(ring.get(JAVA_INT, frameAt + NEXT));
            framesLeft--;
        }
    }

    private void add(Block block, long mac, int captured) {
        int wire = ring.get(JAVA_INT, frameAt + LENGTH);
        long seconds = Integer.toUnsignedLong(ring.get(JAVA_INT, frameAt + SECONDS));
        int nanos = ring.get(JAVA_INT, frameAt + NANOS);
        int status = ring.get(JAVA_INT, frameAt + STATUS);
        // The kernel takes the tag out of the frame and puts it here.
        boolean tagged = (status & TP_STATUS_VLAN_VALID) != 0;
        int vlan = tagged ? ring.get(JAVA_INT, frameAt + VLAN_TCI) & 0xffff : Block.NO_VLAN;
        block.add(
                mac,
                captured,
                Math.max(wire, captured),
                seconds * 1_000_000_000L + nanos,
                linkType(ring.get(JAVA_SHORT, frameAt + HARDWARE)).code(),
                vlan,
                number);
    }

    /// How frames of an interface begin. Loopback pretends to be Ethernet, and so does all else
    /// that is no radio.
    static LinkType linkType(int hardware) {
        return switch (hardware) {
            case ARPHRD_IEEE80211 -> LinkType.IEEE802_11;
            case ARPHRD_IEEE80211_PRISM -> LinkType.IEEE802_11_PRISM;
            case ARPHRD_IEEE80211_RADIOTAP -> LinkType.IEEE802_11_RADIOTAP;
            default -> LinkType.ETHERNET;
        };
    }

    /// Reading the statistics sets the kernel's back to zero, so only the reader does it.
    private void count() {
        if (kernel.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, statistics) == 0) {
            kernelFrames += Integer.toUnsignedLong(statistics.get(JAVA_INT, 0));
            kernelDrops += Integer.toUnsignedLong(statistics.get(JAVA_INT, 4));
        }
        // With this version of the ring the kernel counts a dropped frame among the frames, too.
        long waiting = kernelFrames - kernelDrops - handedOut - brokenFrames;
        losses = new Losses(kernelDrops, brokenFrames, waiting, 0);
    }

    /// Tells an interface that is silent, or down for a while, from one that is gone.
    private void lookAfterInterface(int polled) {
        boolean troubled = polled < 0 && kernel.error() != Kernel.EINTR;
        if (polled > 0) {
            MemorySegment error = pollError();
            troubled = error.get(JAVA_INT, 0) != 0;
        }
        long now = System.nanoTime();
        if (!troubled && now - lastLook < LOOK_NANOS) {
            return;
        }
        lastLook = now;
        count();
        if (!gone && kernel.interfaceIndex(name) != index) {
            gone = true;
            goneSince = now;
        }
    }

    private MemorySegment pollError() {
        MemorySegment error = statistics.asSlice(0, 4);
        error.set(ValueLayout.JAVA_INT, 0, 0);
        kernel.getsockopt(fd, SOL_SOCKET, SO_ERROR, error);
        return error;
    }

    @Override
    public Losses losses() {
        return losses;
    }

    @Override
    public Losses settle() {
        reading.lock();
        try {
            if (!released) {
                count();
            }
            return losses;
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        reading.lock();
        try {
            if (!released) {
                released = true;
                count();
                losses = new Losses(kernelDrops, brokenFrames, 0, losses.waiting());
                kernel.unmap(ring);
                kernel.close(fd);
            }
        } finally {
            reading.unlock();
        }
    }
}
