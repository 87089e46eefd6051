package org.tapwarden.history.packets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What happened to items, one row each, chained by hashes: a file of lines that only grows, by a
/// row or two for each alert. It says nothing of whose packets they are, so it stays when they go.
///
/// A row that was changed, left out or moved is found; that rows were cut off at the end shows only
/// against a hash that was noted elsewhere.
final class Chain implements AutoCloseable {

    static final String FILE = "chain.ndjson";

    private static final String BEGINNING = "0".repeat(64);
    private static final String BEFORE_HASH = ",\"hash\":\"";
    private static final int SEALED = BEFORE_HASH.length() + 64 + 2;
    private static final int LONGEST_ROW = 1 << 14;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RandomAccessFile out;
    private long next;
    private String hash;

    /// What happened.
    enum What {
        /// An item was made.
        KEPT,
        /// None was made of an alert.
        NONE,
        /// An item was destroyed.
        GONE,
        /// A person holds an item.
        HELD,
        /// A person let it go again.
        RELEASED;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One row.
    ///
    /// @param item its number; 0 where there is none
    /// @param sha256 of the manifest, or empty
    /// @param why in words, or empty
    record Row(What what, long item, long alert, String sha256, String who, String why) {}

    /// A row as it was read.
    record Read(long number, Instant time, Row row, String hash) {}

    /// What a look through the file found.
    ///
    /// @param end where the last whole row ends
    record Verdict(long rows, OptionalLong firstBad, long end, long lastNumber, String head) {}

    private Chain(RandomAccessFile out, Verdict read) {
        this.out = out;
        this.next = read.lastNumber() + 1;
        this.hash = read.head();
    }

    /// Opens the file or makes it; a row that a crash left half written is cut off.
    static Chain open(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Verdict read = read(folder, _ -> {});
        var out = new RandomAccessFile(file.toFile(), "rw");
        out.setLength(read.end());
        out.seek(read.end());
        return new Chain(out, read);
    }

    /// Hash of the last row.
    String head() {
        return hash;
    }

    /// On the disk when this returns.
    void append(Row row, Instant now) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.put("number", next).put("time", now.toString()).put("what", row.what().word());
        node.put("item", row.item()).put("alert", row.alert()).put("sha256", row.sha256());
        node.put("who", row.who()).put("why", row.why());
        String text = node.toString();
        String body = text.substring(0, text.length() - 1);
        String sealed = Hashes.of(hash, body);
        long start = out.getFilePointer();
        try {
            out.write((body + BEFORE_HASH + sealed + "\"}\n").getBytes(StandardCharsets.UTF_8));
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

    /// Goes through the rows that can be read, also behind one that was changed.
    static Verdict read(Path folder, Consumer<Read> rows) throws IOException {
        String last = BEGINNING;
        long number = 0;
        long lines = 0;
        long torn = 0;
        OptionalLong firstBad = OptionalLong.empty();
        Path file = folder.resolve(FILE);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            var line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                torn++;
                if (b != '\n') {
                    if (line.size() <= LONGEST_ROW) {
                        line.write(b);
                    }
                    continue;
                }
                lines++;
                torn = 0;
                String text = line.toString(StandardCharsets.UTF_8);
                line.reset();
                Sealed sealed = Sealed.of(text);
                boolean follows =
                        sealed != null
                                && sealed.read().number() == number + 1
                                && sealed.read().hash().equals(Hashes.of(last, sealed.body()));
                if (!follows && firstBad.isEmpty()) {
                    firstBad = OptionalLong.of(lines);
                }
                if (sealed != null) {
                    number = sealed.read().number();
                    last = sealed.read().hash();
                    rows.accept(sealed.read());
                }
            }
            return new Verdict(lines, firstBad, Files.size(file) - torn, number, last);
        }
    }

    private record Sealed(Read read, String body) {

        /// @return null where it is no row
        static @Nullable Sealed of(String text) {
            int at = text.length() - SEALED;
            if (at < 1 || !text.startsWith(BEFORE_HASH, at) || !text.endsWith("\"}")) {
                return null;
            }
            try {
                JsonNode node = JSON.readTree(text);
                var row =
                        new Row(
                                What.valueOf(node.path("what").asText().toUpperCase(Locale.ROOT)),
                                node.path("item").asLong(),
                                node.path("alert").asLong(),
                                node.path("sha256").asText(),
                                node.path("who").asText(),
                                node.path("why").asText());
                Instant time = Instant.parse(node.path("time").asText());
                return new Sealed(
                        new Read(
                                node.path("number").asLong(),
                                time,
                                row,
                                node.path("hash").asText()),
                        text.substring(0, at));
            } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
                return null;
            }
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
