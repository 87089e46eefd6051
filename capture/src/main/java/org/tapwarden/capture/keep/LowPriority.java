package org.tapwarden.capture.keep;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;

/// Puts a thread behind all others. Java's own priorities do nothing on Linux.
@SuppressWarnings("restricted") // the launcher grants native access
public final class LowPriority {

    private static final int PRIO_PROCESS = 0;
    private static final int LOWEST = 19;

    private LowPriority() {}

    /// Makes the calling thread the nicest: beside others that want a core it gets a 70th of it.
    ///
    /// @return whether the kernel agreed
    public static boolean take() {
        return take(LOWEST);
    }

    /// Makes the calling thread nicer (setpriority(2): on Linux 0 is the calling thread).
    ///
    /// @param nice 1 to 19; each step is a fifth less of a core that others want too, so that 10 is
    ///   a tenth and 15 a thirtieth of it (sched(7))
    /// @return whether the kernel agreed
    public static boolean take(int nice) {
        Linker linker = Linker.nativeLinker();
        var setpriority =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("setpriority"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        try {
            return (int) setpriority.invokeExact(PRIO_PROCESS, 0, nice) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("setpriority could not be called", e);
        }
    }
}
