package org.tapwarden.enforcer.isolation;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.ring.FrameSender;

/// The thread that tells: what is false every half second, as long as it is to be believed; the
/// truth three times, since whoever just learnt something does not learn anew for a second (Linux,
/// `neigh/default/locktime`).
final class Teller implements AutoCloseable {

    static final long EVERY_MILLIS = 500;

    /// After which time the truth is told again.
    private static final List<Long> PAUSES_MILLIS = List.of(150L, 1_100L);

    private static final long TRY_AGAIN_MILLIS = 1_000;
    private static final long PARTING_PAUSE_MILLIS = 50;
    private static final int PARTING_TIMES = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Teller.class);

    private final ScheduledExecutorService owner =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("isolation").factory());

    // Only the owner touches what stands below.
    private final Map<String, FrameSender> senders = new HashMap<>();
    private final ClaimFrames frames = new ClaimFrames();
    private final Set<Tie> falsely = new LinkedHashSet<>();
    private boolean troubled;

    /// Opens the interfaces.
    ///
    /// @param looked called twice a second
    /// @throws IOException in one line, when one cannot be opened
    Teller(Collection<String> devices, Runnable looked) throws IOException {
        try {
            for (String device : devices) {
                if (!senders.containsKey(device)) {
                    senders.put(device, FrameSender.open(device));
                }
            }
        } catch (IOException e) {
            senders.values().forEach(FrameSender::close);
            owner.shutdown();
            throw e;
        }
        var _ =
                owner.scheduleWithFixedDelay(
                        () -> turn(looked), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void turn(Runnable looked) {
        try {
            looked.run();
        } catch (RuntimeException e) {
            // Thrown on, it would end the telling for good.
            LOG.error("isolation: leases could not be looked after", e);
        }
        tellFalsely(List.copyOf(falsely));
    }

    /// From now on these are told falsely and no others; the new ones at once.
    void become(Set<Tie> all) {
        owner.execute(() -> {
            var fresh = new LinkedHashSet<>(all);
            fresh.removeAll(falsely);
            falsely.clear();
            falsely.addAll(all);
            tellFalsely(fresh);
        });
    }

    /// Tells the truth about these, except what is meanwhile told falsely again.
    ///
    /// @param told called when it was told often enough
    void correct(Set<Tie> ties, Consumer<Set<Tie>> told) {
        owner.execute(() -> correct(ties, 0, told));
    }

    private void correct(Set<Tie> ties, int round, Consumer<Set<Tie>> told) {
        var rest = new LinkedHashSet<>(ties);
        rest.removeAll(falsely);
        boolean heard = true;
        for (Tie tie : rest) {
            heard &= tell(tie, false);
        }
        if (!heard) {
            schedule(() -> correct(ties, round, told), TRY_AGAIN_MILLIS);
        } else if (round < PAUSES_MILLIS.size()) {
            schedule(() -> correct(ties, round + 1, told), PAUSES_MILLIS.get(round));
        } else {
            told.accept(ties);
        }
    }

    private void schedule(Runnable what, long millis) {
        if (!owner.isShutdown()) {
            var _ = owner.schedule(what, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void tellFalsely(Collection<Tie> ties) {
        ties.forEach(tie -> tell(tie, true));
    }

    /// Tells both ends where the other is.
    ///
    /// @param here that it is this machine; else where it really is
    /// @return whether the interface took it
    private boolean tell(Tie tie, boolean here) {
        try {
            FrameSender sender = sender(tie.device());
            long own = sender.mac();
            int length =
                    frames.claim(
                            own,
                            tie.victim().bits(),
                            tie.victimAddress(),
                            tie.gatewayAddress(),
                            here ? own : tie.gateway().bits(),
                            true);
            boolean sent = sender.isUp() && sender.send(frames.frame(), length);
            length =
                    frames.claim(
                            own,
                            tie.gateway().bits(),
                            tie.gatewayAddress(),
                            tie.victimAddress(),
                            here ? own : tie.victim().bits(),
                            false);
            sent &= sender.isUp() && sender.send(frames.frame(), length);
            troubled = false;
            return sent;
        } catch (IOException | RuntimeException e) {
            if (!troubled) {
                LOG.error("isolation: {}", e.toString());
            }
            troubled = true;
            return false;
        }
    }

    /// Opened anew where the interface is another one now.
    private FrameSender sender(String device) throws IOException {
        FrameSender sender = senders.get(device);
        if (sender == null || sender.isGone()) {
            FrameSender fresh = FrameSender.open(device);
            if (sender != null) {
                sender.close();
            }
            senders.put(device, fresh);
            return fresh;
        }
        return sender;
    }

    /// Tells the truth about these a few times, quickly, and ends.
    ///
    /// @return whether it was heard
    boolean part(Set<Tie> ties) {
        boolean heard = false;
        try {
            heard =
                    owner.submit(
                                    () -> {
                                        falsely.clear();
                                        boolean all = true;
                                        for (int i = 0; i < PARTING_TIMES && !ties.isEmpty(); i++) {
                                            for (Tie tie : ties) {
                                                all &= tell(tie, false);
                                            }
                                            Thread.sleep(PARTING_PAUSE_MILLIS);
                                        }
                                        return all;
                                    })
                            .get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.error("isolation: the truth was not told: {}", e.toString());
        }
        close();
        return heard;
    }

    @Override
    public void close() {
        owner.shutdownNow();
        try {
            if (owner.awaitTermination(5, TimeUnit.SECONDS)) {
                senders.values().forEach(FrameSender::close);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
