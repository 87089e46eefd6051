package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;

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
        var text = new StringWriter();
        int code;
        try (var out = new PrintWriter(text)) {
            code = work.with(out);
        }
        if (code != 0) {
            return code;
        }
        Path part = Files.createTempFile(folder, ".export-", ".part");
        try {
            Files.write(part, Base64.getMimeDecoder().decode(text.toString()));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return code;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static int into(Path part, Path file, Work work) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(part);
                var out = new PrintWriter(bytes, false, StandardCharsets.UTF_8)) {
            int code = work.with(out);
            if (code == 0 && out.checkError()) {
                throw new IOException(file + " could not be written");
            }
            return code;
        }
    }
}
