package org.tapwarden.enforcer.nft;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.tapwarden.enforcer.driver.Commands;

/// libnftables in this process (libnftables(3)), through the foreign function interface: one
/// context, used by one thread at a time.
///
/// The context's netlink socket belongs to the network namespace of the thread that makes it, as
/// every thread of the appliance is in one. After an error the context is thrown away and the next
/// call makes a new one, so nothing of a failed talk is left in its socket.
///
/// The library ends the whole process where it cannot open a netlink socket (seen with 1.0.6 and no
/// file descriptor left: exit 3). So one is opened and closed here before it is asked to.
@SuppressWarnings("restricted") // the launcher grants native access
public final class LibNftables implements Nft {

    static final String LIBRARY = "libnftables.so.1";

    /// Of what it answers, as of a program.
    static final int MOST_OUTPUT = Commands.MOST_OUTPUT;

    static final int LONGEST_ERROR = 300;

    // From <nftables/libnftables.h>.
    private static final int DEFAULT = 0;
    private static final int JSON = 1 << 4;

    private static final String TOO_LONG = "the answer of nftables is too long";
    private static final String NO_SOCKET = "no netlink socket for nftables can be opened";

    private final Symbols symbols;
    private final ReentrantLock lock = new ReentrantLock();

    /// {@link MemorySegment#NULL} while there is none.
    private MemorySegment context = MemorySegment.NULL;

    private LibNftables(Symbols symbols) {
        this.symbols = symbols;
    }

    /// @throws IOException in one line, where the library cannot be used
    public static LibNftables open() throws IOException {
        return open(LIBRARY);
    }

    static LibNftables open(String library) throws IOException {
        var opened = new LibNftables(Symbols.of(library));
        if (!opened.hasContext()) {
            throw new IOException(NO_SOCKET);
        }
        return opened;
    }

    @Override
    public Commands.Ran run(String script) {
        return call(script, false, 0);
    }

    @Override
    public Commands.Ran check(String script) {
        return call(script, true, 0);
    }

    @Override
    public Commands.Ran list(String what) {
        return call("list " + what + "\n", false, JSON);
    }

    @Override
    public String words() {
        return "by libnftables, in this process";
    }

    @Override
    public void close() {
        lock.lock();
        try {
            forget();
        } finally {
            lock.unlock();
        }
    }

    private Commands.Ran call(String script, boolean dry, int flags) {
        lock.lock();
        try (Arena arena = Arena.ofConfined()) {
            if (!hasContext()) {
                return new Commands.Ran(-1, "", NO_SOCKET);
            }
            // Each also empties what the call before left in the buffer.
            boolean buffered =
                    (int) symbols.bufferOutput.invokeExact(context) == 0
                            && (int) symbols.bufferError.invokeExact(context) == 0;
            if (!buffered) {
                forget();
                return new Commands.Ran(-1, "", "no memory for the answer of nftables");
            }
            symbols.outputFlags.invokeExact(context, flags);
            symbols.dryRun.invokeExact(context, dry);
            int failed = (int) symbols.run.invokeExact(context, arena.allocateFrom(script));
            Optional<String> out =
                    text((MemorySegment) symbols.output.invokeExact(context), MOST_OUTPUT);
            if (failed == 0 && out.isPresent()) {
                return new Commands.Ran(0, out.orElseThrow(), "");
            }
            Optional<String> error =
                    text((MemorySegment) symbols.error.invokeExact(context), MOST_OUTPUT);
            forget();
            String why = failed == 0 ? TOO_LONG : error.orElse(TOO_LONG);
            return new Commands.Ran(1, "", line(why));
        } catch (Throwable e) {
            throw new IllegalStateException("libnftables cannot be called", e);
        } finally {
            lock.unlock();
        }
    }

    /// Makes the context where there is none.
    private boolean hasContext() {
        lock.lock();
        try {
            if (context.equals(MemorySegment.NULL) && Netlink.canBeOpened(Netlink.NETFILTER)) {
                context = (MemorySegment) symbols.newContext.invokeExact(DEFAULT);
            }
            return !context.equals(MemorySegment.NULL);
        } catch (Throwable e) {
            throw new IllegalStateException("libnftables cannot be called", e);
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        if (context.equals(MemorySegment.NULL)) {
            return;
        }
        MemorySegment gone = context;
        context = MemorySegment.NULL;
        try {
            symbols.freeContext.invokeExact(gone);
        } catch (Throwable e) {
            throw new IllegalStateException("libnftables cannot be called", e);
        }
    }

    /// Empty where it does not end in time.
    static Optional<String> text(MemorySegment start, long most) {
        if (start.equals(MemorySegment.NULL)) {
            return Optional.of("");
        }
        try {
            return Optional.of(start.reinterpret(most).getString(0));
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /// The first line, which says what is wrong; the others repeat the script.
    static String line(String error) {
        String first = error.lines().findFirst().orElse("no reason").replaceAll("\\p{Cntrl}", " ");
        return first.length() <= LONGEST_ERROR ? first : first.substring(0, LONGEST_ERROR);
    }

    /// The few functions that are needed. What `nft_ctx_output_set_flags` answers differs between
    /// versions and is not looked at.
    private record Symbols(
            MethodHandle newContext,
            MethodHandle freeContext,
            MethodHandle bufferOutput,
            MethodHandle bufferError,
            MethodHandle output,
            MethodHandle error,
            MethodHandle outputFlags,
            MethodHandle dryRun,
            MethodHandle run) {

        static Symbols of(String library) throws IOException {
            SymbolLookup found;
            try {
                // Never unloaded: it may have registered what runs at the end of the process.
                found = SymbolLookup.libraryLookup(library, Arena.global());
            } catch (IllegalArgumentException e) {
                throw new IOException(library + " is not here or cannot be loaded", e);
            }
            var text = FunctionDescriptor.of(ADDRESS, ADDRESS);
            var number = FunctionDescriptor.of(JAVA_INT, ADDRESS);
            return new Symbols(
                    handle(library, found, "nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT)),
                    handle(library, found, "nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS)),
                    handle(library, found, "nft_ctx_buffer_output", number),
                    handle(library, found, "nft_ctx_buffer_error", number),
                    handle(library, found, "nft_ctx_get_output_buffer", text),
                    handle(library, found, "nft_ctx_get_error_buffer", text),
                    handle(
                            library,
                            found,
                            "nft_ctx_output_set_flags",
                            FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT)),
                    handle(
                            library,
                            found,
                            "nft_ctx_set_dry_run",
                            FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN)),
                    handle(
                            library,
                            found,
                            "nft_run_cmd_from_buffer",
                            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS)));
        }

        private static MethodHandle handle(
                String library, SymbolLookup found, String name, FunctionDescriptor descriptor)
                throws IOException {
            MemorySegment function =
                    found.find(name)
                            .orElseThrow(() -> new IOException(library + " has no " + name));
            return Linker.nativeLinker().downcallHandle(function, descriptor);
        }
    }
}
