package org.tapwarden.history.payload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;

/// What happened to orders, one row each, chained by hashes: a file of lines that grows by what
/// people do and by a row or two for each start while an order stands. It is what orders are known
/// from after a start. Where it has become long, rows that nobody needs any more leave it, by
/// {@link #rewrite}; the audit has had them all.
final class OrderJournal implements AutoCloseable {

    static final String FILE = "orders.ndjson";

    /// Bytes beyond which rows leave that nobody needs. What orders that are still listed need is
    /// bounded by their number and {@link Keeping#MOST_PARTS}.
    static final long MOST_BYTES = Caps.of(1 << 20, 1 << 14);

    private static final String NEXT = FILE + ".next";
    private static final String BEGINNING = "0".repeat(64);
    private static final String BEFORE_HASH = ",\"hash\":\"";
    private static final int SEALED = BEFORE_HASH.length() + 64 + 2;
    private static final FileAttribute<Set<PosixFilePermission>> ONLY_OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private RandomAccessFile out;
    private long next;
    private String hash;
    private long bytes;

    /// As long as it may become before it is rewritten: what is needed is not dropped, and not
    /// written again and again.
    private long most;

    /// A row.
    ///
    /// @param about names and values that the act needs
    record Row(Instant time, String act, long order, Map<String, String> about) {

        String of(String name) {
            String value = about.get(name);
            if (value == null) {
                throw new IllegalArgumentException("a row of act " + act + " has no " + name);
            }
            return value;
        }
    }

    private OrderJournal(Path folder, RandomAccessFile out, long next, String hash, long bytes) {
        this.folder = folder;
        this.out = out;
        this.next = next;
        this.hash = hash;
        this.bytes = bytes;
        this.most = MOST_BYTES;
    }

    /// Opens the file or makes it; a row that a crash left half written is cut off.
    ///
    /// @param rows is told of each
    /// @throws IOException when a row was changed or is missing: nothing in it can be believed
    static OrderJournal open(Path folder, Consumer<Row> rows) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            Files.createFile(file, ONLY_OURS);
            OrderKeys.force(folder);
        }
        Files.deleteIfExists(folder.resolve(NEXT)); // a crash left it
        Read read = read(file, rows);
        var out = new RandomAccessFile(file.toFile(), "rw");
        out.setLength(read.bytes());
        out.seek(read.bytes());
        return new OrderJournal(folder, out, read.rows() + 1, read.hash(), read.bytes());
    }

    /// What was read: how many rows, the hash of the last, and where it ends.
    private record Read(long rows, String hash, long bytes) {}

    private static Read read(Path file, Consumer<Row> rows) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        int whole = text.lastIndexOf('\n') + 1;
        String last = BEGINNING;
        long number = 0;
        for (String line : text.substring(0, whole).lines().toList()) {
            number++;
            int at = line.length() - SEALED;
            String body = at < 1 ? "" : line.substring(0, at);
            String sealed = hash(last, body);
            Row row = line.equals(body + ending(sealed)) ? row(line, number) : null;
            if (row == null) {
                throw new IOException(
                        file + ": row " + number + " was changed, or a row before it is missing");
            }
            last = sealed;
            rows.accept(row);
        }
        long end = text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length;
        return new Read(number, last, end);
    }

    private static @Nullable Row row(String line, long number) {
        try {
            JsonNode node = JSON.readTree(line);
            Map<String, String> about = new TreeMap<>();
            node.path("about")
                    .properties()
                    .forEach(one -> about.put(one.getKey(), one.getValue().asText()));
            return node.path("number").asLong() == number
                    ? new Row(
                            Instant.parse(node.path("time").asText()),
                            node.path("act").asText(),
                            node.path("order").asLong(),
                            about)
                    : null;
        } catch (JsonProcessingException | DateTimeException e) {
            return null;
        }
    }

    /// On the disk when this returns.
    void append(Row row) throws IOException {
        String body = body(row, next);
        String sealed = hash(hash, body);
        byte[] line = line(body, sealed);
        long start = out.getFilePointer();
        try {
            out.write(line);
            out.getFD().sync();
        } catch (IOException e) {
            // What the disk holds now nobody knows: the next try begins at the same place.
            out.setLength(start);
            out.seek(start);
            throw e;
        }
        hash = sealed;
        next++;
        bytes += line.length;
    }

    private static String body(Row row, long number) {
        ObjectNode node = JSON.createObjectNode();
        node.put("number", number).put("time", row.time().toString());
        node.put("act", row.act()).put("order", row.order());
        ObjectNode about = node.putObject("about");
        new TreeMap<>(row.about()).forEach(about::put);
        String text = node.toString();
        return text.substring(0, text.length() - 1);
    }

    private static byte[] line(String body, String sealed) {
        return (body + ending(sealed) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// Whether it has become long.
    boolean isLong() {
        return bytes > most;
    }

    /// The hash of the last row.
    String hash() {
        return hash;
    }

    /// Writes the rows again that are still needed, whole or not at all.
    ///
    /// @param first stands before them
    /// @return how many rows left
    long rewrite(Row first, Predicate<Row> needed) throws IOException {
        List<Row> kept = new ArrayList<>();
        kept.add(first);
        var _ =
                read(
                        folder.resolve(FILE),
                        row -> {
                            if (needed.test(row)) {
                                kept.add(row);
                            }
                        });
        Path file = folder.resolve(NEXT);
        Files.deleteIfExists(file);
        Files.createFile(file, ONLY_OURS);
        var written = new RandomAccessFile(file.toFile(), "rw");
        String last = BEGINNING;
        try {
            var all = new ByteArrayOutputStream();
            for (int i = 0; i < kept.size(); i++) {
                String body = body(kept.get(i), i + 1L);
                last = hash(last, body);
                all.writeBytes(line(body, last));
            }
            written.write(all.toByteArray());
            written.getFD().sync();
            Files.move(file, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            written.close();
            throw e;
        }
        long before = next - 1;
        RandomAccessFile old = out;
        out = written;
        hash = last;
        next = kept.size() + 1L;
        bytes = written.getFilePointer();
        most = Math.max(MOST_BYTES, 2 * bytes);
        old.close();
        OrderKeys.force(folder);
        return before - kept.size() + 1;
    }

    private static String ending(String sealed) {
        return BEFORE_HASH + sealed + "\"}";
    }

    static String hash(String first, String second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first.getBytes(StandardCharsets.UTF_8));
            digest.update(second.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
