package org.tapwarden.classifier.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.protocol.Protocol;

/// What TLS carries at a port that IANA gave to one protocol over TLS and to nothing else (IANA's
/// registry of port numbers; RFC 7858 and RFC 9250 for names, RFC 8314 for mail).
///
/// A port alone makes no label. Here the bytes say TLS, where nothing but one protocol wants it:
/// two hints, so what it carries is inferred. Only of a flow that says nothing else of itself: no
/// ALPN and no name of a service.
final class SecurePorts {

    private record Use(String word, Category category) {}

    private static final Use NAMES = new Use("doh_dot", Category.ENCRYPTED_DNS);
    private static final Use DIRECTORY = new Use("ldaps", Category.NETWORK);
    private static final Use FILES = new Use("ftps", Category.FILE_SERVICE);

    private static final Map<Integer, Use> STREAMS =
            Map.ofEntries(
                    Map.entry(465, new Use("smtps", Category.MAIL)),
                    Map.entry(563, new Use("usenet", Category.SOCIAL)),
                    Map.entry(636, DIRECTORY),
                    Map.entry(853, NAMES),
                    Map.entry(989, FILES),
                    Map.entry(990, FILES),
                    Map.entry(993, new Use("imaps", Category.MAIL)),
                    Map.entry(995, new Use("pops", Category.MAIL)),
                    Map.entry(2083, new Use("radius", Category.NETWORK)),
                    Map.entry(3269, DIRECTORY),
                    Map.entry(5061, new Use("sip", Category.CALLS)),
                    Map.entry(5349, new Use("stun", Category.NETWORK)),
                    Map.entry(5671, new Use("amqp", Category.NETWORK)),
                    Map.entry(6514, new Use("syslog", Category.NETWORK)),
                    Map.entry(6697, new Use("irc", Category.SOCIAL)),
                    Map.entry(8883, new Use("mqtt", Category.NETWORK)));

    private static final Map<Integer, Use> DATAGRAMS =
            Map.of(
                    853, NAMES,
                    2083, new Use("radius", Category.NETWORK),
                    5349, new Use("stun", Category.NETWORK),
                    5684, new Use("coap", Category.NETWORK),
                    6514, new Use("syslog", Category.NETWORK));

    private SecurePorts() {}

    /// The label with what the server's port adds to it; itself where that is nothing.
    static Label hinted(Label label, FlowRecord.Conversation between, FlowRecord.Names names) {
        boolean open =
                label.protocol().isTls()
                        && label.application() == null
                        && label.category() == label.protocol().category()
                        && names.applicationProtocol() == null;
        if (!open) {
            return label;
        }
        int port = between.destinationPort();
        Use use = use(label.protocol(), port);
        if (use == null) {
            return label;
        }
        List<Grounds> reasons = new ArrayList<>(label.grounds());
        reasons.add(new Grounds(Grounds.Kind.PORT, Integer.toString(port)));
        return new Label(label.protocol(), use.word(), use.category(), Basis.INFERRED, reasons);
    }

    private static @Nullable Use use(Protocol carrier, int port) {
        // Of what runs over QUIC only names have a port of their own.
        if (carrier == Protocol.QUIC) {
            return port == 853 ? NAMES : null;
        }
        return (carrier == Protocol.TLS ? STREAMS : DATAGRAMS).get(port);
    }
}
