package org.tapwarden.webconsole.accounting;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.tapwarden.detector.segment.Prefix;

/// A listener in a process of its own, for somebody to kill.
final class KilledListener {

    private KilledListener() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        var store = new AccountingStore(Path.of(arguments[0]), clock::millis);
        var client =
                new AccountingSettings.Client(
                        Prefix.parse("127.0.0.0/8"), AccountingKillTest.SECRET, false);
        var server =
                new AccountingServer(
                        new AccountingSettings("127.0.0.1", 0, List.of(client), 1_000_000),
                        store,
                        clock::millis);
        server.start();
        System.out.println(server.address().getPort());
        Thread.sleep(120_000);
    }
}
