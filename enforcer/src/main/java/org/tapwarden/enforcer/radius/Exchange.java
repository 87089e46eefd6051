package org.tapwarden.enforcer.radius;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.tapwarden.enforcer.radius.Answer.Why;

/// One question and what comes back.
///
/// What cannot be believed ends nothing, since anybody can send it: it is kept, and told when
/// nothing better came in time.
final class Exchange {

    private final Nas nas;
    private final Question question;
    private final Replies replies;
    private final InstantSource wall;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();

    /// Only the socket's thread touches what stands below.
    private Answer.None worst = new Answer.None(Why.SILENT, "it did not answer");

    private boolean wasAway;

    Exchange(Nas nas, Question question, Replies replies, InstantSource wall) {
        this.nas = nas;
        this.question = question;
        this.replies = replies;
        this.wall = wall;
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    /// From any thread; the first end counts.
    void end(Answer how) {
        answer.complete(how);
    }

    void over() {
        end(worst);
    }

    void unreachable(String words) {
        wasAway = true;
        note(new Answer.None(Why.UNREACHABLE, "it cannot be reached: " + words));
    }

    private void note(Answer.None bad) {
        if (bad.why().compareTo(worst.why()) > 0) {
            worst = bad;
        }
    }

    private boolean isOver() {
        return answer.isDone();
    }

    private void take(ChannelHandlerContext context, ByteBuf content) {
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        boolean required = nas.requiresMessageAuthenticator() && nas.tls().isEmpty();
        switch (replies.judge(question, bytes, required, wall.instant())) {
            case Answer.None bad -> note(bad);
            case Answer.Refused(int cause, boolean away) -> {
                end(new Answer.Refused(cause, away || wasAway));
                var _ = context.close();
            }
            case Answer.Acknowledged done -> {
                end(done);
                var _ = context.close();
            }
        }
    }

    ChannelHandler datagrams() {
        return new Datagrams();
    }

    ChannelHandler stream(SslHandler tls) {
        return new Stream(tls);
    }

    private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            for (int millis : RadiusClient.SENT_AFTER_MILLIS) {
                var _ =
                        context.executor()
                                .schedule(() -> send(context), millis, TimeUnit.MILLISECONDS);
            }
        }

        private void send(ChannelHandlerContext context) {
            if (isOver() || !context.channel().isActive()) {
                return;
            }
            context.writeAndFlush(
                            new DatagramPacket(
                                    Unpooled.wrappedBuffer(question.bytes()), nas.address()))
                    .addListener(future -> {
                        if (!future.isSuccess()) {
                            unreachable(String.valueOf(future.cause().getMessage()));
                        }
                    });
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
            take(context, datagram.content());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // Kept open: a server that begins anew is away for a moment.
            unreachable(
                    cause instanceof PortUnreachableException
                            ? "nobody listens there"
                            : String.valueOf(cause.getMessage()));
        }
    }

    private final class Stream extends SimpleChannelInboundHandler<ByteBuf> {

        private final SslHandler tls;
        private boolean agreed;

        Stream(SslHandler tls) {
            this.tls = tls;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            tls.handshakeFuture()
                    .addListener(future -> {
                        if (future.isSuccess()) {
                            agreed = true;
                            note(
                                    new Answer.None(
                                            Why.SILENT_OVER_TLS,
                                            "TLS was agreed, and it did not answer"));
                            var _ = context.writeAndFlush(Unpooled.wrappedBuffer(question.bytes()));
                        } else {
                            // Also where it was only closed: some say no without a word.
                            notAgreed(future.cause());
                            over();
                        }
                    });
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf content) {
            take(context, content);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (agreed && worst.why() == Why.SILENT_OVER_TLS) {
                // With TLS 1.3 our side is done before the other one has looked at our certificate.
                note(
                        new Answer.None(
                                Why.TLS_REFUSED,
                                "it closed the connection when TLS was agreed: it may not know"
                                        + " whose our certificate is"));
            } else {
                unreachable("it closed the connection");
            }
            over();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            refused(cause);
            var _ = context.close();
        }

        private void refused(Throwable cause) {
            Throwable why =
                    cause instanceof DecoderException && cause.getCause() != null
                            ? cause.getCause()
                            : cause;
            if (why instanceof SSLException) {
                notAgreed(why);
            } else if (why instanceof IOException) {
                unreachable(firstLine(why.getMessage()));
            } else {
                note(new Answer.None(Why.MALFORMED, "its answer is no RADIUS packet"));
            }
        }

        private void notAgreed(Throwable why) {
            note(
                    new Answer.None(
                            Why.TLS_REFUSED, "TLS was not agreed: " + firstLine(why.getMessage())));
        }

        /// Of an exception's text, which may hold what a certificate says.
        private static String firstLine(@org.jspecify.annotations.Nullable String text) {
            String line = text == null ? "" : text.lines().findFirst().orElse("");
            return line.replaceAll("[^\\x20-\\x7e]", "?");
        }
    }
}
