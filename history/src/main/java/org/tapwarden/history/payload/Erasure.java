package org.tapwarden.history.payload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Destroys what was kept of an order: its key first, then a certificate of what there was, then
/// the files. Each step may be done again after a crash.
final class Erasure {

    static final String CERTIFICATES = "certificates";

    private static final String TITLE =
            "tapwarden certificate of destruction of whole payload, version 1\n";
    private static final String BEGUN = ".begun";

    private final Path folder;
    private final OrderKeys keys;

    Erasure(Path folder, OrderKeys keys) {
        this.folder = folder;
        this.keys = keys;
    }

    /// @param why it is over
    /// @return SHA-256 of the certificate
    String erase(PayloadOrder order, String why, Instant now) throws IOException {
        keys.destroy(order.number());
        Path certificates = folder.resolve(CERTIFICATES);
        Files.createDirectories(
                certificates,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String name = "order-" + order.number() + ".txt";
        Path done = certificates.resolve(name);
        Path begun = certificates.resolve(name + BEGUN);
        if (!Files.exists(done) && !Files.exists(begun)) {
            write(begun, text(order, why, now));
        }
        for (Path file : files(order.number())) {
            Files.deleteIfExists(file);
        }
        OrderKeys.force(folder);
        if (Files.exists(begun)) {
            Files.move(begun, done, StandardCopyOption.ATOMIC_MOVE);
            OrderKeys.force(certificates);
        }
        return sha256(done);
    }

    /// Destroys every key and file of orders, since nobody knows any more what they are of.
    void eraseAll() throws IOException {
        for (Path file : every()) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(".key")) {
                keys.destroy(Long.parseLong(name.replaceAll("\\D", ""), 10));
            }
        }
        for (Path file : every()) {
            Files.deleteIfExists(file);
        }
        OrderKeys.force(folder);
    }

    private String text(PayloadOrder order, String why, Instant now) throws IOException {
        var text = new StringBuilder(TITLE);
        text.append("order ").append(order.number());
        text.append("\ncase ").append(order.subject().alert());
        text.append("\nasked by ").append(plain(order.asker()));
        text.append("\nconfirmed by ").append(plain(order.confirmer()));
        text.append("\nreason ").append(plain(order.reason()));
        text.append("\nwhy ").append(plain(why));
        text.append("\nkey destroyed before ").append(now).append('\n');
        for (Path file : files(order.number())) {
            text.append("file ").append(sha256(file)).append(' ').append(Files.size(file));
            text.append(' ').append(file.getFileName()).append('\n');
        }
        return text.toString();
    }

    /// One line, whatever a person wrote.
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }

    /// The sealed files of an order.
    private List<Path> files(long order) throws IOException {
        String its = "order-" + order + ".part-";
        return every().stream()
                .filter(file -> String.valueOf(file.getFileName()).startsWith(its))
                .toList();
    }

    private List<Path> every() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file ->
                            String.valueOf(file.getFileName())
                                    .matches("order-\\d+\\.(part-\\d+|key|key\\.part)"))
                    .sorted()
                    .toList();
        }
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            channel.write(StandardCharsets.UTF_8.encode(text));
            channel.force(true);
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
