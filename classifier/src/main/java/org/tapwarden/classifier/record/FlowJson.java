package org.tapwarden.classifier.record;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tapwarden.capture.Block;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.protocol.Protocol;

/// Writes flow records as lines of JSON with the names of the Elastic Common Schema (ECS). One
/// object a thread: it writes every line into the same memory.
public final class FlowJson {

    private static final JsonLine.Key APPLICATION = JsonLine.Key.of("application");
    private static final JsonLine.Key BASIS = JsonLine.Key.of("basis");
    private static final JsonLine.Key BYTES = JsonLine.Key.of("bytes");
    private static final JsonLine.Key CATEGORY = JsonLine.Key.of("category");
    private static final JsonLine.Key CLAIMED_TIME = JsonLine.Key.of("claimed_time");
    private static final JsonLine.Key CLIENT = JsonLine.Key.of("client");
    private static final JsonLine.Key COMMUNITY_ID = JsonLine.Key.of("community_id");
    private static final JsonLine.Key DESTINATION = JsonLine.Key.of("destination");
    private static final JsonLine.Key DNS = JsonLine.Key.of("dns");
    private static final JsonLine.Key DOMAIN = JsonLine.Key.of("domain");
    private static final JsonLine.Key DURATION = JsonLine.Key.of("duration");
    private static final JsonLine.Key ENCRYPTED_HELLO = JsonLine.Key.of("encrypted_hello");
    private static final JsonLine.Key END = JsonLine.Key.of("end");
    private static final JsonLine.Key END_REASON = JsonLine.Key.of("end_reason");
    private static final JsonLine.Key EVENT = JsonLine.Key.of("event");
    private static final JsonLine.Key FINAL = JsonLine.Key.of("final");
    private static final JsonLine.Key FLOW = JsonLine.Key.of("flow");
    private static final JsonLine.Key GROUNDS = JsonLine.Key.of("grounds");
    private static final JsonLine.Key IANA_NUMBER = JsonLine.Key.of("iana_number");
    private static final JsonLine.Key ID = JsonLine.Key.of("id");
    private static final JsonLine.Key IP = JsonLine.Key.of("ip");
    private static final JsonLine.Key MAC = JsonLine.Key.of("mac");
    private static final JsonLine.Key NAME = JsonLine.Key.of("name");
    private static final JsonLine.Key NETWORK = JsonLine.Key.of("network");
    private static final JsonLine.Key NEXT_PROTOCOL = JsonLine.Key.of("next_protocol");
    private static final JsonLine.Key OBSERVER = JsonLine.Key.of("observer");
    private static final JsonLine.Key ORIGINAL = JsonLine.Key.of("original");
    private static final JsonLine.Key OUTER = JsonLine.Key.of("outer");
    private static final JsonLine.Key PACKETS = JsonLine.Key.of("packets");
    private static final JsonLine.Key PORT = JsonLine.Key.of("port");
    private static final JsonLine.Key PROTOCOL = JsonLine.Key.of("protocol");
    private static final JsonLine.Key QUESTION = JsonLine.Key.of("question");
    private static final JsonLine.Key SEGMENT = JsonLine.Key.of("segment");
    private static final JsonLine.Key SERVER_NAME = JsonLine.Key.of("server_name");
    private static final JsonLine.Key SLICE = JsonLine.Key.of("slice");
    private static final JsonLine.Key SOURCE = JsonLine.Key.of("source");
    private static final JsonLine.Key START = JsonLine.Key.of("start");
    private static final JsonLine.Key SWAPPED = JsonLine.Key.of("swapped");
    private static final JsonLine.Key TAPWARDEN = JsonLine.Key.of("tapwarden");
    private static final JsonLine.Key TLS = JsonLine.Key.of("tls");
    private static final JsonLine.Key TRANSPORT = JsonLine.Key.of("transport");
    private static final JsonLine.Key TYPE = JsonLine.Key.of("type");
    private static final JsonLine.Key URL = JsonLine.Key.of("url");
    private static final JsonLine.Key USER_AGENT = JsonLine.Key.of("user_agent");
    private static final JsonLine.Key VERSION = JsonLine.Key.of("version");
    private static final JsonLine.Key VLAN = JsonLine.Key.of("vlan");

    private final JsonLine json = new JsonLine();
    private final CommunityId communityId = new CommunityId();
    private final List<String> codes = new ArrayList<>(4);

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
        json.begin();
        json.open(EVENT);
        json.putTime(START, traffic.startNanos()).putTime(END, traffic.endNanos());
        json.put(DURATION, traffic.endNanos() - traffic.startNanos());
        json.close();
        json.open(SOURCE).put(IP, between.source());
        json.put(PORT, between.sourcePort());
        mac(place.sourceMac());
        json.put(BYTES, traffic.sourceBytes()).put(PACKETS, traffic.sourcePackets());
        json.close();
        json.open(DESTINATION).put(IP, between.destination());
        json.put(PORT, between.destinationPort());
        mac(place.destinationMac());
        json.put(BYTES, traffic.destinationBytes()).put(PACKETS, traffic.destinationPackets());
        json.put(DOMAIN, names.serverNameBasis() == Basis.INFERRED ? names.serverName() : null);
        json.close();
        network(record, traffic);
        names(record.label().protocol(), names);
        json.open(OBSERVER).put(NAME, record.identity().observer()).close();
        ours(record);
        json.end();
    }

    private void network(FlowRecord record, FlowRecord.Traffic traffic) {
        FlowRecord.Conversation between = record.conversation();
        Label label = record.label();
        json.open(NETWORK).put(TRANSPORT, between.transport());
        json.putQuoted(IANA_NUMBER, between.protocolNumber());
        json.put(TYPE, between.source().isIpv4() ? "ipv4" : "ipv6");
        json.put(PROTOCOL, label.protocol() == Protocol.UNKNOWN ? null : label.protocol().word());
        json.put(APPLICATION, label.application());
        json.put(BYTES, traffic.bytes()).put(PACKETS, traffic.packets());
        json.put(COMMUNITY_ID, communityId.of(between));
        if (record.place().vlan() != Block.NO_VLAN) {
            json.open(VLAN).putQuoted(ID, record.place().vlan()).close();
        }
        json.close();
    }

    private void names(Protocol protocol, FlowRecord.Names names) {
        String seen = names.serverNameBasis() == Basis.SEEN ? names.serverName() : null;
        boolean encrypted = protocol == Protocol.TLS || protocol == Protocol.QUIC;
        if (encrypted) {
            json.open(TLS).put(VERSION, names.version());
            json.put(NEXT_PROTOCOL, names.applicationProtocol());
            json.open(CLIENT).put(SERVER_NAME, seen).close().close();
        } else {
            json.open(URL).put(DOMAIN, seen).close();
        }
        json.open(USER_AGENT);
        json.put(ORIGINAL, protocol == Protocol.HTTP ? names.software() : null).close();
        json.open(DNS).open(QUESTION).put(NAME, names.question()).close().close();
    }

    private void ours(FlowRecord record) {
        FlowRecord.Identity identity = record.identity();
        FlowRecord.Place place = record.place();
        Label label = record.label();
        json.open(TAPWARDEN).open(FLOW).put(ID, identity.flow()).close();
        json.put(SLICE, identity.slice()).put(FINAL, identity.isFinal());
        json.put(END_REASON, identity.end() == null ? null : identity.end().word());
        json.put(BASIS, label.basis().word()).put(CATEGORY, label.category().word());
        codes.clear();
        for (Grounds grounds : label.grounds()) {
            codes.add(grounds.code());
        }
        json.list(GROUNDS, codes);
        json.put(SEGMENT, place.segment()).put(OUTER, place.outer());
        if (record.conversation().swapped()) {
            json.put(SWAPPED, true);
        }
        if (record.names().encryptedHello()) {
            json.put(ENCRYPTED_HELLO, true);
        }
        long claimed = record.conversation().claimedNanos();
        if (claimed != 0) {
            json.putTime(CLAIMED_TIME, claimed);
        }
        json.close();
    }

    private void mac(long bits) {
        if (bits != 0) {
            json.putMac(MAC, bits);
        }
    }
}
