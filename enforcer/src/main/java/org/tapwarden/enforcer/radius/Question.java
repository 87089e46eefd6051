package org.tapwarden.enforcer.radius;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// One request of a dynamic authorization client: Disconnect or Change of Authorization (RFC 5176),
/// or whether a peer of RadSec is there (Status-Server, RFC 5997).
///
/// What acts is always sent with Event-Timestamp and Message-Authenticator: servers that insist on
/// either drop a request without them in silence (`reference/detection-and-enforcement.md` 2.2).
public final class Question {

    static final int USER_NAME = 1;
    static final int CALLING_STATION_ID = 31;
    static final int ACCT_SESSION_ID = 44;
    static final int EVENT_TIMESTAMP = 55;
    static final int TUNNEL_TYPE = 64;
    static final int TUNNEL_MEDIUM_TYPE = 65;
    static final int TUNNEL_PRIVATE_GROUP_ID = 81;
    static final int ERROR_CAUSE = 101;

    private static final int LONGEST_VALUE = 253;

    /// VLAN and IEEE-802 (RFC 3580, section 3.31).
    private static final int VLAN = 13;

    private static final int IEEE_802 = 6;

    /// What is asked, with the codes of the question and its two answers (RFC 5176, section 2.3;
    /// RFC 5997, section 3).
    public enum Kind {
        DISCONNECT(40, "Disconnect"),
        CHANGE(43, "CoA"),
        /// Answered as what comes to the same port is: log-ins, accounting, changes.
        STATUS(12, "Status-Server");

        private final int request;
        private final String word;

        Kind(int request, String word) {
            this.request = request;
            this.word = word;
        }

        int request() {
            return request;
        }

        boolean isAcknowledgedBy(int code) {
            return switch (this) {
                case DISCONNECT, CHANGE -> code == request + 1;
                case STATUS -> code == 2 || code == 5 || code == 44;
            };
        }

        boolean isRefusedBy(int code) {
            return switch (this) {
                case DISCONNECT, CHANGE -> code == request + 2;
                case STATUS -> code == 3 || code == 45;
            };
        }

        String word() {
            return word;
        }
    }

    private final Kind kind;
    private final SharedSecret secret;
    private final byte[] bytes;

    private Question(Kind kind, SharedSecret secret, byte[] bytes) {
        this.kind = kind;
        this.secret = secret;
        this.bytes = bytes;
    }

    /// Asks to end the session.
    public static Question disconnect(Target target, int identifier, Instant at) {
        return make(Kind.DISCONNECT, target, identifier, at, attributes(target));
    }

    /// Asks to move the session to a VLAN (RFC 3580, section 3.31).
    public static Question move(Target target, int vlan, int identifier, Instant at) {
        ByteArrayOutputStream attributes = attributes(target);
        put(attributes, TUNNEL_TYPE, number(VLAN));
        put(attributes, TUNNEL_MEDIUM_TYPE, number(IEEE_802));
        put(attributes, TUNNEL_PRIVATE_GROUP_ID, text(Integer.toString(vlan)));
        return make(Kind.CHANGE, target, identifier, at, attributes);
    }

    /// Asks whether it is there. For peers over TLS alone: a switch's own port takes no such
    /// request (RFC 5997, section 1).
    ///
    /// @param authenticator what nobody can foresee
    static Question status(Nas nas, int identifier, byte[] authenticator) {
        var body = new ByteArrayOutputStream();
        put(body, SharedSecret.MESSAGE_AUTHENTICATOR, new byte[RadiusPacket.AUTHENTICATOR_LENGTH]);
        byte[] packet = packet(Kind.STATUS, identifier, body);
        SharedSecret.put(packet, RadiusPacket.AUTHENTICATOR, authenticator);
        SharedSecret.put(packet, RadiusPacket.HEADER + 2, nas.secret().hmac(packet));
        return new Question(Kind.STATUS, nas.secret(), packet);
    }

    /// What names the session; a server that knows none which all of it fits refuses (RFC 5176,
    /// section 3).
    private static ByteArrayOutputStream attributes(Target target) {
        var attributes = new ByteArrayOutputStream();
        target.session()
                .ifPresent(session -> {
                    put(attributes, USER_NAME, text(session.user()));
                    put(attributes, ACCT_SESSION_ID, text(session.id()));
                });
        put(attributes, CALLING_STATION_ID, text(target.station()));
        return attributes;
    }

    private static Question make(
            Kind kind, Target target, int identifier, Instant at, ByteArrayOutputStream body) {
        SharedSecret secret = target.nas().secret();
        put(body, EVENT_TIMESTAMP, number((int) at.getEpochSecond()));
        int proof = RadiusPacket.HEADER + body.size() + 2;
        put(body, SharedSecret.MESSAGE_AUTHENTICATOR, new byte[RadiusPacket.AUTHENTICATOR_LENGTH]);
        byte[] packet = packet(kind, identifier, body);
        // First over zeros, then the digest over all: RFC 5176, sections 2.3 and 3.4.
        SharedSecret.put(packet, proof, secret.hmac(packet));
        SharedSecret.put(packet, RadiusPacket.AUTHENTICATOR, secret.md5(packet));
        return new Question(kind, secret, packet);
    }

    private static byte[] packet(Kind kind, int identifier, ByteArrayOutputStream body) {
        return ByteBuffer.allocate(RadiusPacket.HEADER + body.size())
                .put((byte) kind.request())
                .put((byte) identifier)
                .putShort((short) (RadiusPacket.HEADER + body.size()))
                .put(new byte[RadiusPacket.AUTHENTICATOR_LENGTH])
                .put(body.toByteArray())
                .array();
    }

    /// Leaves out what is not known or too long to have come from a packet.
    private static void put(ByteArrayOutputStream attributes, int type, byte[] value) {
        if (value.length > 0 && value.length <= LONGEST_VALUE) {
            attributes.write(type);
            attributes.write(value.length + 2);
            attributes.writeBytes(value);
        }
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    Kind kind() {
        return kind;
    }

    SharedSecret secret() {
        return secret;
    }

    int identifier() {
        return Byte.toUnsignedInt(bytes[1]);
    }

    byte[] authenticator() {
        return java.util.Arrays.copyOfRange(bytes, RadiusPacket.AUTHENTICATOR, RadiusPacket.HEADER);
    }

    /// A copy of what goes over the wire; sent again it stays the same, so that a server sees that
    /// it has it already.
    public byte[] bytes() {
        return bytes.clone();
    }
}
