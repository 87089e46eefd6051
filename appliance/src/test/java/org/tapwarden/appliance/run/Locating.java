package org.tapwarden.appliance.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.place.Located;
import org.tapwarden.detector.place.PlaceText;
import org.tapwarden.detector.place.SnmpLocator;
import org.tapwarden.detector.place.SwitchState;
import org.tapwarden.detector.place.Switches;

/// A program for the lab's namespaces: asks the switches of a settings file every second, and
/// writes each change of a place and of a switch's state as a line.
final class Locating {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private Locating() {}

    static void main(String[] arguments) throws IOException, InterruptedException {
        Switches read = Settings.read(Path.of(arguments[0])).switches();
        var switches = new Switches(read.all(), EVERY, read.mostMacs());
        try (var locator =
                new SnmpLocator(
                        switches, System::currentTimeMillis, System::nanoTime, Locating::tell)) {
            locator.start();
            for (String before = ""; ; TimeUnit.MILLISECONDS.sleep(100)) {
                String now =
                        String.join("\n", locator.states().stream().map(Locating::line).toList());
                if (!now.equals(before)) {
                    System.out.println(now);
                }
                before = now;
            }
        }
    }

    private static void tell(List<Located> changed) {
        changed.forEach(one ->
                System.out.println(new Mac(one.mac()) + " is at " + PlaceText.write(one.place())));
    }

    private static String line(SwitchState state) {
        return state.name()
                + " ("
                + state.sysName()
                + "): "
                + state.sentence().replaceAll("answered \\d+ s ago", "answered");
    }
}
