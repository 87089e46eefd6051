package org.tapwarden.capture.ring;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A packet socket for the few frames that a filter in the kernel lets through, each at once and
/// copied: for whoever must answer before the block of a ring would be full.
///
/// The interface is promiscuous while this is open. Frames that this machine sends itself are not
/// seen, and until {@link #attach} nothing is. {@link #receive} is for one thread; everything else
/// for any.
public final class FilteredSocket implements AutoCloseable {

    /// {@link #receive}: nothing came in time.
    public static final int NOTHING = -1;

    /// {@link #receive}: the interface is down or gone.
    public static final int TROUBLE = -2;

    /// {@link #tag}: the frame has none that the kernel took out.
    public static final int NO_TAG = -1;

    // From <sys/socket.h>, <linux/if_packet.h>, <linux/if_ether.h>.
    private static final short ETH_P_ALL_NETWORK_ORDER = 0x0300;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_AUXDATA = 8;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int PACKET_MR_PROMISC = 1;
    private static final int TP_STATUS_VLAN_VALID = 1 << 4;
    private static final int TP_STATUS_VLAN_TPID_VALID = 1 << 6;
    private static final int ETH_P_8021Q = 0x8100;

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int FRAME_BYTES = 2_048;

    // struct msghdr and struct iovec of a 64 bit machine, then room for one control message.
    private static final int VECTOR = 16;
    private static final int VECTORS = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int MESSAGE_FLAGS = 48;
    private static final int MESSAGE_BYTES = 56;
    private static final long CONTROL_BYTES = 64;

    // struct cmsghdr, then struct tpacket_auxdata.
    private static final int CONTROL_LEVEL = 8;
    private static final int CONTROL_TYPE = 12;
    private static final int STATUS = 16;
    private static final int VLAN_TCI = 32;
    private static final int VLAN_TPID = 34;

    private final Kernel kernel = new Kernel();

    /// Errno lies in the kernel object's memory, so whoever is not the reader has one of its own.
    private final Kernel others = new Kernel();

    private final String name;
    private final int index;
    private final int fd;
    private final MemorySegment message = kernel.allocate(MESSAGE_BYTES);
    private final MemorySegment control = kernel.allocate(CONTROL_BYTES);
    private final MemorySegment frame = kernel.allocate(FRAME_BYTES);
    private final MemorySegment statistics = others.allocate(8);
    private int tag = NO_TAG;
    private boolean closed;

    /// Opens the socket; it lets nothing through yet.
    ///
    /// @param patienceMillis how long {@link #receive} waits at most
    /// @throws IOException when there is no such interface, or the right to watch it is missing;
    ///   the message is one line for people
    public static FilteredSocket open(String interfaceName, int patienceMillis) throws IOException {
        return new FilteredSocket(interfaceName, patienceMillis);
    }

    private FilteredSocket(String name, int patienceMillis) throws IOException {
        this.name = name;
        this.index = kernel.interfaceIndex(name);
        if (index == 0) {
            throw new IOException("no interface " + name);
        }
        this.fd = kernel.socket(RawSockets.AF_PACKET, RawSockets.SOCK_RAW, 0);
        if (fd < 0) {
            throw new IOException(RawSockets.refusal(kernel, "watching " + name));
        }
        try {
            attach(SocketFilter.NOTHING);
            check(kernel.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, BUFFER_BYTES), "its buffer");
            check(option(PACKET_IGNORE_OUTGOING), "ignoring own frames");
            check(option(PACKET_AUXDATA), "asking for tags");
            waitAtMost(patienceMillis);
            check(
                    kernel.bind(fd, RawSockets.address(kernel, ETH_P_ALL_NETWORK_ORDER, index)),
                    "watching it");
            MemorySegment membership = kernel.allocate(16);
            membership.set(JAVA_INT, 0, index);
            membership.set(JAVA_SHORT, 4, (short) PACKET_MR_PROMISC);
            check(
                    kernel.setsockopt(
                            fd, AfPacketRing.SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership),
                    "making it promiscuous");
        } catch (IOException e) {
            int _ = kernel.close(fd);
            throw e;
        }
        prepareMessage();
    }

    /// A socket of no interface.
    private FilteredSocket(int fd, int patienceMillis) throws IOException {
        this.name = "rehearsal";
        this.index = 0;
        this.fd = fd;
        waitAtMost(patienceMillis);
        prepareMessage();
    }

    /// A sender and what it sends to, without a network: for a rehearsal of whoever uses both.
    ///
    /// @param mac what the sender's frames must come from
    public static Rehearsal rehearsal(long mac, int patienceMillis) throws IOException {
        var kernel = new Kernel();
        MemorySegment both = kernel.allocate(8);
        if (kernel.socketPair(both) < 0) {
            throw new IOException("no pair of sockets: errno " + kernel.error());
        }
        return new Rehearsal(
                FrameSender.over(both.get(JAVA_INT, 0), mac),
                new FilteredSocket(both.get(JAVA_INT, 4), patienceMillis));
    }

    /// Two ends of one pair.
    public record Rehearsal(FrameSender sender, FilteredSocket receiver) implements AutoCloseable {
        @Override
        public void close() {
            sender.close();
            receiver.close();
        }
    }

    private int option(int which) {
        return kernel.setsockopt(fd, AfPacketRing.SOL_PACKET, which, 1);
    }

    private void waitAtMost(int millis) throws IOException {
        MemorySegment time = kernel.allocate(16);
        time.set(JAVA_LONG, 0, millis / 1_000);
        time.set(JAVA_LONG, 8, millis % 1_000 * 1_000L);
        check(kernel.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, time), "its patience");
    }

    private void prepareMessage() {
        MemorySegment vector = kernel.allocate(16);
        vector.set(ADDRESS, 0, frame);
        vector.set(JAVA_LONG, 8, frame.byteSize());
        message.set(ADDRESS, VECTOR, vector);
        message.set(JAVA_LONG, VECTORS, 1);
        message.set(ADDRESS, CONTROL, control);
    }

    private void check(int answer, String what) throws IOException {
        if (answer < 0) {
            throw new IOException(
                    "interface " + name + ": " + what + " failed with errno " + kernel.error());
        }
    }

    /// Puts this filter in the other's place; no frame falls between the two.
    ///
    /// @throws IOException when the kernel does not take it; then the old one stays
    public void attach(SocketFilter filter) throws IOException {
        synchronized (others) {
            if (closed) {
                throw new IOException("interface " + name + ": no longer watched");
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment program = arena.allocate(16, 8);
                program.set(JAVA_SHORT, 0, (short) filter.length());
                program.set(ADDRESS, 8, filter.in(arena));
                if (others.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, program) < 0) {
                    throw new IOException(
                            "interface " + name + ": no filter, errno " + others.error());
                }
            }
        }
    }

    /// Waits for a frame, and answers how many of its bytes are in {@link #frame}; or {@link
    /// #NOTHING}, or {@link #TROUBLE}.
    public int receive() {
        message.set(JAVA_LONG, CONTROL_LENGTH, CONTROL_BYTES);
        message.set(JAVA_INT, MESSAGE_FLAGS, 0);
        long length = kernel.recvmsg(fd, message, 0);
        if (length < 0) {
            int error = kernel.error();
            return error == Kernel.EAGAIN || error == Kernel.EINTR ? NOTHING : TROUBLE;
        }
        tag = tagOf();
        return (int) length;
    }

    /// The kernel takes the outer tag out of the frame and tells it beside.
    private int tagOf() {
        if (message.get(JAVA_LONG, CONTROL_LENGTH) <= VLAN_TPID
                || control.get(JAVA_INT, CONTROL_LEVEL) != AfPacketRing.SOL_PACKET
                || control.get(JAVA_INT, CONTROL_TYPE) != PACKET_AUXDATA) {
            return NO_TAG;
        }
        int status = control.get(JAVA_INT, STATUS);
        if ((status & TP_STATUS_VLAN_VALID) == 0) {
            return NO_TAG;
        }
        int type =
                (status & TP_STATUS_VLAN_TPID_VALID) == 0
                        ? ETH_P_8021Q
                        : Short.toUnsignedInt(control.get(JAVA_SHORT, VLAN_TPID));
        return type << 16 | Short.toUnsignedInt(control.get(JAVA_SHORT, VLAN_TCI));
    }

    /// The frame that was received last; overwritten by the next.
    public MemorySegment frame() {
        return frame;
    }

    /// The outer tag of the frame that was received last: EtherType and control information, 16
    /// bits each; or {@link #NO_TAG}.
    public int tag() {
        return tag;
    }

    /// Frames that passed the filter and were lost because nobody received them, since the last
    /// question.
    public long drops() {
        synchronized (others) {
            boolean told =
                    !closed
                            && others.getsockopt(
                                            fd,
                                            AfPacketRing.SOL_PACKET,
                                            PACKET_STATISTICS,
                                            statistics)
                                    == 0;
            return told ? Integer.toUnsignedLong(statistics.get(JAVA_INT, 4)) : 0;
        }
    }

    /// Whether the interface is up and something is plugged in, and is still the same one.
    public boolean isUp() {
        return RawSockets.isUp(name, index);
    }

    /// Whether there is another interface of that name now, or none.
    public boolean isGone() {
        synchronized (others) {
            return others.interfaceIndex(name) != index;
        }
    }

    /// For the thread that receives, or after it ended.
    @Override
    public void close() {
        synchronized (others) {
            if (!closed) {
                closed = true;
                int _ = others.close(fd);
            }
        }
    }
}
