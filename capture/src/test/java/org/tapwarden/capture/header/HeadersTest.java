package org.tapwarden.capture.header;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every header view, and each lie by its name.
class HeadersTest {

    private static final int ROUNDS = Boolean.getBoolean("tapwarden.whole") ? 60_000 : 20_000;
    private static final int LONGEST = 120;

    /// Bytes that headers are made of, so that chance finds whole ones.
    private static final int[] LIKELY = {
        0, 1, 2, 4, 5, 6, 8, 0x10, 0x11, 0x21, 0x3a, 0x45, 0x50, 0x60, 0x81, 0x86, 0x87, 0x88, 0xdd,
        0xaa, 0xfe, 0xff, 3, 20, 40, 64, 0xc0, 0x0f
    };

    /// Chance alone does not find how these must begin: ARP, a subscriber's packet in GTP, Prism,
    /// radiotap, and IPv6 from Teredo.
    private static final List<byte[]> BEGINNINGS =
            Stream.of(
                            "000108000604",
                            "30ff",
                            "36ff00600000000000000001",
                            "4400000040000000",
                            "0000180003000000",
                            "6000000000003b4020010000")
                    .map(HexFormat.of()::parseHex)
                    .toList();

    static Stream<Class<? extends Record>> views() {
        return Stream.of(
                ArpHeader.class,
                CapwapHeader.class,
                ErspanHeader.class,
                EthernetHeader.class,
                GeneveHeader.class,
                GreHeader.class,
                GtpUserHeader.class,
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
                PpiHeader.class,
                PppoeHeader.class,
                PrefixInformation.class,
                PrismHeader.class,
                RadiotapHeader.class,
                TcpHeader.class,
                TeredoHeader.class,
                UdpHeader.class,
                VlanTag.class,
                VxlanHeader.class,
                WifiHeader.class);
    }

    @ParameterizedTest
    @MethodSource("views")
    void whatever_the_bytes_nothing_throws_and_nothing_is_read_behind_the_end(
            Class<? extends Record> view) {
        var header = new HeaderView(view);
        var random = new Random(20_261_123);
        int whole = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = bytes(random);
            long at = random.nextInt(3) == 0 ? Math.min(bytes.length, random.nextInt(8)) : 0;
            int protocol = random.nextBoolean() ? 44 : 51;
            whole += header.read(bytes, at, protocol) == Fault.NONE ? 1 : 0;
        }
        assertThat(whole).as("whole headers among " + ROUNDS).isPositive();
    }

    /// One target each for the fuzzer.
    @Test
    void every_header_is_fuzzed() {
        List<String> targets =
                Arrays.stream(HeadersFuzzTest.class.getDeclaredMethods())
                        .filter(m -> m.isAnnotationPresent(FuzzTest.class))
                        .map(Method::getName)
                        .toList();
        assertThat(views().map(Class::getSimpleName))
                .allSatisfy(name ->
                        assertThat(targets)
                                .contains(
                                        name.substring(0, 1).toLowerCase(Locale.ROOT)
                                                + name.substring(1)));
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(LONGEST)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            if (random.nextInt(4) != 0) {
                bytes[i] = (byte) LIKELY[random.nextInt(LIKELY.length)];
            }
        }
        byte[] beginning = BEGINNINGS.get(random.nextInt(BEGINNINGS.size()));
        if (bytes.length > beginning.length && random.nextInt(3) == 0) {
            System.arraycopy(beginning, 0, bytes, 0, beginning.length);
        }
        return bytes;
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

    /// RFC 7348, section 5.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "08000000 00002a00 | NONE",
                // a group policy id beside the valid flag, and reserved bits that receivers ignore
                "8c000007 00002a01 | NONE",
                "00000000 00002a00 | VXLAN_WRONG_FLAGS",
                "08000000 00002a   | TRUNCATED"
            })
    void vxlan(String hex, Fault expected) throws Exception {
        assertThat(fault(VxlanHeader.class, hex)).isEqualTo(expected);
    }

    /// RFC 8926, section 3.4.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // options of no, and of two words
                "0000 6558 00002a00 | NONE",
                "0240 6558 00002a00 0101800000000000 | NONE",
                "4000 6558 00002a00 | WRONG_VERSION",
                "0240 6558 00002a00 01018000 | TRUNCATED",
                "0000 6558 00002a | TRUNCATED"
            })
    void geneve(String hex, Fault expected) throws Exception {
        assertThat(fault(GeneveHeader.class, hex)).isEqualTo(expected);
    }

    /// 3GPP TS 29.281, sections 5.1 and 5.2.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30ff 0014 00000001 | NONE",
                // a sequence number, and one extension of four bytes
                "32ff 0014 00000001 0007 00 00 | NONE",
                "34ff 0014 00000001 0000 00 85 01100000 | NONE",
                "34ff 0014 00000001 0000 00 85 00100000 | GTP_EMPTY_EXTENSION",
                "34ff 0040 00000001 0000 00 85 010000850100008501000085010000850100008501000085010000850100008501000085 | GTP_TOO_MANY_EXTENSIONS",
                "34ff 0014 00000001 0000 00 85 0210 | TRUNCATED",
                "34ff 0002 00000001 0000 00 85 01100000 | IMPOSSIBLE_TOTAL_LENGTH",
                // an echo request, the charging protocol, and version 2
                "3001 0000 00000000 | GTP_NO_USER_DATA",
                "20ff 0014 00000001 | WRONG_VERSION",
                "48ff 0014 00000001 | WRONG_VERSION",
                "30ff 0014 000000 | TRUNCATED"
            })
    void gtp(String hex, Fault expected) throws Exception {
        assertThat(fault(GtpUserHeader.class, hex)).isEqualTo(expected);
    }

    /// RFC 4380, section 5.1.1.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "60000000 0000 3b40 20010000000000000000000000000001 fd200000000000000000000000000002 | NONE",
                "60000000 0000 3b40 fd200000000000000000000000000001 20010000000000000000000000000002 | NONE",
                // behind an authentication, an origin, and both
                "0001 00 00 0000000000000000 00 60000000 0000 3aff fe800000000000000000000000000001 ff020000000000000000000000000002 | NONE",
                "0000 1234 0a000001 60000000 0000 3b40 20010000000000000000000000000001 fd200000000000000000000000000002 | NONE",
                "0001 01 02 aa bbbb 0000000000000000 00 0000 1234 0a000001 60000000 0000 3b40 20010000000000000000000000000001 fd200000000000000000000000000002 | NONE",
                "60000000 0000 3b40 fd200000000000000000000000000001 fd200000000000000000000000000002 | TEREDO_WRONG_ADDRESS",
                "0000 1234 0a000001 0a000001 60000000 0000 3b40 20010000000000000000000000000001 fd200000000000000000000000000002 | WRONG_VERSION",
                "0001 ff ff 0000000000000000 00 60000000 0000 3aff fe800000000000000000000000000001 ff020000000000000000000000000002 | TRUNCATED",
                "60000000 0000 3b40 20010000 | TRUNCATED"
            })
    void teredo(String hex, Fault expected) throws Exception {
        assertThat(fault(TeredoHeader.class, hex)).isEqualTo(expected);
    }

    /// RFC 5415, sections 4.1 to 4.3.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00100200 00000000 | NONE",
                // a radio's address and wireless information behind the fixed part
                "00200320 00000000 0104ee4f 00000000 | NONE",
                "00200320 00000000 0104ee4f 000000 | TRUNCATED",
                "01000000 00000000 | CAPWAP_ENCRYPTED",
                "10100200 00000000 | WRONG_VERSION",
                "00080200 00000000 | IMPOSSIBLE_HEADER_LENGTH",
                "00100200 000000 | TRUNCATED"
            })
    void capwap(String hex, Fault expected) throws Exception {
        assertThat(fault(CapwapHeader.class, hex)).isEqualTo(expected);
    }

    /// IEEE 802.11-2020, section 9.3.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0801 0000 020000000001 020000000002 020000000003 1000 | NONE",
                // the same with the frame control's bytes changed round, as controllers are sent it
                "0108 0000 020000000001 020000000002 020000000003 1000 | NONE",
                // between two access points: four addresses; and a quality-of-service and an HT
                // field
                "0803 0000 020000000001 020000000002 020000000003 1000 020000000004 | NONE",
                "0803 0000 020000000001 020000000002 020000000003 1000 0200000000 | TRUNCATED",
                "8881 0000 020000000001 020000000002 020000000003 1000 0000 00000000 | NONE",
                "8881 0000 020000000001 020000000002 020000000003 1000 0000 000000 | TRUNCATED",
                // a beacon and an acknowledgement
                "8000 0000 020000000001 020000000002 020000000003 1000 | NONE",
                "8000 0000 020000000001 020000000002 020000000003 10 | TRUNCATED",
                "d400 0000 020000000001 | NONE",
                "d400 0000 0200000000 | TRUNCATED",
                "0b09 0000 020000000001 020000000002 020000000003 1000 | WRONG_VERSION"
            })
    void wifi(String hex, Fault expected) throws Exception {
        assertThat(fault(WifiHeader.class, hex)).isEqualTo(expected);
    }

    /// As radiotap.org describes it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00 00 0900 02000000 10 | NONE",
                // flags behind a time that is aligned to eight, and behind a second word of fields
                "00 00 1100 03000000 0000000000000000 10 | NONE",
                "00 00 0d00 02000080 00000000 10 | NONE",
                "00 00 0800 02000000 | RADIO_HEADER_WRONG",
                "00 00 0800 00000080 | RADIO_HEADER_WRONG",
                "00 00 0400 00000000 | RADIO_HEADER_WRONG",
                "01 00 0800 00000000 | WRONG_VERSION",
                "00 00 0900 02000000 | TRUNCATED"
            })
    void radiotap(String hex, Fault expected) throws Exception {
        assertThat(fault(RadiotapHeader.class, hex)).isEqualTo(expected);
    }

    /// LINKTYPE_PPI of tcpdump.org.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00 00 0800 69000000 | NONE",
                "00 00 0700 69000000 | RADIO_HEADER_WRONG",
                "01 00 0800 69000000 | WRONG_VERSION",
                "00 00 0900 69000000 | TRUNCATED"
            })
    void ppi(String hex, Fault expected) throws Exception {
        assertThat(fault(PpiHeader.class, hex)).isEqualTo(expected);
    }

    /// LINKTYPE_IEEE802_11_PRISM and _AVS of tcpdump.org.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "44000000 18000000 77000000000000000000000000000000 | NONE",
                "00000044 00000018 77000000000000000000000000000000 | NONE",
                "80211001 00000018 77000000000000000000000000000000 | NONE",
                "44000000 17000000 77000000000000000000000000000000 | RADIO_HEADER_WRONG",
                "44000000 ffffffff 77000000000000000000000000000000 | RADIO_HEADER_WRONG",
                "44000000 19000000 77000000000000000000000000000000 | TRUNCATED",
                "45000000 18000000 77000000000000000000000000000000 | WRONG_VERSION",
                "44000000 18000000 770000000000000000000000000000 | TRUNCATED"
            })
    void prism(String hex, Fault expected) throws Exception {
        assertThat(fault(PrismHeader.class, hex)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // within a cell, to the network, from it, and between access points
                "0800 0000 020000000001 020000000002 020000000003 1000 | 020000000002 | 020000000001",
                "0801 0000 020000000001 020000000002 020000000003 1000 | 020000000002 | 020000000003",
                "0802 0000 020000000001 020000000002 020000000003 1000 | 020000000003 | 020000000001",
                "0803 0000 020000000001 020000000002 020000000003 1000 020000000004 | 020000000004 | 020000000003"
            })
    void wifi_says_who_speaks_to_whom(String hex, String source, String destination) {
        MemorySegment bytes = MemorySegment.ofArray(HexFormat.of().parseHex(hex.replace(" ", "")));
        var header = new WifiHeader(bytes, 0);
        assertThat(header.source()).isEqualTo(HexFormat.fromHexDigitsToLong(source));
        assertThat(header.destination()).isEqualTo(HexFormat.fromHexDigitsToLong(destination));
        assertThat(header.payloadAt()).isEqualTo(bytes.byteSize());
    }
}
