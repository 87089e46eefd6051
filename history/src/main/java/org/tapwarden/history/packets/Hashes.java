package org.tapwarden.history.packets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256, in hexadecimal digits (FIPS 180-4).
final class Hashes {

    private static final int BUFFER = 1 << 16;

    private Hashes() {}

    static String of(byte[] bytes) {
        return hex(sha256().digest(bytes));
    }

    static String of(String first, String second) {
        MessageDigest digest = sha256();
        digest.update(first.getBytes(StandardCharsets.UTF_8));
        digest.update(second.getBytes(StandardCharsets.UTF_8));
        return hex(digest.digest());
    }

    static String of(Path file) throws IOException {
        MessageDigest digest = sha256();
        var buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return hex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
