package org.tapwarden.enforcer.desk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A mail server on loopback that speaks as much of RFC 5321 as a sender needs, and keeps the
/// mails.
public final class SmtpSink implements AutoCloseable {

    public final List<String> mails = new CopyOnWriteArrayList<>();
    public final AtomicInteger refuseNext = new AtomicInteger();

    private final ServerSocket server;

    public SmtpSink() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> talk(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket;
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.UTF_8));
                OutputStream out = socket.getOutputStream()) {
            say(out, "220 sink");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.length() < 4 ? "" : line.substring(0, 4);
                switch (verb) {
                    case "EHLO" -> say(out, "250-sink\r\n250 8BITMIME");
                    case "MAIL" ->
                            say(
                                    out,
                                    refuseNext.getAndUpdate(n -> Math.max(0, n - 1)) > 0
                                            ? "451 later"
                                            : "250 ok");
                    case "DATA" -> {
                        say(out, "354 go");
                        mails.add(message(in));
                        say(out, "250 taken");
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 ok");
                }
            }
        } catch (IOException cut) {
            // The peer was killed: that is what some tests are about.
        }
    }

    private static String message(BufferedReader in) throws IOException {
        var text = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(".")) {
                return text.toString();
            }
            text.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
        }
        throw new IOException("cut off inside a mail");
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
