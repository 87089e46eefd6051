package org.tapwarden.history.packets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.keep.Excerpt;

/// Where items lie: their files, the chain, and which there are, always in step.
///
/// An item's files are there before its row in the chain, and a row that says it goes before they
/// go: so what a crash leaves is of no item, and the next start deletes it. Whoever owns it sees to
/// it that one thread at a time is here.
final class Shelf implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

    private final ItemFiles files;
    private final InstantSource wall;
    private final ItemBook book = new ItemBook();

    /// Items whose files the disk did not let go.
    private final Set<Long> undeleted = new HashSet<>();

    private @Nullable Chain chain;

    private Shelf(ItemFiles files, InstantSource wall) {
        this.files = files;
        this.wall = wall;
    }

    static Shelf open(ItemFiles files, InstantSource wall) throws IOException {
        var shelf = new Shelf(files, wall);
        if (Files.exists(files.folder().resolve(Chain.FILE))) {
            shelf.recall();
        } else if (Files.isDirectory(files.folder())) {
            shelf.leaveAlone();
        }
        return shelf;
    }

    ItemFiles files() {
        return files;
    }

    ItemBook book() {
        return book;
    }

    private void recall() throws IOException {
        Set<Long> there = new HashSet<>();
        Set<Long> gone = new HashSet<>();
        Chain.read(files.folder(), read -> book.happened(read, there, gone));
        for (long number : there) {
            book.put(manifest(number), files.bytes(number));
        }
        chain = Chain.open(files.folder());
        // A crash leaves at most the item that was being made, and ones that were to go.
        gone.add(book.lastItem() + 1);
        for (Path left : files.others(number -> !gone.contains(number))) {
            Files.deleteIfExists(left);
        }
        leaveAlone();
    }

    /// Files that the chain should know of and does not are no leftover of ours: somebody changed
    /// the chain. They stay as they are, and no new item takes their number.
    private void leaveAlone() throws IOException {
        book.startAbove(files.highest());
        for (Path other : files.others(book::has)) {
            LOG.error("{} is in no row of the chain of kept packets; it is left alone", other);
        }
    }

    /// One that was changed is none: it could keep an item longer than its schedule.
    private KeptItem manifest(long number) {
        try {
            byte[] bytes = Files.readAllBytes(files.manifest(number));
            if (!Hashes.of(bytes).equals(book.manifestOf(number))) {
                throw new IOException("it is not the one that the chain knows");
            }
            return KeptItem.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.error("the manifest of kept packets {} cannot be read: {}", number, e.toString());
            return KeptItem.damaged(number, book.alertOf(number), book.madeAt(number));
        }
    }

    /// Says in the chain that nothing is kept of an alert.
    void nothing(long alert, String why) throws IOException {
        chain().append(new Chain.Row(Chain.What.NONE, 0, alert, "", "", why), wall.instant());
        book.none(alert, why);
    }

    /// Makes an item of frames that lie in its part file.
    void place(Order order, long number, Excerpt.Taken taken, String sha256) throws IOException {
        Instant now = wall.instant();
        var item =
                new KeptItem(
                        number,
                        order.alert(),
                        order.rule(),
                        now,
                        order.populations(),
                        order.sensor(),
                        order.clock(),
                        instant(order.wanted().fromNanos()),
                        instant(order.wanted().momentNanos()),
                        instant(order.wanted().throughNanos()),
                        taken.packets(),
                        taken.bytes(),
                        taken.isCut(),
                        taken.filesGone(),
                        taken.flows(),
                        order.drops(),
                        sha256,
                        chain().head());
        String manifest = Hashes.of(item.json().getBytes(StandardCharsets.UTF_8));
        var row = new Chain.Row(Chain.What.KEPT, number, order.alert(), manifest, "", "");
        try {
            files.place(item);
            chain().append(row, now);
        } catch (IOException e) {
            files.delete(number);
            throw e;
        }
        book.put(item, files.bytes(number));
        book.dealtWith(order.alert());
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    private Chain chain() throws IOException {
        Chain open = chain;
        if (open == null) {
            files.make();
            open = Chain.open(files.folder());
            chain = open;
        }
        return open;
    }

    void append(Chain.Row row) throws IOException {
        chain().append(row, wall.instant());
    }

    /// Hash of the chain's last row; empty while there is none.
    String head() {
        Chain open = chain;
        return open == null ? "" : open.head();
    }

    void destroy(KeptItem item, String why) throws IOException {
        chain().append(
                        new Chain.Row(Chain.What.GONE, item.number(), item.alert(), "", "", why),
                        wall.instant());
        book.remove(item, why);
        undeleted.add(item.number());
        files.delete(item.number());
        undeleted.remove(item.number());
    }

    /// Tries again what the disk did not let go.
    void deleteLeft() throws IOException {
        for (long number : List.copyOf(undeleted)) {
            files.delete(number);
            undeleted.remove(number);
        }
    }

    @Override
    public void close() throws IOException {
        Chain open = chain;
        chain = null;
        if (open != null) {
            open.close();
        }
    }
}
