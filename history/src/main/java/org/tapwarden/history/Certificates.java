package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificates of destruction, in the folder `certificates`, kept as long as the audit, which
/// has the hash of each.
///
/// How far a destruction has come stands in its certificate's name, so that after a crash it is
/// gone on with: `.begun` when the text is on the disk and nothing was touched yet, `.gone` when
/// the index is deleted, `.txt` when nothing of its flows is left anywhere.
final class Certificates {

    static final String FOLDER = "certificates";

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final String BEGUN = ".begun";
    private static final String GONE = ".gone";
    private static final String DONE = ".txt";
    private static final Pattern NAME =
            Pattern.compile("(\\d{6,9})-(\\S+)(\\.begun|\\.gone|\\.txt)(\\.next)?");

    private final Path folder;
    private final List<Open> open = new ArrayList<>();
    private int last;

    /// A destruction that is not finished.
    ///
    /// @param name of its certificate
    /// @param begun what it says
    /// @param gone whether the index is deleted
    record Open(String name, Certificate.Begun begun, boolean gone) {}

    Certificates(Path directory) throws IOException {
        folder = directory.resolve(FOLDER);
        Files.createDirectories(folder);
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.sorted().toList();
        }
        for (Path file : files) {
            Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
            if (matcher.matches()) {
                last = Math.max(last, Integer.parseInt(matcher.group(1)));
                if (matcher.group(4) != null) {
                    Files.delete(file); // killed before anything was touched
                } else if (!matcher.group(3).equals(DONE)) {
                    find(matcher.group(1) + "-" + matcher.group(2), matcher.group(3), file);
                }
            }
        }
    }

    private void find(String name, String state, Path file) throws IOException {
        Optional<Certificate.Begun> begun = Certificate.Begun.of(Files.readString(file));
        if (begun.isPresent()) {
            open.add(new Open(name, begun.get(), state.equals(GONE)));
        } else {
            LOG.error("{} was changed: its destruction is not gone on with", file);
        }
    }

    /// Those that a crash cut short, or that wait for the rest to go, oldest first.
    synchronized List<Open> open() {
        return List.copyOf(open);
    }

    /// From now on the destruction will be done, also after a crash.
    synchronized Open begin(Certificate certificate) throws IOException {
        last++;
        String plain = certificate.folder().replace('/', '-').replaceFirst("^flows-", "");
        String name = String.format(Locale.ROOT, "%06d-%s", last, plain);
        Forced.write(folder.resolve(name + BEGUN), certificate.text());
        var begun =
                new Certificate.Begun(
                        certificate.folder(),
                        certificate.slices(),
                        certificate.before(),
                        certificate.sha256());
        var one = new Open(name, begun, false);
        open.add(one);
        return one;
    }

    /// The index is deleted.
    synchronized void gone(Open one) throws IOException {
        rename(folder.resolve(one.name() + BEGUN), folder.resolve(one.name() + GONE));
        open.remove(one);
        open.add(new Open(one.name(), one.begun(), true));
    }

    /// Nothing is left anywhere.
    synchronized void done(Open one) throws IOException {
        rename(folder.resolve(one.name() + GONE), folder.resolve(one.name() + DONE));
        open.remove(one);
    }

    private void rename(Path from, Path to) throws IOException {
        Forced.move(from, to);
    }
}
