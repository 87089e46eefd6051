package org.tapwarden.classifier.list.reader;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The files of an archive (POSIX.1-1988 ustar, with GNU's and POSIX's longer names), one after the
/// other. Links, devices and folders are passed over: nothing is ever unpacked to a disk.
final class Tar {

    static final int MOST_FILES = 100_000;
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 4_096;

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private long left;
    private long padding;
    private int files;

    Tar(InputStream in) {
        this.in = in;
    }

    /// Goes to the next file, over the rest of this one.
    ///
    /// @return its name, or null at the end
    /// @throws IOException when the archive is none or is cut off
    @Nullable String next() throws IOException {
        String longName = null;
        while (true) {
            skipRest();
            int read = in.readNBytes(header, 0, BLOCK);
            if ((read == 0 && files > 0) || (read == BLOCK && isZero())) {
                return null;
            }
            if (read < BLOCK || !checksumFits()) {
                throw new IOException("it is no tar archive, or a damaged one");
            }
            if (files++ == MOST_FILES) {
                throw new IOException("it has more than " + MOST_FILES + " files");
            }
            left = size();
            padding = (BLOCK - left % BLOCK) % BLOCK;
            switch (header[156]) {
                case 'L' -> longName = cut(content());
                case 'x' -> longName = pathOf(content());
                case '0', 0 -> {
                    return longName == null ? name() : longName;
                }
                default -> longName = null;
            }
        }
    }

    private void skipRest() throws IOException {
        try {
            in.skipNBytes(left + padding);
        } catch (EOFException e) {
            throw new IOException("the archive ends inside a file", e);
        }
        left = 0;
        padding = 0;
    }

    /// What is left of the file at hand; closing it does nothing.
    InputStream content() {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                if (left == 0 || length == 0) {
                    return left == 0 ? -1 : 0;
                }
                int read = in.read(to, from, (int) Math.min(length, left));
                if (read < 0) {
                    throw new IOException("the archive ends inside a file");
                }
                left -= read;
                return read;
            }

            @Override
            public void close() {}
        };
    }

    private boolean isZero() {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean checksumFits() {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += (148 <= i && i < 156) ? ' ' : header[i] & 0xff;
        }
        return sum == octal(148, 8);
    }

    /// @return -1 for what is no number
    private long octal(int from, int length) {
        long value = 0;
        boolean any = false;
        for (int i = from; i < from + length; i++) {
            byte c = header[i];
            if ('0' <= c && c <= '7') {
                value = (value << 3) | (c - '0');
                any = true;
            } else if (any || c != ' ') {
                break;
            }
        }
        return any ? value : -1;
    }

    private long size() throws IOException {
        long size = octal(124, 12);
        if (size < 0) {
            throw new IOException("a file in the archive is of no size");
        }
        return size;
    }

    private String name() {
        String name = text(0, 100);
        String prefix = text(257, 5).equals("ustar") ? text(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String text(int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private static String cut(InputStream content) throws IOException {
        String name = new String(content.readNBytes(LONGEST_NAME), StandardCharsets.UTF_8);
        int end = name.indexOf('\0');
        return end < 0 ? name : name.substring(0, end);
    }

    /// Of lines `length key=value` the one with the path.
    private static @Nullable String pathOf(InputStream content) throws IOException {
        String facts = new String(content.readNBytes(LONGEST_NAME), StandardCharsets.UTF_8);
        for (String line : facts.lines().toList()) {
            int key = line.indexOf(" path=");
            if (key > 0) {
                return line.substring(key + " path=".length());
            }
        }
        return null;
    }
}
