package org.tapwarden.classifier.protocol.web;

import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/// First packets of QUIC, protected as a client does.
public final class QuicInitials {

    private static final int V2 = 0x6b3343cf;

    private QuicInitials() {}

    public static byte[] crypto(int offset, byte[] data) {
        return bytes().u8(6).u32(0x8000_0000L | offset).u16(0x4000 | data.length).put(data).done();
    }

    /// Protects frames as a client does (RFC 9001, section 5.3 and 5.4), with a number of one byte.
    public static byte[] initial(int version, byte[] id, int number, byte[]... frames)
            throws Exception {
        var plain = bytes();
        for (byte[] frame : frames) {
            plain.put(frame);
        }
        byte[] clear = plain.done();
        int body = 1 + clear.length + 16;
        int first = version == V2 ? 0xd0 : 0xc0;
        byte[] header =
                bytes().u8(first)
                        .u32(version)
                        .u8(id.length)
                        .put(id)
                        .u8(0)
                        .u8(0)
                        .u16(0x4000 | body)
                        .u8(number)
                        .done();
        QuicVersion known = Objects.requireNonNull(QuicVersion.of(version));
        var keys = new QuicProtection().clientKeys(known, id);
        byte[] nonce = keys.iv();
        nonce[11] ^= (byte) number;
        var gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.ENCRYPT_MODE, keys.key(), new GCMParameterSpec(128, nonce));
        gcm.updateAAD(header);
        byte[] sealed = gcm.doFinal(clear);
        var ecb = Cipher.getInstance("AES/ECB/NoPadding");
        ecb.init(Cipher.ENCRYPT_MODE, keys.header());
        byte[] mask = ecb.doFinal(Arrays.copyOfRange(sealed, 3, 19));
        header[0] ^= (byte) (mask[0] & 0x0f);
        header[header.length - 1] ^= mask[1];
        return bytes().put(header).put(sealed).done();
    }
}
