package org.tapwarden.classifier.protocol.naming;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Text;

/// A message of DNS, mDNS or LLMNR (RFC 1035, section 4; RFC 6762; RFC 4795), read where it lies.
///
/// Every datagram of a name server comes by here and few say anything new. So records are looked at
/// only for who asks, and no name becomes a text before.
final class DnsMessage {

    static final int MAX_RECORDS = 64;
    static final int HEADER = 12;

    static final int A = 1;
    static final int CNAME = 5;
    static final int PTR = 12;
    static final int AAAA = 28;
    static final int SRV = 33;

    /// Priority, target and parameters (RFC 9460, section 2.2).
    static final int SVCB = 64;

    static final int HTTPS = 65;

    private static final int MAX_ALIASES = 16;
    private static final int MAX_QUESTIONS = 32;

    private static final int UPDATE = 5;

    /// Type and class, behind a question's name.
    private static final int QUESTION_TAIL = 4;

    /// Type, class, time to live and length, between a record's owner and its body.
    private static final int RECORD_HEAD = 10;

    /// Priority, weight and port, before the target of SRV (RFC 2782).
    private static final int SRV_TARGET = 6;

    /// Before the target of SVCB and HTTPS; 0 makes them an alias.
    private static final int PRIORITY = 2;

    private static final int MAX_PARAMETERS = 16;
    private static final int IPV4_HINT = 4;
    private static final int ENCRYPTED_HELLO = 5;
    private static final int IPV6_HINT = 6;

    /// Of the one version of configurations that is known (RFC 9849, section 4).
    private static final int CONFIGURATION = 0xfe0d;

    private static final int[] NONE = {};

    private final Payload payload;
    private final DomainName name;
    private final int from;
    private final int end;
    private final int flags;
    private final boolean asks;
    private final int questionType;
    private final int questionClass;

    /// Where the first record stands, or -1 when a question before it cannot be read.
    private final int recordsAt;

    private boolean looked;
    private boolean exact;

    /// Where the owner and the head of each known record stand.
    private int[] owners = NONE;

    private int[] heads = NONE;
    private int known;

    private DnsMessage(
            Payload payload, DomainName name, int from, int end, int firstTail, int recordsAt) {
        this.payload = payload;
        this.name = name;
        this.from = from;
        this.end = end;
        this.flags = payload.u16(from + 2);
        this.asks = firstTail >= 0;
        this.questionType = asks ? payload.u16(firstTail) : 0;
        this.questionClass = asks ? payload.u16(firstTail + 2) : 0;
        this.recordsAt = recordsAt;
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

    /// Reads the questions.
    ///
    /// @return null when the first one cannot be read
    static @Nullable DnsMessage read(Payload payload, int from, int end) {
        if (end - from < HEADER) {
            return null;
        }
        int questions = payload.u16(from + 4);
        var name = new DomainName(payload, from, end);
        int firstTail = -1;
        int at = from + HEADER;
        for (int i = 0; i < questions; i++) {
            boolean possible =
                    i < MAX_QUESTIONS && name.read(at) && name.next() + QUESTION_TAIL <= end;
            if (!possible && i == 0) {
                return null;
            }
            if (!possible) {
                at = -1;
                break;
            }
            firstTail = i == 0 ? name.next() : firstTail;
            at = name.next() + QUESTION_TAIL;
        }
        return new DnsMessage(payload, name, from, end, firstTail, at);
    }

    boolean isResponse() {
        return (flags & 0x8000) != 0;
    }

    /// Whether it is a query or the answer to one, rather than an update or the like.
    boolean isStandard() {
        return opcode(flags) == 0;
    }

    /// Whether there is a question.
    boolean asks() {
        return asks;
    }

    /// The first question's name, lower case; only where there is one.
    String question() {
        name.read(from + HEADER);
        return name.text();
    }

    /// Whether the first question is a host name of two labels or more.
    boolean isOrdinary() {
        return asks && name.read(from + HEADER) && name.labels() >= 2 && name.isOrdinary();
    }

    /// 0 without a question.
    int questionType() {
        return questionType;
    }

    int questionClass() {
        return questionClass;
    }

    /// Whether every count is right and nothing is left over.
    boolean isExact() {
        look();
        return exact;
    }

    /// How many records there are that the other methods tell of: of the known types, from all
    /// three sections, as far as the first {@link #MAX_RECORDS} can be read.
    int records() {
        look();
        return known;
    }

    int type(int record) {
        return payload.u16(heads[record]);
    }

    /// As written.
    String owner(int record) {
        name.read(owners[record]);
        return name.written();
    }

    /// Lower case; the root is empty.
    String ownerInLowerCase(int record) {
        name.read(owners[record]);
        return name.lowerCase();
    }

    /// The name inside PTR, CNAME or SRV, as written.
    String target(int record) {
        name.read(targetAt(record));
        return name.written();
    }

    /// Lower case; the root is empty.
    String targetInLowerCase(int record) {
        name.read(targetAt(record));
        return name.lowerCase();
    }

    private int targetAt(int record) {
        int before =
                switch (type(record)) {
                    case SRV -> SRV_TARGET;
                    case SVCB, HTTPS -> PRIORITY;
                    default -> 0;
                };
        return heads[record] + RECORD_HEAD + before;
    }

    private void look() {
        if (looked) {
            return;
        }
        looked = true;
        int count = recordsAt < 0 ? 0 : counted();
        int most = Math.min(count, MAX_RECORDS);
        if (most > 0) {
            owners = new int[most];
            heads = new int[most];
        }
        int at = recordsAt;
        for (int i = 0; i < most && at >= 0; i++) {
            at = afterRecord(at);
        }
        exact = at == end && count <= MAX_RECORDS;
    }

    /// Whether the first question's first label begins with these small letters; only where there
    /// is a question.
    boolean asksLike(String letters) {
        int label = from + HEADER;
        if (payload.u8(label) < letters.length()) {
            return false;
        }
        for (int i = 0; i < letters.length(); i++) {
            if ((payload.u8(label + 1 + i) | 0x20) != letters.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The type of the first answer, or -1.
    int answerType() {
        int head = answerHead();
        return head < 0 ? -1 : payload.u16(head);
    }

    /// Whether the first answer's body has this text at an offset.
    boolean answersWith(int offset, String text) {
        int head = answerHead();
        int at = head + RECORD_HEAD + offset;
        return head >= 0 && at + text.length() <= end && payload.hasAt(at, text);
    }

    /// Where the first answer's type stands, or -1.
    private int answerHead() {
        boolean answered = isResponse() && recordsAt >= 0 && payload.u16(from + 6) > 0;
        return answered && name.read(recordsAt) && name.next() + RECORD_HEAD <= end
                ? name.next()
                : -1;
    }

    private int counted() {
        return payload.u16(from + 6) + payload.u16(from + 8) + payload.u16(from + 10);
    }

    /// Notes a record.
    ///
    /// @return the offset after it, or -1 when it cannot be read
    private int afterRecord(int at) {
        // Most owners only point at the question, which was read.
        boolean same = asks && name.isPointer(at, from + HEADER);
        if (!same && !name.read(at)) {
            return -1;
        }
        int head = same ? at + DomainName.POINTER : name.next();
        int body = head + RECORD_HEAD;
        if (body > end) {
            return -1;
        }
        int length = payload.u16(head + 8);
        if (body + length > end) {
            return -1;
        }
        boolean readable =
                switch (payload.u16(head)) {
                    case A -> length == 4;
                    case AAAA -> length == 16;
                    case PTR, CNAME -> name.read(body);
                    case SRV -> length > SRV_TARGET && name.read(body + SRV_TARGET);
                    case SVCB, HTTPS ->
                            length > PRIORITY
                                    && name.read(body + PRIORITY)
                                    && name.next() <= body + length;
                    default -> false;
                };
        if (readable) {
            owners[known] = at;
            heads[known++] = head;
        }
        return body + length;
    }

    /// The addresses at the end of the alias chain that starts at the question (RFC 1034, section
    /// 3.6.2), and under which name it is to be hidden; null when there is neither.
    ///
    /// @param via as what the message was read
    Telling.@Nullable NameAnswered answered(Protocol via) {
        if (!isResponse() || !asks || !isStandard() || !hasName()) {
            return null;
        }
        look();
        int wanted = from + HEADER;
        for (int i = 0; i < MAX_ALIASES && known > 0; i++) {
            List<Address> addresses = null;
            String front = null;
            long ttl = Long.MAX_VALUE;
            int alias = -1;
            for (int record = 0; record < known; record++) {
                int type = type(record);
                boolean tells =
                        switch (type) {
                            case A, AAAA, CNAME, SVCB, HTTPS -> name.isSame(owners[record], wanted);
                            default -> false;
                        };
                if (!tells) {
                    continue;
                }
                boolean binds = type == SVCB || type == HTTPS;
                if (type == CNAME || (binds && isAlias(record))) {
                    alias = targetAt(record);
                    continue;
                }
                addresses = addresses == null ? new ArrayList<>() : addresses;
                ttl = Math.min(ttl, ttlSeconds(record));
                if (!binds) {
                    add(addresses, address(record));
                } else {
                    String told = parameters(record, addresses);
                    front = front == null ? told : front;
                }
            }
            if (addresses != null) {
                return addresses.isEmpty() && front == null
                        ? null
                        : new Telling.NameAnswered(
                                host(), List.copyOf(addresses), ttl, front, via, payload.u16(from));
            }
            if (alias < 0) {
                return null;
            }
            wanted = alias;
        }
        return null;
    }

    private static void add(List<Address> addresses, Address one) {
        if (addresses.size() < Telling.NameAnswered.MAX_ADDRESSES) {
            addresses.add(one);
        }
    }

    /// The question without what SVCB and HTTPS put before a name: port and scheme (RFC 9460,
    /// sections 2.3 and 9.1).
    private String host() {
        String host = question();
        boolean binds = questionType == SVCB || questionType == HTTPS;
        while (binds && host.startsWith("_") && host.indexOf('.') > 0) {
            host = host.substring(host.indexOf('.') + 1);
        }
        return host;
    }

    private boolean isAlias(int record) {
        return payload.u16(heads[record] + RECORD_HEAD) == 0;
    }

    /// Takes the address hints of SVCB or HTTPS down (RFC 9460, section 7.3).
    ///
    /// @return the public name under which hellos are to be encrypted, or null
    private @Nullable String parameters(int record, List<Address> addresses) {
        int body = heads[record] + RECORD_HEAD;
        int stop = body + payload.u16(heads[record] + 8);
        name.read(body + PRIORITY);
        String front = null;
        int at = name.next();
        for (int i = 0; i < MAX_PARAMETERS && at + 4 <= stop; i++) {
            int key = payload.u16(at);
            int value = at + 4;
            int next = value + payload.u16(at + 2);
            if (next > stop) {
                break;
            }
            switch (key) {
                case IPV4_HINT -> {
                    for (int hint = value; hint + 4 <= next; hint += 4) {
                        add(addresses, Address.ipv4(payload.i32(hint)));
                    }
                }
                case IPV6_HINT -> {
                    for (int hint = value; hint + 16 <= next; hint += 16) {
                        add(addresses, new Address(payload.i64(hint), payload.i64(hint + 8)));
                    }
                }
                case ENCRYPTED_HELLO -> front = publicName(value, next);
                default -> {}
            }
            at = next;
        }
        return front;
    }

    /// The public name of the first configuration of a list (RFC 9849, section 4): behind version
    /// and length stand an id, a way to exchange keys, a key, cipher suites, and the longest name.
    private @Nullable String publicName(int from, int end) {
        int at = from + 2;
        for (int i = 0; i < MAX_PARAMETERS && at + 4 <= end; i++) {
            int next = at + 4 + payload.u16(at + 2);
            if (next > end) {
                return null;
            }
            if (payload.u16(at) == CONFIGURATION) {
                int key = at + 4 + 1 + 2;
                int suites = key + 2 <= next ? key + 2 + payload.u16(key) : next;
                int longest = suites + 2 <= next ? suites + 2 + payload.u16(suites) : next;
                int publicName = longest + 2;
                if (publicName > next || publicName + payload.u8(longest + 1) > next) {
                    return null;
                }
                return Text.hostName(payload, publicName, publicName + payload.u8(longest + 1));
            }
            at = next;
        }
        return null;
    }

    /// The root has no address.
    private boolean hasName() {
        return name.read(from + HEADER) && name.labels() > 0;
    }

    private long ttlSeconds(int record) {
        return Integer.toUnsignedLong(payload.i32(heads[record] + 4));
    }

    /// Of an A or AAAA record.
    private Address address(int record) {
        int body = heads[record] + RECORD_HEAD;
        return type(record) == A
                ? Address.ipv4(payload.i32(body))
                : new Address(payload.i64(body), payload.i64(body + 8));
    }
}
