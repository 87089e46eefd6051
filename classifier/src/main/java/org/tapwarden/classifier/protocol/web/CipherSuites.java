package org.tapwarden.classifier.protocol.web;

import java.util.Arrays;

/// The cipher suites that servers choose, by IANA's names ("TLS Cipher Suites", RFC 8447).
final class CipherSuites {

    private static final String TABLE =
            """
            0000 TLS_NULL_WITH_NULL_NULL
            0001 TLS_RSA_WITH_NULL_MD5
            0002 TLS_RSA_WITH_NULL_SHA
            0003 TLS_RSA_EXPORT_WITH_RC4_40_MD5
            0004 TLS_RSA_WITH_RC4_128_MD5
            0005 TLS_RSA_WITH_RC4_128_SHA
            0006 TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5
            0007 TLS_RSA_WITH_IDEA_CBC_SHA
            0008 TLS_RSA_EXPORT_WITH_DES40_CBC_SHA
            0009 TLS_RSA_WITH_DES_CBC_SHA
            000a TLS_RSA_WITH_3DES_EDE_CBC_SHA
            0013 TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA
            0015 TLS_DHE_RSA_WITH_DES_CBC_SHA
            0016 TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA
            0018 TLS_DH_anon_WITH_RC4_128_MD5
            001b TLS_DH_anon_WITH_3DES_EDE_CBC_SHA
            002f TLS_RSA_WITH_AES_128_CBC_SHA
            0032 TLS_DHE_DSS_WITH_AES_128_CBC_SHA
            0033 TLS_DHE_RSA_WITH_AES_128_CBC_SHA
            0034 TLS_DH_anon_WITH_AES_128_CBC_SHA
            0035 TLS_RSA_WITH_AES_256_CBC_SHA
            0038 TLS_DHE_DSS_WITH_AES_256_CBC_SHA
            0039 TLS_DHE_RSA_WITH_AES_256_CBC_SHA
            003a TLS_DH_anon_WITH_AES_256_CBC_SHA
            003b TLS_RSA_WITH_NULL_SHA256
            003c TLS_RSA_WITH_AES_128_CBC_SHA256
            003d TLS_RSA_WITH_AES_256_CBC_SHA256
            0041 TLS_RSA_WITH_CAMELLIA_128_CBC_SHA
            0045 TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA
            0067 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256
            006b TLS_DHE_RSA_WITH_AES_256_CBC_SHA256
            0084 TLS_RSA_WITH_CAMELLIA_256_CBC_SHA
            0088 TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA
            008c TLS_PSK_WITH_AES_128_CBC_SHA
            008d TLS_PSK_WITH_AES_256_CBC_SHA
            0096 TLS_RSA_WITH_SEED_CBC_SHA
            009c TLS_RSA_WITH_AES_128_GCM_SHA256
            009d TLS_RSA_WITH_AES_256_GCM_SHA384
            009e TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
            009f TLS_DHE_RSA_WITH_AES_256_GCM_SHA384
            00a8 TLS_PSK_WITH_AES_128_GCM_SHA256
            00a9 TLS_PSK_WITH_AES_256_GCM_SHA384
            00ae TLS_PSK_WITH_AES_128_CBC_SHA256
            1301 TLS_AES_128_GCM_SHA256
            1302 TLS_AES_256_GCM_SHA384
            1303 TLS_CHACHA20_POLY1305_SHA256
            1304 TLS_AES_128_CCM_SHA256
            1305 TLS_AES_128_CCM_8_SHA256
            c006 TLS_ECDHE_ECDSA_WITH_NULL_SHA
            c007 TLS_ECDHE_ECDSA_WITH_RC4_128_SHA
            c008 TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA
            c009 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
            c00a TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
            c010 TLS_ECDHE_RSA_WITH_NULL_SHA
            c011 TLS_ECDHE_RSA_WITH_RC4_128_SHA
            c012 TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA
            c013 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
            c014 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
            c023 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
            c024 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384
            c027 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256
            c028 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384
            c02b TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
            c02c TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
            c02f TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            c030 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
            c035 TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA
            c036 TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA
            c09c TLS_RSA_WITH_AES_128_CCM
            c09d TLS_RSA_WITH_AES_256_CCM
            c0a0 TLS_RSA_WITH_AES_128_CCM_8
            c0a4 TLS_PSK_WITH_AES_128_CCM
            c0a8 TLS_PSK_WITH_AES_128_CCM_8
            c0ac TLS_ECDHE_ECDSA_WITH_AES_128_CCM
            c0ad TLS_ECDHE_ECDSA_WITH_AES_256_CCM
            c0ae TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8
            c0af TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8
            cca8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
            cca9 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
            ccaa TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256
            ccab TLS_PSK_WITH_CHACHA20_POLY1305_SHA256
            ccac TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256
            d001 TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256
            """;

    /// In the order of their numbers.
    private static final int[] NUMBERS =
            TABLE.lines().mapToInt(line -> Integer.parseInt(line.substring(0, 4), 16)).toArray();

    private static final String[] NAMES =
            TABLE.lines().map(line -> line.substring(5)).toArray(String[]::new);

    private CipherSuites() {}

    /// IANA's name, or the number such as `0xc0ff`.
    static String name(int number) {
        int at = Arrays.binarySearch(NUMBERS, number);
        return at >= 0 ? NAMES[at] : String.format("0x%04x", number);
    }
}
