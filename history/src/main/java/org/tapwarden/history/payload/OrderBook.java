package org.tapwarden.history.payload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Caps;
import org.tapwarden.history.payload.PayloadOrder.State;
import org.tapwarden.history.payload.PayloadOrder.Subject;

/// Which orders there are, always as the journal says: a row is on the disk before it takes effect
/// here, and a start reads the same rows again. Whoever owns it sees to it that one thread at a
/// time is here.
final class OrderBook implements AutoCloseable {

    static final String ASKED = "asked";
    static final String CONFIRMED = "confirmed";
    static final String REFUSED = "refused";
    static final String LAPSED = "lapsed";
    static final String ENDED = "ended";
    static final String EXPIRED = "expired";
    static final String PART_BEGUN = "part-begun";
    static final String PART_ENDED = "part-ended";
    static final String READ = "read";
    static final String DESTROYED = "destroyed";

    /// Says which number was given last, where its rows have left.
    static final String SHORTENED = "shortened";

    /// Orders that are over and still listed.
    static final int MOST_OVER = Caps.of(1_000, 8);

    /// How long an order that is over is listed: as long as the audit is kept (design, section 1).
    static final Duration KEPT = Duration.ofDays(3 * 365);

    private static final Logger LOG = LoggerFactory.getLogger(OrderBook.class);
    private static final Pattern OF_AN_ORDER = Pattern.compile("order-(\\d{1,18})\\D.*");

    private final TreeMap<Long, PayloadOrder> orders = new TreeMap<>();
    private final Map<Long, TreeMap<Integer, Part>> parts = new HashMap<>();
    private final OrderJournal journal;
    private final boolean damaged;
    private long last;

    /// A file of an order.
    ///
    /// @param chunks in it; {@link #OPEN} where it is being written, or a kill cut it short
    /// @param isWhole whether its end was written
    record Part(int number, long chunks, boolean isWhole) {
        static final long OPEN = -1;
    }

    OrderBook(Path folder, Instant now) throws IOException {
        last = highest(folder);
        OrderJournal opened;
        boolean bad = false;
        try {
            opened = OrderJournal.open(folder, this::happened);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            // Somebody may have given himself an order, or more time. Nobody has one then.
            LOG.error("the journal of whole payload cannot be believed, all orders are over", e);
            orders.clear();
            parts.clear();
            Path aside = folder.resolve("orders-not-intact-" + now.toEpochMilli() + ".ndjson");
            Files.move(folder.resolve(OrderJournal.FILE), aside);
            opened = OrderJournal.open(folder, this::happened);
            bad = true;
        }
        journal = opened;
        damaged = bad;
    }

    private static long highest(Path folder) throws IOException {
        long highest = 0;
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file : files.toList()) {
                Matcher name = OF_AN_ORDER.matcher(String.valueOf(file.getFileName()));
                highest = name.matches() ? Math.max(highest, number(name)) : highest;
            }
        }
        return highest;
    }

    private static long number(Matcher name) {
        return Long.parseLong(name.group(1), 10);
    }

    /// Whether what was there could not be believed.
    boolean isDamaged() {
        return damaged;
    }

    /// The number for the next order.
    long next() {
        return last + 1;
    }

    Optional<PayloadOrder> order(long number) {
        return Optional.ofNullable(orders.get(number));
    }

    Collection<PayloadOrder> all() {
        return List.copyOf(orders.values());
    }

    long count(State state) {
        return orders.values().stream().filter(order -> order.state() == state).count();
    }

    List<Part> parts(long order) {
        return List.copyOf(parts.getOrDefault(order, new TreeMap<>()).values());
    }

    /// Writes a row, then lets it happen.
    void write(String act, long order, Map<String, String> about, Instant now) throws IOException {
        var row = new OrderJournal.Row(now, act, order, about);
        journal.append(row);
        happened(row);
    }

    /// Lets it happen though the disk does not take it: what ends an order must not wait for it.
    void writeOrNot(String act, long order, Map<String, String> about, Instant now) {
        try {
            write(act, order, about, now);
        } catch (IOException e) {
            LOG.error("the journal of whole payload cannot be written: {}", e.toString());
            happened(new OrderJournal.Row(now, act, order, about));
        }
    }

    /// Whether rows should leave the journal: it has become long, or orders are too old.
    boolean isToBeShortened(Instant now) {
        return journal.isLong() || orders.values().stream().anyMatch(order -> isOld(order, now));
    }

    private static boolean isOld(PayloadOrder order, Instant now) {
        return isOver(order) && order.until().plus(KEPT).isBefore(now);
    }

    /// The hash of the last row.
    String hash() {
        return journal.hash();
    }

    /// Lets the rows of orders leave that are not listed any more, and those that say who read one:
    /// after a start all is as before.
    ///
    /// @return how many rows left
    long shorten(Instant now) throws IOException {
        orders.values().removeIf(order -> isOld(order, now));
        var first = new OrderJournal.Row(now, SHORTENED, last, Map.of("hash", journal.hash()));
        return journal.rewrite(
                first,
                row ->
                        orders.containsKey(row.order())
                                && !row.act().equals(READ)
                                && !row.act().equals(SHORTENED));
    }

    private void happened(OrderJournal.Row row) {
        long number = row.order();
        last = Math.max(last, number);
        if (row.act().equals(ASKED)) {
            orders.put(number, asked(row));
            forget();
            return;
        }
        PayloadOrder order = orders.get(number);
        if (order == null) {
            return; // long forgotten
        }
        switch (row.act()) {
            case CONFIRMED -> put(order.confirmed(row.of("who"), Instant.parse(row.of("until"))));
            case REFUSED -> put(order.in(State.REFUSED).destroyed());
            case LAPSED -> put(order.in(State.LAPSED).destroyed());
            case ENDED -> put(order.in(State.ENDED));
            case EXPIRED -> put(order.in(State.EXPIRED));
            case PART_BEGUN -> {
                int part = Integer.parseInt(row.of("part"), 10);
                put(order.withParts(part));
                part(number, new Part(part, Part.OPEN, false));
            }
            case PART_ENDED -> {
                int part = Integer.parseInt(row.of("part"), 10);
                long chunks = Long.parseLong(row.of("chunks"), 10);
                part(number, new Part(part, chunks, Boolean.parseBoolean(row.of("whole"))));
            }
            case DESTROYED -> {
                put(order.destroyed());
                parts.remove(number);
            }
            default -> {} // that somebody read it, or that rows left, changes nothing
        }
    }

    private static PayloadOrder asked(OrderJournal.Row row) {
        var subject =
                new Subject(
                        Long.parseLong(row.of("alert"), 10),
                        row.of("rule"),
                        row.of("mac"),
                        row.of("address"));
        return new PayloadOrder(
                row.order(),
                subject,
                row.of("who"),
                row.of("reason"),
                row.time(),
                Duration.ofSeconds(Long.parseLong(row.of("seconds"), 10)),
                "",
                Instant.parse(row.of("until")),
                State.ASKED,
                0,
                false);
    }

    private void put(PayloadOrder order) {
        orders.put(order.number(), order);
    }

    private void part(long order, Part part) {
        parts.computeIfAbsent(order, _ -> new TreeMap<>()).put(part.number(), part);
    }

    private void forget() {
        long over = orders.values().stream().filter(OrderBook::isOver).count();
        var each = orders.values().iterator();
        while (over > MOST_OVER && each.hasNext()) {
            if (isOver(each.next())) {
                each.remove();
                over--;
            }
        }
    }

    private static boolean isOver(PayloadOrder order) {
        return !order.state().isOpen() && order.isDestroyed();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
