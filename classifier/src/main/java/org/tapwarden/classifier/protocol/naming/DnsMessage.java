package org.tapwarden.classifier.protocol.naming;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Telling;

/// A message of DNS, mDNS or LLMNR (RFC 1035, section 4; RFC 6762; RFC 4795).
///
/// @param question the first question's name, lower case, or null without a question
/// @param ordinary the question is a host name of two labels or more
/// @param questionType 0 without a question
/// @param records at most {@link #MAX_RECORDS} from all three sections, as far as they can be read
/// @param exact every count was right and nothing was left over
record DnsMessage(
        int flags,
        @Nullable String question,
        boolean ordinary,
        int questionType,
        int questionClass,
        List<Entry> records,
        boolean exact) {

    static final int MAX_RECORDS = 64;
    static final int HEADER = 12;

    static final int A = 1;
    static final int CNAME = 5;
    static final int PTR = 12;
    static final int AAAA = 28;
    static final int SRV = 33;

    private static final int MAX_ALIASES = 16;
    private static final int MAX_QUESTIONS = 32;

    private static final int UPDATE = 5;

    /// One resource record.
    ///
    /// @param owner as written
    /// @param target the name inside PTR, CNAME or SRV, as written
    /// @param address of an A or AAAA record
    record Entry(
            String owner,
            int type,
            long ttlSeconds,
            @Nullable String target,
            @Nullable Address address) {

        boolean isOf(String name) {
            return owner.equalsIgnoreCase(name);
        }
    }

    /// Whether the twelve bytes at `from` can be a header: few random ones can.
    static boolean hasHeader(Payload payload, int from, int end) {
        if (end - from < HEADER) {
            return false;
        }
        int flags = payload.u16(from + 2);
        int questions = payload.u16(from + 4);
        int answers = payload.u16(from + 6);
        int authorities = payload.u16(from + 8);
        int additional = payload.u16(from + 10);
        int opcode = opcode(flags);
        boolean known = opcode <= 2 || opcode == 4 || opcode == UPDATE;
        if (!known || (flags & 0x0040) != 0) {
            return false;
        }
        boolean response = (flags & 0x8000) != 0;
        if (response) {
            return questions <= 1
                    && answers <= 512
                    && authorities <= 128
                    && additional <= 256
                    && questions + answers + authorities + additional + (flags & 15) > 0;
        }
        // A query carries its question, perhaps EDNS (RFC 6891) and a signature, and no verdict.
        boolean bare = answers == 0 && authorities <= 1;
        return questions == 1
                && (flags & 0x808f) == 0
                && (bare || opcode >= 4)
                && answers + authorities <= 64
                && additional <= 4;
    }

    private static int opcode(int flags) {
        return flags >>> 11 & 15;
    }

    /// Reads what can be read.
    ///
    /// @return null when the first question cannot
    static @Nullable DnsMessage read(Payload payload, int from, int end) {
        if (end - from < HEADER) {
            return null;
        }
        int questions = payload.u16(from + 4);
        int count = payload.u16(from + 6) + payload.u16(from + 8) + payload.u16(from + 10);
        var name = new DomainName(payload, from, end);
        String question = null;
        String asked = null;
        boolean ordinary = false;
        int type = 0;
        int questionClass = 0;
        int at = from + HEADER;
        for (int i = 0; i < questions; i++) {
            boolean possible = i < MAX_QUESTIONS && name.read(at) && name.next() + 4 <= end;
            if (!possible && i == 0) {
                return null;
            }
            if (!possible) {
                count = 0;
                at = -1;
                break;
            }
            at = name.next() + 4;
            if (i == 0) {
                asked = name.written();
                question = name.text(asked);
                ordinary = name.isOrdinary() && name.labels() >= 2;
                type = payload.u16(at - 4);
                questionClass = payload.u16(at - 2);
            }
        }
        List<Entry> entries = count == 0 ? List.of() : new ArrayList<>();
        for (int i = 0; i < count && at >= 0 && i < MAX_RECORDS; i++) {
            boolean same = asked != null && name.isPointer(at, from + HEADER);
            at = entry(payload, name, at, end, same ? asked : null, entries);
        }
        boolean exact = at == end && count <= MAX_RECORDS;
        int flags = payload.u16(from + 2);
        return new DnsMessage(flags, question, ordinary, type, questionClass, entries, exact);
    }

    /// @param asked the owner's name where it only points at the question, as most do, else null
    /// @return the offset after the record, or -1 when it cannot be read
    private static int entry(
            Payload payload,
            DomainName name,
            int at,
            int end,
            @Nullable String asked,
            List<Entry> entries) {
        if (asked == null && !name.read(at)) {
            return -1;
        }
        int fixed = asked == null ? name.next() : at + DomainName.POINTER;
        if (fixed + 10 > end) {
            return -1;
        }
        int body = fixed + 10;
        int length = payload.u16(fixed + 8);
        if (body + length > end) {
            return -1;
        }
        int type = payload.u16(fixed);
        long ttl = Integer.toUnsignedLong(payload.i32(fixed + 4));
        boolean kept =
                switch (type) {
                    case A, AAAA, PTR, CNAME, SRV -> true;
                    default -> false;
                };
        if (!kept) {
            return body + length;
        }
        String owner = asked == null ? name.written() : asked;
        String target = null;
        Address address = null;
        switch (type) {
            case A -> address = length == 4 ? Address.ipv4(payload.i32(body)) : null;
            case AAAA -> address = length == 16 ? Address.of(payload.bytes(body, 16)) : null;
            case PTR, CNAME -> target = name.read(body) ? name.written() : null;
            case SRV -> target = length > 6 && name.read(body + 6) ? name.written() : null;
            default -> {}
        }
        if (target != null || address != null) {
            entries.add(new Entry(owner, type, ttl, target, address));
        }
        return body + length;
    }

    boolean isResponse() {
        return (flags & 0x8000) != 0;
    }

    /// The addresses at the end of the alias chain that starts at the question (RFC 1034, section
    /// 3.6.2), or null when there are none.
    Telling.@Nullable NameAnswered answered() {
        if (!isResponse() || question == null || opcode(flags) != 0) {
            return null;
        }
        String name = question;
        for (int i = 0; i < MAX_ALIASES; i++) {
            List<Address> addresses = new ArrayList<>();
            long ttl = Long.MAX_VALUE;
            String alias = null;
            for (Entry entry : records) {
                if (!entry.isOf(name)) {
                    continue;
                }
                Address address = entry.address();
                if (address != null && addresses.size() < Telling.NameAnswered.MAX_ADDRESSES) {
                    addresses.add(address);
                    ttl = Math.min(ttl, entry.ttlSeconds());
                }
                if (entry.type() == CNAME && entry.target() != null) {
                    alias = entry.target();
                }
            }
            if (!addresses.isEmpty()) {
                return new Telling.NameAnswered(question, List.copyOf(addresses), ttl);
            }
            if (alias == null) {
                return null;
            }
            name = alias.toLowerCase(Locale.ROOT);
        }
        return null;
    }
}
