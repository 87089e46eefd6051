package org.tapwarden.appliance.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.replay.Interrupts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tapwarden demo`
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Play a school morning from a capture of our own through the whole appliance, without"
                    + " privileges: a home router is plugged in, and a student's device opens a VPN.",
            "Nothing on this machine or its network is touched: the quarantine is simulated."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tapwarden demo", "  tapwarden demo --once"})
public final class DemoCommand implements Callable<Integer> {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final double FASTEST = 1_000;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--once", description = "Play, print what was found, exit.")
    private boolean once;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "3.5",
            description = "How much faster than it was recorded (default: ${DEFAULT-VALUE}).")
    private double speed;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8443",
            description = "Where the console listens on loopback; 0 takes a free one.")
    private int port;

    @Override
    public Integer call() {
        var line = Objects.requireNonNull(spec).commandLine();
        if (!(speed >= 0.1 && speed <= FASTEST)) {
            throw new ParameterException(line, "--speed must be 0.1 to 1000, not " + speed + ".");
        }
        if (port < 0 || port > 65_535) {
            throw new ParameterException(line, "--port must be 0 to 65535, not " + port + ".");
        }
        var asked = new CountDownLatch(1);
        Interrupts.onFirst(asked::countDown);
        PrintWriter out = line.getOut();
        PrintWriter err = line.getErr();
        try (var stage = DemoStage.set(speed, port, once)) {
            return play(stage, asked, out);
        } catch (IOException e) {
            err.println("tapwarden: " + String.valueOf(e.getMessage()).replaceAll("\\R", " "));
            return FAILED;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private int play(DemoStage stage, CountDownLatch asked, PrintWriter out) throws IOException {
        stage.begin(out);
        try {
            while (!stage.isPlayed() && !asked.await(200, TimeUnit.MILLISECONDS)) {
                stage.tellNews(out);
            }
            if (asked.getCount() == 0) {
                return OK;
            }
            stage.settle();
            stage.tellNews(out);
            new Tour(stage).tell(out);
            out.flush();
            if (!once) {
                stage.tellHowToGoOn(out);
                out.flush();
                asked.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return OK;
    }
}
