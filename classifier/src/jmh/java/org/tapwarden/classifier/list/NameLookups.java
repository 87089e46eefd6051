package org.tapwarden.classifier.list;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// How many names a second one thread looks up among millions. Zipf queries, half of them misses;
/// half of the hits lie below the entry.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g", "-XX:+UseTransparentHugePages", "--enable-native-access=ALL-UNNAMED"})
public class NameLookups {

    private static final int QUERIES = 400_000;
    private static final double ZIPF = 1.0;

    @Param({"5000000"})
    private int names;

    private Path folder;
    private ActiveLists.Asker asker;
    private String[] queries;
    private long rounds;
    private long cpuBegan;

    @Setup(Level.Trial)
    public void build() throws IOException {
        folder = Files.createTempDirectory("lookups");
        var made = new MadeNames(1);
        System.out.println(made.distribution(names));
        long began = System.nanoTime();
        var builder = new ListsBuilder();
        int list =
                builder.begin(
                        new ListFacts(
                                "made",
                                org.tapwarden.classifier.Category.ADULT,
                                ListFacts.Type.DENY,
                                false,
                                "",
                                "",
                                "",
                                0,
                                0,
                                "",
                                0));
        for (int i = 0; i < names; i++) {
            String name = made.name(i);
            builder.name(list, name, org.tapwarden.classifier.list.Scope.TREE, false, i, name);
        }
        builder.build();
        builder.write(folder.resolve("lists"), 0);
        builder = null;
        long built = System.nanoTime();
        long before = used();
        Lists lists = Lists.open(folder.resolve("lists"));
        long opened = System.nanoTime();
        long heap = used() - before;
        System.out.printf(
                Locale.ROOT,
                "built in %.1f s, opened in %.2f s; heap %.2f bytes a name, measured (%.2f of the"
                        + " index by count), file %.1f bytes a name%n",
                (built - began) / 1e9,
                (opened - built) / 1e9,
                (double) heap / lists.names(),
                (double) lists.indexBytes() / lists.names(),
                (double) Files.size(folder.resolve("lists")) / lists.names());
        var active = new ActiveLists();
        active.publish(lists);
        asker = new ActiveLists.Asker(active);
        queries = queries(made);
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private String[] queries(MadeNames made) {
        var others = new MadeNames(2);
        var random = new SplittableRandom(3);
        String[] wanted = new String[QUERIES];
        int hits = 0;
        for (int i = 0; i < QUERIES; i++) {
            // Zipf of exponent 1 by the inverse of its integral: rank = names^u.
            int rank = (int) (Math.pow(names, random.nextDouble()) / ZIPF) - 1;
            // Ranks lie anywhere in the list.
            int number = (int) ((rank * 2_654_435_761L & Long.MAX_VALUE) % names);
            boolean miss = random.nextBoolean();
            String name = miss ? others.name(number) : made.name(number);
            wanted[i] = !miss && random.nextBoolean() ? "www.cdn." + name : name;
            hits += asker.ask(wanted[i]) == null ? 0 : 1;
        }
        java.util.Collections.shuffle(java.util.Arrays.asList(wanted), new Random(4));
        System.out.printf(
                Locale.ROOT,
                "%,d queries, Zipf %.1f over %,d names, %.1f %% hits, half of them two labels below%n",
                QUERIES,
                ZIPF,
                names,
                100.0 * hits / QUERIES);
        // A name that is asked about was just read off the wire; so the queries lie in memory one
        // behind the other, and what is measured is looking them up, not fetching them.
        for (int i = 0; i < QUERIES; i++) {
            wanted[i] = new String(wanted[i].toCharArray());
        }
        return wanted;
    }

    /// On a machine with other work the clock says little, so the thread's own time is told, too.
    @Setup(Level.Iteration)
    public void begin() {
        rounds = 0;
        cpuBegan = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @TearDown(Level.Iteration)
    public void tell() {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBegan;
        System.out.printf(
                Locale.ROOT,
                "%,.0f a second of the thread's own time: ",
                (double) rounds * QUERIES / cpu * 1e9);
    }

    @Benchmark
    @OperationsPerInvocation(QUERIES)
    public void mixed(Blackhole hole) {
        rounds++;
        for (String query : queries) {
            hole.consume(asker.ask(query));
        }
    }

    @TearDown(Level.Trial)
    public void remove() throws IOException {
        Files.deleteIfExists(folder.resolve("lists"));
        Files.deleteIfExists(folder);
    }
}
