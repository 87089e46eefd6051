package org.tapwarden.classifier.protocol.web;

import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.extension;

import java.util.ArrayList;
import java.util.List;
import org.tapwarden.classifier.protocol.Samples;

/// Hellos of a client as the specification of JA4 lists what is in them.
final class Hellos {

    /// The example of the specification, without GREASE.
    static final String CIPHERS =
            "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035";

    static final String EXTENSIONS =
            "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015";

    static final String SIGNATURES = "0403,0804,0401,0503,0805,0501,0806,0601";

    private Hellos() {}

    /// The message behind its handshake header.
    ///
    /// @param carrier a hello of DTLS has a cookie
    static byte[] body(Carrier carrier, int version, String ciphers, byte[]... extensions) {
        byte[] suites = numbers(ciphers);
        var all = bytes();
        for (byte[] extension : extensions) {
            all.put(extension);
        }
        byte[] joined = all.done();
        Samples hello = bytes().u16(version).noise(32).u8(0);
        if (carrier == Carrier.DTLS) {
            hello.u8(3).noise(3);
        }
        return hello.u16(suites.length)
                .put(suites)
                .hex("01 00")
                .u16(joined.length)
                .put(joined)
                .done();
    }

    /// A handshake message of TLS.
    static byte[] hello(int version, String ciphers, byte[]... extensions) {
        return message(body(Carrier.TLS, version, ciphers, extensions));
    }

    static byte[] message(byte[] body) {
        return bytes().u8(1).u24(body.length).put(body).done();
    }

    /// Extensions of these types, those that tell something with what they tell.
    static byte[][] extensions(String types, String alpn, String versions, String signatures) {
        List<byte[]> made = new ArrayList<>();
        for (String type : types.split(",", -1)) {
            made.add(
                    switch (type) {
                        case "0000" -> Samples.serverName("www.example.org");
                        case "0010" -> alpn(alpn);
                        case "002b" -> versions(versions);
                        case "000d" -> signatures(signatures);
                        default -> extension(Integer.parseInt(type, 16), bytes().noise(3).done());
                    });
        }
        return made.toArray(byte[][]::new);
    }

    /// @param first in hex, the first protocol
    static byte[] alpn(String first) {
        byte[] protocol = bytes().hex(first).done();
        Samples list = bytes().u8(protocol.length).put(protocol).u8(8).ascii("http/1.1");
        byte[] body = list.done();
        return extension(16, bytes().u16(body.length).put(body).done());
    }

    static byte[] versions(String versions) {
        byte[] body = numbers(versions);
        return extension(43, bytes().u8(body.length).put(body).done());
    }

    static byte[] signatures(String signatures) {
        byte[] body = numbers(signatures);
        return extension(13, bytes().u16(body.length).put(body).done());
    }

    private static byte[] numbers(String list) {
        return bytes().hex(list.replace(",", "")).done();
    }
}
