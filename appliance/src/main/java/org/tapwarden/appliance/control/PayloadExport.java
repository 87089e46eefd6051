package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.history.payload.PayloadRefused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden packets payload export ORDER FILE`
///
/// Writes lines of Base64, as {@link PacketsExport} does.
@Command(
        name = "export",
        description = {
            "Write what was kept so far under an order that stands, to be opened with Wireshark."
                    + " Who asked and why is written down before the first byte is read. The file"
                    + " is not encrypted: where it goes is yours to answer for."
        },
        footerHeading = "%nExamples:%n",
        footer = "  tapwarden packets payload export 3 case-17.pcapng --reason 'ticket 4711'")
final class PayloadExport implements Callable<Integer> {

    /// Bytes of a line: the answers of the control socket are lines.
    private static final int LINE = 57;

    @ParentCommand private @Nullable PayloadCommand parent;
    @Spec private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ORDER", description = "Its number.")
    private long number;

    @Parameters(index = "1", paramLabel = "FILE", description = "Where to.")
    private Path file = Path.of("");

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why you look; it is kept with your name.")
    private String reason = "";

    @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
    void config(Path config) {}

    /// Where the capture file goes, as it was typed.
    Path file() {
        return file;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Tools tools = Objects.requireNonNull(parent).tools();
        PrintWriter out = line.getOut();
        long frames;
        try (var lines = new Lines(out)) {
            frames = tools.payloadDesk().orders().export(number, tools.who(), reason, lines);
        } catch (PayloadRefused e) {
            throw new IOException(e.getMessage(), e);
        }
        out.flush();
        line.getErr().printf(Locale.ROOT, "%,d frames%n", frames);
        line.getErr().flush();
        return Operations.OK;
    }

    /// Lines of Base64, each of whole bytes.
    private static final class Lines extends OutputStream {

        private final PrintWriter out;
        private final byte[] line = new byte[LINE];
        private int filled;

        Lines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            line[filled++] = (byte) one;
            if (filled == LINE) {
                end();
            }
        }

        private void end() throws IOException {
            byte[] whole = filled == LINE ? line : Arrays.copyOf(line, filled);
            out.print(Base64.getEncoder().encodeToString(whole) + "\n");
            filled = 0;
            if (out.checkError()) {
                throw new IOException("nobody reads what is exported any more");
            }
        }

        @Override
        public void close() throws IOException {
            if (filled > 0) {
                end();
            }
        }
    }
}
