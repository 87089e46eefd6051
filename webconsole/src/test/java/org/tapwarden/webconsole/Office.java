package org.tapwarden.webconsole;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Alerts.Trace;
import org.tapwarden.detector.Health;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.identity.Persons;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.place.Failure;
import org.tapwarden.detector.place.SwitchState;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.Enforcer;
import org.tapwarden.enforcer.EnforcerSettings;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.DeskSettings;
import org.tapwarden.enforcer.driver.RecordingDriver;
import org.tapwarden.enforcer.ladder.RailSettings;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.lease.Term;
import org.tapwarden.enforcer.order.Clocks;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Place;
import org.tapwarden.enforcer.order.Severity;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.order.Witness;
import org.tapwarden.enforcer.protect.ProtectedSet;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.HistorySettings;
import org.tapwarden.history.payload.PayloadDesk;
import org.tapwarden.history.payload.PayloadLimits;
import org.tapwarden.history.payload.PayloadOrder;
import org.tapwarden.history.payload.PayloadOrders;
import org.tapwarden.history.payload.PayloadRefused;
import org.tapwarden.webconsole.access.Passwords;

/// A console over real stores, with one router in them whose host name is an attack on the page.
final class Office implements AutoCloseable {

    static final String ATTACK = "<script>alert(1)</script>";
    static final String PASSWORD = "correct horse battery";

    /// Dear ones were two fifths of what these tests had the processor for.
    private static final Passwords CHEAP = new Passwords(64, 1);

    static final Mac ROUTER = Mac.parse("50:c7:bf:00:00:01");
    static final String FAR = "203.0.113.77";

    /// Turns what follows round, in a browser too.
    static final String TURNED = "\u202e";

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    final Console console;
    final URI address;
    final SensorStore sensor;
    final Enforcer enforcer;
    final FlowHistory history;
    final PayloadOrders payload;
    final long endpoint;

    private final Path folder;
    private final Spool spool;
    private final EnforcerStore enforcerStore;
    private final SSLContext trusting;

    Office(Path folder) throws Exception {
        this(folder, 0);
    }

    Office(Path folder, int port) throws Exception {
        this.folder = folder;
        this.trusting = trustAll();
        sensor = new SensorStore(folder.resolve("sensor.db"), Segments.UNDECLARED);
        var endpoints = new Endpoints(Makers.load(), sensor::nextId, sensor, 100);
        long now = System.currentTimeMillis() * 1_000_000L;
        Endpoint router =
                Objects.requireNonNull(
                        endpoints.atMac(Segments.UNDECLARED.all().getFirst(), ROUTER.bits(), now));
        endpoints.hostName(router, ATTACK, now, "dhcp");
        endpoints.bind(router, Address.parse("10.0.0.5"), now, "dhcp");
        endpoint = router.id();
        sensor.bound(
                new Binding(
                        endpoint,
                        Binding.PLACE,
                        "switch=\"closet-2\" port=\"Gi1/0/14\" label=\"" + ATTACK + "\"",
                        now / 1_000_000L,
                        "snmp",
                        90));
        sensor.alert(alert(1, 1), Optional.empty());
        sensor.awaitCommitted(sensor.submitted());
        spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
        history =
                FlowHistory.open(
                        folder.resolve("history"),
                        spool,
                        HistorySettings.of(ZoneId.of("UTC"), sensor));
        spool.append(FlowCodec.encode(flow(now)));
        spool.force();
        history.catchUp(Duration.ofSeconds(20));
        payload =
                PayloadOrders.open(
                        folder.resolve("payload"),
                        new PayloadLimits(Set.of("boss", "second"), 1 << 20),
                        sensor::note,
                        InstantSource.system(),
                        System::nanoTime);
        enforcerStore = EnforcerStore.open(folder.resolve("enforcer.db"));
        enforcer =
                new Enforcer(
                        EnforcerSettings.USUAL.with(
                                RailSettings.USUAL.with(List.of(), Set.of("unnamed"))),
                        enforcerStore,
                        (number, limit) -> List.of(),
                        Witness.silent(),
                        List.of(
                                new RecordingDriver(Step.RESET),
                                new RecordingDriver(Step.QUARANTINE)),
                        () -> Optional.of(ProtectedSet.NOBODY),
                        new Desk(
                                new DeskSettings(
                                        List.of(), "t@o.example", "o.example", ZoneId.of("UTC"))),
                        () -> {},
                        Clocks.ofThisMachine());
        enforcer.start();
        console =
                new Console(
                        new ConsoleSettings(
                                "127.0.0.1",
                                port,
                                folder.resolve("console"),
                                ZoneId.of("America/Los_Angeles"),
                                "Test office",
                                "Everything is watched.",
                                "A",
                                Set.of(),
                                Duration.ofMinutes(30)),
                        new Published(
                                health(),
                                sensor,
                                sensor,
                                sensor,
                                sensor,
                                sensor,
                                history,
                                history.packets(),
                                Optional.of(
                                        new PayloadDesk(
                                                payload, sensor, Map::of, Segments.UNDECLARED)),
                                enforcer,
                                () -> "tapwarden_up 1\n"),
                        CHEAP);
        address = console.start();
    }

    Alert alert(long id, long revision) {
        return new Alert(
                id,
                revision,
                "rogue-router",
                "K.17",
                "Users shall not plug in any unauthorized equipment.",
                "high",
                "A router that nobody approved is plugged in",
                endpoint,
                ROUTER.toString(),
                "10.0.0.5",
                "TP-LINK TECHNOLOGIES CO.,LTD.",
                ATTACK,
                "unnamed",
                "HS1",
                "Main, closet 2",
                "20",
                List.of("identity", "forwarding"),
                List.of("in DHCP it calls itself '" + ATTACK + "', a name of routers"),
                List.of(new Trace("identity", Instant.EPOCH, 4_711)),
                List.of("a MAC address can be chosen"),
                List.of("Who plugged it in is not visible on a network."),
                "would have: quarantine for 4 h",
                false,
                Instant.now().minusSeconds(60),
                Instant.now());
    }

    private static FlowRecord flow(long now) {
        var traffic = new FlowRecord.Traffic(now, now, 3, 300, 3, 300, 2, 18);
        return new FlowRecord(
                new FlowRecord.Identity("test", 1, 1, null),
                new FlowRecord.Conversation(
                        0, Address.parse("10.0.0.5"), 40_000, Address.parse(FAR), 443, 6, false, 0),
                traffic,
                traffic,
                new Label(
                        Protocol.TLS,
                        null,
                        Category.WEB,
                        Basis.SEEN,
                        List.of(new Grounds(Grounds.Kind.BYTES, "tls-client-hello")),
                        new RunnerUp(
                                Protocol.TLS,
                                null,
                                Category.ADULT,
                                new Grounds(Grounds.Kind.LIST, "feed/example"),
                                RunnerUp.Lost.LESS_SPECIFIC)),
                new FlowRecord.Names(
                        "www." + ATTACK + TURNED + ".example",
                        Basis.SEEN,
                        null,
                        null,
                        null,
                        null,
                        FlowRecord.Tls.NONE),
                new FlowRecord.Place("unnamed", Population.UNKNOWN, -1, 0, null, 1, 2, 1, 0));
    }

    private static Health health() {
        return () ->
                new Health.State(
                        Instant.now().minusSeconds(3_600),
                        1_000_000,
                        999_000,
                        Map.of("kernel", 1_000L, "split_ring_full", 0L),
                        Map.of("sighting_ring", 0L),
                        List.of(
                                new Health.TapState(
                                        "tap0",
                                        Health.Condition.SILENT,
                                        Duration.ofSeconds(90),
                                        2,
                                        Duration.ofSeconds(3),
                                        Instant.now())),
                        Map.of(),
                        5_000,
                        100,
                        800,
                        1_000,
                        900,
                        1_000,
                        List.of(
                                new Health.Trouble(
                                        "index",
                                        "The flow history cannot be written: the disk /var"
                                                + " (/dev/sda1) is full.",
                                        Instant.now())),
                        List.of(
                                new Health.Overload(
                                        "mac-flood",
                                        "New devices found the table full.",
                                        70_000,
                                        Instant.now())),
                        List.of(
                                new Health.SegmentState(
                                        "students",
                                        "HS1",
                                        "access",
                                        "student",
                                        40,
                                        Instant.now(),
                                        "",
                                        17),
                                new Health.SegmentState(
                                        "staff",
                                        "HS1",
                                        "routed",
                                        "staff",
                                        12,
                                        Instant.EPOCH,
                                        "",
                                        0)),
                        List.of(
                                new SwitchState(
                                        "closet-2",
                                        "sw<2>",
                                        Optional.of(Failure.AUTHENTICATION),
                                        Optional.empty(),
                                        0,
                                        0,
                                        0,
                                        false)),
                        new Health.Lag(List.of(new Health.Lag.Step(50, 9)), 10, 0.5),
                        Map.of());
    }

    /// Somebody is known to use the router.
    void usedBy(String account) {
        sensor.bound(new Binding(endpoint, Persons.USER, account, 1_000, "radius", 95));
        sensor.awaitCommitted(sensor.submitted());
    }

    /// Orders of whole payload: one that stands, and one that waits.
    void orderPayload() throws PayloadRefused {
        var subject = new PayloadOrder.Subject(1, "rogue-router", ROUTER.toString(), "10.0.0.5");
        PayloadOrder order = payload.ask(subject, "second", ATTACK, Duration.ofHours(2));
        payload.confirm(order.number(), "boss");
        payload.ask(subject, "second", "ticket 4712 " + TURNED, Duration.ofMinutes(30));
    }

    /// A quarantine that a person asked for, so that there is something to release.
    void hold() {
        enforcer.quarantine(order(Optional.of("test")));
    }

    /// One that a rule asked for, and that is renewed while its case stands.
    void holdByRule() {
        Order order = order(Optional.empty());
        Duration first = Duration.ofMinutes(15);
        enforcerStore.committed(c ->
                Leases.intend(
                        c,
                        order,
                        Step.QUARANTINE,
                        first,
                        Term.of(order, order.length(), first),
                        Clocks.ofThisMachine().now()));
    }

    private Order order(Optional<String> askedBy) {
        return new Order(
                0,
                "alert-1",
                "rogue-router",
                "K.17",
                "No.",
                "A router",
                Severity.HIGH,
                Step.QUARANTINE,
                Mode.ACT,
                Duration.ofHours(4),
                new Subject(endpoint, Set.of(ROUTER), Set.of(), ""),
                new Place("unnamed", "HS1", "Main", OptionalInt.empty(), Optional.empty(), 0),
                Set.of("identity"),
                List.of(),
                List.of(),
                Instant.now(),
                Instant.now(),
                askedBy);
    }

    /// A browser of somebody's own.
    Browser browser() {
        return new Browser();
    }

    /// Makes the first administrator by the set-up link and logs in.
    Browser administrator() throws Exception {
        URI link = console.setUpLink().orElseThrow();
        Browser browser = browser();
        browser.post(
                "/setup",
                "token",
                link.getQuery().replace("token=", ""),
                "name",
                "boss",
                "password",
                PASSWORD,
                "again",
                PASSWORD);
        browser.login("boss", PASSWORD);
        return browser;
    }

    /// Invites somebody and logs them in.
    Browser somebody(Browser administrator, String role, String name) throws Exception {
        String page =
                administrator
                        .post("/accounts/invite", "csrf", administrator.csrf(), "role", role)
                        .body();
        Matcher token = Pattern.compile("/setup\\?token=([A-Za-z0-9_-]+)").matcher(page);
        if (!token.find()) {
            throw new AssertionError(page);
        }
        Browser browser = browser();
        browser.post(
                "/setup",
                "token",
                token.group(1),
                "name",
                name,
                "password",
                PASSWORD,
                "again",
                PASSWORD);
        browser.login(name, PASSWORD);
        return browser;
    }

    /// Follows no redirect, keeps the one cookie.
    final class Browser {
        private final HttpClient client =
                HttpClient.newBuilder()
                        .sslContext(trusting)
                        .connectTimeout(Duration.ofSeconds(10))
                        .build();
        String cookie = "";

        HttpResponse<String> get(String path, String... headers)
                throws IOException, InterruptedException {
            return send(request(path, headers).GET().build());
        }

        HttpResponse<String> post(String path, String... fields)
                throws IOException, InterruptedException {
            return send(
                    request(path)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(form(fields)))
                            .build());
        }

        HttpResponse<String> postFrom(String origin, String path, String... fields)
                throws IOException, InterruptedException {
            return send(
                    request(path, "Origin", origin)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(form(fields)))
                            .build());
        }

        private static String form(String... fields) {
            var form = new StringBuilder();
            for (int i = 0; i < fields.length; i += 2) {
                form.append(form.isEmpty() ? "" : "&")
                        .append(fields[i])
                        .append('=')
                        .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
            }
            return form.toString();
        }

        HttpRequest.Builder request(String path, String... headers) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(20));
            if (!cookie.isEmpty()) {
                request.header("Cookie", cookie);
            }
            if (headers.length > 0) {
                request.headers(headers);
            }
            return request;
        }

        HttpClient client() {
            return client;
        }

        private HttpResponse<String> send(HttpRequest request)
                throws IOException, InterruptedException {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            response.headers()
                    .firstValue("Set-Cookie")
                    .ifPresent(c -> cookie = c.substring(0, c.indexOf(';')));
            return response;
        }

        void login(String name, String password) throws IOException, InterruptedException {
            HttpResponse<String> in = post("/login", "name", name, "password", password);
            if (in.statusCode() != 303) {
                throw new AssertionError(in.body());
            }
        }

        String csrf() throws IOException, InterruptedException {
            Matcher found = CSRF.matcher(get("/alerts").body());
            if (!found.find()) {
                throw new AssertionError("no form");
            }
            return found.group(1);
        }
    }

    private static SSLContext trustAll() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
        return context;
    }

    /// For a certificate that nobody signed; in tests only.
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException, SQLException {
        console.close();
        payload.close();
        enforcer.close();
        enforcerStore.close();
        history.close();
        spool.close();
        sensor.close();
    }
}
