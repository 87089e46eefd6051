package org.tapwarden.classifier.protocol.naming;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// The name service and the datagram service of NetBIOS (RFC 1002, sections 4.2 and 4.4).
final class NbnsDissector implements Dissector {

    private static final int NAME_PORT = 137;
    private static final int DATAGRAM_PORT = 138;

    private static final int HEADER = 12;

    /// 15 characters and a suffix in two letters each, behind their length.
    private static final int ENCODED_NAME = 33;

    private static final int NAME_LENGTH = 15;
    private static final int NB = 0x20;
    private static final int NBSTAT = 0x21;
    private static final int QUERY = 0;
    private static final int REGISTRATION = 5;
    private static final int REFRESH = 8;
    private static final int ALTERNATE_REFRESH = 9;
    private static final int GROUP = 0x8000;
    private static final int WORKSTATION = 0x00;
    private static final int SERVER = 0x20;
    private static final int MAX_STATUS_NAMES = 32;
    private static final int DATAGRAM_NAME = 14;

    /// Flags and an address.
    private static final int ENTRY = 6;

    private static final About ABOUT =
            About.of(Protocol.NBNS, "NetBIOS names and datagrams")
                    .over(Transport.UDP)
                    .in("RFC 1002, sections 4.2 and 4.4")
                    .reads("headers and encoded names", Payload.MAX_LOOKED_AT)
                    .byShape()
                    .atHome(137, 138);

    @Override
    public About about() {
        return ABOUT;
    }

    /// Said to everybody.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        kept.allow(0, payload.length());
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.hasPort(NAME_PORT)) {
            return nameService(payload, learnt);
        }
        return payload.hasPort(DATAGRAM_PORT) ? datagram(payload, learnt) : Answer.NO;
    }

    private static Answer nameService(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER + ENCODED_NAME + 1) {
            return Answer.NO;
        }
        int flags = payload.u16(2);
        int opcode = flags >>> 11 & 15;
        boolean response = (flags & 0x8000) != 0;
        boolean known = opcode == QUERY || (opcode >= REGISTRATION && opcode <= ALTERNATE_REFRESH);
        boolean counted = payload.u16(4) + payload.u16(6) >= 1 && payload.u16(4) <= 1;
        if (!known || !counted || !isName(payload, HEADER)) {
            return Answer.NO;
        }
        learnt.grounds(response ? "nbns-response" : "nbns-request");
        if (payload.u16(4) == 1 && learnt.wantsQuestion()) {
            learnt.question(name(payload, HEADER));
        }
        if (!learnt.wantsAnnouncements()) {
            return Answer.YES_EACH;
        }
        if (response) {
            answer(payload, flags & 15, opcode, learnt);
        } else if (isClaim(opcode) && payload.u16(10) == 1) {
            claim(payload, learnt);
        }
        return Answer.YES_EACH;
    }

    private static boolean isClaim(int opcode) {
        return opcode == REGISTRATION || opcode == REFRESH || opcode == ALTERNATE_REFRESH;
    }

    /// A registration: the question, then a pointer to its name and the flags of the name.
    private static void claim(Payload payload, Learnt learnt) {
        int scopeEnd = scopeEnd(payload, HEADER + ENCODED_NAME);
        int record = scopeEnd + 4;
        if (scopeEnd < 0 || record + 14 > payload.length() || payload.u8(record) < 0xc0) {
            return;
        }
        boolean group = (payload.u16(record + 12) & GROUP) != 0;
        announce(payload, HEADER, group, learnt);
    }

    private static void answer(Payload payload, int verdict, int opcode, Learnt learnt) {
        int record = scopeEnd(payload, HEADER + ENCODED_NAME);
        if (verdict != 0 || opcode != QUERY || payload.u16(4) != 0 || record < 0) {
            return;
        }
        if (record + 12 > payload.length()) {
            return;
        }
        int body = record + 10;
        switch (payload.u16(record)) {
            case NB -> {
                boolean group = (payload.u16(body) & GROUP) != 0;
                announce(payload, HEADER, group, learnt);
                if (!group) {
                    addresses(payload, record, learnt);
                }
            }
            case NBSTAT -> status(payload, body, learnt);
            default -> {}
        }
    }

    /// A positive answer lists addresses, each behind its flags (RFC 1002, section 4.2.13). A
    /// group's name is anybody's, so whose answer that is means nothing.
    private static void addresses(Payload payload, int record, Learnt learnt) {
        int body = record + 10;
        int end = Math.min(body + payload.u16(record + 8), payload.length());
        List<Address> addresses = new ArrayList<>();
        for (int at = body; at + ENTRY <= end; at += ENTRY) {
            if (addresses.size() < Telling.NameAnswered.MAX_ADDRESSES) {
                addresses.add(Address.ipv4(payload.i32(at + 2)));
            }
        }
        if (!addresses.isEmpty()) {
            learnt.tell(
                    new Telling.NameAnswered(
                            name(payload, HEADER).toLowerCase(Locale.ROOT),
                            List.copyOf(addresses),
                            Integer.toUnsignedLong(payload.i32(record + 4)),
                            null,
                            Protocol.NBNS,
                            payload.u16(0)));
        }
    }

    /// A node's status lists its names (RFC 1002, section 4.2.18).
    private static void status(Payload payload, int body, Learnt learnt) {
        int count = Math.min(payload.u8(body), MAX_STATUS_NAMES);
        for (int i = 0; i < count; i++) {
            int at = body + 1 + 18 * i;
            if (at + 18 > payload.length()) {
                return;
            }
            String name = Text.of(payload, at, at + NAME_LENGTH);
            boolean group = (payload.u16(at + 16) & GROUP) != 0;
            if (name != null && payload.u8(at + NAME_LENGTH) == WORKSTATION && !group) {
                announce(name, WORKSTATION, false, learnt);
                return;
            }
        }
    }

    private static void announce(Payload payload, int at, boolean group, Learnt learnt) {
        announce(name(payload, at), suffix(payload, at), group, learnt);
    }

    private static void announce(String name, int suffix, boolean group, Learnt learnt) {
        if (!group && (suffix == WORKSTATION || suffix == SERVER) && !name.startsWith("*")) {
            learnt.tell(new Telling.NameAnnounced(name, Protocol.NBNS));
        }
    }

    /// A datagram names its sender: type, flags, id, address, port, length, offset, name.
    private static Answer datagram(Payload payload, Learnt learnt) {
        if (payload.length() < DATAGRAM_NAME + ENCODED_NAME + 1) {
            return Answer.NO;
        }
        int type = payload.u8(0);
        if (type < 0x10 || type > 0x12 || !isName(payload, DATAGRAM_NAME)) {
            return Answer.NO;
        }
        learnt.grounds("netbios-datagram");
        if (learnt.wantsAnnouncements()) {
            announce(payload, DATAGRAM_NAME, false, learnt);
        }
        return Answer.YES_EACH;
    }

    /// Whether there is a name in the first-level encoding (RFC 1001, section 14.1): a letter for
    /// four bits.
    private static boolean isName(Payload payload, int at) {
        if (payload.u8(at) != ENCODED_NAME - 1) {
            return false;
        }
        for (int i = 1; i < ENCODED_NAME; i++) {
            int half = payload.u8(at + i) - 'A';
            if (half < 0 || half > 15) {
                return false;
            }
        }
        return true;
    }

    /// Undoes the encoding, where {@link #isName} found one.
    private static String name(Payload payload, int at) {
        var name = new StringBuilder(NAME_LENGTH);
        for (int i = 0; i < NAME_LENGTH; i++) {
            int high = payload.u8(at + 1 + 2 * i) - 'A';
            int low = payload.u8(at + 2 + 2 * i) - 'A';
            int c = high << 4 | low;
            if (c != 0) {
                name.append((char) c);
            }
        }
        return name.toString().strip();
    }

    private static int suffix(Payload payload, int at) {
        int last = at + ENCODED_NAME - 2;
        return (payload.u8(last) - 'A') << 4 | (payload.u8(last + 1) - 'A');
    }

    /// After the encoded name come the labels of the scope, usually none.
    ///
    /// @return the offset after them, or -1
    private static int scopeEnd(Payload payload, int from) {
        int at = from;
        while (at < payload.length()) {
            int size = payload.u8(at);
            if (size == 0) {
                return at + 1;
            }
            if (size > 63) {
                return -1;
            }
            at += 1 + size;
        }
        return -1;
    }
}
