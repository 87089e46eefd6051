package org.tapwarden.classifier.protocol.game;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Minecraft of the Java edition: the handshake in front of a status or a login, the older ping,
/// and what a world opened to the home network says (minecraft.wiki, "Java Edition protocol",
/// section "Handshaking"). The other edition speaks RakNet.
final class MinecraftDissector implements Dissector {

    static final Protocol MINECRAFT = Protocol.named("minecraft", Category.GAMES);

    private static final int MAX_HOST = 255;
    private static final int BOUND = 300;
    private static final int MAX_PROTOCOL = 4_096;
    private static final int SNAPSHOT = 0x4000_0000;

    /// Section sign, "1" and a zero in UTF-16, behind the packet's number and length.
    private static final long OLD_ANSWER = 0x00a7_0031_0000L;

    private static final long OLD_PING = 0xfe01_fa00_0b00_4d00L;

    private static final About ABOUT =
            About.of(MINECRAFT, "Minecraft")
                    .over(Transport.TCP, Transport.UDP)
                    .in("minecraft.wiki, Java Edition protocol, handshaking")
                    .reads("the handshake with the server's name", BOUND)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.UDP) {
            return payload.hasAt(0, "[MOTD]") ? announcement(payload, learnt) : Answer.NO;
        }
        if (payload.length() < 2) {
            return Answer.PERHAPS;
        }
        if (payload.direction() == Direction.FROM_DESTINATION) {
            return oldAnswer(payload, learnt);
        }
        if (payload.u8(0) == 0xfe) {
            if (payload.length() < 8) {
                return payload.u8(1) == 1 ? Answer.PERHAPS : Answer.NO;
            }
            return payload.i64(0) == OLD_PING ? yes(learnt, "minecraft-old-ping") : Answer.NO;
        }
        return handshake(payload, learnt);
    }

    private static Answer yes(Learnt learnt, String grounds) {
        learnt.grounds(grounds);
        return Answer.YES;
    }

    private static Answer announcement(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        for (int at = 6; at + 11 <= end; at++) {
            if (payload.u8(at) == '[' && payload.hasAt(at, "[/MOTD][AD]")) {
                return yes(learnt, "minecraft-announcement");
            }
        }
        return Answer.NO;
    }

    private static Answer oldAnswer(Payload payload, Learnt learnt) {
        if (payload.u8(0) != 0xff) {
            return Answer.NO;
        }
        if (payload.length() < 9) {
            return Answer.PERHAPS;
        }
        return payload.i64(1) << 16 >>> 16 == OLD_ANSWER
                ? yes(learnt, "minecraft-old-answer")
                : Answer.NO;
    }

    private static Answer handshake(Payload payload, Learnt learnt) {
        int at = payload.u8(0) < 0x80 ? 1 : 2;
        if ((at == 2 && payload.u8(1) > 2) || (at == 1 && payload.u8(1) != 0)) {
            return Answer.NO;
        }
        int length = payload.u8(0) & 0x7f;
        if (at == 2) {
            length |= payload.u8(1) << 7;
        }
        int end = at + length;
        if (length < 7 || end > BOUND) {
            return Answer.NO;
        }
        if (payload.length() < end) {
            return payload.length() <= at || payload.u8(at) == 0 ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u8(at) != 0) {
            return Answer.NO;
        }
        at++;
        long protocol = 0;
        int bytes = 0;
        while (bytes < 5) {
            int next = payload.u8(at + bytes);
            protocol |= (long) (next & 0x7f) << (7 * bytes);
            bytes++;
            if (next < 0x80) {
                break;
            }
        }
        at += bytes;
        if (((protocol & ~SNAPSHOT) > MAX_PROTOCOL && protocol != 0xffff_ffffL) || at + 2 > end) {
            return Answer.NO;
        }
        int host = payload.u8(at++);
        if (host >= 0x80) {
            host = (host & 0x7f) | payload.u8(at++) << 7;
        }
        // A port and what the client wants next stand behind the name.
        if (host < 1
                || host > MAX_HOST
                || at + host + 3 != end
                || payload.u16(end - 3) == 0
                || payload.u8(end - 1) < 1
                || payload.u8(end - 1) > 3) {
            return Answer.NO;
        }
        int nameEnd = at;
        while (nameEnd < at + host && payload.u8(nameEnd) != 0) {
            nameEnd++;
        }
        String name = Text.hostName(payload, at, nameEnd);
        if (name == null) {
            return Answer.NO;
        }
        learnt.serverName(name);
        return yes(learnt, "minecraft-handshake");
    }
}
