package org.tapwarden.detector.place;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthSHA;
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

/// A switch's SNMP side on this machine, over real datagrams, for tables that a small switch would
/// never have and for answers that an honest one never gives.
class Agent implements CommandResponder, AutoCloseable {

    static final String USER = "reader";
    static final Secrets SECRETS = new Secrets("authentic password", "private password");

    private static final byte[] ENGINE = MPv3.createLocalEngineID(new OctetString("agent"));

    final TreeMap<OID, Variable> objects = new TreeMap<>();
    final Set<Integer> asked = new ConcurrentSkipListSet<>();
    final AtomicInteger questions = new AtomicInteger();

    private final Snmp snmp;
    private final UdpAddress address;

    Agent(String host, Switches.Authentication authentication) throws IOException {
        SecurityProtocols protocols = SecurityProtocols.getInstance();
        protocols.addAuthenticationProtocol(new AuthHMAC192SHA256());
        protocols.addAuthenticationProtocol(new AuthSHA());
        protocols.addPrivacyProtocol(new PrivAES128());
        var usm = new USM(protocols, new OctetString(ENGINE), 1);
        usm.setEngineDiscoveryEnabled(true);
        usm.addUser(
                new UsmUser(
                        new OctetString(USER),
                        authentication == Switches.Authentication.SHA_1
                                ? AuthSHA.ID
                                : AuthHMAC192SHA256.ID,
                        new OctetString(SECRETS.authentication()),
                        PrivAES128.ID,
                        new OctetString(SECRETS.privacy())));
        var dispatcher = new MessageDispatcherImpl();
        dispatcher.addMessageProcessingModel(new MPv3(usm));
        var transport =
                new DefaultUdpTransportMapping(new UdpAddress(InetAddress.getByName(host), 0));
        snmp = new Snmp(dispatcher, transport);
        snmp.addCommandResponder(this);
        snmp.listen();
        address = transport.getListenAddress();
        put("1.3.6.1.2.1.1.5.0", new OctetString("agent"));
    }

    Agent() throws IOException {
        this("127.0.0.1", Switches.Authentication.SHA_256);
    }

    Switches.Switch as(String name) {
        return as(name, SECRETS);
    }

    Switches.Switch as(String name, Secrets secrets) {
        return new Switches.Switch(
                name,
                address.getInetAddress().getHostAddress(),
                address.getPort(),
                USER,
                Switches.Authentication.SHA_256,
                secrets);
    }

    void put(String oid, Variable value) {
        objects.put(new OID(oid), value);
    }

    /// A port of the bridge, its interface, and what is written on it.
    void port(int port, int index, String name, String label) {
        put("1.3.6.1.2.1.17.1.4.1.2." + port, new Integer32(index));
        put("1.3.6.1.2.1.31.1.1.1.1." + index, new OctetString(name));
        put("1.3.6.1.2.1.31.1.1.1.18." + index, new OctetString(label));
    }

    void plain(long mac, int port, int status) {
        put("1.3.6.1.2.1.17.4.3.1.2." + dotted(mac), new Integer32(port));
        put("1.3.6.1.2.1.17.4.3.1.3." + dotted(mac), new Integer32(status));
    }

    void tagged(int table, long mac, int port, int status) {
        put("1.3.6.1.2.1.17.7.1.2.2.1.2." + table + "." + dotted(mac), new Integer32(port));
        put("1.3.6.1.2.1.17.7.1.2.2.1.3." + table + "." + dotted(mac), new Integer32(status));
    }

    private static String dotted(long mac) {
        var text = new StringBuilder();
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append(shift == 40 ? "" : ".").append(mac >> shift & 0xff);
        }
        return text.toString();
    }

    @Override
    public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
        PDU request = event.getPDU();
        asked.add(request.getType());
        questions.incrementAndGet();
        event.setProcessed(true);
        var answer = (PDU) request.clone();
        answer.setType(PDU.RESPONSE);
        answer.setErrorStatus(0);
        answer.setErrorIndex(0);
        answer.setVariableBindings(answer(request));
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

    List<VariableBinding> answer(PDU request) {
        List<VariableBinding> bindings = new ArrayList<>();
        if (request.getType() == PDU.GET) {
            OID oid = request.get(0).getOid();
            bindings.add(new VariableBinding(oid, objects.getOrDefault(oid, Null.noSuchObject)));
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
