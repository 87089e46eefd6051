package org.tapwarden.classifier.list;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;

/// Which of several lists with the same name counts. The office's own lists beat every feed; then
/// an allow beats a deny; then the category that stands first here; then the list whose id comes
/// first in the alphabet, whenever it was imported.
final class Verdicts {

    /// What nobody may be told of comes first, then harm, then ways around the rules; the rest
    /// follow in the order of {@link Category}.
    private static final List<Category> FIRST =
            List.of(
                    Category.PROTECTED,
                    Category.STATE_TESTING,
                    Category.MALWARE,
                    Category.PHISHING,
                    Category.CRYPTOMINING,
                    Category.STRESSER,
                    Category.VPN,
                    Category.TOR,
                    Category.WEB_PROXY,
                    Category.ENCRYPTED_DNS,
                    Category.REMOTE_ACCESS,
                    Category.DYNAMIC_DNS);

    private static final Map<Category, Integer> RANK = ranks();

    /// No list says anything.
    static final int NONE = -1;

    private final List<ListFacts> lists;
    private final int[] alphabet;
    private final int[] atTheName;
    private final int[] below;

    /// @param sets of memberships, each as the index numbers it
    Verdicts(List<ListFacts> lists, List<int[]> sets) {
        this.lists = lists;
        this.alphabet = alphabet(lists);
        this.atTheName = new int[sets.size()];
        this.below = new int[sets.size()];
        for (int i = 0; i < sets.size(); i++) {
            atTheName[i] = best(sets.get(i), true);
            below[i] = best(sets.get(i), false);
        }
    }

    private static Map<Category, Integer> ranks() {
        Map<Category, Integer> ranks = new EnumMap<>(Category.class);
        for (Category category : Category.values()) {
            int first = FIRST.indexOf(category);
            ranks.put(category, first >= 0 ? first : FIRST.size() + category.ordinal());
        }
        return ranks;
    }

    /// The membership that decides, or {@link #NONE}.
    ///
    /// @param theNameItself whether the name that was asked for is the entry's own, or lies below
    int of(int set, boolean theNameItself) {
        return theNameItself ? atTheName[set] : below[set];
    }

    private int best(int[] memberships, boolean theNameItself) {
        int best = NONE;
        for (int one : memberships) {
            boolean counts = Membership.scope(one).covers(theNameItself);
            if (counts && (best == NONE || order(one) < order(best))) {
                best = one;
            }
        }
        return best;
    }

    /// The smallest wins.
    private long order(int membership) {
        int list = Membership.list(membership);
        ListFacts facts = lists.get(list);
        long order = facts.office() ? 0 : 1;
        order = (order << 1) | (allows(facts, membership) ? 0 : 1);
        order = (order << 8) | rank(facts.category());
        order = (order << 16) | alphabet[list];
        return (order << 3) | (membership & 7);
    }

    /// The place of each list among the ids.
    private static int[] alphabet(List<ListFacts> lists) {
        List<String> ids = lists.stream().map(ListFacts::id).sorted().toList();
        return lists.stream().mapToInt(list -> ids.indexOf(list.id())).toArray();
    }

    private static int rank(@Nullable Category category) {
        Integer rank = category == null ? null : RANK.get(category);
        return rank == null ? 0xff : rank;
    }

    boolean allows(int membership) {
        return allows(lists.get(Membership.list(membership)), membership);
    }

    private static boolean allows(ListFacts facts, int membership) {
        return facts.type() == ListFacts.Type.ALLOW || Membership.isException(membership);
    }

    boolean isOffice(int membership) {
        return lists.get(Membership.list(membership)).office();
    }
}
