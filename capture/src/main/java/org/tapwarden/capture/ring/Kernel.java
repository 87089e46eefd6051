package org.tapwarden.capture.ring;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/// The few calls of the C library that packet sockets need, through the foreign function interface.
/// Every method answers what the call answered; a negative answer leaves its reason in {@link
/// #error}.
@SuppressWarnings("restricted") // the launcher grants native access; nothing else of ours has any
final class Kernel {

    // From <errno.h>.
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENODEV = 19;
    static final int EACCES = 13;
    static final int ENETDOWN = 100;

    // From <net/if.h>: interface flags.
    static final int UP = 0x1;
    static final int RUNNING = 0x40;

    /// There is no such interface, or nobody may ask.
    static final int NO_FLAGS = -1;

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCGIFHWADDR = 0x8927;
    private static final int LONGEST_NAME = 15;
    private static final int REQUEST_FLAGS = 16;
    private static final int REQUEST_FAMILY = 16;
    private static final int REQUEST_HARDWARE = 18;
    private static final int REQUEST_BYTES = 40;

    /// From <net/if_arp.h>.
    private static final short ARPHRD_ETHER = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    // Constants: a call through a field makes objects until it is compiled, and some are made
    // rarely.
    private static final MethodHandle SOCKET =
            handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            handle(
                    "setsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            handle(
                    "getsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle MMAP =
            handle(
                    "mmap",
                    FunctionDescriptor.of(
                            ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP =
            handle("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle POLL =
            handle("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECVMSG =
            handle("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SEND =
            handle(
                    "send",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SOCKETPAIR =
            handle(
                    "socketpair",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle NAME_TO_INDEX =
            handle("if_nametoindex", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(STATE);

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        MemorySegment function = LINKER.defaultLookup().findOrThrow(name);
        return LINKER.downcallHandle(function, descriptor, Linker.Option.captureCallState("errno"));
    }

    /// Why the last call failed, as in errno.
    int error() {
        return (int) ERRNO.get(state, 0L);
    }

    int socket(int family, int type, int protocol) {
        return call(() -> (int) SOCKET.invokeExact(state, family, type, protocol));
    }

    int bind(int fd, MemorySegment address) {
        int length = (int) address.byteSize();
        return call(() -> (int) BIND.invokeExact(state, fd, address, length));
    }

    int setsockopt(int fd, int level, int name, MemorySegment value) {
        int length = (int) value.byteSize();
        return call(() -> (int) SETSOCKOPT.invokeExact(state, fd, level, name, value, length));
    }

    int setsockopt(int fd, int level, int name, int value) {
        try (Arena local = Arena.ofConfined()) {
            return setsockopt(fd, level, name, local.allocateFrom(JAVA_INT, value));
        }
    }

    int getsockopt(int fd, int level, int name, MemorySegment value) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment length = local.allocateFrom(JAVA_INT, (int) value.byteSize());
            return call(() -> (int) GETSOCKOPT.invokeExact(state, fd, level, name, value, length));
        }
    }

    /// Maps `size` bytes of the socket's ring, or answers {@link MemorySegment#NULL}.
    MemorySegment mapShared(int fd, long size) {
        int readWrite = 3;
        int shared = 1;
        try {
            var at =
                    (MemorySegment)
                            MMAP.invokeExact(
                                    state, MemorySegment.NULL, size, readWrite, shared, fd, 0L);
            return at.address() == -1 ? MemorySegment.NULL : at.reinterpret(size);
        } catch (Throwable e) {
            throw new IllegalStateException("mmap cannot be called", e);
        }
    }

    int unmap(MemorySegment mapped) {
        long size = mapped.byteSize();
        return call(() -> (int) MUNMAP.invokeExact(state, mapped, size));
    }

    /// Waits for the events of one pollfd.
    int poll(MemorySegment pollfd, int millis) {
        try {
            return (int) POLL.invokeExact(state, pollfd, 1L, millis);
        } catch (Throwable e) {
            throw new IllegalStateException("poll cannot be called", e);
        }
    }

    /// Receives one message; the answer is its length.
    long recvmsg(int fd, MemorySegment header, int flags) {
        try {
            return (long) RECVMSG.invokeExact(state, fd, header, flags);
        } catch (Throwable e) {
            throw new IllegalStateException("recvmsg cannot be called", e);
        }
    }

    /// Sends the first `length` bytes.
    long send(int fd, MemorySegment bytes, long length, int flags) {
        try {
            return (long) SEND.invokeExact(state, fd, bytes, length, flags);
        } catch (Throwable e) {
            throw new IllegalStateException("send cannot be called", e);
        }
    }

    /// Two sockets of this process that talk to each other.
    ///
    /// @param both where their two numbers are put
    int socketPair(MemorySegment both) {
        return call(() -> (int) SOCKETPAIR.invokeExact(state, AF_UNIX, SOCK_DGRAM, 0, both));
    }

    int close(int fd) {
        return call(() -> (int) CLOSE.invokeExact(state, fd));
    }

    /// The interface's number, or 0 when there is none of that name.
    int interfaceIndex(String name) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment text = local.allocateFrom(name);
            return call(() -> (int) NAME_TO_INDEX.invokeExact(state, text));
        }
    }

    /// Whether the interface is {@link #UP} and something is plugged in ({@link #RUNNING}). The JDK
    /// does not list an interface without an address, as a tap's is.
    int interfaceFlags(String name) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment request = local.allocate(REQUEST_BYTES, 8);
            return asked(name, SIOCGIFFLAGS, request) < 0
                    ? NO_FLAGS
                    : Short.toUnsignedInt(request.get(JAVA_SHORT, REQUEST_FLAGS));
        }
    }

    /// The interface's own MAC in the low 48 bits; 0 when there is no such interface, or it is no
    /// Ethernet.
    long hardwareAddress(String name) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment request = local.allocate(REQUEST_BYTES, 8);
            if (asked(name, SIOCGIFHWADDR, request) < 0
                    || request.get(JAVA_SHORT, REQUEST_FAMILY) != ARPHRD_ETHER) {
                return 0;
            }
            long bits = 0;
            for (int i = 0; i < 6; i++) {
                bits = bits << 8 | (request.get(JAVA_BYTE, REQUEST_HARDWARE + i) & 0xff);
            }
            return bits;
        }
    }

    /// Asks about an interface by its name (netdevice(7)).
    private int asked(String name, long question, MemorySegment request) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        int fd = text.length > LONGEST_NAME ? NO_FLAGS : socket(AF_UNIX, SOCK_DGRAM, 0);
        if (fd < 0) {
            return fd;
        }
        try {
            MemorySegment.copy(text, 0, request, JAVA_BYTE, 0, text.length);
            return call(() -> (int) IOCTL.invokeExact(state, fd, question, request));
        } finally {
            int _ = close(fd);
        }
    }

    /// Memory for structures, as long as this object lives.
    MemorySegment allocate(long bytes) {
        return arena.allocate(bytes, ValueLayout.JAVA_LONG.byteAlignment());
    }

    private interface Call {
        int run() throws Throwable;
    }

    private static int call(Call call) {
        try {
            return call.run();
        } catch (Throwable e) {
            throw new IllegalStateException("the C library cannot be called", e);
        }
    }
}
