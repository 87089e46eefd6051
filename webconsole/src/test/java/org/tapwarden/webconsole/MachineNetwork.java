package org.tapwarden.webconsole;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Held by whoever gives the machine itself an interface or takes one away, and by whoever must not
/// see that: a browser gives up every page and every part of one that is under way when an address
/// of the machine comes or goes. Tests run in several processes at a time.
public final class MachineNetwork implements AutoCloseable {

    private final FileChannel file;

    private MachineNetwork(FileChannel file) {
        this.file = file;
    }

    /// Waits until nobody else holds it.
    public static MachineNetwork hold() throws IOException {
        FileChannel file =
                FileChannel.open(
                        Path.of("target", "machine-network.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        file.lock();
        return new MachineNetwork(file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
