package org.tapwarden.classifier.protocol.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;

/// What speaks inside of TLS or QUIC where ALPN names it (IANA's registry of ALPN protocol ids, and
/// those that one vendor's programs alone use). Names of HTTP say nothing of a use.
final class ApplicationProtocols {

    /// @param word the value of `network.application`
    record Use(String word, Category category) {}

    private static final Use ENCRYPTED_DNS = new Use("doh_dot", Category.ENCRYPTED_DNS);
    private static final Use PUSH = new Use("applepush", Category.NETWORK);
    private static final Use MQTT = new Use("mqtt", Category.NETWORK);

    private static final Map<String, Use> USES =
            Map.ofEntries(
                    Map.entry("dot", ENCRYPTED_DNS),
                    Map.entry("doq", ENCRYPTED_DNS),
                    Map.entry("apns-security-v3", PUSH),
                    Map.entry("apns-pack-v1", PUSH),
                    Map.entry("mqtt", MQTT),
                    Map.entry("x-amzn-mqtt-ca", MQTT),
                    Map.entry("bep/1.0", new Use("syncthing", Category.FILE_SERVICE)),
                    Map.entry("imap", new Use("imaps", Category.MAIL)),
                    Map.entry("pop3", new Use("pops", Category.MAIL)),
                    Map.entry("managesieve", new Use("managesieve", Category.MAIL)),
                    Map.entry("ftp", new Use("ftps", Category.FILE_SERVICE)),
                    Map.entry("smb", new Use("smbv23", Category.FILE_SERVICE)),
                    Map.entry("sunrpc", new Use("nfs", Category.FILE_SERVICE)),
                    Map.entry("irc", new Use("irc", Category.SOCIAL)),
                    Map.entry("nntp", new Use("usenet", Category.SOCIAL)),
                    Map.entry("nnsp", new Use("usenet", Category.SOCIAL)),
                    Map.entry("xmpp-client", new Use("jabber", Category.SOCIAL)),
                    Map.entry("xmpp-server", new Use("jabber", Category.SOCIAL)),
                    Map.entry("stun.turn", new Use("stun", Category.NETWORK)),
                    Map.entry("stun.nat-discovery", new Use("stun", Category.NETWORK)),
                    Map.entry("sip/2", new Use("sip", Category.CALLS)),
                    Map.entry("coap", new Use("coap", Category.NETWORK)),
                    Map.entry("co", new Use("coap", Category.NETWORK)),
                    Map.entry("postgresql", new Use("postgresql", Category.DATABASE)),
                    Map.entry("tds/8.0", new Use("mssql-tds", Category.DATABASE)),
                    Map.entry("ntske/1", new Use("ntp", Category.NETWORK)),
                    Map.entry("radius/1.0", new Use("radius", Category.NETWORK)),
                    Map.entry("radius/1.1", new Use("radius", Category.NETWORK)),
                    Map.entry("acme-tls/1", new Use("acme", Category.NETWORK)));

    /// Before a version and a system: `anydesk/6.2.0/linux` (observed).
    private static final String ANYDESK_PREFIX = "anydesk/";

    private static final Use ANYDESK = new Use("anydesk", Category.REMOTE_ACCESS);

    private ApplicationProtocols() {}

    /// @param name the client's first choice
    static @Nullable Use use(String name) {
        Use use = USES.get(name);
        return use == null && name.startsWith(ANYDESK_PREFIX) ? ANYDESK : use;
    }
}
