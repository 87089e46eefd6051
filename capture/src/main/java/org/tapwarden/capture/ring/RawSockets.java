package org.tapwarden.capture.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/// What packet sockets have in common (packet(7)).
final class RawSockets {

    static final int AF_PACKET = 17;
    static final int SOCK_RAW = 3;

    private RawSockets() {}

    /// Why there is no socket, as one line for people.
    static String refusal(Kernel kernel, String what) {
        boolean forbidden = kernel.error() == Kernel.EPERM || kernel.error() == Kernel.EACCES;
        return forbidden
                ? what + " needs the capability CAP_NET_RAW; run as root, or grant it"
                : "cannot open a packet socket: errno " + kernel.error();
    }

    /// A `struct sockaddr_ll`.
    static MemorySegment address(Kernel kernel, short protocol, int index) {
        MemorySegment address = kernel.allocate(20);
        address.set(JAVA_SHORT, 0, (short) AF_PACKET);
        address.set(JAVA_SHORT, 2, protocol);
        address.set(JAVA_INT, 4, index);
        return address;
    }

    /// Whether the interface is up, something is plugged in, and it is still this one.
    static boolean isUp(String name, int index) {
        var kernel = new Kernel();
        int flags = kernel.interfaceFlags(name);
        int both = Kernel.UP | Kernel.RUNNING;
        return flags != Kernel.NO_FLAGS
                && (flags & both) == both
                && kernel.interfaceIndex(name) == index;
    }
}
