package org.tapwarden.classifier.language;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.language.Field.Kind;
import org.tapwarden.classifier.language.Field.Scope;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.register.Protocols;

/// The rows of the {@link Catalogue}: each field, the form of its values, and how it is read off a
/// record.
final class FieldTable {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private FieldTable() {}

    /// What a value looks like in a query; finer than {@link Kind}, which says how it is stored.
    enum Form {
        WORD,
        MAC,
        ADDRESS,
        COUNT,
        MILLIS,
        TIME,
        TRUTH
    }

    /// How a value is read off a record.
    sealed interface Reading {
        /// Lower case, or null.
        record Text(Function<FlowRecord, @Nullable String> from) implements Reading {}

        /// A number, a time in milliseconds, or 0 and 1.
        record Count(Function<FlowRecord, OptionalLong> from) implements Reading {}

        /// An address.
        record Ip(Function<FlowRecord, Address> from) implements Reading {}

        /// Not in the record: a directory knows it.
        record Elsewhere() implements Reading {}
    }

    /// A field, and what only this package needs to know of it.
    ///
    /// @param values all that a record can hold, or none where anything is possible
    record Entry(Field field, Form form, List<String> values, Reading reading) {}

    static Map<String, Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Stream.of(ends(), network(), wireNames(), times(), traffic(), ours(), second(), devices())
                .flatMap(List::stream)
                .forEach(entry -> entries.put(entry.field().name(), entry));
        return entries;
    }

    private static List<Entry> ends() {
        return List.of(
                ip("source.ip", "Who sent the first packet.", r -> r.conversation().source()),
                ip("destination.ip", "Who was called.", r -> r.conversation().destination()),
                number(
                        "source.port",
                        "The caller's port; for ICMP the type.",
                        r -> r.conversation().sourcePort()),
                number(
                        "destination.port",
                        "The called port; for ICMP the code.",
                        r -> r.conversation().destinationPort()),
                mac("source.mac", "The Ethernet address of the caller's side of the link.", true),
                mac(
                        "destination.mac",
                        "The Ethernet address of the called side of the link.",
                        false),
                sparse(
                        "source.endpoint",
                        "Our number of the calling endpoint, where it is resolved.",
                        0,
                        r -> r.place().sourceEndpoint()),
                sparse(
                        "destination.endpoint",
                        "Our number of the called endpoint, where it is inside and resolved.",
                        0,
                        r -> r.place().destinationEndpoint()));
    }

    private static List<Entry> network() {
        List<String> transports = IntStream.range(0, 256).mapToObj(FieldTable::transport).toList();
        return List.of(
                closed(
                        "network.transport",
                        "`tcp`, `udp`, `icmp`, `ipv6-icmp`, `sctp`, or IANA's number.",
                        transports,
                        r -> r.conversation().transport()),
                number(
                        "network.iana_number",
                        "IANA's number of what the IP packets carry.",
                        r -> r.conversation().protocolNumber()),
                closed(
                        "network.type",
                        "The family of the addresses.",
                        List.of("ipv4", "ipv6"),
                        r -> r.conversation().source().isIpv4() ? "ipv4" : "ipv6"),
                closed(
                        "network.protocol",
                        "What is spoken, told by its own bytes.",
                        Protocols.all().stream()
                                .filter(protocol -> protocol != Protocol.UNKNOWN)
                                .map(Protocol::word)
                                .sorted()
                                .toList(),
                        FieldTable::protocol),
                word(
                        "network.application",
                        "The service, such as `youtube`.",
                        r -> r.label().application()),
                sparse(
                        "network.vlan.id",
                        "The VLAN that the frames were tagged with.",
                        Block.NO_VLAN,
                        r -> r.place().vlan()));
    }

    private static List<Entry> wireNames() {
        return List.of(
                word(
                        "tls.client.server_name",
                        "The readable name of the server: the one asked for in TLS or QUIC, else"
                                + " the HTTP host, else the name that a DNS answer gave.",
                        r -> r.names().serverName()),
                word(
                        "url.domain",
                        "The name of the server where it was read outside TLS and QUIC.",
                        r -> isEncrypted(r) ? null : named(r, Basis.SEEN)),
                word(
                        "destination.domain",
                        "The name of the server where only a DNS answer gave it.",
                        r -> named(r, Basis.INFERRED)),
                word(
                        "dns.question.name",
                        "The first name asked for, in DNS and its relatives.",
                        r -> r.names().question()),
                word(
                        "tls.version",
                        "The version of TLS, DTLS or QUIC: the one that the server chose, else the"
                                + " highest that the client offered.",
                        r -> isEncrypted(r) ? r.names().version() : null),
                word(
                        "tls.next_protocol",
                        "What is to be spoken inside TLS or QUIC (ALPN).",
                        r -> isEncrypted(r) ? r.names().applicationProtocol() : null),
                word(
                        "tls.cipher",
                        "The cipher suite that the TLS server chose, by IANA's name; one that is not"
                                + " in common use by its number.",
                        r -> r.names().tls().cipher()),
                word(
                        "tls.client.ja4",
                        "The fingerprint of the hello, by which other tools name the program that"
                                + " sent it (JA4).",
                        r -> r.names().tls().ja4()),
                closed(
                        "tls.client.ech",
                        "Whether an encrypted client hello hid the name: `grease` is most likely a"
                                + " decoy, `likely` most likely not, of `offered` nobody can say.",
                        List.of("grease", "offered", "likely"),
                        FieldTable::encryptedHello),
                word(
                        "tls.server.subject",
                        "Whose the server's certificate is, as `CN=...`; up to TLS 1.2.",
                        r -> r.names().tls().subject()),
                word(
                        "tls.server.issuer",
                        "Who signed the server's certificate, as `CN=..., O=...`; up to TLS 1.2.",
                        r -> r.names().tls().issuer()),
                word(
                        "tls.server.x509.alternative_names",
                        "The first host name that the server's certificate is for; up to TLS 1.2.",
                        r -> r.names().tls().alternativeName()),
                word(
                        "user_agent.original",
                        "The program that spoke HTTP, as it called itself.",
                        r -> r.label().protocol() == Protocol.HTTP ? r.names().software() : null));
    }

    private static List<Entry> times() {
        return List.of(
                time("event.start", "The first packet of the slice.", r -> r.slice().startNanos()),
                time("event.end", "The last packet of the slice.", r -> r.slice().endNanos()),
                new Entry(
                        new Field(
                                "event.duration",
                                Kind.NUMBER,
                                Scope.FLOW,
                                "From the first to the last packet of the slice, in milliseconds: the"
                                        + " difference of the two times as they are shown."),
                        Form.MILLIS,
                        List.of(),
                        counted(r ->
                                millis(r.slice().endNanos()) - millis(r.slice().startNanos()))));
    }

    private static List<Entry> traffic() {
        return List.of(
                number(
                        "source.bytes",
                        "IP bytes that the caller sent in the slice.",
                        r -> r.slice().sourceBytes()),
                number(
                        "destination.bytes",
                        "IP bytes that the called side sent in the slice.",
                        r -> r.slice().destinationBytes()),
                number("network.bytes", "IP bytes of both sides.", r -> r.slice().bytes()),
                number(
                        "source.packets",
                        "Packets that the caller sent in the slice.",
                        r -> r.slice().sourcePackets()),
                number(
                        "destination.packets",
                        "Packets that the called side sent in the slice.",
                        r -> r.slice().destinationPackets()),
                number("network.packets", "Packets of both sides.", r -> r.slice().packets()));
    }

    private static List<Entry> ours() {
        return List.of(
                word("observer.name", "The sensor that saw it.", r -> r.identity().observer()),
                number(
                        "tapwarden.flow.id",
                        "The flow's number at its sensor.",
                        r -> r.identity().flow()),
                number(
                        "tapwarden.slice",
                        "Which slice of the flow; 1 for the first.",
                        r -> r.identity().slice()),
                truth(
                        "tapwarden.final",
                        "Whether it is the flow's last slice.",
                        r -> r.identity().isFinal()),
                closed(
                        "tapwarden.end_reason",
                        "Why the flow ended; only in its last slice.",
                        Arrays.stream(EndReason.values()).map(EndReason::word).toList(),
                        FieldTable::endReason),
                closed(
                        "tapwarden.basis",
                        "How the label is known.",
                        Arrays.stream(Basis.values()).map(Basis::word).toList(),
                        r -> r.label().basis().word()),
                word(
                        "tapwarden.grounds",
                        "Why the label, as codes with a space between; ask with `*`.",
                        FieldTable::grounds),
                closed(
                        "tapwarden.category",
                        "What kind of thing the flow is for.",
                        Arrays.stream(Category.values()).map(Category::word).toList(),
                        r -> r.label().category().word()),
                word("tapwarden.segment", "Where it was seen.", r -> r.place().segment()),
                closed(
                        "tapwarden.population",
                        "Who uses the segment.",
                        Arrays.stream(Population.values()).map(Population::word).toList(),
                        r -> r.place().population().word()),
                word(
                        "tapwarden.outer",
                        "The tunnel it was seen in, such as `gre` or `vxlan/5001`; `+plain` at the end"
                                + " when also outside it.",
                        r -> r.place().outer()),
                truth(
                        "tapwarden.swapped",
                        "Whether the first packet seen was an answer, so that its sender is the"
                                + " destination.",
                        r -> r.conversation().swapped()),
                truth(
                        "tapwarden.encrypted_hello",
                        "Whether the client's hello had an encrypted one in it (ECH), be it a decoy;"
                                + " `tls.client.ech` says more.",
                        r -> r.names().tls().encryptedHello() != EncryptedHello.NONE),
                new Entry(
                        new Field(
                                "tapwarden.claimed_time",
                                Kind.TIME,
                                Scope.FLOW,
                                "The own time of the first frame whose clock was not believed."),
                        Form.TIME,
                        List.of(),
                        new Reading.Count(FieldTable::claimed)));
    }

    private static List<Entry> second() {
        return List.of(
                closed(
                        "tapwarden.runner_up.category",
                        "What the flow would have been for by what came second; with all of"
                                + " `runner_up` only where something did. Nothing may rest on it:"
                                + " no rule names it.",
                        Arrays.stream(Category.values()).map(Category::word).toList(),
                        second(r -> r.category().word())),
                closed(
                        "tapwarden.runner_up.protocol",
                        "Its protocol.",
                        Protocols.all().stream()
                                .filter(protocol -> protocol != Protocol.UNKNOWN)
                                .map(Protocol::word)
                                .sorted()
                                .toList(),
                        second(r -> r.protocol() == Protocol.UNKNOWN ? null : r.protocol().word())),
                word(
                        "tapwarden.runner_up.application",
                        "The service that it would have been.",
                        second(RunnerUp::application)),
                word(
                        "tapwarden.runner_up.grounds",
                        "What spoke for it, as a code.",
                        second(r -> r.grounds().code())),
                closed(
                        "tapwarden.runner_up.lost",
                        "Why it is not the label.",
                        Arrays.stream(RunnerUp.Lost.values()).map(RunnerUp.Lost::word).toList(),
                        second(r -> r.lost().word())));
    }

    private static Function<FlowRecord, @Nullable String> second(
            Function<RunnerUp, @Nullable String> from) {
        return record -> {
            RunnerUp second = record.label().runnerUp();
            return second == null ? null : from.apply(second);
        };
    }

    private static List<Entry> devices() {
        return List.of(
                device("host.name", Form.WORD, "What the device calls itself."),
                device("device.maker", Form.WORD, "Who made it, by the registry of the IEEE."),
                device(
                        "device.standing",
                        Form.WORD,
                        "What the office says of it: `approved`, `known` (its approval ended),"
                                + " `retired` or `unknown`."),
                device(
                        "user.name",
                        Form.WORD,
                        "Who used the device then, as a server, a ticket or the office's list says;"
                                + " where several did at once, each."),
                device(
                        "device.use",
                        Form.WORD,
                        "Whether several people use it: `shared` in turn, `multi-user` at once."),
                device("device.approved", Form.TRUTH, "Whether it is on the approved list."));
    }

    private static String transport(int number) {
        Address any = Address.ipv4(0);
        return new FlowRecord.Conversation(0, any, 0, any, 0, number, false, 0).transport();
    }

    private static @Nullable String protocol(FlowRecord record) {
        Protocol protocol = record.label().protocol();
        return protocol == Protocol.UNKNOWN ? null : protocol.word();
    }

    private static boolean isEncrypted(FlowRecord record) {
        return record.label().protocol().isTls();
    }

    private static @Nullable String named(FlowRecord record, Basis basis) {
        return record.names().serverNameBasis() == basis ? record.names().serverName() : null;
    }

    private static @Nullable String encryptedHello(FlowRecord record) {
        EncryptedHello hello = record.names().tls().encryptedHello();
        return hello == EncryptedHello.NONE ? null : hello.word();
    }

    private static @Nullable String endReason(FlowRecord record) {
        EndReason end = record.identity().end();
        return end == null ? null : end.word();
    }

    private static @Nullable String grounds(FlowRecord record) {
        List<Grounds> grounds = record.label().grounds();
        return grounds.isEmpty()
                ? null
                : grounds.stream().map(Grounds::code).collect(Collectors.joining(" "));
    }

    private static OptionalLong claimed(FlowRecord record) {
        long nanos = record.conversation().claimedNanos();
        return nanos == 0 ? OptionalLong.empty() : OptionalLong.of(millis(nanos));
    }

    private static Entry word(
            String name, String meaning, Function<FlowRecord, @Nullable String> from) {
        return closed(name, meaning, List.of(), from);
    }

    private static Entry closed(
            String name,
            String meaning,
            List<String> values,
            Function<FlowRecord, @Nullable String> from) {
        var field = new Field(name, Kind.WORD, Scope.FLOW, meaning);
        return new Entry(field, Form.WORD, values, new Reading.Text(lowered(from)));
    }

    private static Function<FlowRecord, @Nullable String> lowered(
            Function<FlowRecord, @Nullable String> from) {
        return record -> {
            String text = from.apply(record);
            return text == null ? null : Texts.lower(text);
        };
    }

    private static Entry mac(String name, String meaning, boolean ofSource) {
        var field = new Field(name, Kind.WORD, Scope.FLOW, meaning);
        Function<FlowRecord, @Nullable String> from =
                record -> {
                    FlowRecord.Place place = record.place();
                    long bits = ofSource ? place.sourceMac() : place.destinationMac();
                    return bits == 0 ? null : new Mac(bits).toString();
                };
        return new Entry(field, Form.MAC, List.of(), new Reading.Text(from));
    }

    private static Entry ip(String name, String meaning, Function<FlowRecord, Address> from) {
        var field = new Field(name, Kind.ADDRESS, Scope.FLOW, meaning);
        return new Entry(field, Form.ADDRESS, List.of(), new Reading.Ip(from));
    }

    private static Entry number(String name, String meaning, ToLongFunction<FlowRecord> from) {
        var field = new Field(name, Kind.NUMBER, Scope.FLOW, meaning);
        return new Entry(field, Form.COUNT, List.of(), counted(from));
    }

    /// A number that is absent when it has one special value.
    private static Entry sparse(
            String name, String meaning, long absent, ToLongFunction<FlowRecord> from) {
        var field = new Field(name, Kind.NUMBER, Scope.FLOW, meaning);
        Function<FlowRecord, OptionalLong> read =
                record -> {
                    long value = from.applyAsLong(record);
                    return value == absent ? OptionalLong.empty() : OptionalLong.of(value);
                };
        return new Entry(field, Form.COUNT, List.of(), new Reading.Count(read));
    }

    private static Entry time(String name, String meaning, ToLongFunction<FlowRecord> nanos) {
        var field = new Field(name, Kind.TIME, Scope.FLOW, meaning);
        return new Entry(field, Form.TIME, List.of(), counted(r -> millis(nanos.applyAsLong(r))));
    }

    private static long millis(long nanos) {
        return Math.floorDiv(nanos, NANOS_PER_MILLI);
    }

    private static Entry truth(String name, String meaning, Predicate<FlowRecord> from) {
        var field = new Field(name, Kind.TRUTH, Scope.FLOW, meaning);
        return new Entry(field, Form.TRUTH, List.of(), counted(r -> from.test(r) ? 1 : 0));
    }

    private static Entry device(String name, Form form, String meaning) {
        Kind kind = form == Form.TRUTH ? Kind.TRUTH : Kind.WORD;
        var field = new Field(name, kind, Scope.DEVICE, meaning);
        return new Entry(field, form, List.of(), new Reading.Elsewhere());
    }

    private static Reading counted(ToLongFunction<FlowRecord> from) {
        return new Reading.Count(record -> OptionalLong.of(from.applyAsLong(record)));
    }
}
