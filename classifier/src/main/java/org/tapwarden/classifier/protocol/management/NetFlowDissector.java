package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// NetFlow, versions 1, 5, 7 and 9, by what it counts: records have a fixed size, or flow sets say
/// theirs (Cisco's NetFlow Services Solutions Guide, appendix B; RFC 3954, section 5).
final class NetFlowDissector implements Dissector {

    static final Protocol NETFLOW = Protocol.named("netflow", Category.NETWORK);

    private static final int V1_HEADER = 16;
    private static final int V1_RECORD = 52;
    private static final int V5_HEADER = 24;
    private static final int V5_RECORD = 48;
    private static final int V7_RECORD = 52;
    private static final int V9_HEADER = 20;

    private static final int MAX_RECORDS = 30;
    private static final int MAX_SETS = 256;
    private static final int FIRST_DATA_SET = 256;

    /// 2001, when exporters' clocks that run are later.
    private static final int YEAR_2001 = 978_307_200;

    private static final int BILLION = 1_000_000_000;

    private static final About ABOUT =
            About.of(NETFLOW, "NetFlow")
                    .over(Transport.UDP)
                    .in("RFC 3954, section 5; Cisco's NetFlow Services Solutions Guide, appendix B")
                    .reads("version, time, and counts that fit the length", Payload.MAX_LOOKED_AT)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < V9_HEADER + 4 || payload.u8(0) != 0) {
            return Answer.NO;
        }
        int version = payload.u8(1);
        boolean known =
                switch (version) {
                    case 1 -> isCounted(payload, V1_HEADER, V1_RECORD);
                    case 5 -> isCounted(payload, V5_HEADER, V5_RECORD);
                    case 7 -> isCounted(payload, V5_HEADER, V7_RECORD);
                    case 9 -> isVersion9(payload);
                    default -> false;
                };
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("netflow-header");
        learnt.version(Integer.toString(version));
        return Answer.YES;
    }

    /// Time since the start, then seconds and nanoseconds of the clock.
    private static boolean isCounted(Payload payload, int header, int record) {
        int count = payload.u16(2);
        int nanos = payload.i32(12);
        return count >= 1
                && count <= MAX_RECORDS
                && payload.length() == header + count * record
                && payload.i32(8) > YEAR_2001
                && nanos >= 0
                && nanos < BILLION;
    }

    private static boolean isVersion9(Payload payload) {
        int count = payload.u16(2);
        return count >= 1 && count <= 2048 && payload.i32(8) > YEAR_2001 && areSets(payload);
    }

    /// Templates are 0, their options 1, data from 256 on; the set's length counts its head. Some
    /// exporters pad behind the last set without saying so.
    private static boolean areSets(Payload payload) {
        int at = V9_HEADER;
        for (int i = 0; i < MAX_SETS && at < payload.length(); i++) {
            if (at + 4 > payload.length()) {
                break;
            }
            int id = payload.u16(at);
            int size = payload.u16(at + 2);
            if ((id > 1 && id < FIRST_DATA_SET) || size < 8 || at + size > payload.length()) {
                return false;
            }
            at += size;
        }
        return at > V9_HEADER && isPadding(payload, at);
    }

    /// Zeros up to a multiple of four, or nothing.
    private static boolean isPadding(Payload payload, int from) {
        int at = from;
        while (at < payload.length() && payload.u8(at) == 0) {
            at++;
        }
        return at == payload.length() && (at == from || (at - from < 4 && at % 4 == 0));
    }
}
