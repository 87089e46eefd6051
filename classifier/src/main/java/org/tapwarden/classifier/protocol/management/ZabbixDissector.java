package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Zabbix between agent, proxy and server, by the header of four letters, flags and a length. An
/// agent that is asked the old way gets one line without a header; then its answer convinces.
final class ZabbixDissector implements Dissector {

    static final Protocol ZABBIX = Protocol.named("zabbix", Category.NETWORK);

    private static final String MAGIC = "ZBXD";
    private static final int AGENT_PORT = 10050;
    private static final int HEADER = 5;
    private static final int MAX_FLAGS = 7;
    private static final int MAX_LINE = 2048;

    private static final About ABOUT =
            About.of(ZABBIX, "Zabbix")
                    .over(Transport.TCP)
                    .in("Zabbix manual, appendix \"Protocols\", header and data length")
                    .reads("the letters ZBXD and the flags", MAX_LINE)
                    .opens(MAGIC)
                    .opensBetween('a', 'z');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), MAGIC.length());
        if (!payload.hasAt(0, MAGIC.substring(0, known))) {
            return isLine(payload) ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        int flags = payload.u8(4);
        if (flags > MAX_FLAGS || (flags & 1) == 0) {
            return Answer.NO;
        }
        learnt.grounds("zabbix-header");
        return Answer.YES;
    }

    /// What a server that talks to an agent without a header sends first.
    private static boolean isLine(Payload payload) {
        if (!payload.isToPort(AGENT_PORT) || payload.length() > MAX_LINE) {
            return false;
        }
        int first = payload.u8(0);
        return first >= 'a' && first <= 'z';
    }
}
