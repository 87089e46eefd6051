package org.tapwarden.detector.sensor;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

/// Puts into the endpoint table what the wire tells of endpoints: addresses, names, fingerprints,
/// services, whom they serve. It judges nobody.
///
/// Owned by the deciding thread.
final class Learning {

    /// A client that means to have the address (RFC 2131, section 3.1). Gateways and DHCP servers
    /// send DISCOVER or INFORM on their own segments, to see whether another server answers: such a
    /// question makes nobody a client.
    private static final int DHCP_REQUEST = 3;

    private static final int DHCP_ACK = 5;

    /// Hears of an endpoint that said something about itself.
    interface Changed {
        void changed(Endpoint endpoint, long atNanos);
    }

    private final Segments segments;
    private final Endpoints endpoints;
    private final Attribution whose;
    private final RelayedRequests relayed;
    private final WireAccounts accounts;
    private final CanaryNames canaries;
    private final Changed changed;

    Learning(
            Segments segments,
            Endpoints endpoints,
            Attribution whose,
            RelayedRequests relayed,
            WireAccounts accounts,
            CanaryNames canaries,
            Changed changed) {
        this.segments = segments;
        this.endpoints = endpoints;
        this.whose = whose;
        this.relayed = relayed;
        this.accounts = accounts;
        this.canaries = canaries;
        this.changed = changed;
    }

    void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        switch (sighting) {
            case Sighting.AddressClaimed claim -> claimed(claim);
            case Sighting.Told(var _, Telling telling) -> told(frame, telling);
            case Sighting.RouterAdvertised _, Sighting.BridgeSpoke _ -> serves(frame);
            case Sighting.EquipmentSpoke spoke -> {
                serves(frame);
                named(frame, spoke);
            }
            default -> {
                // tells nothing of an endpoint itself
            }
        }
    }

    /// How the endpoint's TCP looks.
    void stack(Endpoint endpoint, Sighting.SynSent syn) {
        if (syn.stack() != null) {
            String looks = StackWords.of(syn.stack(), syn.timeToLive());
            endpoints.learn(endpoint, Binding.STACK, looks, syn.frame().atNanos(), "tcp", 50);
        }
    }

    /// What a flow tells of its source, which sent it under its own MAC.
    void flow(Endpoint source, FlowRecord record) {
        long atNanos = record.slice().endNanos();
        vlan(source, record.place().vlan(), atNanos);
        software(source, record, atNanos);
    }

    /// The family of the programs that a device uses, never their versions or pages.
    private void software(Endpoint endpoint, FlowRecord record, long atNanos) {
        String agent = record.names().software();
        if (agent != null && record.label().protocol() == Protocol.HTTP) {
            String family = AgentFamily.of(agent);
            endpoints.learn(endpoint, Binding.SOFTWARE, family, atNanos, "http", 40);
        }
    }

    private void claimed(Sighting.AddressClaimed claim) {
        if (claim.manner() == Sighting.AddressClaimed.Manner.PROBES) {
            return;
        }
        Sighting.Frame frame = claim.frame();
        Endpoint endpoint = whose.claimant(frame, claim.mac(), claim.address());
        if (endpoint != null) {
            endpoints.bind(endpoint, claim.address(), frame.atNanos(), "arp");
            vlan(endpoint, frame.vlan(), frame.atNanos());
        }
    }

    /// Frames without a tag say nothing of one.
    private void vlan(Endpoint endpoint, int vlan, long atNanos) {
        if (vlan > 0) {
            endpoints.learn(endpoint, Binding.VLAN, Integer.toString(vlan), atNanos, "wire", 95);
        }
    }

    private void told(Sighting.Frame frame, Telling telling) {
        switch (telling) {
            case Telling.DhcpRequest request -> asks(frame, request);
            case Telling.DhcpReply reply -> replies(frame, reply);
            case Telling.NameAnnounced(String name, var via) -> {
                Endpoint endpoint = whose.sender(frame);
                if (endpoint != null) {
                    endpoints.hostName(endpoint, name, frame.atNanos(), via.word());
                    changed.changed(endpoint, frame.atNanos());
                }
            }
            case Telling.ServiceAnnounced(String service, var _, var via) -> {
                Endpoint endpoint = whose.sender(frame);
                if (endpoint != null) {
                    endpoints.service(endpoint, service, frame.atNanos(), via.word());
                    changed.changed(endpoint, frame.atNanos());
                }
            }
            case Telling.NameAnswered answer -> answered(frame, answer);
            case Telling.Dhcpv6Message message -> {
                if (message.isFromServer()) {
                    serves(frame);
                }
            }
            case Telling.AccountUsed used -> accounts.used(frame, used);
        }
    }

    private void asks(Sighting.Frame frame, Telling.DhcpRequest request) {
        Endpoint endpoint = whose.asker(frame, request);
        if (endpoint == null) {
            relayed.asked(frame, request);
            return;
        }
        if (request.messageType() == DHCP_REQUEST) {
            endpoints.askForAddress(endpoint);
        }
        vlan(endpoint, frame.vlan(), frame.atNanos());
        if (request.clientId() != null) {
            endpoints.learn(
                    endpoint, Binding.CLIENT_ID, request.clientId(), frame.atNanos(), "dhcp", 70);
        }
        if (request.vendorClass() != null || request.parameters() != null) {
            endpoints.fingerprint(
                    endpoint,
                    orEmpty(request.vendorClass()),
                    orEmpty(request.parameters()),
                    frame.atNanos());
        }
        if (request.hostName() != null) {
            endpoints.hostName(endpoint, request.hostName(), frame.atNanos(), "dhcp");
            accounts.named(endpoint, request.hostName(), frame.atNanos());
        }
        changed.changed(endpoint, frame.atNanos());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// Whoever answers names for others is a name server, and protected.
    private void answered(Sighting.Frame frame, Telling.NameAnswered answer) {
        Address client = frame.receiver();
        if (client == null || client.isMulticast() || !answer.isFromNameServer()) {
            return; // neighbours that answer for themselves only
        }
        Segment asked = segments.of(frame, client);
        if (asked != null && !answer.addresses().isEmpty()) {
            canaries.answered(asked, answer.name(), frame.atNanos());
        }
        Endpoint server = whose.sender(frame);
        if (server != null) {
            server.served(client.high() * 31 + client.low());
        }
    }

    private void replies(Sighting.Frame frame, Telling.DhcpReply reply) {
        Address assigned = reply.assigned();
        if (reply.messageType() != DHCP_ACK || assigned == null) {
            return;
        }
        Endpoint server = whose.sender(frame);
        if (server != null && reply.clientMac() != 0) {
            server.served(reply.clientMac());
        }
        relayed.given(frame, reply, assigned);
        Endpoint endpoint = whose.leaseholder(frame, reply.clientMac(), assigned);
        if (endpoint != null) {
            endpoints.bind(endpoint, assigned, frame.atNanos(), "dhcp");
            changed.changed(endpoint, frame.atNanos());
        }
    }

    private void named(Sighting.Frame frame, Sighting.EquipmentSpoke spoke) {
        Endpoint endpoint = whose.sender(frame);
        String name = spoke.equipment().name();
        if (endpoint != null && name != null) {
            String source = spoke.kind().name().toLowerCase(Locale.ROOT);
            endpoints.learn(endpoint, Binding.HOST_NAME, name, frame.atNanos(), source, 60);
        }
    }

    private void serves(Sighting.Frame frame) {
        Endpoint endpoint = whose.sender(frame);
        if (endpoint != null) {
            endpoint.serve();
        }
    }

    /// Requests through a relay that were forgotten before they were answered.
    long requestsForgotten() {
        return relayed.forgotten();
    }
}
