package org.tapwarden.enforcer.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.place.Secrets;

/// A switch's SNMP side on this machine, over real datagrams, for what a switch of the lab never
/// does: tables with VLANs, and answers that an honest one never gives.
class ScriptedSwitch implements CommandResponder, AutoCloseable {

    private static final Secrets SECRETS = new Secrets("authentic password", "private password");
    private static final String USER = "writer";

    final ConcurrentSkipListMap<OID, Variable> objects = new ConcurrentSkipListMap<>();

    /// What was set, in order, such as `7.101=2`.
    final List<String> sets = new CopyOnWriteArrayList<>();

    private final Snmp snmp;
    private final InetSocketAddress address;
    private final String name;

    ScriptedSwitch(String name) throws IOException {
        this.name = name;
        SecurityProtocols protocols = SecurityProtocols.getInstance();
        protocols.addAuthenticationProtocol(new AuthHMAC192SHA256());
        protocols.addPrivacyProtocol(new PrivAES128());
        var usm =
                new USM(
                        protocols,
                        new OctetString(MPv3.createLocalEngineID(new OctetString(name))),
                        1);
        usm.setEngineDiscoveryEnabled(true);
        usm.addUser(
                new UsmUser(
                        new OctetString(USER),
                        AuthHMAC192SHA256.ID,
                        new OctetString(SECRETS.authentication()),
                        PrivAES128.ID,
                        new OctetString(SECRETS.privacy())));
        var dispatcher = new MessageDispatcherImpl();
        dispatcher.addMessageProcessingModel(new MPv3(usm));
        var transport =
                new DefaultUdpTransportMapping(new UdpAddress(InetAddress.getLoopbackAddress(), 0));
        snmp = new Snmp(dispatcher, transport);
        snmp.addCommandResponder(this);
        snmp.listen();
        address =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), transport.getListenAddress().getPort());
    }

    Switch named(String... never) {
        return new Switch(
                name,
                address,
                USER,
                SnmpSettings.Authentication.SHA_256,
                SnmpSettings.Privacy.AES_128,
                SECRETS,
                Set.of(never));
    }

    void put(String oid, Variable value) {
        objects.put(new OID(oid), value);
    }

    /// A port of the bridge, its interface, and how that is called.
    ScriptedSwitch port(int port, int index, String called) {
        put("1.3.6.1.2.1.17.1.4.1.2." + port, new Integer32(index));
        put("1.3.6.1.2.1.31.1.1.1.1." + index, new OctetString(called));
        put("1.3.6.1.2.1.2.2.1.3." + index, new Integer32(6));
        put("1.3.6.1.2.1.2.2.1.7." + index, new Integer32(Port.UP));
        put("1.3.6.1.2.1.2.2.1.8." + index, new Integer32(Port.UP));
        return this;
    }

    ScriptedSwitch plain(Mac mac, int port, int status) {
        put("1.3.6.1.2.1.17.4.3.1.2." + dotted(mac), new Integer32(port));
        put("1.3.6.1.2.1.17.4.3.1.3." + dotted(mac), new Integer32(status));
        return this;
    }

    ScriptedSwitch tagged(int table, Mac mac, int port) {
        put("1.3.6.1.2.1.17.7.1.2.2.1.2." + table + "." + dotted(mac), new Integer32(port));
        put("1.3.6.1.2.1.17.7.1.2.2.1.3." + table + "." + dotted(mac), new Integer32(3));
        return this;
    }

    static String dotted(Mac mac) {
        var text = new StringBuilder();
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append(shift == 40 ? "" : ".").append(mac.bits() >> shift & 0xff);
        }
        return text.toString();
    }

    int admin(int index) {
        return objects.get(new OID("1.3.6.1.2.1.2.2.1.7." + index)).toInt();
    }

    @Override
    public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
        PDU request = event.getPDU();
        event.setProcessed(true);
        var answer = (PDU) request.clone();
        answer.setType(PDU.RESPONSE);
        answer.setErrorStatus(0);
        answer.setErrorIndex(0);
        if (request.getType() == PDU.SET) {
            OID oid = request.get(0).getOid();
            int value = request.get(0).getVariable().toInt();
            sets.add(oid.get(oid.size() - 2) + "." + oid.last() + "=" + value);
            int status = set(oid, value);
            if (status < 0) {
                return; // it did it, and the answer is lost
            }
            answer.setErrorStatus(status);
            answer.setErrorIndex(status == 0 ? 0 : 1);
        } else {
            answer.setVariableBindings(answer(request));
        }
        try {
            var _ =
                    event.getMessageDispatcher()
                            .returnResponsePdu(
                                    event.getMessageProcessingModel(),
                                    event.getSecurityModel(),
                                    event.getSecurityName(),
                                    event.getSecurityLevel(),
                                    answer,
                                    event.getMaxSizeResponsePDU(),
                                    event.getStateReference(),
                                    new StatusInformation());
        } catch (MessageException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @return the error status, or -1 where no answer leaves
    int set(OID oid, int value) {
        objects.put(oid, new Integer32(value));
        // ifOperStatus follows at once.
        objects.put(new OID("1.3.6.1.2.1.2.2.1.8." + oid.last()), new Integer32(value));
        return 0;
    }

    private List<VariableBinding> answer(PDU request) {
        List<VariableBinding> bindings = new ArrayList<>();
        if (request.getType() == PDU.GET) {
            for (VariableBinding asked : request.getVariableBindings()) {
                OID oid = asked.getOid();
                bindings.add(
                        new VariableBinding(oid, objects.getOrDefault(oid, Null.noSuchObject)));
            }
            return bindings;
        }
        List<OID> at = new ArrayList<>();
        request.getVariableBindings().forEach(asked -> at.add(asked.getOid()));
        for (int row = 0; row < request.getMaxRepetitions(); row++) {
            for (int column = 0; column < at.size(); column++) {
                VariableBinding next = following(at.get(column));
                at.set(column, next.getOid());
                bindings.add(next);
            }
        }
        return bindings;
    }

    VariableBinding following(OID oid) {
        var next = objects.higherEntry(oid);
        return next == null
                ? new VariableBinding(oid, Null.endOfMibView)
                : new VariableBinding(next.getKey(), next.getValue());
    }

    @Override
    public void close() throws IOException {
        snmp.close();
    }
}
