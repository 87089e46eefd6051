package org.tapwarden.webconsole.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The console's key and certificate: made and signed by itself at the first start, kept in a file
/// that only the owner reads. Browsers warn of it; the fingerprint says whether it is the right
/// one.
public final class Certificate {

    private static final String FILE = "console.p12";
    private static final String ALIAS = "console";
    private static final char[] NO_SECRET = "tapwarden".toCharArray();
    private static final Duration LASTS = Duration.ofDays(397);
    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
    private static final int SERIAL_BITS = 127;

    private final KeyStore store;

    private Certificate(KeyStore store) {
        this.store = store;
    }

    /// Reads the kept one, or makes one when there is none or it ends soon.
    public static Certificate in(Path state, Instant now) throws IOException {
        Path file = state.resolve(FILE);
        try {
            if (Files.exists(file)) {
                var kept = new Certificate(read(file));
                if (kept.end().isAfter(now.plus(RENEWED_BEFORE))) {
                    return kept;
                }
            }
            var made = new Certificate(make(now));
            made.write(file);
            return made;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, NO_SECRET);
        }
        return store;
    }

    private static KeyStore make(Instant now)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        var name = new X500Name("CN=Tapwarden console");
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(LASTS)),
                        name,
                        keys.getPublic());
        builder.addExtension(Extension.subjectAlternativeName, false, names());
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_SECRET);
        store.setKeyEntry(
                ALIAS,
                keys.getPrivate(),
                NO_SECRET,
                new java.security.cert.Certificate[] {certificate});
        return store;
    }

    private static GeneralNames names() {
        Set<GeneralName> names = new LinkedHashSet<>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        names.add(new GeneralName(GeneralName.iPAddress, "::1"));
        try {
            String host = InetAddress.getLocalHost().getHostName();
            if (host.matches("[A-Za-z0-9.-]{1,200}")) {
                names.add(new GeneralName(GeneralName.dNSName, host));
            }
        } catch (UnknownHostException e) {
            // A host without a name is reached by its address.
        }
        return new GeneralNames(names.toArray(new GeneralName[0]));
    }

    private void write(Path file) throws IOException, GeneralSecurityException {
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(fresh, StandardOpenOption.WRITE)) {
            store.store(out, NO_SECRET);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private X509Certificate x509() throws GeneralSecurityException {
        if (store.getCertificate(ALIAS) instanceof X509Certificate found) {
            return found;
        }
        throw new GeneralSecurityException("no certificate in " + FILE);
    }

    private Instant end() throws GeneralSecurityException {
        return x509().getNotAfter().toInstant();
    }

    /// For the server.
    public KeyStore keyStore() {
        return store;
    }

    /// Of {@link #keyStore}; no secret, the file's mode guards the key.
    public String keyStorePassword() {
        return new String(NO_SECRET);
    }

    /// SHA-256 in pairs, as browsers show it.
    public String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(x509().getEncoded());
            return HexFormat.ofDelimiter(":").formatHex(hash).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can be encoded", e);
        }
    }
}
