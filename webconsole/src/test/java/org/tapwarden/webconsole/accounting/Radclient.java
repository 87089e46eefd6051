package org.tapwarden.webconsole.accounting;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// FreeRADIUS's own client.
record Radclient(Path folder, int port) {

    /// What it said: `Received Accounting-Response` or `No reply from server`.
    String send(String secret, String attributes) throws IOException, InterruptedException {
        return send("acct", secret, attributes);
    }

    String send(String kind, String secret, String attributes)
            throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/bin/radclient")).exists();
        Path file = Files.writeString(folder.resolve("request"), attributes + "\n");
        Process process =
                new ProcessBuilder(
                                "radclient",
                                "-x",
                                "-t",
                                "1",
                                "-r",
                                "1",
                                "-f",
                                file.toString(),
                                "127.0.0.1:" + port,
                                kind,
                                secret)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(10, TimeUnit.SECONDS);
        return said;
    }
}
