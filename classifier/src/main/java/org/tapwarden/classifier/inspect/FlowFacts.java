package org.tapwarden.classifier.inspect;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.CertificateHashes;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Protocol;

/// What is known of one flow so far. Made when the first thing is learnt.
final class FlowFacts {

    Protocol protocol = Protocol.UNKNOWN;

    /// Who could not say yet when another was sure.
    Protocol open = Protocol.UNKNOWN;

    @Nullable String grounds;
    @Nullable String serverName;
    @Nullable String applicationProtocol;
    @Nullable String version;
    @Nullable String question;
    @Nullable String software;
    @Nullable String application;
    Category applicationCategory = Category.UNKNOWN;
    boolean encryptedHello;

    /// The first two bytes of a source whose bytes look random.
    int head;

    @Nullable String fingerprint;
    @Nullable String cipher;
    @Nullable String subject;
    @Nullable String issuer;
    @Nullable String alternativeName;
    @Nullable CertificateHashes certificate;

    /// Takes over what is new; what was learnt first stays.
    void add(Protocol known, Learnt learnt) {
        Protocol variant = learnt.variant();
        protocol = variant == null ? known : variant;
        if (application == null && learnt.application() != null) {
            application = learnt.application();
            applicationCategory = learnt.applicationCategory();
            // What betrays the service says more than what told the protocol.
            grounds = learnt.grounds() == null ? grounds : learnt.grounds();
        }
        grounds = grounds == null ? learnt.grounds() : grounds;
        serverName = serverName == null ? learnt.serverName() : serverName;
        applicationProtocol =
                applicationProtocol == null ? learnt.applicationProtocol() : applicationProtocol;
        version = version == null ? learnt.version() : version;
        question = question == null ? learnt.question() : question;
        software = software == null ? learnt.software() : software;
        encryptedHello |= learnt.hasEncryptedHello();
        fingerprint = fingerprint == null ? learnt.fingerprint() : fingerprint;
        if (cipher == null && learnt.cipher() != null) {
            version = learnt.chosenVersion(); // what is spoken, rather than what was offered
            cipher = learnt.cipher();
        }
        certificate = certificate == null ? learnt.certificateHashes() : certificate;
        if (subject == null && issuer == null && alternativeName == null) {
            subject = learnt.subject();
            issuer = learnt.issuer();
            alternativeName = learnt.alternativeName();
        }
    }
}
