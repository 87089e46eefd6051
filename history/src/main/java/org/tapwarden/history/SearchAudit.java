package org.tapwarden.history;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tapwarden.history.packets.KeptItem;
import org.tapwarden.history.packets.KeptPackets;

/// Who looked at what and why, and what was destroyed: one file of rows, each chained to the one
/// before by its hash.
///
/// Promise: when a method returns, its row is on the disk. A row that was changed, left out, put in
/// or moved is found by {@link #verify}. That rows were cut off at the end shows only against a
/// number or hash noted elsewhere.
///
/// Any thread; one owner a file, which {@link FlowHistory} sees to.
public final class SearchAudit implements AutoCloseable {

    static final String FILE = "audit.ndjson";

    /// Longest row read; ours are far shorter, so a longer one is damage.
    static final int LONGEST_ROW = 1 << 20;

    /// Longest text of a row, in characters; a longer one is cut with a mark.
    static final int LONGEST_TEXT = 33_000;

    private static final String FIRST_HASH = "0".repeat(64);
    private static final String BEFORE_HASH = ",\"hash\":\"";
    private static final int SEALED = BEFORE_HASH.length() + 64 + 2;
    private static final Pattern ROW =
            Pattern.compile(
                    "\\{\"number\":(\\d{1,18}),.*" + BEFORE_HASH + "([0-9a-f]{64})\"}",
                    Pattern.DOTALL);

    private final Path file;
    private RandomAccessFile out;

    /// Where the last whole row ends; what is behind it was never acknowledged.
    private long end;

    /// The file did not take the last row: it is opened anew before the next.
    private boolean failed;

    private long next;
    private String hash;

    /// What a look through the file found.
    ///
    /// @param rows whole rows
    /// @param firstBad number of the first line that does not follow from the one before, counted
    ///   from 1
    /// @param torn bytes behind the last whole line: a crash, or a row being written right now
    public record Verdict(long rows, OptionalLong firstBad, long torn) {

        public boolean intact() {
            return firstBad.isEmpty();
        }

        /// One line for people.
        public String sentence() {
            String rest = torn == 0 ? "" : "; the last " + torn + " bytes are no whole row";
            return firstBad.isPresent()
                    ? "not intact: row "
                            + firstBad.getAsLong()
                            + " of "
                            + rows
                            + " was changed, or a row before it is missing"
                            + rest
                    : "intact: " + rows + " rows" + rest;
        }
    }

    /// What is known at the end of a file.
    private record Scan(Verdict verdict, long end, long lastNumber, String lastHash) {}

    private SearchAudit(Path file, RandomAccessFile out, Scan scan) {
        this.file = file;
        this.out = out;
        this.end = scan.end();
        this.next = scan.lastNumber() + 1;
        this.hash = scan.lastHash();
    }

    /// Opens the file of a directory or makes it, and cuts off a row that a crash left half
    /// written, which the next row then says.
    static SearchAudit open(Path directory, Instant now) throws IOException {
        Path file = directory.resolve(FILE);
        boolean isNew = !Files.exists(file);
        // A channel would be closed for all by the first thread that is interrupted in a write.
        var out = new RandomAccessFile(file.toFile(), "rw");
        try {
            if (isNew) {
                Cursor.force(directory);
            }
            Scan scan = scan(file);
            long torn = scan.verdict().torn();
            out.setLength(scan.end());
            var audit = new SearchAudit(file, out, scan);
            if (torn > 0) {
                audit.write(
                        "tail-cut",
                        now,
                        new Members().put("bytes", torn).put("note", "left by a crash"));
            }
            return audit;
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    /// Looks through a file, also one that is being written.
    public static Verdict verify(Path directory) throws IOException {
        return scan(directory.resolve(FILE)).verdict();
    }

    /// @return the row's number
    long begun(FlowSearch.Request request, String canonical, Instant now) throws IOException {
        return write(
                "search-begun",
                now,
                new Members()
                        .put("who", request.who())
                        .put("via", request.via())
                        .put("query", canonical)
                        .put("from", request.from().toString())
                        .put("to", request.to().toString())
                        .put("limit", request.limit())
                        .put("purpose", request.purpose()));
    }

    /// @param number of the row that began it
    /// @param note why it was cut off, or empty
    void ended(
            long number,
            FlowSearch.Request request,
            int rows,
            long matched,
            boolean complete,
            String note,
            Instant now)
            throws IOException {
        write(
                "search-ended",
                now,
                new Members()
                        .put("who", request.who())
                        .put("via", request.via())
                        .put("begun", number)
                        .put("rows", rows)
                        .put("matched", matched)
                        .put("complete", complete)
                        .put("note", note));
    }

    /// An export begins: what a search's row has, and the format.
    ///
    /// @return the row's number
    long exportBegun(FlowExport.Order order, String canonical, Instant now) throws IOException {
        return write(
                "export-begun",
                now,
                new Members()
                        .put("who", order.who())
                        .put("via", order.via())
                        .put("query", canonical)
                        .put("from", order.from().toString())
                        .put("to", order.to().toString())
                        .put("format", order.format().word())
                        .put("most", order.most())
                        .put("purpose", order.purpose()));
    }

    /// @param number of the row that began it
    /// @param isCut there were more rows than wanted
    /// @param sha256 of all bytes that were handed out
    /// @param note why it was cut off, or empty
    void exportEnded(
            long number,
            FlowExport.Order order,
            long rows,
            boolean isCut,
            String sha256,
            String note,
            Instant now)
            throws IOException {
        write(
                "export-ended",
                now,
                new Members()
                        .put("who", order.who())
                        .put("via", order.via())
                        .put("begun", number)
                        .put("rows", rows)
                        .put("complete", !isCut && note.isEmpty())
                        .put("sha256", sha256)
                        .put("note", note));
    }

    /// Written before the destruction.
    ///
    /// @param name of the certificate
    void destroyed(Certificate certificate, String name) throws IOException {
        Cause cause = certificate.cause();
        String folder = certificate.folder();
        write(
                "destroyed",
                certificate.when(),
                new Members()
                        .put("who", cause.who())
                        .put("via", cause.via())
                        .put("partition", folder.substring(folder.indexOf('/') + 1))
                        .put("flows", certificate.slices())
                        .put("reason", cause.why())
                        .put("certificate", name)
                        .put("sha256", certificate.sha256()));
    }

    /// @param act what was done with the hold
    /// @param by who does it, and why
    void held(String act, Hold hold, Hold.By by, long slices, Instant now) throws IOException {
        write(
                act,
                now,
                new Members()
                        .put("who", by.who())
                        .put("via", by.via())
                        .put("case", hold.id())
                        .put("query", hold.query())
                        .put("from", hold.from().toString())
                        .put("to", hold.to().map(Instant::toString).orElse("open"))
                        .put("flows", slices)
                        .put("reason", by.reason()));
    }

    /// Before kept packets are handed out, held or let go.
    void packets(String act, KeptItem item, KeptPackets.Look look, Instant now) throws IOException {
        write(
                act,
                now,
                new Members()
                        .put("who", look.who())
                        .put("via", look.via())
                        .put("item", item.number())
                        .put("alert", item.alert())
                        .put("sha256", item.sha256())
                        .put("purpose", look.purpose()));
    }

    /// Before a person's purge destroys anything.
    void purgeAsked(String before, String populations, Hold.By by, Instant now) throws IOException {
        write(
                "purge-begun",
                now,
                new Members()
                        .put("who", by.who())
                        .put("via", by.via())
                        .put("before", before)
                        .put("populations", populations)
                        .put("reason", by.reason()));
    }

    /// A destruction that a crash had cut short is done now.
    ///
    /// @param name of the certificate
    void completed(String name, Certificate.Begun begun, Instant now) throws IOException {
        write(
                "destruction-completed",
                now,
                new Members()
                        .put("who", "retention")
                        .put("via", "start")
                        .put("flows", begun.slices())
                        .put("certificate", name)
                        .put("sha256", begun.sha256()));
    }

    private synchronized long write(String act, Instant now, Members members) throws IOException {
        long number = next;
        var body = new StringBuilder("{\"number\":").append(number);
        body.append(",\"time\":\"").append(now).append("\",\"act\":\"").append(act).append('"');
        body.append(members.text);
        String sealed = hash(hash, body.toString());
        String line = body + BEFORE_HASH + sealed + "\"}\n";
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (failed) {
            openAnew();
        }
        try {
            out.seek(end);
            out.write(bytes);
            out.getFD().sync();
        } catch (IOException e) {
            // What the disk holds now nobody knows: the next try begins at the same place.
            failed = true;
            cut(e);
            throw e;
        }
        end += bytes.length;
        hash = sealed;
        next = number + 1;
        return number;
    }

    private void cut(IOException why) {
        try {
            out.setLength(end);
        } catch (IOException e) {
            why.addSuppressed(e); // cut off when it is opened anew
        }
    }

    /// The disk may have been mounted again, and then what was opened before is of no use.
    private void openAnew() throws IOException {
        var opened = new RandomAccessFile(file.toFile(), "rw");
        try {
            if (opened.length() < end) {
                throw new IOException(file + " is shorter than it was");
            }
            opened.setLength(end);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        out.close();
        out = opened;
        failed = false;
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    private static Scan scan(Path file) throws IOException {
        String last = FIRST_HASH;
        long number = 0;
        long lines = 0;
        long end = 0;
        OptionalLong firstBad = OptionalLong.empty();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            var line = new ByteArrayOutputStream();
            long length = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                length++;
                if (b != '\n') {
                    if (line.size() <= LONGEST_ROW) {
                        line.write(b);
                    }
                    continue;
                }
                lines++;
                String text = line.toString(StandardCharsets.UTF_8);
                Matcher row = ROW.matcher(text);
                boolean wellFormed = line.size() <= LONGEST_ROW && row.matches();
                boolean follows =
                        wellFormed
                                && Long.parseLong(row.group(1)) == number + 1
                                && row.group(2).equals(hash(last, body(text)));
                if (!follows && firstBad.isEmpty()) {
                    firstBad = OptionalLong.of(lines);
                }
                if (wellFormed) {
                    // Goes on behind damage: one bad row must not hide what follows, nor stop the
                    // next from being written.
                    number = Long.parseLong(row.group(1));
                    last = row.group(2);
                }
                end += length;
                length = 0;
                line.reset();
            }
            return new Scan(new Verdict(lines, firstBad, length), end, number, last);
        }
    }

    private static String body(String row) {
        return row.substring(0, row.length() - SEALED);
    }

    private static String hash(String before, String body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(before.getBytes(StandardCharsets.US_ASCII));
            digest.update(body.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The row's own members, as JSON.
    private static final class Members {
        private final StringBuilder text = new StringBuilder();

        Members put(String key, String value) {
            text.append(",\"").append(key).append("\":\"");
            int end = Math.min(value.length(), LONGEST_TEXT);
            for (int i = 0; i < end; i++) {
                append(value.charAt(i));
            }
            text.append(end < value.length() ? "..." : "").append('"');
            return this;
        }

        Members put(String key, long value) {
            text.append(",\"").append(key).append("\":").append(value);
            return this;
        }

        Members put(String key, boolean value) {
            text.append(",\"").append(key).append("\":").append(value);
            return this;
        }

        /// All that is not plain is written as a code, so a row is one line and the same bytes
        /// everywhere.
        private void append(char c) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                text.append(c);
            }
        }
    }
}
