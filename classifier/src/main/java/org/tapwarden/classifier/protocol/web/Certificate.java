package org.tapwarden.classifier.protocol.web;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.protocol.CertificateHashes;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Text;

/// Whose a certificate is, who signed it, and the first host name it is for (X.509, RFC 5280,
/// section 4.1), read where it lies. What cannot be read is left out; nothing is verified. Its
/// hashes are made where they are wanted.
final class Certificate {

    /// The handshake message that brings it (RFC 5246, section 7.4.2).
    static final int MESSAGE = 11;

    /// Handshake header, length of the list, length of its first certificate.
    static final int BEFORE_FIRST = 4 + 3 + 3;

    /// Attributes of a name, extensions and alternative names beyond this many are not looked at.
    static final int MOST_ENTRIES = 64;

    // Tags of DER (X.690, section 8.1.2).
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int OCTET_STRING = 0x04;
    private static final int BMP_STRING = 0x1e;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int DNS_NAME = 0x82;

    /// 2.5.4.3 and 2.5.4.10.
    private static final int COMMON_NAME = 0x550403;

    private static final int ORGANISATION = 0x55040a;

    /// 2.5.29.17
    private static final int ALTERNATIVE_NAMES = 0x551d11;

    private Certificate() {}

    static void read(Payload payload, int from, int end, Learnt learnt) {
        if (learnt.wantsCertificateHashes()) {
            var maker =
                    learnt.workspace(CertificateHashes.Maker.class, CertificateHashes.Maker::new);
            learnt.certificateHashes(maker.of(payload, from, end));
        }
        var outer = new Der(payload, from, end);
        if (!outer.next(SEQUENCE)) {
            return;
        }
        Der fields = outer.inside();
        if (!fields.next(SEQUENCE)) {
            return;
        }
        fields = fields.inside();
        boolean any = fields.next();
        if (any && fields.tag() == VERSION) {
            any = fields.next();
        }
        // Serial number, algorithm; then the names with the validity between.
        if (!any || !fields.second(SEQUENCE)) {
            return;
        }
        String issuer = name(fields.inside(), true);
        String subject = null;
        String alternative = null;
        if (fields.second(SEQUENCE)) {
            subject = name(fields.inside(), false);
            for (int i = 0; i < MOST_ENTRIES && alternative == null && fields.next(); i++) {
                alternative = fields.tag() == EXTENSIONS ? alternative(fields.inside()) : null;
            }
        }
        if (issuer != null || subject != null || alternative != null) {
            learnt.certificate(subject, issuer, alternative);
        }
    }

    /// The most specific common name, and the organisation where it is wanted or stands alone, as
    /// RFC 4514 writes them.
    private static @Nullable String name(Der attributes, boolean alsoOrganisation) {
        String common = null;
        String organisation = null;
        for (int i = 0; i < MOST_ENTRIES && attributes.next(SET); i++) {
            Der attribute = attributes.inside();
            if (!attribute.next(SEQUENCE)) {
                continue;
            }
            attribute = attribute.inside();
            if (!attribute.next(OBJECT_IDENTIFIER)) {
                continue;
            }
            int type = attribute.identifier();
            if ((type == COMMON_NAME || type == ORGANISATION) && attribute.next()) {
                String value = text(attribute);
                if (type == COMMON_NAME) {
                    common = value == null ? common : value;
                } else {
                    organisation = organisation == null ? value : organisation;
                }
            }
        }
        if (common == null) {
            return organisation == null ? null : "O=" + organisation;
        }
        return alsoOrganisation && organisation != null
                ? "CN=" + common + ", O=" + organisation
                : "CN=" + common;
    }

    /// Most strings are ASCII whatever their tag says.
    private static @Nullable String text(Der value) {
        Charset charset =
                switch (value.tag()) {
                    case UTF8_STRING -> StandardCharsets.UTF_8;
                    case BMP_STRING -> StandardCharsets.UTF_16BE;
                    default -> StandardCharsets.ISO_8859_1;
                };
        int count = Math.min(value.length(), 2 * Learnt.MAX_TEXT);
        String text = new String(value.payload().bytes(value.body(), count), charset).strip();
        if (text.isEmpty()) {
            return null;
        }
        var escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (",+\"\\<>;".indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }

    private static @Nullable String alternative(Der explicit) {
        if (!explicit.next(SEQUENCE)) {
            return null;
        }
        Der extensions = explicit.inside();
        for (int i = 0; i < MOST_ENTRIES && extensions.next(SEQUENCE); i++) {
            Der extension = extensions.inside();
            boolean wanted =
                    extension.next(OBJECT_IDENTIFIER)
                            && extension.identifier() == ALTERNATIVE_NAMES
                            && extension.next();
            // Whether it is critical may stand between.
            if (wanted && (extension.tag() == OCTET_STRING || extension.next(OCTET_STRING))) {
                return firstName(extension.inside());
            }
        }
        return null;
    }

    private static @Nullable String firstName(Der octets) {
        if (!octets.next(SEQUENCE)) {
            return null;
        }
        Der names = octets.inside();
        for (int i = 0; i < MOST_ENTRIES && names.next(); i++) {
            if (names.tag() == DNS_NAME) {
                int body = names.body();
                String name = Text.hostName(names.payload(), body, body + names.length());
                if (name != null) {
                    return name;
                }
            }
        }
        return null;
    }
}
