package org.tapwarden.classifier.register;

import java.util.List;
import java.util.TreeMap;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Transport;

/// The order in which a flow's payloads are shown to the dissectors of its transport: first whoever
/// is at home at one of its ports, then all in the order of the register. The first YES counts. Who
/// knows that a payload's first byte is not its own is not asked.
///
/// Immutable, so every thread may ask.
public final class AskingOrder {

    public static final AskingOrder TCP = new AskingOrder(Dissectors.over(Transport.TCP));
    public static final AskingOrder UDP = new AskingOrder(Dissectors.over(Transport.UDP));

    /// Nobody is at home.
    public static final int NOBODY = -1;

    /// Words of a bit for each dissector, of the transport that has more.
    public static final int WORDS = Math.ceilDiv(Math.max(TCP.size(), UDP.size()), Long.SIZE);

    private static final int BYTES = 256;

    private final Dissector[] all;

    /// For each first byte the words of those who want to see it.
    private final long[] wanted;

    /// Home ports, ascending, and the numbers of those who live there.
    private final char[] ports;

    private final short[] homes;

    /// @param dissectors in their order; no two may be at home at one port
    AskingOrder(List<Dissector> dissectors) {
        this.all = dissectors.toArray(Dissector[]::new);
        int words = Math.ceilDiv(all.length, Long.SIZE);
        this.wanted = new long[BYTES * words];
        for (int number = 0; number < all.length; number++) {
            var opens = all[number].about().opens();
            for (int first = 0; first < BYTES; first++) {
                if (opens.isEmpty() || opens.contains(first)) {
                    wanted[first * words + number / Long.SIZE] |= 1L << number;
                }
            }
        }
        var byPort = new TreeMap<Integer, Integer>();
        for (int number = 0; number < all.length; number++) {
            for (int port : all[number].about().ports()) {
                Integer other = byPort.put(port, number);
                if (other != null) {
                    throw new IllegalArgumentException(
                            all[other].about().title()
                                    + " and "
                                    + all[number].about().title()
                                    + " are both at home at port "
                                    + port);
                }
            }
        }
        this.ports = new char[byPort.size()];
        this.homes = new short[byPort.size()];
        int at = 0;
        for (var entry : byPort.entrySet()) {
            ports[at] = (char) (int) entry.getKey();
            homes[at++] = (short) (int) entry.getValue();
        }
    }

    /// For flows of a transport.
    public static AskingOrder over(Transport transport) {
        return transport == Transport.TCP ? TCP : UDP;
    }

    /// How many there are.
    public int size() {
        return all.length;
    }

    /// The dissector with a number, 0 being asked first.
    public Dissector get(int number) {
        return all[number];
    }

    /// A word of bits: who wants to see a payload that begins with this byte.
    public long wanted(int firstByte, int word) {
        int words = wanted.length / BYTES;
        return word < words ? wanted[firstByte * words + word] : 0;
    }

    /// The number of the one at home at either port, the lower port deciding; or {@link #NOBODY}.
    public int home(int onePort, int otherPort) {
        int home = at(Math.min(onePort, otherPort));
        return home == NOBODY ? at(Math.max(onePort, otherPort)) : home;
    }

    private int at(int port) {
        int low = 0;
        int high = ports.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (ports[middle] == port) {
                return homes[middle];
            }
            if (ports[middle] < port) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return NOBODY;
    }
}
