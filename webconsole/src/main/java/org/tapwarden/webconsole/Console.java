package org.tapwarden.webconsole;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.webconsole.access.Accounts;
import org.tapwarden.webconsole.access.Certificate;
import org.tapwarden.webconsole.access.Passwords;
import org.tapwarden.webconsole.access.Role;
import org.tapwarden.webconsole.access.Sessions;
import org.tapwarden.webconsole.access.Sessions.Session;

/// The console: HTTPS on one port, default deny.
public final class Console implements AutoCloseable {

    /// Browsers keep it to this origin, over HTTPS, for the whole path.
    static final String COOKIE = "__Host-tapwarden";

    static final int LONGEST_FORM = 32 * 1_024;
    static final int MOST_STREAMS = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final String CSP =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none';"
                    + " frame-ancestors 'none'";
    private static final Map<String, String> FILES =
            Map.of(
                    "console.css", "text/css; charset=utf-8",
                    "console.js", "text/javascript; charset=utf-8",
                    "icon.svg", "image/svg+xml");
    private static final long LIVE_MILLIS = 250;
    private static final int BEATS_A_PING = 40;
    private static final int MOST_AT_ONCE = 100;
    private static final long IDLE_MILLIS = 60_000;
    private static final int PIECE = 1 << 16;

    private final ConsoleSettings settings;
    private final Published published;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Certificate certificate;
    private final Pages pages;
    private final List<Route> routes;
    private final Map<String, byte[]> files = new HashMap<>();
    private final Semaphore streams = new Semaphore(MOST_STREAMS);
    private final Server server;
    private final ServerConnector connector;
    private volatile boolean closing;

    /// Opens the store and the certificate; nothing listens yet.
    ///
    /// @throws IOException in one line that says what is wrong
    public Console(ConsoleSettings settings, Published published) throws IOException {
        this(settings, published, Passwords.STANDARD);
    }

    /// @param passwords how dear those of new accounts are made
    Console(ConsoleSettings settings, Published published, Passwords passwords) throws IOException {
        this.settings = settings;
        this.published = published;
        Files.createDirectories(settings.state());
        this.accounts = new Accounts(settings.state().resolve("console.db"), passwords);
        this.sessions = new Sessions(settings.idle());
        this.certificate = Certificate.in(settings.state(), Instant.now());
        this.pages = new Pages(settings, published, accounts, sessions);
        this.routes = pages.routes();
        for (String file : FILES.keySet()) {
            try (InputStream in = Console.class.getResourceAsStream("static/" + file)) {
                if (in == null) {
                    throw new IOException("the console's " + file + " was not built in");
                }
                files.put(file, in.readAllBytes());
            }
        }
        this.server = new Server(new VirtualThreadPool());
        this.connector = connector();
        server.addConnector(connector);
        server.setHandler(new Door());
        server.setErrorHandler(new Plain());
    }

    private ServerConnector connector() {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(16 * 1_024);
        // Reached by address, too: what a browser calls us need not be in the certificate.
        http.addCustomizer(new SecureRequestCustomizer(false));
        var tls = new SslContextFactory.Server();
        tls.setKeyStore(certificate.keyStore());
        tls.setKeyStorePassword(certificate.keyStorePassword());
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        ConnectionFactory plain = new HttpConnectionFactory(http);
        var made =
                new ServerConnector(
                        server, new SslConnectionFactory(tls, plain.getProtocol()), plain);
        made.setHost(settings.host());
        made.setPort(settings.port());
        made.setIdleTimeout(IDLE_MILLIS);
        return made;
    }

    /// Listens.
    ///
    /// @return where
    /// @throws IOException in one line, when the port is taken
    public URI start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw new IOException(
                    "the console cannot listen on "
                            + settings.host()
                            + ":"
                            + settings.port()
                            + ", the port is taken or not ours; set console.port",
                    e);
        } catch (Exception e) {
            throw new IOException("the console did not start: " + e.getMessage(), e);
        }
        return URI.create("https://" + shownHost() + ":" + connector.getLocalPort() + "/");
    }

    private String shownHost() {
        return settings.host().equals("0.0.0.0") || settings.host().equals("::")
                ? "localhost"
                : settings.host();
    }

    /// A link for the first administrator, when there is no account yet.
    public Optional<URI> setUpLink() {
        if (!accounts.isEmpty()) {
            return Optional.empty();
        }
        String token = accounts.invite("set-up", Role.ADMINISTRATOR, Instant.now());
        return Optional.of(
                URI.create(
                        "https://"
                                + shownHost()
                                + ":"
                                + connector.getLocalPort()
                                + "/setup?token="
                                + token));
    }

    /// Every route, for a test that goes over all of them.
    List<Route> routes() {
        return routes;
    }

    /// SHA-256 of the certificate, to be compared with what the browser shows.
    public String fingerprint() {
        return certificate.fingerprint();
    }

    /// Decides who comes in, and to what.
    private final class Door extends Handler.Abstract {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            try {
                guard(request, response);
                callback.succeeded();
            } catch (IOException e) {
                // The other side went away.
                callback.failed(e);
            } catch (RuntimeException e) {
                LOG.error("a request failed", e);
                if (!response.isCommitted()) {
                    Response.writeError(
                            request, response, callback, HttpStatus.INTERNAL_SERVER_ERROR_500);
                } else {
                    callback.failed(e);
                }
            }
            return true;
        }

        private void guard(Request request, Response response) throws IOException {
            String path = Request.getPathInContext(request);
            String address = Request.getRemoteAddr(request);
            headers(response);
            if (path.startsWith("/static/")) {
                file(request, response, path.substring("/static/".length()));
                return;
            }
            if (path.equals("/metrics")) {
                metrics(request, response, address);
                return;
            }
            String token = cookie(request);
            Optional<Session> session = sessions.of(token, Instant.now());
            Map<String, String> fields = fields(request);
            if (fields == null) {
                response.setStatus(HttpStatus.PAYLOAD_TOO_LARGE_413);
                return;
            }
            String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
            for (Route route : routes) {
                Optional<String> id = route.matches(method, path);
                if (id.isPresent()) {
                    var asked = new Asked(path, id.orElseThrow(), fields, address, session, token);
                    write(request, response, allowed(request, response, route, asked));
                    return;
                }
            }
            var asked = new Asked(path, "", fields, address, session, token);
            write(request, response, nowhere(response, asked));
        }

        /// What is no route, or not by this method.
        private Reply nowhere(Response response, Asked asked) {
            if (asked.session().isEmpty()) {
                return stranger(response, asked);
            }
            String allowed =
                    routes.stream()
                            .filter(route -> route.isAt(asked.path()))
                            .map(Route::method)
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", "));
            if (allowed.isEmpty()) {
                return refused(asked, 404, "Not found", "There is no such page.");
            }
            response.getHeaders().put(HttpHeader.ALLOW, allowed);
            return refused(asked, 405, "Not like this", "This page is only for " + allowed + ".");
        }

        /// People are led to the login; a program is told that it has none.
        private static Reply stranger(Response response, Asked asked) {
            if (!isForPrograms(asked)) {
                return new Reply.Redirect("/login", "");
            }
            // RFC 9110, section 15.5.2: a 401 says how one would come in.
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Cookie realm=\"Tapwarden\"");
            return DeviceApi.wrong(401, "log in first: the session's cookie is missing or too old");
        }

        private static boolean isForPrograms(Asked asked) {
            return asked.path().startsWith("/api/");
        }

        private Reply refused(Asked asked, int status, String title, String sentence) {
            return isForPrograms(asked)
                    ? DeviceApi.wrong(status, sentence)
                    : pages.message(asked, status, title, sentence);
        }

        private Reply allowed(Request request, Response response, Route route, Asked asked) {
            boolean changes = route.method().equals("POST");
            if (changes && !fromHere(request)) {
                return pages.message(asked, 403, "Refused", "This form came from elsewhere.");
            }
            if (route.isOpen()) {
                return route.action().of(asked);
            }
            if (asked.session().isEmpty()) {
                return stranger(response, asked);
            }
            if (!route.roles().contains(asked.account().role())) {
                accounts.note(
                        asked.account().name(),
                        "refused",
                        Map.of("path", asked.path()),
                        Instant.now());
                return refused(
                        asked, 403, "Not for your role", "Your role may not open this page.");
            }
            if (changes && !asked.session().orElseThrow().csrf().equals(asked.field("csrf"))) {
                return pages.message(
                        asked, 403, "Refused", "This form is too old. Open the page again.");
            }
            return route.action().of(asked);
        }
    }

    private static void headers(Response response) {
        var headers = response.getHeaders();
        headers.put("Content-Security-Policy", CSP);
        headers.put("Strict-Transport-Security", "max-age=31536000");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    }

    /// Forms are sent by our own pages: the browser says from where.
    private static boolean fromHere(Request request) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        String host = request.getHeaders().get(HttpHeader.HOST);
        String site = request.getHeaders().get("Sec-Fetch-Site");
        boolean said = origin != null && !origin.equals("null");
        if (said) {
            return origin.equals("https://" + host);
        }
        return site == null || site.equals("same-origin");
    }

    private static String cookie(Request request) {
        for (HttpCookie cookie : Request.getCookies(request)) {
            if (cookie.getName().equals(COOKIE) && cookie.getValue() != null) {
                return cookie.getValue();
            }
        }
        return "";
    }

    /// @return null when the form is too long
    private static @Nullable Map<String, String> fields(Request request) throws IOException {
        Map<String, String> fields = new HashMap<>();
        String query = request.getHttpURI().getQuery();
        decode(query == null ? "" : query, fields);
        if (request.getMethod().equals("POST")) {
            try (InputStream in = Content.Source.asInputStream(request)) {
                byte[] body = in.readNBytes(LONGEST_FORM + 1);
                if (body.length > LONGEST_FORM) {
                    return null;
                }
                decode(new String(body, StandardCharsets.UTF_8), fields);
            }
        }
        return fields;
    }

    private static void decode(String text, Map<String, String> fields) {
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                decode(pair.substring(0, equals), pair.substring(equals + 1), fields);
            }
        }
    }

    /// A field that is no text is none.
    private static void decode(String name, String value, Map<String, String> fields) {
        try {
            fields.put(
                    URLDecoder.decode(name, StandardCharsets.UTF_8),
                    URLDecoder.decode(value, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            LOG.debug("a field of a form was no text");
        }
    }

    private void file(Request request, Response response, String name) throws IOException {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            response.setStatus(HttpStatus.NOT_FOUND_404);
            return;
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "max-age=300");
        send(request, response, 200, FILES.getOrDefault(name, "text/plain"), bytes);
    }

    private void metrics(Request request, Response response, String address) throws IOException {
        boolean loopback =
                address.startsWith("127.") || address.equals("::1") || address.equals("[::1]");
        if (!loopback && !settings.metricsPeers().contains(address)) {
            response.setStatus(HttpStatus.FORBIDDEN_403);
            return;
        }
        send(
                request,
                response,
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                published.metrics().get().getBytes(StandardCharsets.UTF_8));
    }

    private void write(Request request, Response response, Reply reply) throws IOException {
        switch (reply) {
            case Reply.Html(int status, String text) ->
                    send(request, response, status, "text/html; charset=utf-8", utf8(text));
            case Reply.Json(int status, String text) ->
                    send(request, response, status, "application/json; charset=utf-8", utf8(text));
            case Reply.Download(String name, String type, String text) ->
                    file(request, response, name, type, utf8(text));
            case Reply.Binary(String name, String type, ByteBuffer bytes) -> {
                var all = new byte[bytes.remaining()];
                bytes.get(all);
                file(request, response, name, type, all);
            }
            case Reply.Streamed streamed -> stream(request, response, streamed);
            case Reply.Redirect(String to, String token) -> {
                if (!token.isEmpty()) {
                    response.getHeaders()
                            .add(
                                    new HttpField(
                                            HttpHeader.SET_COOKIE,
                                            COOKIE
                                                    + "="
                                                    + token
                                                    + "; Path=/; Secure; HttpOnly;"
                                                    + " SameSite=Strict"));
                }
                response.setStatus(HttpStatus.SEE_OTHER_303);
                response.getHeaders().put(HttpHeader.LOCATION, to);
            }
            case Reply.Live(long after) -> stream(request, response, after);
        }
    }

    /// Nothing is said of a file before its first byte: until then it can be refused.
    private void stream(Request request, Response response, Reply.Streamed file)
            throws IOException {
        var headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_DISPOSITION, attachment(file.name()));
        headers.put(HttpHeader.CONTENT_TYPE, file.type());
        // Not closed where it fails: that would tell the other side that the file is whole.
        OutputStream out = Content.Sink.asOutputStream(response);
        try {
            var pieces = new BufferedOutputStream(out, PIECE);
            file.body().to(pieces);
            pieces.flush();
        } catch (IOException e) {
            if (response.isCommitted()) {
                throw e;
            }
            headers.remove(HttpHeader.CONTENT_DISPOSITION);
            write(request, response, file.refused().apply(e));
            return;
        }
        out.close();
    }

    private static String attachment(String name) {
        return "attachment; filename=\"" + name + "\"";
    }

    private static void file(
            Request request, Response response, String name, String type, byte[] bytes)
            throws IOException {
        response.getHeaders().put(HttpHeader.CONTENT_DISPOSITION, attachment(name));
        send(request, response, 200, type, bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(
            Request request, Response response, int status, String type, byte[] bytes)
            throws IOException {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        if (!request.getMethod().equals("HEAD")) {
            try (OutputStream out = Content.Sink.asOutputStream(response)) {
                out.write(bytes);
            }
        }
    }

    /// Alerts as they change, until the other side goes or the session ends. A browser that comes
    /// back says which it had last.
    private void stream(Request request, Response response, long after) throws IOException {
        if (!streams.tryAcquire()) {
            response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
            return;
        }
        try {
            String last = request.getHeaders().get("Last-Event-ID");
            long revision =
                    last != null && last.matches("[0-9]{1,18}") ? Long.parseLong(last) : after;
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
            try (OutputStream out = Content.Sink.asOutputStream(response)) {
                out.write(utf8("retry: 2000\n\n"));
                out.flush();
                follow(request, out, revision);
            }
        } finally {
            streams.release();
        }
    }

    private void follow(Request request, OutputStream out, long revision) throws IOException {
        long seen = revision;
        String token = cookie(request);
        for (int beat = 1; !closing; beat++) {
            for (Alert alert : published.alerts().changedAfter(seen, MOST_AT_ONCE)) {
                seen = Math.max(seen, alert.revision());
                out.write(utf8("event: alert\nid: " + alert.revision() + "\n"));
                for (String line : pages.row(alert).lines().toList()) {
                    out.write(utf8("data: " + line + "\n"));
                }
                out.write('\n');
                out.flush();
            }
            if (beat % BEATS_A_PING == 0) {
                if (sessions.of(token, Instant.now()).isEmpty()) {
                    return;
                }
                out.write(utf8(": still here\n\n"));
                out.flush();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LIVE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// An error of the server itself shows nothing of its inside.
    private static final class Plain implements Request.Handler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            headers(response);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
            Content.Sink.write(
                    response,
                    true,
                    "This did not work (" + response.getStatus() + ").\n",
                    callback);
            return true;
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("stopping the console failed", e);
        }
        accounts.close();
    }
}
