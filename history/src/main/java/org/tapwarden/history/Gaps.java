package org.tapwarden.history;

import java.util.ArrayList;
import java.util.List;

/// What a search could not look at, a sentence each. Beyond a cap the rest is only counted.
final class Gaps {

    /// Most told one by one.
    static final int MOST = 20;

    private final List<String> sentences = new ArrayList<>();
    private int more;

    void add(String sentence) {
        if (sentences.size() < MOST) {
            sentences.add(sentence);
        } else {
            more++;
        }
    }

    void notSearched(PartitionKey key) {
        add(key.sentence() + " were not searched: the time was over");
    }

    void searchedInPart(PartitionKey key) {
        add(key.sentence() + " were searched in part: the time was over");
    }

    List<String> sentences() {
        if (more == 0) {
            return List.copyOf(sentences);
        }
        List<String> all = new ArrayList<>(sentences);
        all.add("and " + more + " more");
        return all;
    }
}
