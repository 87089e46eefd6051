package org.tapwarden.classifier.protocol.chat;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// SMPP, by its header: length, command, status and number (SMPP 3.4, sections 3.2 and 4). System
/// names, passwords and messages are never learnt.
final class SmppDissector implements Dissector {

    static final Protocol SMPP = Protocol.named("smpp", Category.CALLS);

    private static final int HEADER = 16;
    private static final int MAX_LENGTH = 4_096;
    private static final int RESPONSE = 0x8000_0000;

    private static final int BIND_RECEIVER = 1;
    private static final int BIND_TRANSMITTER = 2;
    private static final int SUBMIT = 4;
    private static final int DELIVER = 5;
    private static final int UNBIND = 6;
    private static final int BIND_TRANSCEIVER = 9;
    private static final int ENQUIRE_LINK = 0x15;

    private static final About ABOUT =
            About.of(SMPP, "SMPP")
                    .over(Transport.TCP)
                    .in("SMPP 3.4, sections 3.2, 4.1 and 4.11")
                    .reads("the header of the first message, a bind's texts", MAX_LENGTH)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            boolean could =
                    (payload.length() < 1 || payload.u8(0) == 0)
                            && (payload.length() < 2 || payload.u8(1) == 0);
            return could ? Answer.PERHAPS : Answer.NO;
        }
        int length = payload.i32(0);
        if (length < HEADER || length > MAX_LENGTH) {
            return Answer.NO;
        }
        int command = payload.i32(4);
        boolean response = (command & RESPONSE) != 0;
        boolean numbered = payload.i32(12) > 0;
        if (!numbered || (!response && payload.i32(8) != 0)) {
            return Answer.NO;
        }
        boolean fits =
                switch (command & ~RESPONSE) {
                    case ENQUIRE_LINK, UNBIND -> length == HEADER && payload.i32(8) == 0;
                    case BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER ->
                            response ? isAnswer(payload, length) : isBind(payload, length);
                    case SUBMIT, DELIVER ->
                            response ? isAnswer(payload, length) : isMessage(payload, length);
                    default -> false;
                };
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("smpp-header");
        return Answer.YES;
    }

    /// One text ends the message; status below the vendors' range.
    private static boolean isAnswer(Payload payload, int length) {
        int status = payload.i32(8);
        if (status < 0 || status > 0x4ff) {
            return false;
        }
        if (length == HEADER) {
            return status != 0;
        }
        int end = text(payload, HEADER, 65);
        return end > 0 && end <= length;
    }

    /// System, password, type; version, type and plan of the address; range of addresses.
    private static boolean isBind(Payload payload, int length) {
        int at = text(payload, HEADER, 16);
        at = at < 0 ? at : text(payload, at, 9);
        at = at < 0 ? at : text(payload, at, 13);
        if (at < 0 || at + 3 >= payload.length() || payload.u8(at) > 0x50) {
            return false;
        }
        return payload.u8(at + 1) <= 6
                && payload.u8(at + 2) <= 18
                && text(payload, at + 3, 41) == length;
    }

    /// Service, type and plan of the sender, and the sender.
    private static boolean isMessage(Payload payload, int length) {
        int at = text(payload, HEADER, 6);
        if (at < 0 || at + 2 >= payload.length()) {
            return false;
        }
        boolean sender = payload.u8(at) <= 6 && payload.u8(at + 1) <= 18;
        at = sender ? text(payload, at + 2, 21) : -1;
        return at > 0 && at + 2 < length;
    }

    /// Behind a text of at most `most` bytes with its zero, or -1.
    private static int text(Payload payload, int from, int most) {
        int end = Math.min(payload.length(), from + most);
        for (int i = from; i < end; i++) {
            int c = payload.u8(i);
            if (c == 0) {
                return i + 1;
            }
            if (c < ' ' || c > '~') {
                return -1;
            }
        }
        return -1;
    }
}
