package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Lines of bounded length, of a bounded number of bytes.
final class Lines {

    /// A longer line is none of a list: it comes as null text.
    static final int LONGEST = 4_096;

    /// Bytes of one list, unpacked.
    static final long MOST_BYTES = 4L << 30;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] line = new byte[LONGEST];
    private int at;
    private int end;
    private int length;
    private boolean tooLong;
    private long read;

    Lines(InputStream in) {
        this.in = in;
    }

    /// Goes to the next line.
    ///
    /// @return false when there is none
    boolean next() throws IOException {
        length = 0;
        tooLong = false;
        boolean any = false;
        while (true) {
            if (at == end && !fill()) {
                return any;
            }
            any = true;
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            keep(from, at);
            if (at < end) {
                at++;
                return true;
            }
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        read += end;
        if (read > MOST_BYTES) {
            throw new IOException("it has more than " + (MOST_BYTES >> 30) + " GiB");
        }
        return end > 0;
    }

    private void keep(int from, int to) {
        int room = Math.min(to - from, LONGEST - length);
        System.arraycopy(buffer, from, line, length, room);
        length += room;
        tooLong |= room < to - from;
    }

    /// The line without its end, or null when it is too long.
    @Nullable String text() {
        if (tooLong) {
            return null;
        }
        boolean carriage = length > 0 && line[length - 1] == '\r';
        return new String(line, 0, carriage ? length - 1 : length, StandardCharsets.UTF_8);
    }
}
