package org.tapwarden.capture.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every header view, and each lie by its name.
class HeadersTest {

    private static final int ROUNDS = 60_000;
    private static final int LONGEST = 120;

    /// Bytes that headers are made of, so that chance finds whole ones.
    private static final int[] LIKELY = {
        0, 1, 2, 4, 5, 6, 8, 0x10, 0x11, 0x21, 0x3a, 0x45, 0x50, 0x60, 0x81, 0x86, 0x87, 0x88, 0xdd,
        0xaa, 0xfe, 0xff, 3, 20, 40, 64, 0xc0, 0x0f
    };

    private static final byte[] ARP = {0, 1, 8, 0, 6, 4};

    static Stream<Class<? extends Record>> views() {
        return Stream.of(
                ArpHeader.class,
                ErspanHeader.class,
                EthernetHeader.class,
                GreHeader.class,
                IcmpHeader.class,
                Ipv4Header.class,
                Ipv6Extension.class,
                Ipv6Header.class,
                LinuxCooked.class,
                LinuxCooked2.class,
                LlcHeader.class,
                LoopbackHeader.class,
                MplsLabel.class,
                NeighbourDiscovery.class,
                Ports.class,
                PppHeader.class,
                PppoeHeader.class,
                PrefixInformation.class,
                TcpHeader.class,
                UdpHeader.class,
                VlanTag.class);
    }

    /// The segment ends where the frame does, so a read behind it throws.
    @ParameterizedTest
    @MethodSource("views")
    void whatever_the_bytes_nothing_throws_and_nothing_is_read_behind_the_end(
            Class<? extends Record> view) throws Exception {
        Method fault =
                Arrays.stream(view.getMethods())
                        .filter(m -> m.getName().equals("fault"))
                        .findFirst()
                        .orElseThrow();
        List<Method> accessors =
                Arrays.stream(view.getDeclaredMethods())
                        .filter(m -> Modifier.isPublic(m.getModifiers()))
                        .filter(m -> !Modifier.isStatic(m.getModifiers()))
                        .filter(m -> m.getParameterCount() == 0)
                        .filter(m -> !List.of("toString", "hashCode").contains(m.getName()))
                        .toList();
        var random = new Random(20_261_123);
        int whole = 0;
        for (int round = 0; round < ROUNDS; round++) {
            MemorySegment bytes = MemorySegment.ofArray(bytes(random));
            long end = bytes.byteSize();
            long at = random.nextInt(3) == 0 ? Math.min(end, random.nextInt(8)) : 0;
            Object[] asked = arguments(fault, bytes, at, end, random);
            if (call(fault, null, asked) == Fault.NONE) {
                whole++;
                Object made = make(view, bytes, at, end, asked);
                for (Method accessor : accessors) {
                    call(accessor, made);
                }
            }
        }
        assertThat(whole).as("whole headers among " + ROUNDS).isGreaterThan(10);
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(LONGEST)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            if (random.nextInt(4) != 0) {
                bytes[i] = (byte) LIKELY[random.nextInt(LIKELY.length)];
            }
        }
        // Chance alone does not find the six bytes that ARP must begin with.
        if (bytes.length > ARP.length && random.nextInt(8) == 0) {
            System.arraycopy(ARP, 0, bytes, 0, ARP.length);
        }
        return bytes;
    }

    private static Object[] arguments(
            Method fault, MemorySegment bytes, long at, long end, Random random) {
        return fault.getParameterCount() == 4
                ? new Object[] {bytes, at, end, random.nextBoolean() ? 44 : 51}
                : new Object[] {bytes, at, end};
    }

    private static Object make(
            Class<? extends Record> view, MemorySegment bytes, long at, long end, Object[] asked)
            throws ReflectiveOperationException {
        RecordComponent[] components = view.getRecordComponents();
        Object third =
                components.length < 3
                        ? null
                        : components[2].getType() == long.class ? (Object) end : asked[3];
        Object[] arguments =
                components.length < 3 ? new Object[] {bytes, at} : new Object[] {bytes, at, third};
        return view.getDeclaredConstructors()[0].newInstance(arguments);
    }

    private static Object call(Method method, Object on, Object... arguments)
            throws IllegalAccessException {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(method + " threw", e.getCause());
        }
    }

    private static Fault fault(Class<?> view, String hex) throws Exception {
        MemorySegment bytes = MemorySegment.ofArray(HexFormat.of().parseHex(hex.replace(" ", "")));
        Method method = view.getMethod("fault", MemorySegment.class, long.class, long.class);
        return (Fault) method.invoke(null, bytes, 0L, bytes.byteSize());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // version and length, total length 20, TTL 64, UDP, two addresses
                "4500 0014 0000 0000 4011 0000 0a000001 0a000002 | NONE",
                "6500 0014 0000 0000 4011 0000 0a000001 0a000002 | WRONG_VERSION",
                "4400 0014 0000 0000 4011 0000 0a000001 0a000002 | IMPOSSIBLE_HEADER_LENGTH",
                "4500 0013 0000 0000 4011 0000 0a000001 0a000002 | IMPOSSIBLE_TOTAL_LENGTH",
                "4600 0018 0000 0000 4011 0000 0a000001 0a000002 | TRUNCATED",
                "4500 0014 0000 0000 4011 0000 0a000001 0a0000   | TRUNCATED"
            })
    void ipv4(String hex, Fault expected) throws Exception {
        assertThat(fault(Ipv4Header.class, hex)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "60000000 0000 3b40 fd200000000000000000000000000001 fd200000000000000000000000000002 | NONE",
                "45000000 0000 3b40 fd200000000000000000000000000001 fd200000000000000000000000000002 | WRONG_VERSION",
                "60000000 0000 3b40 fd200000000000000000000000000001 fd2000000000000000000000000000   | TRUNCATED"
            })
    void ipv6(String hex, Fault expected) throws Exception {
        assertThat(fault(Ipv6Header.class, hex)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // ports, sequence, acknowledgement, offset and flags, window, checksum, urgent
                "0050 0051 00000001 00000000 5002 1000 0000 0000 | NONE",
                "0050 0051 00000001 00000000 4002 1000 0000 0000 | TCP_HEADER_TOO_SHORT",
                "0050 0051 00000001 00000000 5002 1000 0000      | TRUNCATED"
            })
    void tcp(String hex, Fault expected) throws Exception {
        assertThat(fault(TcpHeader.class, hex)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0035 0036 0008 0000 | NONE",
                "0035 0036 0007 0000 | UDP_LENGTH_TOO_SHORT",
                "0035 0036 0008 00   | TRUNCATED"
            })
    void udp(String hex, Fault expected) throws Exception {
        assertThat(fault(UdpHeader.class, hex)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002 | NONE",
                "0001 0800 08 04 0001 020000000001 0a000001 000000000000 0a000002 | ARP_WRONG_SIZES",
                "0001 86dd 06 10 0001 020000000001 0a000001 000000000000 0a000002 | ARP_WRONG_SIZES",
                "0001 0800 06 04 0001 020000000001 0a000001 000000000000          | TRUNCATED"
            })
    void arp(String hex, Fault expected) throws Exception {
        assertThat(fault(ArpHeader.class, hex)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a neighbour solicitation with its source's link-layer address
                "8700 0000 00000000 fd200000000000000000000000000001 0101 020000000001 | NONE",
                "9900 0000 00000000 fd200000000000000000000000000001 0101 020000000001 | ND_WRONG_TYPE",
                "8701 0000 00000000 fd200000000000000000000000000001 0101 020000000001 | ND_WRONG_CODE",
                "8700 0000 00000000 fd200000000000000000000000000001 0100 020000000001 | ND_EMPTY_OPTION",
                "8700 0000 00000000 fd2000000000000000000000000000                    | TRUNCATED"
            })
    void neighbour_discovery(String hex, Fault expected) throws Exception {
        assertThat(fault(NeighbourDiscovery.class, hex)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0000 0800 | NONE", "4000 0800 | GRE_WRONG_FLAGS", "0000 08   | TRUNCATED"})
    void gre(String hex, Fault expected) throws Exception {
        assertThat(fault(GreHeader.class, hex)).isEqualTo(expected);
    }
}
