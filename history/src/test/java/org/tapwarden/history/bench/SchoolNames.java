package org.tapwarden.history.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.EncryptedHello;
import org.tapwarden.classifier.FlowRecord;

/// A hundred thousand names, asked for by Zipf's law with the exponent 1.05, each with two server
/// addresses of either family. The popular ones belong mostly to services and their delivery
/// networks, the tail to sites of which one name or two are known.
final class SchoolNames {

    static final int COUNT = 100_000;
    static final double EXPONENT = 1.05;

    private static final int DOMAINS = 34_000;
    private static final int NETWORKS = 320;
    private static final int POPULAR = 4_000;

    private static final String[] SYLLABLES =
            ("ba ben bri ca cor da del do el fa fi gen go ha ing jo ka kin la lo lu ma mer mi na nex ni"
                            + " no o pa pi qua ra ri ro sa sen so sta ta tech ton tri u va ve vi wa"
                            + " wel xi ya zen zo")
                    .split(" ", -1);
    private static final String[] ENDS = {
        ".com",
        ".com",
        ".com",
        ".com",
        ".com",
        ".net",
        ".net",
        ".org",
        ".io",
        ".co",
        ".edu",
        ".us",
        ".gov",
        ".ai",
        ".tv",
        ".co.uk",
        ".app",
        ".dev",
        ".k12.ca.us"
    };
    private static final String[] HOSTS = {
        "www",
        "www",
        "www",
        "api",
        "cdn",
        "static",
        "img",
        "app",
        "login",
        "mail",
        "m",
        "assets",
        "media",
        "events",
        "telemetry",
        "graph",
        "config",
        "update",
        "dl",
        "ads",
        "ws",
        "edge"
    };
    private static final String[] REGIONS = {
        "us-west-2", "us-east-1", "eu-west-1", "lax", "sjc", "sea", "dfw"
    };
    private static final String[] ISSUERS = {
        "CN=WR2, O=Google Trust Services",
        "CN=R11, O=Let's Encrypt",
        "CN=E6, O=Let's Encrypt",
        "CN=DigiCert TLS RSA SHA256 2020 CA1, O=DigiCert Inc",
        "CN=DigiCert Global G2 TLS RSA SHA256 2020 CA1, O=DigiCert Inc",
        "CN=Amazon RSA 2048 M03, O=Amazon",
        "CN=Microsoft Azure RSA TLS Issuing CA 08, O=Microsoft Corporation",
        "CN=GlobalSign RSA OV SSL CA 2018, O=GlobalSign nv-sa",
        "CN=Sectigo RSA Domain Validation Secure Server CA, O=Sectigo Limited",
        "CN=Apple Public Server RSA CA 12 - G1, O=Apple Inc."
    };

    /// A name, and all that is the same for each flow to it.
    ///
    /// @param old speaks no TLS 1.3
    /// @param strong prefers the longer key
    /// @param certificate of its server
    record Name(
            String text,
            List<Address> four,
            List<Address> six,
            SchoolLabels.OfName labels,
            boolean old,
            boolean strong,
            boolean quic,
            FlowRecord.Tls certificate) {}

    private record Domain(
            String text, SchoolLabels.@Nullable Service service, int network, boolean listed) {}

    /// By rank.
    final Name[] names = new Name[COUNT];

    private final Weighted popularity = Weighted.zipf(COUNT, EXPONENT);

    SchoolNames(Draw draw, SchoolLabels labels) {
        int[] networks = new int[NETWORKS];
        for (int i = 0; i < NETWORKS; i++) {
            networks[i] = publicNetwork(draw);
        }
        Domain[] domains = domains(draw, labels);
        var often = Weighted.zipf(DOMAINS, 0.75);
        Set<String> taken = new HashSet<>();
        for (int rank = 0; rank < COUNT; rank++) {
            boolean popular = rank < POPULAR;
            Domain domain = domains[popular ? draw.below(600) : often.pick(draw)];
            String text = hostOf(draw, domain);
            while (!taken.add(text)) {
                text = draw.any(HOSTS) + draw.below(100) + "." + hostOf(draw, domain);
            }
            names[rank] = name(draw, labels, domain, text, networks);
        }
    }

    private static int publicNetwork(Draw draw) {
        int first;
        do {
            first = 13 + draw.below(200);
        } while (first == 127 || first == 172 || first == 192 || first == 169);
        return first << 24 | draw.below(256) << 16;
    }

    private static Domain[] domains(Draw draw, SchoolLabels labels) {
        var domains = new Domain[DOMAINS];
        var network = Weighted.zipf(NETWORKS, 0.9);
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < DOMAINS; i++) {
            String text;
            do {
                text = word(draw, 2 + draw.below(3)) + draw.any(ENDS);
            } while (!taken.add(text));
            // The first are the services' own, each with several.
            boolean service = i < 600 ? draw.below(10) < 9 : draw.below(20) == 0;
            int which = draw.low(40);
            domains[i] =
                    new Domain(
                            text,
                            service ? labels.services[which] : null,
                            network.pick(draw),
                            !service && draw.below(14) == 0);
        }
        return domains;
    }

    private static String word(Draw draw, int syllables) {
        var word = new StringBuilder();
        for (int i = 0; i < syllables; i++) {
            word.append(draw.any(SYLLABLES));
            if (i == 1 && syllables > 2 && draw.below(6) == 0) {
                word.append('-');
            }
        }
        return word.toString();
    }

    /// As hosts are called: by a word, by a machine of a delivery network, by a hash.
    private static String hostOf(Draw draw, Domain domain) {
        String end = domain.text;
        return switch (draw.below(12)) {
            case 0 -> end;
            case 1, 2, 3, 4 -> draw.any(HOSTS) + "." + end;
            case 5, 6 -> word(draw, 2) + "." + end;
            case 7 -> "cdn-" + (1 + draw.below(400)) + "." + draw.any(REGIONS) + "." + end;
            case 8 -> "d" + draw.hex(13) + "." + end;
            case 9 -> "rr" + (1 + draw.below(8)) + "---sn-" + draw.hex(8) + "." + end;
            case 10 -> word(draw, 2) + "-" + draw.any(HOSTS) + "." + draw.any(REGIONS) + "." + end;
            default -> draw.hex(32) + "." + draw.any(HOSTS) + "." + draw.any(REGIONS) + "." + end;
        };
    }

    private static Name name(
            Draw draw, SchoolLabels labels, Domain domain, String text, int[] networks) {
        int network = networks[domain.network];
        long prefix = 0x2600_0000_0000_0000L | (long) domain.network << 32;
        List<Address> four = new ArrayList<>(2);
        List<Address> six = new ArrayList<>(2);
        for (int i = 0; i < 2; i++) {
            four.add(Address.ipv4(network | draw.below(1 << 16)));
            six.add(new Address(prefix | draw.below(256) << 8, draw.below(1 << 20)));
        }
        SchoolLabels.OfName ofName =
                labels.of(draw, domain.service, domain.listed ? domain.text : null);
        var certificate =
                new FlowRecord.Tls(
                        EncryptedHello.NONE,
                        null,
                        null,
                        "CN=" + (draw.chance(0.5) ? "*." : "") + domain.text,
                        ISSUERS[(domain.network + draw.below(3)) % ISSUERS.length],
                        draw.chance(0.7) ? domain.text : text);
        return new Name(
                text,
                four,
                six,
                ofName,
                draw.chance(0.09),
                draw.chance(0.3),
                domain.service == null ? draw.chance(0.15) : draw.chance(0.6),
                certificate);
    }

    Name any(Draw draw) {
        return names[popularity.pick(draw)];
    }
}
