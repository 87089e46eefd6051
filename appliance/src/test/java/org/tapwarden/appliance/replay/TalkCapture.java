package org.tapwarden.appliance.replay;

import static org.tapwarden.appliance.replay.Talk.hex;
import static org.tapwarden.appliance.replay.Talk.join;
import static org.tapwarden.appliance.replay.Talk.number;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Writes conversations as a capture file, each between a client and a server of its own, those
/// over TCP with what begins and ends a connection.
final class TalkCapture {

    private static final long START = 1_700_000_000L;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int PUSH = 0x18;
    private static final int FIN = 0x11;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private int frames;

    TalkCapture() {
        file.writeBytes(hex("a1b2c3d4 0002 0004 00000000 00000000 0000ffff 00000001"));
    }

    Path write(Path path) throws IOException {
        return Files.write(path, file.toByteArray());
    }

    /// The address of the client of conversation `number`.
    static String client(int number) {
        return "10.20.%d.%d".formatted(number / 200, 1 + number % 200);
    }

    /// @param pieces segments that each turn over TCP is cut into
    void add(int number, Talk talk, int pieces) {
        byte[] client = hex("0a14%02x%02x".formatted(number / 200, 1 + number % 200));
        byte[] server = hex("c63364%02x".formatted(1 + number % 200));
        int port = 20_000 + number;
        if (!talk.isTcp()) {
            for (Talk.Turn turn : talk.turns()) {
                byte[] bytes = turn.bytes();
                if (turn.isClients()) {
                    ip(client, server, 17, udp(port, talk.port(), bytes));
                } else {
                    ip(server, client, 17, udp(talk.port(), port, bytes));
                }
            }
            return;
        }
        long[] next = {1_000, 9_000_000};
        ip(client, server, 6, tcp(port, talk.port(), next[0]++, 0, SYN));
        ip(server, client, 6, tcp(talk.port(), port, next[1]++, next[0], SYN | ACK));
        ip(client, server, 6, tcp(port, talk.port(), next[0], next[1], ACK));
        for (Talk.Turn turn : talk.turns()) {
            int length = turn.bytes().length;
            int piece = Math.max(1, (length + pieces - 1) / pieces);
            for (int at = 0; at < length; at += piece) {
                byte[] bytes = Arrays.copyOfRange(turn.bytes(), at, Math.min(length, at + piece));
                segment(turn.isClients(), client, server, port, talk.port(), next, bytes);
            }
        }
        ip(client, server, 6, tcp(port, talk.port(), next[0]++, next[1], FIN));
        ip(server, client, 6, tcp(talk.port(), port, next[1], next[0], FIN));
    }

    private void segment(
            boolean isClients,
            byte[] client,
            byte[] server,
            int port,
            int serverPort,
            long[] next,
            byte[] bytes) {
        if (isClients) {
            ip(client, server, 6, join(tcp(port, serverPort, next[0], next[1], PUSH), bytes));
            next[0] += bytes.length;
        } else {
            ip(server, client, 6, join(tcp(serverPort, port, next[1], next[0], PUSH), bytes));
            next[1] += bytes.length;
        }
    }

    private void ip(byte[] from, byte[] to, int protocol, byte[] payload) {
        byte[] frame =
                join(
                        hex("020000000001 020000000002 0800 4500"),
                        number(2, 20L + payload.length),
                        number(2, frames),
                        hex("0000 40"),
                        number(1, protocol),
                        hex("0000"),
                        from,
                        to,
                        payload);
        long micros = frames * 1_000L;
        file.writeBytes(
                join(
                        number(4, START + micros / 1_000_000),
                        number(4, micros % 1_000_000),
                        number(4, frame.length),
                        number(4, frame.length),
                        frame));
        frames++;
    }

    private static byte[] udp(int from, int to, byte[] payload) {
        return join(
                number(2, from),
                number(2, to),
                number(2, 8L + payload.length),
                hex("0000"),
                payload);
    }

    private static byte[] tcp(int from, int to, long sequence, long acknowledged, int flags) {
        return join(
                number(2, from),
                number(2, to),
                number(4, sequence),
                number(4, acknowledged),
                hex("50"),
                number(1, flags),
                hex("1000 0000 0000"));
    }
}
