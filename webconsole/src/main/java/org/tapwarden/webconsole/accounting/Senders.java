package org.tapwarden.webconsole.accounting;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.webconsole.accounting.AccountingSettings.Client;

/// Who may send, and how much. Belongs to the thread of the socket.
final class Senders {

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final List<Client> clients;
    private final int mostPerSecond;
    private final Count.All counts;
    private final Map<Address, Sender> senders = new HashMap<>();

    /// A client's address, and what came from it in this second.
    static final class Sender {
        private final Client client;
        private final Proof proof;
        private long sinceNanos;
        private int packets;

        private Sender(Client client, long nowNanos) {
            this.client = client;
            this.proof = new Proof(client.secret().getBytes(StandardCharsets.UTF_8));
            this.sinceNanos = nowNanos;
        }

        Proof proof() {
            return proof;
        }

        boolean requiresMessageAuthenticator() {
            return client.requireMessageAuthenticator();
        }
    }

    Senders(List<Client> clients, int mostPerSecond, Count.All counts) {
        this.clients =
                clients.stream()
                        .sorted(Comparator.comparingInt((Client c) -> c.prefix().bits()).reversed())
                        .toList();
        this.mostPerSecond = mostPerSecond;
        this.counts = counts;
    }

    /// The sender of a packet that may be looked at; null, and counted, for any other.
    @Nullable Sender of(Address address, long nowNanos) {
        Sender sender = senders.get(address);
        if (sender == null) {
            Client client = client(address);
            if (client == null) {
                counts.add(Count.UNKNOWN_CLIENT);
                return null;
            }
            if (senders.size() >= AccountingSettings.MOST_CLIENTS) {
                // Only addresses inside the clients' prefixes get here.
                counts.add(Count.SENDERS_DISPLACED, senders.size());
                senders.clear();
            }
            sender = new Sender(client, nowNanos);
            senders.put(address, sender);
        }
        if (nowNanos - sender.sinceNanos >= SECOND_NANOS) {
            sender.sinceNanos = nowNanos;
            sender.packets = 0;
        }
        if (++sender.packets > mostPerSecond) {
            counts.add(Count.RATE_LIMITED);
            return null;
        }
        return sender;
    }

    private @Nullable Client client(Address address) {
        for (Client client : clients) {
            if (client.holds(address)) {
                return client;
            }
        }
        return null;
    }
}
