package org.tapwarden.history.payload;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// How a file of sealed chunks lies on the disk.
///
/// A header (magic, order, part, 32 random bytes), then chunks: four bytes of length, the highest
/// bit set in the last one, and that many bytes of AES-256-GCM (NIST SP 800-38D) with a tag of 128
/// bits. Each file has a key of its own, HMAC-SHA-256 of its header under the order's key (the
/// expansion of RFC 5869 for one block). A nonce is the chunk's number and whether it is the last,
/// as in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015): so no nonce
/// comes twice under a key, a file is never gone on with, and chunks that were moved, left out or
/// cut off at the end do not fit.
final class SealedFile {

    static final int HEADER = 52;
    static final int SALT = 32;
    static final int LENGTH = 4;
    static final int TAG = 16;
    static final int LAST = 1 << 31;

    /// Longest chunk that is read; those that are written are a quarter of it.
    static final int LONGEST_CHUNK = 1 << 20;

    static final int KEY = 32;

    private static final long MAGIC = 0x5457_5041_594c_4431L; // TWPAYLD1
    private static final int NONCE = 12;
    private static final String AES = "AES";
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;
    private final Cipher cipher;

    /// @param header of the file
    /// @param orderKey the order's
    SealedFile(byte[] header, byte[] orderKey) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(orderKey, HMAC));
            mac.update(header);
            mac.update((byte) 1);
            key = new SecretKeySpec(mac.doFinal(), AES);
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM and HMAC-SHA-256", e);
        }
    }

    static byte[] header(long order, int part, byte[] salt) {
        return ByteBuffer.allocate(HEADER)
                .putLong(MAGIC)
                .putLong(order)
                .putInt(part)
                .put(salt)
                .array();
    }

    /// Whether a header is of this order's part.
    static boolean isOf(byte[] header, long order, int part) {
        ByteBuffer read = ByteBuffer.wrap(header);
        return read.getLong() == MAGIC && read.getLong() == order && read.getInt() == part;
    }

    /// A chunk as it lies in the file.
    byte[] seal(long number, boolean last, byte[] plain) {
        int length = (plain.length + TAG) | (last ? LAST : 0);
        byte[] word = ByteBuffer.allocate(LENGTH).putInt(length).array();
        try {
            init(Cipher.ENCRYPT_MODE, number, last, word);
            byte[] chunk = new byte[LENGTH + plain.length + TAG];
            System.arraycopy(word, 0, chunk, 0, LENGTH);
            cipher.doFinal(plain, 0, plain.length, chunk, LENGTH);
            return chunk;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a chunk cannot be sealed", e);
        }
    }

    /// @param word its length as it lies in the file
    /// @throws GeneralSecurityException when it is not as it was written
    byte[] open(long number, boolean last, byte[] word, byte[] sealed)
            throws GeneralSecurityException {
        init(Cipher.DECRYPT_MODE, number, last, word);
        return cipher.doFinal(sealed);
    }

    private void init(int mode, long number, boolean last, byte[] word)
            throws GeneralSecurityException {
        byte[] nonce =
                ByteBuffer.allocate(NONCE)
                        .putLong(3, number)
                        .put(NONCE - 1, (byte) (last ? 1 : 0))
                        .array();
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
        cipher.updateAAD(word);
    }
}
