package org.tapwarden.enforcer.order;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Where the enforcer asks what time it is. Decisions are told the time and never ask here.
public interface Clocks {

    Moment now();

    /// This machine's. `/proc/uptime` and not `System.nanoTime()`: the deadline of a lease must
    /// mean the same to the next process, and nanoTime promises that to nobody.
    static Clocks ofThisMachine() {
        Path uptime = Path.of("/proc/uptime");
        String bootId = read(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        return () -> {
            String text = read(uptime);
            long nanos =
                    new BigDecimal(text.substring(0, text.indexOf(' ')))
                            .movePointRight(9)
                            .longValue();
            return new Moment(bootId, nanos, Instant.now());
        };
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
