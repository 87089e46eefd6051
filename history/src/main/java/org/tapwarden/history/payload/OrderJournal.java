package org.tapwarden.history.payload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What happened to orders, one row each, chained by hashes: a file of lines that only grows, by
/// what people do and by a row or two for each start while an order stands. It is what orders are
/// known from after a start.
final class OrderJournal implements AutoCloseable {

    static final String FILE = "orders.ndjson";

    private static final String BEGINNING = "0".repeat(64);
    private static final String BEFORE_HASH = ",\"hash\":\"";
    private static final int SEALED = BEFORE_HASH.length() + 64 + 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RandomAccessFile out;
    private long next;
    private String hash;

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

    private OrderJournal(RandomAccessFile out, long next, String hash) {
        this.out = out;
        this.next = next;
        this.hash = hash;
    }

    /// Opens the file or makes it; a row that a crash left half written is cut off.
    ///
    /// @param rows is told of each
    /// @throws IOException when a row was changed or is missing: nothing in it can be believed
    static OrderJournal open(Path folder, Consumer<Row> rows) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            OrderKeys.force(folder);
        }
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
        var out = new RandomAccessFile(file.toFile(), "rw");
        long end = text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length;
        out.setLength(end);
        out.seek(end);
        return new OrderJournal(out, number + 1, last);
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
        ObjectNode node = JSON.createObjectNode();
        node.put("number", next).put("time", row.time().toString());
        node.put("act", row.act()).put("order", row.order());
        ObjectNode about = node.putObject("about");
        new TreeMap<>(row.about()).forEach(about::put);
        String text = node.toString();
        String body = text.substring(0, text.length() - 1);
        String sealed = hash(hash, body);
        long start = out.getFilePointer();
        try {
            out.write((body + ending(sealed) + "\n").getBytes(StandardCharsets.UTF_8));
            out.getFD().sync();
        } catch (IOException e) {
            // What the disk holds now nobody knows: the next try begins at the same place.
            out.setLength(start);
            out.seek(start);
            throw e;
        }
        hash = sealed;
        next++;
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
