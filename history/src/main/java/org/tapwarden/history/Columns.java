package org.tapwarden.history;

import static org.tapwarden.classifier.language.Field.Kind.ADDRESS;
import static org.tapwarden.classifier.language.Field.Kind.NUMBER;
import static org.tapwarden.classifier.language.Field.Kind.TIME;
import static org.tapwarden.classifier.language.Field.Kind.TRUTH;
import static org.tapwarden.classifier.language.Field.Kind.WORD;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.protocol.Protocol;

/// The columns of the index: every field of the catalogue that is stored in a record.
///
/// A field that a record does not have is not indexed, and so meets no condition.
final class Columns {

    static final String EVENT_END = "event.end";
    static final String SOURCE_ENDPOINT = "source.endpoint";
    static final String DESTINATION_ENDPOINT = "destination.endpoint";

    private static final long MILLI = 1_000_000;

    static final List<Column> ALL =
            List.of(
                    times("event.start", f -> f.slice().startNanos()),
                    times(EVENT_END, f -> f.slice().endNanos()),
                    number(
                            "event.duration",
                            f -> (f.slice().endNanos() - f.slice().startNanos()) / MILLI),
                    address("source.ip", f -> f.conversation().source()),
                    address("destination.ip", f -> f.conversation().destination()),
                    number("source.port", f -> f.conversation().sourcePort()),
                    number("destination.port", f -> f.conversation().destinationPort()),
                    word("source.mac", f -> mac(f.place().sourceMac())),
                    word("destination.mac", f -> mac(f.place().destinationMac())),
                    number("source.bytes", f -> f.slice().sourceBytes()),
                    number("destination.bytes", f -> f.slice().destinationBytes()),
                    number("source.packets", f -> f.slice().sourcePackets()),
                    number("destination.packets", f -> f.slice().destinationPackets()),
                    sought(SOURCE_ENDPOINT, f -> positive(f.place().sourceEndpoint())),
                    sought(DESTINATION_ENDPOINT, f -> positive(f.place().destinationEndpoint())),
                    number("network.bytes", f -> f.slice().bytes()),
                    number("network.packets", f -> f.slice().packets()),
                    word("network.transport", f -> f.conversation().transport()),
                    number("network.iana_number", f -> f.conversation().protocolNumber()),
                    word("network.type", f -> f.conversation().source().isIpv4() ? "ipv4" : "ipv6"),
                    word("network.protocol", Columns::protocol),
                    word("network.application", f -> f.label().application()),
                    new Column.Numbers(field("network.vlan.id", NUMBER), false, Columns::vlan),
                    word("tls.client.server_name", f -> f.names().serverName()),
                    word("url.domain", f -> encrypted(f) ? null : seenName(f)),
                    word("destination.domain", Columns::inferredName),
                    word("tls.version", f -> encrypted(f) ? f.names().version() : null),
                    word(
                            "tls.next_protocol",
                            f -> encrypted(f) ? f.names().applicationProtocol() : null),
                    word("user_agent.original", Columns::userAgent),
                    word("dns.question.name", f -> f.names().question()),
                    word("observer.name", f -> f.identity().observer()),
                    sought("tapwarden.flow.id", f -> OptionalLong.of(f.identity().flow())),
                    number("tapwarden.slice", f -> f.identity().slice()),
                    truth("tapwarden.final", f -> f.identity().isFinal()),
                    word("tapwarden.end_reason", Columns::endReason),
                    word("tapwarden.basis", f -> f.label().basis().word()),
                    word("tapwarden.category", f -> f.label().category().word()),
                    word("tapwarden.grounds", Columns::grounds),
                    word("tapwarden.segment", f -> f.place().segment()),
                    word("tapwarden.population", f -> f.place().population().word()),
                    word("tapwarden.outer", f -> f.place().outer()),
                    truth("tapwarden.swapped", f -> f.conversation().swapped()),
                    truth("tapwarden.encrypted_hello", f -> f.names().encryptedHello()),
                    new Column.Numbers(
                            field("tapwarden.claimed_time", TIME), false, Columns::claimed));

    private static final Map<String, Column> BY_NAME = byName();

    private Columns() {}

    static @Nullable Column of(Field field) {
        return BY_NAME.get(field.name());
    }

    private static Map<String, Column> byName() {
        Map<String, Column> columns = new HashMap<>();
        ALL.forEach(column -> columns.put(column.name(), column));
        return Map.copyOf(columns);
    }

    private static Field field(String name, Field.Kind kind) {
        return new Field(name, kind, Field.Scope.FLOW, "");
    }

    private static Column word(String name, Function<FlowRecord, @Nullable String> value) {
        return new Column.Words(field(name, WORD), value);
    }

    private static Column address(String name, Function<FlowRecord, Address> value) {
        return new Column.Addresses(field(name, ADDRESS), value);
    }

    private static Column number(String name, ToLongFunction<FlowRecord> value) {
        return new Column.Numbers(
                field(name, NUMBER), false, f -> OptionalLong.of(value.applyAsLong(f)));
    }

    private static Column sought(String name, Function<FlowRecord, OptionalLong> value) {
        return new Column.Numbers(field(name, NUMBER), true, value);
    }

    private static Column times(String name, ToLongFunction<FlowRecord> nanos) {
        return new Column.Numbers(
                field(name, TIME),
                false,
                f -> OptionalLong.of(Math.floorDiv(nanos.applyAsLong(f), MILLI)));
    }

    private static Column truth(String name, Function<FlowRecord, Boolean> value) {
        return new Column.Numbers(
                field(name, TRUTH), false, f -> OptionalLong.of(value.apply(f) ? 1 : 0));
    }

    private static OptionalLong positive(long endpoint) {
        return endpoint == 0 ? OptionalLong.empty() : OptionalLong.of(endpoint);
    }

    private static OptionalLong vlan(FlowRecord flow) {
        int vlan = flow.place().vlan();
        return vlan == Block.NO_VLAN ? OptionalLong.empty() : OptionalLong.of(vlan);
    }

    private static OptionalLong claimed(FlowRecord flow) {
        long nanos = flow.conversation().claimedNanos();
        return nanos == 0 ? OptionalLong.empty() : OptionalLong.of(Math.floorDiv(nanos, MILLI));
    }

    private static @Nullable String mac(long bits) {
        return bits == 0 ? null : new Mac(bits).toString();
    }

    private static @Nullable String protocol(FlowRecord flow) {
        Protocol protocol = flow.label().protocol();
        return protocol == Protocol.UNKNOWN ? null : protocol.word();
    }

    private static boolean encrypted(FlowRecord flow) {
        Protocol protocol = flow.label().protocol();
        return protocol == Protocol.TLS || protocol == Protocol.QUIC;
    }

    private static @Nullable String seenName(FlowRecord flow) {
        return flow.names().serverNameBasis() == Basis.SEEN ? flow.names().serverName() : null;
    }

    private static @Nullable String inferredName(FlowRecord flow) {
        return flow.names().serverNameBasis() == Basis.INFERRED ? flow.names().serverName() : null;
    }

    private static @Nullable String userAgent(FlowRecord flow) {
        return flow.label().protocol() == Protocol.HTTP ? flow.names().software() : null;
    }

    private static @Nullable String grounds(FlowRecord flow) {
        List<Grounds> grounds = flow.label().grounds();
        return grounds.isEmpty()
                ? null
                : grounds.stream().map(Grounds::code).collect(Collectors.joining(" "));
    }

    private static @Nullable String endReason(FlowRecord flow) {
        return flow.identity().end() == null ? null : flow.identity().end().word();
    }
}
