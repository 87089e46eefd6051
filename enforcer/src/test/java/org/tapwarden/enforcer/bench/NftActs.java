package org.tapwarden.enforcer.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.nft.Nft;
import org.tapwarden.enforcer.nft.NftSettings;
import org.tapwarden.enforcer.nft.NftablesDriver;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Subject;

/// How long a device takes to be held in the kernel, by the library and by the program `nft` in
/// turns. `./check bench nft` runs it in a namespace whose bridge learnt the MAC: `NftActs MAC
/// ROUNDS`.
final class NftActs {

    private static final int WARM = 100;

    public static void main(String[] arguments) throws IOException {
        var subject = new Subject(1, Set.of(Mac.parse(arguments[0])), Set.of(), "");
        int rounds = Integer.parseInt(arguments[1]);
        try (Nft library = Nft.open(true, Commands.here());
                Nft program = Nft.open(false, Commands.here())) {
            List<NftablesDriver> drivers = List.of(driver(library), driver(program));
            var taken = List.of(new ArrayList<Long>(), new ArrayList<Long>());
            for (int round = -WARM; round < rounds; round++) {
                for (int i = 0; i < drivers.size(); i++) {
                    long micros = held(drivers.get(i), subject);
                    if (round >= 0) {
                        taken.get(i).add(micros);
                    }
                }
            }
            say(library.words(), taken.getFirst());
            say(program.words(), taken.getLast());
        }
    }

    private static NftablesDriver driver(Nft nft) {
        var driver = new NftablesDriver(NftSettings.USUAL, nft, Set.of());
        driver.prepare();
        return driver;
    }

    /// @return microseconds until it was held; letting go is not counted
    private static long held(NftablesDriver driver, Subject subject) throws IOException {
        var grant = new Grant("bench", "bench", subject);
        long began = System.nanoTime();
        Outcome outcome = driver.hold(grant, Duration.ofMinutes(1));
        long micros = (System.nanoTime() - began) / 1_000;
        if (!outcome.holds() || !driver.release(grant).holds()) {
            throw new IOException(outcome.detail());
        }
        return micros;
    }

    private static void say(String what, List<Long> micros) {
        Collections.sort(micros);
        System.out.printf(
                Locale.ROOT,
                "bench: held %s: median %.2f ms, 95th percentile %.2f ms, longest %.2f ms of %d%n",
                what,
                micros.get(micros.size() / 2) / 1e3,
                micros.get(micros.size() * 95 / 100) / 1e3,
                micros.getLast() / 1e3,
                micros.size());
    }

    private NftActs() {}
}
