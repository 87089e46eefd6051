package org.tapwarden.detector.place;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The two passwords of an SNMPv3 user. They stand in a file of their own, never in the settings,
/// and no text that this class makes holds one.
///
/// The file has two lines, `authentication=` and `privacy=`, each followed by the password as it
/// is, blanks included. Empty lines and lines that begin with `#` do not count.
public record Secrets(String authentication, String privacy) {

    private static final String AUTHENTICATION = "authentication";
    private static final String PRIVACY = "privacy";

    /// RFC 3414, section 11.2.
    private static final int SHORTEST = 8;

    private static final int LARGEST = 4_096;

    private static final Set<PosixFilePermission> EVERYBODYS =
            Set.of(
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.GROUP_WRITE);

    /// @param at the key of the settings that names the file, for the message
    /// @throws IllegalArgumentException in one line that names key and file and what is wrong with
    ///   it, never what stands in it
    public static Secrets read(Path file, String at) {
        try {
            return parse(text(file), at + ": " + file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(at + ": " + file + " does not exist", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(at + ": " + file + " is no UTF-8 text", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(at + ": " + file + " cannot be read", e);
        } catch (UnsafeFile e) {
            throw new IllegalArgumentException(at + ": " + file + " " + e.getMessage(), e);
        }
    }

    private static String text(Path file) throws IOException, UnsafeFile {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (EVERYBODYS.stream().anyMatch(permissions::contains)) {
            throw new UnsafeFile(
                    "holds passwords and may be read or written by others: chmod 640 it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new UnsafeFile("is larger than " + LARGEST + " bytes");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        }
    }

    private static Secrets parse(String text, String where) {
        Map<String, String> found = new HashMap<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String key = equals < 0 ? "" : line.substring(0, equals).strip();
            boolean known = key.equals(AUTHENTICATION) || key.equals(PRIVACY);
            if (!known || found.put(key, line.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        where + " must have one line authentication=... and one privacy=...");
            }
        }
        return new Secrets(password(found, AUTHENTICATION, where), password(found, PRIVACY, where));
    }

    private static String password(Map<String, String> found, String key, String where) {
        String password = found.getOrDefault(key, "");
        if (password.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    where
                            + ": the "
                            + key
                            + " password must have at least "
                            + SHORTEST
                            + " characters (RFC 3414)");
        }
        return password;
    }

    /// Says nothing of what it holds.
    @Override
    public String toString() {
        return "Secrets[withheld]";
    }

    private static final class UnsafeFile extends Exception {
        private static final long serialVersionUID = 1L;

        UnsafeFile(String message) {
            super(message);
        }
    }
}
