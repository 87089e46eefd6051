package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.capture.header.ArpHeader;
import org.tapwarden.capture.header.NeighbourDiscovery;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.AddressClaimed.Manner;

/// Reads who says to have which address: ARP (RFC 826) and neighbour discovery (RFC 4861).
final class NeighbourReader {

    private static final int MOST = Sighting.RouterAdvertised.MOST;
    private static final int PREFIX_WORD = 2;
    private static final int SERVERS_WORD = 1;

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
        Address target = Address.ipv4(arp.targetAddress());
        Manner manner;
        if (sender.isUnspecified()) {
            manner = Manner.PROBES;
        } else if (sender.equals(target)) {
            manner = Manner.ANNOUNCES;
        } else {
            manner = arp.operation() == ArpHeader.REPLY ? Manner.ANSWERS : Manner.ASKS;
        }
        boolean probes = manner == Manner.PROBES;
        if (probes && target.isUnspecified()) {
            return;
        }
        sightings.accept(
                SightingCodec.addressClaimed(
                        writer,
                        frame,
                        arp.senderMac(),
                        probes ? target : sender,
                        manner,
                        manner == Manner.ASKS ? target : null,
                        false));
    }

    static void discovery(
            FrameFacts frame,
            MemorySegment block,
            long at,
            long end,
            RecordWriter writer,
            Consumer<RecordWriter> sightings) {
        var message = new NeighbourDiscovery(block, at, end);
        Address target = new Address(message.targetHigh(), message.targetLow());
        switch (message.type()) {
            case NeighbourDiscovery.ROUTER_ADVERTISEMENT ->
                    sightings.accept(
                            SightingCodec.routerAdvertised(
                                    writer,
                                    frame,
                                    message.routerLifetimeSeconds(),
                                    message.sourceLinkLayerAddress(),
                                    prefixes(message),
                                    resolvers(message)));
            case NeighbourDiscovery.NEIGHBOUR_ADVERTISEMENT -> {
                long mac = message.targetLinkLayerAddress();
                sightings.accept(
                        SightingCodec.addressClaimed(
                                writer,
                                frame,
                                mac > 0 ? mac : frame.sourceMac(),
                                target,
                                message.isSolicited() ? Manner.ANSWERS : Manner.ANNOUNCES,
                                null,
                                message.isRouter()));
            }
            case NeighbourDiscovery.NEIGHBOUR_SOLICITATION -> {
                boolean probe = frame.sourceHigh() == 0 && frame.sourceLow() == 0;
                sightings.accept(
                        SightingCodec.addressClaimed(
                                writer,
                                frame,
                                frame.sourceMac(),
                                probe ? target : new Address(frame.sourceHigh(), frame.sourceLow()),
                                probe ? Manner.PROBES : Manner.ASKS,
                                probe ? null : target,
                                false));
            }
            case NeighbourDiscovery.REDIRECT -> {
                var destination = new Address(message.destinationHigh(), message.destinationLow());
                sightings.accept(SightingCodec.redirected(writer, frame, target, destination));
            }
            default -> {}
        }
    }

    private static List<Address> prefixes(NeighbourDiscovery message) {
        return addresses(
                message, NeighbourDiscovery.PREFIX_INFORMATION, PREFIX_WORD, PREFIX_WORD + 2);
    }

    private static List<Address> resolvers(NeighbourDiscovery message) {
        return addresses(
                message, NeighbourDiscovery.RECURSIVE_SERVERS, SERVERS_WORD, Integer.MAX_VALUE);
    }

    /// The addresses in the options of one type.
    ///
    /// @param first word of the first address
    /// @param over words from here on hold none
    private static List<Address> addresses(
            NeighbourDiscovery message, int type, int first, int over) {
        List<Address> found = new ArrayList<>();
        long option = message.option(type);
        while (option != NeighbourDiscovery.NO_OPTION) {
            int words = Math.min(message.words(option), over);
            for (int i = first; i + 1 < words && found.size() < MOST; i += 2) {
                found.add(new Address(message.word(option, i), message.word(option, i + 1)));
            }
            option = message.optionAfter(option);
        }
        return found;
    }
}
