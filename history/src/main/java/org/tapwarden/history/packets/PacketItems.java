package org.tapwarden.history.packets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.keep.Excerpt;
import org.tapwarden.classifier.Population;

/// The items of a history: makes them, hands them out, and destroys them.
///
/// Any thread; {@link #keep} belongs to one.
public final class PacketItems implements KeptPackets, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PacketItems.class);
    private static final int SHORTEST_PURPOSE = 3;
    private static final int LONGEST_PURPOSE = 500;
    private static final String NO_ROOM =
            "there was no room: all that is kept is of open cases, or held";

    private static final String NO_DISK = "the disk did not take them";

    private final Shelf shelf;
    private final ItemFiles files;
    private final ItemBook book;
    private final Schedule schedule;
    private final Opened opened;
    private final InstantSource wall;
    private long kept;
    private long none;
    private long refused;
    private long failed;
    private long displaced;
    private long destroyed;

    /// When flows must be gone.
    @FunctionalInterface
    public interface Schedule {
        boolean isOver(LocalDate day, Population population, Instant now);
    }

    /// Writes down that an item is handed out, held or let go; on the disk when it returns.
    @FunctionalInterface
    public interface Opened {
        void note(String act, KeptItem item, Look look, Instant now) throws IOException;
    }

    /// What became of alerts since this was opened, and what there is.
    ///
    /// @param kept items made
    /// @param none alerts of which there was nothing to keep
    /// @param refused alerts of which nothing was kept for want of room
    /// @param failed alerts of which nothing was kept since the disk did not take it
    /// @param displaced items that went before their time, for want of room
    /// @param destroyed items that went with their flows
    public record Counts(
            int items,
            long bytes,
            long kept,
            long none,
            long refused,
            long failed,
            long displaced,
            long destroyed) {}

    private PacketItems(Shelf shelf, Schedule schedule, Opened opened, InstantSource wall) {
        this.shelf = shelf;
        this.files = shelf.files();
        this.book = shelf.book();
        this.schedule = schedule;
        this.opened = opened;
        this.wall = wall;
    }

    /// Opens what is there; the folder is made with the first item.
    ///
    /// @param folder of its own, whose owner this is
    public static PacketItems open(
            Path folder, Schedule schedule, Opened opened, InstantSource wall) throws IOException {
        Shelf shelf = Shelf.open(new ItemFiles(folder), wall);
        return new PacketItems(shelf, schedule, opened, wall);
    }

    // ---- making

    /// The highest alert that was dealt with; 0 when none was.
    public synchronized long lastAlert() {
        return book.lastAlert();
    }

    /// Keeps what there is of an alert, once: an alert that was dealt with is left as it is.
    ///
    /// @param isOpenCase says of an alert whether its item must not go for want of room
    /// @throws IOException when the disk does not take it; it may be tried again
    public void keep(Order order, Frames frames, PacketLimits limits, LongPredicate isOpenCase)
            throws IOException {
        long number;
        synchronized (this) {
            if (order.alert() <= book.lastAlert()) {
                return;
            }
            if (!makeRoom(limits, isOpenCase)) {
                refused++;
                LOG.error("no packets are kept of alert {}: {}", order.alert(), NO_ROOM);
                shelf.nothing(order.alert(), NO_ROOM);
                return;
            }
            files.make();
            number = book.lastItem() + 1;
            Files.deleteIfExists(files.part(number));
        }
        Excerpt.Taken taken = frames.take(order.wanted(), files.part(number));
        if (taken.packets() == 0) {
            Files.deleteIfExists(files.part(number));
            synchronized (this) {
                none++;
                shelf.nothing(
                        order.alert(), "none of its frames were in the ring of recent packets");
            }
            return;
        }
        String sha256 = Hashes.of(files.part(number));
        synchronized (this) {
            shelf.place(order, number, taken, sha256);
            kept++;
        }
    }

    /// Says that nothing is kept of an alert, and why.
    public synchronized void none(long alert, String why) throws IOException {
        if (alert > book.lastAlert()) {
            none++;
            shelf.nothing(alert, why);
        }
    }

    /// Gives an alert up, since the disk does not take its packets.
    public synchronized void failed(long alert) throws IOException {
        if (alert > book.lastAlert()) {
            failed++;
            book.none(alert, NO_DISK); // even where the disk does not take that either
            shelf.nothing(alert, NO_DISK);
        }
    }

    // ---- going

    private boolean makeRoom(PacketLimits limits, LongPredicate isOpenCase) throws IOException {
        while (book.size() >= ItemBook.CAPACITY
                || book.bytes() + limits.bytesOfItem() > limits.bytes()) {
            Optional<KeptItem> oldest = book.oldest(item -> !isOpenCase.test(item.alert()));
            if (oldest.isEmpty()) {
                return false;
            }
            shelf.destroy(oldest.get(), "for want of room");
            displaced++;
        }
        return true;
    }

    /// Destroys what shows flows of a day and a population, since these are destroyed.
    public synchronized void destroy(LocalDate day, Population population) throws IOException {
        Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        destroyIf(
                item -> item.populations().contains(population) && item.from().isBefore(end),
                "with its flows");
    }

    /// Destroys what the schedule says must be gone by now.
    public synchronized void destroyWhatIsDue(Instant now) throws IOException {
        destroyIf(
                item ->
                        item.populations().stream()
                                .anyMatch(whose -> schedule.isOver(day(item), whose, now)),
                "by the schedule");
    }

    private static LocalDate day(KeptItem item) {
        return LocalDate.ofInstant(item.from(), ZoneOffset.UTC);
    }

    private void destroyIf(Predicate<KeptItem> meant, String why) throws IOException {
        shelf.deleteLeft();
        int gone = 0;
        Optional<KeptItem> next = book.oldest(meant);
        while (next.isPresent()) {
            shelf.destroy(next.get(), why);
            destroyed++;
            gone++;
            next = book.oldest(meant);
        }
        if (gone > 0) {
            LOG.info("{} items of kept packets are destroyed {}", gone, why);
        }
    }

    // ---- for those who look

    @Override
    public synchronized List<KeptItem> newest(int limit) {
        return book.newest(limit);
    }

    @Override
    public synchronized Optional<KeptItem> byNumber(long number) {
        return book.byNumber(number);
    }

    @Override
    public synchronized Optional<KeptItem> ofAlert(long alert) {
        return book.ofAlert(alert);
    }

    @Override
    public synchronized Optional<String> whyNone(long alert) {
        return book.whyNone(alert);
    }

    @Override
    public synchronized boolean isHeld(long number) {
        return book.isHeld(number);
    }

    @Override
    public synchronized byte[] open(long number, Look look) throws PacketsRefused {
        KeptItem item = wanted(number, look);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(files.frames(number));
        } catch (IOException e) {
            throw new PacketsRefused("the kept packets " + number + " cannot be read");
        }
        if (!Hashes.of(bytes).equals(item.sha256())) {
            throw new PacketsRefused(
                    "the kept packets "
                            + number
                            + " are not as they were written, so they are not handed out");
        }
        note("packets-opened", item, look);
        return bytes;
    }

    @Override
    public synchronized void hold(long number, boolean held, Look look) throws PacketsRefused {
        KeptItem item = wanted(number, look);
        if (book.isHeld(number) == held) {
            throw new PacketsRefused(
                    "the kept packets " + number + (held ? " are held" : " are not held"));
        }
        note(held ? "packets-held" : "packets-released", item, look);
        try {
            Chain.What what = held ? Chain.What.HELD : Chain.What.RELEASED;
            var row =
                    new Chain.Row(
                            what, number, item.alert(), "", look.who(), look.purpose().strip());
            shelf.append(row);
        } catch (IOException e) {
            throw new PacketsRefused("the chain of kept packets cannot be written");
        }
        book.hold(number, held);
    }

    private KeptItem wanted(long number, Look look) throws PacketsRefused {
        String purpose = look.purpose().strip();
        int length = purpose.codePointCount(0, purpose.length());
        if (length < SHORTEST_PURPOSE || length > LONGEST_PURPOSE) {
            throw new PacketsRefused(
                    "say why, in "
                            + SHORTEST_PURPOSE
                            + " to "
                            + LONGEST_PURPOSE
                            + " characters, not "
                            + length);
        }
        return book.byNumber(number)
                .orElseThrow(() -> new PacketsRefused("there are no kept packets " + number));
    }

    private void note(String act, KeptItem item, Look look) throws PacketsRefused {
        try {
            opened.note(act, item, look, wall.instant());
        } catch (IOException e) {
            LOG.error("the audit of kept packets cannot be written: {}", e.toString());
            throw new PacketsRefused(
                    "the audit cannot be written, so nothing is handed out; the log says why");
        }
    }

    @Override
    public synchronized Verified verify() {
        return new Verification(files).run();
    }

    @Override
    public synchronized String head() {
        return shelf.head();
    }

    @Override
    public synchronized boolean hasRow(String hash) {
        return new Verification(files).hasRow(hash);
    }

    public synchronized Counts counts() {
        return new Counts(
                book.size(), book.bytes(), kept, none, refused, failed, displaced, destroyed);
    }

    @Override
    public synchronized void close() throws IOException {
        shelf.close();
    }
}
