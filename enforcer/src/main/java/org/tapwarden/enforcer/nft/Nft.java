package org.tapwarden.enforcer.nft;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.enforcer.driver.Commands;

/// Carries out scripts of nftables in this machine's kernel, one at a time. An answer is a
/// program's: exit 0, or one line in `err` that says why not.
public interface Nft extends AutoCloseable {

    /// One transaction: all of it is done, or nothing.
    Commands.Ran run(String script);

    /// Asks the kernel whether it would do it; nothing is done.
    Commands.Ran check(String script);

    /// What there is, as JSON (libnftables-json(5)).
    ///
    /// @param what after `list`, such as `set inet tapwarden quarantine`
    Commands.Ran list(String what);

    /// By what means, in words for the log and the test button.
    String words();

    @Override
    void close();

    /// The library in this process where there is one and the settings do not forbid it, else the
    /// program `nft`, started for each act. Says which in the log.
    static Nft open(boolean library, Commands commands) {
        return open(library ? LibNftables::open : Nft::forbidden, commands);
    }

    private static Nft forbidden() throws IOException {
        throw new IOException("the settings say so");
    }

    /// Something that may not be there.
    interface Opening {
        Nft open() throws IOException;
    }

    /// @param library how the library is opened
    static Nft open(Opening library, Commands commands) {
        Logger log = LoggerFactory.getLogger(Nft.class);
        try {
            Nft nft = library.open();
            log.info("nftables: {}", nft.words());
            return nft;
        } catch (IOException e) {
            Nft nft = new NftProgram(commands, e.getMessage());
            log.warn("nftables: {}", nft.words());
            return nft;
        }
    }
}
