package org.tapwarden.enforcer.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// radsecproxy as whoever is asked over TLS, with the certificates of {@link FreeRadius}. It knows
/// us by the name in our certificate, and passes on to a server that is not there.
final class RadsecProxy implements AutoCloseable {

    final int port;
    private final Path log;
    private final Process process;

    /// @param certificates where they lie
    RadsecProxy(Path certificates) throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/sbin/radsecproxy")).as("Debian's radsecproxy").exists();
        Path folder = Files.createDirectories(certificates.resolve("radsecproxy"));
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path settings =
                Files.writeString(
                        folder.resolve("radsecproxy.conf"),
                        CONFIGURATION
                                .replace("PORT", Integer.toString(port))
                                .replace("FOLDER", certificates.toString()));
        log = folder.resolve("log");
        process =
                new ProcessBuilder(
                                "radsecproxy",
                                "-f",
                                "-d",
                                "5",
                                "-c",
                                settings.toString(),
                                "-i",
                                folder.resolve("pid").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        for (int i = 0; i < 400 && !log().contains("listening for tls"); i++) {
            assertThat(process.isAlive()).as(log()).isTrue();
            Thread.sleep(25);
        }
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static final String CONFIGURATION =
            """
            ListenTLS 127.0.0.1:PORT
            tls default {
              CACertificateFile FOLDER/ca.pem
              CertificateFile FOLDER/server.pem
              CertificateKeyFile FOLDER/server.key
            }
            client appliance {
              host 127.0.0.1
              type tls
              secret radsec
              certificateNameCheck off
              matchCertificateAttribute SubjectAltName:DNS:/^appliance\\.example$/
            }
            server home {
              host 127.0.0.1
              port 9
              type udp
              secret testing123
            }
            realm * {
              server home
            }
            """;
}
