package org.tapwarden.history.bench;

import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.register.Protocols;

/// What hosts speak with each other and with the office's own servers.
final class SchoolInside {

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;

    /// @param port of the destination; the code of ICMP
    record Kind(Label label, int transport, int port) {}

    private final SchoolHellos hellos;
    private final Weighted often = new Weighted(30, 16, 10, 20, 7, 4, 6, 4, 3);
    private final Kind[] kinds = {
        kind("smbv23", "smb2", TCP, 445),
        kind("kerberos", "kerberos", TCP, 88),
        kind("ldap", "ldap", TCP, 389),
        new Kind(
                SchoolLabels.plain(
                        Protocol.HTTP,
                        Category.WEB,
                        Basis.SEEN,
                        SchoolLabels.bytes("http-request-line")),
                TCP,
                80),
        kind("ntp", "ntp", UDP, 123),
        kind("ssh", "ssh", TCP, 22),
        new Kind(
                SchoolLabels.plain(
                        Protocol.ICMP, Category.NETWORK, Basis.SEEN, SchoolLabels.bytes("icmp")),
                ICMP,
                0),
        new Kind(Label.UNKNOWN, TCP, 9_100),
        new Kind(portAlone(), TCP, 3_389)
    };

    SchoolInside(SchoolHellos hellos) {
        this.hellos = hellos;
    }

    private static Kind kind(String word, String bytes, int transport, int port) {
        Protocol protocol = Protocols.byWord().get(word);
        if (protocol == null) {
            throw new IllegalArgumentException(word);
        }
        return new Kind(
                SchoolLabels.plain(
                        protocol, protocol.category(), Basis.SEEN, SchoolLabels.bytes(bytes)),
                transport,
                port);
    }

    private static Label portAlone() {
        return Label.UNKNOWN.with(
                new RunnerUp(
                        Protocols.byWord().getOrDefault("rdp", Protocol.UNKNOWN),
                        null,
                        Category.REMOTE_ACCESS,
                        new Grounds(Grounds.Kind.PORT, "3389"),
                        RunnerUp.Lost.PORT_ALONE));
    }

    Kind any(Draw draw) {
        return kinds[often.pick(draw)];
    }

    /// Only who speaks HTTP says what it is.
    FlowRecord.Names names(Draw draw, Kind kind) {
        if (kind.label.protocol() != Protocol.HTTP) {
            return FlowRecord.Names.NONE;
        }
        return new FlowRecord.Names(
                "intranet-" + draw.below(40) + ".coe.example",
                Basis.SEEN,
                null,
                "1.1",
                null,
                hellos.agent(draw),
                FlowRecord.Tls.NONE);
    }
}
