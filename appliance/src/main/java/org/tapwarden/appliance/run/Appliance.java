package org.tapwarden.appliance.run;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.appliance.lists.ListsInUse;
import org.tapwarden.appliance.settings.Keep;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.FrameFilter;
import org.tapwarden.capture.keep.KeepLimits;
import org.tapwarden.capture.keep.PacketKeeper;
import org.tapwarden.capture.pcap.BpfFilter;
import org.tapwarden.capture.pcap.Pcap4jSource;
import org.tapwarden.capture.ring.AfPacketRing;
import org.tapwarden.capture.ring.Fanout;
import org.tapwarden.capture.ring.ResumingSource;
import org.tapwarden.capture.spool.DirectoryLock;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.language.FlowPredicate;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.detector.Alerts;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.Health;
import org.tapwarden.detector.identity.Identifications;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.PolicyFile;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.SegmentsFile;
import org.tapwarden.detector.sensor.Watches;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.enforcer.Enforcer;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.DeskSettings;
import org.tapwarden.enforcer.desk.Post;
import org.tapwarden.enforcer.desk.Postman;
import org.tapwarden.enforcer.desk.SmtpPost;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.nft.EdgePorts;
import org.tapwarden.enforcer.nft.Nft;
import org.tapwarden.enforcer.nft.NftSettings;
import org.tapwarden.enforcer.nft.NftablesDriver;
import org.tapwarden.enforcer.order.Clocks;
import org.tapwarden.enforcer.protect.HostView;
import org.tapwarden.enforcer.protect.ProtectedSet;
import org.tapwarden.enforcer.radius.Sessions;
import org.tapwarden.history.Elsewhere;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.FlowSearch;
import org.tapwarden.history.payload.PayloadDesk;
import org.tapwarden.history.payload.PayloadKeeper;
import org.tapwarden.history.payload.PayloadLimits;
import org.tapwarden.history.payload.PayloadOrders;
import org.tapwarden.webconsole.accounting.AccountingServer;
import org.tapwarden.webconsole.accounting.AccountingSettings;
import org.tapwarden.webconsole.accounting.AccountingStore;

/// The sensor, the history, the enforcer and the console in one process, as `tapwarden run`, the
/// demo and the tests use them.
public final class Appliance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);

    private final Segments segments;
    private final Policy policy;
    private final SensorStore sensorStore;
    private final EnforcerStore enforcerStore;
    private final Spool spool;
    private final FlowHistory history;
    private final SensorProgram sensor;
    private final Enforcer enforcer;
    private final @Nullable AlertPackets alertPackets;
    private final @Nullable PayloadKeeper payload;
    private final @Nullable Postman postman;
    private final Closing closing;
    private final Optional<String> assumed;
    private @Nullable AccountingServer accountingServer;
    private final EnforcerDrivers drivers;

    /// What differs between `run`, the demo and a test.
    ///
    /// @param sources where frames come from, one capture thread each
    /// @param wallNanos the clock of the tap
    /// @param drivers what may touch the network
    /// @param hostView what this machine depends on; the demo's touches nothing, so it needs none
    /// @param post carries mails; without one they wait in the outbox
    public record Surroundings(
            List<FrameSource> sources,
            LongSupplier wallNanos,
            FrameFilter filter,
            List<Driver> drivers,
            Supplier<Optional<ProtectedSet>> hostView,
            Optional<Post> post) {
        public Surroundings {
            sources = List.copyOf(sources);
            drivers = List.copyOf(drivers);
        }
    }

    /// The surroundings that the settings name: the tap's interfaces, this machine's nftables.
    ///
    /// @throws IOException in one line, when an interface cannot be watched or the filter is wrong
    public static Surroundings surroundings(Settings settings) throws IOException {
        Settings.Capture capture = settings.capture();
        FrameFilter filter =
                capture.filter().isEmpty() ? FrameFilter.ALL : BpfFilter.compile(capture.filter());
        List<FrameSource> sources = new ArrayList<>();
        try {
            for (int number = 0; number < capture.interfaces().size(); number++) {
                String name = capture.interfaces().get(number);
                int iface = number;
                var fanout = capture.sources() > 1 ? new Fanout() : Fanout.ALONE;
                for (int i = 0; i < capture.sources(); i++) {
                    sources.add(
                            ResumingSource.open(
                                    name,
                                    () -> source(capture, iface, fanout),
                                    Appliance::wallNanos));
                }
            }
        } catch (IOException e) {
            sources.forEach(FrameSource::close);
            throw e;
        }
        List<Driver> drivers =
                settings.nftables().map(nftables -> kernel(nftables, settings)).stream().toList();
        return new Surroundings(
                sources,
                Appliance::wallNanos,
                filter,
                drivers,
                new HostView(Commands.here())::read,
                settings.mail().map(mail -> new SmtpPost(mail.smtp(), mail.desk().from())));
    }

    /// This machine's kernel, by MAC and, where the settings name ports, by port.
    private static Driver kernel(NftSettings nftables, Settings settings) {
        Nft nft = Nft.open(nftables.library(), Commands.here());
        var byMac = new NftablesDriver(nftables, nft, settings.uplinks());
        return settings.edgePorts().isEmpty()
                ? byMac
                : new EdgePorts(byMac, nft, Commands.here(), settings.edgePorts());
    }

    /// @param iface which of the settings' interfaces, and what its frames carry
    private static FrameSource source(Settings.Capture capture, int iface, Fanout fanout)
            throws IOException {
        String name = capture.interfaces().get(iface);
        return switch (capture.driver()) {
            case AF_PACKET -> AfPacketRing.open(name, iface, capture.ringMegabytes() << 20, fanout);
            case PCAP4J -> Pcap4jSource.open(name, iface);
        };
    }

    private static long wallNanos() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /// Opens the stores and makes everything; nothing runs yet.
    ///
    /// @throws IOException in one line that says what is wrong: a file, a key, a lock
    public Appliance(Settings settings, Surroundings around) throws IOException {
        this.closing = new Closing();
        this.assumed = settings.schedule().assumed();
        closing.add("sources", () -> around.sources().forEach(FrameSource::close));
        try {
            this.segments =
                    settings.segments().isPresent()
                            ? SegmentsFile.read(
                                    settings.segments().orElseThrow(),
                                    settings.capture().interfaces())
                            : Segments.UNDECLARED;
            this.policy = policy(settings, segments);
            Path state = settings.state();
            Files.createDirectories(state);
            closing.with("lock", DirectoryLock.take(state), DirectoryLock::close);
            this.sensorStore =
                    closing.with(
                            "sensor's store",
                            new SensorStore(state.resolve("sensor.db"), segments),
                            SensorStore::close);
            this.spool =
                    closing.with(
                            "spool",
                            Spool.open(state.resolve("spool"), SpoolLimits.DEFAULT),
                            Spool::close);
            spool.forceInBackground();
            PacketKeeper keeper = keeper(settings, around);
            if (keeper != null) {
                closing.with("packet keeper", keeper, PacketKeeper::close);
            }
            this.history =
                    closing.with(
                            "history",
                            Histories.open(
                                    state.resolve("history"),
                                    spool,
                                    sensorStore,
                                    settings.schedule().retention(),
                                    settings.zone(),
                                    keptPackets(keeper)),
                            FlowHistory::close);
            this.enforcerStore =
                    closing.with(
                            "enforcer's store",
                            enforcerStore(state.resolve("enforcer.db")),
                            EnforcerStore::close);
            Clocks clocks = Clocks.ofThisMachine();
            this.postman =
                    around.post().isEmpty()
                            ? null
                            : closing.with(
                                    "postman",
                                    new Postman(enforcerStore, around.post().orElseThrow(), clocks),
                                    Postman::close);
            var watches = new Watches();
            AccountingStore accounting = accounting(settings);
            Sessions sessions = accounting == null ? Sessions.NONE : accounting;
            this.drivers =
                    EnforcerDrivers.open(
                            settings, around, sensorStore, sessions, this::switchOf, closing);
            this.enforcer =
                    closing.with(
                            "enforcer",
                            enforcer(
                                    settings,
                                    around,
                                    drivers.gentlestFirst(),
                                    watches,
                                    sessions,
                                    clocks),
                            Enforcer::close);
            this.payload = payload(settings, sensorStore);
            if (payload != null) {
                closing.with("whole payload", payload, PayloadKeeper::close);
            }
            RecentFlows recentFlows = keeper == null ? null : new RecentFlows();
            this.sensor =
                    closing.with(
                            "sensor",
                            new SensorProgram(
                                    new SensorProgram.Parts(
                                            settings.observer(),
                                            segments,
                                            policy,
                                            rule ->
                                                    FlowPredicate.of(
                                                            Objects.requireNonNullElse(
                                                                    rule.when(),
                                                                    new Query.Everything()),
                                                            sensorStore),
                                            sensorStore,
                                            watches,
                                            spool,
                                            history::troubles,
                                            around.filter(),
                                            settings.capture().silence(),
                                            around.wallNanos(),
                                            enforcer::hurry,
                                            keeper,
                                            recentFlows,
                                            payload,
                                            closing.with(
                                                    "lists",
                                                    ListsInUse.watch(settings.lists()),
                                                    ListsInUse::close),
                                            accounting == null ? Identifications.NONE : accounting,
                                            settings.hostNames(),
                                            TimeZone.getTimeZone(settings.zone()),
                                            settings.switches()),
                                    around.sources(),
                                    new SecureRandom().nextLong()),
                            SensorProgram::close);
            this.alertPackets =
                    keeper == null || recentFlows == null
                            ? null
                            : closing.with(
                                    "packets of alerts",
                                    alertPackets(settings, around, keeper, recentFlows),
                                    AlertPackets::close);
        } catch (IOException | RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private AlertPackets alertPackets(
            Settings settings, Surroundings around, PacketKeeper keeper, RecentFlows flows) {
        return new AlertPackets(
                new AlertPackets.Parts(
                        sensorStore,
                        sensorStore,
                        sensorStore::note,
                        segments,
                        flows,
                        history.packets(),
                        keeper::excerpt,
                        settings.capture().keep().orElseThrow().alerts(),
                        settings.observer(),
                        settings.capture().driver().clock(),
                        around.wallNanos(),
                        sensor::framesLost));
    }

    /// Whole payload under orders, where the settings name who may give them; else what an earlier
    /// run kept is destroyed.
    private static @Nullable PayloadKeeper payload(Settings settings, SensorStore store)
            throws IOException {
        Path folder = settings.state().resolve("payload");
        PayloadLimits limits =
                settings.capture().keep().map(Keep::payload).orElse(PayloadLimits.NOBODY);
        boolean nobody = limits.accounts().isEmpty();
        if (nobody && !Files.isDirectory(folder)) {
            return null;
        }
        PayloadOrders orders =
                PayloadOrders.open(
                        folder, limits, store::note, InstantSource.system(), System::nanoTime);
        if (nobody) {
            orders.close();
            return null;
        }
        return new PayloadKeeper(orders);
    }

    /// Orders of whole payload; null where the settings name nobody who may give any.
    public @Nullable PayloadDesk payload() {
        PayloadKeeper keeper = payload;
        return keeper == null
                ? null
                : new PayloadDesk(
                        keeper.orders(), sensorStore, sensorStore::infrastructure, segments);
    }

    /// Listens for accounting records where the settings say so.
    private @Nullable AccountingStore accounting(Settings settings) throws IOException {
        if (settings.accounting().isEmpty()) {
            return null;
        }
        AccountingSettings listening = settings.accounting().orElseThrow().withSecrets();
        Path directory = settings.state().resolve("console");
        Files.createDirectories(directory);
        InstantSource wall = InstantSource.system();
        AccountingStore store =
                closing.with(
                        "accounting store",
                        new AccountingStore(directory.resolve("accounting.db"), wall::millis),
                        AccountingStore::close);
        accountingServer =
                closing.with(
                        "accounting",
                        new AccountingServer(listening, store, wall::millis),
                        AccountingServer::close);
        return store;
    }

    /// Asked by the enforcer, which begins after the sensor has been made.
    private Optional<String> switchOf(Mac mac) {
        return sensor.switchOf(mac);
    }

    private static Elsewhere keptPackets(@Nullable PacketKeeper keeper) {
        return keeper == null
                ? Elsewhere.NOTHING // they were forgotten at the start
                : end ->
                        keeper.forgetBefore(
                                TimeUnit.SECONDS.toNanos(end.getEpochSecond()) + end.getNano());
    }

    /// Keeps packets where the settings say so; else what an earlier run kept is deleted.
    private static @Nullable PacketKeeper keeper(Settings settings, Surroundings around)
            throws IOException {
        Path directory = settings.state().resolve("packets");
        if (settings.capture().keep().isPresent()) {
            KeepLimits limits = settings.capture().keep().orElseThrow().ring();
            LOG.info("keeping packets for {} in {}", limits.age(), directory);
            return new PacketKeeper(directory, limits, around.wallNanos());
        }
        int forgotten = PacketKeeper.forget(directory);
        if (forgotten > 0) {
            LOG.info("packets are no longer kept: {} files deleted", forgotten);
        }
        return null;
    }

    private static EnforcerStore enforcerStore(Path file) throws IOException {
        try {
            return EnforcerStore.open(file);
        } catch (SQLException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private Enforcer enforcer(
            Settings settings,
            Surroundings around,
            List<Driver> drivers,
            Watches watches,
            Sessions sessions,
            Clocks clocks)
            throws IOException {
        DeskSettings desk =
                settings.mail()
                        .map(Settings.Mail::desk)
                        .orElse(
                                new DeskSettings(
                                        List.of(),
                                        "nobody@localhost",
                                        "localhost",
                                        settings.zone()));
        Postman carrier = postman;
        try {
            return new Enforcer(
                    settings.enforcer()
                            .with(
                                    SwitchedOnRules.of(
                                            settings.enforcer().rails(), policy, segments)),
                    enforcerStore,
                    new JournalOrders(sensorStore, sessions),
                    new TapWitness(watches),
                    drivers,
                    around.hostView(),
                    new Desk(desk),
                    carrier == null ? () -> {} : carrier::hurry,
                    clocks);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// The policy that the settings name, or the one as installed.
    ///
    /// @throws IOException in one line that names file, key and value
    public static Policy policy(Settings settings, Segments segments) throws IOException {
        var files = new PolicyFile(Clauses.builtIn(), Conditions::parse);
        return settings.policy().isPresent()
                ? files.read(settings.policy().orElseThrow(), segments)
                : files.builtIn();
    }

    /// Begins: the enforcer first, so that what was intended before a crash is done before anything
    /// new is decided.
    public void start() {
        Postman carrier = postman;
        if (carrier != null) {
            carrier.start();
        }
        enforcer.start();
        sensor.start();
        AlertPackets packets = alertPackets;
        if (packets != null) {
            packets.start();
        }
        AccountingServer listener = accountingServer;
        if (listener != null) {
            listener.start();
            LOG.info("accounting records are taken on {}", listener.address());
        }
        assumed.ifPresent(line -> LOG.info("{}", line));
        if (Caps.DIVISOR != 1) {
            LOG.warn("{} divides every cap by {}: for tests only", Caps.PROPERTY, Caps.DIVISOR);
        }
        LOG.info("watching, {} segments, {} rules", segments.all().size(), policy.rules().size());
    }

    /// Where accounting records are taken; null when nobody may send any.
    public @Nullable InetSocketAddress accounting() {
        AccountingServer listener = accountingServer;
        return listener == null ? null : listener.address();
    }

    public Devices devices() {
        return sensorStore;
    }

    public Alerts alerts() {
        return sensorStore;
    }

    public Health health() {
        return sensor;
    }

    public FlowSearch search() {
        return history;
    }

    public FlowHistory history() {
        return history;
    }

    /// What the reset driver counted, by name; empty where it is off.
    public Map<String, Long> resetCounts() {
        return drivers.resetCounts();
    }

    public Enforcement enforcement() {
        return enforcer;
    }

    public SensorStore store() {
        return sensorStore;
    }

    /// The first source that failed, or null while all are well.
    public @Nullable IOException failure() {
        return sensor.failure();
    }

    public boolean isRunning() {
        return sensor.isRunning();
    }

    /// Whether the sensor comes round; false is a hang.
    public boolean isAlive() {
        return sensor.isAlive();
    }

    /// Ends flows, decides what is left and makes it searchable; the rest goes on.
    public void stopSensor() {
        sensor.stop();
        spool.force();
    }

    @Override
    public void close() {
        sensor.stop();
        spool.force();
        closing.close();
    }
}
