package org.tapwarden.enforcer.radius;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// A server that answers as no real one does: with another secret, at another time, with garbage.
final class HandMadeNas implements AutoCloseable {

    /// What came.
    final List<byte[]> requests = new CopyOnWriteArrayList<>();

    private final DatagramSocket socket;
    private final Thread thread;

    /// @param answer empty for silence
    HandMadeNas(UnaryOperator<byte[]> answer) throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        thread = Thread.ofVirtual().start(() -> serve(answer));
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve(UnaryOperator<byte[]> answer) {
        var packet = new DatagramPacket(new byte[4_096], 4_096);
        try {
            while (true) {
                socket.receive(packet);
                byte[] request = Arrays.copyOf(packet.getData(), packet.getLength());
                requests.add(request);
                byte[] bytes = answer.apply(request);
                if (bytes.length > 0) {
                    socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    @Override
    public void close() {
        socket.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
