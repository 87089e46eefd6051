package org.tapwarden.history.payload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.keep.WholeFrames.WholeFrame;
import org.tapwarden.history.payload.PayloadOrder.Subject;

/// Orders over a folder, with clocks that a test sets and an audit that it reads.
final class Desk implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    static final String MARKER = "marker-of-a-whole-payload";
    static final String ASKER = "ortega";
    static final String CONFIRMER = "lindqvist";
    static final Duration HOUR = Duration.ofHours(1);
    static final String DEVICE = "02:00:00:00:00:07";
    static final String WHY = "ticket 4711";
    static final PayloadLimits TWO =
            new PayloadLimits(Set.of(ASKER, CONFIRMER, "third"), 64L << 20);

    /// A row of the audit.
    record Noted(String who, String act, Map<String, String> about) {}

    final Path folder;
    final List<Noted> audit = new ArrayList<>();
    PayloadLimits limits = TWO;
    Instant now = NOON;
    long nanos = 17;
    boolean auditFails;
    PayloadOrders orders;

    Desk(Path folder) throws IOException {
        this.folder = folder;
        this.orders = open();
    }

    private PayloadOrders open() throws IOException {
        return PayloadOrders.open(folder, limits, this::note, () -> now, () -> nanos);
    }

    private void note(String who, String act, Map<String, String> about, Instant at) {
        if (auditFails) {
            throw new IllegalStateException("the disk is full");
        }
        audit.add(new Noted(who, act, new TreeMap<>(about)));
    }

    List<String> acts() {
        return audit.stream().map(Noted::act).toList();
    }

    void again() throws IOException {
        orders.close();
        orders = open();
    }

    static Subject subject(long alert) {
        return new Subject(alert, "rogue-router", DEVICE, "10.0.0.7");
    }

    PayloadOrder asked() throws PayloadRefused {
        return orders.ask(subject(17), ASKER, WHY, HOUR);
    }

    /// One that stands.
    long stands() throws PayloadRefused {
        return orders.confirm(asked().number(), CONFIRMER).number();
    }

    /// Frames of a flow for the first order that stands here, each with a number and the marker.
    void keep(int from, int to, long flow) {
        for (int i = from; i < to; i++) {
            orders.keep(frame(i, flow, 1));
        }
    }

    static WholeFrame frame(int number, long flow, int orders) {
        byte[] bytes = Wire.udp(DEVICE, "10.0.0.7", "192.0.2.9", MARKER + " " + number + " ");
        return new WholeFrame(
                MemorySegment.ofArray(bytes),
                bytes.length,
                NOON.getEpochSecond() * 1_000_000_000L + number,
                LinkType.ETHERNET.code(),
                0,
                flow,
                orders);
    }

    byte[] export(long order) throws PayloadRefused, IOException {
        var out = new ByteArrayOutputStream();
        orders.export(order, ASKER, WHY, out);
        return out.toByteArray();
    }

    /// The numbers of the frames in an export, in its order.
    static List<Integer> numbers(byte[] export) {
        List<Integer> numbers = new ArrayList<>();
        String text = new String(export, ISO_8859_1);
        for (int at = text.indexOf(MARKER); at >= 0; at = text.indexOf(MARKER, at + 1)) {
            String rest = text.substring(at + MARKER.length() + 1);
            numbers.add(Integer.parseInt(rest.substring(0, rest.indexOf(' ')), 10));
        }
        return numbers;
    }

    /// Files below a folder that hold the marker.
    static List<Path> givenAway(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> found = new ArrayList<>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), ISO_8859_1).contains(MARKER)) {
                    found.add(file);
                }
            }
            return found;
        }
    }

    Path part(long order, int number) {
        return folder.resolve("order-" + order + ".part-" + number);
    }

    /// Where each chunk of a sealed file begins, and where the last ends.
    static List<Integer> chunks(byte[] file) {
        List<Integer> starts = new ArrayList<>();
        int at = SealedFile.HEADER;
        while (at < file.length) {
            starts.add(at);
            at += 4 + (ByteBuffer.wrap(file).getInt(at) & Integer.MAX_VALUE);
        }
        starts.add(at);
        return starts;
    }

    @Override
    public void close() throws IOException {
        orders.close();
    }
}
