package org.tapwarden.classifier.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;

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
    private @Nullable Protocol variant;
    private @Nullable String application;
    private Category applicationCategory = Category.UNKNOWN;
    private long memory;
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
        variant = null;
        application = null;
        applicationCategory = Category.UNKNOWN;
        memory = 0;
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

    /// It is this variant, one of {@link About#variants}, rather than the dissector's own protocol.
    public void variant(Protocol protocol) {
        variant = protocol;
    }

    /// The service that the bytes themselves betray, as `network.application` spells it.
    public void application(String word, Category category) {
        application = word;
        applicationCategory = category;
    }

    /// What the dissector wants to find in {@link Payload#remembered} at the flow's next payload; 0
    /// remembers nothing, and not to call it forgets.
    public void remember(long value) {
        memory = value;
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

    public @Nullable Protocol variant() {
        return variant;
    }

    public @Nullable String application() {
        return application;
    }

    public Category applicationCategory() {
        return applicationCategory;
    }

    public long memory() {
        return memory;
    }

    public List<Telling> tellings() {
        return tellings;
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
