package org.tapwarden.webconsole.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Passwords as Argon2id (RFC 9106). What is kept says by itself how dear it was made, so it can be
/// compared whatever is made today.
public final class Passwords {

    static final int SHORTEST = 12;
    static final int LONGEST = 200;

    private static final int LANES = 1;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder TEXT = Base64.getEncoder().withoutPadding();

    /// 19 MiB and two passes, OWASP's second recommendation: some 40 ms on the appliance.
    public static final Passwords STANDARD = new Passwords(19_456, 2);

    private final int memoryKib;
    private final int passes;

    /// Compared with when there is no such account.
    private final String nobody;

    /// @param memoryKib what making one takes, in KiB
    /// @param passes how often it is gone through
    public Passwords(int memoryKib, int passes) {
        this.memoryKib = memoryKib;
        this.passes = passes;
        this.nobody = hash("nobody has this password");
    }

    /// Why a password will not do; empty when it will.
    static List<String> wrong(String name, String password) {
        if (password.length() < SHORTEST) {
            return List.of("The password must have at least " + SHORTEST + " characters.");
        }
        if (password.length() > LONGEST) {
            return List.of("The password must have at most " + LONGEST + " characters.");
        }
        if (password.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT))) {
            return List.of("The password must not contain the name.");
        }
        return List.of();
    }

    String hash(String password) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        byte[] hash = argon2(password, salt, memoryKib, passes, LANES, HASH);
        return String.join(
                "$",
                "argon2id",
                Integer.toString(memoryKib),
                Integer.toString(passes),
                Integer.toString(LANES),
                TEXT.encodeToString(salt),
                TEXT.encodeToString(hash));
    }

    static boolean matches(String password, String kept) {
        String[] parts = kept.split("\\$", -1);
        if (parts.length != 6 || password.length() > LONGEST) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(parts[5]);
        byte[] actual =
                argon2(
                        password,
                        Base64.getDecoder().decode(parts[4]),
                        Integer.parseInt(parts[1]),
                        Integer.parseInt(parts[2]),
                        Integer.parseInt(parts[3]),
                        expected.length);
        return MessageDigest.isEqual(expected, actual);
    }

    /// Takes the time that a comparison takes, and is never right: nobody logs in with it.
    boolean matchesNobody(String password) {
        return matches(password, nobody) && password.isEmpty();
    }

    private static byte[] argon2(
            String password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withSalt(salt)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
