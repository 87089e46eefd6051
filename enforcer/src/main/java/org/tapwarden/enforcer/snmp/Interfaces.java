package org.tapwarden.enforcer.snmp;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Shuts and opens interfaces of a switch, and believes only what it reads back (RFC 2863,
/// `ifAdminStatus` and `ifOperStatus`).
final class Interfaces {

    /// How long a switch may take to say that a port is off that it has said it would turn off.
    /// net-snmp's agent says for three seconds what it has read before.
    private static final long TURNING_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(3_500);

    private static final long LOOK_AGAIN_MILLIS = 10;

    private Interfaces() {}

    /// Returns when the switch says that these are down, by order and in fact.
    ///
    /// @throws NoAnswer and some may be down
    static boolean shut(Talk talk, List<Port> ports) throws NoAnswer {
        for (Port port : ports) {
            talk.set(cell(Surveyor.IF_ADMIN, port.index()), Port.DOWN);
        }
        for (Port port : ports) {
            awaitDown(talk, port);
        }
        return true;
    }

    private static void awaitDown(Talk talk, Port port) throws NoAnswer {
        long until = System.nanoTime() + TURNING_OFF_NANOS;
        while (!isDown(talk, port.index())) {
            if (System.nanoTime() > until) {
                throw talk.nothing(
                        Reason.PORT_STILL_UP,
                        port.words() + " was told to go down and does not (ifOperStatus)");
            }
            try {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw talk.nothing(Reason.SWITCH_SILENT, "no answer");
            }
        }
    }

    private static boolean isDown(Talk talk, int index) throws NoAnswer {
        List<Variable> status =
                talk.get(List.of(cell(Surveyor.IF_ADMIN, index), cell(Surveyor.IF_OPER, index)));
        return Cells.number(status.get(0)) == Port.DOWN && Cells.number(status.get(1)) == Port.DOWN;
    }

    /// Whether what was shut here is still down, by order and in fact.
    static boolean isStillDown(Talk talk, ShutPort port) throws NoAnswer {
        return isDown(talk, index(talk, port));
    }

    /// Returns when the switch says that the port may be up. Whom somebody else has opened is left
    /// alone.
    static boolean open(Talk talk, ShutPort port) throws NoAnswer {
        OID admin = cell(Surveyor.IF_ADMIN, index(talk, port));
        if (Cells.number(talk.get(List.of(admin)).getFirst()) == Port.DOWN) {
            talk.set(admin, Port.UP);
            if (Cells.number(talk.get(List.of(admin)).getFirst()) != Port.UP) {
                throw talk.nothing(
                        Reason.PORT_STILL_DOWN,
                        "port " + port.name() + " was told to go up and does not (ifAdminStatus)");
            }
        }
        return true;
    }

    /// The number that the interface has now: after a restart it may be another (RFC 2863, section
    /// 3.1.5). One that is not there is not forgotten: it may come back as it was left.
    private static int index(Talk talk, ShutPort port) throws NoAnswer {
        OID cell = cell(Surveyor.IF_NAME, port.index());
        if (Cells.text(talk.get(List.of(cell)).getFirst()).equals(port.name())) {
            return port.index();
        }
        int[] found = {-1};
        new Walk(talk)
                .of(
                        List.of(Surveyor.IF_NAME),
                        (_, index, value) -> {
                            if (index.length == 1 && Cells.text(value).equals(port.name())) {
                                found[0] = index[0];
                            }
                        });
        if (found[0] < 0) {
            throw talk.nothing(
                    Reason.PORT_NOT_FOUND, "port " + port.name() + " is not there any more");
        }
        return found[0];
    }

    private static OID cell(OID column, int index) {
        return new OID(column).append(index);
    }
}
