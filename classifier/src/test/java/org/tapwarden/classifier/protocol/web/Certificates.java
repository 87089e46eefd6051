package org.tapwarden.classifier.protocol.web;

import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.nio.charset.StandardCharsets;
import org.tapwarden.classifier.protocol.Samples;

/// Certificates as RFC 5280 lays them out, signed by nobody.
public final class Certificates {

    private Certificates() {}

    public static byte[] of(String subject, String issuer, String organisation, String name) {
        return whole(
                names(attribute("550403", 0x0c, utf8(subject))),
                names(
                        attribute("550406", 0x13, utf8("US")),
                        attribute("55040a", 0x13, utf8(organisation)),
                        attribute("550403", 0x0c, utf8(issuer))),
                der(0xa3, der(0x30, usage(), alternatives(true, dns(name)))));
    }

    /// The handshake message that shows a chain (RFC 5246, section 7.4.2).
    public static byte[] message(byte[]... chain) {
        var list = bytes();
        for (byte[] one : chain) {
            list.u24(one.length).put(one);
        }
        byte[] all = list.done();
        return bytes().u8(11).u24(3 + all.length).u24(all.length).put(all).done();
    }

    /// @param rest what comes behind the key: extensions
    static byte[] whole(byte[] subject, byte[] issuer, byte[]... rest) {
        byte[] algorithm = der(0x30, der(0x06, bytes().hex("2a864886f70d01010b").done()));
        byte[] time = der(0x17, utf8("260101000000Z"));
        byte[] key = der(0x30, algorithm, der(0x03, bytes().noise(270).done()));
        byte[] fields =
                join(
                        der(0xa0, bytes().hex("020102").done()),
                        der(0x02, bytes().noise(16).done()),
                        algorithm,
                        issuer,
                        der(0x30, time, time),
                        subject,
                        key,
                        join(rest));
        return der(0x30, der(0x30, fields), algorithm, der(0x03, bytes().noise(257).done()));
    }

    static byte[] names(byte[]... attributes) {
        return der(0x30, attributes);
    }

    static byte[] attribute(String identifier, int tag, byte[] value) {
        byte[] type = der(0x06, bytes().hex(identifier).done());
        return der(0x31, der(0x30, type, der(tag, value)));
    }

    static byte[] dns(String name) {
        return der(0x82, utf8(name));
    }

    private static byte[] usage() {
        byte[] type = der(0x06, bytes().hex("551d0f").done());
        return der(
                0x30, type, der(0x01, new byte[] {-1}), der(0x04, bytes().hex("030205a0").done()));
    }

    static byte[] alternatives(boolean critical, byte[]... names) {
        byte[] type = der(0x06, bytes().hex("551d11").done());
        byte[] list = der(0x04, der(0x30, names));
        return critical ? der(0x30, type, der(0x01, new byte[] {-1}), list) : der(0x30, type, list);
    }

    static byte[] der(int tag, byte[]... parts) {
        byte[] body = join(parts);
        Samples value = bytes().u8(tag);
        if (body.length < 0x80) {
            value.u8(body.length);
        } else if (body.length < 0x100) {
            value.u8(0x81).u8(body.length);
        } else {
            value.u8(0x82).u16(body.length);
        }
        return value.put(body).done();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[]... parts) {
        var joined = bytes();
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.done();
    }
}
