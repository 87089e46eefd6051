package org.tapwarden.classifier.protocol;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;

/// What a dissector reads out of a payload, beyond which protocol it is. One object a thread;
/// cleared before each look.
///
/// It also says what nobody would take: a dissector that asks first is spared to put together texts
/// that are thrown away. Whatever it gives nevertheless changes nothing.
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
    private @Nullable String fingerprint;
    private @Nullable String chosenVersion;
    private @Nullable String cipher;
    private @Nullable String subject;
    private @Nullable String issuer;
    private @Nullable String alternativeName;
    private @Nullable CertificateHashes certificateHashes;
    private @Nullable Protocol variant;
    private @Nullable String application;
    private Category applicationCategory = Category.UNKNOWN;
    private long memory;
    private final List<Telling> tellings = new ArrayList<>();
    private final IdentityHashMap<Class<?>, Object> workspaces = new IdentityHashMap<>();

    /// Most looks end with a NO, and leave nothing to forget.
    private boolean touched;

    private final boolean wantsAnnouncements;
    private boolean wantsQuestion = true;
    private boolean wantsSoftware = true;
    private boolean wantsCertificateHashes;

    /// For whoever takes everything.
    public Learnt() {
        this(true);
    }

    /// @param wantsAnnouncements whether anybody listens to what stations and servers say of
    ///   themselves; what name servers answer is told always
    public Learnt(boolean wantsAnnouncements) {
        this.wantsAnnouncements = wantsAnnouncements;
    }

    /// Says what is not known of the flow yet.
    public void wants(boolean question, boolean software) {
        wantsQuestion = question;
        wantsSoftware = software;
    }

    /// Says whether any list has certificates. Their hashes cost more than all else of a hello, so
    /// they are not wanted unless somebody says so.
    public void wantsCertificateHashes(boolean wanted) {
        wantsCertificateHashes = wanted;
    }

    /// Whether {@link #certificateHashes(CertificateHashes)} would be taken.
    public boolean wantsCertificateHashes() {
        return wantsCertificateHashes;
    }

    /// Whether a {@link #question} would be taken.
    public boolean wantsQuestion() {
        return wantsQuestion;
    }

    /// Whether {@link #software} would be taken.
    public boolean wantsSoftware() {
        return wantsSoftware;
    }

    /// Whether a {@link Telling} other than a name server's answer would be taken.
    public boolean wantsAnnouncements() {
        return wantsAnnouncements;
    }

    /// Memory of this thread for a dissector that needs more than a payload's {@link
    /// Payload#scratch}; made once, and nothing in it outlives a look.
    public <T> T workspace(Class<T> type, Supplier<T> maker) {
        return type.cast(workspaces.computeIfAbsent(type, _ -> maker.get()));
    }

    /// Forgets everything that was learnt.
    public void clear() {
        if (!touched) {
            return;
        }
        touched = false;
        grounds = null;
        serverName = null;
        applicationProtocol = null;
        version = null;
        software = null;
        question = null;
        encryptedHello = false;
        fingerprint = null;
        chosenVersion = null;
        cipher = null;
        subject = null;
        issuer = null;
        alternativeName = null;
        certificateHashes = null;
        variant = null;
        application = null;
        applicationCategory = Category.UNKNOWN;
        memory = 0;
        tellings.clear();
    }

    /// Our own short word for the bytes that convinced, such as `tls-client-hello`.
    public void grounds(String word) {
        touched = true;
        grounds = word;
    }

    /// The name the client asked for: TLS or QUIC server name, HTTP host. Lower case, no port, no
    /// trailing dot.
    public void serverName(String name) {
        touched = true;
        serverName = cut(name);
    }

    /// The first ALPN protocol.
    public void applicationProtocol(String name) {
        touched = true;
        applicationProtocol = cut(name);
    }

    /// The protocol's version as people write it: `1.3`, `v2`.
    public void version(String text) {
        touched = true;
        version = cut(text);
    }

    /// A user agent or a banner.
    public void software(String text) {
        touched = true;
        software = cut(text);
    }

    /// The first question of a name query.
    public void question(String name) {
        touched = true;
        question = cut(name);
    }

    /// The hello offers encrypted client hello, so its server name may be only the outer one.
    public void encryptedHello() {
        touched = true;
        encryptedHello = true;
    }

    /// By what a TLS client lists in its hello (JA4).
    public void fingerprint(String text) {
        touched = true;
        fingerprint = cut(text);
    }

    /// What a TLS server chose of what the client offered.
    ///
    /// @param version as {@link #version} has it; stands in for the offered one
    /// @param cipherSuite IANA's name of the suite, or its number in hex
    public void chosen(String version, String cipherSuite) {
        touched = true;
        chosenVersion = cut(version);
        cipher = cut(cipherSuite);
    }

    /// Whose certificate a TLS server showed.
    ///
    /// @param ofSubject its distinguished name, common name only
    /// @param ofIssuer its distinguished name, common name and organisation
    /// @param firstName the first host name among the alternative ones
    public void certificate(
            @Nullable String ofSubject, @Nullable String ofIssuer, @Nullable String firstName) {
        touched = true;
        subject = ofSubject == null ? null : cut(ofSubject);
        issuer = ofIssuer == null ? null : cut(ofIssuer);
        alternativeName = firstName == null ? null : cut(firstName);
    }

    /// By which the certificate that a TLS server showed is found in lists.
    public void certificateHashes(CertificateHashes hashes) {
        touched = true;
        certificateHashes = hashes;
    }

    /// It is this variant, one of {@link About#variants}, rather than the dissector's own protocol.
    public void variant(Protocol protocol) {
        touched = true;
        variant = protocol;
    }

    /// The service that the bytes themselves betray, as `network.application` spells it.
    public void application(String word, Category category) {
        touched = true;
        application = word;
        applicationCategory = category;
    }

    /// What the dissector wants to find in {@link Payload#remembered} at the flow's next payload; 0
    /// remembers nothing, and not to call it forgets.
    public void remember(long value) {
        touched = true;
        memory = value;
    }

    /// Something said to everybody who listens, beyond this flow.
    public void tell(Telling telling) {
        boolean answer = telling instanceof Telling.NameAnswered named && named.isFromNameServer();
        if (wantsAnnouncements || answer) {
            touched = true;
            tellings.add(telling);
        }
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

    public @Nullable String fingerprint() {
        return fingerprint;
    }

    public @Nullable String chosenVersion() {
        return chosenVersion;
    }

    public @Nullable String cipher() {
        return cipher;
    }

    public @Nullable String subject() {
        return subject;
    }

    public @Nullable String issuer() {
        return issuer;
    }

    public @Nullable String alternativeName() {
        return alternativeName;
    }

    public @Nullable CertificateHashes certificateHashes() {
        return certificateHashes;
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
