package org.tapwarden.capture.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/// A group of rings that share the frames of one interface: the kernel gives each frame to the
/// member that its flow's hash says, the same for both directions (packet(7), PACKET_FANOUT).
///
/// The kernel picks the group's number, so that a second program on this machine cannot join it by
/// accident and take a part of the frames away. When the interface was deleted and made again, the
/// first member that comes back begins a new group and the others follow it.
public final class Fanout {

    /// For a ring that has the interface's frames to itself.
    public static final Fanout ALONE = new Fanout(false);

    // From <linux/if_packet.h>.
    private static final int PACKET_FANOUT = 18;
    private static final int BY_HASH = 0;
    private static final int KERNEL_PICKS_NUMBER = 0x2000;

    /// What a socket says about its own frames does not count in a group (Linux 5.15 and later).
    private static final int IGNORE_OUTGOING = 0x4000;

    private static final int SHARING = BY_HASH | IGNORE_OUTGOING;

    private final boolean shared;
    private final ReentrantLock joining = new ReentrantLock();
    private int interfaceIndex;
    private int number;

    /// A group without members.
    public Fanout() {
        this(true);
    }

    private Fanout(boolean shared) {
        this.shared = shared;
    }

    /// Makes the bound socket a member; negative when the kernel refuses.
    int join(Kernel kernel, int fd, int index) {
        if (!shared) {
            return 0;
        }
        joining.lock();
        try {
            if (index == interfaceIndex) {
                return kernel.setsockopt(
                        fd, AfPacketRing.SOL_PACKET, PACKET_FANOUT, number | (SHARING << 16));
            }
            int begin = (SHARING | KERNEL_PICKS_NUMBER) << 16;
            int answer = kernel.setsockopt(fd, AfPacketRing.SOL_PACKET, PACKET_FANOUT, begin);
            if (answer < 0) {
                return answer;
            }
            MemorySegment value = kernel.allocate(4);
            answer = kernel.getsockopt(fd, AfPacketRing.SOL_PACKET, PACKET_FANOUT, value);
            if (answer >= 0) {
                number = value.get(JAVA_INT, 0) & 0xffff;
                interfaceIndex = index;
            }
            return answer;
        } finally {
            joining.unlock();
        }
    }
}
