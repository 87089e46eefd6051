package org.tapwarden.appliance.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.metrics.Metrics;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.detector.policy.Clause;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.webconsole.Console;
import org.tapwarden.webconsole.ConsoleSettings;
import org.tapwarden.webconsole.Published;

/// The console of an appliance, and what is printed when it opens.
public final class Front implements AutoCloseable {

    private static final String NOTICE_CLAUSE = "A";

    private final @Nullable Console console;

    /// @param out where the address, the fingerprint and the set-up link are printed; null when
    ///   nobody shall look
    /// @throws IOException in one line, when the port is taken
    public Front(Appliance appliance, Settings settings, @Nullable PrintWriter out)
            throws IOException {
        Settings.Console wanted = settings.console();
        if (!wanted.on()) {
            console = null;
            return;
        }
        var published =
                new Published(
                        appliance.health(),
                        appliance.alerts(),
                        appliance.store(),
                        appliance.devices(),
                        appliance.store(),
                        appliance.store(),
                        appliance.search(),
                        appliance.history().packets(),
                        Optional.ofNullable(appliance.payload()),
                        appliance.enforcement(),
                        new Metrics(
                                appliance.health(),
                                appliance.alerts(),
                                appliance.history(),
                                appliance.enforcement(),
                                appliance::resetCounts));
        Clause notice = Objects.requireNonNull(Clauses.builtIn().byId(NOTICE_CLAUSE));
        Console made =
                new Console(
                        new ConsoleSettings(
                                wanted.host(),
                                wanted.port(),
                                settings.state().resolve("console"),
                                settings.zone(),
                                settings.office(),
                                notice.sentence(),
                                notice.id(),
                                wanted.metrics(),
                                ConsoleSettings.USUAL_IDLE),
                        published);
        console = made;
        try {
            URI address = made.start();
            if (out != null) {
                out.println("console: " + address);
                out.println("  certificate SHA-256 " + made.fingerprint());
                made.setUpLink()
                        .ifPresent(
                                link -> out.println("  first account, once within a day: " + link));
                out.flush();
            }
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (console != null) {
            console.close();
        }
    }
}
