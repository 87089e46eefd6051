package org.tapwarden.history.bench;

import java.util.List;
import java.util.function.Supplier;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;

/// Makes questions that the flow language and nfdump's filter can both ask, by chance from what
/// flows have: addresses, networks, ports, transport, bytes and packets, joined by `and`, `or` and
/// `not`.
///
/// nfdump's `bytes` and `packets` are those of the source, since both directions stand in one
/// record. Ports are asked of TCP and UDP only: where a flow of ICMP has type and code, each tool
/// has its own convention.
final class NfdumpFilters {

    /// The same question in both languages.
    record Filter(String ours, String theirs) {}

    private final Draw draw;
    private final Supplier<FlowRecord> anyFlow;
    private final List<Supplier<Filter>> kinds =
            List.of(
                    this::address,
                    this::network,
                    this::port,
                    this::transport,
                    this::bytes,
                    this::packets);

    /// @param anyFlow of those that are asked about
    NfdumpFilters(Draw draw, Supplier<FlowRecord> anyFlow) {
        this.draw = draw;
        this.anyFlow = anyFlow;
    }

    Filter any() {
        return any(2);
    }

    private Filter any(int deep) {
        int kind = deep == 0 ? 0 : draw.below(5);
        return switch (kind) {
            case 1 -> joined(any(deep - 1), "and", any(deep - 1));
            case 2 -> joined(any(deep - 1), "or", any(deep - 1));
            case 3 -> {
                Filter inner = any(deep - 1);
                yield new Filter("not (" + inner.ours + ")", "not (" + inner.theirs + ")");
            }
            default -> kinds.get(draw.below(kinds.size())).get();
        };
    }

    private static Filter joined(Filter first, String word, Filter second) {
        return new Filter(
                "(" + first.ours + ") " + word + " (" + second.ours + ")",
                "(" + first.theirs + ") " + word + " (" + second.theirs + ")");
    }

    private enum End {
        SOURCE("source.", "src "),
        DESTINATION("destination.", "dst "),
        EITHER("", "");

        final String ours;
        final String theirs;

        End(String ours, String theirs) {
            this.ours = ours;
            this.theirs = theirs;
        }
    }

    private Filter address() {
        End end = draw.any(End.values());
        String address = anyAddress().toString();
        return new Filter(end.ours + "ip:" + address, end.theirs + "ip " + address);
    }

    private Address anyAddress() {
        FlowRecord.Conversation between = anyFlow.get().conversation();
        return draw.below(2) == 0 ? between.source() : between.destination();
    }

    private Filter network() {
        End end = draw.any(End.values());
        Address address = anyAddress();
        int bits = address.isIpv4() ? 8 + draw.below(24) : 24 + draw.below(100);
        String network = masked(address, address.isIpv4() ? bits + 96 : bits) + "/" + bits;
        return new Filter(end.ours + "ip:" + network, end.theirs + "net " + network);
    }

    /// The first of the 128 bits, and the rest zero.
    private static Address masked(Address address, int bits) {
        long high = bits >= 64 ? -1L : -1L << (64 - bits);
        long low = bits <= 64 ? 0 : -1L << (128 - bits);
        return new Address(address.high() & high, address.low() & low);
    }

    private Filter port() {
        End end = draw.any(End.values());
        FlowRecord.Conversation between = anyFlow.get().conversation();
        int port = draw.below(4) == 0 ? between.sourcePort() : between.destinationPort();
        boolean exact = draw.below(2) == 0;
        if (exact || end == End.EITHER) {
            return ported(new Filter(end.ours + "port:" + port, end.theirs + "port " + port));
        }
        String sign = draw.below(2) == 0 ? " > " : " < ";
        return ported(
                new Filter(end.ours + "port" + sign + port, end.theirs + "port" + sign + port));
    }

    private static Filter ported(Filter filter) {
        return new Filter(
                "(transport:tcp or transport:udp) and " + filter.ours,
                "(proto tcp or proto udp) and " + filter.theirs);
    }

    private Filter transport() {
        String word = draw.any(new String[] {"tcp", "udp", "icmp"});
        return new Filter("transport:" + word, "proto " + word);
    }

    private Filter bytes() {
        return compared("bytes", anyFlow.get().slice().sourceBytes());
    }

    private Filter packets() {
        return compared("packets", anyFlow.get().slice().sourcePackets());
    }

    private Filter compared(String what, long value) {
        return switch (draw.below(3)) {
            case 0 -> new Filter("source." + what + " > " + value, what + " > " + value);
            case 1 -> new Filter("source." + what + " < " + value, what + " < " + value);
            default -> new Filter("source." + what + ":" + value, what + " = " + value);
        };
    }
}
