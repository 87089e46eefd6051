package org.tapwarden.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A small ext4 disk of its own, made of a file, that can be filled, frozen and broken. Whatever a
/// test does, closing thaws and unmounts it.
final class LoopDisk implements AutoCloseable {

    private final Path image;
    private final Path device;
    private final Path path;
    private boolean frozen;

    /// @param folder where to make it
    LoopDisk(Path folder, String name, int megabytes) throws IOException {
        assumeThat(System.getProperty("user.name")).as("mounting needs root").isEqualTo("root");
        this.image = folder.resolve(name + ".img");
        this.path = Files.createDirectory(folder.resolve(name));
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) megabytes << 20);
        }
        run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        // One device for as long as it lives: one that `mount` makes is gone some time after
        // `umount`, and until then it keeps pages that who repairs the file does not see.
        this.device = Path.of(run("losetup", "--find", "--show", image.toString()).strip());
        mount();
    }

    private void mount() throws IOException {
        run("mount", "-o", "errors=remount-ro", device.toString(), path.toString());
    }

    Path path() {
        return path;
    }

    long free() {
        return path.toFile().getUsableSpace();
    }

    /// Somebody else's file takes all but so many bytes.
    void fill(long but) {
        var piece = new byte[1 << 16];
        try (var ballast = Files.newOutputStream(path.resolve("ballast" + System.nanoTime()))) {
            while (free() > but) {
                ballast.write(piece, 0, (int) Math.min(piece.length, Math.max(1, free() - but)));
            }
        } catch (IOException full) {
            assertThat(free()).isLessThan(1 << 20);
        }
    }

    /// Somebody else's files go.
    void empty() throws IOException {
        try (var files = Files.newDirectoryStream(path, "ballast*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    /// Nothing that writes to it comes back until it is thawed.
    void freeze() throws IOException {
        // By somebody else too: a test that fails closes first what waits for the disk, and a
        // process
        // that does so cannot even be killed.
        new ProcessBuilder("sh", "-c", "sleep 45; exec fsfreeze -u \"$0\"", path.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        run("fsfreeze", "-f", path.toString());
        frozen = true;
    }

    void thaw() throws IOException {
        if (frozen) {
            frozen = false;
            run("fsfreeze", "-u", path.toString());
        }
    }

    /// Whoever opens a file from now on finds it read-only. (The kernel refuses `remount,ro` while
    /// somebody writes, so a read-only mount is put over it: made elsewhere, where nobody writes,
    /// and what is bound from it is read-only from the first moment.)
    void makeReadOnly() throws IOException {
        Path elsewhere = Files.createDirectory(Path.of(path + "-read-only"));
        run("mount", "--bind", path.toString(), elsewhere.toString());
        run("mount", "-o", "remount,ro,bind", elsewhere.toString());
        run("mount", "--bind", elsewhere.toString(), path.toString());
        run("umount", elsewhere.toString());
        Files.delete(elsewhere);
    }

    void makeWritable() throws IOException {
        run("umount", "-l", path.toString());
    }

    /// The kernel finds an error on it and lets nobody write any more, whatever is open.
    void breakDown() throws IOException {
        Files.writeString(
                Path.of("/sys/fs/ext4", device.getFileName().toString(), "trigger_fs_error"),
                "a test");
    }

    /// What an administrator does then, when nobody has files open any more.
    void mend() throws IOException {
        run("umount", path.toString());
        run("sh", "-c", "e2fsck -p " + device + " || [ $? -eq 1 ]");
        mount();
    }

    static String run(String... command) throws IOException {
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), UTF_8);
        int code = child.onExit().orTimeout(60, TimeUnit.SECONDS).join().exitValue();
        assertThat(code).as(String.join(" ", command) + ": " + said).isZero();
        return said;
    }

    @Override
    public void close() throws IOException {
        thaw();
        while (Files.readString(Path.of("/proc/mounts")).contains(" " + path + " ")) {
            run("umount", "-l", path.toString());
        }
        // Where somebody still has files open the kernel lets go of it after them.
        run("losetup", "-d", device.toString());
        Files.delete(image);
    }
}
