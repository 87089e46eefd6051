package org.tapwarden.enforcer.snmp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.SNMP4JSettings;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.UserTarget;
import org.snmp4j.event.AuthenticationFailureEvent;
import org.snmp4j.event.AuthenticationFailureListener;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.SecurityLevel;
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
import org.tapwarden.enforcer.order.Outcome.Reason;

/// One conversation with one switch over SNMPv3 (RFC 3414), with a socket and a user table of its
/// own: two switches may have one user with different passwords, and nothing that one sends reaches
/// the other's. Always `authPriv`.
///
/// Who can forge datagrams can make a question fail, as by dropping the answer, and no more: values
/// count only from authenticated and encrypted messages. Owned by one thread; interrupting it ends
/// a wait at once.
final class Talk implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMillis(900);
    private static final int RETRIES = 1;

    /// About what fits into one frame of 1,500 bytes.
    private static final int CELLS_A_QUESTION = 40;

    static {
        SecurityProtocols protocols = SecurityProtocols.getInstance();
        protocols.addAuthenticationProtocol(new AuthHMAC192SHA256());
        protocols.addAuthenticationProtocol(new AuthHMAC384SHA512());
        protocols.addPrivacyProtocol(new PrivAES128());
        protocols.addPrivacyProtocol(new PrivAES256());
        // A switch says without authentication that a password is wrong. Believed, it is a failure
        // with a name; not believed, it is a switch that does not answer.
        SNMP4JSettings.setReportSecurityLevelStrategy(
                SNMP4JSettings.ReportSecurityLevelStrategy.noAuthNoPrivIfNeeded);
    }

    private final Switch to;
    private final Snmp snmp;
    private final UserTarget<UdpAddress> target = new UserTarget<>();
    private boolean understood;

    /// Why the last message that came could not be believed; 0 when none such came.
    private volatile int disbelieved;

    private Talk(Switch to, Snmp snmp) {
        this.to = to;
        this.snmp = snmp;
    }

    /// Asks the switch who it is (RFC 3414, section 4).
    static Talk open(Switch to) throws NoAnswer {
        hasRoute(to);
        var user = new OctetString(to.user());
        var usm =
                new USM(
                        SecurityProtocols.getInstance(),
                        new OctetString(MPv3.createLocalEngineID()),
                        0);
        usm.addUser(
                new UsmUser(
                        user,
                        switch (to.authentication()) {
                            case SHA_256 -> AuthHMAC192SHA256.ID;
                            case SHA_512 -> AuthHMAC384SHA512.ID;
                        },
                        new OctetString(to.secrets().authentication()),
                        switch (to.privacy()) {
                            case AES_128 -> PrivAES128.ID;
                            case AES_256 -> PrivAES256.ID;
                        },
                        new OctetString(to.secrets().privacy())));
        var dispatcher = new MessageDispatcherImpl();
        dispatcher.addMessageProcessingModel(new MPv3(usm));
        var talk = new Talk(to, snmp(to, dispatcher));
        dispatcher.addAuthenticationFailureListener(
                new AuthenticationFailureListener() {
                    @Override
                    public <A extends Address> void authenticationFailure(
                            AuthenticationFailureEvent<A> event) {
                        talk.disbelieved = event.getError();
                    }
                });
        try {
            var address = new UdpAddress(to.address().getAddress(), to.address().getPort());
            talk.target.setAddress(address);
            talk.target.setSecurityLevel(SecurityLevel.AUTH_PRIV);
            talk.target.setSecurityName(user);
            talk.target.setVersion(SnmpConstants.version3);
            talk.target.setTimeout(TIMEOUT.toMillis());
            talk.target.setRetries(RETRIES);
            talk.target.setAuthoritativeEngineID(talk.engine(address));
            return talk;
        } catch (NoAnswer e) {
            talk.close();
            throw e;
        }
    }

    /// The library says nothing of a machine that has no route.
    private static void hasRoute(Switch to) throws NoAnswer {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(to.address());
        } catch (IOException | UncheckedIOException e) {
            throw new NoAnswer(Reason.SWITCH_UNREACHABLE, to + " cannot be reached from here");
        }
    }

    private static Snmp snmp(Switch to, MessageDispatcherImpl dispatcher) throws NoAnswer {
        try {
            var snmp = new Snmp(dispatcher, new DefaultUdpTransportMapping());
            snmp.listen();
            return snmp;
        } catch (IOException e) {
            throw new NoAnswer(Reason.SWITCH_UNREACHABLE, to + ": no socket: " + e.getMessage());
        }
    }

    private byte[] engine(UdpAddress address) throws NoAnswer {
        for (int i = 0; i <= RETRIES && !Thread.currentThread().isInterrupted(); i++) {
            byte[] engine = snmp.discoverAuthoritativeEngineID(address, TIMEOUT.toMillis());
            if (engine != null && engine.length > 0) {
                return engine;
            }
        }
        throw nothing(Reason.SWITCH_SILENT, "no answer");
    }

    Switch with() {
        return to;
    }

    /// The values of these, in their order; a value may be an exception such as `noSuchObject`.
    List<Variable> get(List<OID> oids) throws NoAnswer {
        var pdu = new ScopedPDU();
        pdu.setType(PDU.GET);
        oids.forEach(oid -> pdu.add(new VariableBinding(oid)));
        PDU answer = ask(pdu);
        var values = new ArrayList<Variable>();
        for (int i = 0; i < oids.size(); i++) {
            boolean asked = i < answer.size() && answer.get(i).getOid().equals(oids.get(i));
            values.add(asked ? answer.get(i).getVariable() : Null.noSuchObject);
        }
        return values;
    }

    /// What follows each of these, several rows at once, the columns side by side.
    List<? extends VariableBinding> following(List<OID> oids) throws NoAnswer {
        var pdu = new ScopedPDU();
        pdu.setType(PDU.GETBULK);
        pdu.setNonRepeaters(0);
        pdu.setMaxRepetitions(Math.max(1, CELLS_A_QUESTION / oids.size()));
        oids.forEach(oid -> pdu.add(new VariableBinding(oid)));
        return ask(pdu).getVariableBindings();
    }

    /// Returns when the switch has said that it did.
    void set(OID oid, int value) throws NoAnswer {
        var pdu = new ScopedPDU();
        pdu.setType(PDU.SET);
        pdu.add(new VariableBinding(oid, new Integer32(value)));
        var _ = ask(pdu);
    }

    private PDU ask(PDU pdu) throws NoAnswer {
        if (Thread.currentThread().isInterrupted()) {
            throw nothing(Reason.SWITCH_SILENT, "no answer");
        }
        PDU answer;
        try {
            answer = snmp.send(pdu, target).getResponse();
        } catch (IOException e) {
            throw new NoAnswer(Reason.SWITCH_UNREACHABLE, to + " cannot be reached from here");
        }
        if (answer == null) {
            throw unanswered();
        }
        if (answer.getType() == PDU.REPORT) {
            throw reported(answer);
        }
        understood = true;
        if (answer.getErrorStatus() != PDU.noError) {
            throw refused(answer, pdu.getType() == PDU.SET);
        }
        return answer;
    }

    private NoAnswer unanswered() {
        if (disbelieved == SnmpConstants.SNMPv3_USM_NOT_IN_TIME_WINDOW) {
            return untimely();
        }
        return understood
                ? nothing(Reason.SWITCH_SILENT, "no answer")
                : nothing(
                        Reason.SWITCH_WRONG_PRIVACY,
                        "answers, but not to encrypted questions: is the privacy password right?");
    }

    /// RFC 3414, section 2.3: also what a switch is that has started too often to count.
    private NoAnswer untimely() {
        return nothing(
                Reason.SWITCH_NOT_IN_TIME_WINDOW,
                "takes no question for timely, or its count of restarts is used up");
    }

    /// RFC 3416, section 3.
    private NoAnswer refused(PDU answer, boolean toSet) {
        return switch (answer.getErrorStatus()) {
            case PDU.noAccess -> nothing(Reason.SET_NO_ACCESS, "gives this user no access");
            case PDU.authorizationError ->
                    nothing(Reason.SET_AUTHORIZATION_ERROR, "refuses this user");
            case PDU.notWritable, PDU.readOnly ->
                    nothing(Reason.SET_NOT_WRITABLE, "this cannot be written there");
            default ->
                    nothing(
                            toSet ? Reason.SET_REFUSED : Reason.SWITCH_MALFORMED_ANSWER,
                            "refuses: " + answer.getErrorStatusText());
        };
    }

    /// RFC 3414, section 3.2.
    private NoAnswer reported(PDU report) {
        OID what = report.size() == 0 ? new OID() : report.get(0).getOid();
        if (what.equals(SnmpConstants.usmStatsWrongDigests)) {
            return nothing(Reason.SWITCH_WRONG_PASSWORD, "the authentication password is wrong");
        }
        if (what.equals(SnmpConstants.usmStatsUnknownUserNames)) {
            return nothing(Reason.SWITCH_UNKNOWN_USER, "does not know this user");
        }
        if (what.equals(SnmpConstants.usmStatsUnsupportedSecLevels)) {
            return nothing(
                    Reason.SWITCH_UNSUPPORTED_LEVEL,
                    "has this user without authentication or privacy");
        }
        if (what.equals(SnmpConstants.usmStatsNotInTimeWindows)) {
            return untimely();
        }
        return what.equals(SnmpConstants.usmStatsDecryptionErrors)
                ? nothing(Reason.SWITCH_WRONG_PRIVACY, "the privacy password is wrong")
                : nothing(Reason.SWITCH_MALFORMED_ANSWER, "its answers make no sense");
    }

    NoAnswer nothing(Reason reason, String words) {
        return new NoAnswer(reason, to + ": " + words);
    }

    @Override
    public void close() {
        try {
            snmp.close();
        } catch (IOException e) {
            // A socket that does not close: the next conversation has one of its own.
        }
    }
}
