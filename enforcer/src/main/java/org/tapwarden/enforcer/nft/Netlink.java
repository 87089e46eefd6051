package org.tapwarden.enforcer.nft;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/// Questions to the kernel by netlink(7), each on a socket of its own, in the network namespace of
/// the calling thread.
@SuppressWarnings("restricted") // the launcher grants native access
final class Netlink {

    static final int ROUTE = 0;
    static final int NETFILTER = 12;

    // From <sys/socket.h> and <linux/netlink.h>.
    private static final int AF_NETLINK = 16;
    private static final int RAW_AND_CLOSED_ON_EXEC = 3 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int REQUEST = 1;
    private static final int DUMP = 0x300;
    private static final int INTERRUPTED = 0x10;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int HEADER = 16;

    /// The kernel fills no more of one answer, whatever the room.
    private static final int ROOM = 32 << 10;

    private static final long PATIENCE_SECONDS = 1;

    /// A table that changes while it is read is read again.
    private static final int MOST_READINGS = 3;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET =
            handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            handle(
                    "setsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SEND =
            handle(
                    "send",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECV =
            handle(
                    "recv",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Netlink() {}

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }

    /// Whether a socket of that protocol can be had.
    static boolean canBeOpened(int protocol) {
        try {
            int fd = (int) SOCKET.invokeExact(AF_NETLINK, RAW_AND_CLOSED_ON_EXEC, protocol);
            return fd >= 0 && (int) CLOSE.invokeExact(fd) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("the C library cannot be called", e);
        }
    }

    /// Reads a whole table of the routing family; again where it changed meanwhile, so an answer
    /// may come twice.
    ///
    /// @param body the request behind the netlink header, in this machine's byte order
    /// @param answer the type of messages that are wanted
    /// @param each gets what stands behind the netlink header
    static void dump(int type, byte[] body, int answer, Consumer<ByteBuffer> each)
            throws IOException {
        for (int i = 0; i < MOST_READINGS; i++) {
            if (ask(type, DUMP, body, answer, each)) {
                return;
            }
        }
        throw new IOException("a table of the kernel changes faster than it is read");
    }

    /// One question with one answer, or none where the kernel has none.
    static void get(int type, byte[] body, int answer, Consumer<ByteBuffer> each)
            throws IOException {
        var _ = ask(type, 0, body, answer, each);
    }

    /// @return whether nothing changed meanwhile
    private static boolean ask(
            int type, int flags, byte[] body, int answer, Consumer<ByteBuffer> each)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) SOCKET.invokeExact(AF_NETLINK, RAW_AND_CLOSED_ON_EXEC, ROUTE);
            if (fd < 0) {
                throw new IOException("no netlink socket can be opened");
            }
            try {
                MemorySegment patience = arena.allocateFrom(JAVA_LONG, PATIENCE_SECONDS, 0L);
                int set =
                        (int)
                                SETSOCKOPT.invokeExact(
                                        fd,
                                        SOL_SOCKET,
                                        SO_RCVTIMEO,
                                        patience,
                                        (int) patience.byteSize());
                MemorySegment request = arena.allocateFrom(JAVA_BYTE, request(type, flags, body));
                long sent = (long) SEND.invokeExact(fd, request, request.byteSize(), 0);
                if (set != 0 || sent != request.byteSize()) {
                    throw new IOException("netlink takes no question");
                }
                return answers(fd, arena.allocate(ROOM), flags == DUMP, answer, each);
            } finally {
                int _ = (int) CLOSE.invokeExact(fd);
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the C library cannot be called", e);
        }
    }

    private static byte[] request(int type, int flags, byte[] body) {
        return ByteBuffer.allocate(HEADER + body.length)
                .order(ByteOrder.nativeOrder())
                .putInt(HEADER + body.length)
                .putShort((short) type)
                .putShort((short) (REQUEST | flags))
                .putInt(1)
                .putInt(0)
                .put(body)
                .array();
    }

    private static boolean answers(
            int fd, MemorySegment room, boolean many, int answer, Consumer<ByteBuffer> each)
            throws Throwable {
        boolean steady = true;
        while (true) {
            long got = (long) RECV.invokeExact(fd, room, room.byteSize(), 0);
            if (got < HEADER) {
                throw new IOException("netlink does not answer");
            }
            ByteBuffer all = room.asSlice(0, got).asByteBuffer().order(ByteOrder.nativeOrder());
            while (all.remaining() >= HEADER) {
                int at = all.position();
                int length = all.getInt(at);
                int type = Short.toUnsignedInt(all.getShort(at + 4));
                if (length < HEADER || length > all.remaining()) {
                    throw new IOException("netlink answers what is none");
                }
                steady &= (all.getShort(at + 6) & INTERRUPTED) == 0;
                if (type == NLMSG_DONE || type == NLMSG_ERROR) {
                    return steady;
                }
                if (type == answer) {
                    each.accept(
                            all.slice(at + HEADER, length - HEADER).order(ByteOrder.nativeOrder()));
                    if (!many) {
                        return true;
                    }
                }
                all.position(Math.min(all.limit(), at + aligned(length)));
            }
        }
    }

    static int aligned(int length) {
        return (length + 3) & ~3;
    }
}
