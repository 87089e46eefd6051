package org.tapwarden.enforcer.snmp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Subject;

/// The driver as a program of its own, for a namespace and to be killed. A line on standard input
/// is a call, a line on standard output how it went: when it began, how long it took, and what it
/// answered.
public final class PortChild {

    private PortChild() {}

    /// @param args the settings' file, and for `SWITCH` the name that the locator gives
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Path folder = file.toAbsolutePath().getParent();
        Optional<String> known = Arrays.stream(args).skip(1).findFirst();
        SnmpSettings settings =
                SnmpSettings.of(Yaml.read(file).get("snmp"), folder, folder).orElseThrow();
        var driver = new SnmpDriver(settings.open(), _ -> known);
        var owner = Executors.newSingleThreadExecutor();
        say("ready");
        try (var lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("giveWay")) {
                    driver.giveWay();
                } else {
                    owner.execute(() -> say(call(driver, words)));
                }
            }
        }
        owner.shutdown();
        driver.close();
    }

    private static String call(SnmpDriver driver, String[] words) {
        Instant began = Instant.now();
        long nanos = System.nanoTime();
        String how =
                switch (words[0]) {
                    case "prepare" -> {
                        driver.prepare();
                        yield "prepared";
                    }
                    case "hold" ->
                            text(
                                    driver.hold(
                                            grant(words[1], words, 3),
                                            Duration.ofMillis(Long.parseLong(words[2]))));
                    case "release" -> text(driver.release(grant(words[1], words, 2)));
                    case "releaseAll" -> text(driver.releaseAll());
                    case "reach" -> driver.reach(grant("none", words, 1).subject()).toString();
                    case "held" -> {
                        var held = new TreeSet<String>();
                        driver.held()
                                .orElseThrow()
                                .forEach((mac, caseId) -> held.add(mac + "=" + caseId));
                        yield held.toString();
                    }
                    default -> throw new IllegalArgumentException(words[0]);
                };
        long micros = (System.nanoTime() - nanos) / 1_000;
        return String.format(Locale.ROOT, "%d %d %s", began.toEpochMilli(), micros, how);
    }

    private static String text(Outcome outcome) {
        return outcome.kind() + " " + outcome.reason() + " " + outcome.detail();
    }

    private static Grant grant(String lease, String[] words, int from) {
        Set<Mac> macs = new LinkedHashSet<>();
        List.of(words).subList(from, words.length).forEach(mac -> macs.add(Mac.parse(mac)));
        return new Grant(lease, "case-" + lease, new Subject(1, macs, Set.of(), ""));
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
