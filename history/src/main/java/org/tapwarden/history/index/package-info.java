/// How flow slices lie in a Lucene index, and how they are found there: columns, the words of
/// dictionaries, and the questions of the flow language asked of them.
///
/// Promises: a slice that was written comes back whole, its times to the millisecond; a question
/// means here what {@link org.tapwarden.classifier.language.FlowPredicate} says it means.
@NullMarked
package org.tapwarden.history.index;

import org.jspecify.annotations.NullMarked;
