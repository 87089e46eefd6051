package org.tapwarden.classifier.inspect;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.flow.FlowTable;

/// A bounded store of reusable objects, a sixteenth of it for each shard, so that who gets none at
/// the cap does not depend on the number of threads.
///
/// Knows which of a shard's objects was lent first: whoever lets handshakes hang holds the oldest,
/// and must not keep everybody else from theirs.
final class Pool<T> {

    /// Says that nobody of a shard holds anything.
    static final int NOBODY = -1;

    private final int perShard;
    private final Supplier<T> maker;
    private final Consumer<T> cleaner;

    /// By place: a flow's slot, or one of its two sides.
    private final @Nullable Loan<T>[] loans;

    private final int[] lent = new int[FlowTable.SHARDS];
    private final @Nullable Loan<T>[] oldest = loans(FlowTable.SHARDS);
    private final @Nullable Loan<T>[] newest = loans(FlowTable.SHARDS);
    private final ArrayDeque<Loan<T>> spare = new ArrayDeque<>();
    private long refused;
    private int mostLent;

    /// An object, who holds it, and its neighbours in the shard by age.
    private static final class Loan<T> {
        private final T object;
        private int place;
        private @Nullable Loan<T> older;
        private @Nullable Loan<T> newer;

        Loan(T object) {
            this.object = object;
        }
    }

    Pool(int places, int perShard, Supplier<T> maker, Consumer<T> cleaner) {
        this.loans = loans(places);
        this.perShard = perShard;
        this.maker = maker;
        this.cleaner = cleaner;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable Loan<T>[] loans(int count) {
        return new Loan[count];
    }

    /// What this place holds, or null.
    @Nullable T of(int place) {
        Loan<T> loan = loans[place];
        return loan == null ? null : loan.object;
    }

    /// What this place holds, lent now where it held nothing; at the cap whoever has held the
    /// longest loses its own, and that is counted.
    T held(int place, int shard) {
        T mine = of(place);
        if (mine != null) {
            return mine;
        }
        if (isFull(shard)) {
            refuse();
            giveBack(oldest(shard), shard);
        }
        return take(place, shard);
    }

    /// Whether the next one to take something in this shard has to wait for somebody else's.
    boolean isFull(int shard) {
        return lent[shard] == perShard;
    }

    /// The place in this shard that has held what it holds the longest, or {@link #NOBODY}.
    int oldest(int shard) {
        Loan<T> loan = oldest[shard];
        return loan == null ? NOBODY : loan.place;
    }

    /// Counts that somebody goes without.
    void refuse() {
        refused++;
    }

    /// Lends one to a place that holds none, of a shard that is not full.
    T take(int place, int shard) {
        Loan<T> again = spare.poll();
        Loan<T> loan = again == null ? new Loan<>(maker.get()) : again;
        loan.place = place;
        loan.older = newest[shard];
        if (loan.older == null) {
            oldest[shard] = loan;
        } else {
            loan.older.newer = loan;
        }
        newest[shard] = loan;
        loans[place] = loan;
        mostLent = Math.max(mostLent, ++lent[shard]);
        return loan.object;
    }

    /// Takes back what this place holds, if anything.
    void giveBack(int place, int shard) {
        Loan<T> loan = loans[place];
        if (loan == null) {
            return;
        }
        Loan<T> older = loan.older;
        Loan<T> newer = loan.newer;
        if (older == null) {
            oldest[shard] = newer;
        } else {
            older.newer = newer;
        }
        if (newer == null) {
            newest[shard] = older;
        } else {
            newer.older = older;
        }
        loan.older = null;
        loan.newer = null;
        loans[place] = null;
        lent[shard]--;
        cleaner.accept(loan.object);
        spare.push(loan);
    }

    long refused() {
        return refused;
    }

    /// Lent now, in all shards.
    int lent() {
        int sum = 0;
        for (int count : lent) {
            sum += count;
        }
        return sum;
    }

    /// The most that any shard ever held at one time.
    int mostLent() {
        return mostLent;
    }
}
