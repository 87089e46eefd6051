package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The file that an export was asked to write to. It belongs to who typed the command, and is
/// readable by nobody else; it gets its name when all is in it, so half of an export never has it.
final class ExportFile {

    /// Stands for the standard output.
    static final String OUTPUT = "-";

    /// Runs a command with another standard output.
    interface Work {
        int with(PrintWriter out) throws IOException;
    }

    private ExportFile() {}

    /// @return the exit code of the command
    /// @throws IOException when the file cannot be written
    static int write(Path file, Work work) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return into(file, file, work); // a device or a pipe
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("there is no folder for " + file);
        }
        Path part = Files.createTempFile(folder, ".export-", ".part");
        try {
            int code = into(part, file, work);
            if (code == 0) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return code;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// The same of a command that writes lines of Base64 (RFC 4648, section 4): the file gets the
    /// bytes.
    static int writeDecoded(Path file, Work work) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("there is no folder for " + file);
        }
        Path part = Files.createTempFile(folder, ".export-", ".part");
        try {
            int code;
            try (var bytes = new Bytes(file, FileChannel.open(part, StandardOpenOption.WRITE));
                    var decoded = new Decoded(bytes);
                    var out = new PrintWriter(decoded)) {
                code = work.with(out);
                out.flush();
                bytes.finish(code == 0);
            }
            if (code == 0) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return code;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Makes bytes of lines of Base64, each of which stands for whole bytes.
    private static final class Decoded extends Writer {

        private final Bytes to;
        private final StringBuilder line = new StringBuilder();

        Decoded(Bytes to) {
            this.to = to;
        }

        @Override
        public void write(char[] text, int from, int length) throws IOException {
            for (int i = from; i < from + length; i++) {
                if (text[i] == '\n') {
                    byte[] bytes = Base64.getMimeDecoder().decode(line.toString());
                    line.setLength(0);
                    to.write(bytes, 0, bytes.length);
                } else {
                    line.append(text[i]);
                }
            }
        }

        @Override
        public void flush() {
            // A line is handed on when it is whole.
        }

        @Override
        public void close() {
            // What it writes to belongs to somebody else.
        }
    }

    private static int into(Path part, Path file, Work work) throws IOException {
        try (var bytes = new Bytes(file, FileChannel.open(part, StandardOpenOption.WRITE));
                var out = new Rows(bytes)) {
            int code = work.with(out);
            if (code == 0) {
                out.flush();
                bytes.finish(!part.equals(file));
            }
            return code;
        }
    }

    /// What went wrong with where rows go, in one line, as far as it is known.
    static String trouble(PrintWriter rows) {
        String known = rows instanceof Rows ours ? ours.bytes.trouble : null;
        return known == null ? "what is exported can no longer be written" : known;
    }

    private static final class Rows extends PrintWriter {

        private final Bytes bytes;

        Rows(Bytes bytes) {
            super(bytes, false, StandardCharsets.UTF_8);
            this.bytes = bytes;
        }
    }

    /// Knows why it could not be written, of which a {@link PrintWriter} says nothing.
    private static final class Bytes extends OutputStream {

        private final Path file;
        private final FileChannel channel;
        private final OutputStream to;
        private @Nullable String trouble;

        Bytes(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
            this.to = Channels.newOutputStream(channel);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                to.write(bytes, offset, length);
            } catch (IOException e) {
                failed(e);
                throw e;
            }
        }

        private void failed(IOException e) {
            if (trouble == null) {
                trouble = file + " could not be written: " + e.getMessage();
            }
        }

        /// What is on its way to the disk may still find it full.
        ///
        /// @param force it is a file, which gets its name when all is on the disk
        void finish(boolean force) throws IOException {
            try {
                if (force && trouble == null) {
                    channel.force(true);
                }
            } catch (IOException e) {
                failed(e);
            }
            if (trouble != null) {
                throw new IOException(trouble);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
