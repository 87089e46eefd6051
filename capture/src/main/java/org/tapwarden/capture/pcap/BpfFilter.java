package org.tapwarden.capture.pcap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.flow.FrameFilter;

/// A filter in the language of tcpdump (pcap-filter(7)), for frames of any link type.
///
/// Compiled by libpcap once for each link type that comes; run by it, too, on a copy of the frame.
/// Used by one thread. Frames of a link type for which the expression makes no sense do not pass.
public final class BpfFilter implements FrameFilter {

    private static final int SNAPLEN = 262_144;
    private static final int DLT_RAW = 12;

    private final String expression;
    private final Map<Integer, Program> programs = new HashMap<>();

    /// What an expression became for one link type.
    private sealed interface Program {
        record Compiled(BpfProgram program) implements Program {}

        record Senseless() implements Program {}
    }

    private BpfFilter(String expression) {
        this.expression = expression;
    }

    /// Compiles the expression for Ethernet, so that a mistake is told at once.
    ///
    /// @throws IOException when the expression is wrong or libpcap is missing; one line for people
    public static BpfFilter compile(String expression) throws IOException {
        var filter = new BpfFilter(expression);
        int ethernet = LinkType.ETHERNET.code();
        try {
            filter.programs.put(ethernet, new Program.Compiled(program(expression, ethernet)));
        } catch (PcapNativeException e) {
            throw new IOException("wrong filter '" + expression + "': " + e.getMessage(), e);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new IOException(
                    "a filter needs libpcap; install it (Debian: apt-get install libpcap0.8)", e);
        }
        return filter;
    }

    private static BpfProgram program(String expression, int linkType) throws PcapNativeException {
        try {
            var everyNetwork = (Inet4Address) InetAddress.getByAddress(new byte[4]);
            return Pcaps.compileFilter(
                    SNAPLEN,
                    DataLinkType.getInstance(libpcapNumber(linkType)),
                    expression,
                    BpfCompileMode.OPTIMIZE,
                    everyNetwork);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("four bytes are an address", e);
        }
    }

    /// Files call raw IP 101; libpcap's compiler knows it as 12 on Linux (pcap-linktype(7)).
    private static int libpcapNumber(int linkType) {
        return linkType == LinkType.RAW.code() ? DLT_RAW : linkType;
    }

    @Override
    public boolean passes(Block block, int i) {
        Program program = programs.computeIfAbsent(block.linkType(i), this::forLinkType);
        return switch (program) {
            case Program.Senseless() -> false;
            case Program.Compiled(BpfProgram compiled) -> {
                byte[] frame = new byte[block.capturedLength(i)];
                MemorySegment.copy(
                        block.segment(), JAVA_BYTE, block.offset(i), frame, 0, frame.length);
                yield compiled.applyFilter(frame, block.wireLength(i), frame.length);
            }
        };
    }

    private Program forLinkType(int linkType) {
        try {
            return new Program.Compiled(program(expression, linkType));
        } catch (PcapNativeException e) {
            return new Program.Senseless();
        }
    }
}
