package org.tapwarden.history.codec;

/// What a merge may hold in memory, beside a byte for each document ({@link MergeOrder}).
///
/// With the defaults a merge of 50 million documents holds 50 MB for their order, 25 MB for lists,
/// and at most 24 MB for a dictionary and 12 MB for those that are kept.
///
/// @param listed how many documents are listed by term at a time, 4 bytes each; of a merge of more
///   than eight times as many it is an eighth of them
/// @param terms most terms of a dictionary in all segments together, 12 bytes each; with more the
///   field is merged by Lucene, which takes less memory and more time
/// @param kept most terms of all dictionaries that are kept from the lists to the columns, 8 bytes
///   each; those of other fields are merged twice
record MergeLimits(int listed, int terms, int kept) {

    static final MergeLimits DEFAULT = new MergeLimits(1 << 20, 1 << 21, 1 << 20);
}
