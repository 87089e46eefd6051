package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.capture.header.ArpHeader;
import org.tapwarden.capture.header.NeighbourDiscovery;

/// Reads who says to have which address: ARP (RFC 826) and neighbour discovery (RFC 4861).
final class NeighbourReader {

    private NeighbourReader() {}

    /// The loop has found the header sound.
    static void arp(
            FrameFacts frame,
            MemorySegment block,
            long at,
            RecordWriter writer,
            Consumer<RecordWriter> sightings) {
        var arp = new ArpHeader(block, at);
        Address sender = Address.ipv4(arp.senderAddress());
        // A probe asks whether an address is free and claims nothing (RFC 5227, section 2.1.1).
        if (sender.isUnspecified()) {
            return;
        }
        boolean announces = arp.senderAddress() == arp.targetAddress();
        boolean answer = arp.operation() == ArpHeader.REPLY || announces;
        sightings.accept(
                SightingCodec.addressClaimed(
                        writer, frame, arp.senderMac(), sender.high(), sender.low(), answer));
    }

    static void discovery(
            FrameFacts frame,
            MemorySegment block,
            long at,
            long end,
            RecordWriter writer,
            Consumer<RecordWriter> sightings) {
        var message = new NeighbourDiscovery(block, at, end);
        switch (message.type()) {
            case NeighbourDiscovery.ROUTER_ADVERTISEMENT ->
                    sightings.accept(
                            SightingCodec.routerAdvertised(
                                    writer, frame, message.routerLifetimeSeconds()));
            case NeighbourDiscovery.NEIGHBOUR_ADVERTISEMENT -> {
                long mac = message.targetLinkLayerAddress();
                sightings.accept(
                        SightingCodec.addressClaimed(
                                writer,
                                frame,
                                mac > 0 ? mac : frame.sourceMac(),
                                message.targetHigh(),
                                message.targetLow(),
                                true));
            }
            case NeighbourDiscovery.NEIGHBOUR_SOLICITATION -> {
                boolean probe = frame.sourceHigh() == 0 && frame.sourceLow() == 0;
                if (!probe) {
                    sightings.accept(
                            SightingCodec.addressClaimed(
                                    writer,
                                    frame,
                                    frame.sourceMac(),
                                    frame.sourceHigh(),
                                    frame.sourceLow(),
                                    false));
                }
            }
            default -> {}
        }
    }
}
