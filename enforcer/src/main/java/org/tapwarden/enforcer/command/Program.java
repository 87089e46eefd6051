package org.tapwarden.enforcer.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// Whether a program is one that only root can change: the file itself and every folder above it.
final class Program {

    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final int ROOT = 0;

    private Program() {}

    /// Why not; empty when it is.
    static Optional<String> fault(Path program) {
        try {
            if (!Files.exists(program, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(program + " does not exist");
            }
            Path real = program.toRealPath();
            if (!real.equals(program)) {
                return Optional.of(program + " is behind a link; name " + real);
            }
            if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
                return Optional.of(program + " is no program that can be run");
            }
            for (Path at = program; at != null; at = at.getParent()) {
                if (!Integer.valueOf(ROOT).equals(Files.getAttribute(at, "unix:uid"))) {
                    return Optional.of(at + " does not belong to root");
                }
                if (Files.getPosixFilePermissions(at).stream().anyMatch(OTHERS::contains)) {
                    return Optional.of(at + " can be written to by others than root");
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(program + " cannot be looked at");
        }
    }
}
