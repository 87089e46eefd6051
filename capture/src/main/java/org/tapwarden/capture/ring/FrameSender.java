package org.tapwarden.capture.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Sends frames out of one interface. The only way of this program to send one that it made.
///
/// Invariant: no frame leaves whose Ethernet source is not the MAC of the interface itself. With
/// another's a switch would send that one's frames to us: measured, an innocent host's request
/// failed (`reference/detection-and-enforcement.md` 0.3). Checked here, for every frame.
///
/// Used by one thread; {@link #isUp} and {@link #mac} by any.
public final class FrameSender implements AutoCloseable {

    // From <linux/if_packet.h>, <sys/socket.h>.
    private static final int PACKET_QDISC_BYPASS = 20;
    private static final int MSG_DONTWAIT = 0x40;

    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final int SOURCE = 6;
    private static final int HEADER = 14;

    private final Kernel kernel;
    private final String name;
    private final int index;
    private final int fd;
    private final long mac;
    private boolean closed;

    /// Opens a socket that only sends.
    ///
    /// @throws IOException when there is no such interface, it has no MAC, or the right is missing;
    ///   the message is one line for people
    public static FrameSender open(String interfaceName) throws IOException {
        var kernel = new Kernel();
        int index = kernel.interfaceIndex(interfaceName);
        long mac = kernel.hardwareAddress(interfaceName);
        if (index == 0 || mac == 0) {
            throw new IOException(
                    index == 0
                            ? "no interface " + interfaceName
                            : "interface " + interfaceName + " has no MAC to send from");
        }
        // Protocol 0: it receives nothing.
        int fd = kernel.socket(RawSockets.AF_PACKET, RawSockets.SOCK_RAW, 0);
        if (fd < 0) {
            throw new IOException(RawSockets.refusal(kernel, "sending out of " + interfaceName));
        }
        int bypass = kernel.setsockopt(fd, AfPacketRing.SOL_PACKET, PACKET_QDISC_BYPASS, 1);
        if (bypass < 0 || kernel.bind(fd, RawSockets.address(kernel, (short) 0, index)) < 0) {
            int error = kernel.error();
            int _ = kernel.close(fd);
            throw new IOException("interface " + interfaceName + ": cannot send, errno " + error);
        }
        return new FrameSender(kernel, interfaceName, index, fd, mac);
    }

    /// Over a socket that is there already.
    static FrameSender over(int fd, long mac) {
        return new FrameSender(new Kernel(), "rehearsal", 0, fd, mac);
    }

    private FrameSender(Kernel kernel, String name, int index, int fd, long mac) {
        this.kernel = kernel;
        this.name = name;
        this.index = index;
        this.fd = fd;
        this.mac = mac;
    }

    /// The interface's own MAC, as {@link org.tapwarden.capture.Mac} keeps it.
    public long mac() {
        return mac;
    }

    /// Sends the first bytes of the segment as one frame, never waiting.
    ///
    /// @return whether the kernel took it
    /// @throws IllegalArgumentException when its source is not {@link #mac}: a bug, and nothing is
    ///   sent
    public boolean send(MemorySegment frame, int length) {
        if (length < HEADER || source(frame) != mac) {
            throw new IllegalArgumentException("a frame that does not come from " + name);
        }
        return !closed && kernel.send(fd, frame, length, MSG_DONTWAIT) == length;
    }

    private static long source(MemorySegment frame) {
        return (long) Short.toUnsignedInt(frame.get(U16, SOURCE)) << 32
                | Integer.toUnsignedLong(frame.get(U32, SOURCE + 2));
    }

    /// Whether the interface is up, something is plugged in, and it is still the one with this MAC.
    public boolean isUp() {
        return !isGone() && RawSockets.isUp(name, index);
    }

    /// Whether there is another interface of that name now, one with another MAC, or none.
    public boolean isGone() {
        var fresh = new Kernel();
        return fresh.interfaceIndex(name) != index || fresh.hardwareAddress(name) != mac;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            int _ = kernel.close(fd);
        }
    }
}
