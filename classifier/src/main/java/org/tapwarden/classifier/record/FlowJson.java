package org.tapwarden.classifier.record;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.protocol.Protocol;

/// Writes a flow record as one line of JSON with the names of the Elastic Common Schema (ECS).
public final class FlowJson {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'")
                    .withZone(ZoneOffset.UTC);

    private FlowJson() {}

    /// The record with the counters of the whole flow; no line end.
    public static byte[] whole(FlowRecord record) {
        return write(record, record.whole());
    }

    /// The record with the counters of this slice; no line end.
    public static byte[] slice(FlowRecord record) {
        return write(record, record.slice());
    }

    private static byte[] write(FlowRecord record, FlowRecord.Traffic traffic) {
        var json = new JsonLine();
        FlowRecord.Conversation between = record.conversation();
        FlowRecord.Names names = record.names();
        FlowRecord.Place place = record.place();
        json.open("event");
        json.put("start", time(traffic.startNanos())).put("end", time(traffic.endNanos()));
        json.put("duration", traffic.endNanos() - traffic.startNanos());
        json.close();
        json.open("source").put("ip", between.source().toString());
        json.put("port", between.sourcePort()).put("mac", mac(place.sourceMac()));
        json.put("bytes", traffic.sourceBytes()).put("packets", traffic.sourcePackets());
        json.close();
        json.open("destination").put("ip", between.destination().toString());
        json.put("port", between.destinationPort()).put("mac", mac(place.destinationMac()));
        json.put("bytes", traffic.destinationBytes()).put("packets", traffic.destinationPackets());
        json.put("domain", names.serverNameBasis() == Basis.INFERRED ? names.serverName() : null);
        json.close();
        network(json, record, traffic);
        names(json, record.label().protocol(), names);
        json.open("observer").put("name", record.identity().observer()).close();
        ours(json, record);
        return json.end().getBytes(StandardCharsets.UTF_8);
    }

    private static void network(JsonLine json, FlowRecord record, FlowRecord.Traffic traffic) {
        FlowRecord.Conversation between = record.conversation();
        Label label = record.label();
        json.open("network").put("transport", between.transport());
        json.put("iana_number", Integer.toString(between.protocolNumber()));
        json.put("type", between.source().isIpv4() ? "ipv4" : "ipv6");
        json.put("protocol", label.protocol() == Protocol.UNKNOWN ? null : label.protocol().word());
        json.put("application", label.application());
        json.put("bytes", traffic.bytes()).put("packets", traffic.packets());
        json.put("community_id", CommunityId.of(between));
        if (record.place().vlan() != Block.NO_VLAN) {
            json.open("vlan").put("id", Integer.toString(record.place().vlan())).close();
        }
        json.close();
    }

    private static void names(JsonLine json, Protocol protocol, FlowRecord.Names names) {
        String seen = names.serverNameBasis() == Basis.SEEN ? names.serverName() : null;
        boolean encrypted = protocol == Protocol.TLS || protocol == Protocol.QUIC;
        if (encrypted) {
            json.open("tls").put("version", names.version());
            json.put("next_protocol", names.applicationProtocol());
            json.open("client").put("server_name", seen).close().close();
        } else {
            json.open("url").put("domain", seen).close();
        }
        json.open("user_agent");
        json.put("original", protocol == Protocol.HTTP ? names.software() : null).close();
        json.open("dns").open("question").put("name", names.question()).close().close();
    }

    private static void ours(JsonLine json, FlowRecord record) {
        FlowRecord.Identity identity = record.identity();
        FlowRecord.Place place = record.place();
        Label label = record.label();
        json.open("tapwarden").open("flow").put("id", identity.flow()).close();
        json.put("slice", identity.slice()).put("final", identity.isFinal());
        json.put("end_reason", identity.end() == null ? null : identity.end().word());
        json.put("basis", label.basis().word()).put("category", label.category().word());
        json.list("grounds", label.grounds().stream().map(Grounds::code).toList());
        json.put("segment", place.segment()).put("outer", place.outer());
        json.put("swapped", record.conversation().swapped() ? Boolean.TRUE : null);
        json.put("encrypted_hello", record.names().encryptedHello() ? Boolean.TRUE : null);
        long claimed = record.conversation().claimedNanos();
        json.put("claimed_time", claimed == 0 ? null : time(claimed));
        json.close();
    }

    private static @Nullable String mac(long bits) {
        return bits == 0 ? null : new Mac(bits).toString();
    }

    private static String time(long nanos) {
        return TIME.format(Instant.ofEpochSecond(0, nanos));
    }
}
