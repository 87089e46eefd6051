package org.tapwarden.enforcer.nft;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.enforcer.driver.Commands;

/// The program `nft`, started for each act: 12 ms where the library needs one.
///
/// @param why it is not the library
record NftProgram(Commands commands, @Nullable String why) implements Nft {

    @Override
    public Commands.Ran run(String script) {
        return commands.run(List.of("nft", "-f", "-"), script);
    }

    @Override
    public Commands.Ran check(String script) {
        return commands.run(List.of("nft", "-c", "-f", "-"), script);
    }

    @Override
    public Commands.Ran list(String what) {
        var command = new ArrayList<>(List.of("nft", "-j", "list"));
        command.addAll(List.of(what.split(" ")));
        return commands.run(command, "");
    }

    @Override
    public String words() {
        return "by the program nft, started for each act (" + why + ")";
    }

    @Override
    public void close() {}
}
