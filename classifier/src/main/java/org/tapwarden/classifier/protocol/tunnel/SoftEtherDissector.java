package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// SoftEther VPN, by how its stations ask a server of theirs how they look from outside.
///
/// A datagram with the letter A is answered with an address and a port in letters; a registration
/// is a list of named values, among them the words of the service.
final class SoftEtherDissector implements Dissector {

    private static final Protocol SOFTETHER = Protocol.named("softether", Category.VPN);

    private static final int QUESTION = 'A';
    private static final int MIN_ANSWER = "IP=1.1.1.1,PORT=1".length();
    private static final int MAX_ANSWER = "IP=255.255.255.255,PORT=65535".length();
    private static final int ASKED = 2;
    private static final int ANSWERED = 4;
    private static final int MAX_VALUES = 64;
    private static final int MAX_REGISTRATION = 1_500;

    private static final String OPCODE = "opcode";
    private static final String ADDRESS_SERVICE = "nat_t_";
    private static final String TOKEN_SERVICE = "get_token";

    private static final About ABOUT =
            About.of(SOFTETHER, "SoftEther VPN")
                    .over(Transport.UDP)
                    .in("SoftEther's source, Cedar/NativeStack and Mayaqua/Network")
                    .reads("an answer of its address service, or a registration", MAX_REGISTRATION)
                    .opens("A", "IP=")
                    .opens(0x00);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length == 1) {
            return payload.u8(0) == QUESTION ? half(payload, learnt, ASKED) : Answer.NO;
        }
        if (length >= MIN_ANSWER && length <= MAX_ANSWER && payload.hasAt(0, "IP=")) {
            return isAddress(payload) ? half(payload, learnt, ANSWERED) : Answer.NO;
        }
        // The count of the values and the length of the first one's name are small.
        if (length < 40 || payload.u24(0) != 0 || payload.u24(4) != 0) {
            return Answer.NO;
        }
        if (!isRegistration(payload)) {
            return Answer.NO;
        }
        learnt.grounds("softether-registration");
        return Answer.YES;
    }

    /// Question and answer have to come from different sides; either may be seen first.
    private static Answer half(Payload payload, Learnt learnt, long half) {
        long here = half + payload.direction().ordinal();
        long other = ASKED + ANSWERED + 1 - here;
        if (payload.remembered() != other) {
            learnt.remember(here);
            return Answer.PERHAPS;
        }
        learnt.grounds("softether-address");
        return Answer.YES;
    }

    /// `IP=192.0.2.1,PORT=50000` and nothing else.
    private static boolean isAddress(Payload payload) {
        int at = "IP=".length();
        for (int part = 0; part < 4; part++) {
            int end = digits(payload, at);
            if (end == at || end - at > 3 || end >= payload.length()) {
                return false;
            }
            if (payload.u8(end) != (part < 3 ? '.' : ',')) {
                return false;
            }
            at = end + 1;
        }
        if (!payload.hasAt(at, "PORT=")) {
            return false;
        }
        at += "PORT=".length();
        return at < payload.length() && digits(payload, at) == payload.length();
    }

    private static int digits(Payload payload, int from) {
        int at = from;
        while (at < payload.length() && payload.u8(at) >= '0' && payload.u8(at) <= '9') {
            at++;
        }
        return at;
    }

    /// Walks the named values: the name's length, counting one more than there is, the name, a
    /// type, how many follow, and here one text each.
    private static boolean isRegistration(Payload payload) {
        int values = Math.min(payload.u8(3), MAX_VALUES);
        int at = 4;
        int end = Math.min(payload.length(), MAX_REGISTRATION);
        for (int i = 0; i < values; i++) {
            if (at + 4 > end || payload.u24(at) != 0 || payload.u8(at + 3) < 2) {
                return false;
            }
            int name = at + 4;
            int type = name + payload.u8(at + 3) - 1;
            if (type + 12 > end || payload.i32(type + 4) != 1) {
                return false;
            }
            if (payload.hasAt(name, OPCODE)
                    && type == name + OPCODE.length()
                    && payload.i32(type) == 2
                    && isService(payload, type + 12)) {
                return true;
            }
            int size = size(payload, type);
            if (size < 0) {
                return false;
            }
            at = type + 8 + size;
        }
        return false;
    }

    private static boolean isService(Payload payload, int at) {
        return payload.hasAt(at, ADDRESS_SERVICE) || payload.hasAt(at, TOKEN_SERVICE);
    }

    /// Of a value that is a number, bytes, a text, a text in Unicode, or a long number.
    private static int size(Payload payload, int type) {
        return switch (payload.i32(type)) {
            case 0 -> 4;
            case 1, 2, 3 -> payload.u16(type + 8) == 0 ? 4 + payload.u16(type + 10) : -1;
            case 4 -> 8;
            default -> -1;
        };
    }
}
