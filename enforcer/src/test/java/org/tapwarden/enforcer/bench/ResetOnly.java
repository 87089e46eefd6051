package org.tapwarden.enforcer.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.protect.ProtectedSet;
import org.tapwarden.enforcer.reset.ResetDriver;
import org.tapwarden.enforcer.reset.ResetSettings;

/// The reset driver and nothing else, against one device: what `bench/reference/reset_answer.c` is
/// in C. `./check bench reset` runs it: `ResetOnly TAP INJECTION MAC`. Ends when its input does,
/// and then says what it counted.
final class ResetOnly {

    public static void main(String[] arguments) throws IOException {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("injection", arguments[1]);
        node.put("resets", 20_000);
        ResetSettings settings = ResetSettings.of(node, List.of(arguments[0])).orElseThrow();
        try (var driver =
                new ResetDriver(
                        settings,
                        Step.RESET,
                        subject -> true,
                        () -> Optional.of(ProtectedSet.NOBODY))) {
            driver.prepare();
            var subject = new Subject(1, Set.of(Mac.parse(arguments[2])), Set.of(), "");
            Outcome outcome =
                    driver.hold(new Grant("bench", "bench", subject), Duration.ofHours(1));
            if (!outcome.holds()) {
                throw new IOException(outcome.detail());
            }
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Whoever measures closes it.
            }
            System.out.println(driver.tally().all());
        }
    }

    private ResetOnly() {}
}
