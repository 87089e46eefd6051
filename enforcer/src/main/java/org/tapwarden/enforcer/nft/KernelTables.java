package org.tapwarden.enforcer.nft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

/// What this machine's kernel knows of its network, by rtnetlink(7): a tenth of a millisecond where
/// the programs `bridge` and `ip` need five each.
final class KernelTables {

    // From <linux/rtnetlink.h>.
    private static final int NEW_LINK = 16;
    private static final int GET_LINK = 18;
    private static final int NEW_ADDRESS = 20;
    private static final int GET_ADDRESS = 22;
    private static final int NEW_ROUTE = 24;
    private static final int GET_ROUTE = 26;
    private static final int NEW_NEIGHBOUR = 28;
    private static final int GET_NEIGHBOUR = 30;

    private static final byte AF_UNSPEC = 0;
    private static final byte AF_INET = 2;
    private static final byte AF_BRIDGE = 7;
    private static final byte AF_INET6 = 10;

    // Lengths of the fixed parts, and attributes behind them.
    private static final int LINK = 16;
    private static final int LINK_NAME = 3;
    private static final int LINK_MASTER = 10;
    private static final int ADDRESS = 8;
    private static final int NEIGHBOUR = 12;
    private static final int NEIGHBOUR_ADDRESS = 1;
    private static final int NEIGHBOUR_MAC = 2;
    private static final int NEIGHBOUR_MASTER = 9;
    private static final int ROUTE = 12;
    private static final int ROUTE_TO = 1;
    private static final int ROUTE_DEVICE = 4;
    private static final int ROUTE_HOPS = 9;
    private static final int HOP = 8;

    // From <linux/neighbour.h>: known, and not only asked for, failed or never asked.
    private static final int ALIVE = 0x02 | 0x04 | 0x08 | 0x10 | 0x80;
    private static final int PERMANENT = 0x80;

    private static final int UNICAST = 1;
    private static final int MAIN_TABLE = 254;

    /// A network device.
    ///
    /// @param master the number of the bridge that it is a port of, 0 when of none
    record Link(int index, String name, int master) {}

    /// A MAC that a bridge learnt.
    ///
    /// @param port the number of the device behind which it is
    record Learnt(int port, int bridge) {}

    /// All network devices by number.
    Map<Integer, Link> links() throws IOException {
        var links = new HashMap<Integer, Link>();
        Netlink.dump(
                GET_LINK,
                header(LINK, AF_UNSPEC),
                NEW_LINK,
                body -> {
                    Map<Integer, ByteBuffer> attributes = attributes(body, LINK);
                    ByteBuffer name = attributes.get(LINK_NAME);
                    if (name != null) {
                        int index = body.getInt(4);
                        links.put(
                                index,
                                new Link(index, text(name), number(attributes.get(LINK_MASTER))));
                    }
                });
        return links;
    }

    /// Where bridges learnt that MAC; their own addresses are not learnt.
    List<Learnt> learnt(Mac mac) throws IOException {
        var found = new ArrayList<Learnt>();
        Netlink.dump(
                GET_NEIGHBOUR,
                header(NEIGHBOUR, AF_BRIDGE),
                NEW_NEIGHBOUR,
                body -> {
                    boolean permanent = (body.getShort(8) & PERMANENT) != 0;
                    Map<Integer, ByteBuffer> attributes = attributes(body, NEIGHBOUR);
                    ByteBuffer master = attributes.get(NEIGHBOUR_MASTER);
                    if (!permanent && master != null && isOf(mac, attributes.get(NEIGHBOUR_MAC))) {
                        found.add(new Learnt(body.getInt(4), number(master)));
                    }
                });
        return found;
    }

    /// The addresses that living neighbours with that MAC have, by number of the device.
    Map<Integer, Set<Address>> neighbours(Mac mac) throws IOException {
        var found = new HashMap<Integer, Set<Address>>();
        for (byte family : new byte[] {AF_INET, AF_INET6}) {
            Netlink.dump(
                    GET_NEIGHBOUR,
                    header(NEIGHBOUR, family),
                    NEW_NEIGHBOUR,
                    body -> {
                        Map<Integer, ByteBuffer> attributes = attributes(body, NEIGHBOUR);
                        ByteBuffer address = attributes.get(NEIGHBOUR_ADDRESS);
                        if ((body.getShort(8) & ALIVE) != 0
                                && address != null
                                && isOf(mac, attributes.get(NEIGHBOUR_MAC))) {
                            found.computeIfAbsent(body.getInt(4), index -> new HashSet<>())
                                    .add(Address.of(bytes(address)));
                        }
                    });
        }
        return found;
    }

    /// The numbers of devices that default routes lead to.
    Set<Integer> leadingOut() throws IOException {
        var devices = new HashSet<Integer>();
        for (byte family : new byte[] {AF_INET, AF_INET6}) {
            Netlink.dump(
                    GET_ROUTE,
                    header(ROUTE, family),
                    NEW_ROUTE,
                    body -> {
                        boolean isDefault =
                                body.get(1) == 0
                                        && Byte.toUnsignedInt(body.get(4)) == MAIN_TABLE
                                        && body.get(7) == UNICAST;
                        if (isDefault) {
                            devices.addAll(devices(attributes(body, ROUTE)));
                        }
                    });
        }
        return devices;
    }

    private static Set<Integer> devices(Map<Integer, ByteBuffer> route) {
        var devices = new HashSet<Integer>();
        ByteBuffer device = route.get(ROUTE_DEVICE);
        if (device != null) {
            devices.add(number(device));
        }
        ByteBuffer hops = route.get(ROUTE_HOPS);
        for (int at = 0; hops != null && hops.limit() - at >= HOP; ) {
            devices.add(hops.getInt(at + 4));
            at += Math.max(HOP, Netlink.aligned(Short.toUnsignedInt(hops.getShort(at))));
        }
        return devices;
    }

    /// The number of the device to which this machine routes what goes to that address; empty when
    /// it is its own, or goes nowhere.
    OptionalInt device(Address address) throws IOException {
        byte[] to = address.bytes();
        byte[] question =
                ByteBuffer.allocate(ROUTE + 4 + to.length)
                        .order(ByteOrder.nativeOrder())
                        .put(0, address.isIpv4() ? AF_INET : AF_INET6)
                        .put(1, (byte) (to.length * 8))
                        .putShort(ROUTE, (short) (4 + to.length))
                        .putShort(ROUTE + 2, (short) ROUTE_TO)
                        .put(ROUTE + 4, to)
                        .array();
        var devices = new HashSet<Integer>();
        Netlink.get(
                GET_ROUTE,
                question,
                NEW_ROUTE,
                body -> {
                    if (body.get(7) == UNICAST) {
                        devices.addAll(devices(attributes(body, ROUTE)));
                    }
                });
        return devices.stream().mapToInt(index -> index).findFirst();
    }

    boolean hasAddress(int device) throws IOException {
        var devices = new HashSet<Integer>();
        Netlink.dump(
                GET_ADDRESS,
                header(ADDRESS, AF_UNSPEC),
                NEW_ADDRESS,
                body -> devices.add(body.getInt(4)));
        return devices.contains(device);
    }

    private static byte[] header(int length, byte family) {
        byte[] header = new byte[length];
        header[0] = family;
        return header;
    }

    private static Map<Integer, ByteBuffer> attributes(ByteBuffer body, int from) {
        var attributes = new HashMap<Integer, ByteBuffer>();
        for (int at = from; body.limit() - at >= 4; ) {
            int length = Short.toUnsignedInt(body.getShort(at));
            if (length < 4 || length > body.limit() - at) {
                return attributes;
            }
            // The two highest bits say how it is written.
            int type = body.getShort(at + 2) & 0x3fff;
            attributes.put(type, body.slice(at + 4, length - 4).order(ByteOrder.nativeOrder()));
            at += Netlink.aligned(length);
        }
        return attributes;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.limit()];
        buffer.get(0, bytes);
        return bytes;
    }

    private static String text(ByteBuffer name) {
        String text = new String(bytes(name), StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static boolean isOf(Mac mac, @Nullable ByteBuffer bytes) {
        if (bytes == null || bytes.limit() != 6) {
            return false;
        }
        long bits = 0;
        for (int i = 0; i < 6; i++) {
            bits = bits << 8 | (bytes.get(i) & 0xff);
        }
        return bits == mac.bits();
    }

    private static int number(@Nullable ByteBuffer bytes) {
        return bytes == null || bytes.limit() < 4 ? 0 : bytes.getInt(0);
    }
}
