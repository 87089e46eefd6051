package org.tapwarden.detector.rogue;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Recent;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.TapKind;

/// Notices several systems behind one address, even where a router sets the time to live so that no
/// hop shows.
///
/// Translation leaves two things as they were: the order of TCP options in a SYN, which is the
/// sender's system's own, and what a browser says in clear to be. Counted is when connections of
/// one IPv4 address change from one system to another, back, and once more: within {@link
/// #STACK_NANOS}, which no restart into another system does; or, for what browsers say, {@link
/// #AGENT_NANOS}. An address, not a MAC: a virtual machine that is bridged by its host has one of
/// its own.
///
/// Not used are clocks (a TCP timestamp begins anywhere with each connection on current systems)
/// and host names, which no translation lets through. Not seen: several devices of one maker's
/// system that browse encrypted only. A subsystem that shares its host's address (WSL in mirrored
/// mode) and a programmer's emulator look the same, so it is one family and never accuses alone.
public final class Stacks implements Detector {

    static final int MOST_ADDRESSES = Caps.of(50_000, 32);
    static final long STACK_NANOS = 60_000_000_000L;
    static final long AGENT_NANOS = 600_000_000_000L;

    /// Systems that differ in the order of their options: the kinds, four bits each, without the
    /// zeros at their end (read off our own lab's systems and published descriptions of them).
    private enum TcpSystem {
        WINDOWS(0x213114L),
        LINUX_OR_ANDROID(0x24813L),
        MACOS_OR_IOS(0x2131184L);

        private final long options;

        TcpSystem(long options) {
            this.options = options;
        }

        static @Nullable TcpSystem of(Sighting.Stack stack) {
            long options = stack.options();
            options = options == 0 ? 0 : options >>> (Long.numberOfTrailingZeros(options) & ~3);
            for (TcpSystem system : values()) {
                if (system.options == options) {
                    return system;
                }
            }
            return null;
        }
    }

    /// What browsers call the system they run on. In this order: an Android browser says Linux,
    /// too.
    private enum Agent {
        WINDOWS("windows nt"),
        ANDROID("android"),
        IPHONE("iphone"),
        IPAD("ipad"),
        CHROMEBOOK("cros"),
        MACINTOSH("macintosh"),
        PLAYSTATION("playstation"),
        NINTENDO("nintendo"),
        LINUX("x11; linux");

        private final String word;

        Agent(String word) {
            this.word = word;
        }

        static @Nullable Agent of(@Nullable String software) {
            if (software == null) {
                return null;
            }
            String lower = software.toLowerCase(Locale.ROOT);
            for (Agent agent : values()) {
                if (lower.contains(agent.word)) {
                    return agent;
                }
            }
            return null;
        }
    }

    private record At(long endpoint, Address address) {}

    private static final class Seen {
        private final Turns stacks = new Turns(STACK_NANOS);
        private final Turns agents = new Turns(AGENT_NANOS);

        /// A flow is told of several times; it counts once.
        private long newestFlowNanos = Long.MIN_VALUE;
    }

    private final Scene scene;
    private final Recent<At, Seen> addresses = new Recent<>(MOST_ADDRESSES);

    public Stacks(Scene scene) {
        this.scene = scene;
    }

    @Override
    public void see(Sighting sighting) {
        if (sighting instanceof Sighting.SynSent(var frame, var _, var stack) && stack != null) {
            TcpSystem system = TcpSystem.of(stack);
            Address address = frame.sender();
            if (system == null || address == null || !address.isIpv4()) {
                return;
            }
            Endpoint endpoint = Wire.owner(scene, frame);
            if (endpoint == null) {
                return;
            }
            Turns turns = seen(endpoint, address).stacks;
            if (turns.see(system.ordinal(), frame.atNanos())) {
                String words = words(turns.kinds(), TcpSystem.values());
                report(endpoint, RouterReason.SEVERAL_STACKS, words, frame.atNanos());
            }
        }
    }

    @Override
    public void flow(FlowRecord placed, @Nullable Endpoint source, @Nullable Endpoint destination) {
        Address address = placed.conversation().source();
        Protocol protocol = placed.label().protocol();
        boolean browses = protocol == Protocol.HTTP || protocol == Protocol.QUIC;
        if (source == null || !browses || !address.isIpv4()) {
            return;
        }
        Agent agent = Agent.of(placed.names().software());
        boolean own =
                source.segment().tap() == TapKind.ACCESS
                        && source.mac() == placed.place().sourceMac()
                        && !source.isNextHop();
        if (agent == null || !own) {
            return;
        }
        Seen seen = seen(source, address);
        long startNanos = placed.whole().startNanos();
        if (startNanos <= seen.newestFlowNanos) {
            return;
        }
        seen.newestFlowNanos = startNanos;
        if (seen.agents.see(agent.ordinal(), startNanos)) {
            String words = words(seen.agents.kinds(), Agent.values());
            report(source, RouterReason.SEVERAL_USER_AGENTS, words, placed.slice().endNanos());
        }
    }

    private Seen seen(Endpoint endpoint, Address address) {
        return addresses.of(new At(endpoint.id(), address), Seen::new);
    }

    private static String words(int kinds, Enum<?>[] all) {
        StringJoiner words = new StringJoiner(", ");
        for (Enum<?> one : all) {
            if ((kinds & 1 << one.ordinal()) != 0) {
                words.add(one.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            }
        }
        return words.toString();
    }

    private void report(Endpoint about, RouterReason reason, String detail, long atNanos) {
        scene.report(
                CaseKind.ROGUE_ROUTER, about, new Evidence(about.id(), reason, detail, atNanos));
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("stack_addresses_displaced", addresses.displaced());
    }
}
