package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// TiVo's recorders, by the beacon in which they and their servers announce themselves (TiVo
/// Connect Automatic Machine Discovery Protocol, section 2).
final class TivoDissector implements Dissector {

    static final Protocol TIVO = Protocol.named("tivoconnect", Category.STREAMING);

    private static final String START = "tivoconnect=1";
    private static final String SOFTWARE = "swversion=";
    private static final int MAX_LENGTH = 1024;

    private static final About ABOUT =
            About.of(TIVO, "TiVo Connect")
                    .over(Transport.UDP, Transport.TCP)
                    .in("TiVo Connect Automatic Machine Discovery Protocol, section 2")
                    .reads("the beacon's first line, and the version of the software", MAX_LENGTH)
                    .opens(0)
                    .opens("T", "t");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), MAX_LENGTH);
        // Over TCP the length comes first.
        int at = payload.transport() == Transport.TCP ? 4 : 0;
        if (end < at + START.length() + 1) {
            boolean open =
                    at > 0 && (end < 1 || payload.u8(0) == 0) && (end < 2 || payload.u8(1) == 0);
            return open ? Answer.PERHAPS : Answer.NO;
        }
        if ((at > 0 && payload.u16(0) != 0)
                || !startsWith(payload, at, START)
                || payload.u8(at + START.length()) > ' ') {
            return Answer.NO;
        }
        learnt.grounds("tivo-beacon");
        software(payload, at, end, learnt);
        return Answer.YES;
    }

    private static void software(Payload payload, int from, int end, Learnt learnt) {
        for (int at = from; at + SOFTWARE.length() < end; at++) {
            if (payload.u8(at) == '\n' && startsWith(payload, at + 1, SOFTWARE)) {
                int value = at + 1 + SOFTWARE.length();
                int stop = value;
                while (stop < end && payload.u8(stop) != '\n') {
                    stop++;
                }
                String version = Text.of(payload, value, stop);
                if (version != null) {
                    learnt.software(version);
                }
                return;
            }
        }
    }

    /// Whatever the case of the letters.
    private static boolean startsWith(Payload payload, int at, String lowerCase) {
        if (at + lowerCase.length() > payload.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            int c = payload.u8(at + i);
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
