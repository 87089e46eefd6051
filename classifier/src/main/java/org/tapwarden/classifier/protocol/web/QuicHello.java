package org.tapwarden.classifier.protocol.web;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;

/// Puts the hello of one QUIC connection together (RFC 9000, section 19.6; RFC 9001, section 4).
///
/// A hello with a post-quantum key share needs several Initial packets, and some clients cut it up
/// and shuffle it on purpose. Bounded: at most {@link #MAX_HELLO} bytes are kept and {@link
/// #MAX_DATAGRAMS} datagrams looked at. Belongs to one flow at a time; {@link #reset} before
/// another.
public final class QuicHello {

    /// Bytes of CRYPTO beyond this offset are left out.
    public static final int MAX_HELLO = 16 * 1024;

    /// After as many datagrams of a flow no more is learnt.
    public static final int MAX_DATAGRAMS = 16;

    private static final int MAX_COALESCED = 8;
    private static final int MAX_FRAMES = 512;
    private static final int FIRST_SIZE = 2048;

    private final QuicProtection protection;
    private final BitSet have = new BitSet();
    private final Payload view = new Payload();
    private byte[] hello = new byte[FIRST_SIZE];
    private QuicProtection.@Nullable Keys keys;
    private @Nullable Direction client;
    private int version;
    private int datagrams;

    /// @param protection of the thread that will add datagrams
    public QuicHello(QuicProtection protection) {
        this.protection = protection;
    }

    /// Forgets the flow.
    public void reset() {
        have.clear();
        keys = null;
        client = null;
        version = 0;
        datagrams = 0;
        if (hello.length > FIRST_SIZE) {
            hello = new byte[FIRST_SIZE]; // a few long hellos must not make the whole pool large
        }
    }

    /// Takes a datagram of the flow, in either direction.
    ///
    /// @return `YES_MORE` as long as the hello may become longer, else `YES`; the name may be
    ///   learnt with either
    public Dissector.Answer add(Payload payload, Learnt learnt) {
        datagrams++;
        int at = 0;
        for (int i = 0; i < MAX_COALESCED; i++) {
            QuicHeader header = QuicHeader.read(payload, at);
            if (header == null) {
                break;
            }
            boolean clients = client == null || client == payload.direction();
            // All packets of a datagram have the same destination id (RFC 9000, section 12.2):
            // behind one that does not open, others are more likely there to keep us busy.
            if (header.initial() && clients && !open(payload, header)) {
                break;
            }
            at = header.end();
        }
        boolean whole = learn(learnt);
        return whole || datagrams >= MAX_DATAGRAMS
                ? Dissector.Answer.YES
                : Dissector.Answer.YES_MORE;
    }

    /// After a Retry, or with another version, the client has new keys (RFC 9001, section 5.2); a
    /// mere change of its destination id, once the server chose one, leaves the keys as they are.
    ///
    /// @return false when no keys open it; true also for a version that is not known
    private boolean open(Payload payload, QuicHeader header) {
        QuicVersion known = QuicVersion.of(header.version());
        if (known == null) {
            return true;
        }
        byte[] frames = null;
        QuicProtection.Keys before = keys;
        if (before != null && version == header.version()) {
            frames = protection.open(payload, header, before);
        }
        if (frames == null) {
            byte[] id = payload.bytes(header.destinationIdAt(), header.destinationIdLength());
            QuicProtection.Keys fresh = protection.clientKeys(known, id);
            frames = protection.open(payload, header, fresh);
            if (frames == null) {
                return false;
            }
            keys = fresh;
            version = header.version();
            client = payload.direction();
        }
        view.set(frames, 0, frames.length);
        collect(view);
        return true;
    }

    private void collect(Payload frames) {
        int end = frames.length();
        int at = 0;
        for (int i = 0; i < MAX_FRAMES && at < end; i++) {
            if (frames.u8(at) == QuicFrames.CRYPTO) {
                long offset = QuicHeader.varint(frames, at + 1, end);
                int lengthAt = QuicHeader.afterVarint(frames, at + 1);
                int body = QuicHeader.afterVarint(frames, lengthAt);
                keep(frames, body, offset, (int) QuicHeader.varint(frames, lengthAt, end));
            }
            at = QuicFrames.after(frames, at);
        }
    }

    /// The first to say a byte is believed, as the server does that already read it.
    private void keep(Payload frames, int body, long offset, int length) {
        if (offset >= MAX_HELLO || length == 0) {
            return;
        }
        int from = (int) offset;
        int to = Math.min(from + length, MAX_HELLO);
        if (to > hello.length) {
            hello = Arrays.copyOf(hello, Math.min(MAX_HELLO, Math.max(to, 2 * hello.length)));
        }
        // Run by run: a hello in hundreds of pieces would buy much work byte by byte.
        int at = have.nextClearBit(from);
        while (at < to) {
            int taken = have.nextSetBit(at);
            int runEnd = taken < 0 ? to : Math.min(taken, to);
            System.arraycopy(
                    frames.array(), frames.at() + body + at - from, hello, at, runEnd - at);
            at = have.nextClearBit(runEnd);
        }
        have.set(from, to);
    }

    private boolean learn(Learnt learnt) {
        learnt.grounds("quic-initial");
        int contiguous = have.nextClearBit(0);
        boolean whole = false;
        if (contiguous > 0) {
            boolean isHello = hello[0] == ClientHello.CLIENT_HELLO;
            view.set(hello, 0, contiguous);
            whole = !isHello || ClientHello.read(Carrier.QUIC, view, 0, contiguous, learnt);
        }
        if (version != 0) {
            learnt.version(QuicVersion.text(version));
        }
        return whole;
    }
}
