/// What happened: the flow index, its schedule, and who looked at it.
///
/// Records come out of the spool into one Lucene index a UTC day and population, and a day goes as
/// a whole when the schedule says so. Promises: a record is in its index once, whatever was killed
/// when; a question means here what {@link org.tapwarden.classifier.language.FlowPredicate} says it
/// means; nobody sees a flow before the row that says who, what and why is on the disk; an answer
/// that is not whole says what is missing. No other package touches Lucene.
@NullMarked
package org.tapwarden.history;

import org.jspecify.annotations.NullMarked;
