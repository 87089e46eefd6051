package org.tapwarden.classifier.record;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.JsonLine.Fixed;

/// Writes flow records as lines of JSON with the names of the Elastic Common Schema (ECS). One
/// object a thread: it writes every line into the same memory.
public final class FlowJson {

    // What stands before each value, in the order of the line.
    private static final Fixed START = Fixed.of("{'event':{'start':");
    private static final Fixed END = Fixed.of(",'end':");
    private static final Fixed DURATION = Fixed.of(",'duration':");
    private static final Fixed SOURCE = Fixed.of("},'source':{'ip':");
    private static final Fixed DESTINATION = Fixed.of("},'destination':{'ip':");
    private static final Fixed PORT = Fixed.of(",'port':");
    private static final Fixed MAC = Fixed.of(",'mac':");
    private static final Fixed BYTES = Fixed.of(",'bytes':");
    private static final Fixed PACKETS = Fixed.of(",'packets':");
    private static final Fixed DOMAIN = Fixed.of(",'domain':");
    private static final Fixed PROTOCOL = Fixed.of(",'protocol':");
    private static final Fixed APPLICATION = Fixed.of(",'application':");
    private static final Fixed COMMUNITY_ID = Fixed.of(",'community_id':");
    private static final Fixed VLAN = Fixed.of(",'vlan':{'id':'");
    private static final Fixed VLAN_ENDS = Fixed.of("'}");
    private static final Fixed TLS = Fixed.of(",'tls':{");
    private static final Fixed VERSION = Fixed.of("'version':");
    private static final Fixed NEXT_PROTOCOL = Fixed.of("'next_protocol':");
    private static final Fixed CIPHER = Fixed.of("'cipher':");
    private static final Fixed CLIENT = Fixed.of("'client':{");
    private static final Fixed SERVER_NAME = Fixed.of("'server_name':");
    private static final Fixed JA4 = Fixed.of("'ja4':");
    private static final Fixed ECH = Fixed.of("'ech':");
    private static final Fixed SERVER = Fixed.of("'server':{");
    private static final Fixed SUBJECT = Fixed.of("'subject':");
    private static final Fixed ISSUER = Fixed.of("'issuer':");
    private static final Fixed ALTERNATIVES = Fixed.of("'x509':{'alternative_names':[");
    private static final Fixed ALTERNATIVES_END = Fixed.of("]}");
    private static final Fixed COMMA = Fixed.of(",");
    private static final Fixed ENDS = Fixed.of("}");
    private static final Fixed BOTH_END = Fixed.of("}}");
    private static final Fixed URL = Fixed.of(",'url':{'domain':");
    private static final Fixed USER_AGENT = Fixed.of(",'user_agent':{'original':");
    private static final Fixed DNS = Fixed.of(",'dns':{'question':{'name':");
    private static final Fixed OBSERVER = Fixed.of(",'observer':{'name':");
    private static final Fixed TAPWARDEN = Fixed.of("},'tapwarden':{'flow':{'id':");
    private static final Fixed SLICE = Fixed.of("},'slice':");
    private static final Fixed NOT_FINAL = Fixed.of(",'final':false");
    private static final Fixed[] FINAL =
            each(EndReason.values(), end -> ",'final':true,'end_reason':'" + end.word() + "'");
    private static final Fixed[] BASIS =
            each(Basis.values(), basis -> ",'basis':'" + basis.word() + "'");
    private static final Fixed[] CATEGORY =
            each(Category.values(), category -> ",'category':'" + category.word() + "'");
    private static final Fixed GROUNDS = Fixed.of(",'grounds':[");
    private static final Fixed[] GROUND =
            each(Grounds.Kind.values(), kind -> "'" + kind.word() + ":");
    private static final Fixed GROUNDS_END = Fixed.of("]");
    private static final Fixed RUNNER_UP = Fixed.of(",'runner_up':{'category':");
    private static final Fixed SECOND_PROTOCOL = Fixed.of(",'protocol':");
    private static final Fixed SECOND_APPLICATION = Fixed.of(",'application':");
    private static final Fixed SECOND_GROUNDS = Fixed.of(",'grounds':");
    private static final Fixed LOST = Fixed.of(",'lost':");
    private static final Fixed SEGMENT = Fixed.of(",'segment':");
    private static final Fixed OUTER = Fixed.of(",'outer':");
    private static final Fixed SWAPPED = Fixed.of(",'swapped':true");
    private static final Fixed ENCRYPTED_HELLO = Fixed.of(",'encrypted_hello':true");
    private static final Fixed CLAIMED_TIME = Fixed.of(",'claimed_time':");
    private static final Fixed LINE_ENDS = Fixed.of("}}\n");

    private static final int PROTOCOL_NUMBERS = 256;

    private final JsonLine json = new JsonLine();
    private final CommunityId communityId = new CommunityId();

    /// The beginning of `network` by protocol number, of IPv4 and behind them of IPv6; made when
    /// first asked for.
    private final @Nullable Fixed[] networks = new Fixed[2 * PROTOCOL_NUMBERS];

    private static <T> Fixed[] each(T[] values, Function<T, String> text) {
        return Arrays.stream(values).map(text).map(Fixed::of).toArray(Fixed[]::new);
    }

    /// Writes a line with the counters of the whole flow.
    public void whole(FlowRecord record, OutputStream to) throws IOException {
        write(record, record.whole());
        to.write(json.array(), 0, json.length());
    }

    /// The record with the counters of this slice; no line end.
    public byte[] slice(FlowRecord record) {
        write(record, record.slice());
        return Arrays.copyOf(json.array(), json.length() - 1);
    }

    /// The record with the counters of the whole flow; no line end.
    public byte[] whole(FlowRecord record) {
        write(record, record.whole());
        return Arrays.copyOf(json.array(), json.length() - 1);
    }

    private void write(FlowRecord record, FlowRecord.Traffic traffic) {
        FlowRecord.Conversation between = record.conversation();
        FlowRecord.Names names = record.names();
        FlowRecord.Place place = record.place();
        json.begin(START).time(traffic.startNanos()).put(END).time(traffic.endNanos());
        json.put(DURATION).number(traffic.endNanos() - traffic.startNanos());
        json.put(SOURCE).address(between.source()).put(PORT).number(between.sourcePort());
        mac(place.sourceMac());
        json.put(BYTES).number(traffic.sourceBytes());
        json.put(PACKETS).number(traffic.sourcePackets());
        json.put(DESTINATION).address(between.destination());
        json.put(PORT).number(between.destinationPort());
        mac(place.destinationMac());
        json.put(BYTES).number(traffic.destinationBytes());
        json.put(PACKETS).number(traffic.destinationPackets());
        if (names.serverNameBasis() == Basis.INFERRED) {
            json.optional(DOMAIN, names.serverName());
        }
        network(record, traffic);
        names(record.label().protocol(), names);
        json.put(OBSERVER).string(record.identity().observer());
        ours(record);
    }

    private void mac(long bits) {
        if (bits != 0) {
            json.put(MAC).mac(bits);
        }
    }

    private void network(FlowRecord record, FlowRecord.Traffic traffic) {
        FlowRecord.Conversation between = record.conversation();
        Label label = record.label();
        json.put(network(between));
        if (label.protocol() != Protocol.UNKNOWN) {
            json.put(PROTOCOL).string(label.protocol().word());
        }
        json.optional(APPLICATION, label.application());
        json.put(BYTES).number(traffic.bytes()).put(PACKETS).number(traffic.packets());
        json.put(COMMUNITY_ID).ascii(communityId.ascii(between));
        if (record.place().vlan() != Block.NO_VLAN) {
            json.put(VLAN).number(record.place().vlan()).put(VLAN_ENDS);
        }
        json.put(ENDS);
    }

    private Fixed network(FlowRecord.Conversation between) {
        boolean isIpv4 = between.source().isIpv4();
        int place = between.protocolNumber() + (isIpv4 ? 0 : PROTOCOL_NUMBERS);
        Fixed known = networks[place];
        if (known == null) {
            known =
                    Fixed.of(
                            "},'network':{'transport':'"
                                    + between.transport()
                                    + "','iana_number':'"
                                    + between.protocolNumber()
                                    + "','type':'"
                                    + (isIpv4 ? "ipv4" : "ipv6")
                                    + "'");
            networks[place] = known;
        }
        return known;
    }

    private void names(Protocol protocol, FlowRecord.Names names) {
        String seen = names.serverNameBasis() == Basis.SEEN ? names.serverName() : null;
        boolean isTls = protocol.isTls();
        tls(names, isTls, isTls ? seen : null);
        if (seen != null && !isTls) {
            json.put(URL).string(seen).put(ENDS);
        }
        if (protocol == Protocol.HTTP && names.software() != null) {
            json.optional(USER_AGENT, names.software()).put(ENDS);
        }
        if (names.question() != null) {
            json.optional(DNS, names.question()).put(BOTH_END);
        }
    }

    /// TLS inside of another protocol says nothing of that one's version.
    private void tls(FlowRecord.Names names, boolean isTls, @Nullable String serverName) {
        FlowRecord.Tls told = names.tls();
        if (!isTls && told.equals(FlowRecord.Tls.NONE)) {
            return;
        }
        EncryptedHello hello = told.encryptedHello();
        String ech = hello == EncryptedHello.NONE ? null : hello.word();
        String version = isTls ? names.version() : null;
        String next = isTls ? names.applicationProtocol() : null;
        String alternative = told.alternativeName();
        boolean client = serverName != null || told.ja4() != null || ech != null;
        boolean server = told.subject() != null || told.issuer() != null || alternative != null;
        boolean both = version != null || next != null || told.cipher() != null;
        if (!client && !server && !both) {
            return;
        }
        json.put(TLS);
        boolean follows = member(false, VERSION, version);
        follows = member(follows, NEXT_PROTOCOL, next);
        follows = member(follows, CIPHER, told.cipher());
        if (client) {
            separate(follows);
            json.put(CLIENT);
            follows = member(false, SERVER_NAME, serverName);
            follows = member(follows, JA4, told.ja4());
            follows = member(follows, ECH, ech);
            json.put(ENDS);
        }
        if (server) {
            separate(follows);
            json.put(SERVER);
            follows = member(false, SUBJECT, told.subject());
            follows = member(follows, ISSUER, told.issuer());
            if (alternative != null) {
                separate(follows);
                json.put(ALTERNATIVES).string(alternative).put(ALTERNATIVES_END);
            }
            json.put(ENDS);
        }
        json.put(ENDS);
    }

    /// A member of an object that is there when it has a value.
    ///
    /// @return whether the next one is not the first
    private boolean member(boolean follows, Fixed name, @Nullable String value) {
        if (value == null) {
            return follows;
        }
        separate(follows);
        json.put(name).string(value);
        return true;
    }

    private void separate(boolean follows) {
        if (follows) {
            json.put(COMMA);
        }
    }

    private void ours(FlowRecord record) {
        FlowRecord.Identity identity = record.identity();
        Label label = record.label();
        json.put(TAPWARDEN).number(identity.flow()).put(SLICE).number(identity.slice());
        EndReason end = identity.end();
        json.put(end == null ? NOT_FINAL : FINAL[end.ordinal()]);
        json.put(BASIS[label.basis().ordinal()]).put(CATEGORY[label.category().ordinal()]);
        grounds(label.grounds());
        if (label.runnerUp() != null) {
            runnerUp(label.runnerUp());
        }
        json.put(SEGMENT).string(record.place().segment());
        json.optional(OUTER, record.place().outer());
        if (record.conversation().swapped()) {
            json.put(SWAPPED);
        }
        if (record.names().tls().encryptedHello() != EncryptedHello.NONE) {
            json.put(ENCRYPTED_HELLO);
        }
        long claimed = record.conversation().claimedNanos();
        if (claimed != 0) {
            json.put(CLAIMED_TIME).time(claimed);
        }
        json.put(LINE_ENDS);
    }

    private void runnerUp(RunnerUp second) {
        json.put(RUNNER_UP).string(second.category().word());
        if (second.protocol() != Protocol.UNKNOWN) {
            json.put(SECOND_PROTOCOL).string(second.protocol().word());
        }
        json.optional(SECOND_APPLICATION, second.application());
        json.put(SECOND_GROUNDS).string(second.grounds().code());
        json.put(LOST).string(second.lost().word()).put(ENDS);
    }

    private void grounds(List<Grounds> grounds) {
        int count = grounds.size();
        for (int i = 0; i < count; i++) {
            Grounds one = grounds.get(i);
            json.put(i == 0 ? GROUNDS : COMMA);
            json.entry(GROUND[one.kind().ordinal()], one.entry());
        }
        if (count > 0) {
            json.put(GROUNDS_END);
        }
    }
}
