package org.tapwarden.classifier.list.reader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/// Makes archives for tests, byte by byte (POSIX.1-1988 ustar).
public final class Archives {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public Archives file(String name, String content) {
        return entry(name, '0', content);
    }

    public Archives entry(String name, char type, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, String.format("%011o ", bytes.length));
        put(header, 136, "00000000000 ");
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        out.writeBytes(header);
        out.writeBytes(bytes);
        out.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
        return this;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    public byte[] tar() {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toByteArray());
        whole.writeBytes(new byte[1024]);
        return whole.toByteArray();
    }

    public byte[] tarGz() throws IOException {
        return gzip(tar());
    }

    public static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
