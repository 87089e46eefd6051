package org.tapwarden.classifier.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a dissector reads out of a payload, beyond which protocol it is. One object a thread;
/// cleared before each look.
///
/// Nothing in here is a secret: no URL path or query, cookie, password or body has a place to go.
public final class Learnt {

    /// Longest text that any field keeps; longer ones are cut.
    public static final int MAX_TEXT = 255;

    private @Nullable String grounds;
    private @Nullable String serverName;
    private @Nullable String applicationProtocol;
    private @Nullable String version;
    private @Nullable String software;
    private @Nullable String question;
    private boolean encryptedHello;
    private final List<Telling> tellings = new ArrayList<>();

    /// Forgets everything.
    public void clear() {
        grounds = null;
        serverName = null;
        applicationProtocol = null;
        version = null;
        software = null;
        question = null;
        encryptedHello = false;
        tellings.clear();
    }

    /// Our own short word for the bytes that convinced, such as `tls-client-hello`.
    public void grounds(String word) {
        grounds = word;
    }

    /// The name the client asked for: TLS or QUIC server name, HTTP host. Lower case, no port, no
    /// trailing dot.
    public void serverName(String name) {
        serverName = cut(name);
    }

    /// The first ALPN protocol.
    public void applicationProtocol(String name) {
        applicationProtocol = cut(name);
    }

    /// The protocol's version as people write it: `1.3`, `v2`.
    public void version(String text) {
        version = cut(text);
    }

    /// A user agent or a banner.
    public void software(String text) {
        software = cut(text);
    }

    /// The first question of a name query.
    public void question(String name) {
        question = cut(name);
    }

    /// The hello offers encrypted client hello, so its server name may be only the outer one.
    public void encryptedHello() {
        encryptedHello = true;
    }

    /// Something said to everybody who listens, beyond this flow.
    public void tell(Telling telling) {
        tellings.add(telling);
    }

    public @Nullable String grounds() {
        return grounds;
    }

    public @Nullable String serverName() {
        return serverName;
    }

    public @Nullable String applicationProtocol() {
        return applicationProtocol;
    }

    public @Nullable String version() {
        return version;
    }

    public @Nullable String software() {
        return software;
    }

    public @Nullable String question() {
        return question;
    }

    public boolean hasEncryptedHello() {
        return encryptedHello;
    }

    public List<Telling> tellings() {
        return tellings;
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
