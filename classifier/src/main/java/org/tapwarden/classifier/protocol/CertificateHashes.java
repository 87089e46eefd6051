package org.tapwarden.classifier.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// By which a server's certificate is found in a list (SHA-1 or SHA-256 over its DER form, as
/// `openssl x509 -fingerprint` has them): small hexadecimal digits without colons.
///
/// It is no secret, and of a server; it is in no record and kept nowhere.
public record CertificateHashes(String sha1, String sha256) {

    /// Makes them; one object a thread.
    public static final class Maker {

        private final MessageDigest sha1 = digest("SHA-1");
        private final MessageDigest sha256 = digest("SHA-256");

        private static MessageDigest digest(String algorithm) {
            try {
                return MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has " + algorithm, e);
            }
        }

        /// Of the certificate that is a part of a payload.
        public CertificateHashes of(Payload payload, int from, int end) {
            return new CertificateHashes(
                    hex(sha1, payload, from, end), hex(sha256, payload, from, end));
        }

        private static String hex(MessageDigest digest, Payload payload, int from, int end) {
            digest.update(payload.array(), payload.at() + from, end - from);
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
