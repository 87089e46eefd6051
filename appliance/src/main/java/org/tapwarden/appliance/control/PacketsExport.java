package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tapwarden.history.packets.KeptItem;
import org.tapwarden.history.packets.KeptPackets;
import org.tapwarden.history.packets.KeptPackets.Look;
import org.tapwarden.history.packets.KeptPackets.PacketsRefused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden packets export ITEM FILE`
///
/// Writes lines of Base64 to the output of the command; whoever typed the line makes a file of them
/// ({@link ExportFile}): the appliance, with its rights, opens none.
@Command(
        name = "export",
        description = {
            "Write the capture file of an item, to be opened with Wireshark. Who asked and why is"
                    + " written down before the first byte is handed out."
        },
        footerHeading = "%nExamples:%n",
        footer = "  tapwarden packets export 12 alert.pcapng --purpose 'ticket 4711'")
final class PacketsExport implements Callable<Integer> {

    @ParentCommand private @Nullable PacketsCommand parent;
    @Spec private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ITEM", description = "Its number.")
    private long number;

    @Parameters(index = "1", paramLabel = "FILE", description = "Where to.")
    private Path file = Path.of("");

    @Option(
            names = "--purpose",
            paramLabel = "TEXT",
            required = true,
            description = "Why you look; it is kept with your name.")
    private String purpose = "";

    @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
    void config(Path config) {}

    /// Where the capture file goes, as it was typed.
    Path file() {
        return file;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        PacketsCommand packets = Objects.requireNonNull(parent);
        KeptPackets kept = packets.packets();
        byte[] bytes;
        try {
            bytes = kept.open(number, new Look(packets.tools().who(), PacketsCommand.VIA, purpose));
        } catch (PacketsRefused e) {
            throw new IOException(e.getMessage(), e);
        }
        PrintWriter out = line.getOut();
        // One line each, as the control socket's answers are lines.
        out.print(Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes));
        out.println();
        out.flush();
        line.getErr()
                .printf(
                        Locale.ROOT,
                        "%,d bytes; SHA-256 %s%n",
                        bytes.length,
                        kept.byNumber(number).map(KeptItem::sha256).orElse(""));
        line.getErr().flush();
        return Operations.OK;
    }
}
