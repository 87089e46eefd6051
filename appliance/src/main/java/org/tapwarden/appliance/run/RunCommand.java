package org.tapwarden.appliance.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.control.ControlServer;
import org.tapwarden.appliance.replay.Interrupts;
import org.tapwarden.appliance.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tapwarden run --config FILE`
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Watch a tap: sensor, history, enforcer and console in one process, until Ctrl-C.",
            "Needs CAP_NET_RAW, and CAP_NET_ADMIN where it shall quarantine."
        },
        footerHeading = "%nExample settings:%n",
        footer = {
            "  office: Lincoln High",
            "  time-zone: America/Los_Angeles",
            "  state: /var/lib/tapwarden",
            "  capture: {interface: tap0}",
            "  segments: segments.yaml",
            "  mail: {host: mail.example.org, from: tapwarden@example.org, to: help@example.org}",
            "  console: {host: 0.0.0.0, port: 8443}"
        })
public final class RunCommand implements Callable<Integer> {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final long LOOK_EVERY_MILLIS = 200;
    private static final int ALIVE_EVERY_LOOKS = 25;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "The settings, in YAML.")
    private Path config = Path.of("");

    @Override
    public Integer call() {
        var line = Objects.requireNonNull(spec).commandLine();
        PrintWriter err = line.getErr();
        PrintWriter out = line.getOut();
        var asked = new CountDownLatch(1);
        Interrupts.onFirst(asked::countDown);
        try {
            return watch(Settings.read(config), asked, out, err);
        } catch (IOException e) {
            err.println("tapwarden: " + String.valueOf(e.getMessage()).replaceAll("\\R", " "));
            return FAILED;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static int watch(
            Settings settings, CountDownLatch asked, PrintWriter out, PrintWriter err)
            throws IOException {
        try (var appliance = new Appliance(settings, Appliance.surroundings(settings));
                var _ = new Front(appliance, settings, out);
                var _ =
                        new ControlServer(
                                settings.controlSocket(),
                                settings.state().resolve("history"),
                                settings.zone(),
                                appliance.history(),
                                appliance.store(),
                                appliance.enforcement(),
                                appliance.payload())) {
            appliance.start();
            out.println(
                    "tapwarden: watching " + String.join(", ", settings.capture().interfaces()));
            out.flush();
            Supervisor.ready();
            return untilAsked(appliance, asked, err);
        }
    }

    private static int untilAsked(Appliance appliance, CountDownLatch asked, PrintWriter err) {
        try {
            for (int looks = 0; !asked.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS); looks++) {
                IOException failure = appliance.failure();
                if (failure != null) {
                    err.println("tapwarden: " + failure.getMessage());
                    err.flush();
                    Supervisor.stopping();
                    return FAILED;
                }
                if (looks % ALIVE_EVERY_LOOKS == 0 && appliance.isAlive()) {
                    Supervisor.alive();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Supervisor.stopping();
        return OK;
    }
}
