package org.tapwarden.appliance.run;

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
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the service manager how we are, as sd_notify(3) does: ready, alive, stopping. Without one
/// it says nothing.
///
/// The JDK has no datagrams over Unix sockets, so three calls go to the C library.
@SuppressWarnings("restricted")
public final class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int LONGEST_PATH = 107;

    private Supervisor() {}

    public static void ready() {
        tell("READY=1");
    }

    public static void alive() {
        tell("WATCHDOG=1");
    }

    public static void stopping() {
        tell("STOPPING=1");
    }

    private static void tell(String state) {
        String socket = System.getenv("NOTIFY_SOCKET");
        if (socket == null || socket.isEmpty()) {
            return;
        }
        try {
            send(socket, state);
        } catch (Throwable e) {
            LOG.warn("the service manager could not be told {}: {}", state, e.toString());
        }
    }

    private static void send(String path, String state) throws Throwable {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length > LONGEST_PATH) {
            throw new IllegalArgumentException("NOTIFY_SOCKET is too long");
        }
        if (name[0] == '@') {
            name[0] = 0; // a name in the kernel's own space
        }
        try (Arena arena = Arena.ofConfined()) {
            int socket = (int) call("socket", 3).invoke(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (socket < 0) {
                throw new IllegalStateException("no socket");
            }
            MemorySegment address = arena.allocate(2L + name.length, 2);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
            byte[] text = state.getBytes(StandardCharsets.UTF_8);
            MemorySegment message = arena.allocateFrom(JAVA_BYTE, text);
            long sent =
                    (long)
                            sendto().invoke(
                                            socket,
                                            message,
                                            (long) text.length,
                                            0,
                                            address,
                                            2 + name.length);
            int _ = (int) call("close", 1).invoke(socket);
            if (sent != text.length) {
                throw new IllegalStateException("nobody listens at NOTIFY_SOCKET");
            }
        }
    }

    private static MethodHandle call(String name, int arguments) {
        var ints = new MemoryLayout[arguments];
        Arrays.fill(ints, JAVA_INT);
        return handle(name, FunctionDescriptor.of(JAVA_INT, ints));
    }

    private static MethodHandle sendto() {
        return handle(
                "sendto",
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
    }
}
