package org.tapwarden.history.bench;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.history.bench.SchoolHosts.Host;
import org.tapwarden.history.bench.SchoolNames.Name;

/// What handshakes tell: the client's program says hello in its own way (JA4), each population has
/// {@link SchoolHosts#HELLOS} of them; the server chooses version, cipher and protocol.
final class SchoolHellos {

    private static final String AES_128 = "TLS_AES_128_GCM_SHA256";
    private static final String AES_256 = "TLS_AES_256_GCM_SHA384";
    private static final String CHACHA = "TLS_CHACHA20_POLY1305_SHA256";
    private static final String OLD_AES_128 = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String OLD_AES_256 = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";

    private static final String[] SYSTEMS = {
        "Windows NT 10.0; Win64; x64",
        "X11; CrOS x86_64 14541.0.0",
        "Macintosh; Intel Mac OS X 10_15_7",
        "iPad; CPU OS 18_6 like Mac OS X",
        "Linux; Android 10; K"
    };
    private static final String[] AGENTS = {
        "Microsoft-CryptoAPI/10.0",
        "Microsoft-Delivery-Optimization/10.1",
        "com.apple.trustd/3.0",
        "curl/8.14.1",
        "Dalvik/2.1.0 (Linux; U; Android 14; SM-X210 Build/UP1A.231005.007)",
        "HP-ePrint/3.2",
        "okhttp/4.12.0",
        "WSDAPI"
    };

    private final String[][] overTcp = new String[Population.values().length][SchoolHosts.HELLOS];
    private final String[][] overQuic = new String[Population.values().length][SchoolHosts.HELLOS];
    private final String[] agents = new String[60];

    SchoolHellos(Draw draw) {
        for (int population = 0; population < overTcp.length; population++) {
            for (int i = 0; i < SchoolHosts.HELLOS; i++) {
                String ciphers = draw.hex(12);
                String middle = (10 + draw.below(22)) + "" + (10 + draw.below(8));
                String next = draw.below(8) == 0 ? "h1" : "h2";
                overTcp[population][i] =
                        "t13d" + middle + next + "_" + ciphers + "_" + draw.hex(12);
                overQuic[population][i] =
                        "q13d03" + (10 + draw.below(4)) + "h3_" + draw.hex(12) + "_" + draw.hex(12);
            }
        }
        for (int i = 0; i < agents.length; i++) {
            agents[i] =
                    i < AGENTS.length
                            ? AGENTS[i]
                            : "Mozilla/5.0 ("
                                    + draw.any(SYSTEMS)
                                    + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/"
                                    + (118 + draw.below(25))
                                    + ".0.0.0 Safari/537.36";
        }
    }

    /// Whom a TLS or QUIC flow asked for and how. Of one in thirty the name was not seen but
    /// answered before.
    FlowRecord.Names names(Draw draw, Host host, Name name, boolean quic, boolean answered) {
        int hello = draw.any(host.hellos());
        int population = host.segment().population().ordinal();
        boolean old = !quic && name.old();
        EncryptedHello encrypted = EncryptedHello.NONE;
        if (!answered && hello % 3 == 0) {
            encrypted = draw.below(5) < 3 ? EncryptedHello.GREASE : EncryptedHello.OFFERED;
        }
        boolean shown = old && draw.below(10) < 6; // else the session is resumed
        var tls =
                new FlowRecord.Tls(
                        encrypted,
                        (quic ? overQuic : overTcp)[population][hello],
                        quic ? null : cipher(hello, name),
                        shown ? name.certificate().subject() : null,
                        shown ? name.certificate().issuer() : null,
                        shown ? name.certificate().alternativeName() : null);
        return new FlowRecord.Names(
                name.text(),
                answered ? Basis.INFERRED : Basis.SEEN,
                quic ? "h3" : next(draw, name),
                old ? "1.2" : "1.3",
                null,
                null,
                tls);
    }

    private static String cipher(int hello, Name name) {
        if (name.old()) {
            return name.strong() ? OLD_AES_256 : OLD_AES_128;
        }
        if (hello % 7 == 1) {
            return CHACHA; // no instructions for AES
        }
        return name.strong() ? AES_256 : AES_128;
    }

    private static @Nullable String next(Draw draw, Name name) {
        int one = draw.below(100);
        if (one < 4) {
            return null;
        }
        return one < (name.old() ? 60 : 9) ? "http/1.1" : "h2";
    }

    String agent(Draw draw) {
        return agents[draw.low(agents.length)];
    }
}
