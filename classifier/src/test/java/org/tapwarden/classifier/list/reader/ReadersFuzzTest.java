package org.tapwarden.classifier.list.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A target for the fuzzer each reader: whatever the bytes, nothing throws, every entry is whole,
/// and no line is lost.
class ReadersFuzzTest {

    private static void read(ListFormat format, byte[] bytes) throws IOException {
        var found = new Collected();
        var reading = new Reading(found);
        LineFormat.all(new Lines(new ByteArrayInputStream(bytes)), format.lines(), reading);
        assertThat(reading.found()).isEqualTo(found.entries.size());
        assertThat(reading.shown()).hasSizeLessThanOrEqualTo(Reading.MOST_SHOWN);
    }

    @FuzzTest
    void hosts(byte[] bytes) throws IOException {
        read(ListFormat.HOSTS, bytes);
    }

    @FuzzTest
    void domains(byte[] bytes) throws IOException {
        read(ListFormat.DOMAINS, bytes);
    }

    @FuzzTest
    void adblock(byte[] bytes) throws IOException {
        read(ListFormat.ADBLOCK, bytes);
    }

    @FuzzTest
    void dnsmasq(byte[] bytes) throws IOException {
        read(ListFormat.DNSMASQ, bytes);
    }

    @FuzzTest
    void zone(byte[] bytes) throws IOException {
        read(ListFormat.RPZ, bytes);
    }

    @FuzzTest
    void prefixes(byte[] bytes) throws IOException {
        read(ListFormat.CIDR, bytes);
    }

    @FuzzTest
    void ranges(byte[] bytes) throws IOException {
        read(ListFormat.RANGES, bytes);
    }

    @FuzzTest
    void ja4(byte[] bytes) throws IOException {
        read(ListFormat.JA4, bytes);
    }

    @FuzzTest
    void certificates(byte[] bytes) throws IOException {
        read(ListFormat.CERTIFICATES, bytes);
    }

    /// The file includes itself when it says `include:list`.
    @FuzzTest
    void tree(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("tree");
        try {
            Files.write(folder.resolve("list"), bytes);
            new V2flyTree(folder, new Reading(new Collected())).read("list");
        } finally {
            remove(folder);
        }
    }

    /// An archive may be refused in one line, and nothing else.
    @FuzzTest
    void archive(byte[] bytes) throws IOException {
        var tar = new Tar(new ByteArrayInputStream(bytes));
        try {
            for (String name = tar.next(); name != null; name = tar.next()) {
                LineFormat.all(
                        new Lines(tar.content()),
                        ListFormat.UT1.lines(),
                        new Reading(new Collected()));
            }
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @FuzzTest
    void guess(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("guess", ".list");
        try {
            Files.write(file, bytes);
            FormatGuess.of(file);
        } catch (IOException e) {
            assertThat(e.getMessage()).startsWith(file.toString());
        } finally {
            Files.delete(file);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
