package org.tapwarden.classifier.inspect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.classifier.Sighting;
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
    private static final int ACCOUNT_USED = 12;

    private SightingCodec() {}

    // ---- writing ----

    static RecordWriter told(RecordWriter to, FrameFacts frame, Telling telling) {
        return switch (telling) {
            case Telling.NameAnswered t -> {
                frame(to.begin(NAME_ANSWERED), frame).text(t.name()).i64(t.ttlSeconds());
                to.text(t.front());
                to.u8(t.addresses().size());
                t.addresses().forEach(a -> address(to, a));
                yield to;
            }
            case Telling.DhcpRequest t -> {
                frame(to.begin(DHCP_REQUEST), frame).i64(t.clientMac()).u8(t.messageType());
                to.text(t.hostName()).text(t.vendorClass()).text(t.parameters());
                to.text(t.clientId());
                yield optional(optional(to, t.requested()), t.relay());
            }
            case Telling.DhcpReply t -> {
                frame(to.begin(DHCP_REPLY), frame).i64(t.clientMac()).u8(t.messageType());
                yield optional(optional(optional(to, t.server()), t.assigned()), t.relay());
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
            RecordWriter to, FrameFacts frame, long mac, long high, long low, boolean answer) {
        frame(to.begin(ADDRESS_CLAIMED), frame).i64(mac).i64(high).i64(low);
        return to.u8(answer ? 1 : 0);
    }

    static RecordWriter routerAdvertised(RecordWriter to, FrameFacts frame, int lifetime) {
        return frame(to.begin(ROUTER_ADVERTISED), frame).i32(lifetime);
    }

    static RecordWriter synSent(RecordWriter to, FrameFacts frame) {
        return frame(to.begin(SYN_SENT), frame).u8(frame.timeToLive());
    }

    static RecordWriter equipmentSpoke(
            RecordWriter to,
            FrameFacts frame,
            Sighting.EquipmentSpoke.Kind kind,
            @Nullable String text) {
        return frame(to.begin(EQUIPMENT_SPOKE), frame).u8(kind.ordinal()).text(text);
    }

    static RecordWriter watched(RecordWriter to, FrameFacts frame, boolean tried, int number) {
        return frame(to.begin(tried ? TRIED : ANSWERED), frame).i32(number);
    }

    private static RecordWriter frame(RecordWriter to, FrameFacts frame) {
        return to.i64(frame.eventNanos())
                .i32(frame.space())
                .i32(frame.interfaceIndex())
                .i32(frame.vlan())
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
                    new Sighting.AddressClaimed(frame, from.i64(), address(from), from.u8() == 1);
            case ROUTER_ADVERTISED -> new Sighting.RouterAdvertised(frame, from.i32());
            case SYN_SENT -> new Sighting.SynSent(frame, from.u8());
            case EQUIPMENT_SPOKE ->
                    new Sighting.EquipmentSpoke(
                            frame, Sighting.EquipmentSpoke.Kind.values()[from.u8()], from.text());
            case TRIED -> new Sighting.Tried(frame, from.i32());
            case ANSWERED -> new Sighting.Answered(frame, from.i32());
            default -> throw new IllegalArgumentException("no such sighting: " + kind);
        };
    }

    private static Sighting.Frame frame(RecordWriter.Reader from) {
        return new Sighting.Frame(
                from.i64(),
                from.i32(),
                from.i32(),
                from.i32(),
                from.i64(),
                from.i64(),
                known(address(from)),
                known(address(from)));
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
        int count = from.u8();
        List<Address> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            addresses.add(address(from));
        }
        return new Telling.NameAnswered(name, addresses, ttl, front);
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
                optional(from));
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
                from.i64(), from.u8(), optional(from), optional(from), optional(from));
    }
}
