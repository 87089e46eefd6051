package org.tapwarden.history.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;

/// Sends flows as IPFIX over UDP (RFC 7011): of each fifteen fields, which is all of it that
/// nfdump's own format has a place for. Counters are those of the slice; both directions stand in
/// one record.
///
/// One thread.
final class Ipfix implements AutoCloseable {

    private static final int VERSION = 10;
    private static final int HEADER = 16;
    private static final int SET_HEADER = 4;
    private static final int TEMPLATE_SET = 2;
    private static final int FOUR = 256;
    private static final int SIX = 257;
    private static final int DOMAIN = 1;

    /// More than an Ethernet frame carries: the loopback does.
    private static final int DATAGRAM = 8_000;

    private static final int ICMP = 1;

    /// Numbers of information elements and their lengths, in the order of {@link #put}.
    private static final int[][] ADDRESSES_OF_FOUR = {{8, 4}, {12, 4}};

    private static final int[][] ADDRESSES_OF_SIX = {{27, 16}, {28, 16}};
    private static final int[][] OTHERS = {
        {152, 8}, {153, 8}, {1, 8}, {2, 8}, {23, 8}, {24, 8}, {7, 2}, {11, 2}, {4, 1}, {6, 1},
        {58, 2}, {56, 6}, {80, 6}
    };

    private final DatagramChannel channel;
    private final Batch four = new Batch(FOUR);
    private final Batch six = new Batch(SIX);
    private final Runnable afterDatagram;
    private int sequence;

    private static final class Batch {
        final ByteBuffer buffer = ByteBuffer.allocate(DATAGRAM);
        final int template;
        int records;

        Batch(int template) {
            this.template = template;
            begin();
        }

        void begin() {
            buffer.clear().position(HEADER + SET_HEADER);
            records = 0;
        }
    }

    /// @param afterDatagram waits where the receiver has enough to do
    Ipfix(int port, Runnable afterDatagram) throws IOException {
        this.channel = DatagramChannel.open();
        this.channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        this.afterDatagram = afterDatagram;
        templates();
    }

    private void templates() throws IOException {
        var buffer = ByteBuffer.allocate(DATAGRAM);
        buffer.position(HEADER + SET_HEADER);
        template(buffer, FOUR, ADDRESSES_OF_FOUR);
        template(buffer, SIX, ADDRESSES_OF_SIX);
        send(buffer, TEMPLATE_SET);
    }

    private static void template(ByteBuffer buffer, int number, int[][] addresses) {
        buffer.putShort((short) number).putShort((short) (addresses.length + OTHERS.length));
        for (int[][] elements : new int[][][] {addresses, OTHERS}) {
            for (int[] element : elements) {
                buffer.putShort((short) element[0]).putShort((short) element[1]);
            }
        }
    }

    void send(FlowRecord flow) throws IOException {
        Batch batch = flow.conversation().source().isIpv4() ? four : six;
        put(batch.buffer, flow);
        batch.records++;
        int length = (batch.buffer.position() - HEADER - SET_HEADER) / batch.records;
        if (batch.buffer.remaining() < length) {
            flush(batch);
        }
    }

    void flush() throws IOException {
        flush(four);
        flush(six);
    }

    private void flush(Batch batch) throws IOException {
        if (batch.records == 0) {
            return;
        }
        send(batch.buffer, batch.template);
        sequence += batch.records;
        batch.begin();
        afterDatagram.run();
    }

    private void send(ByteBuffer buffer, int set) throws IOException {
        int length = buffer.position();
        buffer.putShort(0, (short) VERSION)
                .putShort(2, (short) length)
                .putInt(4, (int) (System.currentTimeMillis() / 1_000))
                .putInt(8, sequence)
                .putInt(12, DOMAIN)
                .putShort(HEADER, (short) set)
                .putShort(HEADER + 2, (short) (length - HEADER));
        buffer.flip();
        channel.write(buffer);
    }

    private static void put(ByteBuffer buffer, FlowRecord flow) {
        FlowRecord.Conversation between = flow.conversation();
        FlowRecord.Traffic slice = flow.slice();
        put(buffer, between.source());
        put(buffer, between.destination());
        buffer.putLong(slice.startNanos() / 1_000_000)
                .putLong(slice.endNanos() / 1_000_000)
                .putLong(slice.sourceBytes())
                .putLong(slice.sourcePackets())
                .putLong(slice.destinationBytes())
                .putLong(slice.destinationPackets());
        if (between.protocolNumber() == ICMP) {
            // Type and code stand where nfdump looks for them.
            buffer.putShort((short) 0)
                    .putShort((short) (between.sourcePort() << 8 | between.destinationPort()));
        } else {
            buffer.putShort((short) between.sourcePort())
                    .putShort((short) between.destinationPort());
        }
        buffer.put((byte) between.protocolNumber())
                .put((byte) slice.sourceFlags())
                .putShort((short) flow.place().vlan());
        mac(buffer, flow.place().sourceMac());
        mac(buffer, flow.place().destinationMac());
    }

    private static void put(ByteBuffer buffer, Address address) {
        if (address.isIpv4()) {
            buffer.putInt(address.ipv4Bits());
        } else {
            buffer.putLong(address.high()).putLong(address.low());
        }
    }

    private static void mac(ByteBuffer buffer, long mac) {
        buffer.putShort((short) (mac >>> 32)).putInt((int) mac);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
