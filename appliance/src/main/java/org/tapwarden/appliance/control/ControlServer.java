package org.tapwarden.appliance.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.appliance.Terminal;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.payload.PayloadDesk;

/// The control socket of a running appliance: mode 0660, so owner and group may ask; who it is the
/// kernel says (SO_PEERCRED).
///
/// One line of JSON comes in, the arguments and the texts of files they name; lines come out, each
/// with `o` or `e` for the stream it belongs to, `p` for how far a long command is, and a last one
/// with the exit code.
public final class ControlServer implements AutoCloseable {

    /// Longest request: an approved list of the largest size and then some.
    static final int LONGEST_REQUEST = 32 << 20;

    static final int MOST_AT_ONCE = 8;

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /// What a request is.
    record Asked(List<String> arguments, Map<String, String> files) {}

    private final Path file;
    private final Path history;
    private final ServerSocketChannel socket;
    private final ZoneId zone;
    private final FlowHistory search;
    private final SensorStore store;
    private final Enforcement enforcement;
    private final @Nullable PayloadDesk payload;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    /// Opens the socket.
    ///
    /// @param file where; the caller holds the lock of the state directory, so what lies there was
    ///   left behind
    /// @param history directory of the flow history, whose audit can be looked through
    public ControlServer(
            Path file,
            Path history,
            ZoneId zone,
            FlowHistory search,
            SensorStore store,
            Enforcement enforcement)
            throws IOException {
        this(file, history, zone, search, store, enforcement, null);
    }

    /// @param payload orders of whole payload; null where nobody may give any
    public ControlServer(
            Path file,
            Path history,
            ZoneId zone,
            FlowHistory search,
            SensorStore store,
            Enforcement enforcement,
            @Nullable PayloadDesk payload)
            throws IOException {
        this.payload = payload;
        this.file = file;
        this.history = history;
        this.zone = zone;
        this.search = search;
        this.store = store;
        this.enforcement = enforcement;
        Files.deleteIfExists(file);
        this.socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        Thread.ofPlatform().daemon().name("control").start(this::accept);
    }

    private void accept() {
        while (socket.isOpen()) {
            try {
                SocketChannel peer = socket.accept();
                room.acquireUninterruptibly();
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                serve(peer);
                            } finally {
                                room.release();
                            }
                        });
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("the control socket: {}", e.toString());
            }
        }
    }

    private void serve(SocketChannel peer) {
        try (peer;
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        Channels.newInputStream(peer), StandardCharsets.UTF_8));
                var out =
                        new BufferedWriter(
                                new OutputStreamWriter(
                                        Channels.newOutputStream(peer), StandardCharsets.UTF_8))) {
            String who = peer.getOption(jdk.net.ExtendedSocketOptions.SO_PEERCRED).user().getName();
            Asked asked = JSON.readValue(line(in), Asked.class);
            var tools =
                    new Tools(
                            who,
                            zone,
                            InstantSource.system(),
                            search,
                            store,
                            enforcement,
                            history,
                            asked.files(),
                            payload);
            var told = new PrintWriter(new Framed('p', out), true);
            var framed = new PrintWriter(new Framed('o', out), true);
            var errors = new PrintWriter(new Framed('e', out), true);
            String[] arguments = asked.arguments().toArray(new String[0]);
            int code =
                    Operations.over(tools.with(new Paced(told)), arguments, framed, errors)
                            .execute(arguments);
            framed.flush();
            errors.flush();
            out.write("x" + code + "\n");
        } catch (JsonProcessingException e) {
            LOG.warn("a request on the control socket was none");
        } catch (IOException e) {
            LOG.debug("a peer of the control socket went away: {}", e.toString());
        }
    }

    /// Tells how far a command is, not more often than somebody reads.
    private static final class Paced implements Consumer<String> {

        private static final long EVERY_NANOS = 200_000_000L;

        private final PrintWriter out;
        private long next = System.nanoTime();

        Paced(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void accept(String text) {
            if (System.nanoTime() - next >= 0) {
                next = System.nanoTime() + EVERY_NANOS;
                out.println(Terminal.shown(text));
            }
        }
    }

    private static String line(BufferedReader in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() == LONGEST_REQUEST) {
                throw new IOException("a request is too long");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    /// Puts a letter before every line, so that two streams fit into one.
    private static final class Framed extends Writer {
        private final char stream;
        private final Writer out;
        private final StringBuilder line = new StringBuilder();

        Framed(char stream, Writer out) {
            this.stream = stream;
            this.out = out;
        }

        @Override
        public void write(char[] text, int from, int length) throws IOException {
            for (int i = from; i < from + length; i++) {
                if (text[i] == '\n') {
                    end();
                } else {
                    line.append(text[i]);
                }
            }
        }

        private void end() throws IOException {
            synchronized (out) {
                out.write(stream);
                out.append(line).write('\n');
                out.flush();
            }
            line.setLength(0);
        }

        @Override
        public void flush() throws IOException {
            if (!line.isEmpty()) {
                end();
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("closing the control socket failed", e);
        }
    }
}
