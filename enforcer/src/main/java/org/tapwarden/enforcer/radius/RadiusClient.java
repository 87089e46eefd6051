package org.tapwarden.enforcer.radius;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.radius.Answer.Why;

/// Asks network access servers, each question on a socket of its own, so that an answer can belong
/// to no other. One thread for all of them.
///
/// A question is over after {@link #LONGEST}, whatever comes back. Over UDP it is sent again at
/// {@link #SENT_AFTER_MILLIS}, the same bytes (RFC 5080, section 2.2.2); over TLS once (RFC 6614,
/// section 2.5, by RFC 6613, section 2.6.1).
final class RadiusClient implements AutoCloseable {

    /// Short of {@link org.tapwarden.enforcer.driver.Commands#PATIENCE}, in which a driver must
    /// answer.
    static final Duration LONGEST = Duration.ofSeconds(3);

    static final List<Integer> SENT_AFTER_MILLIS = List.of(0, 250, 750, 1_750);

    private static final int LENGTH_AT = 2;
    private static final int REHEARSAL_MILLIS = 200;
    private static final Answer NOTHING = new Answer.None(Why.SILENT, "it did not answer");

    private final Replies replies;
    private final InstantSource wall;
    private final EventLoopGroup group;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();

    RadiusClient(Duration window, InstantSource wall) {
        this.replies = new Replies(window);
        this.wall = wall;
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("radius", true), NioIoHandler.newFactory());
    }

    /// Completes within {@link #LONGEST}, never with an exception.
    CompletableFuture<Answer> ask(Nas nas, Question question) {
        var exchange = new Exchange(nas, question, replies, wall);
        open.add(exchange);
        var answer =
                exchange.answer()
                        .completeOnTimeout(
                                NOTHING, LONGEST.plusMillis(500).toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete((done, failure) -> open.remove(exchange));
        ChannelFuture connected =
                nas.tls().isPresent()
                        ? overTls(nas, nas.tls().orElseThrow(), exchange)
                        : overUdp(nas, exchange);
        Channel channel = connected.channel();
        connected.addListener(future -> {
            if (!future.isSuccess()) {
                exchange.unreachable(String.valueOf(future.cause().getMessage()));
                exchange.over();
            }
        });
        var _ =
                group.schedule(
                        () -> {
                            exchange.over();
                            var _ = channel.close();
                        },
                        LONGEST.toMillis(),
                        TimeUnit.MILLISECONDS);
        return answer;
    }

    private ChannelFuture overUdp(Nas nas, Exchange exchange) {
        return new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(RadiusPacket.LONGEST))
                .handler(exchange.datagrams())
                .connect(nas.address());
    }

    private ChannelFuture overTls(Nas nas, Nas.Tls tls, Exchange exchange) {
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) LONGEST.toMillis())
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                SslHandler handler =
                                        tls.context()
                                                .newHandler(
                                                        channel.alloc(),
                                                        tls.name(),
                                                        nas.address().getPort());
                                // Longer than the whole, whose end says that nobody spoke.
                                handler.setHandshakeTimeout(
                                        2 * LONGEST.toMillis(), TimeUnit.MILLISECONDS);
                                channel.pipeline()
                                        .addLast(
                                                handler,
                                                new LengthFieldBasedFrameDecoder(
                                                        RadiusPacket.LONGEST,
                                                        LENGTH_AT,
                                                        Short.BYTES,
                                                        -LENGTH_AT - Short.BYTES,
                                                        0),
                                                exchange.stream(handler));
                            }
                        })
                .connect(nas.address());
    }

    /// Asks a socket of our own, which answers nonsense: everything on the way was used once.
    void rehearse() throws IOException {
        try (var self = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            self.setSoTimeout(REHEARSAL_MILLIS);
            var address = new InetSocketAddress(self.getLocalAddress(), self.getLocalPort());
            var nas =
                    new Nas(
                            "this machine",
                            address,
                            SharedSecret.RADSEC,
                            Optional.empty(),
                            false,
                            false,
                            OptionalInt.empty());
            var target = new Target(nas, Mac.UNKNOWN, Optional.empty());
            Question question = Question.disconnect(target, 0, wall.instant());
            CompletableFuture<Answer> answer = ask(nas, question);
            var packet = new DatagramPacket(new byte[RadiusPacket.LONGEST], RadiusPacket.LONGEST);
            self.receive(packet);
            packet.getData()[0] = (byte) (question.kind().request() + 1);
            self.send(packet);
            var _ =
                    answer.completeOnTimeout(NOTHING, REHEARSAL_MILLIS / 4, TimeUnit.MILLISECONDS)
                            .join();
        }
    }

    /// Ends every wait at once. From any thread.
    void giveUp() {
        for (Exchange exchange : open) {
            exchange.end(new Answer.None(Why.GAVE_WAY, "the wait was cut short"));
        }
    }

    /// Questions that wait for their answer.
    int waiting() {
        return open.size();
    }

    @Override
    public void close() {
        giveUp();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
