package org.tapwarden.enforcer.nft;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// A thread of this process that lives in a network namespace (setns(2)), as every thread of an
/// appliance that was started in one.
public final class Namespace implements AutoCloseable {

    private static final int CLONE_NEWNET = 0x40000000;

    private final ExecutorService inside =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("in-namespace").factory());

    public Namespace(String name) {
        int entered = call(() -> enter("/run/netns/" + name));
        if (entered != 0) {
            throw new IllegalStateException("cannot enter " + name);
        }
    }

    @SuppressWarnings("restricted")
    private static int enter(String file) {
        Linker linker = Linker.nativeLinker();
        MethodHandle open =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("open"),
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                        Linker.Option.firstVariadicArg(2));
        MethodHandle setns =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("setns"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) open.invokeExact(arena.allocateFrom(file), 0);
            return (int) setns.invokeExact(fd, CLONE_NEWNET);
        } catch (Throwable e) {
            throw new IllegalStateException("setns cannot be called", e);
        }
    }

    public <T> T call(Callable<T> work) {
        try {
            return inside.submit(work).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /// The same driver, asked by this thread.
    public Driver within(Driver driver) {
        return new Within(driver);
    }

    @Override
    public void close() {
        inside.close();
    }

    private final class Within implements Driver {

        private final Driver driver;

        Within(Driver driver) {
            this.driver = driver;
        }

        @Override
        public String name() {
            return driver.name();
        }

        @Override
        public Step step() {
            return driver.step();
        }

        @Override
        public void prepare() {
            boolean _ =
                    call(() -> {
                        driver.prepare();
                        return true;
                    });
        }

        @Override
        public Reach reach(Subject subject) {
            return call(() -> driver.reach(subject));
        }

        @Override
        public Reach probe() {
            return call(driver::probe);
        }

        @Override
        public Outcome hold(Grant grant, Duration timeout) {
            return call(() -> driver.hold(grant, timeout));
        }

        @Override
        public Outcome release(Grant grant) {
            return call(() -> driver.release(grant));
        }

        @Override
        public Outcome releaseAll() {
            return call(driver::releaseAll);
        }

        @Override
        public Optional<Map<Mac, String>> held() {
            return call(driver::held);
        }
    }
}
