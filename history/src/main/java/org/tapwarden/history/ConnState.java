package org.tapwarden.history;

import org.tapwarden.classifier.FlowRecord;

/// How a connection went, as Zeek's conn.log calls it (docs.zeek.org, `Conn::Info`, `conn_state`).
///
/// We keep which TCP flags each side ever sent, not in which order. So a state is told only where
/// the flags alone show it; where they do not, such as when both sides reset, it is `OTH`.
final class ConnState {

    private static final int TCP = 6;
    private static final int UDP = 17;

    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;

    private static final String OTHER = "OTH";

    private ConnState() {}

    static String of(FlowRecord flow) {
        FlowRecord.Traffic traffic = flow.whole();
        return switch (flow.conversation().protocolNumber()) {
            case TCP ->
                    traffic.sourcePackets() + traffic.destinationPackets() == 0
                            ? OTHER
                            : tcp(traffic.sourceFlags(), traffic.destinationFlags());
            case UDP -> udp(traffic.sourcePackets() > 0, traffic.destinationPackets() > 0);
            default -> OTHER;
        };
    }

    private static String udp(boolean called, boolean answered) {
        if (called) {
            return answered ? "SF" : "S0";
        }
        return answered ? "SHR" : OTHER;
    }

    private static String tcp(int source, int destination) {
        boolean called = has(source, SYN);
        boolean answered = has(destination, SYN) && has(destination, ACK);
        boolean silent = destination == 0;
        boolean established = called && answered && has(source, ACK);
        if (has(source, RST) && has(destination, RST)) {
            return OTHER;
        }
        if (has(destination, RST)) {
            if (established) {
                return "RSTR";
            }
            if (answered) {
                return called ? OTHER : "RSTRH";
            }
            return called ? "REJ" : OTHER;
        }
        if (has(source, RST)) {
            if (established) {
                return "RSTO";
            }
            return called && !answered ? "RSTOS0" : OTHER;
        }
        if (established) {
            return closed(has(source, FIN), has(destination, FIN));
        }
        if (called && silent) {
            return has(source, FIN) ? "SH" : "S0";
        }
        return !called && answered && has(destination, FIN) ? "SHR" : OTHER;
    }

    private static String closed(boolean bySource, boolean byDestination) {
        if (bySource) {
            return byDestination ? "SF" : "S2";
        }
        return byDestination ? "S3" : "S1";
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }
}
