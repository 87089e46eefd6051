package org.tapwarden.enforcer.reset;

import java.io.IOException;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.ring.FilteredSocket;
import org.tapwarden.capture.ring.FrameSender;
import org.tapwarden.capture.ring.SocketFilter;

/// The thread that waits for frames of restricted devices and answers each at once. It looks after
/// its two interfaces: one that vanished and came back is opened again.
final class ResetLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResetLoop.class);

    private static final int PATIENCE_MILLIS = 100;
    private static final long LOOK_NANOS = 500_000_000L;
    private static final long TROUBLED_MILLIS = 20;

    private final ResetSettings settings;
    private final Tally tally;
    private final LongConsumer looked;
    private final Responder responder;
    private final Thread thread;

    /// Changed by the thread only, under the lock that {@link #restrict} holds.
    private volatile FilteredSocket listening;

    private volatile FrameSender sender;
    private volatile Restricted restricted = Restricted.NOBODY;
    private volatile boolean closed;
    private SocketFilter filter = SocketFilter.NOTHING;
    private long lookedAt = System.nanoTime();
    private boolean troubled;
    private boolean ownFramesTold;

    /// Opens both interfaces and starts.
    ///
    /// @param looked called by the thread twice a second with `System.nanoTime()`
    /// @throws IOException in one line, when an interface cannot be opened
    ResetLoop(
            ResetSettings settings,
            Predicate<Address> isProtected,
            Tally tally,
            LongConsumer looked)
            throws IOException {
        this.settings = settings;
        this.tally = tally;
        this.looked = looked;
        this.listening = FilteredSocket.open(settings.tap(), PATIENCE_MILLIS);
        try {
            this.sender = FrameSender.open(settings.injection());
        } catch (IOException e) {
            listening.close();
            throw e;
        }
        this.responder = new Responder(sender, settings, isProtected, tally, System.nanoTime());
        this.thread = Thread.ofPlatform().daemon().name("reset").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Answers these from now on and nobody else.
    ///
    /// @throws IOException when the kernel does not take the filter; then all is as before
    synchronized void restrict(Restricted who, SocketFilter itsFilter) throws IOException {
        if (closed) {
            throw new IOException("the reset driver is closed");
        }
        // First the table: what passes the filter is never unknown.
        Restricted before = restricted;
        restricted = who;
        try {
            listening.attach(itsFilter);
            filter = itsFilter;
        } catch (IOException e) {
            restricted = before;
            throw e;
        }
    }

    /// Our own MAC, the only one that a frame of ours comes from.
    long mac() {
        return sender.mac();
    }

    boolean hears() {
        return listening.isUp();
    }

    boolean speaks() {
        return sender.isUp();
    }

    private void run() {
        while (!closed) {
            try {
                turn();
            } catch (RuntimeException | IOException e) {
                // One line in the log for each trouble, not for each try.
                if (!troubled) {
                    LOG.error("resets: {}", e.toString());
                }
                troubled = true;
                rest();
            }
        }
    }

    /// Waits for a frame and answers it.
    private void turn() throws IOException {
        FilteredSocket socket = listening;
        int length = socket.receive();
        // Who is restricted now, and not when the wait for it began: the first frame after a hold
        // is the one that counts most.
        answer(socket, length, responder, restricted, 0);
        if (length == FilteredSocket.TROUBLE) {
            rest();
        }
        long now = System.nanoTime();
        if (now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            look(now);
        }
    }

    /// What a rehearsal does, too.
    ///
    /// @param length of the frame that was received, or what {@link FilteredSocket#receive} says
    ///   else
    /// @param ahead added to the clock
    static void answer(
            FilteredSocket listening,
            int length,
            Responder responder,
            Restricted restricted,
            long ahead) {
        if (length >= 0) {
            responder.see(
                    restricted,
                    listening.frame(),
                    length,
                    listening.tag(),
                    System.nanoTime() + ahead);
        }
    }

    private void look(long now) throws IOException {
        looked.accept(now);
        tally.add(Tally.Of.DROPPED, listening.drops());
        if (tally.of(Tally.Of.OWN_FRAMES) > 0 && !ownFramesTold) {
            ownFramesTold = true;
            LOG.warn(
                    "our own frames come back on {}: leave the port of {} out of the mirror",
                    settings.tap(),
                    settings.injection());
        }
        if (listening.isGone()) {
            FilteredSocket fresh = FilteredSocket.open(settings.tap(), PATIENCE_MILLIS);
            synchronized (this) {
                fresh.attach(filter);
                listening.close();
                listening = fresh;
            }
        }
        if (sender.isGone()) {
            FrameSender fresh = FrameSender.open(settings.injection());
            sender.close();
            sender = fresh;
            responder.sendBy(fresh);
        }
        if (troubled) {
            troubled = false;
            LOG.info("resets: both interfaces are there again");
        }
    }

    private static void rest() {
        try {
            Thread.sleep(TROUBLED_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            listening.close();
            sender.close();
        }
    }
}
