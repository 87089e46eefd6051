package org.tapwarden.enforcer.radius;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;

/// Reads what proves us to a server and the server to us.
final class Credentials {

    private static final int LEAST_SECRET = 8;

    private Credentials() {}

    /// @throws IOException in one line that names the server and the file, never what stands in it
    static Nas of(RadiusSettings.Server server) throws IOException {
        Optional<Nas.Tls> tls =
                server.certificates().isPresent()
                        ? Optional.of(tls(server, server.certificates().orElseThrow()))
                        : Optional.empty();
        SharedSecret secret =
                server.secretFile().isPresent()
                        ? secret(server, server.secretFile().orElseThrow())
                        : SharedSecret.RADSEC;
        return new Nas(
                server.name(),
                server.address(),
                secret,
                tls,
                server.requiresMessageAuthenticator(),
                server.tellsSessions(),
                server.vlan());
    }

    private static SharedSecret secret(RadiusSettings.Server server, Path file) throws IOException {
        String where = where(server, "secret-file", file);
        String secret = "";
        try {
            isOurs(file, where);
            List<String> lines = Files.readAllLines(file);
            secret = lines.isEmpty() ? "" : lines.getFirst().strip();
        } catch (FileSystemException | MalformedInputException e) {
            throw new IOException(where + " cannot be read", e);
        }
        if (secret.length() < LEAST_SECRET) {
            throw new IOException(
                    where
                            + " holds a secret shorter than "
                            + LEAST_SECRET
                            + " characters; RFC 2865 wants 16");
        }
        return SharedSecret.of(secret);
    }

    /// Only this authority is believed, not those that the machine trusts for the web.
    private static Nas.Tls tls(RadiusSettings.Server server, RadiusSettings.Certificates files)
            throws IOException {
        String key = where(server, "key-file", files.key());
        try {
            isOurs(files.key(), key);
        } catch (FileSystemException e) {
            throw new IOException(key + " cannot be read", e);
        }
        var builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        take(
                where(server, "ca-file", files.authority()),
                () -> builder.trustManager(file(files.authority())));
        take(
                where(server, "certificate-file", files.own()) + " with key-file " + files.key(),
                () -> builder.keyManager(file(files.own()), file(files.key())));
        try {
            SslContext context =
                    builder.protocols("TLSv1.3", "TLSv1.2")
                            .endpointIdentificationAlgorithm("HTTPS")
                            .build();
            return new Nas.Tls(context, files.name());
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    where(server, "certificate-file", files.own()) + " cannot be used for TLS", e);
        }
    }

    private interface Reading {
        Object read();
    }

    private static void take(String where, Reading reading) throws IOException {
        try {
            var _ = reading.read();
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    where + " is missing, or holds no certificate or PKCS#8 key in PEM", e);
        }
    }

    private static File file(Path path) {
        return path.toFile();
    }

    private static void isOurs(Path file, String where) throws IOException {
        if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            throw new IOException(where + " can be read by everybody; say chmod o-r");
        }
    }

    private static String where(RadiusSettings.Server server, String key, Path file) {
        return "enforcer.radius.servers (" + server.name() + ")." + key + ": " + file;
    }
}
