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

    /// Makes the calling thread the nicest (setpriority(2): on Linux 0 is the calling thread).
    ///
    /// @return whether the kernel agreed
    public static boolean take() {
        Linker linker = Linker.nativeLinker();
        var setpriority =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("setpriority"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        try {
            return (int) setpriority.invokeExact(PRIO_PROCESS, 0, LOWEST) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("setpriority could not be called", e);
        }
    }
}
