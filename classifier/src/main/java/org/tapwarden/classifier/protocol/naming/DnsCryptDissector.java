package org.tapwarden.classifier.protocol.naming;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// DNSCrypt version 2, over UDP and over TCP with two bytes of length.
///
/// A query shows nothing but its padding; the resolver's answer starts with eight fixed bytes. What
/// a client asks before, the provider's certificate, is ordinary DNS with a name that nobody else
/// asks for; on port 53 that stays DNS, which it is.
final class DnsCryptDissector implements Dissector {

    static final Protocol DNSCRYPT = Protocol.named("dnscrypt", Category.ENCRYPTED_DNS);

    private static final int DNS_PORT = 53;

    private static final String RESOLVER_MAGIC = "r6fnvWj8";
    private static final int MAGIC = 8;

    /// Client magic, the client's key, half a nonce; behind them a tag and what it protects.
    private static final int QUERY_HEAD = MAGIC + 32 + 12;

    private static final int TAG = 16;
    private static final int NONCE = 24;
    private static final int LEAST_PADDED = 256;
    private static final int BLOCK = 64;

    /// A query through a relay: ten bytes, then the resolver's address and port.
    private static final int RELAY_HEAD = 10 + 16 + 2;

    private static final int QUESTION = 12;
    private static final String CERTIFICATE = "\0012\rdnscrypt-cert";

    private static final int MAX_TRIES = 6;

    private static final About ABOUT =
            About.of(DNSCRYPT, "DNSCrypt")
                    .over(Transport.UDP, Transport.TCP)
                    .in("DNSCrypt protocol version 2 (draft-denis-dprive-dnscrypt), section 4")
                    .reads(
                            "the resolver's magic, the certificate's name, the relay's head",
                            QUERY_HEAD + RELAY_HEAD + 2);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.UDP) {
            return message(payload, 0, payload.length(), payload.length(), learnt);
        }
        if (payload.length() < 2) {
            return Answer.PERHAPS;
        }
        int size = payload.u16(0);
        if (size < QUERY_HEAD || size > 8192) {
            return Answer.NO;
        }
        if (payload.length() < 2 + QUERY_HEAD) {
            // Where this can only be the start of something else there is no need to wait.
            return isPadded(size) || payload.direction() == Direction.FROM_DESTINATION
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        return message(payload, 2, size, payload.length() - 2, learnt);
    }

    /// @param size bytes the message has
    /// @param known those of them that are there
    private static Answer message(Payload payload, int at, int size, int known, Learnt learnt) {
        if (known < QUERY_HEAD) {
            return Answer.NO;
        }
        boolean fromClient = payload.direction() == Direction.FROM_SOURCE;
        if (isAnswer(payload, at) && size >= MAGIC + NONCE + TAG) {
            learnt.grounds("dnscrypt-resolver-magic");
            return Answer.YES;
        }
        if (!payload.hasPort(DNS_PORT) && asksCertificate(payload, at)) {
            learnt.grounds("dnscrypt-certificate");
            return Answer.YES;
        }
        if (isRelayed(payload, at, size)) {
            learnt.grounds("dnscrypt-relay");
            return Answer.YES;
        }
        return fromClient && isPadded(size) && payload.number() <= MAX_TRIES
                ? Answer.PERHAPS
                : Answer.NO;
    }

    private static boolean isAnswer(Payload payload, int at) {
        return payload.hasAt(at, RESOLVER_MAGIC);
    }

    /// A question, or the answer with the question in it.
    private static boolean asksCertificate(Payload payload, int at) {
        return payload.u8(at + QUESTION) == 1
                && payload.hasAt(at + QUESTION, CERTIFICATE)
                && (payload.u16(at + 2) & 0x7800) == 0
                && payload.u16(at + 4) == 1;
    }

    /// Implementations pad either the plain text or the whole query to blocks.
    private static boolean isPadded(int size) {
        return size >= LEAST_PADDED
                && (size % BLOCK == 0 || (size - QUERY_HEAD - TAG) % BLOCK == 0);
    }

    /// For a relay (anonymized DNSCrypt): the resolver's address as IPv6, then the query.
    private static boolean isRelayed(Payload payload, int at, int size) {
        if (payload.i64(at) != -1L || payload.u16(at + 8) != 0) {
            return false;
        }
        boolean ipv4 = payload.i64(at + 10) == 0 && payload.i32(at + 18) == 0xffff;
        boolean ipv6 = payload.u8(at + 10) >>> 5 == 1;
        return (ipv4 || ipv6) && payload.u16(at + 26) != 0 && size - RELAY_HEAD >= LEAST_PADDED;
    }
}
