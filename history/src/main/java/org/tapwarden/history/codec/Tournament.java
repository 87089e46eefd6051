package org.tapwarden.history.codec;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Which segment has the next term of all, again and again.
///
/// A tree of losers (Knuth, The Art of Computer Programming, volume 3, section 5.4.1). Terms share
/// long prefixes, so each head knows how many bytes it shares with the winner before: who shares
/// more comes first, and bytes are compared only behind what both share with it (Ng and Kakehi,
/// Merging String Sequences by Longest Common Prefixes, 2008).
final class Tournament {

    private static final int NOBODY = -1;

    private final Head[] heads;

    /// By place in the tree: the head that lost there. At 0 is the winner of all.
    private final int[] losers;

    private int lengthBefore = -1;
    private boolean isNew;

    /// @param heads none at its end; of equal terms the head that comes first here wins
    Tournament(List<Head> heads) {
        this.heads = heads.toArray(Head[]::new);
        this.losers = new int[Math.max(1, this.heads.length)];
    }

    /// @return the segment of the first term, or -1
    int first() {
        losers[0] = heads.length == 0 ? NOBODY : play(1);
        return won();
    }

    /// Plays the matches below a place in the tree.
    private int play(int place) {
        if (place >= heads.length) {
            return place - heads.length;
        }
        int one = play(2 * place);
        int other = play(2 * place + 1);
        boolean wins = wins(one, other);
        losers[place] = wins ? other : one;
        return wins ? one : other;
    }

    /// @return the segment of the next term, or -1
    int next() throws IOException {
        int winner = losers[0];
        lengthBefore = heads[winner].length();
        heads[winner].next();
        for (int place = (winner + heads.length) >>> 1; place > 0; place >>>= 1) {
            int loser = losers[place];
            if (!wins(winner, loser)) {
                losers[place] = winner;
                winner = loser;
            }
        }
        losers[0] = winner;
        return won();
    }

    private int won() {
        int winner = losers[0];
        if (winner == NOBODY || heads[winner].shared < 0) {
            return NOBODY;
        }
        Head head = heads[winner];
        isNew = head.length() != lengthBefore || head.shared != lengthBefore;
        return head.segment;
    }

    /// Whether the term differs from the one before.
    boolean isNew() {
        return isNew;
    }

    /// Whether a head comes before another; the other then shares with it what it says.
    private boolean wins(int one, int other) {
        Head a = heads[one];
        Head b = heads[other];
        if (a.shared != b.shared) {
            return a.shared > b.shared;
        }
        if (a.shared < 0) {
            return true; // both are at their end
        }
        int end = Math.min(a.length(), b.length());
        int at = a.shared;
        while (at < end && a.at(at) == b.at(at)) {
            at++;
        }
        boolean wins;
        if (at < end) {
            wins = (a.at(at) & 0xff) < (b.at(at) & 0xff);
        } else if (a.length() != b.length()) {
            wins = a.length() < b.length();
        } else {
            wins = one < other;
        }
        (wins ? b : a).shared = at;
        return wins;
    }

    /// The next term of a segment.
    static final class Head {

        private final int segment;
        private final TermsEnum terms;

        /// The terms, where they say what they share with the one before.
        private final Terms.@Nullable Walk ours;

        private BytesRef term = new BytesRef();
        private byte[] before = {};
        private int lengthBefore;

        /// How many bytes the term shares with the winner before; -1 behind the last term.
        private int shared;

        /// @param terms before the first, of which there is one
        Head(int segment, TermsEnum terms) throws IOException {
            this.segment = segment;
            this.terms = terms;
            this.ours = terms instanceof Terms.Walk walk ? walk : null;
            next();
            shared = 0;
        }

        private void next() throws IOException {
            BytesRef found = terms.next();
            if (found == null) {
                shared = -1;
                return;
            }
            term = found;
            if (ours != null) {
                shared = ours.shared();
                return;
            }
            int end = Math.min(lengthBefore, found.length);
            shared = 0;
            while (shared < end && before[shared] == at(shared)) {
                shared++;
            }
            before = ArrayUtil.growNoCopy(before, found.length);
            System.arraycopy(found.bytes, found.offset, before, 0, found.length);
            lengthBefore = found.length;
        }

        private int length() {
            return term.length;
        }

        private byte at(int index) {
            return term.bytes[term.offset + index];
        }
    }
}
