package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.capture.flow.Outside;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.EquipmentSpoke.Kind;

/// Makes sightings of what is said outside flows. One object a thread.
final class OutsideReader {

    /// Type, code, checksum, the better gateway; then the header of the packet that was sent.
    private static final int REDIRECT_LENGTH = 8 + 20;

    private static final int GATEWAY = 4;
    private static final int INNER = 8;
    private static final int INNER_DESTINATION = INNER + 16;

    private final RecordWriter writer;
    private final Consumer<RecordWriter> sightings;
    private final WifiReader radio;

    /// @param sightings takes each record before the next is written
    OutsideReader(RecordWriter writer, Consumer<RecordWriter> sightings) {
        this.writer = writer;
        this.sightings = sightings;
        this.radio = new WifiReader(writer, sightings);
    }

    WifiReader radio() {
        return radio;
    }

    void read(Outside kind, FrameFacts frame, MemorySegment block, long at, long end) {
        switch (kind) {
            case ARP -> NeighbourReader.arp(frame, block, at, writer, sightings);
            case NEIGHBOUR_DISCOVERY ->
                    NeighbourReader.discovery(frame, block, at, end, writer, sightings);
            case REDIRECT -> redirect(frame, new Message(block, at, end));
            case LLDP -> equipment(frame, Kind.LLDP, LldpReader.equipment(block, at, end));
            case CDP -> equipment(frame, Kind.CDP, CdpReader.equipment(block, at, end));
            case STP -> bridge(frame, SpanningTree.read(block, at, end));
            case WIFI_MANAGEMENT -> radio.management(frame, block, at, end);
            case WIFI_DATA -> radio.data(frame, block, at, end);
        }
    }

    /// ICMP for IPv4 (RFC 792): the packet that should go elsewhere stands in it.
    private void redirect(FrameFacts frame, Message message) {
        if (message.has(0, REDIRECT_LENGTH) && message.u8(INNER) >>> 4 == 4) {
            sightings.accept(
                    SightingCodec.redirected(
                            writer,
                            frame,
                            Address.ipv4((int) message.u32(GATEWAY)),
                            Address.ipv4((int) message.u32(INNER_DESTINATION))));
        }
    }

    private void equipment(FrameFacts frame, Kind kind, Sighting.@Nullable Equipment equipment) {
        if (equipment != null) {
            sightings.accept(SightingCodec.equipmentSpoke(writer, frame, kind, equipment));
        }
    }

    private void bridge(FrameFacts frame, @Nullable SpanningTree said) {
        if (said != null) {
            sightings.accept(
                    SightingCodec.bridgeSpoke(
                            writer,
                            frame,
                            said.root(),
                            said.bridge(),
                            said.rootCost(),
                            said.version(),
                            said.topologyChange()));
        }
    }
}
