package org.tapwarden.history.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The orders' keys, each in a file of its own, wrapped by the appliance's (AES-256-GCM under a
/// random nonce of 96 bits, bound to the order's number).
///
/// A key that is destroyed is overwritten, forced to the disk and deleted. A disk that writes
/// elsewhere what is overwritten, as flash does, may hold the wrapped key for a while.
final class OrderKeys {

    private static final String APPLIANCE = "appliance.key";
    private static final String PART = ".part";
    private static final int NONCE = 12;
    private static final int WRAPPED = NONCE + SealedFile.KEY + SealedFile.TAG;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final SecureRandom random = new SecureRandom();

    OrderKeys(Path folder) {
        this.folder = folder;
    }

    /// Makes an order's key; on the disk when this returns.
    ///
    /// @throws IOException in one line, also where somebody else may read the appliance's key
    byte[] make(long order) throws IOException {
        byte[] nonce = fresh(NONCE);
        byte[] key = fresh(SealedFile.KEY);
        byte[] appliance = appliance(true);
        try {
            byte[] wrapped = cipher(Cipher.ENCRYPT_MODE, appliance, nonce, order).doFinal(key);
            write(file(order), ByteBuffer.allocate(WRAPPED).put(nonce).put(wrapped).array());
            return key;
        } catch (GeneralSecurityException e) {
            throw new IOException("the key of order " + order + " cannot be wrapped", e);
        } finally {
            Arrays.fill(appliance, (byte) 0);
        }
    }

    /// @throws IOException in one line, when it is not there or not as it was made
    byte[] read(long order) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file(order));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no key of order " + order, e);
        }
        byte[] appliance = appliance(false);
        try {
            byte[] nonce = Arrays.copyOf(bytes, NONCE);
            return cipher(Cipher.DECRYPT_MODE, appliance, nonce, order)
                    .doFinal(bytes, NONCE, Math.max(0, bytes.length - NONCE));
        } catch (GeneralSecurityException e) {
            throw new IOException("the key of order " + order + " is not as it was made", e);
        } finally {
            Arrays.fill(appliance, (byte) 0);
        }
    }

    /// Destroys an order's key, if it is there.
    void destroy(long order) throws IOException {
        Path file = file(order);
        if (Files.exists(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate((int) Math.max(WRAPPED, channel.size())));
                channel.force(true);
            }
            Files.delete(file);
            force(folder);
        }
    }

    private Path file(long order) {
        return folder.resolve("order-" + order + ".key");
    }

    private byte[] appliance(boolean make) throws IOException {
        Path file = folder.resolve(APPLIANCE);
        if (make && !Files.exists(file)) {
            write(file, fresh(SealedFile.KEY));
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(mode)) {
            throw new IOException(
                    file
                            + " has the mode "
                            + PosixFilePermissions.toString(mode)
                            + ", so others may know the key; it must be rw------- (chmod 600)");
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != SealedFile.KEY) {
            throw new IOException(file + " is no key of " + SealedFile.KEY + " bytes");
        }
        return key;
    }

    private byte[] fresh(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, long order)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(8 * SealedFile.TAG, nonce));
        cipher.updateAAD(ByteBuffer.allocate(Long.BYTES).putLong(order).array());
        return cipher;
    }

    /// Whole or not at all.
    private void write(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + PART);
        Files.deleteIfExists(part);
        try (FileChannel channel =
                FileChannel.open(
                        part,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            channel.write(ByteBuffer.wrap(bytes));
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        force(folder);
    }

    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
