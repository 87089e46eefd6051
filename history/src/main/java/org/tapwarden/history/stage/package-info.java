/// What the stages of a question make of the slices that its filter found.
///
/// Promises: sums are exact; equal ones are put in order by value, so the same question over the
/// same slices has the same answer whatever came first; memory is bounded, and what would need more
/// is refused with a sentence and counted, never cut in silence. {@link
/// org.tapwarden.history.stage.Collecting} takes records one by one; who reads columns fills the
/// same {@link org.tapwarden.history.stage.Counting} with sums of many slices at once.
@NullMarked
package org.tapwarden.history.stage;

import org.jspecify.annotations.NullMarked;
