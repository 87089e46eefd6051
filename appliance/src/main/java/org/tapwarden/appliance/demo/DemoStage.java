package org.tapwarden.appliance.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.control.ControlServer;
import org.tapwarden.appliance.run.Appliance;
import org.tapwarden.appliance.run.Front;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.enforcer.desk.Outbox;
import org.tapwarden.enforcer.driver.RecordingDriver;
import org.tapwarden.enforcer.ladder.NeverListReview;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// The appliance as the demo sets it up: in a directory of its own that goes away with it, on a
/// paced capture, with a driver that only records and a post that only keeps.
final class DemoStage implements AutoCloseable {

    private static final List<String> FILES =
            List.of("segments.yaml", "policy.yaml", "never-list.txt", "devices.csv");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss xxx", Locale.ROOT);
    private static final long PATIENCE_SECONDS = 20;

    private final Path directory;
    private final Settings settings;
    private final PacedSource source;
    private final Appliance appliance;
    private final List<Outbox.Mail> mails = new CopyOnWriteArrayList<>();
    private final double seconds;
    private final boolean once;
    private @Nullable Front front;
    private @Nullable ControlServer control;
    private final Set<Long> announced = new HashSet<>();
    private long told;

    private DemoStage(Path directory, double speed, int port, boolean once) throws IOException {
        this.directory = directory;
        this.once = once;
        for (String file : FILES) {
            try (InputStream in = resource(file)) {
                Files.copy(in, directory.resolve(file));
            }
        }
        Path config = directory.resolve("tapwarden.yaml");
        Files.writeString(
                config,
                """
                observer: demo
                office: Lincoln High (demo)
                time-zone: %s
                state: state
                capture: {interface: demo}
                segments: segments.yaml
                policy: policy.yaml
                enforcer: {learning: 0s}
                mail: {host: localhost, from: tapwarden@lincoln.example, to: helpdesk@lincoln.example}
                console: {host: 127.0.0.1, port: %d}
                """
                        .formatted(ZoneId.systemDefault(), port));
        this.settings = Settings.read(config);
        Path capture = directory.resolve("morning.pcap");
        try (var in = new GZIPInputStream(resource("morning.pcap.gz"))) {
            Files.copy(in, capture);
        }
        long[] span = span(capture);
        this.seconds = (span[1] - span[0]) / 1e9 / speed;
        long now = System.currentTimeMillis() * 1_000_000L;
        // Ends when the playing does, and plays faster than it happened: so it begins in the past.
        long shift = now + (long) (seconds * 1e9) - span[1];
        this.source = new PacedSource(CaptureFile.open(capture), span[0], shift, speed);
        this.appliance =
                new Appliance(
                        settings,
                        new Appliance.Surroundings(
                                List.of(source),
                                source.clock(),
                                FrameFilter.ALL,
                                List.of(new RecordingDriver(Step.QUARANTINE)),
                                () -> Optional.of(ProtectedSet.NOBODY),
                                Optional.of(mail -> {
                                    mails.add(mail);
                                    return Optional.empty();
                                })));
    }

    /// Sets everything up; nothing plays yet.
    ///
    /// @throws IOException in one line, when a port is taken or the disk is full
    static DemoStage set(double speed, int port, boolean once) throws IOException {
        Path directory = Files.createTempDirectory("tapwarden-demo-");
        try {
            return new DemoStage(directory, speed, port, once);
        } catch (IOException | RuntimeException e) {
            delete(directory);
            throw e;
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = DemoStage.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("the demo's " + name + " was not built in");
        }
        return in;
    }

    private static long[] span(Path capture) throws IOException {
        try (CaptureFile file = CaptureFile.open(capture)) {
            var block = new Block();
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            while (file.read(block, 0) == FrameSource.Read.FRAMES) {
                for (int i = 0; i < block.count(); i++) {
                    first = Math.min(first, block.timestampNanos(i));
                    last = Math.max(last, block.timestampNanos(i));
                }
            }
            if (first > last) {
                throw new IOException("the demo's capture is empty");
            }
            return new long[] {first, last};
        }
    }

    void begin(PrintWriter out) throws IOException {
        List<ApprovedList.Entry> list =
                ApprovedList.of("devices.csv", ApprovedList.text(directory.resolve("devices.csv")));
        appliance
                .store()
                .apply(
                        appliance.store().difference(list),
                        "demo",
                        "the demo's list",
                        Instant.now());
        reviewNeverList();
        front = new Front(appliance, settings, once ? null : out);
        control =
                new ControlServer(
                        settings.controlSocket(),
                        settings.state().resolve("history"),
                        settings.zone(),
                        appliance.history(),
                        appliance.store(),
                        appliance.enforcement());
        out.printf(
                Locale.ROOT,
                "A school morning, recorded in a lab of our own, played in %.0f s. Nothing on this"
                        + " network is touched.%n%d devices are on the approved list.%n%n",
                seconds,
                list.size());
        out.flush();
        appliance.start();
    }

    /// Nothing is automatic before a person went through the list; here the demo is that person.
    private void reviewNeverList() {
        var said = new EnumMap<NeverListReview.Point, String>(NeverListReview.Point.class);
        for (NeverListReview.Point point : NeverListReview.Point.values()) {
            said.put(point, "none in this recorded school");
        }
        appliance
                .enforcement()
                .safeguards()
                .review(new NeverListReview("students", "the demo", Instant.now(), said));
    }

    boolean isPlayed() {
        return source.isPlayed();
    }

    /// Prints alerts that were not printed yet.
    void tellNews(PrintWriter out) {
        for (Alert alert : appliance.alerts().changedAfter(told, 1_000)) {
            told = Math.max(told, alert.revision());
            if (announced.add(alert.id())) {
                out.printf(
                        "%s  ALERT %s: %s (%s, segment %s) -> %s%n",
                        TIME.format(alert.lastSeen().atZone(settings.zone())),
                        alert.severity(),
                        alert.title(),
                        alert.mac(),
                        alert.segment(),
                        alert.measure());
                out.flush();
            }
        }
    }

    /// Ends what is under way, and waits until all of it can be found.
    void settle() throws InterruptedException {
        appliance.stopSensor();
        if (!appliance.history().catchUp(Duration.ofSeconds(PATIENCE_SECONDS))) {
            return;
        }
        await(() -> !appliance.enforcement().leases().isEmpty());
        await(() -> appliance.enforcement().outbox().pending() == 0 && !mails.isEmpty());
    }

    private static void await(BooleanSupplier what) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!what.getAsBoolean() && System.nanoTime() - end < 0) {
            Thread.sleep(20);
        }
    }

    void tellHowToGoOn(PrintWriter out) {
        out.printf(
                "%nGo on looking: Ctrl-C ends it. In another terminal:%n"
                        + "  ./tapwarden search 'category:vpn' --purpose 'trying it' --config %s%n"
                        + "  ./tapwarden quarantine list --config %s%n",
                directory.resolve("tapwarden.yaml"), directory.resolve("tapwarden.yaml"));
    }

    Appliance appliance() {
        return appliance;
    }

    Settings settings() {
        return settings;
    }

    List<Outbox.Mail> mails() {
        return new ArrayList<>(mails);
    }

    boolean isOnce() {
        return once;
    }

    /// Docking stations of the approved list.
    Set<Mac> docks() throws IOException {
        Set<Mac> docks = new HashSet<>();
        for (ApprovedList.Entry entry : approved()) {
            if (entry.kind().contains("dock")) {
                docks.add(entry.mac());
            }
        }
        return docks;
    }

    private List<ApprovedList.Entry> approved() throws IOException {
        return ApprovedList.of("devices.csv", ApprovedList.text(directory.resolve("devices.csv")));
    }

    Path history() {
        return settings.state().resolve("history");
    }

    @Override
    public void close() throws IOException {
        if (control != null) {
            control.close();
        }
        if (front != null) {
            front.close();
        }
        appliance.close();
        delete(directory);
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException trouble) throws IOException {
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
