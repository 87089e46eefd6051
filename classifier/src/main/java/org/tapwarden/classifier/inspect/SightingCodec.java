package org.tapwarden.classifier.inspect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.AddressClaimed.Manner;
import org.tapwarden.classifier.Sighting.NetworkOffered.Security;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.register.Protocols;

/// Sightings as bytes in a ring. The writing side makes no objects but strings it already has; the
/// reading side makes the records.
public final class SightingCodec {

    private static final int NAME_ANSWERED = 1;
    private static final int DHCP_REQUEST = 2;
    private static final int DHCP_REPLY = 3;
    private static final int NAME_ANNOUNCED = 4;
    private static final int SERVICE_ANNOUNCED = 5;
    private static final int ADDRESS_CLAIMED = 6;
    private static final int ROUTER_ADVERTISED = 7;
    private static final int SYN_SENT = 8;
    private static final int EQUIPMENT_SPOKE = 9;
    private static final int TRIED = 10;
    private static final int ANSWERED = 11;
    private static final int DHCPV6_MESSAGE = 12;
    private static final int REDIRECTED = 13;
    private static final int BRIDGE_SPOKE = 14;
    private static final int NETWORK_OFFERED = 15;
    private static final int LINK_ENDED = 16;
    private static final int STATION_HEARD = 17;
    private static final int ACCOUNT_USED = 18;

    private SightingCodec() {}

    // ---- writing ----

    static RecordWriter told(RecordWriter to, FrameFacts frame, Telling telling) {
        return switch (telling) {
            case Telling.NameAnswered t -> {
                frame(to.begin(NAME_ANSWERED), frame).text(t.name()).i64(t.ttlSeconds());
                to.text(t.front()).i32(Protocols.number(t.via())).i32(t.transaction());
                yield addresses(to, t.addresses());
            }
            case Telling.DhcpRequest t -> {
                frame(to.begin(DHCP_REQUEST), frame).i64(t.clientMac()).u8(t.messageType());
                to.text(t.hostName()).text(t.vendorClass()).text(t.parameters());
                to.text(t.clientId());
                optional(optional(to, t.requested()), t.relay());
                Telling.RelayPort port = t.port();
                to.text(port == null ? null : port.circuit());
                yield to.text(port == null ? null : port.remote());
            }
            case Telling.DhcpReply t -> {
                frame(to.begin(DHCP_REPLY), frame).i64(t.clientMac()).u8(t.messageType());
                optional(optional(optional(to, t.server()), t.assigned()), t.relay());
                yield optional(optional(to, t.router()), t.resolver()).i64(t.leaseSeconds());
            }
            case Telling.Dhcpv6Message t -> {
                frame(to.begin(DHCPV6_MESSAGE), frame).u8(t.messageType());
                yield addresses(to.text(t.client()).text(t.server()), t.addresses());
            }
            case Telling.NameAnnounced t ->
                    frame(to.begin(NAME_ANNOUNCED), frame)
                            .text(t.name())
                            .i32(Protocols.number(t.via()));
            case Telling.AccountUsed t -> {
                frame(to.begin(ACCOUNT_USED), frame).text(t.account()).i64(t.mac());
                optional(to, t.address()).u8(t.part().ordinal()).text(t.server());
                yield to.text(t.port()).i32(t.vlan()).u8(t.by().ordinal());
            }
            case Telling.ServiceAnnounced t ->
                    frame(to.begin(SERVICE_ANNOUNCED), frame)
                            .text(t.service())
                            .text(t.software())
                            .i32(Protocols.number(t.via()));
        };
    }

    static RecordWriter addressClaimed(
            RecordWriter to,
            FrameFacts frame,
            long mac,
            Address address,
            Manner manner,
            @Nullable Address asked,
            boolean router) {
        frame(to.begin(ADDRESS_CLAIMED), frame).i64(mac);
        optional(address(to, address).u8(manner.ordinal()), asked);
        return to.u8(router ? 1 : 0);
    }

    static RecordWriter routerAdvertised(
            RecordWriter to,
            FrameFacts frame,
            int lifetimeSeconds,
            long linkMac,
            List<Address> prefixes,
            List<Address> resolvers) {
        frame(to.begin(ROUTER_ADVERTISED), frame).i32(lifetimeSeconds).i64(linkMac);
        return addresses(addresses(to, prefixes), resolvers);
    }

    static RecordWriter redirected(
            RecordWriter to, FrameFacts frame, Address better, Address destination) {
        return address(address(frame(to.begin(REDIRECTED), frame), better), destination);
    }

    static RecordWriter synSent(RecordWriter to, FrameFacts frame, Sighting.@Nullable Stack stack) {
        frame(to.begin(SYN_SENT), frame).u8(frame.timeToLive());
        if (stack == null) {
            return to.u8(0);
        }
        to.u8(1).i32(stack.window()).i64(stack.options()).i32(stack.maximumSegment());
        return to.i32(stack.windowScale()).i64(stack.timestamp()).u8(stack.dontFragment() ? 1 : 0);
    }

    static RecordWriter equipmentSpoke(
            RecordWriter to,
            FrameFacts frame,
            Sighting.EquipmentSpoke.Kind kind,
            Sighting.Equipment equipment) {
        frame(to.begin(EQUIPMENT_SPOKE), frame).u8(kind.ordinal());
        to.text(equipment.name()).text(equipment.description()).text(equipment.chassis());
        to.text(equipment.port()).i32(equipment.capabilities());
        return optional(to, equipment.management());
    }

    static RecordWriter bridgeSpoke(
            RecordWriter to,
            FrameFacts frame,
            long root,
            long bridge,
            long rootCost,
            int version,
            boolean topologyChange) {
        frame(to.begin(BRIDGE_SPOKE), frame).i64(root).i64(bridge).i64(rootCost);
        return to.u8(version).u8(topologyChange ? 1 : 0);
    }

    static RecordWriter networkOffered(
            RecordWriter to,
            FrameFacts frame,
            long bssid,
            String ssid,
            int channel,
            Security security,
            boolean answer) {
        frame(to.begin(NETWORK_OFFERED), frame).i64(bssid).text(ssid).i32(channel);
        return to.u8(security.ordinal()).u8(answer ? 1 : 0);
    }

    static RecordWriter linkEnded(
            RecordWriter to,
            FrameFacts frame,
            long bssid,
            long from,
            long receiver,
            int reason,
            boolean disassociation) {
        frame(to.begin(LINK_ENDED), frame).i64(bssid).i64(from).i64(receiver);
        return to.i32(reason).u8(disassociation ? 1 : 0);
    }

    static RecordWriter stationHeard(RecordWriter to, FrameFacts frame, long bssid, long station) {
        return frame(to.begin(STATION_HEARD), frame).i64(bssid).i64(station);
    }

    static RecordWriter watched(RecordWriter to, FrameFacts frame, boolean tried, int number) {
        long bytes = tried ? WatchedFrame.sentFrom(frame) : WatchedFrame.acknowledgedTo(frame);
        return frame(to.begin(tried ? TRIED : ANSWERED), frame)
                .i32(number)
                .i64(WatchedFrame.conversation(frame, tried))
                .i64(bytes);
    }

    private static RecordWriter frame(RecordWriter to, FrameFacts frame) {
        return to.i64(frame.eventNanos())
                .i64(frame.number())
                .i32(frame.space())
                .i32(frame.interfaceIndex())
                .i32(frame.vlan())
                .u8(frame.air() ? 1 : 0)
                .i64(frame.sourceMac())
                .i64(frame.destinationMac())
                .i64(frame.sourceHigh())
                .i64(frame.sourceLow())
                .i64(frame.destinationHigh())
                .i64(frame.destinationLow());
    }

    private static RecordWriter address(RecordWriter to, Address address) {
        return to.i64(address.high()).i64(address.low());
    }

    private static RecordWriter addresses(RecordWriter to, List<Address> addresses) {
        to.u8(addresses.size());
        addresses.forEach(a -> address(to, a));
        return to;
    }

    private static RecordWriter optional(RecordWriter to, @Nullable Address address) {
        return address == null ? to.u8(0) : address(to.u8(1), address);
    }

    // ---- reading ----

    /// Makes sightings of what stands in the rings. One object a thread.
    public static final class Reader {

        private final Texts texts = new Texts();

        /// Makes the sighting that one ring record holds.
        public Sighting read(byte[] array, int offset) {
            return sighting(new RecordWriter.Reader(texts, array, offset));
        }
    }

    private static Sighting sighting(RecordWriter.Reader from) {
        int kind = from.u8();
        Sighting.Frame frame = frame(from);
        return switch (kind) {
            case NAME_ANSWERED -> new Sighting.Told(frame, nameAnswered(from));
            case DHCP_REQUEST -> new Sighting.Told(frame, dhcpRequest(from));
            case DHCP_REPLY -> new Sighting.Told(frame, dhcpReply(from));
            case NAME_ANNOUNCED ->
                    new Sighting.Told(
                            frame,
                            new Telling.NameAnnounced(
                                    from.someText(), Protocols.all().get(from.i32())));
            case SERVICE_ANNOUNCED ->
                    new Sighting.Told(
                            frame,
                            new Telling.ServiceAnnounced(
                                    from.someText(), from.text(), Protocols.all().get(from.i32())));
            case ACCOUNT_USED -> new Sighting.Told(frame, accountUsed(from));
            case ADDRESS_CLAIMED ->
                    new Sighting.AddressClaimed(
                            frame,
                            from.i64(),
                            address(from),
                            Manner.values()[from.u8()],
                            optional(from),
                            from.u8() == 1);
            case ROUTER_ADVERTISED ->
                    new Sighting.RouterAdvertised(
                            frame, from.i32(), from.i64(), addresses(from), addresses(from));
            case REDIRECTED -> new Sighting.Redirected(frame, address(from), address(from));
            case SYN_SENT -> new Sighting.SynSent(frame, from.u8(), stack(from));
            case EQUIPMENT_SPOKE ->
                    new Sighting.EquipmentSpoke(
                            frame,
                            Sighting.EquipmentSpoke.Kind.values()[from.u8()],
                            new Sighting.Equipment(
                                    from.text(),
                                    from.text(),
                                    from.text(),
                                    from.text(),
                                    from.i32(),
                                    optional(from)));
            case BRIDGE_SPOKE ->
                    new Sighting.BridgeSpoke(
                            frame, from.i64(), from.i64(), from.i64(), from.u8(), from.u8() == 1);
            case NETWORK_OFFERED ->
                    new Sighting.NetworkOffered(
                            frame,
                            from.i64(),
                            from.someText(),
                            from.i32(),
                            Security.values()[from.u8()],
                            from.u8() == 1);
            case LINK_ENDED ->
                    new Sighting.LinkEnded(
                            frame, from.i64(), from.i64(), from.i64(), from.i32(), from.u8() == 1);
            case STATION_HEARD -> new Sighting.StationHeard(frame, from.i64(), from.i64());
            case DHCPV6_MESSAGE ->
                    new Sighting.Told(
                            frame,
                            new Telling.Dhcpv6Message(
                                    from.u8(), from.text(), from.text(), addresses(from)));
            case TRIED -> new Sighting.Tried(frame, from.i32(), from.i64(), from.i64());
            case ANSWERED -> new Sighting.Answered(frame, from.i32(), from.i64(), from.i64());
            default -> throw new IllegalArgumentException("no such sighting: " + kind);
        };
    }

    private static Sighting.Frame frame(RecordWriter.Reader from) {
        long atNanos = from.i64();
        long number = from.i64();
        int space = from.i32();
        int interfaceIndex = from.i32();
        int vlan = from.i32();
        boolean air = from.u8() == 1;
        return new Sighting.Frame(
                atNanos,
                space,
                interfaceIndex,
                vlan,
                from.i64(),
                from.i64(),
                known(address(from)),
                known(address(from)),
                air,
                number);
    }

    /// Frames without IP leave both halves zero.
    private static @Nullable Address known(Address address) {
        return address.high() == 0 && address.low() == 0 ? null : address;
    }

    private static Address address(RecordWriter.Reader from) {
        return new Address(from.i64(), from.i64());
    }

    private static @Nullable Address optional(RecordWriter.Reader from) {
        return from.u8() == 0 ? null : address(from);
    }

    private static Telling nameAnswered(RecordWriter.Reader from) {
        String name = from.someText();
        long ttl = from.i64();
        String front = from.text();
        Protocol via = Protocols.all().get(from.i32());
        int transaction = from.i32();
        return new Telling.NameAnswered(name, addresses(from), ttl, front, via, transaction);
    }

    private static List<Address> addresses(RecordWriter.Reader from) {
        int count = from.u8();
        List<Address> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            addresses.add(address(from));
        }
        return addresses;
    }

    private static Sighting.@Nullable Stack stack(RecordWriter.Reader from) {
        return from.u8() == 0
                ? null
                : new Sighting.Stack(
                        from.i32(), from.i64(), from.i32(), from.i32(), from.i64(), from.u8() == 1);
    }

    private static Telling dhcpRequest(RecordWriter.Reader from) {
        return new Telling.DhcpRequest(
                from.i64(),
                from.u8(),
                from.text(),
                from.text(),
                from.text(),
                from.text(),
                optional(from),
                optional(from),
                port(from));
    }

    private static Telling.@Nullable RelayPort port(RecordWriter.Reader from) {
        String circuit = from.text();
        String remote = from.text();
        return circuit == null || remote == null ? null : new Telling.RelayPort(circuit, remote);
    }

    private static Telling accountUsed(RecordWriter.Reader from) {
        return new Telling.AccountUsed(
                from.someText(),
                from.i64(),
                optional(from),
                Telling.AccountUsed.Part.values()[from.u8()],
                from.someText(),
                from.someText(),
                from.i32(),
                Telling.AccountUsed.By.values()[from.u8()]);
    }

    private static Telling dhcpReply(RecordWriter.Reader from) {
        return new Telling.DhcpReply(
                from.i64(),
                from.u8(),
                optional(from),
                optional(from),
                optional(from),
                optional(from),
                optional(from),
                from.i64());
    }
}
