package org.tapwarden.classifier.register;

import java.util.List;
import java.util.TreeMap;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Transport;

/// The order in which a flow's payloads are shown to the dissectors of its transport: first whoever
/// is at home at one of its ports, then all in the order of the register. The first YES counts.
///
/// Immutable, so every thread may ask.
public final class AskingOrder {

    public static final AskingOrder TCP = new AskingOrder(Dissectors.over(Transport.TCP));
    public static final AskingOrder UDP = new AskingOrder(Dissectors.over(Transport.UDP));

    /// Nobody is at home.
    public static final int NOBODY = -1;

    private final Dissector[] all;

    /// Home ports, ascending, and the numbers of those who live there.
    private final char[] ports;

    private final short[] homes;

    /// @param dissectors in their order; no two may be at home at one port
    AskingOrder(List<Dissector> dissectors) {
        this.all = dissectors.toArray(Dissector[]::new);
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
