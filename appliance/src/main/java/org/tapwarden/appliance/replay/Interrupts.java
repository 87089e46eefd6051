package org.tapwarden.appliance.replay;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// What Ctrl-C and SIGTERM do: the first asks the work to end in order, a second ends at once.
///
/// The platform has no supported interface for signals. A shutdown hook cannot see a second one, so
/// this reaches `sun.misc.Signal` (module jdk.unsupported) by reflection; where that is missing the
/// signals keep their usual meaning.
public final class Interrupts {

    /// Exit code of work that was cut short.
    public static final int CUT_SHORT = 130;

    private Interrupts() {}

    /// Calls `endInOrder` on the first signal, on a thread of its own.
    public static void onFirst(Runnable endInOrder) {
        var count = new AtomicInteger();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    if (count.incrementAndGet() > 1) {
                                        Runtime.getRuntime().halt(CUT_SHORT);
                                    }
                                    endInOrder.run();
                                }
                                return null;
                            });
            for (String name : new String[] {"INT", "TERM"}) {
                Object one = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, one, ours);
            }
        } catch (ReflectiveOperationException e) {
            // No such class in this runtime: Ctrl-C ends the program at once, as it always did.
            return;
        }
    }
}
