package org.tapwarden.enforcer.reset;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.header.EtherType;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.capture.ring.SocketFilter;

/// Makes the kernel's filter: TCP and UDP over IPv4, and all IPv6, from or to a restricted MAC or
/// address, behind up to two tags beside the one that the kernel took out.
///
/// It compares the low 32 bits only, found by halving; the few others that pass are told apart
/// later, by all bits. At the caps it has 3,100 instructions of the kernel's 4,096, of which a
/// frame runs some sixty.
final class ResetFilter {

    /// How much of a frame is wanted: headers with their options, and what an unreachable quotes.
    static final int SNAP = 256;

    private static final int LOAD = 0x20;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_AT_X = 0x40;
    private static final int LOAD_HALF_AT_X = 0x48;
    private static final int LOAD_BYTE_AT_X = 0x50;
    private static final int SET_X = 0x01;
    private static final int JUMP = 0x05;
    private static final int EQUAL = 0x15;
    private static final int GREATER = 0x25;
    private static final int RETURN = 0x06;

    private static final int LEAF = 8;
    private static final int[] TAGS = {EtherType.VLAN, EtherType.PROVIDER_VLAN, 0x9100, 0x9200};

    // Where the low 32 bits lie.
    private static final int MAC_SOURCE = 8;
    private static final int MAC_DESTINATION = 2;
    private static final int TYPE = 12;
    private static final int TAG_BYTES = 4;
    private static final int V4_PROTOCOL = 14 + 9;
    private static final int V4_SOURCE = 14 + 12;
    private static final int V4_DESTINATION = 14 + 16;
    private static final int V6_SOURCE = 14 + 8 + 12;
    private static final int V6_DESTINATION = 14 + 24 + 12;

    private final long[] program = new long[SocketFilter.MOST_INSTRUCTIONS];
    private final Map<Integer, Integer> labels = new HashMap<>();
    private int length;
    private int nextLabel;

    private ResetFilter() {}

    /// @throws IllegalArgumentException when there are too many for one filter
    static SocketFilter of(Restricted restricted) {
        if (restricted.macs().isEmpty() && restricted.addresses().isEmpty()) {
            return SocketFilter.NOTHING;
        }
        return new ResetFilter().assembled(restricted);
    }

    private SocketFilter assembled(Restricted restricted) {
        long[] macs = keys(restricted.macs().stream().mapToLong(Mac::bits));
        long[] v4 = keys(restricted.addresses().stream().filter(Address::isIpv4));
        long[] v6 = keys(restricted.addresses().stream().filter(a -> !a.isIpv4()));
        findHeader();
        int ipv4 = label();
        int search = label();
        add(LOAD_HALF_AT_X, TYPE);
        whenEqual(EtherType.IPV4, ipv4);
        whenEqual(EtherType.IPV6, search);
        add(RETURN, 0);
        place(ipv4);
        add(LOAD_BYTE_AT_X, V4_PROTOCOL);
        whenEqual(IpProtocol.TCP, search);
        whenEqual(IpProtocol.UDP, search);
        add(RETURN, 0);
        place(search);
        search(LOAD, MAC_SOURCE, macs);
        search(LOAD, MAC_DESTINATION, macs);
        int ofIpv4 = label();
        add(LOAD_HALF_AT_X, TYPE);
        whenEqual(EtherType.IPV4, ofIpv4);
        search(LOAD_AT_X, V6_SOURCE, v6);
        search(LOAD_AT_X, V6_DESTINATION, v6);
        add(RETURN, 0);
        place(ofIpv4);
        search(LOAD_AT_X, V4_SOURCE, v4);
        search(LOAD_AT_X, V4_DESTINATION, v4);
        add(RETURN, 0);
        return finished();
    }

    private static long[] keys(java.util.stream.Stream<Address> addresses) {
        return keys(addresses.mapToLong(Address::low));
    }

    private static long[] keys(LongStream bits) {
        LongUnaryOperator low = key -> key & 0xffff_ffffL;
        return bits.map(low).sorted().distinct().toArray();
    }

    /// Puts into X how many bytes of tags stand before the IP header.
    private void findHeader() {
        int start = label();
        for (int tags = 0; tags < 2; tags++) {
            int tagged = label();
            add(LOAD_HALF, TYPE + tags * TAG_BYTES);
            for (int tag : TAGS) {
                whenEqual(tag, tagged);
            }
            add(SET_X, tags * TAG_BYTES);
            jump(start);
            place(tagged);
        }
        add(SET_X, 2 * TAG_BYTES);
        place(start);
    }

    private void search(int load, int at, long[] keys) {
        if (keys.length == 0) {
            return;
        }
        int missed = label();
        add(load, at);
        search(keys, missed);
        place(missed);
    }

    private void search(long[] keys, int missed) {
        if (keys.length <= LEAF) {
            for (int i = 0; i < keys.length; i++) {
                // Over those that follow and the jump behind them.
                put(SocketFilter.instruction(EQUAL, keys.length - i, 0, (int) keys[i]));
            }
            jump(missed);
            add(RETURN, SNAP);
            return;
        }
        int middle = keys.length / 2;
        int right = label();
        put(SocketFilter.instruction(GREATER, 0, 1, (int) keys[middle - 1]));
        jump(right);
        search(Arrays.copyOf(keys, middle), missed);
        place(right);
        search(Arrays.copyOfRange(keys, middle, keys.length), missed);
    }

    /// A conditional jump reaches 255 instructions only, a plain one everything.
    private void whenEqual(int value, int label) {
        put(SocketFilter.instruction(EQUAL, 0, 1, value));
        jump(label);
    }

    private void jump(int label) {
        add(JUMP, label);
    }

    private void add(int code, int operand) {
        put(SocketFilter.instruction(code, 0, 0, operand));
    }

    private void put(long instruction) {
        if (length == program.length) {
            throw new IllegalArgumentException("too many are restricted for one filter");
        }
        program[length++] = instruction;
    }

    private int label() {
        return nextLabel++;
    }

    private void place(int label) {
        labels.put(label, length);
    }

    private SocketFilter finished() {
        for (int i = 0; i < length; i++) {
            if ((program[i] & 0xffff) == JUMP) {
                int label = (int) (program[i] >>> 32);
                int over = labels.getOrDefault(label, i + 1) - i - 1;
                program[i] = SocketFilter.instruction(JUMP, 0, 0, over);
            }
        }
        return new SocketFilter(Arrays.copyOf(program, length));
    }
}
