package org.tapwarden.detector.place;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.SNMP4JSettings;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.UserTarget;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/// One conversation with one switch over SNMPv3 (RFC 3414), with a socket and a user table of its
/// own: two switches may have one user with different passwords, and nothing that one sends reaches
/// the other's. Only asks: GET and GETBULK, never SET.
///
/// Who can forge datagrams can make a question fail, as by dropping the answer, and no more: values
/// count only from authenticated and encrypted messages.
final class SnmpSession implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int RETRIES = 2;

    /// About what fits into one frame of 1,500 bytes, with two columns.
    private static final int CELLS_A_QUESTION = 40;

    static {
        SecurityProtocols protocols = SecurityProtocols.getInstance();
        protocols.addAuthenticationProtocol(new AuthHMAC192SHA256());
        protocols.addAuthenticationProtocol(new AuthSHA());
        protocols.addPrivacyProtocol(new PrivAES128());
        // A switch says without authentication that a password is wrong. Believed, it is a failure
        // with a name; not believed, it is a switch that does not answer.
        SNMP4JSettings.setReportSecurityLevelStrategy(
                SNMP4JSettings.ReportSecurityLevelStrategy.noAuthNoPrivIfNeeded);
    }

    private final Snmp snmp;
    private final UserTarget<UdpAddress> target = new UserTarget<>();
    private boolean understood;

    private SnmpSession(Snmp snmp) {
        this.snmp = snmp;
    }

    /// Asks the switch who it is (RFC 3414, section 4).
    static SnmpSession open(Switches.Switch to) throws NoAnswer {
        UdpAddress address = address(to);
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
                            case SHA_1 -> AuthSHA.ID;
                        },
                        new OctetString(to.secrets().authentication()),
                        PrivAES128.ID,
                        new OctetString(to.secrets().privacy())));
        var session = new SnmpSession(snmp(usm));
        try {
            session.target.setAddress(address);
            session.target.setSecurityLevel(SecurityLevel.AUTH_PRIV);
            session.target.setSecurityName(user);
            session.target.setVersion(SnmpConstants.version3);
            session.target.setTimeout(TIMEOUT.toMillis());
            session.target.setRetries(RETRIES);
            session.target.setAuthoritativeEngineID(session.engine(address));
            return session;
        } catch (NoAnswer e) {
            session.close();
            throw e;
        }
    }

    private static UdpAddress address(Switches.Switch to) throws NoAnswer {
        try {
            return new UdpAddress(InetAddress.getByName(to.host()), to.port());
        } catch (UnknownHostException e) {
            throw new NoAnswer(Failure.UNRESOLVED);
        }
    }

    private static Snmp snmp(USM usm) throws NoAnswer {
        var dispatcher = new MessageDispatcherImpl();
        dispatcher.addMessageProcessingModel(new MPv3(usm));
        try {
            var snmp = new Snmp(dispatcher, new DefaultUdpTransportMapping());
            snmp.listen();
            return snmp;
        } catch (IOException e) {
            throw new NoAnswer(Failure.UNREACHABLE);
        }
    }

    private byte[] engine(UdpAddress address) throws NoAnswer {
        for (int i = 0; i <= RETRIES && !Thread.currentThread().isInterrupted(); i++) {
            byte[] engine = snmp.discoverAuthoritativeEngineID(address, TIMEOUT.toMillis());
            if (engine != null && engine.length > 0) {
                return engine;
            }
        }
        throw new NoAnswer(Failure.TIMEOUT);
    }

    /// One value, which may be an exception such as `noSuchObject`.
    Variable get(OID oid) throws NoAnswer {
        var pdu = new ScopedPDU();
        pdu.setType(PDU.GET);
        pdu.add(new VariableBinding(oid));
        PDU answer = ask(pdu);
        if (answer.size() != 1) {
            throw new NoAnswer(Failure.MALFORMED);
        }
        return answer.get(0).getVariable();
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

    private PDU ask(PDU pdu) throws NoAnswer {
        PDU answer;
        try {
            ResponseEvent<UdpAddress> event = snmp.send(pdu, target);
            answer = event.getResponse();
        } catch (IOException e) {
            throw new NoAnswer(Failure.UNREACHABLE);
        }
        if (answer == null) {
            throw new NoAnswer(understood ? Failure.TIMEOUT : Failure.PRIVACY);
        }
        if (answer.getType() == PDU.REPORT) {
            throw new NoAnswer(reported(answer));
        }
        understood = true;
        return switch (answer.getErrorStatus()) {
            case PDU.noError -> answer;
            case PDU.authorizationError, PDU.noAccess -> throw new NoAnswer(Failure.REFUSED);
            default -> throw new NoAnswer(Failure.MALFORMED);
        };
    }

    private static Failure reported(PDU report) {
        OID what = report.size() == 0 ? new OID() : report.get(0).getOid();
        if (what.equals(SnmpConstants.usmStatsWrongDigests)
                || what.equals(SnmpConstants.usmStatsUnknownUserNames)
                || what.equals(SnmpConstants.usmStatsUnsupportedSecLevels)) {
            return Failure.AUTHENTICATION;
        }
        return what.equals(SnmpConstants.usmStatsDecryptionErrors)
                ? Failure.PRIVACY
                : Failure.MALFORMED;
    }

    @Override
    public void close() {
        try {
            snmp.close();
        } catch (IOException e) {
            // A socket that does not close: the next question has one of its own.
        }
    }
}
