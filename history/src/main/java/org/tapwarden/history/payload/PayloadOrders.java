package org.tapwarden.history.payload;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.flow.WatchList;
import org.tapwarden.capture.keep.WholeFrames.WholeFrame;
import org.tapwarden.history.payload.PayloadOrder.State;
import org.tapwarden.history.payload.PayloadOrder.Subject;

/// Orders to keep whole payload: who may give, confirm, end and read one, and when it is over.
///
/// Whatever a person does is in the audit, on the disk, before it takes effect. Any thread.
public final class PayloadOrders implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PayloadOrders.class);
    private static final Duration SHORTEN_AGAIN = Duration.ofMinutes(1);
    private static final String TIME_OVER = "its time is over";

    private final OrderBook book;
    private final OrderKeys keys;
    private final Erasure erasure;
    private final Standing standing;
    private final PayloadLimits limits;
    private final Rights rights;
    private final Audit audit;
    private final InstantSource wall;
    private final LongSupplier nanos;
    private long destroyed;
    private long shortened;
    private long shortenAt;

    /// The sensor's audit; a row is on the disk when it returns.
    @FunctionalInterface
    public interface Audit {
        void note(String who, String act, Map<String, String> about, Instant at);
    }

    private PayloadOrders(
            Path folder,
            OrderBook book,
            PayloadLimits limits,
            Audit audit,
            InstantSource wall,
            LongSupplier nanos) {
        this.book = book;
        this.keys = new OrderKeys(folder);
        this.erasure = new Erasure(folder, keys);
        this.standing = new Standing(folder, book, limits.bytesOfOrder());
        this.limits = limits;
        this.rights =
                new Rights(
                        book,
                        limits,
                        (who, about) -> audit.note(who, "payload-not-done", about, wall.instant()));
        this.audit = audit;
        this.wall = wall;
        this.nanos = nanos;
        this.shortenAt = nanos.getAsLong();
    }

    /// Opens what is there, goes on with orders that still stand and destroys what is over.
    ///
    /// @param folder of its own, made if it is missing
    /// @param nanos a clock that nobody sets
    public static PayloadOrders open(
            Path folder, PayloadLimits limits, Audit audit, InstantSource wall, LongSupplier nanos)
            throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var book = new OrderBook(folder, wall.instant());
        var orders = new PayloadOrders(folder, book, limits, audit, wall, nanos);
        orders.recall();
        return orders;
    }

    private synchronized void recall() throws IOException {
        Instant now = wall.instant();
        if (book.isDamaged()) {
            erasure.eraseAll();
            tell("payload", "payload-all-destroyed", Map.of("why", "the journal was changed"), now);
        }
        for (PayloadOrder order : book.all()) {
            if (order.state() == State.ASKED) {
                keys.destroy(order.number()); // left by a crash before it stood
            }
            if (limits.accounts().isEmpty() && order.state().isOpen()) {
                over(order, "nobody may keep whole payload any more", now);
            } else if (order.state() == State.STANDING && !isOver(order, now)) {
                goOn(order, now);
            }
        }
        tick();
    }

    private void goOn(PayloadOrder order, Instant now) {
        try {
            byte[] key = keys.read(order.number());
            standing.begin(order, key, deadline(order, now), now);
        } catch (IOException e) {
            LOG.error("order {} ends: {}", order.number(), e.getMessage());
            over(order, "its key or files cannot be read", now);
        }
    }

    private long deadline(PayloadOrder order, Instant now) {
        return nanos.getAsLong() + Duration.between(now, order.until()).toNanos();
    }

    // ---- what people do

    /// Asks for whole payload of a case's subject; nothing is kept before a second person confirms.
    public synchronized PayloadOrder ask(Subject subject, String who, String why, Duration length)
            throws PayloadRefused {
        String reason = rights.checked(who, why);
        if (!length.isPositive() || length.compareTo(PayloadLimits.LONGEST) > 0) {
            throw rights.refused(
                    who,
                    "the time of an order is from 1 second to "
                            + PayloadLimits.LONGEST.toHours()
                            + " hours");
        }
        rights.checked(subject, who);
        tick();
        long open = book.count(State.ASKED) + book.count(State.STANDING);
        if (open >= PayloadLimits.MOST_ORDERS) {
            throw rights.refused(who, open + " orders stand or wait already; no more may");
        }
        Instant now = wall.instant();
        Map<String, String> about = new TreeMap<>();
        about.put("alert", Long.toString(subject.alert()));
        about.put("rule", subject.rule());
        about.put("mac", subject.mac());
        about.put("address", subject.address());
        about.put("who", who);
        about.put("reason", reason);
        about.put("seconds", Long.toString(Math.max(1, length.toSeconds())));
        about.put("until", now.plus(PayloadLimits.CONFIRM_WITHIN).toString());
        return done(OrderBook.ASKED, book.next(), about, who, now);
    }

    /// Lets an order that another person asked for stand, from now on.
    public synchronized PayloadOrder confirm(long number, String who) throws PayloadRefused {
        rights.mayAct(who);
        tick();
        PayloadOrder order = rights.waiting(number, who);
        if (order.asker().equals(who)) {
            throw rights.refused(
                    who, "you asked for order " + number + "; another person must confirm it");
        }
        Instant now = wall.instant();
        try {
            byte[] key = keys.make(number);
            PayloadOrder stands =
                    done(
                            OrderBook.CONFIRMED,
                            number,
                            Map.of("who", who, "until", now.plus(order.length()).toString()),
                            who,
                            now);
            standing.begin(stands, key, deadline(stands, now), now);
            return stands;
        } catch (IOException e) {
            throw rights.refused(who, String.valueOf(e.getMessage()));
        }
    }

    /// Says no to an order that waits; who asked may take it back.
    public synchronized PayloadOrder refuse(long number, String who, String why)
            throws PayloadRefused {
        String reason = rights.checked(who, why);
        tick();
        rights.waiting(number, who);
        Map<String, String> about = Map.of("who", who, "reason", reason);
        return done(OrderBook.REFUSED, number, about, who, wall.instant());
    }

    /// Ends an order before its time; what was kept is destroyed.
    public synchronized PayloadOrder end(long number, String who, String why)
            throws PayloadRefused {
        String reason = rights.checked(who, why);
        tick();
        PayloadOrder order = rights.standing(number, who);
        Map<String, String> about = Map.of("who", who, "reason", reason);
        PayloadOrder ended = done(OrderBook.ENDED, number, about, who, wall.instant());
        standing.stop(number);
        erase(order, "ended by " + who + ": " + reason);
        return book.order(number).orElse(ended);
    }

    /// Hands out what was kept so far, as pcapng.
    ///
    /// @return frames
    public long export(long number, String who, String why, OutputStream to)
            throws PayloadRefused, IOException {
        try (PayloadExport export = export(number, who, why)) {
            return export.copy(to);
        }
    }

    /// What was kept so far, to be handed out. Who and why is on the disk when this returns; all is
    /// verified before the first byte is handed out.
    public synchronized PayloadExport export(long number, String who, String why)
            throws PayloadRefused {
        String reason = rights.checked(who, why);
        tick();
        PayloadOrder order = rights.standing(number, who);
        Map<String, String> about = Map.of("who", who, "reason", reason);
        done(OrderBook.READ, number, about, who, wall.instant());
        Reading reading = standing.reading(number, wall.instant(), () -> isReadable(number));
        return new PayloadExport(order, reading);
    }

    /// Whether an account may ask, confirm, refuse, end and read.
    public boolean mayOrder(String who) {
        return limits.accounts().contains(who);
    }

    private synchronized boolean isReadable(long number) {
        tick();
        return book.order(number).filter(one -> one.state() == State.STANDING).isPresent();
    }

    private PayloadOrder done(
            String act, long number, Map<String, String> about, String who, Instant now)
            throws PayloadRefused {
        try {
            note(act, number, about, who, now);
            book.write(act, number, about, now);
        } catch (IOException | RuntimeException e) {
            LOG.error("whole payload: the audit or the journal cannot be written", e);
            throw new PayloadRefused(
                    "the audit cannot be written, so nothing is done; the log says why", e);
        }
        return book.order(number).orElseThrow(() -> new PayloadRefused("the order is forgotten"));
    }

    private void note(String act, long number, Map<String, String> about, String who, Instant at) {
        Map<String, String> row = new TreeMap<>(about);
        row.remove("who");
        row.put("order", Long.toString(number));
        audit.note(who, "payload-" + act, row, at);
    }

    private void tell(String who, String act, Map<String, String> about, Instant now) {
        try {
            audit.note(who, act, about, now);
        } catch (RuntimeException e) {
            LOG.error("whole payload: the audit cannot be written", e);
        }
    }

    // ---- what time does

    /// Ends what is over and destroys it. To be called every second or so; what could not be
    /// destroyed is tried again.
    public synchronized void tick() {
        Instant now = wall.instant();
        for (PayloadOrder order : book.all()) {
            if (order.state() == State.ASKED && isOver(order, now)) {
                Map<String, String> about = Map.of("why", "nobody confirmed it in time");
                tell("payload", "payload-lapsed", about(order, about), now);
                book.writeOrNot(OrderBook.LAPSED, order.number(), about, now);
            } else if (order.state() == State.STANDING && isOver(order, now)) {
                over(order, TIME_OVER, now);
            } else if (order.state() == State.STANDING && standing.isExhausted(order.number())) {
                over(order, "too many flows had to be taken back", now);
            } else if (!order.state().isOpen() && !order.isDestroyed()) {
                erase(order, TIME_OVER);
            }
        }
        standing.flushIfDue(now);
        shorten(now);
    }

    /// The audit says up to which row the journal was, before rows leave it.
    private void shorten(Instant now) {
        long tick = nanos.getAsLong();
        if (tick - shortenAt < 0 || !book.isToBeShortened(now)) {
            return;
        }
        shortenAt = tick + SHORTEN_AGAIN.toNanos();
        try {
            audit.note("payload", "payload-journal-shortened", Map.of("hash", book.hash()), now);
            shortened += book.shorten(now);
        } catch (IOException | RuntimeException e) {
            LOG.error("the journal of whole payload cannot be shortened, trying again", e);
        }
    }

    /// By either clock, and when the wall clock was set back before the order's beginning.
    private boolean isOver(PayloadOrder order, Instant now) {
        Duration longest =
                order.state() == State.ASKED ? PayloadLimits.CONFIRM_WITHIN : order.length();
        return !now.isBefore(order.until())
                || now.plus(longest).plusSeconds(60).isBefore(order.until())
                || standing.isOver(order.number(), nanos.getAsLong());
    }

    private void over(PayloadOrder order, String why, Instant now) {
        boolean stood = order.state() == State.STANDING;
        standing.stop(order.number());
        Map<String, String> about = Map.of("why", why);
        String act = stood ? OrderBook.EXPIRED : OrderBook.LAPSED;
        // The key goes whether or not somebody can write that it does.
        book.writeOrNot(act, order.number(), about, now);
        if (stood) {
            erase(order, why);
        }
        tell("payload", "payload-" + act, about(order, about), now);
    }

    private static Map<String, String> about(PayloadOrder order, Map<String, String> more) {
        Map<String, String> about = new TreeMap<>(more);
        about.put("order", Long.toString(order.number()));
        about.put("alert", Long.toString(order.subject().alert()));
        return about;
    }

    private void erase(PayloadOrder order, String why) {
        Instant now = wall.instant();
        try {
            String certificate = erasure.erase(order, why, now);
            Map<String, String> about = Map.of("why", why, "certificate", certificate);
            tell("payload", "payload-destroyed", about(order, about), now);
            book.writeOrNot(OrderBook.DESTROYED, order.number(), about, now);
            destroyed++;
        } catch (IOException e) {
            LOG.error(
                    "what was kept of order {} is not all destroyed, trying again",
                    order.number(),
                    e);
        }
    }

    // ---- for the thread that keeps frames

    /// MACs and addresses of those whom orders name, now.
    public WatchList subjects() {
        return standing.subjects();
    }

    /// Keeps a frame under the orders that want it and still stand.
    public synchronized void keep(WholeFrame frame) {
        standing.keep(frame, wall.instant());
    }

    /// Takes the frames of a flow back.
    public synchronized void withdraw(long flow) {
        standing.withdraw(flow, wall.instant());
    }

    /// The newest orders first.
    public synchronized List<PayloadOrder> newest(int limit) {
        List<PayloadOrder> all = List.copyOf(book.all()).reversed();
        return all.subList(0, Math.min(limit, all.size()));
    }

    /// What there is and what became of frames, by name.
    public synchronized Map<String, Long> counters() {
        Map<String, Long> counters = standing.counters();
        counters.put("payload_orders_standing", book.count(State.STANDING));
        counters.put("payload_orders_waiting", book.count(State.ASKED));
        counters.put("payload_refused", rights.refused());
        counters.put("payload_journal_rows_left", shortened);
        counters.put("payload_orders_destroyed", destroyed);
        return counters;
    }

    /// Ends files; orders go on with the next start, as long as their time is not over.
    @Override
    public synchronized void close() throws IOException {
        tick();
        standing.pause(wall.instant());
        book.close();
    }
}
