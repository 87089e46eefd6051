package org.tapwarden.webconsole.accounting;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Address;
import org.tapwarden.enforcer.radius.RadiusPacket;

/// Listens for RADIUS accounting (RFC 2866). What cannot be trusted gets silence and is counted: an
/// answer would tell whoever guesses that he is near.
public final class AccountingServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccountingServer.class);

    /// A burst of a building that wakes up waits in the kernel.
    private static final int RECEIVE_BUFFER = 1 << 20;

    private final EventLoopGroup group;
    private final Channel channel;

    /// Binds the port; what comes before {@link #start} waits in the kernel.
    ///
    /// @param wallMillis the clock that event times are compared with
    /// @throws IOException in one line, when the port is taken
    public AccountingServer(
            AccountingSettings settings, AccountingStore store, LongSupplier wallMillis)
            throws IOException {
        group =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("accounting"), NioIoHandler.newFactory());
        var address = new InetSocketAddress(settings.host(), settings.port());
        var bind =
                new Bootstrap()
                        .group(group)
                        .channel(NioDatagramChannel.class)
                        .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(RadiusPacket.LONGEST))
                        .option(ChannelOption.AUTO_READ, false)
                        .handler(new Handler(settings, store, wallMillis))
                        .bind(address)
                        .awaitUninterruptibly();
        channel = bind.channel();
        if (!bind.isSuccess()) {
            close();
            throw new IOException(
                    "accounting: cannot listen on "
                            + settings.host()
                            + ":"
                            + settings.port()
                            + ": "
                            + bind.cause().getMessage(),
                    bind.cause());
        }
    }

    public void start() {
        channel.config().setAutoRead(true);
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /// All on the one thread of the socket.
    private static final class Handler extends SimpleChannelInboundHandler<DatagramPacket> {

        private final Senders senders;
        private final RecentRequests recent = new RecentRequests();
        private final AccountingStore store;
        private final Count.All counts;
        private final LongSupplier wallMillis;

        Handler(AccountingSettings settings, AccountingStore store, LongSupplier wallMillis) {
            this.store = store;
            this.counts = store.counts();
            this.senders = new Senders(settings.clients(), settings.mostPerSecond(), counts);
            this.wallMillis = wallMillis;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
            InetSocketAddress from = datagram.sender();
            Address address = Address.of(from.getAddress().getAddress());
            Senders.Sender sender = senders.of(address, System.nanoTime());
            if (sender == null) {
                return;
            }
            byte[] bytes = new byte[datagram.content().readableBytes()];
            datagram.content().readBytes(bytes);
            RadiusPacket packet = RadiusPacket.of(bytes);
            if (packet == null) {
                counts.add(Count.MALFORMED);
                return;
            }
            if (isTrusted(packet, sender)) {
                answer(context.channel(), from, address, packet, sender.proof());
            }
        }

        private boolean isTrusted(RadiusPacket packet, Senders.Sender sender) {
            boolean status = packet.code() == RadiusPacket.STATUS_SERVER;
            if (!status && packet.code() != RadiusPacket.ACCOUNTING_REQUEST) {
                counts.add(Count.OTHER_CODE);
                return false;
            }
            if (!status && !sender.proof().isRequestAuthentic(packet)) {
                counts.add(Count.WRONG_SECRET);
                return false;
            }
            return switch (sender.proof().messageAuthenticator(packet)) {
                case RIGHT -> true;
                case WRONG -> {
                    counts.add(Count.WRONG_MESSAGE_AUTHENTICATOR);
                    yield false;
                }
                case MISSING -> {
                    boolean needed = status || sender.requiresMessageAuthenticator();
                    if (needed) {
                        counts.add(Count.NO_MESSAGE_AUTHENTICATOR);
                    }
                    yield !needed;
                }
            };
        }

        private void answer(
                Channel channel,
                InetSocketAddress from,
                Address address,
                RadiusPacket packet,
                Proof proof) {
            if (packet.code() == RadiusPacket.STATUS_SERVER) {
                counts.add(Count.STATUS);
                send(channel, from, proof.response(packet));
                return;
            }
            switch (recent.see(from, packet, System.nanoTime())) {
                case RecentRequests.Seen.Waits _ -> counts.add(Count.DUPLICATE);
                case RecentRequests.Seen.Answered(byte[] before) -> {
                    counts.add(Count.DUPLICATE);
                    send(channel, from, before);
                }
                case RecentRequests.Seen.New _ -> record(channel, from, address, packet, proof);
            }
        }

        private void record(
                Channel channel,
                InetSocketAddress from,
                Address address,
                RadiusPacket packet,
                Proof proof) {
            AccountingRequest request;
            try {
                request = AccountingRequest.of(packet, address, wallMillis.getAsLong());
            } catch (AccountingRequest.Malformed e) {
                counts.add(Count.MALFORMED_ATTRIBUTE);
                LOG.debug("{}: {}", address, e.getMessage());
                recent.forget(from, packet);
                return;
            }
            if (request.status() == AccountingRequest.Status.OTHER) {
                counts.add(Count.OTHER_STATUS);
            }
            boolean taken =
                    store.submit(
                            request,
                            address,
                            committed ->
                                    channel.eventLoop()
                                            .execute(() ->
                                                    over(channel, from, packet, proof, committed)));
            if (!taken) {
                recent.forget(from, packet);
            }
        }

        /// The disk has it, or has not.
        private void over(
                Channel channel,
                InetSocketAddress from,
                RadiusPacket packet,
                Proof proof,
                boolean committed) {
            if (!committed) {
                recent.forget(from, packet);
                return;
            }
            byte[] response = proof.response(packet);
            recent.answered(from, packet, response, System.nanoTime());
            counts.add(Count.ANSWERED);
            send(channel, from, response);
        }

        private static void send(Channel channel, InetSocketAddress to, byte[] bytes) {
            var _ = channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(bytes), to));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.warn("the accounting socket: {}", cause.toString());
        }
    }
}
