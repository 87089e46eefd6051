package org.tapwarden.appliance.lists;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.classifier.list.ActiveLists;
import org.tapwarden.classifier.list.Lists;
import org.tapwarden.classifier.list.ListsFolder;

/// The lists that the appliance goes by. A thread of its own looks which generation counts, opens a
/// new one and publishes it; whoever asks never waits for that.
///
/// A generation that cannot be read changes nothing: it is said once and counted.
public final class ListsInUse implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ListsInUse.class);
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ListsFolder folder;
    private final ActiveLists active = new ActiveLists();
    private final Thread thread;
    private @Nullable Path used;
    private @Nullable String told;
    private volatile int generation;
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean over;

    private ListsInUse(Path directory) {
        this.folder = new ListsFolder(directory);
        this.thread = Thread.ofPlatform().daemon().name("lists").unstarted(this::watch);
    }

    /// Takes what counts now, and goes on looking.
    public static ListsInUse watch(Path directory) {
        var lists = new ListsInUse(directory);
        lists.look();
        lists.thread.start();
        return lists;
    }

    /// What counts now, for a replay, which goes by the same lists from its first frame to its
    /// last.
    ///
    /// @throws IOException in one line, when there are none or they cannot be read
    public static Lists open(Path directory) throws IOException {
        Optional<Path> file = new ListsFolder(directory).current();
        return Lists.open(
                file.orElseThrow(
                        () -> new IOException(directory + ": no lists were imported there")));
    }

    private void watch() {
        while (!over) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            look();
        }
    }

    private void look() {
        try {
            Path file = folder.current().orElse(null);
            if (file == null || file.equals(used)) {
                return;
            }
            Lists lists = Lists.open(file);
            active.publish(lists);
            used = file;
            told = null;
            generation = ListsFolder.number(file);
            LOG.info("{} lists, {} names, from {}", lists.lists().size(), lists.names(), file);
        } catch (IOException | RuntimeException e) {
            String what = String.valueOf(e.getMessage());
            if (!what.equals(told)) {
                told = what;
                refused.incrementAndGet();
                LOG.warn("lists cannot be used, the ones before still count: {}", what);
            }
        }
    }

    /// Where to ask.
    public ActiveLists active() {
        return active;
    }

    /// For the appliance's health.
    public Map<String, Long> counters() {
        Lists lists = active.current();
        return Map.of(
                "lists_generation",
                (long) generation,
                "lists_names",
                lists == null ? 0L : lists.names(),
                "lists_refused",
                refused.get());
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
